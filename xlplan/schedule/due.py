"""On which days what recurs is due, which is next, which were missed; and limits that run from the day of a notice.

Pure: today, the day of the last report and the school terms are passed in. Holidays do not move a due day; only what a
limit itself counts in working days follows the official calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from xlplan.schedule.calendar import (
    ONE_DAY,
    Festival,
    Terms,
    add_working_days,
    days_after,
    festival,
    is_working_day,
    month_end,
)
from xlplan.schedule.context import number
from xlplan.schedule.meanings import Place, Repeat, Unit
from xlplan.schedule.repeats import MONTHS
from xlplan.schedule.scan import tidy
from xlplan.schedule.schedule import Recurrence, Schedule
from xlplan.terms.patterns import pattern_of
from xlplan.terms.records import record

_NOTICE: Final = pattern_of(
    r"(?<![\d月])(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})个?(?P<u>工作日|日|天|周|星期)(?:之|以)?内", re.ASCII
)


@record(frozen=True, slots=True)
class Due:
    """A day on which something that recurs is due."""

    day: date
    recurrence: Recurrence


@record(frozen=True, slots=True)
class _Round:
    """One turn of a recurrence: the days in which a report counts for it, and when it is due."""

    first: date
    last: date
    due: tuple[date, ...]


def next_due(
    schedule: Schedule,
    today: date,
    last_report: date | None = None,
    *,
    begin: date | None = None,
    terms: Terms | None = None,
) -> Due | None:
    """Return what is due next, from `today` on and not reported yet; None if nothing recurs or the limit has ended.

    Intervals of several weeks, months or years count from the limit's own beginning, else from `begin`, the plan's first
    day. Without `begin` they count from 1 January of the year of the last report, or of today.
    """
    ahead = (
        next(_open(schedule, group, today, today + _longest(group), last_report, begin, terms), None)
        for group in _groups(schedule)
    )
    return min((due for due in ahead if due), key=lambda due: due.day, default=None)


def missed_due(
    schedule: Schedule, today: date, last_report: date | None, *, begin: date | None = None, terms: Terms | None = None
) -> tuple[Due, ...]:
    """Return what fell due before `today` and after the last report, in order; without a report, since the beginning.

    A report counts for what was due on or before its day. If its week, month or quarter held no due day before it, it
    counts for the next one in there: what is due by 25 June and reported on the 20th is not missed. `begin` is as in
    `next_due`.
    """
    since = last_report or schedule.start or _begin(schedule, today, last_report, begin)
    missed = [
        due
        for group in _groups(schedule)
        for due in _open(schedule, group, since, today - ONE_DAY, last_report, begin, terms)
    ]
    return tuple(sorted(missed, key=lambda due: due.day))


def due_after_notice(text: str, notice: date) -> date | None:
    """Return the due day of a limit such as 收到通知后10个工作日内; the day of the notice is not counted.

    Return None if the text holds no such limit.
    """
    found = _NOTICE.search(tidy(text))
    if not found:
        return None
    return days_after(notice, number(found["n"]), found["u"])


def waits_for_notice(words: str) -> bool:
    """Return True if words that were not read set a limit that runs from a notice."""
    return bool(_NOTICE.search(words))


def _begin(schedule: Schedule, today: date, last_report: date | None, begin: date | None) -> date:
    return schedule.start or begin or date((last_report or today).year, 1, 1)


def _groups(schedule: Schedule) -> list[tuple[Recurrence, ...]]:
    """Group recurrences that were named together (每月1日、15日): these share their turns."""
    groups: dict[tuple[object, ...], tuple[Recurrence, ...]] = {}
    for each in schedule.recurrences:
        key = each.text, each.repeat.unit, each.repeat.interval
        groups[key] = (*groups.get(key, ()), each)
    return list(groups.values())


def _longest(group: tuple[Recurrence, ...]) -> timedelta:
    return timedelta(days=800 * group[0].repeat.interval)


def _open(
    schedule: Schedule,
    group: tuple[Recurrence, ...],
    first: date,
    last: date,
    reported: date | None,
    begin: date | None,
    terms: Terms | None,
) -> Iterator[Due]:
    """Yield what is due from `first` to `last`, within the limit's own bounds and not covered by the last report."""
    start, end = schedule.start, schedule.due
    if start and end and start > end:
        end = None
    if end and group[0].afterwards:
        start, end = end + ONE_DAY, None
    anchor = start or _begin(schedule, last, reported, begin)
    since = min(first, reported or first)
    for turns in zip(*(_rounds(each.repeat, anchor, since, last, terms or Terms()) for each in group), strict=True):
        due = sorted(
            (Due(day, each) for each, turn in zip(group, turns, strict=True) for day in turn.due),
            key=lambda due: due.day,
        )
        due = [one for one in due if (not start or one.day >= start) and (not end or one.day <= end)]
        if reported and turns[0].first <= reported <= turns[0].last and not any(one.day <= reported for one in due):
            due = due[1:]
        yield from (one for one in due if first <= one.day <= last and not (reported and one.day <= reported))


