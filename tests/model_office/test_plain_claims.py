"""The plain reading of what is claimed and decided, sentence by sentence of 6b."""

from __future__ import annotations

from datetime import date

from model_office.office import (
    AfterPause,
    Cells,
    Close,
    Entered,
    Group,
    HandOut,
    Pause,
    ReceivedOn,
    Refuse,
    Rename,
    Report,
    Resume,
    Settle,
    Undo,
)  # fmt: skip
from model_office.plain_reading import Asked, current_round
from model_office.small_years import (
    FIRST,
    Q1,
    Q2,
    SECOND,
    A,
    B,
    asked,
    d,
    lit,
    reading,
    says,
    year,
)


def test_a_silent_department_is_judged_today_on_its_last_claim() -> None:
    of = year(FIRST, says(d(3, 10), percent=40), SECOND)
    assert lit(of, d(3, 11)) == ("green", 10)
    assert lit(of, d(7, 15)) == ("amber", 6)  # 195 of 364 days, 53.6% against 40%
    assert lit(of, d(12, 31)) == ("red", 5)
    assert lit(of, date(2024, 1, 1)) == ("red", 5)


def test_what_is_left_blank_stays_and_the_expected_day_is_of_the_latest_report() -> None:
    late = date(2024, 3, 1)
    of = year(FIRST, says(d(3, 10), expected=late), SECOND, says(d(6, 10), None, 60, Q2))
    assert lit(of, d(3, 11)) == ("amber", 6)
    assert lit(of, d(6, 11)) == ("green", 10)


def test_a_round_asks_and_a_row_is_reported_when_state_percent_or_progress_is_filled_in() -> None:
    of = year(FIRST, Report(d(3, 10), Q1, A, {"1.1": Cells(problems="缺人。")}))
    assert asked(of, d(3, 9)) == asked(of, d(3, 10)) == Asked(owed=True, returned=False, missing=True, on_time=None)
    of = year(FIRST, Report(d(3, 10), Q1, A, {"1.1": Cells(progress="在做。")}))
    assert asked(of, d(3, 10)) == Asked(owed=True, returned=True, missing=False, on_time=True)


def test_where_returns_differ_what_counted_before_the_round_counts_until_decided() -> None:
    both = (
        FIRST,
        says(d(3, 10), percent=50),
        SECOND,
        says(d(6, 10), percent=70, round_=Q2),
        says(d(6, 12), percent=10, round_=Q2),
    )
    of = year(*both)
    assert lit(of, d(6, 11)) == ("green", 10)
    assert lit(of, d(6, 12)) == ("amber", 6)
    # What a late file says of the round before is what counted before the round.
    of = year(FIRST, *both[2:], says(d(6, 14), percent=0))
    assert (lit(of, d(6, 13)), lit(of, d(6, 14))) == (("amber", 6), ("red", 5))
    assert lit(year(*both, Settle(d(6, 13), Q2, A, "1.1", "percent", 10)), d(6, 13)) == ("red", 5)
    assert lit(year(*both, Settle(d(6, 13), Q2, A, "1.1", "percent", 70)), d(6, 13)) == ("green", 10)


def test_entered_by_the_office_counts_until_decided() -> None:
    told = Entered(d(3, 9), Q1, A, "1.1", Cells(percent=60), d(3, 9))
    of = year(FIRST, told, says(d(3, 10), percent=0))
    assert asked(of, d(3, 9)).returned
    assert lit(of, d(3, 10)) == ("amber", 6)
    assert lit(year(FIRST, told, says(d(3, 10), percent=60)), d(3, 10)) == ("green", 10)


def test_done_that_was_sent_back_counts_as_running_with_the_percent_before() -> None:
    of = year(
        FIRST, says(d(3, 10), percent=20), SECOND, says(d(6, 10), "已完成", 100, Q2), Refuse(d(6, 12), Q2, A, "1.1")
    )
    assert lit(of, d(6, 11)) == ("green", 3)
    assert lit(of, d(6, 12)) == ("amber", 6)  # 44.5% against 20%
    assert asked(of, d(6, 12)) == Asked(owed=True, returned=True, missing=False, on_time=True)
    told = Entered(d(6, 10), Q2, A, "1.1", Cells("已完成", 100), d(6, 10))
    of = year(FIRST, says(d(3, 10), percent=5), SECOND, told, Refuse(d(6, 12), Q2, A, "1.1"))
    assert lit(of, d(6, 12)) == ("red", 5)


