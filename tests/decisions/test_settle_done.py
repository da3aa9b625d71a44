"""What counts when a 已完成 is sent back, or its task opened again."""

from __future__ import annotations

from typing import Any

import pytest
from support.settling import FULL, PAUSE, RESUMED, came, on, told
from support.small import ROUND, claims_of, decision, doubt, entered, returned

from xlplan.decisions.settle import settle
from xlplan.terms.fields import Field


def test_what_is_put_right_of_a_done_that_was_sent_back_counts_though_its_state_is_blank() -> None:
    done = came("一.xlsx", action=1, reported={"state": "已完成", "percent": 1.0}, sha256="one")
    right = came("改.xlsx", action=4, reported={"percent": 0.95}, corrects=("one",))
    refused = decision("退回", reported="已完成", action=3)
    for items, share in (([done, right], 0.95), ([done], None)):
        [claim] = claims_of([settle(items, [refused], ROUND.name)]).of.values()
        said = {name.value: each.value for name, each in claim.entry.values.items()}
        assert said == {"state": "推进中"} | ({"percent": share} if share else {})


@pytest.mark.parametrize("rounds", [1, 2])
@pytest.mark.parametrize("how", ["sent back", "reopened"])
def test_a_percent_that_came_alone_after_a_done_stays_when_that_is_taken_back(how: str, rounds: int) -> None:
    done = came("一.xlsx", action=2, reported={"state": "已完成", "percent": 1.0})
    alone = came("二.xlsx", action=5, revision=2, reported={"percent": 0.95})
    made = {
        "sent back": [decision("退回", reported="已完成", action=6)],
        "reopened": [decision("同意销号", reported="已完成", action=6), decision("采用报送", "重新立项", action=7)],
    }[how]
    settled = [settle([done, alone], made, ROUND.name)]
    if rounds == 2:
        settled = [settle([done], made, ROUND.name), settle([alone], made, "下一期")]
    [claim] = claims_of(settled).of.values()
    assert [claim.entry.values[name].value for name in (Field.STATE, Field.PERCENT)] == ["推进中", 0.95]


@pytest.mark.parametrize("how", ["sent back", "reopened", ""])
@pytest.mark.parametrize("before", [None, 0.2])
def test_the_percent_of_a_done_that_is_taken_back_goes_with_it(how: str, before: float | None) -> None:
    done = came("一.xlsx", action=2, reported={"state": "已完成", "percent": 1.0})
    goes_on = came("二.xlsx", action=5, reported={"state": "推进中", "progress": "又办。"})
    made = {
        "sent back": [decision("退回", reported="已完成", action=3)],
        "reopened": [decision("同意销号", reported="已完成", action=3), decision("采用报送", "重新立项", action=4)],
        "": [on("采用报送", "前后不一致", "已完成", "推进中", field="state", action=6)],
    }[how]
    first = [settle([came(action=1, reported=FULL | {"percent": before})], (), "去年")] if before else []
    [claim] = claims_of([*first, settle([done, goes_on], made, ROUND.name)]).of.values()
    found = [value and value.value for value in map(claim.entry.values.get, (Field.STATE, Field.PERCENT))]
    # A cell that the newer report leaves blank stays, unless what it came with was taken back.
    assert found == ["推进中", before if how else 1.0]


@pytest.mark.parametrize("how", ["sent back", "reopened"])
def test_what_one_call_said_is_one_report_though_each_cell_is_a_row(how: str) -> None:
    call = [entered(returned(**{name: value}), action=2) for name, value in (("state", "已完成"), ("percent", 1.0))]
    goes_on = came("二.xlsx", action=5, reported={"state": "推进中", "percent": 0.95})
    made = [
        on("保留原值", "前后不一致", "100%", "95%", action=6),
        on("保留原值", "前后不一致", "已完成", "推进中", field="state", action=7),
    ]
    if how == "sent back":
        made.append(decision("退回", reported="已完成", action=8))
    else:
        made += [decision("同意销号", reported="已完成", action=8), decision("采用报送", "重新立项", action=9)]
    [claim] = claims_of([settle([*call, goes_on], made, ROUND.name)]).of.values()
    assert claim.entry.values[Field.STATE].value == "推进中"
    # Nor does the percent count that the office decided against.
    assert Field.PERCENT not in claim.entry.values


