"""Blocks of cell values between Python and Calc, in few calls: a call costs 0.2 ms, a new UNO object 2 ms.

Calc keeps numbers, texts and formulas; that a number is a date or a truth value is told by its number format alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from . import uno_bridge

CalcValue = float | str | bool | dt.datetime | None
CalcRow = Sequence[Any]

_DATE, _LOGICAL = 2, 1024  # com.sun.star.util.NumberFormat
_FORMULA_ERROR = 4  # com.sun.star.sheet.FormulaResult.ERROR
_ERRORS = {
    503: "#NUM!",
    502: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}


class ErrorText(str):
    """An error in a cell, as Excel writes it ("#REF!"); errors that only Calc has are as Calc shows them ("Err:508")."""


class NumberKind(Enum):
    """What a number format makes of a number."""

    NUMBER = "number"
    DATE = "date"
    LOGICAL = "logical"


class Formats:
    """The number formats of one workbook; `document` is its UNO model."""

    def __init__(self, document: Any) -> None:
        self._formats = document.NumberFormats
        self._null_date = document.NullDate
        self._kinds: dict[int, NumberKind] = {}

    @property
    def origin(self) -> dt.datetime:
        """The day that the workbook counts as 0."""
        day = self._null_date
        return dt.datetime(day.Year, day.Month, day.Day)

    def kind(self, key: int) -> NumberKind:
        """Say what this number format makes of a number. Times of day without a date stay numbers, as in Excel."""
        if key not in self._kinds:
            bits = self._formats.getByKey(key).Type
            self._kinds[key] = (
                NumberKind.LOGICAL if bits & _LOGICAL else NumberKind.DATE if bits & _DATE else NumberKind.NUMBER
            )
        return self._kinds[key]

    def key(self, code: str) -> int:
        """Return the key of a format code in English notation; add it if the workbook lacks it."""
        if code == "General":
            return 0
        english = _english()
        found: int = self._formats.queryKey(code, english, False)
        return found if found >= 0 else int(self._formats.addNew(code, english))

    def code(self, key: int) -> str:
        """Return the format code of a key; the standard format is `General` whatever the program's language."""
        entry = self._formats.getByKey(key)
        return "General" if key == self._formats.getStandardIndex(entry.Locale) else str(entry.FormatString)

    def key_for(self, kind: NumberKind, with_time: bool = False) -> int:
        """Return the key of the format that a value of this kind gets if its cell has none that fits."""
        if kind is NumberKind.LOGICAL:
            return int(self._formats.getStandardFormat(_LOGICAL, _english()))
        return self.key("yyyy-mm-dd hh:mm:ss" if with_time else "yyyy-mm-dd")


@cache
def _english() -> Any:
    return uno_bridge.load().createUnoStruct("com.sun.star.lang.Locale", "en", "US", "")


def read(cells: Any, formats: Formats) -> list[list[CalcValue]]:
    """Read the values of a UNO cell range: numbers, texts, dates, truth values, CellError; None for an empty cell."""
    rows: list[list[Any]] = [list(row) for row in cells.getDataArray()]
    errors = False
    for row in rows:
        for column, value in enumerate(row):
            if value is None:
                errors = True
            elif value == "":
                row[column] = None
    _apply_formats(cells, formats, rows)
    if errors:
        _apply_errors(cells, rows)
    return rows


def _apply_formats(cells: Any, formats: Formats, rows: list[list[Any]]) -> None:
    origin = formats.origin
    for kind, top, left, bottom, right in format_blocks(cells, formats, rows):
        if kind is NumberKind.NUMBER:
            continue
        for row in rows[top : bottom + 1]:
            for column in range(left, right + 1):
                value = row[column]
                if value.__class__ is float:
                    row[column] = bool(value) if kind is NumberKind.LOGICAL else _date(value, origin)


def _apply_errors(cells: Any, rows: list[list[Any]]) -> None:
    for top, left, bottom, right in _blocks(cells, cells.queryFormulaCells(_FORMULA_ERROR).getRangeAddresses()):
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                cell = cells.getCellByPosition(column, row)
                rows[row][column] = ErrorText(_ERRORS.get(cell.getError(), cell.getString()))


def format_blocks(
    cells: Any, formats: Formats, rows: Sequence[CalcRow]
) -> Iterator[tuple[NumberKind, int, int, int, int]]:
    """Cut the part of the range where `rows`, its values, have numbers into blocks of one number format each.

    Yield its kind, then top, left, bottom, right within the range. Each format is a new UNO object: the fewer cells are
    asked about, the better. The range's own property NumberFormat is no help: for a mixed range it is that of the
    standard format.
    """
    places = [(row, column) for row, line in enumerate(rows) for column, value in enumerate(line) if value.__class__ is float]  # fmt: skip
    if not places:
        return
    top, bottom = places[0][0], places[-1][0]
    left, right = min(column for _, column in places), max(column for _, column in places)
    part = cells.getCellRangeByPosition(left, top, right, bottom)
    for group in part.getUniqueCellFormatRanges():
        kind = formats.kind(group.NumberFormat)
        for block in _blocks(cells, group.getRangeAddresses()):
            yield kind, *block