def test_a_percent_that_was_reported_after_done_stays_when_that_is_sent_back() -> None:
    of = year(
        FIRST, says(d(3, 10), "已完成", 100), SECOND, says(d(6, 10), None, 60, Q2), Refuse(d(6, 12), Q2, A, "1.1")
    )
    assert lit(of, d(6, 12)) == ("green", 10)


def test_from_a_pause_that_was_sent_back_nothing_differs() -> None:
    start = (FIRST, says(d(3, 10), "暂缓", 60), Refuse(d(3, 12), Q1, A, "1.1"))
    told = Entered(d(3, 14), Q1, A, "1.1", Cells("推进中", 60), d(3, 14))
    assert lit(year(*start, told), d(3, 14)) == ("green", 10)


def test_after_a_pause_the_claim_before_it_counts() -> None:
    of = year(FIRST, says(d(3, 10), percent=50), SECOND, says(d(6, 10), "暂缓", 55, Q2), Pause(d(6, 11), Q2, A, "1.1"),
              Resume(d(6, 25), Q2, A, "1.1"))  # fmt: skip
    assert lit(of, d(6, 10)) == ("amber", 6)
    assert lit(of, d(6, 11)) == ("grey", 2)
    assert not asked(of, d(6, 11)).owed
    assert lit(of, d(6, 25)) == ("green", 10)
    assert asked(of, d(6, 25)).owed
    assert lit(of, d(8, 10)) == ("amber", 6)  # 60.7% against 50%, not against 55%


def test_what_a_later_round_reported_before_a_pause_was_agreed_to_counts_when_it_has_ended() -> None:
    start = (FIRST, says(d(3, 10), "暂缓", 10), SECOND)
    end = (Pause(d(6, 15), Q1, A, "1.1"), Resume(d(6, 25), Q2, A, "1.1"))
    assert lit(year(*start, *end), d(6, 25)) == ("amber", 7)
    assert lit(year(*start, says(d(6, 12), None, 50, Q2), *end), d(6, 25)) == ("green", 10)


def test_a_pause_that_stands_in_two_rounds_is_asked_for_by_both() -> None:
    start = (FIRST, says(d(3, 10), "暂缓", 50), SECOND, says(d(6, 12), "暂缓", None, Q2))
    end = (Pause(d(6, 15), Q2, A, "1.1"), Resume(d(6, 25), Q2, A, "1.1"))
    assert lit(year(*start, *end), d(6, 25)) == ("amber", 7)


def test_a_late_file_of_the_round_before_says_what_was_claimed_before_a_pause() -> None:
    start = (FIRST, says(d(3, 10), percent=0), SECOND, says(d(6, 10), "暂缓", 55, Q2))
    end = (Pause(d(6, 15), Q2, A, "1.1"), Resume(d(6, 25), Q2, A, "1.1"))
    assert lit(year(*start, *end), d(6, 25)) == ("red", 5)
    again = HandOut(d(6, 11), Q1, d(6, 20))
    late = (*start, again, says(d(6, 12), percent=50), *end)
    assert lit(year(*late), d(6, 25)) == ("green", 10)


def test_after_a_pause_that_the_first_report_asked_for_nothing_is_claimed() -> None:
    of = year(FIRST, says(d(3, 10), "暂缓", 10), Pause(d(3, 11), Q1, A, "1.1"), Resume(d(3, 12), Q1, A, "1.1"))
    assert (lit(of, d(3, 11)), lit(of, d(3, 12))) == (("grey", 2), ("grey", 7))


def test_what_a_file_said_of_a_paused_row_counts_if_adopted() -> None:
    start = (FIRST, says(d(3, 10), "暂缓", 10), Pause(d(3, 11), Q1, A, "1.1"), says(d(3, 12), percent=90))
    assert lit(year(*start), d(3, 12)) == ("grey", 2)
    assert lit(year(*start, AfterPause(d(3, 13), Q1, A, "1.1", adopt=True)), d(3, 13)) == ("green", 10)
    assert lit(year(*start, AfterPause(d(3, 13), Q1, A, "1.1", adopt=False)), d(3, 13)) == ("grey", 2)
    adopted = AfterPause(d(3, 13), Q1, A, "1.1", adopt=True)
    # A later return of the round may differ from it.
    assert lit(year(*start, adopted, says(d(3, 14), percent=80)), d(3, 14)) == ("amber", 6)


