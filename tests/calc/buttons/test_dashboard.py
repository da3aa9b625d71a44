"""督办看板 and 进展汇总: what they show, and where their figures lead."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings
from support.live import TAKEN_IN, answer, done, follow
from support.office import ROUND

from xlplan.actions.book import open_book
from xlplan.actions.status import Summary
from xlplan.office.libreoffice.books import Book
from xlplan.office.sheets import progress as progress_tables
from xlplan.office.sheets.cell_values import Link
from xlplan.terms.headings import RESULT_SHEETS
from xlplan.terms.sheets import (
    CONSOLE,
    DASHBOARD,
    DASHBOARD_HEADINGS,
    DASHBOARD_RANGES,
    DASHBOARD_SILENT,
    DASHBOARD_WORDS,
    HEADING_ROW,
    PENDING,
    PROGRESS,
    RETURNS,
)


def test_a_table_too_long_for_the_dashboard_ends_with_the_sum_of_the_rest(book: xlwings.Book, path: Path) -> None:
    from xlplan.actions.status import status

    done(book, "split")
    answer(path, "教育科", state="需协调")
    done(book, "merge", TAKEN_IN)
    summary: Summary = status(open_book(path), ROUND, TAKEN_IN)
    sources = progress_tables.Sources(summary, "")

    def rows(**capacity: int) -> dict[str, list[list[Any]]]:
        room = dict.fromkeys(DASHBOARD_RANGES, 100) | capacity
        shown = progress_tables.dashboard(summary, sources, room)
        return {
            name: [[each.text if isinstance(each, Link) else each for each in row] for row in table.rows]
            for name, table in shown.items()
        }

    full, short = rows(), rows(projects=3, departments=4, decide=2)
    assert [len(short[name]) for name in ("projects", "departments", "decide")] == [3, 4, 2]
    assert short["projects"][-1][0] == "其余3项工程"
    for column in range(1, 6):
        assert sum(row[column] for row in short["projects"]) == sum(row[column] for row in full["projects"])
    assert str(short["departments"][-1][0]).startswith("其余")
    for column in (4, 5, 8):
        assert sum(row[column] for row in short["departments"]) == sum(row[column] for row in full["departments"])
    assert short["decide"] == [
        full["decide"][0],
        [
            f"其余{len(full['decide']) - 1}项",
            None,
            None,
            "整个清单：点左边；各项任务也在“进展汇总”里。",
        ],
    ]


def test_the_dashboard_says_the_same_as_the_report(book: xlwings.Book, path: Path) -> None:
    done(book, "split")
    answer(path, "教育科", state="需协调", percent=0.5, problems="缺经费")
    answer(path, "组宣科", state="已完成", percent=1.0)
    done(book, "merge", TAKEN_IN)
    done(book, "status", TAKEN_IN)
    report = path.with_name("分工表-工作区") / "汇总" / ROUND / "进展汇总.xlsx"
    file = openpyxl.load_workbook(report)
    board = book.sheets[DASHBOARD]

    def shown(name: str) -> list[list[Any]]:
        table = board.range(DASHBOARD_RANGES[name])
        return [row for row in table.options(ndim=2).value if row[0] is not None]

    overview = [[cell for cell in row if cell not in (None, "")] for row in file["总览"].iter_rows(values_only=True)]
    assert overview[4] == shown("figures")[0]
    silent = [text for text in board.range(DASHBOARD_SILENT).value if text]
    assert silent and silent == overview[5]
    assert [[text] for text in board.range(DASHBOARD_WORDS).value] == overview[6:8]
    *listed_, annexes = [row for row in overview[8:] if row]
    assert annexes[0].startswith("附件：")
    wanted: list[list[Any]] = []
    for name in ("decide", "red", "amber"):
        first = board.range(DASHBOARD_RANGES[name])
        rows = shown(name)
        wanted.append([board.range((first.row - 2, first.column)).value])
        wanted += [["编号", "任务", "亮灯", "情况"]] if rows[0][1] else []
        wanted += [[row[1], row[0], *row[2:]] if row[1] else [row[0]] for row in rows]
    assert listed_ == wanted
    assert any(row[0].startswith("一、需要领导决定的事项") for row in listed_)
    for name, sheet, top in (("projects", "工程情况", 4), ("trend", "历次趋势", 4), ("departments", "部门报送", 11)):
        width = len(DASHBOARD_HEADINGS[name])
        rows = [list(row[:width]) for row in file[sheet].iter_rows(min_row=top, values_only=True)]
        assert [[value or None for value in row] for row in rows if row[0] not in (None, "合计")] == [
            [value or None for value in row] for row in shown(name)
        ]
    assert shown("returns") == [[row[0].value, row[1].value] for row in file["部门报送"]["A3:B5"]]


def test_an_older_workbook_has_its_two_lines_where_they_were(book: xlwings.Book, path: Path) -> None:
    done(book, "split")
    board = book.sheets[DASHBOARD]
    board.range(DASHBOARD_SILENT).clear()
    for row in (6, 7):
        board.range(f"B{row}:K{row}").merge()
    done(book, "status", TAKEN_IN)
    report = openpyxl.load_workbook(path.with_name("分工表-工作区") / "汇总" / ROUND / "进展汇总.xlsx")
    assert board.range("B6:B7").value == [report["总览"]["A7"].value, report["总览"]["A8"].value]
    assert board.range("B8").value is None


def reported(book: xlwings.Book, path: Path) -> Path:
    """Go once round with one department that asks for something; return the workbook that 生成汇总 wrote."""
    done(book, "split")
    answer(path, "教育科", state="需协调", percent=0.5, problems="缺经费")
    done(book, "merge", TAKEN_IN)
    done(book, "status", TAKEN_IN)
    return path.with_name("分工表-工作区") / "汇总" / ROUND / "进展汇总.xlsx"


@pytest.fixture
def opens_at_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let links be written as for Excel and WPS, which open another file at the cell that is named."""
    monkeypatch.setattr(Book, "opens_files_at_top", False)


