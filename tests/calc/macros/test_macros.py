"""The macros run in a real LibreOffice Calc: what a click leaves for the helper, and what the user is told without one."""

from __future__ import annotations

import re
import shutil
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from support import calc
from support.macro_books import SHEETS, addin, plain, workbook
from support.macro_calc import Helper, MacroCalc

from scripts.vba import build
from xlplan.terms.buttons import BUTTONS, Button

with warnings.catch_warnings():
    # It uses old names of pyparsing's.
    warnings.simplefilter("ignore", DeprecationWarning)
    from oletools.olevba import VBA_Parser


def nonce_in(book: Any) -> str:
    return str(book.Sheets.getByIndex(0).getCellRangeByName("H1").String)


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.verb)
def test_a_button_leaves_a_request_and_marks_its_workbook(office: MacroCalc, book: Any, button: Button) -> None:
    with Helper(office.requests, b"accepted\n"):
        assert office.run(book, button.sub) == []
    nonce = nonce_in(book)
    assert re.fullmatch("f[0-9a-f]{31}", nonce)
    assert office.left() == {
        f"{nonce}.taken": f"protocol=1\nnonce={nonce}\nverb={button.verb}\nversion=0.1\nhost=Microsoft Excel\nos=Unix\n",
        f"{nonce}.answer": "accepted\n",
    }
    assert not book.isModified()


def test_a_ribbon_callback_does_the_same(office: MacroCalc, book: Any) -> None:
    with Helper(office.requests, b"accepted\n"):
        assert office.run(book, "RibbonOnSplit", book) == []
    assert "verb=split\n" in office.left()[f"{nonce_in(book)}.taken"]


@pytest.mark.parametrize("answer", [b"accepted", b"accepted\n", b"accepted\r\n"])
def test_the_answer_may_end_its_line_as_any_system_does(office: MacroCalc, book: Any, answer: bytes) -> None:
    with Helper(office.requests, answer):
        assert office.run(book, "OnStatus") == []


@pytest.mark.parametrize("answer", [b"refused\nold", b"refused\nold\n", b"refused\r\nold\r\n"])
def test_a_refusal_is_told_in_the_workbooks_words(office: MacroCalc, book: Any, answer: bytes) -> None:
    with Helper(office.requests, answer):
        assert office.run(book, "OnMerge") == ["工作簿旧了"]


def test_while_a_button_is_at_work_no_box_of_the_macro_stops_it(office: MacroCalc, book: Any) -> None:
    with Helper(office.requests, b"refused\nbusy\n"):
        assert office.run(book, "OnMerge") == []


def test_a_refusal_that_the_workbook_has_no_words_for_is_told_all_the_same(office: MacroCalc, book: Any) -> None:
    with Helper(office.requests, b"refused\ntoo_new\n"):
        assert office.run(book, "OnMerge") == ["The helper refused: too_new"]


def test_a_request_that_nobody_takes_is_withdrawn_and_the_user_told_what_to_start(office: MacroCalc, book: Any) -> None:
    assert office.run(book, "OnValidate") == ["请先启动助手"]
    assert list(office.left()) == [f"{nonce_in(book)}.withdrawn"]


def test_a_request_taken_but_not_yet_answered_is_left_to_the_helper(office: MacroCalc, book: Any) -> None:
    with Helper(office.requests, None):
        assert office.run(book, "OnValidate") == []
    assert list(office.left()) == [f"{nonce_in(book)}.taken"]


def test_without_a_request_folder_the_user_is_told_what_to_start(office: MacroCalc, book: Any) -> None:
    office.requests.rmdir()
    assert office.run(book, "OnValidate") == ["请先启动助手"]
    assert not office.requests.exists()


def test_where_windows_denies_a_folder_outside_the_profile_the_one_in_it_is_used(office: MacroCalc, book: Any) -> None:
    office.requests.rmdir()
    inside = office.requests.parent / ".local/share/xlplan/requests"
    inside.mkdir(parents=True)
    try:
        with Helper(inside, b"refused\nold\n"):
            assert office.run(book, "OnMerge") == ["工作簿旧了"]
    finally:
        shutil.rmtree(inside)


