"""What the words of a span of days are read with: the plan's year, the day, the terms, and the year that the cell named last."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from xlplan.schedule.calendar import Terms
from xlplan.terms.numerals import DIGIT_VALUES, read_numeral
from xlplan.terms.records import record

# A two-digit year is 20YY, but only this near the plan's year: 十年内 and 30年教龄 are no years.
NEAR_YEARS: Final = 10
SCHOOL_YEAR_BEGINS: Final = 9
"""The month with which a school year begins."""


@record(frozen=True, slots=True)
class Span:
    """The days from `first` to `last`. `grain` is what names it: day, xun, month, quarter, … or range (two ends).

    `earlier`: the ends of parts that stand apart, as in 一、三季度.
    """

    first: date
    last: date
    grain: str
    year_named: bool = True
    earlier: tuple[date, ...] = ()


@dataclass(slots=True)
class Context:
    """What a cell's reading depends on, the year that the cell named last, and its text as the office wrote it."""

    year: int
    today: date | None = None
    before_includes: bool = True
    terms: Terms = field(default_factory=Terms)
    last_year: int | None = None
    written: str = ""

    def year_of(self, found: re.Match[str], name: str = "y", month: int = 0) -> int:
        """Return the year that a match names, else the last one named in the cell, else the plan's. Raise ValueError if there is none.

        Of a plan for a school year, that depends on the `month`, which is the match's if none is given.
        """
        groups = found.groupdict()
        written, relative = groups.get(name), groups.get("rel")
        if written:
            digits = "".join(str(DIGIT_VALUES.get(c, c)) for c in written)
            year = int(digits) if len(digits) == 4 else 2000 + int(digits)
            if len(digits) == 2 and abs(year - self.year) > NEAR_YEARS:
                raise ValueError(f"{written} is hardly a year")
            self.last_year = year
        elif relative:
            base = self.year if relative in ("今年", "本年", "明年") else self.last_year or self.year
            self.last_year = base + (relative in ("明年", "次年", "翌年"))
        return self.last_year or self.year_for(month or _month_named(groups))

    def year_for(self, month: int) -> int:
        """Return the plan's year for a month (0: no month) that names none."""
        return self.year + (self.terms.plan_year and 0 < month < SCHOOL_YEAR_BEGINS)

    def this_month(self, word: str) -> tuple[int, int]:
        """Return the year and month of 本月, 当月, 月底 or 下月. Raise ValueError if no day was given to count from."""
        if self.today is None:
            raise ValueError("no day to count from")
        months = self.today.year * 12 + self.today.month - 1 + word.startswith("下")
        return months // 12, months % 12 + 1

    def term(self, word: str) -> tuple[date, date]:
        """Return the first and last day of 本学期 (the term that runs), 下学期 or 新学期 (the next that begins).

        Raise ValueError if no day was given to count from, and for 本学期 in the holidays.
        """
        if self.today is None:
            raise ValueError("no day to count from")
        ahead = word[:1] in ("下", "新")
        for first, last in self.terms.around(self.today):
            if (first > self.today) if ahead else (first <= self.today <= last):
                return first, last
        raise ValueError("no term runs on this day")


def _month_named(groups: Mapping[str, str | None]) -> int:
    """Return the month that a match names, or the first of a quarter, term or holiday that it names; 0 for none."""
    if month := groups.get("m"):
        return number(month)
    if quarter := groups.get("q") or groups.get("q4"):
        return number(quarter) * 3 - 2
    if groups.get("h"):
        return 1 if groups["h"] == "上" else 9
    if half := groups.get("s") or groups.get("holiday"):
        return {"春": 3, "寒": 1, "暑": 7}.get(half, 9)
    return 0


def number(text: str) -> int:
    """Read a number below 100 in Arabic or Chinese digits. Raise ValueError if it is none."""
    if text.isdecimal():
        return int(text)
    value = read_numeral(text)
    if value is None:
        raise ValueError(f"{text} is no number")
    return value


def names_year(found: re.Match[str]) -> bool:
    """Return True if a match names its year: by a number, or as 今年 or 明年."""
    groups = found.groupdict()
    return bool(groups.get("y") or groups.get("rel"))
