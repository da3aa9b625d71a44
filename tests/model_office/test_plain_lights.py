"""The plain reading of the ten rules, sentence by sentence of 6b."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from model_office.office import (
    AfterVerify,
    Close,
    Delay,
    HandOut,
    Limit,
    LimitChanged,
    MilestoneMet,
    Pause,
    Refuse,
    Rename,
    Reopen,
    Verify,
)  # fmt: skip
from model_office.plain_claims import story
from model_office.plain_reading import Asked
from model_office.plain_standing import rows, standing
from model_office.small_years import (
    FIRST,
    HALVES,
    NONE,
    Q1,
    Q2,
    Q3,
    ROUTINE,
    SECOND,
    THIRD,
    A,
    B,
    asked,
    d,
    lit,
    reading,
    says,
    year,
)


def test_closing_ends_the_owing_and_reopening_takes_it_back() -> None:
    of = year(
        FIRST, says(d(3, 10), "已完成", 100), Close(d(3, 12), Q1, A, "1.1"), SECOND, Reopen(d(6, 5), Q2, A, "1.1")
    )
    assert lit(of, date(2024, 6, 1))[1] != 1
    assert lit(of, d(6, 1)) == ("green", 1)
    assert asked(of, d(6, 1)) == Asked(owed=False, returned=False, missing=False, on_time=None)
    assert lit(of, d(6, 5)) == ("green", 10)
    assert not asked(of, d(6, 5)).owed
    assert asked(year(*of.events, HandOut(d(6, 6), Q2, d(6, 22))), d(6, 6)).owed


def test_the_first_closing_closes_the_deadline_half_until_the_routine_starts() -> None:
    start = (FIRST, says(d(3, 10), "已完成", 100), Close(d(3, 12), Q1, A, "1.1"), SECOND)
    of = year(*start, THIRD, limit=HALVES)
    assert lit(of, d(8, 31)) == ("green", 1)
    assert lit(of, d(9, 1)) == ("grey", 7)
    assert not asked(of, d(9, 1)).owed
    assert asked(of, d(9, 5)).missing
    assert lit(of, d(9, 20)) == ("grey", 7)
    assert lit(of, d(9, 21)) == ("amber", 7)
    of = year(*of.events, says(d(9, 22), "常态推进", None, Q3), says(d(9, 25), "已完成", None, Q3), limit=HALVES)
    assert lit(of, d(9, 22)) == ("green", 8)
    done = year(*start, THIRD, says(d(9, 22), "已完成", None, Q3), Close(d(9, 23), Q3, A, "1.1"), limit=HALVES)
    assert lit(done, d(9, 22)) == ("green", 3)
    assert lit(done, d(9, 23)) == ("green", 1)


def test_the_open_deadline_half_alone_is_lit() -> None:
    assert lit(year(FIRST, says(d(3, 10)), SECOND, THIRD, limit=HALVES), d(9, 6)) == ("red", 5)


def test_a_written_start_ahead() -> None:
    limit = Limit("2023年5月—2023年12月", "period", d(5, 1), d(12, 31))
    of = year(FIRST, limit=limit)
    assert lit(of, d(4, 30)) == ("grey", 4)
    assert asked(of, d(4, 30)).missing
    assert lit(of, d(5, 1)) == ("amber", 7)


@pytest.mark.parametrize(
    ("percent", "light", "rule"), [(24, "green", 10), (23, "amber", 6), (4, "amber", 6), (3, "red", 5)]
)
def test_behind_the_time_that_has_passed(percent: int, light: str, rule: int) -> None:
    # 2 May is day 121 of 364: 33.24%.
    assert lit(year(FIRST, says(d(3, 10), percent=percent)), d(5, 2)) == (light, rule)


def test_exactly_ten_and_thirty_points_are_amber() -> None:
    limit = Limit("2023年1月1日—2023年4月11日", "period", d(1, 1), d(4, 11))  # 100 days; 2 March is the 60th
    for percent, found in ((51, ("green", 10)), (50, ("amber", 6)), (30, ("amber", 6)), (29, ("red", 5))):
        assert lit(year(FIRST, says(d(3, 2), percent=percent), limit=limit), d(3, 2)) == found


def test_the_start_is_written_or_of_the_plan_or_the_first_of_january() -> None:
    of = year(FIRST, says(d(3, 10), percent=0), plan_start=d(6, 1))  # type: ignore[arg-type]
    assert lit(of, d(5, 31)) == ("green", 10)
    before = Limit("2022年12月底前", "deadline", due=date(2022, 12, 31))
    assert lit(year(FIRST, says(d(3, 10), percent=0), limit=before), d(3, 10)) == ("red", 5)


def test_a_milestone_passed_and_not_met() -> None:
    limit = Limit("", "deadline", due=d(12, 31), milestones=(d(4, 30), d(8, 31)))
    of = year(FIRST, says(d(3, 10), percent=33), limit=limit)
    assert lit(of, d(4, 30)) == ("green", 10)
    assert lit(of, d(5, 1)) == ("amber", 6)
    assert lit(year(FIRST, says(d(3, 10), percent=34), limit=limit), d(5, 1)) == ("green", 10)
    met = MilestoneMet(d(4, 1), Q1, A, "1.1", d(4, 30))
    assert lit(year(FIRST, says(d(3, 10), percent=33), met, limit=limit), d(5, 1)) == ("green", 10)
    assert lit(year(FIRST, limit=limit), d(5, 1)) == ("amber", 6)


def test_near_and_overdue_for_those_who_never_answered_too() -> None:
    of = year(FIRST)
    assert lit(of, d(3, 20)) == ("grey", 7)
    assert lit(of, d(3, 21)) == ("amber", 7)
    assert lit(of, d(12, 16)) == ("amber", 6)
    assert lit(of, d(12, 31)) == ("amber", 6)
    assert lit(of, date(2024, 1, 1)) == ("red", 5)
    assert lit(year(FIRST, says(d(3, 10), percent=100)), d(12, 15)) == ("green", 10)
    assert lit(year(FIRST, says(d(3, 10), percent=100)), d(12, 16)) == ("amber", 6)


def test_of_several_deadlines_the_latest_set_holds() -> None:
    of = year(FIRST, HandOut(d(3, 15), Q1, d(3, 30)))
    assert lit(of, d(3, 30)) == ("grey", 7)
    assert lit(of, d(3, 31)) == ("amber", 7)


def test_needs_help_and_not_started() -> None:
    assert lit(year(FIRST, says(d(3, 10), "需协调")), d(3, 10)) == ("amber", 6)
    assert lit(year(FIRST, says(d(3, 10), "未启动", 15)), d(3, 10)) == ("amber", 6)
    assert lit(year(FIRST, says(d(3, 10), "未启动", 0), plan_start=d(6, 1)), d(3, 10)) == ("green", 10)  # type: ignore[arg-type]
    assert lit(year(FIRST, says(d(3, 10), "未启动", None), limit=ROUTINE), d(3, 10)) == ("amber", 6)


def test_after_a_refusal_the_same_day_asks_nothing_again() -> None:
    late = date(2024, 3, 1)
    start = (FIRST, says(d(3, 10), expected=late), Refuse(d(3, 12), Q1, A, "1.1", "expected"), SECOND)
    again = says(d(6, 10), percent=50, round_=Q2, expected=late)
    other = says(d(6, 10), percent=50, round_=Q2, expected=late + timedelta(1))
    assert lit(year(*start), d(3, 12)) == ("green", 10)
    assert lit(year(*start, again), d(6, 10)) == ("green", 10)
    assert lit(year(*start, other), d(6, 10)) == ("amber", 6)


def test_a_refused_pause_asks_again_only_when_it_is_reported_anew() -> None:
    start = (FIRST, says(d(3, 10), "暂缓"), Refuse(d(3, 12), Q1, A, "1.1"), SECOND)
    assert lit(year(*start), d(6, 1)) == ("green", 10)
    assert lit(year(*start, says(d(6, 10), "暂缓", round_=Q2)), d(6, 10)) == ("amber", 6)


def test_an_agreed_day_is_the_due_day_until_the_limit_is_changed() -> None:
    until = date(2024, 3, 31)
    start = (FIRST, says(d(3, 10), percent=100, expected=until), Delay(d(3, 12), Q1, A, "1.1", until))
    assert lit(year(*start), d(3, 11)) == ("amber", 6)
    assert lit(year(*start), d(3, 12)) == ("green", 10)
    assert lit(year(*start), date(2024, 1, 1)) == ("green", 10)
    assert lit(year(*start), date(2024, 4, 1)) == ("red", 5)
    changed = LimitChanged(d(7, 1), "1.1", Limit("2023年8月底前", "deadline", due=d(8, 31)))
    assert lit(year(*start, changed), d(9, 1)) == ("red", 5)


def test_routine_rows() -> None:
    of = year(FIRST, says(d(3, 10), "常态推进", None), SECOND, limit=ROUTINE)
    assert lit(of, d(3, 9)) == ("grey", 7)
    assert lit(of, d(3, 10)) == ("green", 8)
    assert lit(of, d(6, 20)) == ("green", 8)
    assert lit(of, d(6, 21)) == ("amber", 8)
    again = says(d(6, 10), "常态推进", None, Q2)
    assert lit(year(*of.events, again, limit=ROUTINE), d(6, 10)) == ("amber", 8)
    other = says(d(6, 10), "常态推进", None, Q2, progress="又有进展。")
    assert lit(year(*of.events, other, limit=ROUTINE), d(6, 21)) == ("green", 8)


def test_without_a_limit_nothing_can_be_judged() -> None:
    assert lit(year(FIRST, says(d(3, 10)), limit=NONE), d(3, 10)) == ("grey", 9)
    assert lit(year(FIRST, limit=NONE), d(3, 21)) == ("amber", 7)
    assert lit(year(FIRST, says(d(3, 10), "需协调"), limit=NONE), d(3, 10)) == ("amber", 6)


def test_what_the_office_verified_counts_until_a_report_is_adopted() -> None:
    start = (FIRST, says(d(3, 10), percent=90), Verify(d(3, 12), Q1, A, "1.1", percent=10), SECOND)
    assert lit(year(*start), d(6, 1)) == ("red", 5)
    of = (
        FIRST,
        says(d(3, 10), percent=0),
        Verify(d(3, 12), Q1, A, "1.1", percent=60),
        SECOND,
        says(d(6, 10), percent=5, round_=Q2),
    )
    assert lit(year(*of), d(6, 10)) == ("amber", 6)
    assert lit(year(*of, AfterVerify(d(6, 11), Q2, A, "1.1", adopt=False)), d(6, 11)) == ("green", 10)
    assert lit(year(*of, AfterVerify(d(6, 11), Q2, A, "1.1", adopt=True)), d(6, 11)) == ("red", 5)
    done = (*of[:4], says(d(6, 10), "已完成", 100, Q2))
    assert lit(year(*done), d(6, 10)) == ("amber", 3)
    assert lit(year(FIRST, Verify(d(3, 12), Q1, A, "1.1", percent=60)), d(4, 1)) == ("green", 10)


def test_a_milestone_on_the_first_day_moves_with_it() -> None:
    limit = Limit("", "deadline", due=d(8, 31), milestones=(d(4, 30),))
    until = d(12, 31)
    start = (FIRST, says(d(3, 10), percent=55, expected=until), Delay(d(3, 12), Q1, A, "1.1", until))
    assert lit(year(*start, limit=limit), d(5, 1)) == ("green", 10)
    assert lit(year(*start, says(d(4, 2), percent=45), limit=limit), d(5, 1)) == ("amber", 6)
    assert lit(year(*start, limit=limit), d(9, 1)) == ("amber", 6)  # 66.8% against 55%


def test_a_paused_row_never_becomes_red_and_a_closed_one_neither() -> None:
    paused = (FIRST, says(d(3, 10), "暂缓", 10), Pause(d(3, 12), Q1, A, "1.1"))
    assert lit(year(*paused), date(2024, 2, 1)) == ("grey", 2)
    done = (FIRST, says(d(3, 10), "已完成", 100))
    assert lit(year(*done), date(2024, 2, 1)) == ("green", 3)
    assert lit(year(*done, Close(d(3, 12), Q1, A, "1.1")), date(2024, 2, 1)) == ("green", 1)


def test_a_supporting_row_is_closed_with_its_task() -> None:
    of = year(
        FIRST,
        says(d(3, 9), "需协调", who=B),
        says(d(3, 10), "已完成", 100),
        Close(d(3, 12), Q1, A, "1.1"),
        supports=(B,),
    )
    assert lit(of, d(3, 11), B, "support") == ("amber", 0)
    assert lit(of, d(3, 12), B, "support") == ("green", 1)


def test_a_report_in_the_press_of_a_verification_is_a_later_one() -> None:
    of = year(FIRST, says(d(3, 10), percent=60), says(d(3, 12), percent=60), Verify(d(3, 12), Q1, A, "1.1", percent=50))
    assert lit(of, d(3, 12)) == ("amber", 6)


def test_the_reason_names_the_claim_and_the_day() -> None:
    of = year(FIRST, says(d(3, 10), "推进中", 40), SECOND, THIRD)
    late = d(12, 31).replace(year=2024)
    assert reading(of, late).words["1.1", A, "lead"] == ("2023年12月31日", "超366天", "本期未报送", "报40%")
    assert reading(of, d(3, 11)).words["1.1", A, "lead"] == ()


def test_closed_and_paused_rows_name_the_day_on_which_that_was_agreed_to() -> None:
    done = year(FIRST, says(d(3, 10), "已完成", 100), Close(d(3, 12), Q1, A, "1.1"))
    assert reading(done, d(3, 20)).words["1.1", A, "lead"] == ("2023-03-12",)


def test_rounds_beside_each_other_are_about_the_same_and_owe_their_own() -> None:
    june = HandOut(d(6, 10), "2023年6月", d(6, 25))
    of = year(
        FIRST, SECOND, june, says(d(6, 12), percent=30, round_="2023年6月"), says(d(6, 15), percent=40, round_=Q2)
    )
    assert reading(of, d(6, 16)).percents["1.1"] == 40
    # The one that came last counts; a round that is over says nothing any more.
    late = year(FIRST, SECOND, june, says(d(6, 15), percent=40, round_=Q2), says(d(6, 16), percent=10, round_=Q1))
    assert reading(late, d(6, 17)).percents["1.1"] == 40
    assert (asked(of, d(6, 26)).returned, asked(late, d(6, 26)).missing) == (True, True)


def test_of_departments_made_into_one_each_row_keeps_what_was_said_of_it() -> None:
    of = year(FIRST, says(d(3, 10), percent=40, who=B), Rename(d(3, 12), B, A), leads=(B,))
    assert reading(of, d(3, 13)).rows.keys() == {("1.1", A, "lead")}
    assert reading(of, d(3, 13)).percents["1.1"] == 40
    assert asked(of, d(3, 13)).returned


def test_what_the_office_found_done_goes_on_when_it_is_opened_again() -> None:
    found = Verify(d(3, 12), Q1, A, "1.1", 100, "已完成")
    made = (found, Close(d(3, 13), Q1, A, "1.1"), Reopen(d(3, 14), Q1, A, "1.1"))
    of = year(FIRST, says(d(3, 10), "未启动", 0), *made)
    assert lit(of, d(3, 13)) == ("green", 1)
    told = story(standing(of, d(3, 15)), rows(of)[0])
    assert (told.claim.state, told.claim.percent, told.verified) == ("推进中", 0, {})
    # Who never reported is not answered by it.
    assert lit(year(FIRST, *made), d(3, 21)) == ("amber", 7)
