"""Cells as values: what every reader of files or open workbooks hands to the core."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from xlplan.terms.records import record

_A1 = re.compile(r"([A-Z]+)(\d+)")


@record(frozen=True, slots=True)
class CellError:
    """An error value such as `#REF!`."""

    text: str


@record(frozen=True, slots=True)
class NoCachedValue:
    """A formula whose result was never saved: not the same as a blank cell."""

    formula: str


CellValue = str | int | float | bool | date | datetime | time | timedelta | CellError | NoCachedValue | None


_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"


class Area(NamedTuple):
    """A rectangle of cells, all four bounds 0-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


class OverlayKind(StrEnum):
    """What stands over or beside the cells of a sheet."""

    COMMENT = "comment"
    BOX = "box"
    PICTURE = "picture"


class Overlay(NamedTuple):
    """A comment, text box or picture: the cell (from 0) that it belongs to or begins at, and its text."""

    kind: OverlayKind
    row: int
    column: int
    text: str
    author: str = ""


class ShownDay(str):
    """What a date cell shows that leaves out the year (12月15日), with the `day` that it holds."""

    __slots__ = ("day",)
    day: date

    def __new__(cls, text: str, day: date) -> ShownDay:
        """Return the text with its day."""
        made = super().__new__(cls, text)
        made.day = day
        return made

    def __reduce__(self) -> tuple[type[ShownDay], tuple[str, date]]:
        """Keep the day on the way from one process to another."""
        return ShownDay, (str(self), self.day)


class Struck(NamedTuple):
    """A text with words struck through: the words, and what is left without them."""

    gone: str
    left: str


@record(frozen=True, slots=True)
class Sight:
    """What somebody sees on a sheet that its values do not tell; rows and columns from 0."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    struck: Mapping[tuple[int, int], Struck] = field(default_factory=dict)
    overlays: Sequence[Overlay] = ()
    totals: frozenset[int] = frozenset()
    """Rows that the program itself sums up a table in."""


PLAIN_SIGHT: Final = Sight()
"""A sheet with nothing hidden, struck through or beside its cells."""


@record(frozen=True)
class Grid:
    """The values of one sheet from A1 on, and its merged areas. Rows may differ in length."""

    sheet: str
    rows: Sequence[Sequence[CellValue]]
    merges: Sequence[Area] = ()
    formulas: frozenset[tuple[int, int]] = field(default=frozenset())
    """Cells whose value is a formula's cached result."""
    hidden: bool = False
    """Whether the sheet is hidden."""
    active: bool = False
    """Whether it is the sheet that shows when the file is opened, as far as the file says."""
    sight: Sight = PLAIN_SIGHT
    formats: Mapping[tuple[int, int], str] | None = None
    """The codes of the number formats of cells with numbers, but for the general one; None where the reader cannot tell."""

    def at(self, row: int, column: int) -> CellValue:
        """Return the value at a 0-based place; None outside the filled rows."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def unstruck(self) -> Grid:
        """Return the grid without the words that are struck through."""
        if not self.sight.struck:
            return self
        rows = [list(row) for row in self.rows]
        for (row, column), struck in self.sight.struck.items():
            if row < len(rows) and column < len(rows[row]):
                rows[row][column] = struck.left or None
        return replace(self, rows=rows)

    def anchors(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Return, for each cell hidden under a merged area, the cell that holds the area's value."""
        found: dict[tuple[int, int], tuple[int, int]] = {}
        for area in self.merges:
            # A merged area may claim a million rows; only those that exist matter.
            for row in range(area.top, min(area.bottom, len(self.rows) - 1) + 1):
                for column in range(area.left, min(area.right, area.left + 255) + 1):
                    if (row, column) != (area.top, area.left):
                        found[row, column] = (area.top, area.left)
        return found


MAX_TEXT: Final = 32_767
"""The number of characters that a cell takes (Excel's limit)."""

NOTHING: Final = "（空）"
"""How a sentence names a blank cell."""


def column_letters(column: int) -> str:
    """Return the letters of a 0-based column: `A` for 0, `AA` for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """Return the 0-based column of its letters: 0 for `A`, 26 for `AA`."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def cell_name(row: int, column: int) -> str:
    """Return the A1 name of a 0-based place."""
    return f"{column_letters(column)}{row + 1}"


def cell_place(name: str) -> tuple[int, int]:
    """Return the 0-based row and column of an A1 name. Raise ValueError for anything else."""
    found = _A1.fullmatch(name)
    if not found:
        raise ValueError(f"{name!r} is no cell")
    return int(found[2]) - 1, column_index(found[1])


def is_blank(value: CellValue) -> bool:
    """Return True if a cell holds nothing that a reader could see."""
    if not isinstance(value, str):
        return value is None
    seen = value.strip()
    # Most often the first character decides.
    return not seen or (seen[0] in _INVISIBLE and all(c.isspace() or c in _INVISIBLE for c in seen))


def as_text(value: CellValue) -> str:
    """Return a value as a person reads it: whole numbers without a point, days as 2023-06-30, errors as ""."""
    if isinstance(value, str):
        return value
    match value:
        case None | CellError() | NoCachedValue():
            return ""
        case bool():
            return "是" if value else "否"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if (value.hour, value.minute, value.second) == (0, 0, 0):
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case timedelta():
            return _span(value)
        case _:
            return str(value)


def _span(span: timedelta) -> str:
    """Return a span of time in words: 36小时30分."""
    seconds = round(abs(span).total_seconds())
    parts = ((seconds // 3600, "小时"), (seconds // 60 % 60, "分"), (seconds % 60, "秒"))
    text = "".join(f"{count}{unit}" for count, unit in parts if count) or "0分"
    return f"负{text}" if span < timedelta() and seconds else text


def shown_cell(value: CellValue) -> str:
    """Return a cell's value as a reason shows it, including errors and formulas."""
    if isinstance(value, str):
        return value
    match value:
        case CellError():
            return value.text
        case NoCachedValue():
            return value.formula
    return as_text(value)


def filled_rows(grid: Grid) -> Iterator[int]:
    """Yield the 0-based numbers of the rows that hold anything."""
    for number, row in enumerate(grid.rows):
        if any(not is_blank(value) for value in row):
            yield number
