"""Which rounds end another, and when: those that follow it and were handed out after it, once it asks no more."""

from __future__ import annotations

from datetime import date

import pytest

from xlplan.actions.ended_rounds import RoundDays
from xlplan.actions.rounds import later_rounds, round_before
from xlplan.schedule.rounds import Round, read_round

Q2, Q3, Q4, YEAR = (read_round(each) for each in ("2023Q2", "2023Q3", "2023Q4", "2023"))
JULY, AUGUST = read_round("2023年7月"), read_round("2023年8月")
# In the order of handing out; two on one day.
FIRST = {
    Q2.name: date(2023, 6, 1),
    JULY.name: date(2023, 7, 1),
    Q4.name: date(2023, 8, 1),
    AUGUST.name: date(2023, 8, 1),
    Q3.name: date(2023, 9, 1),
    YEAR.name: date(2023, 12, 1),
}
ORDER = [Q2, YEAR, JULY, Q3, AUGUST, Q4]


@pytest.mark.parametrize(
    ("round_", "day", "found"),
    [
        (Q2, "2023-06-30", []),
        (Q2, "2023-07-31", [JULY]),
        (Q2, "2023-12-31", [JULY, Q3, AUGUST, Q4]),
        # Handed out before it, though later by its days; or beside it.
        (Q3, "2023-12-31", []),
        (Q4, "2023-12-31", []),
        (JULY, "2023-12-31", [AUGUST, Q4]),
        (AUGUST, "2023-12-31", []),
        # One that was never handed out.
        (read_round("2023年5月"), "2023-12-31", []),
    ],
)
def test_which_rounds_follow_another(round_: Round, day: str, found: list[Round]) -> None:
    days = RoundDays(ORDER, FIRST, {})
    assert days.followers(round_, date.fromisoformat(day)) == found
    assert days.is_newest(round_) is (not days.followers(round_, date.max))


@pytest.mark.parametrize(
    ("round_", "found"),
    [
        ("2023Q2", ["2023年7月", "2023年第三季度", "2023年8月"]),
        ("2023年7月", ["2023年8月"]),
        ("2023Q3", []),
        # One that is still to be handed out.
        ("2023年5月", ["2023年7月", "2023年第三季度", "2023年8月"]),
        # Of a series only those after it are later.
        ("第1期", ["第2期"]),
        ("第2期", []),
        ("第3期", []),
    ],
)
def test_which_rounds_are_later(round_: str, found: list[str]) -> None:
    order = [*map(read_round, ("2023Q2", "2023年7月", "2023Q3", "2023年8月", "第1期", "第2期"))]
    assert [each.name for each in later_rounds(read_round(round_), order)] == found


Over = tuple[str, str, Round]


@pytest.mark.parametrize(
    ("first", "deadline", "day", "found"),
    [
        ({Q2: "2023-06-01", Q3: "2023-07-01"}, None, "2023-06-30", None),
        ({Q2: "2023-06-01", Q3: "2023-07-01"}, None, "2023-07-01", ("2023-06-30", "2023-07-01", Q3)),
        # It runs through its own deadline.
        ({Q2: "2023-06-01", Q3: "2023-07-01"}, "2023-07-05", "2023-07-05", None),
        ({Q2: "2023-06-01", Q3: "2023-07-01"}, "2023-07-05", "2023-07-06", ("2023-07-05", "2023-07-01", Q3)),
        ({Q2: "2023-06-01", Q3: "2023-07-01"}, "2023-06-20", "2023-07-06", ("2023-06-30", "2023-07-01", Q3)),
        # Both were handed out on one day.
        ({Q2: "2023-07-01", Q3: "2023-07-01"}, None, "2023-07-01", ("2023-07-01", "2023-07-01", Q3)),
        ({Q3: "2023-07-01", Q2: "2023-07-01"}, None, "2023-12-31", None),
        # The one that runs is of its own kind, if there is one.
        ({Q2: "2023-06-01", Q3: "2023-07-01", AUGUST: "2023-08-01"}, None, "2023-08-02", ("2023-06-30", "2023-07-01", Q3)),
        ({Q2: "2023-06-01", JULY: "2023-07-01", AUGUST: "2023-08-01"}, None, "2023-08-02", ("2023-06-30", "2023-07-01", AUGUST)),
    ],
)  # fmt: skip
def test_when_a_round_is_over(first: dict[Round, str], deadline: str | None, day: str, found: Over | None) -> None:
    deadlines = {Q2.name: date.fromisoformat(deadline)} if deadline else {}
    order = [each for each in ORDER if each in first]
    days = RoundDays(order, {each.name: date.fromisoformat(when) for each, when in first.items()}, deadlines)
    over = days.ended(Q2, date.fromisoformat(day))
    assert (over and (over.last.isoformat(), over.since.isoformat(), over.running)) == found


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
    before = round_before(read_round(round_), [read_round(each) for each in handed_out], handed_out)
    assert (before.name if before else None) == found
