"""The rows and the columns of a block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from unicodedata import east_asian_width

from excel.stand_in.serving import Served

if TYPE_CHECKING:
    from excel.stand_in.cells import Range

_LINE: Final = 15.0
"""The height of a line, in points."""


class Lines(Served):
    """The rows or columns of a block."""

    def __init__(self, block: Range, *, down: bool) -> None:
        self._block, self._down = block, down

    @property
    def Count(self) -> int:
        block = self._block
        return block.bottom - block.top + 1 if self._down else block.right - block.left + 1

    def Item(self, number: int) -> Range:
        block = self._block
        if self._down:
            return block.Worksheet.block((block.top + number - 1, block.left, block.top + number - 1, block.right))
        return block.Worksheet.block((block.top, block.left + number - 1, block.bottom, block.left + number - 1))

    def AutoFit(self) -> None:
        """Fit each to the longest of its texts, with the line breaks that stand in them: nothing is drawn here."""
        for number in range(1, self.Count + 1):
            part = self.Item(number)
            texts = [part.Worksheet.block((*place, *place)) for place in part.filled()]
            if self._down:
                part.RowHeight = _LINE * max(
                    (1 + str(each.Value2).count("\n") * each.WrapText for each in texts), default=1
                )
            else:
                part.ColumnWidth = max((_wide(str(each.Value2)) for each in texts), default=part.ColumnWidth)


def _wide(text: str) -> float:
    """Return how many characters wide a text is; one of Chinese is two."""
    return 1.0 + max(sum(1 + (east_asian_width(each) in "WF") for each in line) for line in text.split("\n"))
