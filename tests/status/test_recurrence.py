"""What recurs: the next due day not reported for yet, those that passed since the last report, and how they are told."""

from __future__ import annotations

from datetime import date

import pytest
from support.small import limit

from xlplan.plan.settings import Settings
from xlplan.status.recurrence import turns_of

PLAN = Settings(year=2023)
TERMS = Settings(year=2023, spring_term=((2, 20), (7, 5)))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "today", "reported", "settings", "following", "missed"),
    [
        ("每季度末月25日前", "2023-06-20", None, PLAN, "2023-06-25", "2023-03-25"),
        # Reported on the 20th, it is not due again on the 25th.
        ("每季度末月25日前", "2023-06-25", "2023-06-20", PLAN, "2023-09-25", ""),
        ("每季度末月25日前", "2023-12-26", "2023-06-20", PLAN, "2024-03-25", "2023-09-25 2023-12-25"),
        # Without a year in 设置 the plan begins with that of today.
        ("每季度末月25日前", "2023-06-20", None, Settings(), "2023-06-25", "2023-03-25"),
        ("每季度末月25日前", "2024-01-10", None, PLAN, "2024-03-25", "2023-03-25 2023-06-25 2023-09-25 2023-12-25"),
        ("每季度末月25日前", "2024-01-10", None, Settings(), "2024-03-25", ""),
        ("每学期", "2023-06-25", "2023-06-01", PLAN, "2024-01-31", ""),
        ("每学期", "2023-06-25", None, PLAN, "2023-07-15", "2023-01-31"),
        ("每学期", "2023-06-25", None, TERMS, "2023-07-05", "2023-01-31"),
        # A day that is named twice is missed once.
        ("每月25日前报数据，每月25日前报小结", "2023-02-26", None, PLAN, "2023-03-25", "2023-01-25 2023-02-25"),
        ("2023年6月底前，每月25日前", "2023-07-01", "2023-06-25", PLAN, None, ""),
    ],
)  # fmt: skip
def test_turns(
    text: str, today: str, reported: str | None, settings: Settings, following: str | None, missed: str
) -> None:
    found = turns_of(
        limit(text, day(today)), day(today), reported and day(reported), settings, day("2022-01-01"), "教育科"
    )
    assert (found.next, found.missed) == (following and day(following), tuple(map(day, missed.split())))


@pytest.mark.parametrize(
    ("text", "asked", "name", "missed"),
    [
        # Counted from the day of the first round that asked, that day included.
        ("每季度末月25日前", "2023-01-01", "教育科", "2023-03-25 2023-06-25"),
        ("每季度末月25日前", "2023-03-25", "教育科", "2023-03-25 2023-06-25"),
        ("每季度末月25日前", "2023-03-26", "教育科", "2023-06-25"),
        ("每季度末月25日前", None, "教育科", ""),
        # Only where the one who does it is the department.
        ("教育科每季度末月25日前检查", "2023-01-01", "教育科", "2023-03-25 2023-06-25"),
        ("教育科每季度末月25日前检查", "2023-01-01", "组宣科", ""),
    ],
)
def test_whose_turns_are_missed(text: str, asked: str | None, name: str, missed: str) -> None:
    today = day("2023-07-01")
    found = turns_of(limit(text, today), today, None, PLAN, asked and day(asked), name)  # type: ignore[arg-type]
    assert found.missed == tuple(map(day, missed.split()))
