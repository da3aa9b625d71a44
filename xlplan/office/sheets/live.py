"""An open workbook into grids, with members that every xlwings engine has and few calls however long the table is."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import xlwings

from xlplan.actions.book import Book
from xlplan.files.read.number_formats import as_shown, format_parts
from xlplan.office.hosts.open_books import full_name
from xlplan.office.sheets.blocks import area_of, block, extent
from xlplan.office.sheets.cell_reading import values_in
from xlplan.office.sheets.hidden import hidden_parts
from xlplan.office.sheets.struck import struck_cells
from xlplan.terms.cells import Area, CellValue, Grid, column_letters, is_blank
from xlplan.terms.errors import FileMissingError, NoTableError, NotAWorkbookError, NotWritableError
from xlplan.terms.sheets import DEPARTMENTS, PLAN, SETTINGS

MAX_LIVE_CELLS: Final = 1_000_000
"""A call moves about a million cells in a few seconds; no table needs more."""
_LONG: Final = 20_000
_DAYS: Final = 500
"""Days of one column whose formats are asked for one by one."""
# Up to this many rows are checked one by one; a longer stretch is first checked as a whole.
_STRETCH: Final = 16


def saved_path(book: xlwings.Book) -> Path:
    """Return the path of the open workbook. Raise FileMissingError if it was never saved, or was moved since."""
    named = full_name(book)
    if "://" in named:
        try:
            # Where OneDrive keeps it on this computer too, xlwings finds it.
            named = str(book.fullname)
        except xlwings.XlwingsError as error:
            raise FileMissingError(
                f"“{book.name}”是从网络位置打开的（{named}），助手不知道工作区该放在哪里。",
                "请把它另存到本机的文件夹里，从那里打开，再点一次按钮。",
            ) from error
    path = Path(named)
    if not path.is_absolute():
        raise FileMissingError(
            f"“{book.name}”还没有保存过，助手不知道工作区该放在哪里。", "请先把它保存到一个文件夹里，再点一次按钮。"
        )
    if not path.is_file():
        raise FileMissingError(
            f"“{path}”已经不在原处：打开之后，文件或文件夹被改名、移动或删除了。",
            "请把文件或文件夹改回原来的名称；或者把工作簿另存到工作区文件夹旁边，再点一次按钮。",
        )
    return path


def is_read_only(book: xlwings.Book, path: Path | None) -> bool:
    """Return True for a workbook that is open for reading only, or whose file, if it has one, cannot be written."""
    # The engines share no member for it: LibreOffice's has its own, Excel for Windows a native one.
    own = getattr(book.impl, "read_only", None)
    read_only = own if own is not None else getattr(book.api, "ReadOnly", None) is True
    return bool(read_only) or not (path is None or os.access(path, os.W_OK))


def require_writable(book: xlwings.Book, path: Path) -> None:
    """Raise NotWritableError for a workbook that is open for reading only: its results could not be kept."""
    if is_read_only(book, path):
        raise NotWritableError(
            f"“{book.name}”是以只读方式打开的，写进去的结果保存不了，这一步没有做。",
            "请看是不是别人也打开着它，或文件设了只读；关闭后重新打开，或另存一份再点按钮。",
        )


def has_unsaved_changes(book: xlwings.Book) -> bool:
    """Return True if the program knows of changes that are not saved; False where it does not tell."""
    own = getattr(book.impl, "modified", None)
    return bool(own) if own is not None else getattr(book.api, "Saved", True) is False


def opens_files_at_top(book: xlwings.Book) -> bool:
    """Return True if its program opens another file at the top, whichever cell of it a link names."""
    return bool(getattr(book.impl, "opens_files_at_top", False))


def read_book(sheets: Mapping[str, xlwings.Sheet], path: Path, more: Iterable[str] = (), *, table: str = PLAN) -> Book:
    """Read the sheets that the core needs, by name, and `more` of them, unsaved changes included; `table` is that of the table.

    Raise NoTableError if that one was deleted or renamed, NotAWorkbookError if a sheet is too large to be read.
    """
    if table not in sheets:
        raise NoTableError(
            f"工作簿里没有“{table}”这张工作表，可能被改了名或删掉了（现有：{'、'.join(sheets)}）。",
            f"请把它的名称改回“{table}”；若已删除，请不要保存，关闭后重新打开工作簿。",
        )
    grids = [read_live_sheet(sheets, table, is_table=True)]
    grids += [read_live_sheet(sheets, name) for name in (DEPARTMENTS, SETTINGS, *more) if name in sheets]
    return Book(path, grids, live=True)


def read_live_sheet(sheets: Mapping[str, xlwings.Sheet], name: str, *, is_table: bool = False) -> Grid:
    """Read one sheet, with its merged areas if it is that of the table. Raise NotAWorkbookError if it is too large to be read."""
    sheet = sheets[name]
    rows, columns = _extent(sheet, name)
    cells = values_in(block(sheet, (1, 1), (rows, columns)))
    if not is_table:
        return Grid(name, cells, formats=_formats(sheet, cells) if name == SETTINGS else None)
    _show_days(sheet, cells)
    sight = hidden_parts(sheet, len(cells), len(cells[0]))
    if struck := struck_cells(sheet, cells):
        sight = replace(sight, struck=struck)
    return Grid(name, cells, list(merged_areas(sheet, cells)), sight=sight)


def _formats(sheet: xlwings.Sheet, cells: Sequence[Sequence[CellValue]]) -> dict[tuple[int, int], str]:
    """Return the codes of the number formats of a small sheet's numbers: 0.25 that shows as 25% is what it shows."""
    return {
        (row, column): block(sheet, (row + 1, column + 1)).number_format or ""
        for row, values in enumerate(cells)
        for column, value in enumerate(values)
        if isinstance(value, int | float) and not isinstance(value, bool)
    }


