"""A time limit as it was read: a period, a deadline, what recurs, or routine work."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from xlplan.schedule.meanings import Repeat, Unit
from xlplan.terms.patterns import pattern_of
from xlplan.terms.records import record

_AFTERWARDS: Final = pattern_of("^(?:以后|此后|之后|今后|其后)")


class ScheduleKind(StrEnum):
    """What a time limit is on the whole: the first that fits."""

    PERIOD = "period"
    DEADLINE = "deadline"
    RECURRING = "recurring"
    ROUTINE = "routine"
    NONE = "none"


@record(frozen=True, slots=True)
class Recurrence:
    """Something that recurs: how, `by` whom (where that is said), and the words that say so."""

    repeat: Repeat
    by: str | None
    text: str

    @property
    def afterwards(self) -> bool:
        """True if it begins only after the due day (以后每季度……)."""
        return bool(_AFTERWARDS.match(self.text))


@record(frozen=True, slots=True)
class Milestone:
    """An end on the way, and the clause that sets it."""

    due: date
    text: str


@record(frozen=True, slots=True)
class Schedule:
    """How one cell reads. `every` are the units of its recurrences in order of reading.

    `routine`: whether some of it goes on without an end, whatever the kind. `unclear` are the clauses where a month, quarter or year before 前 leaves open whether it is included, `reversed`
    those whose end lies before their own beginning, `year_assumed` those before a day early in a year that is not named (春节前),
    `term_assumed` those before a term that is not named (开学前),
    `unparsed` the words that were not understood.
    """

    text: str
    kind: ScheduleKind
    start: date | None = None
    due: date | None = None
    every: tuple[Unit, ...] = ()
    recurrences: tuple[Recurrence, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    deliverables: tuple[str, ...] = ()
    unparsed: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    reversed: tuple[str, ...] = ()
    routine: bool = False
    year_assumed: tuple[str, ...] = ()
    term_assumed: tuple[str, ...] = ()

    @property
    def open_ended(self) -> bool:
        """Routine and recurring tasks have no end to report progress towards."""
        return self.kind in (ScheduleKind.RECURRING, ScheduleKind.ROUTINE)

    @property
    def routine_from(self) -> date | None:
        """The first day of a routine behind the deadline; None where there is none.

        `22年底完成名单。23年起常规实施。` has one from 2023-01-01, `11月底前完成，并持续推进` from the day after its due day.
        """
        if self.due is None:
            return None
        if self.start and self.start > self.due:
            return self.start if self.routine or self.recurrences else None
        # What goes on within a period ends with it.
        behind = self.routine and self.kind is ScheduleKind.DEADLINE
        behind = behind or any(each.afterwards for each in self.recurrences)
        return self.due + timedelta(days=1) if behind else None

    @property
    def read(self) -> bool:
        """Whether anything at all was understood."""
        return self.kind is not ScheduleKind.NONE or self.start is not None or bool(self.deliverables)
