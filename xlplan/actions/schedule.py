"""How one time limit is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xlplan.schedule import Schedule, read_schedule
from xlplan.schedule_due import Due, next_due
from xlplan.schedule_words import schedule_json


@dataclass(frozen=True)
class Reading:
    """A time limit as it was read, and what of it is due next."""

    schedule: Schedule
    next: Due | None

    needs_person = False

    def json(self) -> dict[str, object]:
        """What `xlplan schedule --json` prints."""
        return schedule_json(self.schedule)


def schedule(text: str, today: date, year: int | None) -> Reading:
    """Read a time limit as of a day; a missing year is `year`, else that of the day."""
    read = read_schedule(text, year=year or today.year, today=today)
    return Reading(read, next_due(read, today))
