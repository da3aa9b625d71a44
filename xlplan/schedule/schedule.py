"""A time limit as it was read: a period, a deadline, what recurs, or routine work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xlplan.schedule.meanings import Repeat, Unit


class ScheduleKind(StrEnum):
    """What a time limit is on the whole: the first that fits."""

    PERIOD = "period"
    DEADLINE = "deadline"
    RECURRING = "recurring"
    ROUTINE = "routine"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Something that recurs: how, `by` whom (where that is said), and the words that say so."""

    repeat: Repeat
    by: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """An end on the way, and the clause that sets it."""

    due: date
    text: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """How one cell reads. `every` are the units of its recurrences in order of reading.

    `routine`: whether some of it goes on without an end, whatever the kind. `unclear` are the clauses where a month, quarter or year before 前 leaves open whether it is included, `reversed`
    those whose end lies before their own beginning, `year_assumed` those before a day early in a year that is not named (春节前),
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

    @property
    def open_ended(self) -> bool:
        """Routine and recurring tasks have no end to report progress towards."""
        return self.kind in (ScheduleKind.RECURRING, ScheduleKind.ROUTINE)

    @property
    def read(self) -> bool:
        """Whether anything at all was understood."""
        return self.kind is not ScheduleKind.NONE or self.start is not None or bool(self.deliverables)