def _rounds(repeat: Repeat, anchor: date, first: date, last: date, terms: Terms) -> Iterator[_Round]:
    if repeat.unit in MONTHS:
        yield from _calendar_rounds(repeat, anchor, first, last, terms)
    elif repeat.unit is Unit.TERM:
        yield from _term_rounds(repeat, anchor, first, last, terms)
    else:
        length = repeat.interval * (7 if repeat.unit is Unit.WEEK else 1)
        origin = anchor - timedelta(days=anchor.weekday()) if repeat.unit is Unit.WEEK else anchor
        begins = origin + timedelta(days=(first - origin).days // length * length)
        while begins <= last:
            ends = begins + timedelta(days=length - 1)
            due = ends - timedelta(days=7 - repeat.day) if repeat.day else ends
            worked = repeat.place is not Place.WORKDAY or is_working_day(due)
            yield _Round(begins, ends, (due,) if worked else ())
            begins = ends + ONE_DAY


def _calendar_rounds(repeat: Repeat, anchor: date, first: date, last: date, terms: Terms) -> Iterator[_Round]:
    """Yield the turns of months, quarters, half-years and years. Intervals of several begin in January of the anchor's year."""
    length = MONTHS[repeat.unit] * repeat.interval
    origin = anchor.year * 12
    month = origin + (first.year * 12 + first.month - 1 - origin) // length * length
    if repeat.place is Place.SCHOOL:
        # A school year begins in autumn: the one that runs began in the calendar year before.
        month -= 12
    while (begins := date(month // 12, month % 12 + 1, 1)) <= last:
        month += length
        ends = date(month // 12, month % 12 + 1, 1) - ONE_DAY
        if repeat.place is Place.SCHOOL:
            years = begins.year, begins.year + repeat.interval
            begins, ends = (terms.autumn(year)[0] for year in years)
            ends -= ONE_DAY
        yield _Round(begins, ends, _days_of(repeat, begins, length, terms))


def _days_of(repeat: Repeat, begins: date, length: int, terms: Terms) -> tuple[date, ...]:
    """Return the due days of a turn of months. "After" a unit is due in the next turn."""
    year = begins.year
    if repeat.place is Place.AFTER:
        return (begins + timedelta(days=repeat.nth - 1),)
    if repeat.place is Place.AFTER_WORKING:
        return (add_working_days(begins - ONE_DAY, repeat.nth),)
    if repeat.place in (Place.SPRING, Place.AUTUMN):
        return ((terms.spring(year) if repeat.place is Place.SPRING else terms.autumn(year - 1))[1],)
    if repeat.place is Place.SCHOOL:
        return (terms.spring(year + repeat.interval)[1],)
    if isinstance(repeat.place, Festival):
        try:
            return (festival(repeat.place, year + (repeat.place is Festival.NEW_YEAR)) - ONE_DAY,)
        except ValueError:
            return ()
    days = []
    for position in repeat.months or (length,):
        end = month_end(year + (begins.month + position - 2) // 12, (begins.month + position - 2) % 12 + 1)
        if repeat.place is Place.WORKING:
            days.append(_working_day(end, repeat.nth))
        else:
            days.append(end.replace(day=min(repeat.day or 31, end.day)))
    return tuple(days)


def _working_day(month_last: date, nth: int) -> date:
    """Return the nth working day of a month; -1 is the last."""
    if nth > 0:
        return add_working_days(month_last.replace(day=1) - ONE_DAY, nth)
    day = month_last
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def _term_rounds(repeat: Repeat, anchor: date, first: date, last: date, terms: Terms) -> Iterator[_Round]:
    """Yield the turns of terms, each with the holidays after it. "Before" is due on the last day of the holidays."""
    years = range(min(anchor.year, first.year) - 1, last.year + 2 + repeat.interval)
    each = [term for year in years for term in (terms.spring(year), terms.autumn(year))]
    running = max(n for n, (begins, _) in enumerate(each) if begins <= anchor)
    for n in range(running % repeat.interval, len(each) - repeat.interval, repeat.interval):
        begins, following = each[n][0], each[n + repeat.interval][0]
        ends = following - ONE_DAY
        if begins <= last and ends >= first:
            due = ends if repeat.place is Place.BEFORE else each[n + repeat.interval - 1][1]
            yield _Round(begins, ends, (due,))
