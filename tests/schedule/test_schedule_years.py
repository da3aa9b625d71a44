"""Years, months and boundaries of a time limit that are left out or not clear."""

from __future__ import annotations

from datetime import date

import pytest
from support.read_limits import read

from xlplan.schedule.parse import read_schedule


def test_the_latest_end_is_due_and_earlier_ones_are_milestones() -> None:
    schedule = read("2023年3月底前完成方案，6月底前全面实施，2024年1月完成总结")
    assert schedule.due == date(2024, 1, 31)
    assert [(str(each.due), each.text) for each in schedule.milestones] == [
        ("2023-03-31", "2023年3月底前完成方案"),
        ("2023-06-30", "6月底前全面实施"),
    ]


def test_spans_joined_to_a_deadline_are_deadlines_too() -> None:
    schedule = read("3月、6月和9月底前报送")
    assert (schedule.kind, schedule.start, schedule.due) == ("deadline", None, date(2023, 9, 30))
    assert [str(each.due) for each in schedule.milestones] == ["2023-03-31", "2023-06-30"]


def test_a_deadline_comes_before_recurrence_and_routine() -> None:
    schedule = read("长期坚持，每季度末前报送，2025年底前完成")
    assert (schedule.kind, schedule.every, schedule.open_ended) == ("deadline", ("quarter",), False)


def test_a_year_left_out_is_the_last_one_named_in_the_cell() -> None:
    assert read("2024年3月底前完成方案，6月底前实施").due == date(2024, 6, 30)


def test_a_year_left_out_everywhere_is_the_plans_year() -> None:
    assert read("6月底前", year=2031).due == date(2031, 6, 30)


def test_a_date_that_does_not_exist_names_no_year_either() -> None:
    assert read("2019年2月30日，6月底前").due == date(2023, 6, 30)


def test_each_year_gets_a_milestone_wherever_the_span_stands() -> None:
    assert [str(each.due) for each in read("分年度完成，2023-2025年").milestones] == [
        "2023-12-31", "2024-12-31", "2025-12-31",
    ]  # fmt: skip


def test_year_by_year_without_any_span_is_not_guessed() -> None:
    assert read("分年实施").unparsed == ("分年实施",)


@pytest.mark.parametrize(
    ("text", "due"),
    [("2023年1月前", date(2022, 12, 31)), ("2025年前", date(2024, 12, 31)), ("一季度前", date(2022, 12, 31))],
)
def test_前_can_be_set_to_exclude_what_it_follows(text: str, due: date) -> None:
    schedule = read(text, before_includes=False)
    assert (schedule.due, schedule.unclear) == (due, (text,))


@pytest.mark.parametrize("text", ["2023年6月底前", "2023年6月末前", "2023年6月30日前", "国庆节前", "月底前"])
def test_a_clear_boundary_does_not_move_with_that_setting(text: str) -> None:
    assert read(text, before_includes=False) == read(text)
    assert read(text).unclear == ()


@pytest.mark.parametrize(
    "text", ["2023年6月至2023年3月", "2025-2023年", "6月30日至6月1日", "9月至3月", "2024年起2023年6月底前完成"]
)
def test_an_end_before_its_own_beginning_is_reported(text: str) -> None:
    assert read(text).reversed == (text,)


def test_the_rounds_month_is_not_guessed_without_a_day() -> None:
    schedule = read("月底前", today=None)
    assert (schedule.read, schedule.unparsed) == (False, ("月底前",))


def test_words_that_can_be_cut_in_many_ways_are_read_at_once() -> None:
    text = "完成时限" * 30 + "哈"
    assert "".join(read_schedule(text, year=2023).unparsed) == text


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("6月底前（遇节假日顺延）", "2023-06-30"),
        ("6月15日前，如遇周末顺延", "2023-06-15"),
        ("6月底前；如遇特殊情况延至9月底前", "2023-06-30"),
    ],
)
def test_how_long_it_may_take_if_something_comes_up_is_no_limit(text: str, due: str) -> None:
    assert str(read_schedule(text, year=2023).due) == due
