"""The list of time limits as public plans write them (tests/data/time_limits.csv), and the judges of how they were read.

Each was written down with the reading that the rules of this program's documents give, for a plan of 2023 seen on
2023-05-10. `seen` says where the wording was met (通行: in many places); `gap`, why one is not read as it should be.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xlplan.schedule.parse import read_schedule
from xlplan.schedule.schedule import Schedule

YEAR, TODAY = 2023, date(2023, 5, 10)
LIST = Path(__file__).resolve().parents[1] / "data" / "time_limits.csv"


@dataclass(frozen=True)
class TimeLimit:
    """One phrase and the reading that is right: kind, start, due, every, due days of the milestones."""

    text: str
    reading: tuple[str, ...]
    seen: str
    gap: str

    @property
    def rough(self) -> tuple[str, str]:
        """The reading as far as any reader of dates can tell it."""
        return rough(self.reading[0], self.reading[2])


def time_limits() -> list[TimeLimit]:
    """Return the whole list, in its order."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return [
            TimeLimit(
                row["text"],
                tuple(row[name] for name in ("kind", "start", "due", "every", "milestones")),
                row["seen"],
                row["gap"],
            )
            for row in csv.DictReader(file)
        ]


def reading(text: str) -> tuple[str, ...]:
    """Return how this program reads a phrase, in the form of the list."""
    schedule = read_schedule(text, year=YEAR, today=TODAY)
    return (
        schedule.kind,
        _words([schedule.start]),
        _words([schedule.due]),
        " ".join(schedule.every),
        _words(milestone_days(schedule)),
    )


def milestone_days(schedule: Schedule) -> list[date]:
    return sorted({each.due for each in schedule.milestones})


def rough(kind: str, due: str) -> tuple[str, str]:
    """Judge a reading leniently: a period or a deadline with its last day, something that recurs, or neither."""
    if kind in ("period", "deadline"):
        return "dated", due
    return ("recurring" if kind == "recurring" else "undated"), ""


def _words(days: Iterable[date | None]) -> str:
    return " ".join(str(day) for day in days if day)
