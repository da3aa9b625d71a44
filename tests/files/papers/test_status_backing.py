"""明细 of the leaders' workbook: each number leads to the rows that it counts, and stays the number that it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support import calc
from support.office import ROUND, TODAY, Office

from xlplan.actions.demo import demo
from xlplan.files.papers.status_backing import BACKING_SHEET
from xlplan.files.store.shipped import shipped


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shown = demo(tmp_path_factory.mktemp("demo") / "演示")
    return next(path for name, path in shown.places if name == "汇总工作簿")


NUMBERS = {"总览": "A5:J5", "工程情况": "B4:I9", "部门报送": "B3:B5"}
OF_DEPARTMENTS = {"E": "承担任务", "F": "其中执行", "G": "平均进度", "I": "质量提醒"}
MEANS = ("平均进度", "序时进度", "比序时")


def counted(sheet: Any, row: int) -> int:
    """Return how many rows stand in the block whose title is in a row: up to the next one that is no part of it."""
    depth = _depth(sheet.cell(row, 1))
    found = 0
    for number in range(row + 1, sheet.max_row + 1):
        cells = [sheet.cell(number, column).value for column in (1, 4, 5)]
        if cells[1] is None and cells[2] is None:
            if _depth(sheet.cell(number, 1)) <= depth:
                break
            continue
        found += 1
    return found


def _depth(cell: Any) -> int:
    """Return how deep a block lies in others: the outermost have a look of their own, parts of parts say what they are."""
    if cell.fill.fgColor.rgb == "FF2F5C8F":
        return 0
    title = str(cell.value)
    if "按时报送：" in title or "迟报：" in title or (title.endswith("项") and title.partition("：")[2][1:2] == "灯"):
        return 2
    return 1


def test_each_number_leads_to_the_rows_that_it_counts(report: Path) -> None:
    book = openpyxl.load_workbook(report)
    backing = book[BACKING_SHEET]
    linked = 0
    for name, area in NUMBERS.items():
        for row in book[name][area]:
            for cell in row:
                heading = (
                    str(book[name].cell(4 if name == "总览" else 3, cell.column).value) if name != "部门报送" else ""
                )
                if cell.value in (0, None, "", "无可比") and not cell.hyperlink:
                    continue
                sheet, place = cell.hyperlink.location.split("!")
                assert sheet == BACKING_SHEET
                title = str(backing[place].value)
                linked += 1
                if heading.split("{")[0] in MEANS:
                    assert f"按{counted(backing, backing[place].row)}项任务算" in title
                else:
                    assert counted(backing, backing[place].row) == cell.value, (name, cell.coordinate, title)
                    assert f"{cell.value}" in title
    assert linked > 40


def test_each_number_of_a_department_leads_there_as_well(report: Path) -> None:
    book = openpyxl.load_workbook(report)
    backing, page = book[BACKING_SHEET], book["部门报送"]
    seen: dict[str, int] = {}
    for row in range(11, page.max_row + 1):
        for column, name in OF_DEPARTMENTS.items():
            cell = page[f"{column}{row}"]
            if cell.value in (0, None):
                assert cell.hyperlink is None
                continue
            title = backing[cell.hyperlink.location.split("!")[1]]
            assert str(title.value).startswith(f"{page[f'A{row}'].value}：")
            rows = counted(backing, title.row)
            if name == "平均进度":
                timed = [
                    backing.cell(title.row + step, 6).value
                    for step in range(1, rows + 1)
                    if backing.cell(title.row + step, 7).value is not None
                ]
                assert f"平均进度按{len(timed)}项任务算" in str(title.value)
                assert cell.value == pytest.approx(sum(timed) / len(timed), abs=0.001)
            else:
                assert rows == cell.value
            seen[name] = seen.get(name, 0) + 1
    assert seen == {"承担任务": 16, "其中执行": 10, "平均进度": 8, "质量提醒": 2}


def test_the_numbers_of_earlier_rounds_lead_to_how_it_was_then(tmp_path: Path) -> None:
    first = Office.small(tmp_path)
    first.do("split", "--due", TODAY)
    first.answer("教育科")
    first.do("merge")
    second = Office(first.book, "2023年第三季度")
    second.do("split", "--due", "2023-09-20")
    assert second.do("status", "--today", "2023-09-25").code in (0, 1)
    book = openpyxl.load_workbook(second.root / "汇总" / second.round / "进展汇总.xlsx")
    trend, backing = book["历次趋势"], book[BACKING_SHEET]
    for row, name in ((4, ROUND), (5, "")):
        leads = {cell.column_letter: cell.hyperlink.location for cell in trend[row] if cell.hyperlink}
        assert {"F", "G"} <= set(leads)
        titles = {column: backing[place.split("!")[1]] for column, place in leads.items()}
        for column in set(leads) - {"F"}:
            assert counted(backing, titles[column].row) == trend[f"{column}{row}"].value
        assert all(str(each.value).startswith(name) for each in titles.values())


def test_numbers_keep_their_looks(report: Path) -> None:
    made, plain = openpyxl.load_workbook(report), openpyxl.load_workbook(shipped("templates/进展汇总.xlsx"))
    for cell, old in zip(made["总览"][5], plain["总览"][5], strict=True):
        assert isinstance(cell.value, int | float)
        assert (cell.font.b, cell.font.sz, cell.font.color.rgb, cell.font.u, cell.number_format) == (
            old.font.b, old.font.sz, old.font.color.rgb, None, old.number_format,
        )  # fmt: skip


def test_numbers_lead_there_in_calc_as_well(report: Path, needs_calc: None) -> None:
    old = openpyxl.load_workbook(report)
    saved = openpyxl.load_workbook(calc.convert(report, "xlsx", report.parent / "另存"))
    for sheet, area in NUMBERS.items():
        for row in old[sheet][area]:
            for cell in row:
                there = saved[sheet][cell.coordinate]
                assert there.value == cell.value
                if cell.hyperlink:
                    said = there.hyperlink.location or there.hyperlink.target
                    assert str(said).replace("'", "").lstrip("#") == cell.hyperlink.location


def test_an_older_template_of_the_office_s_own_does_without(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    works.do("split", "--due", TODAY)
    book = openpyxl.load_workbook(shipped("templates/进展汇总.xlsx"))
    del book[BACKING_SHEET]
    (works.root / "模板").mkdir()
    # There, how many tasks have no new report stood in the cell of the light's name.
    for cell in book["总览"][4]:
        cell.value = f"{cell.value}{{{{{cell.value}无新报}}}}" if str(cell.value).endswith("灯") else cell.value
    for cell in book["总览"][6]:
        cell.value = None
    book.save(works.root / "模板" / "进展汇总.xlsx")
    assert works.do("status", "--today", TODAY).code in (0, 1)
    made = openpyxl.load_workbook(works.root / "汇总" / ROUND / "进展汇总.xlsx")
    assert BACKING_SHEET not in made.sheetnames
    named = [str(cell.value) for cell in made["总览"][4] if "灯" in str(cell.value)]
    assert any("灯\n" in each and each.endswith("项无新报") for each in named), named
    assert all(len(each.split("\n")) == 1 + ("无新报" in each) for each in named)
    assert not any(cell.hyperlink for cell in made["总览"][5])
