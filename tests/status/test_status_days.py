"""The days that a status goes by: what is due when, what recurs, what was put off."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from support.small import closed, codes, delayed, entry, plan, task
from support.statuses import asked, last, only, ruled, settled, status

from xlplan.decisions.agreed import Agreements
from xlplan.decisions.settled import Entry
from xlplan.status.asking import Asked

TURNS = "每季度末月25日前"


@pytest.mark.parametrize(
    ("agreements", "due", "start", "asks", "closed_"),
    [
        (Agreements(), "2023-12-31", "2023-01-01", "2024-06-30", False),
        (delayed("2024-03-31"), "2024-03-31", "2023-01-01", "2024-06-30", False),
        (delayed("2024-06-30"), "2024-06-30", "2023-01-01", None, False),
        (Agreements(refused=frozenset([date(2024, 6, 30)])), "2023-12-31", "2023-01-01", None, False),
        (closed(action=1), "2023-12-31", "2023-01-01", "2024-06-30", True),
    ],
)
def test_days_of_a_department(agreements: Agreements, due: str, start: str, asks: str | None, closed_: bool) -> None:
    now = settled(entry(state="推进中", expected=date(2024, 6, 30)), agreements=ruled(agreements))
    each = only(status(plan(task()), now=now))
    days = [day and day.isoformat() for day in (each.due, each.start, each.asks)]
    assert (days, each.closed) == ([due, start, asks], closed_)


def test_the_due_day_of_a_task_is_the_latest_of_those_who_still_carry_it_out() -> None:
    table = plan(task(lead="教育科、组宣科", support="基金会"), task("1.2", "教育科", "常规工作"))
    put_off = delayed("2024-03-31")
    agreements = {("1.1", "组宣科"): put_off, ("1.1", "基金会"): delayed("2024-06-30")}
    assert [each.due for each in status(table, now=settled(agreements=agreements)).tasks] == [date(2024, 3, 31), None]


def test_a_limit_that_was_changed_ends_a_delay_with_a_finding() -> None:
    agreements = ruled(delayed("2024-03-31"))
    found = status(plan(task(schedule="2024年1月底前")), now=settled(agreements=agreements))
    assert codes(found.findings) == [("status-delay-ended", "E2", "1.1")]
    assert only(found).due == date(2024, 1, 31)
    assert "原来同意延期到2024-03-31" in found.findings[0].message
    assert status(plan(task()), now=settled(agreements=agreements)).findings == ()


@pytest.mark.parametrize(
    ("now", "before", "since", "missed"),
    [
        (None, None, "2023-03-01", ["2023-03-25"]),
        # Counted from the first round that asked.
        (None, None, "2023-03-25", ["2023-03-25"]),
        (None, None, "2023-03-26", []),
        (None, None, None, []),
        (entry(state="常态推进", at=datetime(2023, 6, 20)), None, "2023-03-01", ["2023-03-25"]),
        (entry(progress="已查。", at=datetime(2023, 6, 20)), None, "2023-03-01", []),
        (None, entry(progress="已查。", at=datetime(2023, 3, 20)), "2023-03-01", []),
        # A report whose time is not known stands for none.
        (None, entry(progress="已查。"), "2023-03-01", ["2023-03-25"]),
    ],
)
def test_what_recurs_says_what_was_missed(
    now: Entry | None, before: Entry | None, since: str | None, missed: list[str]
) -> None:
    found = status(
        plan(task(schedule=TURNS), year=2023),
        *filter(None, [now]),
        last=last(*filter(None, [before])),
        asked=asked(("1.1", "教育科"), since=since) if since else Asked(),
    )
    turns = only(found).turns
    assert turns and [each.isoformat() for each in turns.missed] == missed
    # Turns missed never stand in a leader's table.
    assert "错过" not in only(found).reason


def test_what_is_due_next_counts_from_the_last_report_and_for_those_who_carry_it_out() -> None:
    tasks = (
        task(schedule=TURNS, support="组宣科"),
        task("1.2", schedule=TURNS),
        task("1.3"),
        task("1.4", schedule=TURNS),
    )
    found = status(
        plan(*tasks, year=2023),
        entry(progress="已查。", at=datetime(2023, 6, 20)),
        entry("1.4", progress="已查。", at=datetime(2023, 6, 20)),
        # What is dated after today counts as of today.
        entry("1.2", progress="已查。", at=datetime(2023, 9, 20)),
    )
    turns = [each.turns and each.turns.next for one in found.tasks for each in one.departments]
    assert turns == [date(2023, 9, 25), None, date(2023, 9, 25), None, date(2023, 9, 25)]
