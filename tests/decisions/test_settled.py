"""Reports under the names that departments have by now."""

from __future__ import annotations

from typing import Any

import pytest
from support.small import closed, doubt, entry, registry

from xlplan.decisions.agreed import Agreements
from xlplan.decisions.settled import Conflict, OpenDoubt, Settled, name_now, named_now
from xlplan.plan.departments import Department
from xlplan.terms.fields import Field

KNOWN = registry(Department("基础教育科", ("教育科",)), "组宣科")


@pytest.mark.parametrize(
    ("name", "now"),
    [("教育科", "基础教育科"), ("基础教育科", "基础教育科"), ("组宣科", "组宣科"), ("撤了的科", "撤了的科")],
)
def test_what_a_department_is_called_now(name: str, now: str) -> None:
    assert name_now(name, KNOWN) == now


def test_where_nobody_was_renamed_nothing_is_made_anew() -> None:
    settled = Settled({("1.1", "组宣科"): entry(department="组宣科")})
    assert named_now(settled, KNOWN) is settled


def test_all_that_counts_and_is_open_goes_by_the_new_name() -> None:
    stands = closed()
    found = named_now(
        Settled(
            {("1.1", "教育科"): entry(), ("1.1", "组宣科"): entry(department="组宣科")},
            [Conflict("1.1", "教育科", Field.STATE, ()), Conflict("1.1", "组宣科", Field.STATE, ())],
            [OpenDoubt("教育科", doubt("percent", "80"), "一.xlsx")],
            {("1.1", "教育科"): stands, ("1.2", "组宣科"): stands},
        ),
        KNOWN,
    )
    assert {key: each.department for key, each in found.entries.items()} == {
        ("1.1", "基础教育科"): "基础教育科",
        ("1.1", "组宣科"): "组宣科",
    }
    # What it was called when its sheet was sent stands beside.
    assert [each.sent_as for each in found.entries.values()] == ["教育科", ""]
    assert [each.department for each in (*found.conflicts, *found.doubts)] == ["基础教育科", "组宣科", "基础教育科"]
    assert found.agreed("1.1", "基础教育科") == found.agreed("1.2", "组宣科") == stands
    assert found.agreed("1.2", "基础教育科") == Agreements()


def test_what_was_agreed_with_a_department_that_reported_nothing_goes_by_its_new_name() -> None:
    found = named_now(Settled(agreements={("1.1", "教育科"): closed()}), KNOWN)
    assert found.agreed("1.1", "基础教育科") == closed()


@pytest.mark.parametrize("names", [("教育科", "基础教育科"), ("基础教育科", "教育科")])
def test_what_came_under_the_new_name_takes_the_place_of_what_came_under_the_old(names: tuple[str, str]) -> None:
    settled = Settled({("1.1", name): entry(department=name, progress=name) for name in names})
    [found] = named_now(settled, KNOWN).entries.values()
    assert (found.department, found.values[Field.PROGRESS].value) == ("基础教育科", "基础教育科")


@pytest.mark.parametrize(
    ("first", "second", "counts"),
    [
        # The later, the lower of one action, and none that says nothing.
        ({"percent": 0.2, "action": 3}, {"percent": 0.5, "action": 4}, 0.5),
        ({"percent": 0.5, "action": 3}, {"percent": 0.2, "action": 4}, 0.2),
        ({"percent": 0.2, "action": 3}, {"percent": 0.5, "action": 3}, 0.2),
        ({"percent": 0.5, "action": 3}, {"action": 4, "reported": False}, 0.5),
    ],
)
def test_of_departments_made_into_one_the_later_report_counts(first: Any, second: Any, counts: float) -> None:
    known = registry(Department("新科", ("甲科", "乙科")))
    for one, other in ((first, second), (second, first)):
        entries = {("1.1", name): entry(department=name, **what) for name, what in (("甲科", one), ("乙科", other))}
        [found] = named_now(Settled(entries), known).entries.values()
        assert found.values[Field.PERCENT].value == counts
