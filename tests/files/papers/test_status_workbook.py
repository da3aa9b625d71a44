"""The leaders' workbook: its words, links, charts and pages, and the office's own template."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support import calc, ooxml
from support.office import ROUND, ROWS, TODAY, Filled, Office, table
from support.word import words

from xlplan.actions.demo import demo
from xlplan.files.papers.status_report import SHEETS
from xlplan.files.store.shipped import shipped
from xlplan.terms.headings import PROGRESS_HEADINGS


@pytest.fixture
def works(tmp_path: Path) -> Office:
    found = Office.small(tmp_path)
    found.do("split", "--due", TODAY)
    return found


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shown = demo(tmp_path_factory.mktemp("demo") / "演示")
    return next(path for name, path in shown.places if name == "汇总工作簿")


def test_the_workbook_says_what_the_leaders_ask(report: Path) -> None:
    book = openpyxl.load_workbook(report)
    assert tuple(book.sheetnames) == tuple(SHEETS)
    text = {
        sheet.title: "\n".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None)
        for sheet in book
    }
    assert "未报送：示例第二中学" in text["总览"]
    assert "5.2\n分类评价" in text["总览"]
    assert "教育科：已过到期日2023年1月31日" in text["总览"]
    assert "示例第一小学：报需协调（录播教室设备老化" in text["总览"]
    assert "待销号｜示例中心小学、示例第一小学" in text["总览"]
    assert "各校：应报6，已报5，未报1" in text["群组明细"]
    assert "教育科综述：" in text["群组明细"]
    assert "迟报" in text["部门报送"]
    rows = list(book["进展汇总"].iter_rows(min_row=4, values_only=True))
    assert [row[0] for row in rows] == [f"{project}.{task}" for project in range(1, 6) for task in range(1, 6)]
    light, lead = (list(PROGRESS_HEADINGS.values()).index(name) for name in ("亮灯", "执行部门"))
    assert {row[light] for row in rows} == {"红", "黄", "绿", "灰"}
    # It has no time limit that anything could be judged by.
    assert [row[0] for row in rows if row[light] == "灰"] == ["2.4"]
    assert [row[lead] for row in rows if row[0] == "4.1"] == ["各校、进修学校"]


def test_every_word_in_the_workbook_names_the_cell_it_came_from(report: Path) -> None:
    book = openpyxl.load_workbook(report)
    folder = report.parents[3]
    rows = list(book["数据来源"].iter_rows(min_row=4, values_only=True))
    assert rows
    for name in {row[4] for row in rows}:
        sheet = openpyxl.load_workbook(folder / str(name), data_only=True)["任务表"]
        for _, _, _, said, file, cell in rows:
            if file == name:
                value = sheet[str(cell)].value
                assert said == (value.date().isoformat() if hasattr(value, "date") else value)


def links_of(sheet: Any) -> dict[str, Any]:
    return {cell.coordinate: cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink}


def test_links_lead_from_figures_to_returned_cells(report: Path) -> None:
    book = openpyxl.load_workbook(report)
    sources = book["数据来源"]
    outside = links_of(sources)
    assert len(outside) == sources.max_row - 3
    for row in sources.iter_rows(min_row=4):
        link = outside[row[5].coordinate]
        # Relative, so that a copied working folder keeps its links.
        assert (report.parent / link.target).is_file() and link.target.startswith("../")
        assert link.location == f"'任务表'!{row[5].value}"
    inside = {cell: link.location for cell, link in links_of(book["进展汇总"]).items()}
    for row in book["进展汇总"].iter_rows(min_row=4):
        sheet, cell = inside[row[0].coordinate].split("!")
        assert book[sheet][cell].value == row[0].value


def test_links_are_still_there_after_a_save_in_calc(report: Path, tmp_path: Path, needs_calc: None) -> None:
    # In its own folder: Calc keeps relative links as they are seen from there.
    saved = openpyxl.load_workbook(calc.convert(report, "xlsx", report.parent / "另存"))
    links = links_of(saved["数据来源"])
    row = next(saved["数据来源"].iter_rows(min_row=4))
    assert "任务表" in str(links[row[5].coordinate].location or links[row[5].coordinate].target)


def leader_table(works: Office) -> None:
    rows = [(*row, leader) for row, leader in zip(ROWS, ("王局长", "李副局长", "王局长", ""), strict=True)]
    table(works.book, rows, leaders=True)


def test_leaders_with_few_tasks_share_a_page(works: Office) -> None:
    leader_table(works)
    works.answer("教育科", edit=lambda filled: setattr(filled.cell("1.1", "state"), "value", "需协调"))
    works.do("merge")
    path = works.root / "汇总" / ROUND / "进展汇总.xlsx"
    works.do("status", "--today", TODAY)
    sheet = openpyxl.load_workbook(path)["分管领导"]
    heads = [
        (row[0].row, row[0].value.split("　")[0]) for row in sheet.iter_rows() if str(row[0].value).find("　任务 ") > 0
    ]
    assert [name for _, name in heads] == ["王局长", "李副局长", "没有写分管领导的任务"]
    # They have few tasks, and share paper.
    assert [each.id + 1 for each in sheet.row_breaks.brk] == []
    text = "\n".join(str(row[0].value) for row in sheet.iter_rows())
    assert "\n1.1\n" in text
    assert "一小、二小" in text
    # The count of a leader's tasks leads to these tasks, what is asked for to where it was said.
    leads = {cell: each.location for cell, each in links_of(sheet).items()}
    backing = openpyxl.load_workbook(path)["明细"]
    blocks = [backing[leads[f"A{row}"].split("!")[1]].value for row, _ in heads]
    assert [str(each).split("，")[0] for each in blocks] == [
        "王局长：任务2项",
        "李副局长：任务1项",
        "没有写分管领导的任务：任务1项",
    ]
    place = next(row[0].row for row in sheet.iter_rows() if row[0].value == "需要协调的事项")
    assert [cell.value for cell in sheet[place + 2]][::2] == ["1.1", "教育科", 0.5, "1.1的进展。"]
    asked = f"A{place + 2}"
    assert leads[asked].startswith("数据来源!")


def test_the_office_may_restyle_the_template(works: Office) -> None:
    book = openpyxl.load_workbook(shipped("templates/进展汇总.xlsx"))
    book["总览"]["A1"].value = "【翔安】{{计划名称}}"
    (works.root / "模板").mkdir()
    book.save(works.root / "模板" / "进展汇总.xlsx")
    works.do("status", "--today", TODAY)
    made = openpyxl.load_workbook(works.root / "汇总" / ROUND / "进展汇总.xlsx")
    assert made["总览"]["A1"].value == "【翔安】某区重点工作"
    book["总览"]["A1"].value = "{{计划名}}"
    book.save(works.root / "模板" / "进展汇总.xlsx")
    done = works.do("status")
    assert (done.code, "单元格 A1：不认识占位符 {{计划名}}" in done.err) == (2, True)


def test_the_workbook_is_valid(report: Path, needs_validator: None) -> None:
    ooxml.assert_valid(report)


def test_calc_opens_the_workbook_without_loss(report: Path, tmp_path: Path, needs_calc: None) -> None:
    old, new = openpyxl.load_workbook(report), openpyxl.load_workbook(calc.convert(report, "xlsx", tmp_path))
    for sheet in old:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.value == new[sheet.title][cell.coordinate].value, (sheet.title, cell.coordinate)
    charts = {sheet.title: len(sheet._charts) for sheet in new if sheet._charts}
    assert charts == {"总览": 4, "部门报送": 1, "历次趋势": 2}


def test_charts_follow_the_rows(report: Path) -> None:
    book = openpyxl.load_workbook(report)
    series = book["总览"]._charts[0].series
    assert [each.val.numRef.f for each in series] == [f"工程情况!${letter}$4:${letter}$8" for letter in "CDEF"]


def test_the_pages_print(report: Path, keep: Path, needs_pictures: None) -> None:
    pages = calc.pictures(report, keep)
    sheets = openpyxl.load_workbook(report).worksheets
    assert sheets[0].page_setup.orientation == "portrait"
    assert sheets[0].sheet_properties.pageSetUpPr.fitToPage
    assert 8 <= len(pages) <= 18
    texts = calc.page_texts(keep / f"{report.stem}.pdf")
    # What the leaders read takes two pages; the rest says that it is annexed; where each value and number came from is not printed.
    assert ["附件" in text.split("\n")[0] for text in texts] == [False] * 2 + [True] * (len(texts) - 2)
    assert not any(text.startswith(("数据来源", "明细")) for text in texts)
    assert "空的无可比" in texts[0]


def test_the_forms_to_fill_in_by_hand_are_valid_and_say_what_was_reported(works: Office, needs_validator: None) -> None:
    def done(filled: Filled) -> None:
        for field, value in (("state", "已完成"), ("percent", 1), ("progress", "十所学校都已办妥。")):
            filled.cell("1.1", field).value = value

    works.answer("教育科", edit=done)
    works.do("merge")
    works.do("status", "--today", TODAY)
    forms = [works.root / "汇总" / ROUND / name for name in ("抽查核实单.docx", "反馈单.docx")]
    ooxml.assert_valid(*forms)
    for form in forms:
        said = words(form)
        assert "1.1" in said and "已完成" in said and "教育科" in said and "{{" not in said and "{%" not in said


PIXELS_AN_INCH, PIXELS_A_DIGIT, POINTS = 96, 7, 10


@pytest.mark.parametrize("name", ["进展汇总", "年度考核台账"])
def test_lists_are_printed_on_a4_in_9_points_at_least(name: str) -> None:
    book = openpyxl.load_workbook(shipped(f"templates/{name}.xlsx"))
    printed = {}
    for sheet in book:
        wide = sum(each.width * (each.max - each.min + 1) for each in sheet.column_dimensions.values()) * PIXELS_A_DIGIT
        paper = 11.69 if sheet.page_setup.orientation == "landscape" else 8.27
        room = (paper - sheet.page_margins.left - sheet.page_margins.right) * PIXELS_AN_INCH
        printed[sheet.title] = POINTS * min(1, room / wide)
    assert {name: round(size, 1) for name, size in printed.items() if size < 9} == {}
