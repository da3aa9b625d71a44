"""How one time limit is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xlplan.schedule import Schedule, read_schedule, schedule_json


@dataclass(frozen=True)
class Reading:
    """A time limit as it was read."""

    schedule: Schedule

    needs_person = False

    def json(self) -> dict[str, object]:
        """What `xlplan schedule --json` prints."""
        return schedule_json(self.schedule)


def schedule(text: str, today: date, year: int | None) -> Reading:
    """Read a time limit as of a day; a missing year is `year`, else that of the day."""
    return Reading(read_schedule(text, year=year or today.year, today=today))
