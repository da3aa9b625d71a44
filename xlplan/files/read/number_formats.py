"""What number formats make of numbers: days, spans of time, and the part of a day that is shown (ECMA-376-1, 18.8.30, 18.8.31)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import Enum, StrEnum, auto
from functools import lru_cache
from typing import Final, NamedTuple

from xlplan.terms.cells import CellValue, ShownDay
from xlplan.terms.day_text import DAY_LETTERS, format_letters


class DateParts(StrEnum):
    """What of a date is shown."""

    YEAR = "year"
    YEAR_AND_MONTH = "year and month"
    MONTH_AND_DAY = "month and day"
    MONTH = "month"


ShownParts = Mapping[tuple[int, int], DateParts]
"""The cells (row and column from 0) that show only a part of their date."""

# Formats that files name by number alone, as a Chinese Excel shows them.
_BUILT_IN: Final = {
    **dict.fromkeys((17, 27, 36, 50, 52, 57), DateParts.YEAR_AND_MONTH),
    **dict.fromkeys((16, 28, 29, 51, 53, 54, 58), DateParts.MONTH_AND_DAY),
}


class Measure(Enum):
    """What a format takes a number for."""

    NUMBER = auto()
    DAY = auto()
    SPAN = auto()
    """A span of time, such as `[h]:mm`."""


class NumberFormat(NamedTuple):
    """A number format: its code (empty for the general one), what it measures, and what it shows of a day."""

    code: str
    measure: Measure = Measure.NUMBER
    parts: DateParts | None = None


GENERAL: Final = NumberFormat("")
_CODES: Final = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 37: "#,##0 ;(#,##0)", 38: "#,##0 ;[Red](#,##0)", 39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0",
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy/m/d"),
}  # fmt: skip
"""The codes of formats that files name by number alone; those of Chinese dates only as far as they are dates."""
_SPAN: Final = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DAY_MS: Final = 86_400_000
_EPOCH: Final = datetime(1899, 12, 30)
_FROM_1904: Final = 1462
_LAST_DAY: Final = 2_958_466


def built_in_code(number: int) -> str:
    """Return the code of a format that is known by its number; empty for the general one, text, and unknown ones."""
    return _CODES.get(number, "")


@lru_cache(1024)
def number_format(number: int, code: str) -> NumberFormat:
    """Return what a format means; `number` matters where files name it by that alone."""
    if code == "" or code.casefold() == "general" or code == "@":
        return GENERAL
    by_number = number in _CODES and _CODES[number] == code
    letters = format_letters(code)
    if _SPAN.search(re.sub(r'"[^"]*"?|\\.', "", code)):
        return NumberFormat(code, Measure.SPAN)
    if not re.search("[ymdhs]", letters) or "general" in letters:
        return NumberFormat(code)
    return NumberFormat(code, Measure.DAY, built_in_parts(number) if by_number else format_parts(code))


def day_value(number: float, form: NumberFormat, *, from_1904: bool) -> CellValue:
    """Return the day, time or span that a number means in a format; the number where it means none."""
    if form.measure is Measure.NUMBER:
        return number
    try:
        if form.measure is Measure.SPAN:
            return timedelta(milliseconds=round(number * _DAY_MS))
        # A time of day is the same whatever the days count from.
        if from_1904 and not (0 <= number < 1 and _only_time(form.code)):
            number += _FROM_1904
        if not 0 <= number < _LAST_DAY:
            return number
        # 1900 has a 29th of February in workbooks.
        since = timedelta(milliseconds=round((number + (1 <= number < 60)) * _DAY_MS))
    except (OverflowError, ValueError):
        return number
    moment = _EPOCH + since
    if number < 1:
        return moment.time()
    day: CellValue = moment.date() if number.is_integer() else moment
    return as_shown(day, form.parts) if form.parts else day


def _only_time(code: str) -> bool:
    """Return True if a format of days shows nothing of the day itself."""
    letters = format_letters(code)
    return "h" in letters and not re.search("[yde]|aaa", letters)


def iso_value(text: str) -> date | time:
    """Return a day, moment or time as ISO 8601 writes it. Raise ValueError."""
    if "T" not in text and ":" in text:
        return time.fromisoformat(text)
    if text.startswith("T"):
        return time.fromisoformat(text[1:])
    moment = datetime.fromisoformat(text).replace(tzinfo=None)
    return moment if "T" in text else moment.date()


def built_in_parts(number: int) -> DateParts | None:
    """Return what a format that is known by its number shows of a date; None if all or nothing."""
    return _BUILT_IN.get(number)


def format_parts(code: str) -> DateParts | None:
    """Return what a number format shows of a date; None if it shows all, a time, or no date."""
    letters = format_letters(code)
    if re.search("[hs#0?@]|am/pm|上午|general", letters) or _SPAN.search(code):
        return None
    day = DAY_LETTERS.search(letters)
    return parts_of(year="y" in letters or "e" in letters, month="m" in letters, day=bool(day))


def parts_of(*, year: bool, month: bool, day: bool) -> DateParts | None:
    """Return what is shown of a date; None if all or nothing is."""
    match year, month, day:
        case True, True, False:
            return DateParts.YEAR_AND_MONTH
        case False, True, True:
            return DateParts.MONTH_AND_DAY
        case True, False, False:
            return DateParts.YEAR
        case False, True, False:
            return DateParts.MONTH
    return None


def as_shown(value: CellValue, parts: DateParts) -> CellValue:
    """Return what a date cell shows, in plain words: 2024年6月, 6月 or 6月30日. Any other value stays."""
    if not isinstance(value, date):
        return value
    match parts:
        case DateParts.YEAR:
            return f"{value.year}年"
        case DateParts.YEAR_AND_MONTH:
            return f"{value.year}年{value.month}月"
        case DateParts.MONTH_AND_DAY:
            return ShownDay(f"{value.month}月{value.day}日", date(value.year, value.month, value.day))
        case DateParts.MONTH:
            return ShownDay(f"{value.month}月", date(value.year, value.month, value.day))
