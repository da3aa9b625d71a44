"""环境检查: each thing that keeps the buttons from working is found, and its cure is said."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest
from support import ROOT, calc
from support.workbook_parts import project, with_parts

from xlplan import __version__
from xlplan.files.office_book.vba_project import canonical, decompress, differing_modules, read_modules
from xlplan.files.store.shipped import SHEETS_ALONE, WORKBOOK, shipped
from xlplan.office.setup import calc_trust
from xlplan.office.setup.desktop import Desktop
from xlplan.office.setup.doctor import examine
from xlplan.office.setup.install import install
from xlplan.office.setup.presence import only_one
from xlplan.telling.doctor import Check, tell_examination
from xlplan.terms.errors import DamagedError
from xlplan.terms.sheets import NAME_VERSION

with warnings.catch_warnings():
    # It uses old names of pyparsing's.
    warnings.simplefilter("ignore", DeprecationWarning)
    from oletools.olevba import VBA_Parser


@pytest.fixture
def desktop(tmp_path: Path) -> Desktop:
    home = tmp_path / "家"
    home.mkdir()
    return Desktop(sys.platform, home, {"HOME": str(home)}, home / "data", Path(sys.executable), True)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "工作 文件夹"
    folder.mkdir()
    return Path(shutil.copy(shipped(WORKBOOK), folder / "分工表.xlsm"))


def check(name: str, desktop: Desktop, book: Path | None = None) -> Check:
    (found,) = [each for each in examine(book, desktop) if each.name == name]
    assert found.ok is True or found.cure, "what is wrong has a cure"
    return found


def test_with_everything_in_order_nothing_is_wrong(desktop: Desktop, book: Path, needs_calc: None) -> None:
    install(book, desktop)
    with only_one(desktop.data):
        checks = examine(book, desktop)
    assert [each for each in checks if each.ok is False] == []
    assert tell_examination(checks).text.startswith("环境检查：没有发现问题。")


def test_a_helper_that_does_not_run_is_told(desktop: Desktop) -> None:
    found = check("助手", desktop)
    assert (found.ok, "xlplan helper" in found.cure) == (False, True)
    with only_one(desktop.data):
        assert check("助手", desktop).ok is True


def test_a_helper_of_another_version_is_told(desktop: Desktop) -> None:
    with only_one(desktop.data):
        (desktop.data / "helper.json").write_text('{"pid": 1, "version": "0.0.9"}', encoding="utf-8")
        found = check("助手", desktop)
    assert found.ok is False
    assert "0.0.9" in found.message


def test_without_a_spreadsheet_program_it_says_what_to_install(desktop: Desktop) -> None:
    bare = Desktop("linux", desktop.home, desktop.environ, desktop.data, desktop.python, has_calc=False)
    assert check("表格软件", bare).ok is False
    assert "WPS" in check("表格软件", bare).cure


def test_calc_that_does_not_trust_the_folder_is_told_until_install_was_run(desktop: Desktop, book: Path) -> None:
    found = check("LibreOffice 宏设置", desktop, book)
    assert (found.ok, "xlplan install" in found.cure) == (False, True)
    calc_trust.trust(desktop.profile, book.parent)
    assert check("LibreOffice 宏设置", desktop, book).ok is True


@pytest.mark.parametrize(("level", "ok"), [(3, False), (2, False), (1, None), (0, None)])
def test_calcs_macro_level_decides_how_bad_an_untrusted_folder_is(
    desktop: Desktop, book: Path, level: int, ok: bool | None
) -> None:
    path = desktop.profile / "user/registrymodifications.xcu"
    path.parent.mkdir(parents=True)
    path.write_text(
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" '
        f'oor:op="fuse"><value>{level}</value></prop></item></oor:items>',
        encoding="utf-8",
    )
    assert check("LibreOffice 宏设置", desktop, book).ok is ok


@pytest.mark.parametrize(
    ("folder", "program"),
    [("OneDrive - 教育局", "OneDrive"), ("我的坚果云", "坚果云"), ("WPS Cloud Files", "WPS 云盘")],
)
def test_a_synced_folder_is_pointed_out(
    desktop: Desktop, tmp_path: Path, book: Path, folder: str, program: str
) -> None:
    (tmp_path / folder).mkdir()
    moved = Path(shutil.copy(book, tmp_path / folder / "分工表.xlsm"))
    found = check("同步文件夹", desktop, moved)
    assert found.ok is None
    assert program in found.message
    assert check("同步文件夹", desktop, book).ok is True


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a folder that not even root can write")
def test_a_folder_that_cannot_be_written_is_told(desktop: Desktop) -> None:
    found = check("工作簿的文件夹", desktop, Path("/proc/分工表.xlsm"))
    assert found.ok is False


@pytest.mark.parametrize(("zone", "ok"), [("3", False), ("4", False), ("1", True)])
@pytest.mark.skipif(os.name == "nt", reason="there the mark is a stream of the file")
def test_the_mark_of_the_web_is_seen(desktop: Desktop, book: Path, zone: str, ok: bool) -> None:
    book.with_name(f"{book.name}:Zone.Identifier").write_text(f"[ZoneTransfer]\r\nZoneId={zone}\r\n", encoding="ascii")
    assert check("来自网络的标记", desktop, book).ok is ok


def test_macros_that_somebody_changed_are_named(desktop: Desktop, book: Path) -> None:
    other = project({"PATIENCE As Double = 2": "PATIENCE As Double = 9"})
    found = check("宏", desktop, with_parts(book, {"xl/vbaProject.bin": other}))
    assert found.ok is False
    assert "XlPlan" in found.message


def test_macros_written_anew_with_other_spacing_and_case_are_the_same(desktop: Desktop, book: Path) -> None:
    other = project({"Dim nonce As String": "dim  Nonce as STRING", "End Function": "End Function\r\n\r\n"})
    assert check("宏", desktop, with_parts(book, {"xl/vbaProject.bin": other})).ok is True


def test_macros_of_somebody_else_are_pointed_out(desktop: Desktop, book: Path) -> None:
    source = 'Attribute VB_Name = "Extra"\r\nOption Explicit\r\nSub AutoOpen()\r\nEnd Sub\r\n'
    changed = with_parts(book, {"xl/vbaProject.bin": project({}, {"Extra": source})})
    found = check("其他的宏", desktop, changed)
    assert found.ok is None
    assert "Extra" in found.message
    assert check("宏", desktop, changed).ok is True


@pytest.mark.parametrize(("version", "cure"), [("99.9.9", "更新 xlplan"), ("0.0.1", "xlplan upgrade")])
def test_a_workbook_of_another_version_is_told(desktop: Desktop, book: Path, version: str, cure: str) -> None:
    opened = openpyxl.load_workbook(book, keep_vba=True)
    sheet, _, address = opened.defined_names[NAME_VERSION].attr_text.partition("!")
    opened[sheet.strip("'")][address.replace("$", "")] = version
    changed = book.with_name("新版.xlsm")
    opened.save(changed)
    found = check("版本", desktop, changed)
    assert found.ok is False
    assert version in found.message
    assert __version__ in found.message
    assert cure in found.cure


def test_a_workbook_that_calc_saved_has_its_macros_but_no_buttons(
    desktop: Desktop, book: Path, tmp_path: Path, needs_calc: None
) -> None:
    saved = calc.convert(book, "xlsm", tmp_path / "saved")
    assert check("宏", desktop, saved).ok is True
    found = check("按钮", desktop, saved)
    assert found.ok is False
    assert "校验" in found.message
    assert "xlplan upgrade" in found.cure
    assert check("版本", desktop, saved).ok is True


def test_a_workbook_without_macros_is_no_fault(desktop: Desktop, book: Path) -> None:
    plain, added = book.with_name("表.xlsx"), book.with_name("加上了.xlsx")
    openpyxl.Workbook().save(plain)
    shutil.copy(shipped(SHEETS_ALONE), added)
    assert [check("宏", desktop, each).ok for each in (plain, added)] == [True, True]


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 damaged"])
def test_a_file_that_is_no_workbook_is_told(desktop: Desktop, book: Path, content: bytes) -> None:
    book.write_bytes(content)
    assert check("工作簿", desktop, book).ok is False


@pytest.mark.parametrize("damage", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"not a compound file"])
def test_a_damaged_macro_project_is_told(desktop: Desktop, book: Path, damage: bytes) -> None:
    found = check("工作簿", desktop, with_parts(book, {"xl/vbaProject.bin": damage}))
    assert "宏读不出来" in found.message


def run(*words: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "XLPLAN_"))}
    return subprocess.run(
        [sys.executable, "-m", "xlplan", "doctor", *words],
        env=environ | {"HOME": str(home), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_command_exits_with_1_while_something_is_wrong(desktop: Desktop, book: Path) -> None:
    done = run(book, "--json", home=desktop.home)
    assert done.returncode == 1
    printed = json.loads(done.stdout)
    assert (printed["command"], printed["ok"]) == ("doctor", False)
    assert {"name", "ok", "message", "cure"} == set(printed["checks"][0])
    assert "环境检查：发现 " in run(home=desktop.home).stdout


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the data folder is made up through HOME")
def test_the_command_exits_with_0_when_all_is_well(desktop: Desktop, book: Path, needs_calc: None) -> None:
    install(book, desktop)
    with only_one(desktop.home / ".local/share/xlplan"):
        done = run(book, home=desktop.home)
    assert done.returncode == 0, done.stdout + done.stderr


# The reader of macros


def test_macros_are_read_as_another_reader_reads_them() -> None:
    with zipfile.ZipFile(shipped(WORKBOOK)) as package:
        own = read_modules(package.read("xl/vbaProject.bin"))
    parser = VBA_Parser(str(shipped(WORKBOOK)))
    other = {name.rpartition(".")[0]: source for _, _, name, source in parser.extract_macros()}
    assert {name: source.splitlines() for name, source in own.items()} == {
        name: source.splitlines() for name, source in other.items()
    }


def test_the_example_of_the_specification_is_decompressed() -> None:
    # [MS-OVBA] 3.2.2, normal compression.
    container = bytes.fromhex(
        "01 2F B0 00 23 61 61 61 62 63 64 65 82 66 00 70 61 67 68 69 6A 01 38 08 61 6B 6C 00 30 6D 6E 6F 70 06 71 02 70 "
        "04 10 72 73 74 75 76 10 77 78 79 7A 00 3C"
    )
    assert decompress(container) == b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"


@pytest.mark.parametrize("data", [b"", b"\x02", b"\x01\x03\xb0\x01\x00\x00\x00"])
def test_what_is_no_compressed_text_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        decompress(data)
    with pytest.raises(DamagedError):
        read_modules(data)


def test_sources_differ_by_their_words_alone() -> None:
    assert canonical('Attribute VB_Name = "A"\r\n\r\n  Sub  A()\r\n') == ["sub a()"]
    wanted = {"A": "Option Explicit\nSub X()\nEnd Sub\n", "Empty": "Option Explicit\n"}
    assert differing_modules({"a": "option explicit\nsub x()\nend sub\n\n"}, wanted) == []
    assert differing_modules({}, wanted) == ["A"]
