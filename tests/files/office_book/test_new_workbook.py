"""A fresh workbook, empty or out of another office's table: nothing of the source is lost, nothing is mended."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from support import calc, ooxml, programs, word
from support.office import Office, run, run_apart
from support.tables import edited

from xlplan.files.store.shipped import WORKBOOK, shipped
from xlplan.terms.sheets import DEPARTMENTS, HEADING_ROW, PLAN, SETTINGS

HEADINGS = ("工程名称", "主要内容", "执行部门", "支持部门", "活动频率或完成时限")
FIRST = ("甲工程", "做好第一件事。", "教育科", "组宣科", "2023年6月底前")
SECOND = (None, "做好第二件事。", "组宣科", "教育科", None)
TITLE = "某局2023年重点工作责任分工表"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def document(*tables: Sequence[Sequence[str | None]], title: str = TITLE) -> Any:
    made = docx.Document()
    word.heading(made, title)
    for rows in tables:
        word.table(made, rows)
        made.add_paragraph()
    return made


class New:
    """`xlplan new` with a file, and what became of it."""

    def __init__(self, folder: Path, name: str, data: bytes) -> None:
        self.book = folder / "新分工表.xlsm"
        source = folder / name
        source.write_bytes(data)
        self.done = run("new", self.book, "--from", source, "--json")
        assert self.done.code in (0, 1), self.done.out
        self.json = self.done.json
        self.sheets = openpyxl.load_workbook(self.book)

    @property
    def rows(self) -> list[tuple[object, ...]]:
        return [tuple(cell.value for cell in row) for row in self.sheets[PLAN].iter_rows(min_row=HEADING_ROW + 1)]

    @property
    def merges(self) -> set[str]:
        return {str(area) for area in self.sheets[PLAN].merged_cells.ranges}

    def found(self, prefix: str = "import-") -> list[tuple[str, str | None, str | None]]:
        """Return (code, sheet, cell) of the findings; sheets of the source without the file's name."""
        return [
            (item["code"], re.sub(r"^\[.*\]", "", item["sheet"] or ""), item["cell"])
            for item in self.json["findings"]
            if item["code"].startswith(prefix)
        ]

    def codes(self) -> set[str]:
        return {code for code, _, _ in self.found()}

    def message(self, code: str) -> str:
        return next(item["message"] for item in self.json["findings"] if item["code"] == code)

    def moved(self) -> dict[tuple[str, str], str | None]:
        return {(each["sheet"], each["cell"]): each["to"] for each in self.json["cells"]}


def from_word(folder: Path, made: Any) -> New:
    return New(folder, "原表.docx", word.saved(made))


def plain(path: Path, sheet: str) -> tuple[list[list[object]], set[str]]:
    found = openpyxl.load_workbook(path)[sheet]
    return [[cell.value for cell in row] for row in found.iter_rows()], {str(a) for a in found.merged_cells.ranges}


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


# -- Word -------------------------------------------------------------------------------------------------------------


def test_merged_cells_stay_merged_downwards_and_every_cell_is_accounted_for(folder: Path) -> None:
    new = from_word(folder, document([HEADINGS, FIRST, SECOND]))
    assert new.rows == [("1.1", *FIRST), ("1.2", *SECOND)]
    assert new.merges == {"A1:F1", "A2:F2", "B4:B5", "F4:F5"}
    assert new.moved()["表格1", "B3"] == "分工表!C5"
    assert new.moved()["正文", "第1段"] == "分工表!A2"
    assert new.sheets[SETTINGS]["B4"].value == "某局2023年重点工作"
    assert new.sheets[SETTINGS]["B5"].value == 2023


def test_several_tables_and_one_broken_over_pages_with_its_headings_repeated(folder: Path) -> None:
    more = ("乙工程", "做好第三件事。", "教育科", "组宣科", "常规工作")
    contacts = [("姓名", "电话"), ("张三", "123")]
    new = from_word(
        folder, document([HEADINGS, FIRST, SECOND, HEADINGS, ("丙", *more[1:])], [HEADINGS, more], [more], contacts)
    )
    assert [row[:3] for row in new.rows] == [
        ("1.1", "甲工程", FIRST[1]),
        ("1.2", None, SECOND[1]),
        ("2.1", "丙", more[1]),
        ("3.1", "乙工程", more[1]),
        ("3.2", "乙工程", more[1]),
    ]
    assert ("import-continued", "表格3", None) in new.found()
    assert ("import-sheet-left", "表格4", "A1") in new.found()
    assert ("row-remark", "表格1", "A4") in new.found("row-")
    assert [key for key, to in new.moved().items() if to is None] == [
        *(("表格1", f"{letter}4") for letter in "ABCDE"),
        *(("表格4", cell) for cell in ("A1", "B1", "A2", "B2")),
    ]


