"""Which rounds end another: those that follow it and were handed out after it."""

from __future__ import annotations

from datetime import date

import pytest

from xlplan.actions.rounds import before_all, followers
from xlplan.schedule.rounds import Round, read_round

Q2, Q3, Q4, YEAR = (read_round(each) for each in ("2023Q2", "2023Q3", "2023Q4", "2023"))
FIRST = {
    Q2.name: date(2023, 6, 1),
    Q3.name: date(2023, 9, 1),
    Q4.name: date(2023, 8, 1),
    YEAR.name: date(2023, 12, 1),
}


@pytest.mark.parametrize(
    ("round_", "day", "found"),
    [
        (Q2, "2023-07-31", []),
        (Q2, "2023-08-01", [Q4]),
        (Q2, "2023-12-31", [Q3, Q4]),
        # Handed out before it, though later by its days; or beside it.
        (Q3, "2023-12-31", []),
        (Q4, "2023-12-31", []),
    ],
)
def test_which_rounds_end_another(round_: Round, day: str, found: list[Round]) -> None:
    order = [Q2, YEAR, Q3, Q4]
    assert followers(round_, order, FIRST, date.fromisoformat(day)) == found


def test_it_ends_the_day_before() -> None:
    assert before_all([Q3, Q4], FIRST) == date(2023, 7, 31)
