"""Which cells of an open sheet are struck through: few calls where none is, more for each that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import xlwings

from xlplan.office.sheets.blocks import block
from xlplan.terms.cells import CellValue, Struck, as_text, is_blank

_MOST_CALLS: Final = 2_000
"""A table with more borders between struck and plain cells is looked at so far."""


def struck_cells(sheet: xlwings.Sheet, cells: Sequence[Sequence[CellValue]]) -> Mapping[tuple[int, int], Struck]:
    """Return the cells that are struck through as a whole; nothing where the program does not tell."""
    asking = _Asking(sheet)
    found = asking.struck(0, 0, len(cells) - 1, len(cells[0]) - 1)
    return {
        (row, column): Struck(as_text(cells[row][column]).strip(), "")
        for top, left, bottom, right in found
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if not is_blank(cells[row][column])
    }


@dataclass
class _Asking:
    sheet: xlwings.Sheet
    calls: int = 0

    def struck(self, top: int, left: int, bottom: int, right: int) -> Iterator[tuple[int, int, int, int]]:
        """Yield parts that are struck through: where cells differ, each half is asked for by itself."""
        if self.calls >= _MOST_CALLS:
            return
        self.calls += 1
        told = _strikes(block(self.sheet, (top + 1, left + 1), (bottom + 1, right + 1)))
        if told:
            yield top, left, bottom, right
        elif told is None and bottom > top:
            middle = (top + bottom) // 2
            yield from self.struck(top, left, middle, right)
            yield from self.struck(middle + 1, left, bottom, right)
        elif told is None and right > left:
            middle = (left + right) // 2
            yield from self.struck(top, left, bottom, middle)
            yield from self.struck(top, middle + 1, bottom, right)


def _strikes(cells: xlwings.Range) -> bool | None:
    """Return whether cells are struck through; None if they differ. LibreOffice and Excel for Windows tell."""
    font = getattr(cells.impl, "font", None)
    told: Any = getattr(font, "strikethrough", _UNTOLD)
    if told is _UNTOLD:
        told = getattr(getattr(cells.api, "Font", None), "Strikethrough", False)
    return None if told is None else told is True


_UNTOLD: Final = object()
