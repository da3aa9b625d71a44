"""What lies beside the status workbook: 督办通报 as a draft for signature, 未报名单, and a page of PDF."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from support import ooxml
from support.office import OFFICES, ROUND, ROWS, TODAY, Office, table

from xlplan.files.store.shipped import shipped


@pytest.fixture
def works(tmp_path: Path) -> Office:
    """One has reported late and behind, one in time; the others have not."""
    found = Office.small(tmp_path)
    found.do("split", "--due", "2023-06-20")
    found.answer("教育科", edit=lambda filled: setattr(filled.cell("1.2", "percent"), "value", 0))
    found.answer("一小")
    found.do("merge")
    return found


@pytest.fixture
def folder(works: Office) -> Path:
    return works.root / "汇总" / ROUND


def words(path: Path) -> str:
    paper = Document(str(path))
    cells = [cell.text for each in paper.tables for row in each.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def test_the_draft_has_the_numbers_and_leaves_blank_what_others_fill_in(works: Office, folder: Path) -> None:
    works.do("status", "--today", TODAY)
    paper = words(folder / "督办通报（送审稿）.docx")
    for text in ("（送审稿）", "第　　期", "签发人：　", "主送：", "抄送：", "共4项任务", "应报送4个单位，已报送2个（其中迟报2个），未报送2个",
                 "下一期（2023年第三季度）报送截止时间为　　年", "甲工程"):  # fmt: skip
        assert text in paper, text
    assert "{{" not in paper and "{%" not in paper


@pytest.mark.parametrize("agreed", ["否", "是"])
def test_departments_are_named_only_where_the_leaders_agreed(works: Office, folder: Path, agreed: str) -> None:
    table(works.book, ROWS, OFFICES, settings={"name_departments": agreed})
    works.do("status", "--today", TODAY)
    paper = words(folder / "督办通报（送审稿）.docx")
    assert [name in paper for name in ("教育科", "组宣科", "二小")] == [agreed == "是"] * 3
    assert "未报送的有2个单位" in paper
    assert "比序时进度落后48.1个百分点" in paper


def test_a_draft_that_somebody_works_on_stays(works: Office, folder: Path) -> None:
    works.do("status", "--today", TODAY)
    place = folder / "督办通报（送审稿）.docx"
    paper = Document(str(place))
    paper.add_paragraph("局长批示")
    paper.save(str(place))
    mine = place.read_bytes()
    works.do("status", "--today", "2023-06-26")
    assert place.read_bytes() == mine
    assert "2023年6月26日" in words(folder / "督办通报（送审稿）（2）.docx")


def test_who_has_not_reported_stands_in_a_list_with_whom_to_call(works: Office, folder: Path) -> None:
    works.do("status", "--today", TODAY)
    sheet = openpyxl.load_workbook(folder / "未报名单.xlsx").active
    assert sheet is not None
    assert [row[0] for row in sheet.iter_rows(min_row=4, values_only=True)] == ["组宣科", "二小"]


def test_who_sent_only_what_cannot_be_read_has_not_reported(works: Office, folder: Path) -> None:
    (works.returned / "组宣科报送.xlsx").write_bytes(b"PK\3\4" + bytes(50))
    works.do("merge")
    works.do("status", "--today", TODAY)
    sheet = openpyxl.load_workbook(folder / "未报名单.xlsx").active
    assert sheet is not None
    assert {row[0] for row in sheet.iter_rows(min_row=4, values_only=True)} == {"组宣科", "二小"}


def test_all_that_is_written_is_valid(works: Office, folder: Path, needs_validator: None) -> None:
    works.do("status", "--today", TODAY)
    ooxml.assert_valid(*folder.glob("*.docx"), *folder.glob("*.xlsx"))
    ooxml.assert_valid(*(shipped(f"templates/{name}") for name in ("督办通报.docx", "催办单.docx", "进展汇总.xlsx")))


def test_the_first_page_is_a_pdf_of_one_page(works: Office, folder: Path, needs_calc: None) -> None:
    done = works.do("status", "--today", TODAY)
    assert "进展汇总.pdf" in done.err
    data = (folder / "进展汇总.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type/Page>") + data.count(b"/Type/Page/") == 1


def test_a_plan_without_days_and_a_round_without_reports(tmp_path: Path) -> None:
    works = Office.small(tmp_path, rows=[(*row[:5], "") for row in ROWS])
    works.do("split")
    done = works.do("status", "--today", "2020-02-29")
    assert done.code == 0, done.err
    assert "共4项任务，其中红灯0项" in words(works.root / "汇总" / ROUND / "督办通报（送审稿）.docx")


def test_its_tables_have_the_same_columns_in_every_program_and_go_on_over_pages(works: Office, folder: Path) -> None:
    works.do("status", "--today", TODAY)
    tables = Document(str(folder / "督办通报（送审稿）.docx")).tables
    assert [len(each.rows) for each in tables] == [2, 4]
    for each in tables:
        grid = [int(column.get(qn("w:w"))) for column in each._tbl.tblGrid.gridCol_lst]
        assert len(set(grid)) > 1
        assert (each._tbl.tblPr.find(qn("w:tblW")).get(qn("w:w")), each.autofit) == (str(sum(grid)), False)
        for row in each.rows:
            assert [int(cell._tc.tcPr.find(qn("w:tcW")).get(qn("w:w"))) for cell in row.cells] == grid
            assert row._tr.trPr.find(qn("w:cantSplit")) is not None
        assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in each.rows] == [
            True,
            *[False] * (len(each.rows) - 1),
        ]
