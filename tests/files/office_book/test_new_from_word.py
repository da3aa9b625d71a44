"""A workbook out of another office's Word document: nothing of the source is lost, nothing is mended."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from support import word
from support.new_workbook import FIRST, HEADINGS, SECOND, TITLE, document, from_word
from support.office import run
from support.tables import edited

from xlplan.terms.sheets import PLAN, SETTINGS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


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