def _show_days(sheet: xlwings.Sheet, cells: list[list[CellValue]]) -> None:
    """Put what date cells show in the place of their days: 2024年6月 is a month. Few calls: a column is asked as a whole."""
    for column in range(len(cells[0])):
        rows = [row for row, values in enumerate(cells) if isinstance(values[column], date)]
        if not rows:
            continue
        whole = block(sheet, (rows[0] + 1, column + 1), (rows[-1] + 1, column + 1)).number_format
        for row in rows[:_DAYS]:
            code = whole or block(sheet, (row + 1, column + 1)).number_format
            if code and (parts := format_parts(code)):
                cells[row][column] = as_shown(cells[row][column], parts)


def _extent(sheet: xlwings.Sheet, name: str) -> tuple[int, int]:
    """Return rows and columns from A1 to the last one in use; formats alone may reach to the end of the sheet."""
    rows, columns = extent(sheet)
    if rows > _LONG and columns <= 256 and values_in(block(sheet, (rows, 1), (rows, columns))) == [[None] * columns]:
        rows = max(block(sheet, (rows, column)).end("up").row for column in range(1, columns + 1))
    if rows * columns > MAX_LIVE_CELLS:
        raise NotAWorkbookError(
            f"“{name}”在很远的地方（第{rows}行、{column_letters(columns - 1)}列）还有单元格，没有读取。",
            "请删去表格右边和下边多余的行列，保存后再点一次按钮。",
        )
    return rows, columns


def merged_areas(sheet: xlwings.Sheet, cells: Sequence[Sequence[CellValue]]) -> Iterator[Area]:
    """Yield the merged areas that a reader of the table needs.

    A merged area has its value in the first cell and blank ones to the right or below: only such cells are checked, and
    only if their part of the column holds any merged cells at all.
    """
    height, width = len(cells), len(cells[0])
    whole = block(sheet, (1, 1), (height, width))
    own = getattr(whole.impl, "merged_areas", None)
    if own is not None:
        # LibreOffice's engine returns them all at once.
        for area in own:
            rows, columns = area.shape
            yield Area(area.row - 1, area.column - 1, area.row + rows - 2, area.column + columns - 2)
        return
    for column in range(width):
        yield from _search(sheet, cells, column, 0, height - 1, 0)


def _search(
    sheet: xlwings.Sheet, cells: Sequence[Sequence[CellValue]], column: int, top: int, bottom: int, after: int
) -> list[Area]:
    """Search a column; `after` is the row after the last area above: a blank area may follow there."""
    starts = [row for row in range(top, bottom + 1) if _may_start(cells, row, column, after)]
    if not starts or block(sheet, (top + 1, column + 1), (bottom + 1, column + 1)).merge_cells is False:
        return []
    if bottom - top >= _STRETCH:
        middle = (top + bottom) // 2
        upper = _search(sheet, cells, column, top, middle, after)
        after = upper[-1].bottom + 1 if upper else after
        return upper + _search(sheet, cells, column, middle + 1, bottom, after)
    found: list[Area] = []
    for row in range(top, bottom + 1):
        if not _may_start(cells, row, column, after):
            continue
        cell = block(sheet, (row + 1, column + 1))
        if not cell.merge_cells:
            continue
        area = area_of(cell.merge_area)
        if (area.top, area.left) == (row, column):
            after = area.bottom + 1
            found.append(area)
    return found


def _may_start(cells: Sequence[Sequence[CellValue]], row: int, column: int, after: int) -> bool:
    """Return True if a merged area may begin in a cell: it has a value and blank cells to its right or below.

    A blank area begins below something that is filled, or below another area.
    """
    line = cells[row]
    below = row + 1 < len(cells) and is_blank(cells[row + 1][column])
    beside = column + 1 < len(line) and is_blank(line[column + 1])
    if not is_blank(line[column]):
        return below or beside
    return below and (row == after or not is_blank(cells[row - 1][column]))