def test_cells_merged_sideways(folder: Path) -> None:
    made = document([HEADINGS, FIRST, ("乙工程", "一同做好。", "各校", "", "常规工作")])
    table = made.tables[0]
    table.cell(2, 2).merge(table.cell(2, 3))
    new = from_word(folder, made)
    assert new.rows[1][3:5] == ("各校", None)
    assert ("import-merged-across", "表格1", "C3") in new.found()


def test_a_row_across_the_table_names_the_project_where_no_column_does(folder: Path) -> None:
    made = document([("工作任务", "责任单位", "完成时限"), ("一、甲工程", "", ""), ("做甲", "教育科", "常规工作"),
                     ("再做甲", "组宣科", "常规工作"), ("二、乙工程", "", ""), ("做乙", "教育科", "常规工作"), ("注：以上从严。", "", "")])  # fmt: skip
    for row in (1, 4, 6):
        made.tables[0].cell(row, 0).merge(made.tables[0].cell(row, 2))
    new = from_word(folder, made)
    assert [row[:3] for row in new.rows] == [
        ("1.1", "一、甲工程", "做甲"),
        ("1.2", None, "再做甲"),
        ("2.1", "二、乙工程", "做乙"),
    ]
    assert "B4:B5" in new.merges
    assert [found for found in new.found() if found[0] == "import-section"] == [
        ("import-section", "表格1", "A2"),
        ("import-section", "表格1", "A5"),
    ]
    assert ("row-remark", "表格1", "A7") in new.found("row-")


def test_tracked_changes_read_as_accepted_and_are_said(folder: Path) -> None:
    made = document([HEADINGS, FIRST, SECOND, ("乙工程", "删去的一行。", "教育科", "", "常规工作")])
    word.revised(made.tables[0].cell(1, 1).paragraphs[0], deleted="旧话", inserted="新话")
    row = made.tables[0].rows[3]._tr
    row.get_or_add_trPr().append(parse_xml(f'<w:del {nsdecls("w")} w:id="3" w:author="某"/>'))
    new = from_word(folder, made)
    assert [row[2] for row in new.rows] == ["做好第一件事。新话", "做好第二件事。"]
    assert ("import-revision", "表格1", "B2") in new.found()
    assert "旧话" in new.message("import-revision")
    assert "删去的一行" in new.message("import-row-deleted")


def test_automatic_numbers_become_text(folder: Path) -> None:
    made = document([("序号", *HEADINGS[1:4]), ("", "甲事", "教育科", ""), ("", "乙事", "组宣科", "")])
    for row in made.tables[0].rows[1:]:
        row.cells[0].paragraphs[0].style = made.styles["List Number"]
    new = from_word(folder, made)
    assert [row[0] for row in new.rows] == ["1.", "2."]
    assert ("import-auto-number", "表格1", "A2") in new.found()


