"""Blocks of cells in an open workbook, with few calls: each is a message to another program, and xlwings' own ways send dozens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import xlwings

from xlplan.terms.cells import Area, column_index, column_letters

_ADDRESS: Final = re.compile(r"\$([A-Z]+)\$(\d+)(?::\$([A-Z]+)\$(\d+))?")


def block(sheet: xlwings.Sheet, first: tuple[int, int], last: tuple[int, int] | None = None) -> xlwings.Range:
    """Return the cells from one to another, or the first alone; row and column of each count from 1.

    Its address is one thing to ask for; two corners are three.
    """
    ends = [f"{column_letters(column - 1)}{row}" for row, column in (first, last or first)]
    return sheet.range(":".join(ends) if last else ends[0])


def area_of(cells: xlwings.Range) -> Area:
    """Return the place of a block. Its address is one thing to ask for; first cell and size are five."""
    found = _ADDRESS.fullmatch(str(cells.address))
    if not found:
        # Whole rows or columns have other addresses.
        rows, columns = cells.shape
        return Area(cells.row - 1, cells.column - 1, cells.row + rows - 2, cells.column + columns - 2)
    left, top, right, bottom = found.groups()
    first = int(top) - 1, column_index(left)
    last = (int(bottom) - 1, column_index(right)) if right else first
    return Area(*first, *last)


def extent(sheet: xlwings.Sheet) -> tuple[int, int]:
    """Return the last row and the last column that are in use, from 1."""
    used = area_of(sheet.used_range)
    return used.bottom + 1, used.right + 1


def put_rows(cells: xlwings.Range, rows: Sequence[Sequence[Any]]) -> None:
    """Write a block as large as these rows. xlwings would find out its corners again, and compare sheets and books."""
    prepared = cells.sheet.book.app.engine.impl.prepare_xl_data_element
    cells.options("raw").value = [[prepared(value, {}) for value in row] for row in rows]
