"""Values out of the cells of an open workbook, in every program: one odd cell never costs the others."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

import xlwings

from xlplan.files.read.number_formats import day_value, number_format
from xlplan.office.hosts.host_errors import explained
from xlplan.terms.cells import CellError, CellValue

_ERROR = re.compile(
    r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!|GETTING_DATA)|Err:\d{3}"
)
# Excel hands errors over as whole numbers: 0x800A0000 and the error's own number. Real numbers come as floats.
_ERRORS: Final = {
    2000: "#NULL!", 2007: "#DIV/0!", 2015: "#VALUE!", 2023: "#REF!", 2029: "#NAME?", 2036: "#NUM!", 2042: "#N/A",
    2043: "#GETTING_DATA", 2045: "#SPILL!", 2046: "#CONNECT!", 2047: "#BLOCKED!", 2048: "#UNKNOWN!", 2049: "#FIELD!",
    2050: "#CALC!",
}  # fmt: skip
_FIRST_ERROR: Final = -2146828288
_ERROR_SPAN: Final = 4096
_FIRST_YEAR: Final = 1900
"""Excel's days begin here: what is older is a time of day, and spans of time may begin here too."""


def values_in(cells: xlwings.Range) -> list[list[CellValue]]:
    """Return what a block of cells holds, row by row: whole numbers as int, days as date, errors as CellError.

    A cell whose value its program cannot hand over as it is shown (a date that is none) gives its plain number.
    """
    if sys.platform == "win32":
        return _from_excel(cells)
    if sys.platform == "darwin":
        return _from_excel_for_mac(cells)
    return [list(map(cell_value, row)) for row in cells.options(ndim=2, err_to_str=True).value]


def cell_value(value: Any) -> CellValue:
    """Return a value of a program as the core has it. Raise TypeError for what no cell holds."""
    if isinstance(value, str):
        return CellError(value) if _ERROR.fullmatch(value) else value or None
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        number = value - _FIRST_ERROR
        return CellError(_ERRORS.get(number, f"#{number}")) if 0 <= number < _ERROR_SPAN else value
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, datetime):
        # Without the zone that pywin32 puts there, which Excel does not know.
        moment = datetime(*value.timetuple()[:6], value.microsecond)
        if moment.date() < date(_FIRST_YEAR, 1, 1):
            return moment.time()
        return moment.date() if moment.time() == time() else moment
    if isinstance(value, date | time | timedelta):
        return value
    raise TypeError(f"a cell holds {type(value)}")


def _from_excel(cells: xlwings.Range) -> list[list[CellValue]]:
    """Read by COM: currency comes as Decimal, rounded, and a date that is none fails the whole block."""
    values = list(_asked(cells))
    if any(isinstance(value, Decimal) for row in values for value in row):
        plain = _rows(cells.api.Value2)
        for row, numbers in zip(values, plain, strict=True):
            row[:] = [number if isinstance(value, Decimal) else value for value, number in zip(row, numbers, strict=True)]  # fmt: skip
    return [
        [
            _one(cells[row, column]) if _is_odd(value) else cell_value(value)
            for column, value in enumerate(line)
        ]
        for row, line in enumerate(values)
    ]  # fmt: skip


class _Unread:
    """A cell whose value cannot be handed over."""


def _asked(cells: xlwings.Range) -> Iterator[list[Any]]:
    """Yield the rows of a block; a block that fails is asked by halves, down to the cell that does."""
    try:
        yield from _rows(cells.api.Value)
        return
    except Exception as error:
        if explained(error) is not None:
            raise
    rows, columns = cells.shape
    if rows > 1:
        yield from _asked(cells[: rows // 2, :])
        yield from _asked(cells[rows // 2 :, :])
    elif columns > 1:
        left, right = (next(_asked(half)) for half in (cells[:, : columns // 2], cells[:, columns // 2 :]))
        yield [*left, *right]
    else:
        yield [_Unread()]


def _is_odd(value: Any) -> bool:
    return isinstance(value, _Unread) or (isinstance(value, datetime) and value.year <= _FIRST_YEAR)


def _one(cell: xlwings.Range) -> CellValue:
    """Read one cell by its number and its format, as it is read out of a file."""
    number = cell.api.Value2
    if not isinstance(number, float):
        return cell_value(number)
    from_1904 = bool(cell.sheet.book.api.Date1904)
    return cell_value(day_value(number, number_format(0, str(cell.number_format or "")), from_1904=from_1904))


def _from_excel_for_mac(cells: xlwings.Range) -> list[list[CellValue]]:
    """Read by Apple events: where errors stand, only the texts that the cells show tell."""
    values = cells.options(ndim=2).value
    shown = _rows(cells.api.string_value.get())
    return [
        [cell_value(text if isinstance(text, str) and _ERROR.fullmatch(text) else value) for value, text in zip(row, texts, strict=True)]
        for row, texts in zip(values, shown, strict=True)
    ]  # fmt: skip


def _rows(raw: Any) -> list[list[Any]]:
    """Return what a program gives for cells as rows: a single cell is no list, and a single row is a flat one for Apple events."""
    if not isinstance(raw, Sequence) or isinstance(raw, str):
        return [[raw]]
    if raw and not _is_row(raw[0]):
        return [list(raw)]
    return [list(row) for row in raw]


def _is_row(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
