"""What the LibreOffice engine alone has: attaching to a Calc that a user opened, plain errors, merged areas in bulk."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
import xlwings as xw
from support import ROOT
from support.calc import START
from support.pages import examples_in
from support.screen import wait_for

from xlplan.office import libreoffice
from xlplan.office.libreoffice import uno_bridge
from xlplan.office.libreoffice.formulas import Formulas


@pytest.fixture
def other(tmp_path: Path) -> Iterator[xw.App]:
    """Start a second Calc, to be mistreated."""
    calc = libreoffice.start(tmp_path / "profile", timeout=START)
    yield xw.App(impl=calc)
    calc.kill()


@pytest.mark.parametrize("where", ["a-profile-of-its-own", "the-profile-in-another-home"])
def test_a_calc_that_does_not_listen_is_made_to(where: str, tmp_path: Path) -> None:
    # A new profile, with which Calc ends and starts itself anew.
    folder = tmp_path / "用户 配置"
    profile = folder.as_uri() if where == "a-profile-of-its-own" else None
    command = [
        "soffice",
        *([f"-env:UserInstallation={profile}"] if profile else []),
        "--headless",
        "--norestore",
        "--nologo",
    ]
    home = dict(os.environ) if profile else {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": ""}
    with (tmp_path / "log").open("wb") as log:
        user = subprocess.Popen(command, env=home, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        end = time.monotonic() + START
        pipe = ""
        while not pipe:
            assert time.monotonic() < end
            for found in [each for each in libreoffice.running() if _is_of(each, user.pid)]:
                assert found.pipes == ()
                with suppress(libreoffice.ProgramGoneError):
                    pipe = libreoffice.make_listen(found)
        app = libreoffice.connect(pipe)
        assert app.pid == found.pid
        assert app.is_alive()
        assert libreoffice.make_listen(found) == pipe
        assert user.poll() is None
        app.kill()
    finally:
        user.kill()
        user.wait(START)
    wait_for(lambda: found.pid not in [each.pid for each in libreoffice.running()] or None, "Calc to be gone")
    with pytest.raises(libreoffice.ProgramGoneError, match="已经关闭"):
        libreoffice.make_listen(found)


def _is_of(instance: libreoffice.Instance, launcher: int) -> bool:
    """Return True for the LibreOffice that a launcher began."""
    try:
        return Path(f"/proc/{instance.pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1] == str(
            launcher
        )
    except OSError:
        return False


def test_a_program_that_goes_while_one_connects_is_said_to_be_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    class GoneError(Exception):
        __pyunostruct__ = "com.sun.star.lang.DisposedException"

    def gone(name: str, context: object) -> None:
        raise GoneError

    def answering(make: object) -> SimpleNamespace:
        return SimpleNamespace(ServiceManager=SimpleNamespace(createInstanceWithContext=make))

    local = answering(lambda name, context: SimpleNamespace(resolve=lambda url: answering(gone)))
    monkeypatch.setattr(uno_bridge, "load", lambda: SimpleNamespace(getComponentContext=lambda: local))
    monkeypatch.setattr("xlplan.office.libreoffice.process.owner", lambda pipe: 1)
    with pytest.raises(libreoffice.ProgramGoneError):
        libreoffice.connect("xlwings-gone")


def test_the_example_on_its_page_works(app: xw.App, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = examples_in(ROOT / "xlplan/office/libreoffice/README.md")
    monkeypatch.setattr(libreoffice, "start", lambda profile: app.impl)
    monkeypatch.setattr(type(app.impl), "kill", lambda self: None)
    exec(compile(example, "README.md", "exec"), {})


def test_a_program_that_was_killed_is_said_to_be_gone(other: xw.App) -> None:
    sheet = other.books.add().sheets[0]
    other.kill()
    with pytest.raises(libreoffice.ProgramGoneError, match="已经关闭"):
        sheet["A1"].value = 1
    with pytest.raises(libreoffice.ProgramGoneError):
        _ = sheet["A1:B2"].value
    with pytest.raises(libreoffice.ProgramGoneError):
        _ = sheet.name
    assert not other.impl.is_alive()


def test_a_program_that_quits_is_gone_too(other: xw.App) -> None:
    other.books.add().sheets[0]["A1"].value = "没保存"
    pid = other.pid
    other.quit()
    assert not other.impl.is_alive()
    assert pid not in [instance.pid for instance in libreoffice.running()]


def test_a_program_that_hangs_does_not_hang_us(other: xw.App) -> None:
    os.kill(other.pid, signal.SIGSTOP)
    wait_for(lambda: ") T " in Path(f"/proc/{other.pid}/stat").read_text(), "the signal to arrive")
    try:
        assert not other.impl.responds(0.2)
    finally:
        os.kill(other.pid, signal.SIGCONT)
    assert other.impl.responds(10)


def test_nobody_listens_on_an_unknown_pipe() -> None:
    with pytest.raises(libreoffice.ProgramGoneError):
        libreoffice.connect("no-such-pipe")


def test_a_closed_workbook_is_told_from_a_closed_program(app: xw.App) -> None:
    book = app.books.add()
    sheet = book.sheets[0]
    book.close()
    with pytest.raises(libreoffice.BookClosedError, match="被关闭"):
        sheet["A1"].value = 1
    with pytest.raises(libreoffice.BookClosedError):
        assert book.sheet_names


def test_the_status_bar_survives_the_closing_of_its_window(app: xw.App, book: xw.Book) -> None:
    doomed = app.books.add()
    app.status_bar = "正在校验…"
    doomed.close()
    app.status_bar = "还在校验…"
    assert app.status_bar == "还在校验…"
    app.status_bar = False
    assert app.status_bar is False


def test_a_program_of_its_own_cleans_up_after_itself() -> None:
    with xw.App(visible=False) as mine:
        mine.books[0].sheets[0]["A1"].value = "甲"
        scratch = mine.impl.scratch
        assert scratch.is_dir()
    assert not scratch.exists()


def test_macros_run_only_where_the_folder_is_trusted(other: xw.App, tmp_path: Path) -> None:
    path = tmp_path / "宏 表.ods"
    book = other.books.add()
    libraries = book.api.BasicLibraries
    if not libraries.hasByName("Standard"):
        libraries.createLibrary("Standard")
    libraries.getByName("Standard").insertByName("M", "Function Plus(a, b)\n  Plus = a + b\nEnd Function\n")
    book.save(path)
    book.close()
    book = other.books.open(path)
    assert not book.api.AllowMacroExecution
    book.close()
    _trust(other, tmp_path)
    book = other.books.open(path)
    assert book.macro("M.Plus")(2, 3) == 5
    book.close()


def _trust(app: xw.App, folder: Path) -> None:
    uno = uno_bridge.load()
    place = uno.createUnoStruct(
        "com.sun.star.beans.NamedValue", "nodepath", "/org.openoffice.Office.Common/Security/Scripting"
    )
    provider = app.impl.service("com.sun.star.configuration.ConfigurationProvider")
    name = "com.sun.star.configuration.ConfigurationUpdateAccess"
    settings = provider.createInstanceWithArguments(name, (place,))
    uno.invoke(settings, "setPropertyValue", ("SecureURL", uno.Any("[]string", (folder.as_uri(),))))
    settings.commitChanges()


def test_a_protected_sheet_is_named(sheet: xw.Sheet) -> None:
    sheet["A1:B2"].value = "原"
    unlocked = sheet["A2"].api.CellProtection
    unlocked.IsLocked = False
    sheet["A2"].api.CellProtection = unlocked
    sheet.api.protect("")
    assert sheet.impl.protected
    for change in (
        lambda: setattr(sheet["A1"], "value", "新"),
        lambda: setattr(sheet["A1:B2"], "value", "新"),
        lambda: setattr(sheet["A1"], "formula", "=1"),
        lambda: setattr(sheet["A1"], "color", (1, 2, 3)),
        sheet["A1"].clear,
        sheet["A1:B1"].merge,
    ):
        with pytest.raises(libreoffice.ProtectedError, match=re.escape(sheet.name)):
            change()
    sheet["A2"].value = "新"
    assert sheet["A1:B2"].value == [["原", "原"], ["新", "原"]]


def test_read_only_and_unsaved_changes_are_known(app: xw.App, tmp_path: Path) -> None:
    path = tmp_path / "只读.xlsx"
    book = app.books.add()
    book.save(path)
    assert not book.impl.modified
    book.sheets[0]["A1"].value = 1
    assert book.impl.modified
    book.close()
    opened = app.books.open(path, read_only=True)
    assert opened.impl.read_only
    opened.close()


def test_a_damaged_file_is_refused_in_plain_words(app: xw.App, tmp_path: Path) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK\x03\x04" + bytes(200))
    with pytest.raises(libreoffice.LibreOfficeError, match="打不开文件"):
        app.books.open(path)


def test_a_file_with_a_password_is_not_asked_about(app: xw.App, tmp_path: Path) -> None:
    path = tmp_path / "密.ods"
    book = app.books.add()
    book.sheets[0]["A1"].value = "里面"
    book.save(path, password="1234")
    book.close()
    with pytest.raises(libreoffice.LibreOfficeError, match="密码"):
        app.books.open(path)
    opened = app.books.open(path, password="1234")
    assert opened.sheets[0]["A1"].value == "里面"
    opened.close()


def test_a_password_that_would_be_ignored_is_refused(book: xw.Book, tmp_path: Path) -> None:
    with pytest.raises(NotImplementedError, match="password"):
        book.save(tmp_path / "密.xlsx", password="1234")


def test_a_deleted_or_renamed_sheet_is_not_mistaken_for_its_neighbour(book: xw.Book) -> None:
    doomed, renamed, neighbour = book.sheets.add("甲"), book.sheets.add("乙"), book.sheets[-1]
    neighbour["A1"].value = "留着"
    held = doomed["A1"]
    book.api.Sheets.removeByName("甲")
    book.api.Sheets.getByName("乙").setName("丙")
    for cell, name in ((held, "甲"), (doomed["A1"], "甲"), (renamed["A1"], "乙")):
        with pytest.raises(libreoffice.SheetGoneError, match=name):
            cell.value = "写错地方"
        with pytest.raises(libreoffice.SheetGoneError, match=name):
            _ = cell.value
    assert neighbour["A1"].value == "留着"


def test_a_name_of_one_sheet_is_found_by_its_text_and_with_its_sheet(book: xw.Book) -> None:
    for name in ("我的 表", "别的"):
        book.sheets.add(name).names.add("期次Q", f"='{name}'!$B$2")
    book.names.add("全部Q", "='别的'!$A$1")
    wanted = ("期次Q", "期次q", "我的 表!期次q", "别的!期次Q", "全部Q")
    # Among those of one text, that of the sheet further left.
    first = next(each.name for each in book.sheets if each.name in ("我的 表", "别的"))
    found = [book.names[each].name for each in wanted]
    assert found == [f"{first}!期次Q", f"{first}!期次Q", "我的 表!期次Q", "别的!期次Q", "全部Q"]
    assert [each for each in ("期次", "没有!期次Q", "我的 表!全部Q") if each in book.names] == []
    assert "期次q" in book.sheets["别的"].names


def test_what_is_missing_is_named(book: xw.Book) -> None:
    with pytest.raises(NotImplementedError, match=r"Sheet\.charts"):
        _ = book.sheets[0].charts
    with pytest.raises(NotImplementedError, match=r"Range\.borders"):
        _ = book.sheets[0]["A1"].borders
    with pytest.raises(NotImplementedError, match=r"Range\.autofill"):
        book.sheets[0]["A1"].autofill(book.sheets[0]["A1:A3"])
    with pytest.raises(NotImplementedError, match=r"App\.startup_path"):
        _ = book.app.startup_path


def test_all_merged_areas_come_at_once(sheet: xw.Sheet) -> None:
    areas = [f"$A${row}:$A${row + 4}" for row in range(1, 501, 5)] + ["$C$1:$D$2", "$F$3:$G$3"]
    for address in areas:
        sheet[address].merge()
    sheet["A1:A10"].color = (255, 0, 0)
    assert sorted(area.address for area in sheet["A1:H600"].impl.merged_areas) == sorted(areas)
    assert [area.address for area in sheet["C1:D9"].impl.merged_areas] == ["$C$1:$D$2"]
    assert sheet["H1:H9"].impl.merged_areas == []


def test_links_within_the_workbook_survive_as_excel_knows_them(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets.add("分工表")
    sheet["A1"].add_hyperlink("#'分工表'!C5", "去看")
    assert sheet["A1"].hyperlink == "#'分工表'!C5"
    book.save(tmp_path / "links.xlsx")
    import openpyxl

    link = openpyxl.load_workbook(tmp_path / "links.xlsx")["分工表"]["A1"].hyperlink
    assert link.location.replace("'", "") == "分工表!C5"


def test_texts_are_never_read_as_numbers(sheet: xw.Sheet) -> None:
    sheet["A1"].value = ["001", "2023-06", "1/2"]
    assert sheet["A1:C1"].value == ["001", "2023-06", "1/2"]


def test_pandas_and_numpy_values_are_written(sheet: xw.Sheet) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {"天": pandas.to_datetime(["2023-06-30", None]), "数": [1, 2], "字": ["甲", None]}, index=["一", "二"]
    )
    sheet["A1"].value = frame
    assert [row[0] for row in sheet["A1:D3"].value] == [None, "一", "二"]
    assert sheet["C2:D3"].value == [[1, "甲"], [2, None]]
    assert sheet["B2"].value == pandas.Timestamp("2023-06-30").to_pydatetime()
    assert sheet["B3"].value is None


def test_heights_are_left_alone_while_the_screen_is_off(app: xw.App, sheet: xw.Sheet) -> None:
    before = sheet["A1"].row_height
    with app.properties(screen_updating=False):
        sheet["A1"].value = "一\n二\n三"
        assert sheet["A1"].row_height == before
    sheet["A1"].rows.autofit()
    assert sheet["A1"].row_height > before


@pytest.mark.parametrize(
    ("excel", "calc"),
    [
        ('=HYPERLINK("#\'分工表\'!C5","C,5")', '=HYPERLINK("#\'分工表\'!C5";"C,5")'),
        ("=SUM(A1,B1)/1.5", "=SUM(A1;B1)/1.5"),
        ('=IF(A1="a""b,",1,2)', '=IF(A1="a""b,";1;2)'),
    ],
)
def test_simple_formulas_are_rewritten_both_ways(excel: str, calc: str) -> None:
    formulas = Formulas(None)
    assert formulas.to_calc(excel) == calc
    assert formulas.from_calc(calc) == excel


@pytest.mark.parametrize(
    "formula", ["=Sheet2!A1", "=SUM((A1,B1))", "={1,2;3,4}", "=STDEV.S(A1:A2)", "=A1:A3 A2:C2", "=表!A1"]
)
def test_formulas_that_are_not_simple_go_to_the_parser(formula: str) -> None:
    assert Formulas(None).to_calc(formula) is None


def test_nothing_of_uno_is_loaded_before_it_is_needed() -> None:
    code = "import sys, xlplan.office.libreoffice as l; l.register(); assert 'uno' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=180)


def test_loading_the_bridge_leaves_imports_as_they_were() -> None:
    code = (
        "import builtins, sys; before = builtins.__import__, list(sys.path)\n"
        "from xlplan.office.libreoffice import uno_bridge; uno_bridge.load()\n"
        "assert (builtins.__import__, sys.path) == before"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=180)


def test_a_bridge_of_another_python_is_refused_before_it_can_crash(tmp_path: Path) -> None:
    (tmp_path / "uno.py").write_text("raise SystemExit('loaded')", encoding="utf-8")
    (tmp_path / "libpyuno.so").write_bytes(b"\x7fELF...libpython3.4.so.1.0...")
    code = (
        "import sys, pathlib; from xlplan.office.libreoffice import uno_bridge\n"
        "try: uno_bridge.load(pathlib.Path(sys.argv[1]))\n"
        "except uno_bridge.BridgeMissingError as error: assert 'Python 3.4' in str(error), error\n"
        "else: raise SystemExit('not refused')"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, timeout=180)


def test_a_missing_bridge_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uno_bridge, "_MODULE_FOLDERS", ())
    monkeypatch.setattr(uno_bridge, "program_folders", list)
    with pytest.raises(uno_bridge.BridgeMissingError, match="python3-uno"):
        uno_bridge.find_module_folder()