def test_in_calc_the_dashboard_leads_to_its_own_workbook(book: xlwings.Book, path: Path) -> None:
    reported(book, path)
    board, listed = book.sheets[DASHBOARD], book.sheets[PROGRESS]
    formulas = [
        str(formula) for place in DASHBOARD_RANGES.values() for row in board.range(place).formula for formula in row
    ]
    links = [each for each in formulas if each.startswith("=")]
    assert len(links) > 10
    assert [each for each in links if not re.match(r'=HYPERLINK\("#(进展汇总|督办看板)![A-Z]+\d+",', each)] == []

    def reached(cell: xlwings.Range) -> xlwings.Range:
        found = re.match(r'=HYPERLINK\("(#.*?)",', str(cell.formula))
        assert found, cell.formula
        follow(book, found[1])
        return book.app.selection

    columns = list(RESULT_SHEETS[PROGRESS])
    first = board.range(DASHBOARD_RANGES["decide"])[0, 1]
    assert (reached(first).sheet.name, book.app.selection.value) == (PROGRESS, first.value)
    for number, light in ((1, "红"), (2, "黄"), (4, "灰")):
        figure = board.range(DASHBOARD_RANGES["figures"])[number]
        if figure.value:
            row = reached(figure).row
            lights = listed.range((row, columns.index("light") + 1)).resize(int(figure.value), 1).options(ndim=1).value
            assert set(lights) == {light}
    assert reached(board.range(DASHBOARD_RANGES["figures"])[6]).value.startswith("一、")
    assert reached(board.range(DASHBOARD_RANGES["figures"])[9]).value == "各部门报送情况"


@pytest.mark.usefixtures("opens_at_cells")
def test_figures_lead_to_the_values_that_they_rest_on(book: xlwings.Book, path: Path, calc: xlwings.App) -> None:
    report = reported(book, path)
    sources = openpyxl.load_workbook(report)["数据来源"]
    first = book.sheets[DASHBOARD].range(DASHBOARD_RANGES["decide"])[0, 1]
    column = list(RESULT_SHEETS[PROGRESS]).index("id") + 1
    rows = [book.sheets[PROGRESS].range((HEADING_ROW + number, column)) for number in range(1, 26)]
    for cell in (first, next(each for each in rows if each.value == first.value)):
        found = re.fullmatch(r'=HYPERLINK\("(.*)#数据来源!(A\d+)","(.*)"\)', str(cell.formula))
        assert found, cell.formula
        assert (path.parent / found[1], found[3]) == (report, cell.value)
        row = [each.value for each in sources[int(found[2][1:])]]
        assert row[0] == cell.value
    follow(book, f"{report.as_uri()}#数据来源!{found[2]}", "_blank")
    opened = next(each for each in calc.books if each.name == report.name)
    try:
        assert (opened.sheets.active.name, calc.selection.address) == ("数据来源", f"$A${found[2][1:]}")
    finally:
        opened.close()


