"""What came on a row in a round, apart where a round beside it reported in between."""

from __future__ import annotations

from typing import Any

import pytest
from support.small import decision, entry, paused

from xlplan.decisions.agreed import NOTHING_AGREED, Agreements
from xlplan.decisions.parts import in_parts
from xlplan.decisions.settled import Entry, Origin
from xlplan.returns.sheet import Reported
from xlplan.terms.fields import Field


def at(action: int) -> Origin:
    return Origin("一.xlsx", action=action)


def shown(parts: list[Entry]) -> list[tuple[int, dict[str, Any]]]:
    return [(part.action, {name.value: each.value for name, each in part.values.items()}) for part in parts]


BOTH: dict[str, Any] = {"percent": 0.1, "state": "推进中"}
PAUSED: dict[str, Any] = {"state": "暂缓"}


@pytest.mark.parametrize(
    ("beside", "more", "found"),
    [
        ([], {}, [(7, BOTH)]),
        # Nothing came in between.
        ([1, 9], {}, [(7, BOTH)]),
        ([4], {}, [(2, {"percent": 0.1}), (7, {"state": "推进中"})]),
        ([4], {"origins": {}}, [(7, BOTH)]),
        # What was decided since counts as it was decided.
        ([4], {"decided": {Field.PERCENT: 5}}, [(7, BOTH)]),
        ([4, 6], {"decided": {Field.PERCENT: 5}}, [(5, {"percent": 0.1}), (7, {"state": "推进中"})]),
        ([3, 6], {"origins": {Field.PERCENT: at(2), Field.STATE: at(5)}}, [(2, {"percent": 0.1}), (5, {"state": "推进中"}), (7, {})]),
        # What the row said before 已完成 or 暂缓 came as it came.
        ([4], {"origins": {}, "before_done": (Reported(0.3, "I5"), at(2))}, [(2, {"percent": 0.3}), (7, BOTH)]),
        ([4], {"origins": {}, "before_done": (Reported(0.3, "I5"), at(5))}, [(7, BOTH)]),
        # Where no pause is asked for any more, or none is agreed to, a newer return took the place of what came before it.
        ([4], {"origins": {}, "before_pause": entry(percent=0.3, action=2)}, [(7, BOTH)]),
    ],
)  # fmt: skip
def test_each_cell_counts_as_its_value_came(beside: list[int], more: dict[str, Any], found: Any) -> None:
    parts = in_parts(entry(**BOTH, action=7, **{"origins": {Field.PERCENT: at(2)}} | more), beside)
    assert shown(parts) == found
    assert not any(part.before_done for part in parts[1:])


def test_the_parts_say_by_themselves_when_they_filled_in_what_and_whether_they_report() -> None:
    told = entry(
        **BOTH, problems="缺人。", action=7, origins={Field.PERCENT: at(2), Field.PROBLEMS: at(4)},
        filled={Field.PERCENT: 2, Field.STATE: 7}, text="在办。",
    )  # fmt: skip
    parts = in_parts(told, [3, 5])
    assert [part.filled for part in parts] == [{Field.PERCENT: 2}, {}, {Field.STATE: 7}]
    assert [part.reported for part in parts] == [True, False, True]
    assert [part.text for part in parts] == ["", "", "在办。"]


@pytest.mark.parametrize(
    ("agreed", "found"),
    [(NOTHING_AGREED, [(7, PAUSED)]), (paused(round="七月", action=8), [(2, {"percent": 0.3}), (7, PAUSED)])],
)
def test_what_came_before_a_pause_counts_apart_once_that_is_agreed_to(agreed: Agreements, found: Any) -> None:
    asks = entry(**PAUSED, action=7, round="七月", before_pause=entry(percent=0.3, action=2))
    assert shown(in_parts(asks, [4], agreed)) == found


def test_the_percent_of_a_done_that_is_taken_back_came_with_it() -> None:
    done = entry(
        state="已完成", percent=1.0, action=7, origins={Field.STATE: at(2)}, filled={Field.STATE: 2, Field.PERCENT: 7}
    )
    assert shown(in_parts(done, [4])) == [(2, {"state": "已完成"}), (7, {"percent": 1.0})]
    again = Agreements(reopened=decision("", "重新立项", action=9))
    assert shown(in_parts(done, [4], again)) == [(2, {"state": "已完成", "percent": 1.0}), (7, {})]
