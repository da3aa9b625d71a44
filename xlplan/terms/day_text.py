"""What a day or a time looks like in a number format (ECMA-376-1, 18.8.31), as far as that is certain."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Final

from xlplan.terms.cells import Grid, as_text
from xlplan.terms.number_text import shown_number

_UNSHOWN: Final = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]')
DAY_LETTERS: Final = re.compile("(?<!d)d{1,2}(?!d)")
"""The day of a month: ddd and aaa are days of the week."""


def format_letters(code: str) -> str:
    """Return what stands for parts of a day in the first section of a number format, in small letters."""
    return _UNSHOWN.sub("", code.split(";")[0]).casefold()


def shown_moment(value: date | time, code: str) -> str | None:
    """Return a day, moment or time as a cell with this format tells it; None where it tells less than a whole day, or another thing.

    The order and the marks of a format change nothing: a whole day is 2023-06-30.
    """
    letters = format_letters(code)
    whole = "m" in letters and re.search("[yeg]", letters) and DAY_LETTERS.search(letters)
    if isinstance(value, time):
        return as_text(value) if "h" in letters and not whole else None
    if not whole:
        return None
    return as_text(value.date() if isinstance(value, datetime) and not re.search("[hs]", letters) else value)


def shown_in(grid: Grid, place: tuple[int, int], value: float | date | time) -> str | None:
    """Return a number, day or time as its cell shows it; None where that is not certain."""
    code = "" if grid.formats is None else grid.formats.get(place, "")
    if isinstance(value, date | time):
        # Some formats of files write days as days, and any program shows them whole.
        return shown_moment(value, code) if code else as_text(value)
    return None if grid.formats is None else shown_number(value, code)
