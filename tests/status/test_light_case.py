"""What a light is judged by: from when time counts, how much of it is gone, the due day, the values that count."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.lit import BEHIND, CLOSED, FIFTH, NEVER, asking, case, judged, verified
from support.small import delayed

from xlplan.decisions.agreed import Agreements
from xlplan.plan.settings import Settings
from xlplan.status.light_case import time_gone
from xlplan.terms.fields import Field

BEGUN = Settings(plan_start=date(2023, 3, 1))
FROM_JANUARY = "没有写开始的日子，从这一年的1月1日算起"


@pytest.mark.parametrize(
    ("schedule", "marks", "found"),
    [
        # The start that is written, else 计划开始日, else the year in which it was first handed out.
        (FIFTH, {"settings": BEGUN}, (date(2023, 6, 20), "")),
        ("2023年12月底前", {"settings": BEGUN}, (date(2023, 3, 1), "从计划开始日2023年3月1日算起")),
        ("2023年12月底前", {}, (date(2023, 1, 1), FROM_JANUARY)),
        ("2023年12月底前", {"asked": (asking("2022-11-20"), asking("2023-06-01"))}, (date(2022, 1, 1), FROM_JANUARY)),
        # The year of its due day, where that is earlier.
        ("2022年12月底前", {"asked": (asking("2023-06-01"),)}, (date(2022, 1, 1), FROM_JANUARY)),
        ("2024年12月底前", {"asked": (asking("2023-06-01"),)}, (date(2023, 1, 1), FROM_JANUARY)),
        # It is kept when another due day is agreed to.
        ("2022年12月底前", {"asked": (asking("2023-06-01"),), "agreements": delayed("2023-09-30", before="2022-12-31")}, (date(2022, 1, 1), FROM_JANUARY)),
        # The start of a routine is never that of the deadline before it.
        ("2023年7月20日前完成名单。2023年9月起常规实施。", {}, (date(2023, 1, 1), FROM_JANUARY)),
    ],
)  # fmt: skip
def test_from_when_time_counts(schedule: str, marks: dict[str, Any], found: tuple[date, str]) -> None:
    assert case(schedule, {}, **marks).start == found


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        (BEGUN, "比序时进度落后38个百分点（从计划开始日2023年3月1日算起）"),
        (Settings(), "比序时进度落后48.1个百分点（没有写开始的日子，从这一年的1月1日算起）"),
    ],
)
def test_the_reason_says_from_when(settings: Settings, why: str) -> None:
    assert judged("2023年12月底前", {"percent": 0.0}, settings=settings) == ("red", why)


@pytest.mark.parametrize(
    ("start", "due", "today", "gone"),
    [
        (None, "2023-12-31", "2023-06-25", None),
        ("2023-01-01", None, "2023-06-25", None),
        # From the due day on all is gone, even where it is the first day or lies before it.
        ("2023-06-25", "2023-06-25", "2023-06-25", 1.0),
        ("2023-06-26", "2023-06-25", "2023-06-25", 1.0),
        ("2023-06-26", "2023-06-25", "2023-06-24", 0.0),
        ("2023-06-25", "2023-06-26", "2023-06-25", 0.0),
        ("2023-06-24", "2023-06-26", "2023-06-25", 0.5),
        ("2023-06-25", "2023-06-26", "2023-06-26", 1.0),
        ("2023-06-25", "2023-06-26", "2023-06-30", 1.0),
        ("2023-06-25", "2023-06-26", "2023-06-24", 0.0),
        ("2023-06-25", "2023-06-26", "2023-01-01", 0.0),
    ],
)
def test_the_share_of_time_gone(start: str | None, due: str | None, today: str, gone: float | None) -> None:
    first, last = (date.fromisoformat(day) if day else None for day in (start, due))
    assert time_gone(first, last, date.fromisoformat(today)) == gone


@pytest.mark.parametrize(
    ("schedule", "what", "found"),
    [
        ("2023年12月底前", {}, (date(2023, 12, 31), False, None)),
        ("2023年12月底前", {"agreements": delayed("2024-03-31")}, (date(2024, 3, 31), False, None)),
        ("常规工作", {}, (None, True, None)),
        ("每月25日前", {}, (None, True, None)),
        ("常规工作", {"agreements": delayed("2024-03-31", before="")}, (date(2024, 3, 31), False, None)),
        (BEHIND, {}, (date(2022, 12, 31), False, None)),
        # In the routine behind a closed deadline a percent that was left says nothing.
        (BEHIND, {"percent": 0.1, "agreements": CLOSED}, (None, True, None)),
        (FIFTH, {"percent": 0.05}, (date(2023, 7, 15), False, 15.0)),
        (FIFTH, {"percent": 0.2}, (date(2023, 7, 15), False, 0.0)),
        (FIFTH, {"percent": 0.9}, (date(2023, 7, 15), False, 0.0)),
        (FIFTH, {"percent": 0.0}, (date(2023, 7, 15), False, 20.0)),
        (FIFTH, {"percent": "过半"}, (date(2023, 7, 15), False, None)),
        (FIFTH, {}, (date(2023, 7, 15), False, None)),
    ],
)  # fmt: skip
def test_what_a_light_is_judged_by(schedule: str, what: dict[str, Any], found: tuple[Any, ...]) -> None:
    judged_by = case(schedule, what)
    assert (judged_by.due, judged_by.routine, judged_by.behind) == found


@pytest.mark.parametrize(
    ("what", "agreements", "found"),
    [
        (NEVER, Agreements(), (None, None)),
        ({"state": "推进中", "percent": 0.5}, Agreements(), ("推进中", 0.5)),
        ({"state": "推进中", "percent": 0.5}, verified(percent="30%"), ("推进中", 0.3)),
        ({"state": "推进中", "percent": 0.5}, verified(state="未启动"), ("未启动", 0.5)),
        (NEVER, verified(percent="30%", state="需协调"), ("需协调", 0.3)),
    ],
)
def test_the_offices_own_finding_counts(what: dict[str, Any] | None, agreements: Agreements, found: Any) -> None:
    judged_by = case("2023年12月底前", what, agreements=agreements)
    assert (judged_by.value(Field.STATE), judged_by.value(Field.PERCENT)) == found
