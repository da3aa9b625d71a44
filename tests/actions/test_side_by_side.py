"""The files of a merge as they are judged beside each other and beside what the office entered."""

from __future__ import annotations

from typing import Any

import pytest
from support.small import entered, received, returned

from xlplan.actions.side_by_side import beside_others
from xlplan.returns.received import Submission

OLD, NEW = "教育科", "基础教育科"


class KnowsRows:
    """Stands for a ledger whose returns have their rows with them."""

    def with_rows(self, items: list[Submission]) -> list[Submission]:
        return items


def told(*items: Any, former: Any) -> list[tuple[str, list[str]]]:
    """Return the verdicts of the files among some items, with the codes of their reasons."""
    before = [each for each in items if each.path.startswith("代录")]
    files = [each for each in items if each not in before]
    found = beside_others(KnowsRows(), before, files, former)  # type: ignore[arg-type]
    return [(each.verdict.value, [reason.code for reason in each.reasons]) for each in found]


@pytest.mark.parametrize(("one", "other"), [(OLD, NEW), (NEW, OLD)])
def test_what_was_entered_under_another_name_of_the_round_stands_beside_a_file(one: str, other: str) -> None:
    call = entered(returned(percent=0.4), department=one, action=2)
    file = received(returned(percent=0.3), department=other, action=3)
    assert told(call, file, former={NEW: {OLD: {"1.1"}}}) == [("noted", ["return-differs"])]
    assert told(call, file, former={NEW: {OLD: {"1.2"}}}) == told(call, file, former={}) == [("accepted", [])]
