"""What a rule can make of a part of a time limit: limits, recurrences, routine, documents; and the shape of a rule itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum

from xlplan.schedule.calendar import Festival
from xlplan.schedule.context import Context
from xlplan.terms.records import record


@record(frozen=True, slots=True)
class Limit:
    """A beginning, an end or both. `plain`: a span merely named (9月份), which may be either; `earlier`: ends before it."""

    start: date | None
    due: date | None
    unclear: bool = False
    plain: bool = False
    earlier: tuple[date, ...] = ()
    year_assumed: bool = False
    """The year is the plan's and not written, where it may as well be the next one: 春节前, 寒假前."""
    term_assumed: bool = False
    """It is that of the autumn term, where nothing says which term is meant: 开学前."""

    def __str__(self) -> str:
        first = "".join(f"{day} " for day in self.earlier)
        return f"{first}{self.start or ''}..{self.due or ''}" + "?" * self.unclear


class Unit(StrEnum):
    """What something recurs by."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    TERM = "term"
    HALF_YEAR = "half-year"
    YEAR = "year"


class Place(StrEnum):
    """Where in its unit a recurrence is due, for what is no day of a month."""

    WORKING = "working"
    """On the nth working day of the month, -1 the last."""
    WORKDAY = "workday"
    """Only on days that are worked."""
    AFTER = "after"
    """So many days after the unit's end."""
    AFTER_WORKING = "after working"
    """So many working days after the unit's end."""
    BEFORE = "before"
    """On the day before it begins."""
    SPRING = "spring"
    """At the end of the spring term."""
    AUTUMN = "autumn"
    """At the end of the autumn term."""
    SCHOOL = "school"
    """At the end of the school year."""


@record(frozen=True, slots=True)
class Repeat:
    """Every `interval` units, due on the unit's last day unless one of the others says more.

    `day`: of the week (1 Monday) or of the month. `months`: which months of the unit (of all its months together, where
    the interval is more than one). `place` with `nth`: see `Place`; a festival means the day before it. `times`: how
    often within the unit.
    """

    unit: Unit
    interval: int = 1
    day: int | None = None
    months: tuple[int, ...] = ()
    place: Place | Festival | None = None
    nth: int = 0
    times: int = 0

    def __str__(self) -> str:
        words = f"{self.interval} {self.unit}"
        words += f" in {','.join(map(str, self.months))}" if self.months else ""
        words += f" on {self.day}" if self.day else ""
        words += f" {self.place}" + f" {self.nth}" * bool(self.nth) if self.place else ""
        return words + (f" {self.times} times" if self.times else "")


@record(frozen=True, slots=True)
class Repeats:
    """One or more recurrences named together: 每月1日、15日."""

    each: tuple[Repeat, ...]

    def __str__(self) -> str:
        return "; ".join(map(str, self.each))


@record(frozen=True, slots=True)
class Routine:
    """Goes on without an end."""

    def __str__(self) -> str:
        return "routine"


@record(frozen=True, slots=True)
class ByYear:
    """Each year of the span has its own end; `years` where their number is named."""

    years: int | None

    def __str__(self) -> str:
        return f"by year {self.years or ''}".strip()


@record(frozen=True, slots=True)
class Documents:
    """Documents to be drawn up or revised."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join(self.names)


@record(frozen=True, slots=True)
class Connective:
    """Words that hold the rest together and say nothing of their own."""

    def __str__(self) -> str:
        return "-"


Meaning = Limit | Repeats | Routine | ByYear | Documents | Connective


@record(frozen=True, slots=True)
class Rule:
    """A pattern and what it means; None where it means something that gives no date. Examples: text → str(reading).

    `needs`: a short pattern that matches in each clause in which the pattern does; spares compiling the costly ones for all others.
    """

    name: str
    pattern: str
    read: Callable[[re.Match[str], Context], Meaning | None]
    examples: Mapping[str, str]
    needs: str = ""
