"""Who is missing in a round: departments that owe rows and have reported on none."""

from __future__ import annotations

from typing import Any

import pytest
from support.small import TODAY, closed, entered, paused, plan, received, registry, returned, row, sent, task

from xlplan.actions.rounds import missing
from xlplan.plan.departments import Department
from xlplan.terms.choices import Role, Verdict

TABLE = plan(
    task("1.1", "教育科、组宣科", support="基金会"),
    departments=registry(Department("教育科", ("基教科",)), "组宣科", "基金会").departments,
)
LATEST = {
    "基教科": sent(row("1.1"), department="基教科"),
    "组宣科": sent(row("1.1"), department="组宣科"),
    "基金会": sent(row("1.1", Role.SUPPORT), department="基金会"),
}
HALF: dict[str, Any] = {"state": "推进中"}


@pytest.mark.parametrize(
    ("items", "agreements", "found"),
    [
        # As the sheets name them; who only supports is never missing.
        ([], {}, ["基教科", "组宣科"]),
        ([received(returned(**HALF), department="基教科")], {}, ["组宣科"]),
        ([received(returned(**HALF), department="教育科")], {}, ["组宣科"]),
        ([entered(returned(progress="电话说在办。"), department="组宣科")], {}, ["基教科"]),
        # What says nothing on state, percent and progress is no report; nor is what was refused.
        ([received(returned(problems="缺人。"), department="组宣科")], {}, ["基教科", "组宣科"]),
        ([received(returned(**HALF), department="组宣科", verdict=Verdict.REJECTED)], {}, ["基教科", "组宣科"]),
        # What is closed or paused is not owed, under whichever name it was agreed to.
        ([], {("1.1", "组宣科"): closed()}, ["基教科"]),
        ([], {("1.1", "教育科"): paused()}, ["组宣科"]),
        ([], {("1.1", "教育科"): closed(), ("1.1", "组宣科"): paused()}, []),
    ],
)
def test_who_is_missing(items: Any, agreements: Any, found: list[str]) -> None:
    assert missing(TABLE, LATEST, items, agreements, TODAY) == found
