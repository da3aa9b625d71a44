"""How cells of the stand-in look: a block tells what all its cells have in common, and Null where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from excel.stand_in.serving import Failed, Served

if TYPE_CHECKING:
    from excel.stand_in.cells import Range
    from excel.stand_in.model import Worksheet

_NONE = -4142
"""xlColorIndexNone, of a cell that is not filled."""


def look(name: str, usual: Any) -> Any:
    """Return a property that each cell of a block has; a cell of which nobody said anything has the usual."""

    def told(self: Any) -> Any:
        block = self._block
        return block._same(block.Worksheet.looks.get(place, {}).get(name, usual) for place in block.places())

    def tell(self: Any, value: Any) -> None:
        block = self._block
        block._require_unlocked()
        for place in block.places():
            block.Worksheet.looks.setdefault(place, {})[name] = value
        block.Worksheet.Parent.Saved = False

    return property(told, tell)


class _Part(Served):
    def __init__(self, block: Looks) -> None:
        self._block = block


class Font(_Part):
    """The font of a block."""

    Bold, Italic, Strikethrough = look("bold", False), look("italic", False), look("strikethrough", False)
    Size, Color, Name = look("size", 11.0), look("ink", 0), look("font", "等线")


class Interior(_Part):
    """What fills a block."""

    _color = look("color", None)

    @property
    def Color(self) -> Any:
        return 0xFFFFFF if self._color is None else self._color

    @Color.setter
    def Color(self, color: int) -> None:
        self._color = color

    @property
    def ColorIndex(self) -> Any:
        return _NONE if self._color is None else 0

    @ColorIndex.setter
    def ColorIndex(self, number: int) -> None:
        if number != _NONE:
            raise Failed("no palette here")
        self._color = None


class Looks(Served):
    """What a block of cells looks like."""

    Worksheet: Worksheet
    top: int
    left: int
    bottom: int
    right: int

    def places(self) -> Iterator[tuple[int, int]]:
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield row, column

    def _require_unlocked(self) -> None:
        sheet = self.Worksheet
        if sheet.ProtectContents and any(place not in sheet.unlocked for place in self.places()):
            raise Failed("the sheet is protected")

    _block = property(lambda self: self)
    Font = property(lambda self: Font(self))
    Interior = property(lambda self: Interior(self))
    WrapText = look("wrap", False)
    HorizontalAlignment, VerticalAlignment = look("across", 1), look("down", -4107)

    def _same(self, found: Iterator[Any]) -> Any:
        first = next(found)
        return first if all(each == first for each in found) else None

    @property
    def NumberFormat(self) -> Any:
        return self._same(self.Worksheet.format(*place) for place in self.places())

    @NumberFormat.setter
    def NumberFormat(self, code: str) -> None:
        for place in self.places():
            self.Worksheet.formats[place] = code

    @property
    def Locked(self) -> Any:
        return self._same(place not in self.Worksheet.unlocked for place in self.places())

    @property
    def MergeCells(self) -> Any:
        return self._same(self.Worksheet.area_of(*place) is not None for place in self.places())

    @property
    def MergeArea(self) -> Range:
        area = self.Worksheet.area_of(self.top, self.left)
        return self.Worksheet.block(area or (self.top, self.left, self.top, self.left))

    @property
    def RowHeight(self) -> Any:
        return self._same(self.Worksheet.heights.get(row, 15.0) for row in range(self.top, self.bottom + 1))

    @RowHeight.setter
    def RowHeight(self, points: float) -> None:
        if not 0 <= points <= 409.5:
            raise Failed("no such height")
        for row in range(self.top, self.bottom + 1):
            self.Worksheet.heights[row] = points

    @property
    def ColumnWidth(self) -> Any:
        return self._same(self.Worksheet.widths.get(column, 8.43) for column in range(self.left, self.right + 1))

    @ColumnWidth.setter
    def ColumnWidth(self, characters: float) -> None:
        if not 0 <= characters <= 255:
            raise Failed("no such width")
        for column in range(self.left, self.right + 1):
            self.Worksheet.widths[column] = characters

    @property
    def Hidden(self) -> Any:
        sheet = self.Worksheet
        if (self.top, self.bottom) == (sheet.Cells.top, sheet.Cells.bottom):
            return False  # no column is hidden here
        rows = range(self.top, min(self.bottom, max(self.top, sheet.UsedRange.bottom + 1)) + 1)
        return self._same(row in sheet.hidden or sheet.filtered_away(row) for row in rows)

    @Hidden.setter
    def Hidden(self, value: bool) -> None:
        rows = set(range(self.top, self.bottom + 1))
        self.Worksheet.hidden = self.Worksheet.hidden | rows if value else self.Worksheet.hidden - rows
