"""What counts of what comes after a task was closed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from support.settling import FULL, came
from support.small import ROUND, decision, entered, returned

from xlplan.decisions.settle import settle
from xlplan.terms.fields import Field


@pytest.mark.parametrize(
    ("routine", "percent", "in_vain"),
    [
        # What was reported of a closed row stays; what came since counts for nothing.
        (None, 1.0, 0.6),
        # So it is until the routine behind the deadline begins; from then on that is what is reported on.
        (date(2023, 7, 1), 1.0, 0.6),
        (date(2023, 6, 1), 0.6, None),
    ],
)
def test_what_comes_after_a_closing(routine: date | None, percent: float, in_vain: float | None) -> None:
    done = came(reported={"state": "已完成", "percent": 1.0, "progress": "办完。"})
    since = came(
        "又.xlsx", action=9, at=datetime(2023, 6, 20, 9), reported=FULL | {"percent": 0.6, "summary": "综述。"}
    )
    made = [decision("同意销号", before="推进中", reported="已完成", action=3)]
    found = settle([done, since], made, ROUND.name, {"1.1": routine} if routine else {}).entries["1.1", "教育科"]
    vain = found.while_closed
    assert found.values[Field.PERCENT].value == percent
    assert (vain and vain.values[Field.PERCENT].value) == in_vain
    # A 综述 is a row of its own.
    assert found.values[Field.SUMMARY].value == "综述。"


@pytest.mark.parametrize("since", [{"progress": "又办。"}, FULL | {"percent": 0.6}])
def test_a_newer_sheet_that_comes_after_a_closing_takes_the_place_of_nothing(since: dict[str, Any]) -> None:
    done = {"state": "已完成", "percent": 1.0, "progress": "办完。", "summary": "旧的综述。"}
    items = [came(reported=done), came("又.xlsx", action=9, revision=2, reported=since | {"summary": "新的综述。"})]
    made = [decision("同意销号", before="推进中", reported="已完成", action=3)]
    found = settle(items, made, ROUND.name)
    entry = found.entries["1.1", "教育科"]
    counts = {name.value: each.value for name, each in entry.values.items()}
    assert (counts, found.conflicts, entry.action) == (done | {"summary": "新的综述。"}, [], 2)
    assert entry.while_closed and entry.while_closed.values[Field.PROGRESS].value == since["progress"]


@pytest.mark.parametrize(("handed", "stale"), [({("教育科", 1): 1}, True), ({("教育科", 1): 4}, False), ({}, False)])
def test_a_sheet_of_a_closed_deadline_says_nothing_of_the_routine_behind_it(
    handed: dict[tuple[str, int], int], stale: bool
) -> None:
    told = entered(returned(state="未启动", progress="电话里说的。"), action=5)
    filed = came(action=6, at=datetime(2023, 6, 20, 9), reported={"state": "常态推进", "progress": "又办。"})
    made = [decision("同意销号", before="推进中", reported="已完成", action=3)]
    found = settle([told, filed], made, ROUND.name, {"1.1": date(2023, 6, 1)}, handed)
    entry = found.entries["1.1", "教育科"]
    # What the office entered counts, and nothing differs from it.
    assert (entry.values[Field.STATE].value, found.conflicts == []) == ("未启动", stale)
    assert (entry.while_closed is not None, entry.action) == (stale, 5 if stale else 6)