def test_within_one_press_decisions_come_first() -> None:
    of = year(FIRST, says(d(3, 10), "已完成", 100), says(d(3, 12), percent=100), Close(d(3, 12), Q1, A, "1.1"))
    assert lit(of, d(3, 12)) == ("green", 1)


def test_supporting_rows_stand_outside_the_task() -> None:
    of = year(FIRST, says(d(3, 10), percent=100), says(d(3, 12), "需协调", who=B), supports=(B,))
    assert lit(of, d(3, 11), B, "support") == ("grey", 0)
    assert lit(of, d(3, 12), B, "support") == ("amber", 0)
    assert reading(of, d(3, 12)).tasks == {"1.1": "green"}
    assert asked(of, d(3, 12), B) == Asked(owed=False, returned=True, missing=False, on_time=None)
    assert lit(year(FIRST, says(d(3, 12), who=B), supports=(B,)), date(2024, 6, 1), B, "support") == ("green", 0)


def test_a_task_takes_the_worst_light_and_is_grey_only_if_all_are() -> None:
    of = year(FIRST, says(d(3, 10), percent=100), leads=(A, B))
    assert reading(of, d(3, 11)).tasks == {"1.1": "green"}
    assert reading(of, d(3, 21)).tasks == {"1.1": "amber"}
    assert reading(of, d(3, 1)).tasks == {"1.1": "grey"}


def test_a_group_stands_for_its_members_and_its_section_owes_a_summary() -> None:
    groups = (Group("各校", (A,), B),)
    of = year(FIRST, Report(d(3, 10), Q1, B, summaries={"1.1": "都好。"}), leads=("各校",), groups=groups)
    assert lit(of, d(3, 1), B, "summary") == (None, 0)
    assert asked(of, d(3, 1), B) == Asked(owed=True, returned=False, missing=True, on_time=None)
    assert asked(of, d(3, 10), B) == Asked(owed=True, returned=True, missing=False, on_time=True)
    assert asked(of, d(3, 10), A).missing
    # Where a group supports alone there is nothing to sum up.
    supported = year(FIRST, leads=(A,), supports=("各校",), groups=(Group("各校", (B,), A),))
    assert [key for key in reading(supported, d(3, 1)).rows if key[2] == "summary"] == []


def test_on_time_is_judged_by_the_day_of_receipt_that_the_office_may_correct() -> None:
    of = year(FIRST, says(d(3, 21)), ReceivedOn(d(3, 23), Q1, A, d(3, 20)))
    assert asked(of, d(3, 22)).on_time is False
    assert asked(of, d(3, 23)).on_time is True


def test_a_new_name_is_the_same_department() -> None:
    of = year(FIRST, says(d(3, 10)), Rename(d(4, 1), A, "新科"), SECOND, says(d(6, 10), "已完成", 100, Q2, "新科"))
    assert lit(of, d(3, 31)) == ("green", 10)
    assert lit(of, d(4, 1), "新科") == ("green", 10)
    assert lit(of, d(6, 10), "新科") == ("green", 3)


def test_what_was_undone_waits_for_the_next_press() -> None:
    of = year(
        FIRST,
        says(d(3, 10), "已完成", 100),
        Close(d(3, 12), Q1, A, "1.1"),
        Undo(d(3, 12)),
        says(d(3, 15), who=B),
        leads=(A, B),
    )
    assert lit(of, d(3, 12)) == ("green", 3)
    assert lit(of, d(3, 15)) == ("green", 1)
    gone = year(FIRST, SECOND, Undo(d(6, 2)))
    assert current_round(gone, d(6, 1)) == Q2
    assert current_round(gone, d(6, 2)) == Q1


