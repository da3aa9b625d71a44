"""The open workbook is read as the saved one, whatever stands in its cells and wherever."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import xlwings
from support.live import done, listed, press

from xlplan.files.office_book.own_workbook import read_workbook
from xlplan.office.sheets import fixed_sheets
from xlplan.office.sheets.cell_reading import cell_value
from xlplan.office.sheets.hidden import hidden_parts
from xlplan.office.sheets.live import merged_areas, read_book
from xlplan.office.sheets.struck import struck_cells
from xlplan.plan.setting_cells import setting_text
from xlplan.terms.cells import CellValue, Grid, Struck, cell_place
from xlplan.terms.sheets import DEPARTMENTS, FINDINGS, PLAN, PROGRESS, SETTINGS


def test_merged_areas_are_found_without_the_engines_own_member(book: xlwings.Book, path: Path) -> None:
    """Other engines have merge_cells and merge_area alone."""
    plan = book.sheets[PLAN]
    plan.range("F24:F25").merge()
    plan.range("F24:F25").clear_contents()
    plan.range("E4").clear_contents()
    plan.range("D4:E4").merge()
    cells = [[cell_value(value) for value in row] for row in plan.range("A1:F28").value]
    calls: list[str] = []
    quick = set(merged_areas(plan, cells))
    slow = set(merged_areas(_Portable(plan, calls), cells))  # type: ignore[arg-type]
    assert slow == quick
    assert len(slow) > 8
    # To ask whether is one message to Excel, to ask for the area with its corners is eight.
    assert calls.count("merge_area") < 30 and len(calls) < 90


class _Portable:
    """A sheet whose engine has no member of its own for merged areas; counts what is asked of it."""

    def __init__(self, sheet: xlwings.Sheet, calls: list[str]) -> None:
        self._sheet, self._calls = sheet, calls

    def range(self, first: Any, last: Any = None) -> Any:
        calls = self._calls
        cells = self._sheet.range(first, last) if last else self._sheet.range(first)

        class Cells:
            impl = object()

            @property
            def merge_cells(self) -> Any:
                calls.append("merge_cells")
                return cells.merge_cells

            @property
            def merge_area(self) -> Any:
                calls.append("merge_area")
                return cells.merge_area

        return Cells()


def test_the_open_table_reads_as_the_saved_one(book: xlwings.Book, path: Path) -> None:
    opened = read_book({sheet.name: sheet for sheet in book.sheets}, path).grids
    saved = {grid.sheet: grid for grid in read_workbook(path)}
    assert [grid.sheet for grid in opened] == [PLAN, DEPARTMENTS, SETTINGS]
    for grid in opened:
        assert _filled(grid) == _filled(saved[grid.sheet])
    assert sorted(opened[0].merges) == sorted(saved[PLAN].merges)


def _filled(grid: Grid) -> dict[tuple[int, int], Any]:
    return {
        (r, c): value
        for r, row in enumerate(grid.rows)
        for c, value in enumerate(row)
        if value is not None and not (grid.sheet == DEPARTMENTS and r == 0)
    }


def test_a_setting_in_percent_is_what_it_shows_in_the_open_workbook_too(book: xlwings.Book, path: Path) -> None:
    sheets = {sheet.name: sheet for sheet in book.sheets}
    cell = book.sheets[SETTINGS].range(*fixed_sheets.SettingCells(sheets)._places["red_behind"])
    cell.number_format, cell.value = "0%", 0.25
    grid = read_book(sheets, path).sheet(SETTINGS)
    assert grid is not None and setting_text(grid, "red_behind") == "25%"


def test_errors_and_whole_numbers_are_told_from_texts(book: xlwings.Book, path: Path) -> None:
    plan = book.sheets[PLAN]
    plan.range("C4").formula = "=1/0"
    plan.range("A4").number_format = "General"
    plan.range("A4").value = 7
    done(book, "validate")
    found = {(row["cell"], row["rule"]) for row in listed(book, FINDINGS)}
    assert ("C4", "错误值") in found
    grid = read_book({sheet.name: sheet for sheet in book.sheets}, path).grids[0]
    assert (grid.at(3, 0), type(grid.at(3, 0))) == (7, int)


LOOKALIKES = ("=1+1", "+86 13800000000", "-", "-5", "@地址", "1.10", "2023-06", "6月20日", "1/2", "80%", "TRUE", "'引", "１２", " 前有空格", "=HYPERLINK(\"x\")", "#N/A", "0001", "多行\n文字")  # fmt: skip


def test_texts_stay_as_they_are_whatever_they_look_like(book: xlwings.Book) -> None:
    all_sheets = {sheet.name: sheet for sheet in book.sheets}
    target = fixed_sheets.ResultSheet(all_sheets, PROGRESS)
    target.write([{"id": text, "progress": text, "lead": text, "due": text} for text in LOOKALIKES])
    for field in ("id", "progress", "lead", "due"):
        assert [row[field] for row in listed(book, PROGRESS)] == list(LOOKALIKES)
    target.fit()


def test_columns_are_found_by_their_headings_and_a_column_of_the_users_own_is_left_alone(book: xlwings.Book) -> None:
    sheet = book.sheets[FINDINGS]
    sheet.impl.api.getColumns().insertByIndex(2, 1)
    sheet.range("C3").value = "我的备注"
    sheet.range("C4:C40").value = [["留着"]] * 37
    done(book, "validate")
    assert sheet.range("C4:C40").value == ["留着"] * 37
    found = sheet.range("B4:I40").value
    assert ["提醒", "留着", "括号不成对"] in [[*row[:2], row[-1]] for row in found]


def test_one_cell_far_away_does_not_hang_the_button(book: xlwings.Book) -> None:
    book.sheets[PLAN].range("XX900000").value = "远"
    outcome = press(book, "validate")
    assert not outcome.ok
    assert "很远的地方" in outcome.message


def test_formats_down_to_the_end_of_the_sheet_are_no_table(book: xlwings.Book) -> None:
    book.sheets[PLAN].range("B1000000").color = (255, 255, 0)
    assert "25 项任务" in done(book, "validate").message


def test_a_day_means_what_it_shows(book: xlwings.Book, path: Path) -> None:
    limits = book.sheets[PLAN].range("F9:F11")
    limits.value = [[datetime(2024, 6, 1)]] * 3
    limits.number_format = 'yyyy"年"m"月"'
    book.sheets[PLAN].range("F11").number_format = "yyyy-mm-dd"
    grid = read_book({sheet.name: sheet for sheet in book.sheets}, path).grids[0]
    assert [grid.at(row, 5) for row in (8, 9, 10)] == ["2024年6月", "2024年6月", date(2024, 6, 1)]


def test_rows_and_columns_that_do_not_show_are_told_as_of_the_saved_workbook(book: xlwings.Book, path: Path) -> None:
    plan = book.sheets[PLAN]
    plan.range("A6:A7").impl.row_hidden = True
    plan.range("E1").impl.column_hidden = True
    grid = read_book({each.name: each for each in book.sheets}, path).grids[0]
    assert (grid.sight.hidden_rows, grid.sight.hidden_columns) == ({5, 6}, {4})
    press(book, "validate")
    told = "".join(map(str, listed(book, FINDINGS)))
    assert "第6至7行" in told and "E列“" in told


def test_what_is_struck_through_is_read_as_of_the_saved_workbook(book: xlwings.Book, path: Path) -> None:
    plan = book.sheets[PLAN]
    plan.range("C6:F6").api.CharStrikeout = 1
    plan.range("D8").api.CharStrikeout = 1
    grid = read_book({each.name: each for each in book.sheets}, path).grids[0]
    struck = grid.sight.struck
    assert {(5, 2), (5, 3), (7, 3)} <= struck.keys() <= {(5, 2), (5, 3), (5, 4), (5, 5), (7, 3)}
    assert struck[7, 3] == Struck(str(grid.at(7, 3)).strip(), "")
    press(book, "validate")
    assert "删除线" in "".join(map(str, listed(book, FINDINGS)))


def test_cells_that_are_struck_through_are_found_with_few_calls() -> None:
    cells: list[list[CellValue]] = [["字"] * 8 for _ in range(1000)]
    asked: list[tuple[int, int]] = []
    where = {(3, 1), (4, 1), (900, 7)}
    found = struck_cells(_Fonts(where, asked), cells)  # type: ignore[arg-type]
    assert (found.keys(), len(asked) < 80) == (where, True)
    asked.clear()
    assert (struck_cells(_Fonts(set(), asked), cells), len(asked)) == ({}, 1)  # type: ignore[arg-type]


class _Fonts:
    """A sheet as Excel for Windows tells of its fonts: True, False, or None where they differ."""

    def __init__(self, struck: set[tuple[int, int]], asked: list[tuple[int, int]]) -> None:
        self._struck, self._asked = struck, asked

    def range(self, address: str) -> Any:
        (top, left), (bottom, right) = (cell_place(each) for each in address.split(":"))
        self._asked.append((top, left))
        rows, columns = range(top + 1, bottom + 2), range(left + 1, right + 2)
        told = {(row - 1, column - 1) in self._struck for row in rows for column in columns}
        font = SimpleNamespace(Strikethrough=told.pop() if len(told) == 1 else None)
        return SimpleNamespace(impl=object(), api=SimpleNamespace(Font=font))


def test_of_excel_each_half_is_asked_for_by_itself_where_some_rows_are_hidden() -> None:
    asked: list[tuple[int, int]] = []
    found = hidden_parts(_Excel({3, 4, 900}, asked), 1000, 4)  # type: ignore[arg-type]
    assert (found.hidden_rows, found.hidden_columns) == ({3, 4, 900}, set())
    assert len(asked) < 50


class _Excel:
    """A sheet as Excel for Windows tells of its rows: True, False, or None where they differ."""

    def __init__(self, hidden: set[int], asked: list[tuple[int, int]]) -> None:
        self._hidden, self._asked = hidden, asked

    def range(self, address: str) -> Any:
        first, last = map(int, re.findall(r"\d+", address))
        self._asked.append((first, last))
        told = {row - 1 in self._hidden for row in range(first, last + 1)}
        row = SimpleNamespace(Hidden=told.pop() if len(told) == 1 else None)
        api = SimpleNamespace(EntireRow=row, EntireColumn=SimpleNamespace(Hidden=False))
        return SimpleNamespace(impl=object(), api=api)
