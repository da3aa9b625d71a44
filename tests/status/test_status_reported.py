"""Who has reported in a round, what it owes, and how a task stood in the round before."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.small import ROUND, TODAY, closed, codes, entry, paused, plan, task
from support.statuses import FIRST, asked, last, only, ruled, settled, status

from xlplan.decisions.agreed import Agreements
from xlplan.decisions.claims import Claims
from xlplan.decisions.settled import Entry
from xlplan.handout.split import roles_of
from xlplan.status.asking import Asked, Asking
from xlplan.status.model import Reports
from xlplan.status.status import build_status
from xlplan.terms.findings import finding


@pytest.mark.parametrize(
    ("before", "day", "past"),
    [
        (entry(state="需协调", percent=0.3), date(2023, 3, 31), ("amber", 0.3)),
        (entry(state="推进中"), date(2023, 3, 31), ("green", None)),
        # As it stood on the day on which the round before was judged.
        (entry(state="推进中", percent=0.15), date(2023, 3, 31), ("green", 0.15)),
        (entry(state="推进中", percent=0.15), date(2023, 6, 1), ("amber", 0.15)),
        # Silence was shown too.
        (None, date(2023, 3, 31), ("grey", None)),
    ],
)
def test_how_a_task_stood_in_the_round_before(before: Entry | None, day: date, past: Any) -> None:
    table = plan(task(support="组宣科"))
    ended = status(table, *filter(None, [before]), today=day)
    asking = [Asking(FIRST, date(2023, 3, 1), date(2023, 3, 20)), Asking(ROUND.name, date(2023, 6, 1), None)]

    def now(*askings: Asking) -> Any:
        of = Asked({("1.1", "教育科"): askings})
        found = status(table, entry(state="推进中"), past=ended, asked=of).tasks[0].past
        return found and (found.light.value, found.share)

    assert now(*asking) == past
    # A task that is new in this round has nothing to be compared with.
    assert now(*asking[1:]) is None
    assert status(table, entry(state="推进中")).tasks[0].past is None


@pytest.mark.parametrize(
    ("then", "now", "past"),
    [
        # One of two reported then, another now, or both: means of others do not compare.
        ([("教育科", 0.5)], [("组宣科", 0.2)], ("green", None, True)),
        ([("教育科", 0.5)], [("教育科", 0.5), ("组宣科", 0.2)], ("green", None, True)),
        ([("教育科", 0.5)], [("教育科", 0.6)], ("green", 0.5, False)),
        ([], [("教育科", 0.6)], ("grey", None, False)),
    ],
)
def test_only_what_the_same_departments_reported_is_compared(then: Any, now: Any, past: Any) -> None:
    table = plan(task(lead="教育科、组宣科"))
    before = [entry(department=name, state="推进中", percent=share, round=FIRST) for name, share in then]
    of = Asked({("1.1", "教育科"): [Asking(FIRST, date(2023, 3, 1), None)]})
    ended = status(table, *before, today=date(2023, 3, 31))
    after = [entry(department=name, state="推进中", percent=share) for name, share in now]
    found = status(table, *after, past=ended, last=last(*before) if len(now) > 1 else Claims(), asked=of).tasks[0].past
    assert found and (found.light and found.light.value, found.share, found.of_others) == past
    # Nor does the light of a task that others carry out now.
    moved = status(plan(task(lead="组宣科")), *after, past=ended, asked=of).tasks[0].past
    assert moved and moved.light is None


@pytest.mark.parametrize(
    ("now", "agreements", "silent"),
    [
        (None, Agreements(), True),
        (entry(state="推进中"), Agreements(), False),
        (entry(problems="缺人。", reported=False), Agreements(), True),
        # What is open and was sent back came all the same.
        (entry(reported=True), Agreements(), False),
        # Of what is closed or paused no report is waited for.
        (None, closed(), False),
        (None, paused(), False),
    ],
)
def test_tasks_without_a_new_report(now: Entry | None, agreements: Agreements, silent: bool) -> None:
    found = status(plan(task()), now=settled(*filter(None, [now]), agreements=ruled(agreements)), last=last(entry()))
    assert found.tasks[0].silent is silent


def test_a_task_has_a_new_report_once_one_of_those_who_carry_it_out_reported() -> None:
    table = plan(task("1.1", "教育科、组宣科", support="基金会"))
    assert status(table, entry(department="基金会", progress="已配合。")).tasks[0].silent
    assert not status(table, entry(department="组宣科", progress="已办。")).tasks[0].silent


def test_who_has_reported_when_and_what_is_late() -> None:
    table = plan(task("1.1", "教育科、组宣科", support="基金会"), task("1.2", "教育科"))
    found = status(
        table,
        entry(state="需协调"),
        deadline=date(2023, 6, 20),
        asked=asked(("1.1", "教育科"), ("1.1", "组宣科"), ("1.2", "教育科")),
        returned={"教育科": date(2023, 6, 20), "组宣科": date(2023, 6, 21), "基金会": None},
        noted={"组宣科": [finding("quality-no-next", task="1.1", task_id="1.1")] * 2},
    )
    assert [
        (each.department, each.light.value, each.returned, each.owes, each.tasks, each.lead, each.late, len(each.notes))
        for each in found.departments
    ] == [
        ("教育科", "amber", True, True, 2, 2, False, 0),
        ("组宣科", "amber", True, True, 1, 1, True, 2),
        ("基金会", "grey", True, False, 1, 0, False, 0),
    ]
    silent = status(table, returned={"教育科": date(2023, 9, 1)})
    assert [(each.returned, each.late) for each in silent.departments] == [
        (True, False),
        (False, False),
        (False, False),
    ]


def test_what_was_reported_on_what_is_gone_is_told() -> None:
    found = status(
        plan(task("1.1"), task("1.2", "组宣科")),
        entry("1.1", state="推进中"),
        entry("1.2", "教育科", state="推进中"),
        entry("9.9", state="推进中"),
        entry("8.8"),
    )
    assert codes(found.findings) == [("status-orphan", None, "1.2"), ("status-orphan", None, "9.9")]
    assert "教育科在任务 1.2 上报了内容" in found.findings[0].message


@pytest.mark.parametrize(
    ("rows", "agreements", "owed"),
    [
        ([("1.1", "教育科")], Agreements(), True),
        # The round's sheets do not hold it; or nothing is to be done on it.
        ([], Agreements(), False),
        ([("1.1", "组宣科")], Agreements(), False),
        ([("1.1", "教育科")], closed(), False),
        ([("1.1", "教育科")], paused(), False),
    ],
)
def test_what_a_round_owes(rows: list[tuple[str, str]], agreements: Agreements, owed: bool) -> None:
    found = status(plan(task()), now=settled(agreements=ruled(agreements)), asked=asked(*rows))
    assert (only(found).owed, found.departments[0].owes) == (owed, owed)


def test_roles_of_every_task_serve_several_rounds() -> None:
    table = plan(task("1.1", "教育科、组宣科", support="教育科、基金会"))
    roles = roles_of(table)
    assert [(name, role.value) for name, role in roles["1.1"]] == [
        ("教育科", "lead"), ("组宣科", "lead"), ("基金会", "support"),
    ]  # fmt: skip
    assert (
        build_status(table, ROUND, TODAY, Reports(), {"1.1": roles["1.1"][:1]}).tasks[0].departments
        == (build_status(table, ROUND, TODAY, Reports()).tasks[0].departments[:1])
    )