def test_a_done_that_was_adopted_from_an_uncertain_cell_is_taken_back_like_others() -> None:
    done = came("一.xlsx", row=returned(percent=1.0, doubts=[doubt("state", "办结了", "已完成")]), action=2)
    goes_on = came("二.xlsx", action=6, reported={"state": "推进中", "progress": "又办。"})
    made = [
        on("采用报送", "看不准", "（空）", "办结了", field="state", action=4),
        decision("退回", reported="已完成", action=5),
    ]
    found = settle([done, goes_on], made, ROUND.name)
    assert not found.conflicts
    [claim] = claims_of([found]).of.values()
    assert {name.value: each.value for name, each in claim.entry.values.items()} == {
        "state": "推进中",
        "progress": "又办。",
    }


def test_the_percent_of_a_done_that_was_sent_back_differs_from_none() -> None:
    done = came("一.xlsx", action=2, reported={"state": "已完成", "percent": 1.0})
    phoned = entered(returned(percent=0.6), action=6)
    made = [decision("退回", reported="已完成", action=5)]
    assert told([done, phoned], *made)[:2] == (0.6, [])
    assert told([done, phoned])[1] == [1.0, 0.6]


def test_what_came_behind_a_done_before_it_was_sent_back_goes_with_it_too() -> None:
    first = settle([came(action=1, reported={"state": "推进中", "percent": 0.6})], (), "去年")
    done = came("一.xlsx", action=2, reported={"state": "已完成", "percent": 1.0})
    again = came("二.xlsx", action=3, reported={"percent": 1.0})
    now = settle([done, again], [decision("退回", reported="已完成", action=4)], ROUND.name)
    [claim] = claims_of([first, now]).of.values()
    found = [claim.entry.values[name].value for name in (Field.STATE, Field.PERCENT)]
    assert found == ["推进中", 0.6]


@pytest.mark.parametrize(
    ("decisions", "found"),
    [
        # Of what asked for a pause that has ended, of what came in one, and of what came while the row was closed nothing counts.
        ([PAUSE, RESUMED], None),
        ([decision("同意暂缓", "申请暂缓", action=1), RESUMED], None),
        ([decision("同意销号", action=1), decision("", "重新立项", action=7)], None),
        ([], 0.38),
    ],
)
def test_the_percent_before_done_is_one_that_counted(decisions: list[Any], found: float | None) -> None:
    asks = came("一.xlsx", reported={"state": "暂缓", "percent": 0.38, "progress": "停着。"})
    done = came("二.xlsx", reported={"state": "已完成", "percent": 1.0, "progress": "办完。"}, action=9, revision=2)
    before = settle([asks, done], decisions, ROUND.name).entries["1.1", "教育科"].before_done
    assert (before and before[0].value) == found


def test_the_percent_before_done_is_that_of_the_sheet_it_replaced() -> None:
    first = came("一.xlsx", reported=FULL | {"percent": 0.86}, revision=1)
    done = came("二.xlsx", reported={"state": "已完成", "percent": 1.0, "progress": "办完。"}, action=5, revision=2)
    refused = decision("退回", "待销号", reported="已完成", action=6)
    for made in ((), (refused,)):
        before = settle([first, done], made, ROUND.name).entries["1.1", "教育科"].before_done
        assert before and (before[0].value, before[1].source) == (0.86, "一.xlsx")
    [claim] = claims_of([settle([first, done], (refused,), ROUND.name)]).of.values()
    assert [claim.entry.values[name].value for name in (Field.STATE, Field.PERCENT)] == ["推进中", 0.86]
    # A column that it left blank does not make the first stand beside it.
    more = came("一.xlsx", reported=FULL | {"percent": 0.86, "problems": "缺人。"}, revision=1)
    before = settle([more, done], (refused,), ROUND.name).entries["1.1", "教育科"].before_done
    assert before and before[0].value == 0.86
    # What stands beside it was not replaced, and what came after it was not before it.
    for others in ([came(reported=FULL, revision=2)], [came(reported=FULL, action=7, revision=1)], []):
        assert settle([*others, done], (), ROUND.name).entries["1.1", "教育科"].before_done is None