@pytest.fixture
def macros(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the module that workbooks are built of from now on, to be changed."""
    sources = tmp_path / "macros"
    shutil.copytree(build.SOURCES, sources)
    monkeypatch.setattr(build, "SOURCES", sources)
    return sources / "XlPlan.bas"


def test_where_the_folders_cannot_be_looked_into_the_number_of_the_error_is_told(
    office: MacroCalc, tmp_path: Path, macros: Path
) -> None:
    text = macros.read_text("ascii")
    text = text.replace("found = Dir(folder,", "found = Failing(folder,").replace(
        "found = Dir(place ", "found = Failing(place "
    )
    failing = "Private Function Failing(ByVal place As String, ByVal kind As Integer) As String\n    Err.Raise 52\nEnd Function\n"
    macros.write_text(text + failing, "ascii")
    assert macros.read_text("ascii").count("Failing(") == 3
    book = office.load(workbook(tmp_path / "看不了.xlsm"))
    assert office.run(book, "OnValidate") == ["请先启动助手 (52)"]
    assert office.left() == {}
    book.close(True)


def test_the_error_of_another_folder_is_not_told_of_the_one_that_is_not_there(
    office: MacroCalc, tmp_path: Path, macros: Path
) -> None:
    text = macros.read_text("ascii")
    # As where an outer folder's look failed, and the one in the profile says plainly that there is none.
    changed = text.replace('RequestFolders = OwnFolders(Environ("ProgramData"), nonce)', 'trouble = " (52)"')
    assert changed != text
    macros.write_text(changed, "ascii")
    office.requests.rmdir()
    book = office.load(workbook(tmp_path / "没有.xlsm"))
    assert office.run(book, "OnValidate") == ["请先启动助手"]
    book.close(True)


def test_an_answer_that_nobody_can_read_is_told_as_a_failure_and_left_closed(
    office: MacroCalc, tmp_path: Path, macros: Path
) -> None:
    text = macros.read_text("ascii")
    changed = text.replace("Line Input #number, part", "Err.Raise 57").replace(
        'AskIn = "failed"', 'AskIn = "failed, " & FreeFile'
    )
    assert changed.count("Err.Raise 57") == changed.count("FreeFile\n    ElseIf") == 1
    macros.write_text(changed, "ascii")
    book = office.load(workbook(tmp_path / "读不了.xlsm"))
    with Helper(office.requests, b"accepted\n"):
        # The first number is free again: none of the many tries left the file open.
        assert office.run(book, "OnValidate") == ["The helper refused: failed, 1"]
    book.close(True)


def test_a_workbook_never_saved_is_to_be_saved_first(office: MacroCalc, tmp_path: Path) -> None:
    untitled = office.load(workbook(tmp_path / "b.xlsm"), AsTemplate=True)
    assert office.run(untitled, "OnSplit") == ["请先保存"]
    assert office.left() == {}
    untitled.close(True)


def test_a_workbook_that_cannot_be_marked_leaves_no_request(office: MacroCalc, tmp_path: Path) -> None:
    unnamed = office.load(workbook(tmp_path / "b.xlsm", with_nonce=False))
    (message,) = office.run(unnamed, "OnSplit")
    assert "xlplan_nonce is missing" in message
    assert office.left() == {}
    unnamed.close(True)


def test_of_two_open_workbooks_the_one_clicked_in_is_marked(office: MacroCalc, book: Any, tmp_path: Path) -> None:
    other = office.load(workbook(tmp_path / "other.xlsm"))
    with Helper(office.requests, b"accepted\n"):
        office.run(book, "OnValidate")
    assert nonce_in(book)
    assert nonce_in(other) == ""
    other.close(True)


def test_every_click_has_a_nonce_of_its_own(office: MacroCalc, book: Any) -> None:
    nonces = set()
    for _ in range(5):
        with Helper(office.requests, b"accepted\n"):
            office.run(book, "OnStatus")
        nonces.add(nonce_in(book))
    assert len(nonces) == 5


BOUND = {b.caption: f"vnd.sun.star.script:VBAProject.XlPlan.{b.sub}?language=Basic&location=document" for b in BUTTONS}


def bound(book: Any) -> dict[str, str]:
    """Return the macro that each form button runs, by the button's caption."""
    found = {}
    forms = book.Sheets.getByIndex(0).DrawPage.Forms
    for form in (forms.getByIndex(i) for i in range(forms.Count)):
        for index in range(form.Count):
            (event,) = form.getScriptEvents(index)
            found[form.getByIndex(index).Label] = event.ScriptCode
    return found


def test_form_buttons_are_bound_to_the_subs(book: Any) -> None:
    assert bound(book) == BOUND


# What other programs make of the macros on saving


def test_calc_keeps_every_source_when_it_saves_the_workbook(needs_calc: None, tmp_path: Path) -> None:
    saved = calc.convert(workbook(tmp_path / "b.xlsm"), "xlsm", tmp_path / "saved")
    found = {name.partition(".")[0]: source for _, _, name, source in VBA_Parser(str(saved)).extract_macros()}
    assert {n: s.splitlines() for n, s in found.items()} == {
        # Calc ends each module with one more empty line.
        module.name: [*module.source.splitlines(), ""]
        for module in build.modules(SHEETS)
    }


def test_the_macros_still_work_in_a_workbook_that_calc_saved(office: MacroCalc, tmp_path: Path) -> None:
    saved = office.load(calc.convert(workbook(tmp_path / "b.xlsm"), "xlsm", tmp_path / "saved"))
    with Helper(office.requests, b"accepted\n"):
        assert office.run(saved, "OnValidate") == []
    assert f"{nonce_in(saved)}.taken" in office.left()
    saved.close(True)


def test_buttons_and_macros_survive_being_saved_as_ods(office: MacroCalc, tmp_path: Path) -> None:
    """Saved as .xlsm by Calc 7.4, the macros stay but its own form buttons do not come back when it opens the file."""
    saved = office.load(calc.convert(workbook(tmp_path / "b.xlsm"), "ods", tmp_path))
    assert bound(saved) == BOUND
    with Helper(office.requests, b"accepted\n"):
        assert office.run(saved, "OnMerge") == []
    assert f"{nonce_in(saved)}.taken" in office.left()
    saved.close(True)


def test_openpyxl_keeps_the_project_byte_for_byte(tmp_path: Path) -> None:
    source, target = workbook(tmp_path / "b.xlsm"), tmp_path / "c.xlsm"
    openpyxl.load_workbook(source, keep_vba=True).save(target)
    with zipfile.ZipFile(target) as package:
        assert package.read("xl/vbaProject.bin") == build.build_project(SHEETS)


# The add-in's macros, in a workbook that stands in for it: what is in front is another


@pytest.fixture
def front(office: MacroCalc, tmp_path: Path) -> Iterator[tuple[Any, Any]]:
    """Open what stands in for the add-in, and a workbook without macros in front of it."""
    source = office.load(addin(tmp_path / "加载项.xlsm"))
    document = office.load(plain(tmp_path / "责任 分工=表𠮷 1%.xlsx"))
    document.CurrentController.Frame.activate()
    yield source, document
    document.close(True)
    source.close(True)


def test_the_add_in_asks_for_the_workbook_in_front(office: MacroCalc, front: tuple[Any, Any]) -> None:
    source, document = front
    with Helper(office.requests, b"accepted\n"):
        assert office.run(source, "AddinOnSupervise", source) == []
    left = office.left()
    (taken,) = (content for name, content in left.items() if name.endswith(".taken"))
    values = dict(line.split("=", 1) for line in taken.splitlines())
    assert values["verb"] == "supervise" and values["protocol"] == "2"
    # Calc's VBA adds no name that stands for a text, so of the two marks this one alone is seen here; and it knows no folder.
    assert values["book"].isascii() and unquote(values["book"]) == "责任 分工=表𠮷 1%.xlsx"
    assert not document.isModified()


def test_the_add_in_speaks_in_its_own_words(office: MacroCalc, front: tuple[Any, Any]) -> None:
    assert office.run(front[0], "AddinOnValidate", front[0]) == ["请先启动助手"]
    assert [Path(name).suffix for name in office.left()] == [".withdrawn"]
