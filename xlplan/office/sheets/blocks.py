"""Blocks of cells in an open workbook, with few calls: each is a message to another program, and xlwings' own ways send dozens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import xlwings

from xlplan.terms.cells import column_letters


def block(sheet: xlwings.Sheet, first: tuple[int, int], last: tuple[int, int] | None = None) -> xlwings.Range:
    """Return the cells from one to another, or the first alone; row and column of each count from 1.

    Its address is one thing to ask for; two corners are three.
    """
    ends = [f"{column_letters(column - 1)}{row}" for row, column in (first, last or first)]
    return sheet.range(":".join(ends) if last else ends[0])


def extent(sheet: xlwings.Sheet) -> tuple[int, int]:
    """Return the last row and the last column that are in use, from 1."""
    used = sheet.used_range
    rows, columns = used.shape
    return used.row + rows - 1, used.column + columns - 1


def put_rows(cells: xlwings.Range, rows: Sequence[Sequence[Any]]) -> None:
    """Write a block as large as these rows. xlwings would find out its corners again, and compare sheets and books."""
    prepared = cells.sheet.book.app.engine.impl.prepare_xl_data_element
    cells.options("raw").value = [[prepared(value, {}) for value in row] for row in rows]
