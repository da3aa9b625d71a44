"""What the reports of several rounds say together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.small import closed, entry

from xlplan.actions.reached import ClaimsSoFar, InTime, Reached, stretches
from xlplan.decisions.settled import Settled
from xlplan.terms.fields import Field

LATER = {"七月": {"八月", "十月"}, "八月": {"十月"}, "三季度": {"十月"}, "十月": set()}


@pytest.mark.parametrize(
    ("came", "found"),
    [
        ({"七月": 1, "三季度": 4, "八月": 3}, "七月 八月 三季度"),
        ({"七月": 1, "三季度": 2, "八月": 3}, "七月 三季度 八月"),
        # A late report of a round is one of that round.
        ({"七月": 5, "八月": 3}, "七月 八月"),
        ({"十月": 4, "七月": 5, "三季度": 6}, "七月 三季度 十月"),
        ({"七月": 6, "三季度": 4, "八月": 3}, "三季度 七月 八月"),
        ({}, ""),
    ],
)
def test_reports_count_as_they_came_and_rounds_keep_their_order(came: dict[str, int], found: str) -> None:
    reports = [replace(entry(), round=name, action=action) for name, action in came.items()]
    assert " ".join(each.round for each in InTime(LATER).ordered(reports)) == found


@pytest.mark.parametrize(
    ("names", "later", "found"),
    [
        ("", {}, []),
        ("一 二 三", {"一": "二三", "二": "三"}, [1, 1, 1]),
        # Three months and their quarter, and the month that comes after them.
        ("一 二 季 三 四", {"一": "二三四", "二": "三四", "季": "四", "三": "四"}, [4, 1]),
        # A special matter of the whole year.
        ("专 一 二 三", {"一": "二三", "二": "三"}, [4]),
        ("一 专 二 三", {"一": "专二三", "专": "三", "二": "三"}, [1, 2, 1]),
    ],
)
def test_rounds_stand_in_stretches_that_come_after_one_another(
    names: str, later: dict[str, str], found: list[int]
) -> None:
    places = stretches(names.split(), {name: set(later.get(name, "")) for name in names.split()})
    assert [len(each) for each in places] == found
    assert [place for each in places for place in each] == list(range(len(names.split())))


def test_the_claims_are_told_by_what_was_agreed_to_since() -> None:
    one, two = (
        replace(entry(percent=share), round=name, action=action)
        for share, name, action in ((0.4, "七月", 2), (0.6, "八月", 5))
    )
    reached = Reached({}, {("1.1", "教育科"): [one, two]})

    def share(reached: Reached, now: Settled) -> object:
        return reached.claims(now).of["1.1", "教育科"].entry.values[Field.PERCENT].value

    assert share(reached, Settled()) == 0.6
    # What came while it was closed does not count.
    assert share(reached, Settled(agreements={("1.1", "教育科"): closed(action=3)})) == 0.4


def test_claims_told_from_where_they_differ_are_those_told_anew() -> None:
    one, two, three, late = (
        replace(entry(percent=share), action=action) for share, action in ((0.1, 1), (0.2, 2), (0.3, 3), (0.4, 4))
    )
    before = ClaimsSoFar().after(("1.1", "教育科"), None, [one])
    known = ClaimsSoFar()
    for start in (None, before):
        for reports in ([], [one], [one, two], [one, two, three], [one, late, three], [two], [one, two, three, late]):
            told = known.after(("1.1", "教育科"), start, reports)
            assert told == ClaimsSoFar().after(("1.1", "教育科"), start, reports)
            assert reports or told is start
