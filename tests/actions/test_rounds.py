"""Which rounds end another: those that follow it and were handed out after it."""

from __future__ import annotations

from datetime import date

import pytest

from xlplan.actions.rounds import before_all, followers, round_before
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


@pytest.mark.parametrize(
    ("handed_out", "round_", "found"),
    [
        (["2023年第一季度", "2023年第二季度"], "2023年第三季度", "2023年第二季度"),
        # Of its own kind, if there is one; what goes on beside it is not before it.
        (["2023年第二季度", "2023年6月"], "2023年第三季度", "2023年第二季度"),
        (["2023年5月", "2023年6月"], "2023年第三季度", "2023年6月"),
        (["2023年第二季度"], "2023年6月", None),
        (["2023年", "2023年第一季度"], "2023年第二季度", "2023年第一季度"),
        (["第1期", "安全专项"], "第2期", "第1期"),
        (["第1期", "安全专项"], "迎检专项", "安全专项"),
        (["安全专项"], "2023年6月", None),
        ([], "2023年6月", None),
    ],
)
def test_the_round_before(handed_out: list[str], round_: str, found: str | None) -> None:
    class _Ledger:
        def rounds(self) -> list[str]:
            return handed_out

    before = round_before(_Ledger(), read_round(round_))  # type: ignore[arg-type]
    assert (before.name if before else None) == found


def test_it_ends_the_day_before() -> None:
    assert before_all([Q3, Q4], FIRST) == date(2023, 7, 31)
