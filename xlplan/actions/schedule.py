"""时限: how one time limit is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from xlplan.actions.book import Book
from xlplan.plan.settings import Settings
from xlplan.schedule.due import Due, due_after_notice, next_due, waits_for_notice
from xlplan.schedule.parse import read_schedule
from xlplan.schedule.schedule import Schedule, ScheduleKind
from xlplan.schedule.words import schedule_json
from xlplan.terms.records import record


@record(frozen=True)
class TimeLimitReading:
    """A time limit as it was read, and what is due next."""

    schedule: Schedule
    next: Due | None

    needs_person = False

    def json(self) -> dict[str, object]:
        """Return the JSON of `xlplan schedule`."""
        return schedule_json(self.schedule)


def schedule(
    text: str, today: date, year: int | None, notice: date | None = None, book: Book | None = None
) -> TimeLimitReading:
    """Read a time limit as of a day; a missing year is `year`, else that of 设置, else that of the day.

    `notice` is the day from which limits such as 收到通知后10个工作日内 run. `book` gives the school terms, the year,
    and whether 6月前 includes June.
    """
    settings = book.settings if book else Settings()
    year = year or settings.year or today.year
    read = read_schedule(text, year=year, today=today, before_includes=settings.before_includes, terms=settings.terms)
    if notice and not read.due and (due := due_after_notice(text, notice)):
        left = tuple(words for words in read.unparsed if not waits_for_notice(words))
        read = replace(read, kind=ScheduleKind.DEADLINE, due=due, unparsed=left)
    return TimeLimitReading(read, next_due(read, today, begin=date(year, 1, 1), terms=settings.terms))
