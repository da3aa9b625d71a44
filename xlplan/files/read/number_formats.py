"""What a date cell shows, where its number format leaves out the day or the year (ECMA-376-1, 18.8.30 and 18.8.31)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from xlplan.terms.cells import CellValue


class DateParts(StrEnum):
    """What of a date is shown."""

    YEAR = "year"
    YEAR_AND_MONTH = "year and month"
    MONTH_AND_DAY = "month and day"


ShownParts = Mapping[tuple[int, int], DateParts]
"""The cells (row and column from 0) that show only a part of their date."""

_UNSHOWN = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]')
# Formats that files name by number alone, as a Chinese Excel shows them.
_BUILT_IN: Final = {
    **dict.fromkeys((17, 27, 36, 50, 52, 57), DateParts.YEAR_AND_MONTH),
    **dict.fromkeys((16, 28, 29, 51, 53, 54, 58), DateParts.MONTH_AND_DAY),
}


def built_in_parts(number: int) -> DateParts | None:
    """Return what a format that is known by its number shows of a date; None if all or nothing."""
    return _BUILT_IN.get(number)


def format_parts(code: str) -> DateParts | None:
    """Return what a number format shows of a date; None if it shows all, a time, or no date."""
    letters = _UNSHOWN.sub("", code.split(";")[0]).casefold()
    if re.search("[hs#0?@]|am/pm|上午|general", letters):
        return None
    # ddd and aaa are days of the week.
    day = re.search("(?<!d)d{1,2}(?!d)", letters)
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
    return None


def as_shown(value: CellValue, parts: DateParts) -> CellValue:
    """Return what a date cell shows, in plain words: 2024年6月 or 6月30日. Any other value stays."""
    if not isinstance(value, date):
        return value
    match parts:
        case DateParts.YEAR:
            return f"{value.year}年"
        case DateParts.YEAR_AND_MONTH:
            return f"{value.year}年{value.month}月"
        case DateParts.MONTH_AND_DAY:
            return f"{value.month}月{value.day}日"
