"""Who is missing in a round: departments that owe rows and have reported on none."""

from __future__ import annotations

from typing import Any

import pytest
from support.small import (
    TODAY,
    closed,
    entered,
    handed_out,
    paused,
    plan,
    received,
    registry,
    returned,
    row,
    sent,
    task,
)

from xlplan.actions.rounds import missing
from xlplan.plan.departments import Department
from xlplan.returns.judge import latest_now
from xlplan.terms.choices import Role, Verdict

TABLE = plan(
    task("1.1", "教育科、组宣科", support="基金会"),
    departments=registry(Department("教育科", ("基教科",)), "组宣科", "基金会").departments,
)
SENT = handed_out(
    sent(row("1.1"), department="基教科"),
    sent(row("1.1"), department="组宣科"),
    sent(row("1.1", Role.SUPPORT), department="基金会"),
)
AGAIN = handed_out(
    sent(row("1.1", change="已撤销"), department="基教科", revision=2), sent(row("1.1"), department="教育科")
)
HALF: dict[str, Any] = {"state": "推进中"}


@pytest.mark.parametrize(
    ("items", "agreements", "found"),
    [
        # As they are called now; who only supports is never missing.
        ([], {}, ["教育科", "组宣科"]),
        ([received(returned(**HALF), department="基教科")], {}, ["组宣科"]),
        ([received(returned(**HALF), department="教育科")], {}, ["组宣科"]),
        ([entered(returned(progress="电话说在办。"), department="组宣科")], {}, ["教育科"]),
        # What says nothing on state, percent and progress is no report; nor is what was refused.
        ([received(returned(problems="缺人。"), department="组宣科")], {}, ["教育科", "组宣科"]),
        ([received(returned(**HALF), department="组宣科", verdict=Verdict.REJECTED)], {}, ["教育科", "组宣科"]),
        # What is closed or paused is not owed, under whichever name it was agreed to.
        ([], {("1.1", "组宣科"): closed()}, ["教育科"]),
        ([], {("1.1", "教育科"): paused()}, ["组宣科"]),
        ([], {("1.1", "教育科"): closed(), ("1.1", "组宣科"): paused()}, []),
    ],
)
def test_who_is_missing(items: Any, agreements: Any, found: list[str]) -> None:
    assert missing(TABLE, SENT, items, agreements, TODAY) == found


def test_a_department_of_two_names_is_missing_under_one_and_what_counts_is_the_sheet_that_asks() -> None:
    assert missing(TABLE, SENT | AGAIN, [], {}, TODAY) == ["教育科", "组宣科"]
    for name in ("基教科", "教育科"):
        came = received(returned(**HALF), department=name)
        assert missing(TABLE, SENT | AGAIN, [came], {}, TODAY) == ["组宣科"]
    has = latest_now(SENT | AGAIN, TABLE.registry)
    assert {name: each.sheet.department for name, each in has.items()} == {
        "教育科": "教育科", "组宣科": "组宣科", "基金会": "基金会",
    }  # fmt: skip
    assert latest_now(SENT, TABLE.registry)["教育科"].sheet.department == "基教科"
