"""Ranges of the stand-in: values as Excel hands them over and takes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from excel.stand_in.serving import Failed, Served

if TYPE_CHECKING:
    from excel.stand_in.model import Worksheet

_EPOCH = datetime(1899, 12, 30)
_LONGEST = 32767
_LONGEST_OF_2007 = 8203
_LAST_DATE = 2958466.0
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?%?")
_LINK = re.compile(r'=HYPERLINK\("(?:[^"]|"")*",(?:"((?:[^"]|"")*)"|([-+.\de]+))\)')


def serial(moment: datetime) -> float:
    """Return a moment as Excel's number."""
    return (moment.replace(tzinfo=None) - _EPOCH) / timedelta(days=1)


def letters(column: int) -> str:
    """Return a column's letters; columns count from 1."""
    return (letters((column - 1) // 26) if column > 26 else "") + chr(ord("A") + (column - 1) % 26)


def is_date(code: str) -> bool:
    """Return True for a number format that shows a date or time."""
    return bool(re.search("[ymdhs]", re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", code).lower())) and code != "General"


class Range(Served):
    """A block of cells."""

    def __init__(self, sheet: Worksheet, top: int, left: int, bottom: int, right: int) -> None:
        self.Worksheet = self.Parent = sheet
        self.top, self.left, self.bottom, self.right = top, left, bottom, right

    def places(self) -> Iterator[tuple[int, int]]:
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield row, column

    Row = property(lambda self: self.top)
    Column = property(lambda self: self.left)
    Count = property(lambda self: (self.bottom - self.top + 1) * (self.right - self.left + 1))
    Application = property(lambda self: self.Worksheet.Application)
    Areas = property(lambda self: [self])
    Rows = property(lambda self: Lines(self, down=True))
    Columns = property(lambda self: Lines(self, down=False))

    @property
    def EntireRow(self) -> Range:
        return Range(self.Worksheet, self.top, 1, self.bottom, 16384)

    @property
    def EntireColumn(self) -> Range:
        return Range(self.Worksheet, 1, self.left, 1048576, self.right)

    @property
    def Cells(self) -> Range:
        return self

    def Item(self, row: int, column: int | None = None) -> Range:
        if column is None:
            wide = self.right - self.left + 1
            row, column = (int(row) - 1) // wide + 1, (int(row) - 1) % wide + 1
        at = self.top + int(row) - 1, self.left + int(column) - 1
        return Range(self.Worksheet, *at, *at)

    def Range(self, first: Any, second: Any = None) -> Range:
        return self.Worksheet.Range(first, second)

    @property
    def Address(self) -> str:
        return self.GetAddress()

    def GetAddress(self, down: Any = True, across: Any = True, style: Any = 1, external: Any = False) -> str:
        def one(row: int, column: int) -> str:
            return f"{'$' * bool(across)}{letters(column)}{'$' * bool(down)}{row}"

        last = f":{one(self.bottom, self.right)}" if self.Count > 1 else ""
        sheet = f"'[{self.Worksheet.Parent.Name}]{self.Worksheet.Name}'!" if external else ""
        return f"{sheet}{one(self.top, self.left)}{last}"

    # -- values ---------------------------------------------------------------------------------------------------

    def _shaped(self, value: Any) -> Any:
        if self.Count == 1:
            return value(self.top, self.left)
        columns = range(self.left, self.right + 1)
        return tuple(tuple(value(row, column) for column in columns) for row in range(self.top, self.bottom + 1))

    @property
    def Value(self) -> Any:
        return self._shaped(self._value)

    def _value(self, row: int, column: int) -> Any:
        cell = self.Worksheet.cells.get((row, column))
        if cell is None or not isinstance(cell.value, float):
            return cell.value if cell else None
        code = self.Worksheet.format(row, column)
        if is_date(code):
            if not 0 <= cell.value < _LAST_DATE:
                raise Failed("no date")
            return _EPOCH.replace(tzinfo=UTC) + timedelta(days=cell.value)
        if "¥" in code or "$" in code.replace("[$-", ""):
            return Decimal(f"{cell.value:.4f}")
        return cell.value

    @Value.setter
    def Value(self, value: Any) -> None:
        self._require_unlocked()
        if not isinstance(value, tuple):
            for place in self.places():
                if self.Count == 1 or not self.Worksheet.filtered_away(place[0]):
                    self.Worksheet.put(*place, value)
            return
        filtered = self.Count > 1 and any(self.Worksheet.filtered_away(row) for row in range(self.top, self.bottom + 1))
        rows = value if isinstance(value[0], tuple) else (value,)
        texts = (each for row in rows for each in row if isinstance(each, str))
        if self.Application.Version == "12.0" and any(len(each) > _LONGEST_OF_2007 for each in texts):
            raise Failed("too long in an array")
        for row, column in self.places():
            if filtered and self.Worksheet.filtered_away(row):
                continue
            line = rows[0 if filtered or len(rows) == 1 else row - self.top]
            self.Worksheet.put(row, column, line[column - self.left if len(line) > 1 else 0])

    @property
    def Value2(self) -> Any:
        return self._shaped(
            lambda row, column: cell.value if (cell := self.Worksheet.cells.get((row, column))) else None
        )

    def _formula(self, row: int, column: int) -> str:
        cell = self.Worksheet.cells.get((row, column))
        if cell is None or cell.value is None:
            return ""
        return cell.formula or (f"{cell.value:g}" if isinstance(cell.value, float) else str(cell.value))

    @property
    def Formula(self) -> Any:
        return self._shaped(self._formula)

    @Formula.setter
    def Formula(self, value: Any) -> None:
        self.Value = value

    def ClearContents(self) -> None:
        self._require_unlocked()
        for place in self.places():
            if self.Count == 1 or not self.Worksheet.filtered_away(place[0]):
                self.Worksheet.put(*place, None)

    def _require_unlocked(self) -> None:
        sheet = self.Worksheet
        if sheet.ProtectContents and any(place not in sheet.unlocked for place in self.places()):
            raise Failed("the sheet is protected")

    # -- looks ----------------------------------------------------------------------------------------------------

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
        return Range(
            self.Worksheet, *(self.Worksheet.area_of(self.top, self.left) or (self.top, self.left, self.top, self.left))
        )

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

    @property
    def Hidden(self) -> Any:
        sheet = self.Worksheet
        rows = range(self.top, min(self.bottom, sheet.UsedRange.bottom + 1) + 1)
        return self._same(row in sheet.hidden or sheet.filtered_away(row) for row in rows)

    @Hidden.setter
    def Hidden(self, value: bool) -> None:
        rows = set(range(self.top, self.bottom + 1))
        self.Worksheet.hidden = self.Worksheet.hidden | rows if value else self.Worksheet.hidden - rows

    def AutoFit(self) -> None:
        """Nothing is drawn here."""

    def End(self, direction: int) -> Range:
        if direction != -4162:
            raise Failed("only upwards here")
        filled = [row for row, column in self.Worksheet.cells if column == self.left and row < self.top]
        row = max(filled, default=1)
        return Range(self.Worksheet, row, self.left, row, self.left)

    def AddComment(self, text: str) -> Note:
        notes = self.Worksheet.notes
        if any((each.Parent.top, each.Parent.left) == (self.top, self.left) for each in notes):
            raise Failed("the cell has a comment")
        made = Note(Range(self.Worksheet, self.top, self.left, self.top, self.left), text)
        # Excel lists them by row and column.
        notes[:] = sorted([*notes, made], key=lambda each: (each.Parent.top, each.Parent.left))
        self.Worksheet.Parent.Saved = False
        return made

    def Select(self) -> None:
        if self.Worksheet.Parent.ActiveSheet is not self.Worksheet:
            raise Failed("its sheet is not in front")
        self.Application.Selection = self


class Note(Served):
    """A comment on a cell, which Excel calls a note where it is no conversation."""

    def __init__(self, cell: Range, text: str) -> None:
        self.Parent, self._text = cell, text

    def Text(self) -> str:
        return self._text

    def Delete(self) -> None:
        self.Parent.Worksheet.notes.remove(self)


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
            return Range(block.Worksheet, block.top + number - 1, block.left, block.top + number - 1, block.right)
        return Range(block.Worksheet, block.top, block.left + number - 1, block.bottom, block.left + number - 1)

    def AutoFit(self) -> None:
        """Nothing is drawn here."""


def taken(value: Any, code: str) -> tuple[Any, str, str]:
    """Return what a cell makes of what is put into it: its value, formula and number format."""
    if isinstance(value, datetime):
        return serial(value), "", code if is_date(code) else "yyyy/m/d"
    if isinstance(value, bool) or value is None or value == "":
        return (None if value == "" else value), "", code
    if isinstance(value, int | float | Decimal):
        return float(value), "", code
    if value.startswith("'") or code == "@":
        return value.removeprefix("'"), "", code
    if len(value) > _LONGEST:
        raise Failed("too long")
    if value.startswith("="):
        shown = _LINK.fullmatch(value)
        if shown is None:
            return 0.0, value, code
        return (shown[1].replace('""', '"') if shown[2] is None else float(shown[2])), value, code
    if _NUMBER.fullmatch(value):
        return (float(value.rstrip("%")) / (100 if value.endswith("%") else 1)), "", code
    return value, "", code
