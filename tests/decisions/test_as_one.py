"""Departments that are one by now: what the office agreed to for one of them, and what for all."""

from __future__ import annotations

from datetime import date

import pytest
from support.small import decision

from xlplan.decisions.as_one import SideBySide, as_one
from xlplan.decisions.model import Decision
from xlplan.terms.text import fold

ALPHA, BETA, NOW = "甲科", "乙科", "新科"


def did(ruling: str, of: str, action: int, kind: str = "待销号", **more: object) -> Decision:
    return decision(ruling, kind, department=of, action=action, **more)


CLOSED, ALSO = did("同意销号", ALPHA, 5), did("同意销号", BETA, 8)
PAUSED, PAUSED_TOO = did("同意暂缓", ALPHA, 5, "申请暂缓"), did("同意暂缓", BETA, 6, "申请暂缓")
LATER = did("同意销号", NOW, 12)
FOUND = did("", ALPHA, 4, "核定进展", reported="已完成")
REOPENED = did("", ALPHA, 6, "重新立项")
DELAY, DELAY_TOO = (did("同意延期", of, 5, "申请延期", field="expected", before="2023-12-31", reported="2024-03-31", day=date(2023, 6, 1))
                    for of in (ALPHA, BETA))  # fmt: skip


@pytest.mark.parametrize(
    ("decisions", "left", "resting"),
    [
        ([CLOSED], [], {ALPHA}),
        ([CLOSED, ALSO], [ALSO], set()),
        # What was agreed to when they were one holds.
        ([CLOSED, LATER], [LATER], {ALPHA}),
        ([CLOSED, REOPENED], [REOPENED], set()),
        ([PAUSED], [], {ALPHA}),
        ([PAUSED, PAUSED_TOO], [PAUSED_TOO], set()),
        # One is closed, the other paused: what is left to do is paused.
        ([CLOSED, PAUSED_TOO], [PAUSED_TOO], set()),
        # What was found of a row that rests says nothing of the other.
        ([FOUND], [FOUND], set()),
        ([FOUND, CLOSED], [], {ALPHA}),
        ([DELAY], [], set()),
        ([DELAY, DELAY_TOO], [DELAY, DELAY_TOO], set()),
    ],
)
def test_what_was_agreed_to_for_one_holds_if_it_was_agreed_to_for_all(
    decisions: list[Decision], left: list[Decision], resting: set[str]
) -> None:
    found = as_one(decisions, {(fold("1.1"), fold(NOW)): SideBySide(frozenset(map(fold, (ALPHA, BETA))), fold(NOW))})
    assert (found.decisions, {name for _, name in found.resting}) == (left, set(map(fold, resting)))


def test_one_that_kept_its_name_speaks_for_all_from_then_on() -> None:
    beside = {(fold("1.1"), fold(ALPHA)): SideBySide(frozenset(map(fold, (ALPHA, BETA))), fold(ALPHA), since=10)}
    late = did("同意销号", ALPHA, 12)
    found = as_one([CLOSED, late], beside)
    assert found.decisions == [late]
    assert [found.rests("1.1", ALPHA, *of) for of in ((ALPHA, 4), (ALPHA, 11), (BETA, 4))] == [True, False, False]


def test_other_tasks_are_left_as_they_are() -> None:
    assert as_one([CLOSED], {}).decisions == [CLOSED]
    beside = {(fold("1.2"), fold(NOW)): SideBySide(frozenset(map(fold, (ALPHA, BETA))), fold(NOW))}
    assert as_one([CLOSED], beside).decisions == [CLOSED]
