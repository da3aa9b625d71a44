"""Whose a found file is, by its hidden sheet alone."""

from __future__ import annotations

import pytest

from xlplan.handout.signature import Identity
from xlplan.returns.belonging import Belonging, OwnRound, SheetMark, belonging, mark_in
from xlplan.terms.cells import Grid
from xlplan.terms.sheets import IDENTITY, TASKS

KEY = b"k" * 32
OWN = OwnRound("p1", "2023年6月", {"5e"})


def grids(plan: str = "p1", round_: str = "2023年6月", key: bytes = KEY) -> list[Grid]:
    rows = Identity(plan, round_, 1, "教育科", {"1.1": "f"}).rows(key)
    return [Grid(TASKS, [["随便"]]), Grid(IDENTITY, [list(row) for row in rows])]


@pytest.mark.parametrize(
    ("found", "sha256", "whose"),
    [
        (grids(), "a1", Belonging.OURS),
        (grids(), "5e", Belonging.AS_SENT),
        (grids(round_="2023年5月"), "a1", Belonging.OTHER_ROUND),
        (grids(plan="p2"), "5e", Belonging.OTHER_PLAN),
        (grids()[:1], "a1", Belonging.UNMARKED),
        ([], "a1", Belonging.UNMARKED),
    ],
)
def test_whose_it_is(found: list[Grid], sha256: str, whose: Belonging) -> None:
    assert belonging(mark_in("x.xlsx", sha256, found, KEY), OWN) is whose


def test_what_the_hidden_sheet_says_and_whether_the_plan_signed_it() -> None:
    assert mark_in("x.xlsx", "a1", grids(), KEY) == SheetMark("x.xlsx", "a1", "p1", "2023年6月", "教育科", True)
    assert mark_in("x.xlsx", "a1", grids(key=b"z" * 32), KEY).genuine is False
