"""What counts of what came before, in and after a pause."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.settling import FULL, ONE, PAUSE, RESUMED, came
from support.small import ROUND, claims_of, decision, entered, received, returned

from xlplan.decisions.settle import settle
from xlplan.terms.fields import Field


def test_what_came_before_a_return_that_asks_for_a_pause_is_kept() -> None:
    asked = came("二.xlsx", reported={"state": "暂缓", "progress": "停着。"}, action=9, revision=2)
    (found,) = settle([ONE, asked], (), ROUND.name).entries.values()
    before = found.before_pause
    assert before is not None and {name: each.value for name, each in before.values.items()} == FULL
    (alone,) = settle([asked], (), ROUND.name).entries.values()
    assert alone.before_pause is None


ADOPTED = decision("采用报送", "暂缓后又报", "percent", reported="70%", action=6)
REFUSED = decision("退回", "申请暂缓", reported="暂缓", action=2)
ASKS = came(reported={"state": "暂缓", "progress": "停着。"})
PHONED = entered(returned(percent=0.7), action=5)
GOES_ON = entered(returned(progress="又办。"), action=9)


@pytest.mark.parametrize(
    ("items", "decisions", "found", "waits"),
    [
        # While the pause runs, what came in it waits.
        ([ASKS, PHONED], [PAUSE], {"state": "暂缓", "progress": "停着。"}, 0.7),
        # When the task goes on, neither what asked for the pause counts nor what came in it, unless it is adopted.
        ([ASKS, PHONED, GOES_ON], [PAUSE, RESUMED], {"progress": "又办。"}, 0.7),
        ([ASKS, GOES_ON], [PAUSE, RESUMED], {"progress": "又办。"}, None),
        ([ASKS, PHONED], [PAUSE, ADOPTED], {"percent": 0.7}, None),
        ([ASKS, PHONED, GOES_ON], [PAUSE, ADOPTED], {"percent": 0.7, "progress": "又办。"}, None),
        ([ONE, ASKS, GOES_ON], [PAUSE, RESUMED], {"progress": "又办。"}, None),
        ([came(action=1), ASKS, GOES_ON], [PAUSE, RESUMED], FULL | {"progress": "又办。"}, None),
        # One that was sent back before counts on, as 推进中, though the next one took its place.
        (
            [replace(ASKS, sha256="first", action=1), replace(ASKS, sha256="again", corrects=("first",))],
            [REFUSED, PAUSE, RESUMED],
            {"progress": "停着。"},
            None,
        ),
        # What a sheet of a newer revision had taken the place of, when it asked for the pause, counts again.
        ([came(action=1), replace(ASKS, revision=2)], [PAUSE, RESUMED], FULL, None),
        (
            [came(action=1), replace(ASKS, revision=2)],
            [PAUSE],
            {"state": "暂缓", "progress": "停着。", "percent": 0.5},
            None,
        ),
    ],
)
def test_what_came_before_and_in_a_pause(
    items: list[Any], decisions: list[Any], found: dict[str, Any], waits: float | None
) -> None:
    entry = settle(items, decisions, ROUND.name).entries["1.1", "教育科"]
    assert {name.value: each.value for name, each in entry.values.items()} == found
    waiting = entry.while_paused
    assert (waiting and waiting.values[Field.PERCENT].value) == waits


@pytest.mark.parametrize(
    ("items", "decisions", "text"),
    [
        # What asked for a pause that has ended was the last report, though another counts.
        ([came(action=1), replace(ASKS, revision=2)], [PAUSE, RESUMED], "停着。"),
        ([came(action=1), ASKS, GOES_ON], [PAUSE, RESUMED], "又办。"),
        ([ASKS, came(reported={"progress": "在停。"}, action=5), GOES_ON], [PAUSE, RESUMED], "又办。"),
    ],
)
def test_the_words_of_a_row_are_those_that_came_last(items: list[Any], decisions: list[Any], text: str) -> None:
    assert settle(items, decisions, ROUND.name).entries["1.1", "教育科"].text == text


@pytest.mark.parametrize(
    ("decisions", "asked"),
    [
        # Neither what came while it was closed is asked about, nor which of two reports that came in a pause counts.
        ([decision("同意销号", action=1)], None),
        ([decision("同意销号", action=1), decision("", "重新立项", action=9)], None),
        ([decision("同意暂缓", "申请暂缓", action=1)], 0.7),
        ([decision("同意暂缓", "申请暂缓", action=1), decision("", "恢复", action=9)], 0.7),
        # Once they are adopted, they differ.
        ([decision("同意暂缓", "申请暂缓", action=1), replace(ADOPTED, action=9)], None),
    ],
)
def test_what_came_in_vain_does_not_differ(decisions: list[Any], asked: float | None) -> None:
    items = [came("一.xlsx", action=2, reported={"percent": 0.6}), came("二.xlsx", action=3, reported={"percent": 0.7})]
    found = settle(items, decisions, ROUND.name)
    assert bool(found.conflicts) is (decisions[-1].ruling == "采用报送")
    waiting = claims_of([found]).while_paused.get(("1.1", "教育科"))
    assert (waiting and waiting.values[Field.PERCENT].value) == asked


@pytest.mark.parametrize("phoned", ["asks", "goes on"])
def test_what_comes_in_a_pause_does_not_differ_from_what_asked_for_it(phoned: str) -> None:
    asks, goes_on = (
        entered(returned(state=state), action=action)
        if phoned == who
        else came(reported={"state": state}, action=action)
        for who, state, action in (("asks", "暂缓", 1), ("goes on", "推进中", 4))
    )
    found = settle([asks, goes_on], [PAUSE], ROUND.name)
    assert not found.conflicts
    [(key, waiting)] = claims_of([found]).while_paused.items()
    assert (key, waiting.values[Field.STATE].value) == (("1.1", "教育科"), "推进中")
    # Before it was agreed to, they differ.
    assert len(settle([asks, goes_on], (), ROUND.name).conflicts) == 1


def test_what_came_in_a_pause_stays_left_out_when_the_task_is_closed_afterwards() -> None:
    def came(path: str, action: int, **reported: object) -> Any:
        return received(returned(**reported), path=path, action=action)

    items = [
        came("一.xlsx", 1, state="推进中", percent=0.5),
        came("二.xlsx", 2, state="暂缓", percent=0.2),
        came("三.xlsx", 4, state="推进中", percent=0.1),
        came("四.xlsx", 9, state="推进中", percent=0.9),
    ]
    ruled = [
        decision("同意暂缓", "申请暂缓", reported="暂缓", action=3),
        decision("", "恢复", action=7),
        decision("同意销号", before="推进中", reported="已完成", action=8),
    ]
    found = settle(items, ruled, ROUND.name)
    assert [entry.values[Field.PERCENT].value for entry in found.entries.values()] == [0.5]
    assert not found.conflicts