def test_a_table_in_a_cell_of_another(folder: Path) -> None:
    made = document([HEADINGS, FIRST])
    inner = made.tables[0].cell(1, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "里面甲", "里面乙"
    new = from_word(folder, made)
    assert new.rows[0][2] == FIRST[1]
    assert ("import-sheet-left", "表格1 B2 里的表格1", "A1") in new.found()
    assert "里面乙" in new.message("import-sheet-left")


def test_the_whole_table_in_a_cell_of_another(folder: Path) -> None:
    made = docx.Document()
    outer = made.add_table(1, 1).cell(0, 0)
    outer.paragraphs[0].text = TITLE
    inner = outer.add_table(2, 5)
    for column, (heading, text) in enumerate(zip(HEADINGS, FIRST, strict=True)):
        inner.cell(0, column).text, inner.cell(1, column).text = heading, text
    new = from_word(folder, made)
    assert new.rows == [("1.1", *FIRST)]
    assert "import-title-missing" in new.codes()


def test_what_stands_around_the_table_is_named(folder: Path) -> None:
    made = docx.Document()
    made.add_paragraph("各单位：")
    made.add_paragraph("现将责任分工表印发给你们，请遵照执行，认真抓好落实，按时报送。")
    made.add_paragraph("附件1")
    word.heading(made, "某区全面提升教育质量")
    word.heading(made, "重点工作责任分工表")
    word.table(made, [HEADINGS, FIRST])
    made.add_paragraph("联系人：张三")
    made.sections[0].header.paragraphs[0].text = "内部资料"
    new = from_word(folder, made)
    assert [new.sheets[PLAN][cell].value for cell in ("A1", "A2")] == [
        "附件1",
        "某区全面提升教育质量重点工作责任分工表",
    ]
    assert new.codes() >= {"import-title-joined", "import-lines-left", "import-beside"}
    assert "3 段" in new.message("import-lines-left")
    assert new.moved()["正文", "第6段"] is None


@pytest.mark.parametrize("change", ["no body", "cut", "dtd", "deep", "not xml"])
def test_a_hostile_document_is_refused_in_words(folder: Path, change: str) -> None:
    data = word.saved(document([HEADINGS, FIRST]))

    def changed(name: str, part: bytes) -> bytes:
        if name != "word/document.xml":
            return part
        match change:
            case "no body":
                return part.replace(b"w:body", b"w:bodi")
            case "dtd":
                return part.replace(b"<w:document", b'<!DOCTYPE x [<!ENTITY a "b">]><w:document', 1)
            case "deep":
                nest = b"<w:tbl><w:tr><w:tc>" * 3000, b"</w:tc></w:tr></w:tbl>" * 3000
                return part.replace(b"<w:body>", b"<w:body>" + nest[0] + nest[1])
            case _:
                return part[: len(part) // 2]

    source = folder / "坏.docx"
    source.write_bytes(data[: len(data) // 2] if change == "cut" else edited(data, changed))
    done = run("new", folder / "新.xlsm", "--from", source, "--json")
    assert done.code == 2
    assert done.json["error"]["code"] == "damaged"
    assert not (folder / "新.xlsm").exists()


# -- spreadsheets and text ----------------------------------------------------------------------------------------------


def other_office() -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "任务分解"
    for row in [
        ["某市2024年重点工作任务分解表"],
        ["单位：某局"],
        ["序号", "重点任务", "牵头单位", "配合单位", "完成时间", "备注", "责任领导"],
        [1, "抓好甲", "教育科", "组宣科、进修学校", date(2024, 6, 30), "要紧", "张局"],
        [2, "抓好乙", "组宣科", None, "长期坚持", None, "李局"],
        [3, "抓好丙", "进修学校", "=1/0", 0.5, None, None],
        ["注：按月报送。"],
    ]:
        sheet.append(row)
    made.create_sheet("通讯录").append(["张三", "123"])
    return made


def test_a_workbook_of_another_office(folder: Path) -> None:
    file = io.BytesIO()
    other_office().save(file)
    new = New(folder, "外单位.xlsx", file.getvalue())
    assert [cell.value for cell in new.sheets[PLAN][3]] == ["编号", *HEADINGS, "分管领导", "备注"]
    assert new.rows == [
        ("1", None, "抓好甲", "教育科", "组宣科、进修学校", "2024-06-30", "张局", "要紧"),
        ("2", None, "抓好乙", "组宣科", None, "长期坚持", "李局", None),
        ("3", None, "抓好丙", "进修学校", None, "0.5", None, None),
    ]
    moved = new.moved()
    assert {key: to for key, to in moved.items() if to is None} == {
        ("任务分解", "A2"): None,
        ("任务分解", "D6"): None,
        ("任务分解", "A7"): None,
        ("通讯录", "A1"): None,
        ("通讯录", "B1"): None,
    }
    assert moved["任务分解", "A1"] == "分工表!A2"
    assert moved["任务分解", "F4"] == "分工表!H4"
    found = set(new.found("")) - set(new.found("schedule"))
    assert found >= {
        ("import-cells-left", "任务分解", "A2"),
        ("cell-uncalculated", "任务分解", "D6"),
        ("row-remark", "任务分解", "A7"),
        ("import-sheet-left", "通讯录", "A1"),
        ("import-value", "任务分解", "E4"),
        ("import-heading", "任务分解", "A3"),
        ("import-column-carried", "任务分解", "F3"),
    }
    ooxml.assert_valid(new.book)


@pytest.mark.parametrize("format_", ["xls", "ods"])
def test_older_and_open_formats(folder: Path, format_: str) -> None:
    programs.require("soffice")
    made = folder / "原表.xlsx"
    other_office().save(made)
    source = calc.convert(made, format_, folder / "转")
    new = New(folder, source.name, source.read_bytes())
    assert [row[:4] for row in new.rows] == [
        ("1", None, "抓好甲", "教育科"), ("2", None, "抓好乙", "组宣科"), ("3", None, "抓好丙", "进修学校"),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_text_in_any_usual_encoding(folder: Path, encoding: str) -> None:
    text = '责任分工表,,\n任务,责任单位,时限\n"做甲，\n再做",教育科,常规工作\n做乙,组宣科,年底前\n'
    new = New(folder, "原表.csv", text.encode(encoding))
    assert [row[2:6] for row in new.rows] == [
        ("做甲，\n再做", "教育科", None, "常规工作"),
        ("做乙", "组宣科", None, "年底前"),
    ]
    assert ("import-text", "文本", None) in new.found()


def test_numbers_that_tasks_share_are_carried_along_and_new_ones_given(folder: Path) -> None:
    made = openpyxl.Workbook()
    for row in [
        ["序号", "工程", "任务", "责任单位"],
        [1, "甲", "a", "教育科"],
        [2, "甲", "b", "教育科"],
        [1, "乙", "c", "教育科"],
    ]:
        made.active.append(row)
    file = io.BytesIO()
    made.save(file)
    new = New(folder, "原表.xlsx", file.getvalue())
    assert [(row[0], row[6]) for row in new.rows] == [("1.1", "1"), ("1.2", "2"), ("2.1", "1")]
    assert new.found("id-") == []
    assert ("import-numbers-new", "Sheet", "A1") in new.found()


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
