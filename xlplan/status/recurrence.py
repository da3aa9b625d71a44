"""Recurring time limits: what is due next, and which due days passed without a report."""

from __future__ import annotations

from datetime import date

from xlplan.plan.settings import Settings
from xlplan.schedule.due import missed_due, next_due
from xlplan.schedule.schedule import Schedule
from xlplan.terms.records import record
from xlplan.terms.text import fold


@record(frozen=True, slots=True)
class Turns:
    """Of a recurring task: the next due day not reported for, and those that passed since the last report."""

    next: date | None
    missed: tuple[date, ...]


def turns_of(
    schedule: Schedule, today: date, reported: date | None, settings: Settings, asked: date | None, name: str
) -> Turns:
    """Return what is due next, and what a department missed since it was first asked and last reported.

    The plan begins with its year. What somebody else does is not missed by the department.
    """
    begin = date(settings.year, 1, 1) if settings.year else None
    following = next_due(schedule, today, reported, begin=begin, terms=settings.terms)
    missed = [
        due
        for due in missed_due(schedule, today, reported, begin=begin, terms=settings.terms)
        if asked and due.day >= asked and (due.recurrence.by is None or fold(due.recurrence.by) == fold(name))
    ]
    return Turns(following.day if following else None, tuple(dict.fromkeys(due.day for due in missed)))