@pytest.mark.usefixtures("opens_at_cells")
def test_numbers_lead_to_the_rows_that_they_count(book: xlwings.Book, path: Path, calc: xlwings.App) -> None:
    report = reported(book, path)
    listed = openpyxl.load_workbook(report)["明细"]
    board = book.sheets[DASHBOARD]
    linked = 0
    for name in ("figures", "projects", "returns", "trend", "departments"):
        area = board.range(DASHBOARD_RANGES[name])
        # All at once: each question to Calc costs as much as a hundred cells.
        values, formulas = (
            [cell for row in rows for cell in row] for rows in (area.options(ndim=2).value, area.formula)
        )
        for place, (value, formula) in enumerate(zip(values, formulas, strict=True)):
            found = re.fullmatch(r'=HYPERLINK\("(.*)#明细!(A\d+)",(.*)\)', str(formula))
            if found is None:
                # What counts nothing leads nowhere: a name, a zero, nothing to compare.
                assert isinstance(value, str | datetime) or not value, (name, place)
                continue
            linked += 1
            assert path.parent / found[1] == report
            if isinstance(value, str):
                # A department's light leads to the tasks that it is the worst of.
                assert (found[3].strip('"'), name) == (value, "departments")
                continue
            assert value == float(found[3])
            title = str(listed[found[2]].value)
            assert isinstance(value, float) and (value < 1 or f"{value:g}" in title), (title, value)
    assert linked > 30
    figures = board.range(DASHBOARD_RANGES["figures"])
    follow(book, f"{report.as_uri()}#明细!A4", "_blank")
    opened = next(each for each in calc.books if each.name == report.name)
    try:
        assert (opened.sheets.active.name, calc.selection.address) == ("明细", "$A$4:$I$4")
        assert str(opened.sheets.active.range("A4").value) == f"任务：共{figures[0].value:g}项"
    finally:
        opened.close()


def test_a_report_that_was_only_looked_at_is_not_changed(book: xlwings.Book, path: Path, calc: xlwings.App) -> None:
    opened = calc.books.open(str(reported(book, path)))
    try:
        assert opened.impl.modified is False
    finally:
        opened.close()


def test_a_list_is_shown_from_its_first_row_on(book: xlwings.Book, path: Path) -> None:
    done(book, "split")
    returns = book.sheets[RETURNS]
    returns.range("A2000").select()
    done(book, "remind", TAKEN_IN)
    assert (book.sheets.active.name, book.app.selection.address) == (RETURNS, f"$A${HEADING_ROW + 1}")
    assert book.impl.api.CurrentController.getFirstVisibleRow() < 20


def test_the_dashboard_is_shown_from_its_top_on(book: xlwings.Book, path: Path) -> None:
    done(book, "split")
    book.sheets[DASHBOARD].range("A200").select()
    done(book, "status", TAKEN_IN)
    assert book.sheets.active.name == DASHBOARD
    assert book.impl.api.CurrentController.getFirstVisibleRow() == 0


def test_what_is_decided_but_not_carried_out_is_said(book: xlwings.Book, path: Path) -> None:
    done(book, "split")
    answer(path, "教育科", state="已完成")
    done(book, "merge", TAKEN_IN)
    assert "还没有办" not in done(book, "status", TAKEN_IN).message
    columns = list(RESULT_SHEETS[PENDING])
    pending = book.sheets[PENDING]
    kinds = pending.range((HEADING_ROW + 1, columns.index("kind") + 1)).resize(60, 1).value
    row = HEADING_ROW + 1 + kinds.index("待销号")
    for name, value in (("decision", "同意销号"), ("leader", "王局长"), ("date", TAKEN_IN)):
        pending.range((row, columns.index(name) + 1)).value = value
    waiting = "“待核实”里写好的 1 条还没有办，没有算进来：请{}点“合并回收”"
    assert waiting.format("先写上经办人，再") in done(book, "status", TAKEN_IN).message
    book.sheets[CONSOLE].range("C9").value = "李四"
    assert waiting.format("") in done(book, "status", TAKEN_IN).message
    # What a merging refuses is not said to wait for one.
    pending.range((row, columns.index("leader") + 1)).value = None
    done(book, "merge", TAKEN_IN)
    refused = done(book, "status", TAKEN_IN).message
    assert (
        "还没有办" not in refused
        and "“待核实”里有 1 条办不了，没有算进来：教育科 1.1：这一行还没有写同意领导" in refused
    )
    row = (
        HEADING_ROW
        + 1
        + pending.range((HEADING_ROW + 1, columns.index("kind") + 1)).resize(60, 1).value.index("待销号")
    )
    pending.range((row, columns.index("leader") + 1)).value = "王局长"
    done(book, "merge", TAKEN_IN)
    last = done(book, "status", TAKEN_IN).message
    assert "还没有办" not in last and "办不了" not in last