def _blocks(cells: Any, addresses: Iterable[Any]) -> Iterator[tuple[int, int, int, int]]:
    home = cells.getRangeAddress()
    for area in addresses:
        yield (
            area.StartRow - home.StartRow,
            area.StartColumn - home.StartColumn,
            area.EndRow - home.StartRow,
            area.EndColumn - home.StartColumn,
        )


def _date(serial: float, origin: dt.datetime) -> CalcValue:
    """Return the date of a serial number, rounded to milliseconds; a number too large for a date stays a number."""
    try:
        return origin + dt.timedelta(milliseconds=round(serial * 86_400_000))
    except OverflowError:
        return serial


def prepared(value: Any) -> Any:
    """Prepare a Python value for `write`: whatever means "nothing" becomes the empty text."""
    if value is None or value.__class__ is str or value.__class__ is float:
        return "" if value is None or value != value else value
    if isinstance(value, bool | int | dt.date):
        return "" if value != value else value  # pandas.NaT is a datetime that differs from itself
    if isinstance(value, Decimal):
        return "" if value.is_nan() else float(value)
    if value.__class__.__name__ == "datetime64":
        return prepared(value.astype("datetime64[us]").item())  # finer ones would come out as integers
    if hasattr(value, "item"):  # NumPy's numbers and truth values
        return prepared(value.item())
    return "" if value.__class__.__name__ == "NAType" else value


def write_values(cells: Any, rows: Sequence[CalcRow], formats: Formats) -> list[tuple[int, int, str]]:
    """Write a block of the range's own size; the formulas (row, column, text) are left blank and returned.

    A text is kept as it is, even `001` and `2023-06`, which Excel would read as a number and a date; one leading
    apostrophe is taken off, as in Excel, and is the way to keep `=1+1` a text in every program.
    """
    origin = formats.origin
    formulas: list[tuple[int, int, str]] = []
    typed: dict[tuple[NumberKind, bool], list[tuple[int, int]]] = {}
    numbers = False
    block: list[list[float | str]] = []
    for index, row in enumerate(rows):
        line: list[float | str] = []
        for column, value in enumerate(row):
            if value.__class__ is str:
                if value[:1] == "=" and len(value) > 1:
                    formulas.append((index, column, value))
                    value = ""
                elif value[:1] == "'":
                    value = value[1:]
            elif isinstance(value, bool):
                typed.setdefault((NumberKind.LOGICAL, False), []).append((index, column))
                value = float(value)
            elif isinstance(value, dt.date):
                value, with_time = _serial(value, origin)
                typed.setdefault((NumberKind.DATE, with_time), []).append((index, column))
            elif isinstance(value, int | float):
                numbers = True
                value = float(value)
            elif value is None:
                value = ""
            line.append(value)
        block.append(line)
    logical = [b[1:] for b in format_blocks(cells, formats, block) if b[0] is NumberKind.LOGICAL] if numbers else []
    cells.setDataArray(tuple(map(tuple, block)))
    for top, left, bottom, right in logical:
        _unset_logical(cells, rows, top, left, bottom, right)
    for (kind, with_time), places in typed.items():
        _set_format(cells, places, kind, formats, formats.key_for(kind, with_time))
    return formulas


def _serial(value: dt.date, origin: dt.datetime) -> tuple[float, bool]:
    moment = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)
    since = moment.replace(tzinfo=None) - origin
    return since / dt.timedelta(days=1), bool(since.seconds or since.microseconds)


def _set_format(cells: Any, places: list[tuple[int, int]], kind: NumberKind, formats: Formats, key: int) -> None:
    """Give these cells a format of this kind, except where they have one already."""
    for top, column, bottom in runs(places):
        area = cells.getCellRangeByPosition(column, top, column, bottom)
        for group in area.getUniqueCellFormatRanges():
            if formats.kind(group.NumberFormat) is not kind:
                group.NumberFormat = key


def _unset_logical(cells: Any, rows: Sequence[CalcRow], top: int, left: int, bottom: int, right: int) -> None:
    """Take the format of truth values off cells: plain numbers over it would show, and be read back, as truth values."""
    places = [
        (row, column)
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if isinstance(rows[row][column], int | float) and not isinstance(rows[row][column], bool)
    ]
    for first, column, last in runs(places):
        cells.getCellRangeByPosition(column, first, column, last).NumberFormat = 0


def runs(places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Yield cells (row, column) as vertical runs: first row, column, last row."""
    run: tuple[int, int, int] | None = None
    for column, row in sorted((column, row) for row, column in places):
        if run is not None and run[1] == column and run[2] == row - 1:
            run = (run[0], column, row)
        else:
            if run is not None:
                yield run
            run = (row, column, row)
    if run is not None:
        yield run
