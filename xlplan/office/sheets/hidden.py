"""Which rows and columns of an open sheet are hidden: few calls, however long the table is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import xlwings

from xlplan.office.sheets.blocks import block
from xlplan.terms.cells import PLAIN_SIGHT, Sight


def hidden_parts(sheet: xlwings.Sheet, height: int, width: int) -> Sight:
    """Return what of the first rows and columns is hidden; nothing where the program does not tell."""
    areas = getattr(block(sheet, (1, 1), (height, width)).impl, "visible_areas", None)
    if areas is not None:
        # LibreOffice's engine returns all that shows at once.
        shown_rows = {row for top, _, bottom, _ in areas for row in range(top, bottom + 1)}
        shown_columns = {column for _, left, _, right in areas for column in range(left, right + 1)}
        return _sight(set(range(height)) - shown_rows, set(range(width)) - shown_columns)

    def rows(first: int, last: int) -> bool | None:
        return _is_hidden(block(sheet, (first + 1, 1), (last + 1, 1)), "EntireRow")

    def columns(first: int, last: int) -> bool | None:
        return _is_hidden(block(sheet, (1, first + 1), (1, last + 1)), "EntireColumn")

    return _sight(_hidden(rows, 0, height - 1), _hidden(columns, 0, width - 1))


def _sight(rows: Iterable[int], columns: Iterable[int]) -> Sight:
    found = Sight(frozenset(rows), frozenset(columns))
    return found if found.hidden_rows or found.hidden_columns else PLAIN_SIGHT


def _hidden(are_hidden: Callable[[int, int], bool | None], first: int, last: int) -> Iterator[int]:
    """Yield the hidden ones from `first` to `last`: where some are and others are not, each half is asked for by itself."""
    found = are_hidden(first, last) if first <= last else False
    if found is None and first < last:
        middle = (first + last) // 2
        yield from _hidden(are_hidden, first, middle)
        yield from _hidden(are_hidden, middle + 1, last)
    elif found:
        yield from range(first, last + 1)


def _is_hidden(cells: xlwings.Range, native: str) -> bool | None:
    """Return whether all rows or columns of some cells are hidden; None if they differ. Only Excel for Windows tells."""
    hidden = getattr(getattr(cells.api, native, None), "Hidden", False)
    return hidden if hidden is None else hidden is True
