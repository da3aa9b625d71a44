"""Time limits as they read on one day."""

from __future__ import annotations

from datetime import date
from typing import Any

from xlplan.schedule.parse import read_schedule
from xlplan.schedule.schedule import Schedule

TODAY = date(2023, 5, 10)


def read(text: str, **other: Any) -> Schedule:
    return read_schedule(text, **{"year": 2023, "today": TODAY, **other})
