"""What a settled row tells beside its values: where each came from, by which action, whether it is a report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from support.settling import FULL, ONE, OTHER, came, on
from support.small import ROUND, decision, doubt, entered, returned

from xlplan.decisions.settle import settle
from xlplan.decisions.settled import Entry, Origin
from xlplan.terms.fields import Field


def test_an_entry_says_where_each_value_came_from() -> None:
    first = came(at=datetime(2023, 6, 20), reported={"percent": 0.5, "next": "再办。"})
    second = came("二.xlsx", reported={"percent": 0.5, "state": "推进中", "next": "再办。"})
    found = settle([first, second], round_=ROUND.name).entries["1.1", "教育科"]
    assert (found.source, found.at, found.sheet) == ("一.xlsx", datetime(2023, 6, 20), "任务表")
    assert {name: found.source_of(name) for name in found.values} == {
        # Of values that agree the last return is the source.
        "percent": "二.xlsx",
        "next": "二.xlsx",
        "state": "二.xlsx",
    }
    assert found.source_of(Field.PROGRESS) == "一.xlsx"
    alone = settle([first], round_=ROUND.name).entries["1.1", "教育科"]
    assert alone == Entry(
        "1.1", "教育科", first.rows[0].values, "一.xlsx", first.at, "任务表", action=2, round=ROUND.name, reported=True,
        filled={Field.PERCENT: 2}, revision=1, filed=2,
    )  # fmt: skip
    assert alone.origin_of(Field.NEXT) == Origin("一.xlsx", "任务表", first.at, 2, ROUND.name)


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ([ONE], True),
        # Values that are open were reported all the same.
        ([ONE, OTHER], True),
        ([came(row=returned(doubts=[doubt("percent", "80", 0.8)]))], True),
        ([came(reported={"progress": "已办。"})], True),
        ([came(reported={"percent": 0.0})], True),
        ([came(reported={"problems": "缺人。", "next": "再办。", "expected": date(2024, 1, 31)})], False),
        ([came(row=returned(doubts=[doubt("expected", "年后")]))], False),
        ([entered(returned(percent=0.7))], True),
    ],
)
def test_whether_a_row_is_reported(items: list[Any], found: bool) -> None:
    assert settle(items).entries["1.1", "教育科"].reported is found


def test_the_last_action_that_brought_any_of_it() -> None:
    found = settle([came(action=2), came("二.xlsx", action=7)], round_=ROUND.name).entries["1.1", "教育科"]
    assert (found.action, found.round) == (7, ROUND.name)


@pytest.mark.parametrize(
    ("kind", "value", "action", "refused"),
    [
        ("待销号", "已完成", 2, {"待销号": "已完成"}),
        ("申请暂缓", "暂缓", 2, {"申请暂缓": "暂缓"}),
        # Claimed again, it is not refused yet.
        ("待销号", "已完成", 9, {}),
        ("待销号", "推进中", 2, {}),
    ],
)
def test_a_state_that_was_refused_stands_beside(kind: str, value: str, action: int, refused: dict[str, str]) -> None:
    back = on("退回", kind, reported="暂缓" if kind == "申请暂缓" else "已完成", field="state")
    found = settle([came(reported=FULL | {"state": value}, action=action)], [back], ROUND.name)
    assert {k.value: each.value for k, each in found.entries["1.1", "教育科"].refused.items()} == refused


def test_sources_under_one_name_are_told_apart_by_when_they_came() -> None:
    items = [came(at=datetime(2023, 6, 19, 9, 5)), came(at=datetime(2023, 6, 20, 10), reported=FULL | {"percent": 0.9})]
    [conflict] = settle(items).conflicts
    assert [source for _, source in conflict.values] == [
        "一.xlsx（2023-06-19 09:05收到）",
        "一.xlsx（2023-06-20 10:00收到）",
    ]
    assert (conflict.task, conflict.department, conflict.field) == ("1.1", "教育科", "percent")


def test_what_was_sent_back_of_one_report_stands_beside_what_another_says() -> None:
    done = came("一.xlsx", action=2, reported={"state": "已完成", "percent": 1.0, "progress": "办完。"})
    other = came("二.xlsx", action=2, reported={"state": "推进中", "percent": 0.4, "progress": "办完。"})
    for made, beside in (([decision("退回", reported="已完成", action=5)], {"待销号": "已完成"}), ([], {})):
        entry = settle([done, other], made, ROUND.name).entries["1.1", "教育科"]
        assert {kind.value: each.value for kind, each in entry.refused_beside.items()} == beside
    # Alone, it is what was refused.
    entry = settle([done], [decision("退回", reported="已完成", action=5)], ROUND.name).entries["1.1", "教育科"]
    assert (len(entry.refused), entry.refused_beside) == (1, {})


@pytest.mark.parametrize(
    "row",
    [
        returned(**FULL),
        returned(),
        returned(percent=0.5),
        returned(progress="已　办。", problems="缺人"),
        returned(summary="合起来已办。"),
    ],
)
def test_one_return_says_the_same_as_a_whole_and_cell_by_cell(row: Any) -> None:
    # A ruling on another cell lets each be looked at.
    ruled = on("采用报送", "看不准", "（空）", "x", field="evidence")
    (whole,) = settle([came(row=row)], (), ROUND.name).entries.values()
    (by_cell,) = settle([came(row=row)], [ruled], ROUND.name).entries.values()
    assert replace(whole, origins=by_cell.origins) == by_cell
