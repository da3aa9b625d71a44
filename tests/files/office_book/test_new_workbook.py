"""A fresh workbook, empty or out of the shipped table: it is whole, goes through a round, and takes nothing's place."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from support import calc, ooxml, programs, word
from support.new_workbook import HEADINGS, New, document, from_word, plain
from support.office import Office, run, run_apart

from xlplan.files.store.shipped import WORKBOOK, shipped
from xlplan.terms.sheets import DEPARTMENTS, HEADING_ROW, PLAN, SETTINGS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


# -- the real table ---------------------------------------------------------------------------------------------------


def test_the_seed_as_a_word_file_gives_back_the_shipped_table(folder: Path) -> None:
    new = New(folder, "责任分工表.docx", word.seed_document())
    assert plain(new.book, PLAN) == plain(shipped(WORKBOOK), PLAN)
    names = {row[0] for row in plain(shipped(WORKBOOK), DEPARTMENTS)[0][HEADING_ROW:]}
    assert {row[0] for row in plain(new.book, DEPARTMENTS)[0][HEADING_ROW:]} == names
    kinds = {row[0]: (row[2], row[3]) for row in plain(new.book, DEPARTMENTS)[0][HEADING_ROW:]}
    assert {name for name, kind in kinds.items() if kind == ("群组", None)} == {"各校", "相关科室"}
    assert {kind for name, kind in kinds.items() if name not in ("各校", "相关科室")} == {(None, None)}
    assert all(new.moved().values())
    assert new.found() == [
        ("import-year-assumed", SETTINGS, "B5"),
        ("import-numbers", PLAN, "A4"),
        ("import-departments", DEPARTMENTS, "A4"),
        ("import-group", DEPARTMENTS, "C8"),
        ("import-group", DEPARTMENTS, "C14"),
    ]
    # The table's own flaws are found, not mended.
    assert {item["code"] for item in new.json["findings"]} >= {
        "bracket-unbalanced", "department-run-together", "department-both-roles", "group-empty",
    }  # fmt: skip


def test_the_new_workbook_goes_through_the_whole_loop(folder: Path) -> None:
    from xlplan.actions.book import open_book
    from xlplan.actions.demo import send_in
    from xlplan.ledger.store import Ledger

    new = New(folder, "责任分工表.docx", word.seed_document())
    assert run("validate", new.book, "--json").json["tasks"] == 25
    split = Office(new.book, "2023Q2").json("split")
    assert {each["department"] for each in split["files"]} >= {"教育科", "组宣科", "进修学校"}
    assert {each["department"] for each in split["skipped"]} == {"各校", "相关科室"}
    workspace = open_book(new.book).workspace
    round_ = "2023年第二季度"
    with Ledger(workspace.ledger_path) as ledger:
        for each in ledger.sent(round_).values():
            send_in(workspace, each, workspace.returned_folder(round_))
    merged = run("merge", new.book, "--round", "2023Q2", "--json").json
    assert merged["missing"] == []
    status = run("status", new.book, "--round", "2023Q2", "--today", "2023-06-25", "--json").json
    assert len(status["tasks"]) == 25


# -- the package ------------------------------------------------------------------------------------------------------


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_macros_buttons_charts_and_results_stay_byte_for_byte(folder: Path) -> None:
    new = New(folder, "责任分工表.docx", word.seed_document())
    old, now = parts(shipped(WORKBOOK)), parts(new.book)
    assert now.keys() == old.keys()
    assert {name for name in now if now[name] != old[name]} == {
        "docProps/core.xml",
        "xl/sharedStrings.xml",
        *(f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3, 4)),
    }
    for sheet in (PLAN, DEPARTMENTS, SETTINGS):
        number = {PLAN: 2, DEPARTMENTS: 3, SETTINGS: 4}[sheet]
        kept = re.compile(rb"<(conditionalFormatting|dataValidations|sheetViews|pageSetup)\b.*?(?:</\1>|/>)")
        name = f"xl/worksheets/sheet{number}.xml"
        assert [m[0] for m in kept.finditer(now[name])] == [m[0] for m in kept.finditer(old[name])], sheet


def test_an_empty_workbook_holds_nothing_of_the_sample(folder: Path) -> None:
    path = folder / "空白.xlsm"
    done = run("new", path, "--json")
    assert (done.code, done.json["tasks"], done.json["findings"]) == (0, 0, [])
    assert b"".join(parts(path).values()).find("翔安".encode()) < 0
    book = openpyxl.load_workbook(path)
    assert [cell.value for cell in book[PLAN][3]] == ["编号", *HEADINGS]
    assert (book[PLAN].max_row, book[DEPARTMENTS].max_row) == (3, 3)
    assert [book[SETTINGS][f"B{row}"].value for row in range(4, 8)] == [None] * 4
    ooxml.assert_valid(path)


def test_an_imported_workbook_is_sound_and_opens_in_calc(folder: Path) -> None:
    rows = [(*HEADINGS, "备注", "责任领导")] + [
        (f"工程{i // 3}" if i % 3 == 0 else None, f"做好<第{i}件>事&其他。\n=1+1", f"部门{i}", "各校", None if i % 3 else "常规工作", "", "张")
        for i in range(12)
    ]  # fmt: skip
    new = from_word(folder, document(rows))
    ooxml.assert_valid(new.book)
    assert new.rows[0][2] == "做好<第0件>事&其他。\n=1+1"
    programs.require("soffice")
    again = calc.convert(new.book, "xlsx", folder / "再存")
    assert plain(again, PLAN)[0][:3] == plain(new.book, PLAN)[0][:3]


def test_more_rows_than_the_shipped_marks_reach(folder: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(["序号", "工作任务", "责任单位", "完成时限"])
    for number in range(1, 5201):
        made.active.append([number, f"任务{number}", f"部门{number % 400}", "常规工作"])
    file = io.BytesIO()
    made.save(file)
    new = New(folder, "大表.xlsx", file.getvalue())
    assert (new.json["tasks"], new.json["departments"]) == (5200, 400)
    reach = [area.max_row for key in new.sheets[PLAN].conditional_formatting for area in key.cells.ranges]
    assert min(reach) > 5203
    assert [
        a.max_row > 403 for v in new.sheets[DEPARTMENTS].data_validations.dataValidation for a in v.sqref.ranges
    ] == [True]
    ooxml.assert_valid(new.book)


# -- misuse -----------------------------------------------------------------------------------------------------------


def test_an_existing_file_is_never_touched(folder: Path) -> None:
    path = folder / "有了.xlsm"
    path.write_bytes(b"mine")
    done = run("new", path, "--json")
    assert (done.code, done.json["error"]["code"], path.read_bytes()) == (2, "not-writable", b"mine")
    assert "已经存在" in done.json["error"]["message"]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("没有", None, "file-missing"),
        ("空.docx", b"", "damaged"),
        (
            "旧.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"),
            "not-a-workbook",
        ),
        ("图.pdf", b"%PDF-1.7", "not-a-workbook"),
        ("没有表.csv", "甲,乙\n1,2\n".encode(), "no-table"),
        ("只有标题.csv", "任务,责任单位\n".encode(), "no-table"),
    ],
)
def test_what_cannot_be_imported(folder: Path, name: str, data: bytes | None, code: str) -> None:
    if data is not None:
        (folder / name).write_bytes(data)
    done = run("new", folder / "新.xlsm", "--from", folder / name, "--json")
    assert (done.code, done.json["error"]["code"]) == (2, code)
    assert not (folder / "新.xlsm").exists()


def test_a_name_that_cannot_hold_macros_is_refused(folder: Path) -> None:
    assert run("new", folder / "新.xlsx", "--json").json["error"]["code"] == "misuse"


def test_a_second_workbook_in_a_folder_gets_a_working_folder_of_its_own(folder: Path) -> None:
    (folder / "分工表-工作区").mkdir()
    done = run("new", folder / "另一份.xlsm", "--json")
    assert [item["code"] for item in done.json["findings"]] == ["import-workspace"]
    settings = dict(row[:2] for row in plain(folder / "另一份.xlsm", SETTINGS)[0])
    assert settings["工作区文件夹"] == "另一份-工作区"


def test_the_text_names_the_file_and_what_comes_next(folder: Path) -> None:
    (folder / "表.docx").write_bytes(word.seed_document())
    done = run_apart("new", folder / "新.xlsm", "--from", folder / "表.docx")
    assert done.code == 1
    assert "25 项任务、12 个部门" in done.out
    assert done.err == ""
    assert datetime.now().year == int(re.findall(r"今年（(\d+)）", done.out)[0])