def test_what_was_decided_is_not_asked_again() -> None:
    told = Entered(d(3, 9), Q1, A, "1.1", Cells(percent=60), d(3, 9))
    settled = (FIRST, told, says(d(3, 10), percent=90), Settle(d(3, 12), Q1, A, "1.1", "percent", 90))
    assert lit(year(*settled), d(3, 12)) == ("green", 10)
    assert lit(year(*settled, says(d(3, 14), percent=90)), d(3, 14)) == ("green", 10)
    assert lit(year(*settled, says(d(3, 14), percent=80)), d(3, 14)) == ("amber", 6)
    # Nothing is a value as well.
    nothing = (
        FIRST,
        says(d(3, 9), percent=0),
        says(d(3, 10), percent=90),
        Settle(d(3, 12), Q1, A, "1.1", "percent", 90),
    )
    assert lit(year(*nothing, says(d(3, 14), percent=90)), d(3, 14)) == lit(year(*nothing), d(3, 12)) == ("green", 10)
    # The value that was rejected, reported anew, is asked about again.
    rejected = (
        FIRST,
        says(d(3, 9), percent=60),
        says(d(3, 10), percent=90),
        Settle(d(3, 12), Q1, A, "1.1", "percent", 90),
    )
    assert lit(year(*rejected), d(3, 12)) == ("green", 10)
    assert lit(year(*rejected, says(d(3, 14), percent=60)), d(3, 14)) == ("amber", 6)


def test_a_difference_nobody_decided_is_still_asked_in_the_next_round_until_it_is_reported_anew() -> None:
    both = (FIRST, says(d(3, 10), percent=50), says(d(3, 12), percent=60), SECOND)
    assert lit(year(*both), d(6, 2)) == ("amber", 6)
    assert lit(year(*both, says(d(6, 10), percent=60, round_=Q2)), d(6, 10)) == ("green", 10)


def test_a_newer_sheet_and_one_sent_back_replace_and_do_not_differ() -> None:
    again = HandOut(d(3, 11), Q1, d(3, 25))
    assert lit(year(FIRST, says(d(3, 10), percent=50), again, says(d(3, 12), percent=60)), d(3, 12)) == ("green", 10)
    start = (FIRST, says(d(3, 10), "已完成", 100), Refuse(d(3, 12), Q1, A, "1.1"))
    right = Report(d(3, 14), Q1, A, {"1.1": Cells("推进中", 70, "改好了。")}, put_right=True)
    assert lit(year(*start, right), d(3, 14)) == ("green", 10)


def test_a_newer_sheet_that_leaves_a_row_blank_takes_nothing_back() -> None:
    again = HandOut(d(3, 11), Q1, d(3, 25))
    of = year(FIRST, says(d(3, 10), "需协调"), again, Report(d(3, 12), Q1, A, {"1.1": Cells()}))
    assert lit(of, d(3, 12)) == ("amber", 6)


def test_a_late_file_of_an_earlier_round_fills_only_what_no_later_round_filled() -> None:
    of = year(FIRST, SECOND, says(d(6, 10), percent=60, round_=Q2), says(d(6, 12), percent=0, round_=Q1))
    assert lit(of, d(6, 12)) == ("green", 10)
    of = year(FIRST, SECOND, says(d(6, 10), None, None, Q2), says(d(6, 12), "需协调", 60, Q1))
    assert lit(of, d(6, 12)) == ("amber", 6)


def test_what_was_adopted_since_fills_only_what_no_later_round_filled_in() -> None:
    start = (FIRST, says(d(3, 10), "暂缓", 10), Pause(d(3, 11), Q1, A, "1.1"), says(d(3, 12), percent=90))
    later = (Resume(d(3, 25), Q1, A, "1.1"), SECOND, says(d(6, 10), percent=5, round_=Q2))
    assert lit(year(*start, *later, AfterPause(d(6, 12), Q1, A, "1.1", adopt=True)), d(6, 12)) == ("red", 5)
    # What asked for the pause is no report any more.
    asked_late = (
        FIRST,
        SECOND,
        says(d(6, 9), "暂缓", 5, Q2),
        Pause(d(6, 10), Q2, A, "1.1"),
        says(d(6, 11), percent=60),
    )
    assert lit(year(*asked_late, AfterPause(d(6, 12), Q1, A, "1.1", adopt=True)), d(6, 12)) == ("green", 10)
