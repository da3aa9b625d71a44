"""When what recurs is due next, and which due days were missed: any today, any last report, the terms an office has."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplan.schedule.calendar import Terms, is_working_day
from xlplan.schedule.due import due_after_notice, missed_due, next_due
from xlplan.schedule.parse import read_schedule


def due(text: str, today: str, last_report: str | None = None, year: int = 2023, **other: Any) -> str | None:
    day = date.fromisoformat(today)
    schedule = read_schedule(text, year=year, today=day)
    found = next_due(schedule, day, date.fromisoformat(last_report) if last_report else None, **other)
    return str(found.day) if found else None


def missed(text: str, today: str, last_report: str | None, year: int = 2023, **other: Any) -> list[str]:
    day = date.fromisoformat(today)
    reported = date.fromisoformat(last_report) if last_report else None
    return [str(each.day) for each in missed_due(read_schedule(text, year=year, today=day), day, reported, **other)]


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("每月25日前", "2023-05-10", "2023-05-25"),
        ("每月25日前", "2023-05-25", "2023-05-25"),
        ("每月25日前", "2023-05-26", "2023-06-25"),
        ("每月25日前", "2023-12-26", "2024-01-25"),
        ("每月1日、15日", "2023-05-02", "2023-05-15"),
        ("每月1日、15日", "2023-05-16", "2023-06-01"),
        ("每月", "2023-02-10", "2023-02-28"),
        ("每月底", "2024-02-10", "2024-02-29"),
        ("每月31日前", "2023-04-10", "2023-04-30"),
        ("每月30日前", "2024-02-29", "2024-02-29"),
        ("每月中旬", "2023-05-10", "2023-05-20"),
        ("每旬", "2023-05-21", "2023-05-31"),
        ("每半月一次", "2023-05-16", "2023-05-31"),
        ("每周五", "2023-05-10", "2023-05-12"),
        ("每周五", "2023-12-30", "2024-01-05"),
        ("每周一、三、五", "2023-05-11", "2023-05-12"),
        ("每周一查", "2023-05-10", "2023-05-14"),
        ("每季度末月25日前", "2023-05-10", "2023-06-25"),
        ("每季度首月10日前", "2023-05-10", "2023-07-10"),
        ("每季度", "2023-10-01", "2023-12-31"),
        ("每半年", "2023-05-10", "2023-06-30"),
        ("每半年（5月、11月）", "2023-06-10", "2023-11-30"),
        ("双月", "2023-05-10", "2023-06-30"),
        ("单月", "2023-06-10", "2023-07-31"),
        ("每年2月29日前", "2023-01-10", "2023-02-28"),
        ("每年2月29日前", "2024-01-10", "2024-02-29"),
        ("每年1月15日和7月15日前", "2023-05-10", "2023-07-15"),
        ("每年3、6、9、12月", "2023-05-10", "2023-06-30"),
        ("每年12月底前", "2023-05-10", "2023-12-31"),
        ("每年教师节前", "2023-09-10", "2024-09-09"),
        ("每年春节前", "2023-05-10", "2024-02-09"),
        ("每年元旦前", "2023-05-10", "2023-12-31"),
        ("每日", "2023-05-13", "2023-05-13"),
        ("收到通知后10个工作日内", "2023-05-10", None),
        ("2023年6月底前", "2023-05-10", None),
        ("常规工作", "2023-05-10", None),
    ],
)
def test_the_next_due_day(text: str, today: str, expected: str | None) -> None:
    assert due(text, today) == expected


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("每个工作日", "2023-09-29", "2023-10-07"),  # Over 中秋 and 国庆 to the Saturday that is worked for them.
        ("每月最后一个工作日", "2023-04-30", "2023-05-31"),
        ("每月最后一个工作日", "2023-09-10", "2023-09-28"),
        ("每月前5个工作日内", "2023-10-01", "2023-10-11"),
        ("每季度结束后15日内", "2023-05-10", "2023-07-15"),
        ("每季度结束后10个工作日内", "2023-10-01", "2023-10-18"),
        ("每月25日前", "2023-06-25", "2023-06-25"),  # A Sunday: holidays do not move due days.
    ],
)
def test_working_days_count_only_where_the_limit_says_so(text: str, today: str, expected: str) -> None:
    assert due(text, today) == expected


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("每学期", "2023-05-10", "2023-07-15"),
        ("每学期", "2023-08-01", "2024-01-31"),
        ("每学期开学前", "2023-05-10", "2023-08-31"),
        ("每学期开学前", "2023-09-01", "2024-02-14"),
        ("每学年", "2023-05-10", "2023-07-15"),
        ("每学年", "2023-08-10", "2024-07-15"),
        ("每年秋季学期", "2023-05-10", "2024-01-31"),
        ("每年春季学期", "2023-05-10", "2023-07-15"),
    ],
)
def test_terms(text: str, today: str, expected: str) -> None:
    assert due(text, today) == expected


def test_the_offices_own_terms_are_followed() -> None:
    terms = Terms(spring_start=(2, 20), spring_end=(7, 5), autumn_start=(8, 28), autumn_end=(1, 20))
    assert due("每学期", "2023-05-10", terms=terms) == "2023-07-05"
    assert due("每学期开学前", "2023-05-10", terms=terms) == "2023-08-27"
    assert missed("每学期", "2024-02-01", "2023-05-10", terms=terms) == ["2024-01-20"]


@pytest.mark.parametrize(
    ("text", "today", "begin", "expected"),
    [
        ("每两周", "2023-05-10", date(2023, 5, 1), "2023-05-14"),
        ("每两周", "2023-05-10", date(2023, 5, 8), "2023-05-21"),
        ("双周周报，每两周", "2023-05-15", date(2023, 5, 1), "2023-05-28"),
        ("每三个月一次", "2023-05-10", None, "2023-06-30"),
        ("每两年一次", "2023-05-10", date(2022, 1, 1), "2023-12-31"),
        ("每两年一次", "2023-05-10", date(2023, 1, 1), "2024-12-31"),
        ("三年一轮", "2023-05-10", date(2023, 1, 1), "2025-12-31"),
    ],
)
def test_every_so_many_are_counted_from_the_plans_first_day(
    text: str, today: str, begin: date | None, expected: str
) -> None:
    assert due(text, today, begin=begin) == expected


def test_of_several_recurrences_the_nearest_is_next() -> None:
    schedule = read_schedule("校级每周一查，督学每月一查", year=2023)
    found = next_due(schedule, date(2023, 5, 30))
    assert found and (found.day, found.recurrence.by) == (date(2023, 5, 31), "督学")


# --- within what the rest of the cell says --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("2023年9月—2024年6月，每月一次", "2023-05-10", "2023-09-30"),
        ("2023年9月—2024年6月，每月一次", "2024-07-01", None),
        ("2023年3月起每月25日前", "2023-01-10", "2023-03-25"),
        ("长期坚持，每季度末前报送，2025年底前完成", "2026-01-10", None),
        ("2023年6月底前完成，以后每年更新", "2023-05-10", "2023-12-31"),
        ("22年底完成名单。23年起每年更新", "2023-05-10", "2023-12-31"),
    ],
)
def test_nothing_is_due_outside_the_limits_own_bounds(text: str, today: str, expected: str | None) -> None:
    assert due(text, today) == expected


# --- what was reported ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "today", "last_report", "expected"),
    [
        ("每月25日前", "2023-08-10", "2023-05-25", ["2023-06-25", "2023-07-25"]),
        ("每月25日前", "2023-08-10", "2023-05-27", ["2023-06-25", "2023-07-25"]),  # Late for May, not early for June.
        ("每月25日前", "2023-08-10", "2023-06-20", ["2023-07-25"]),  # Early for June.
        ("每月25日前", "2023-06-25", "2023-05-25", []),  # Due today is not missed yet.
        ("每月25日前", "2023-06-26", "2023-05-25", ["2023-06-25"]),
        ("每月1日、15日", "2023-06-20", "2023-06-02", ["2023-06-15"]),
        ("每月", "2024-03-01", "2024-01-31", ["2024-02-29"]),
        ("每月", "2023-03-01", "2023-01-10", ["2023-02-28"]),
        ("每周五", "2023-05-20", "2023-05-10", ["2023-05-19"]),
        ("每季度", "2023-10-01", "2023-05-10", ["2023-09-30"]),
        ("每季度结束后15日内", "2023-10-16", "2023-07-10", ["2023-10-15"]),
        ("每学期开学前", "2023-09-02", "2023-03-01", []),  # In the time before the autumn term: for that term.
        ("每年2月29日前", "2025-03-01", "2023-02-28", ["2024-02-29", "2025-02-28"]),
        ("每个工作日", "2023-10-09", "2023-09-28", ["2023-10-07", "2023-10-08"]),
        ("2023年3月起每月25日前", "2023-05-01", None, ["2023-03-25", "2023-04-25"]),
        ("每月25日前", "2023-03-01", None, ["2023-01-25", "2023-02-25"]),
        ("2023年6月底前", "2023-08-10", None, []),
    ],
)
def test_what_was_missed_since_the_last_report(
    text: str, today: str, last_report: str | None, expected: list[str]
) -> None:
    assert missed(text, today, last_report) == expected


def test_what_is_reported_early_is_not_due_again() -> None:
    assert due("每月25日前", "2023-06-21", "2023-06-20") == "2023-07-25"
    assert due("每月25日前", "2023-06-21", "2023-05-30") == "2023-06-25"


RECURRING = ("每日", "每个工作日", "每周", "每周五", "每两周", "每月", "每月31日前", "每月1日、15日", "每月最后一个工作日", "每季度首月10日前",
             "每季度结束后15日内", "每学期", "每学期开学前", "每半年", "每学年", "每年2月29日前", "每两年一次", "双月")  # fmt: skip


@given(st.sampled_from(RECURRING), st.dates(date(2016, 1, 1), date(2040, 12, 31)), st.integers(0, 1500))
def test_missed_and_next_never_overlap_and_leave_no_gap(text: str, today: date, ago: int) -> None:
    schedule = read_schedule(text, year=today.year, today=today)
    reported, begin = today - timedelta(days=ago), date(2010, 1, 1)
    behind = [each.day for each in missed_due(schedule, today, reported, begin=begin)]
    ahead = next_due(schedule, today, reported, begin=begin)
    assert behind == sorted(behind) and all(reported < day < today for day in behind)
    assert ahead is not None and ahead.day >= today
    later = [each.day for each in missed_due(schedule, ahead.day + timedelta(days=1), reported, begin=begin)]
    assert later == [*behind, *[ahead.day] * later.count(ahead.day)] and ahead.day in later


@given(st.dates(date(2016, 1, 1), date(2026, 12, 31)), st.integers(1, 30))
def test_a_notices_working_days_are_counted_one_by_one(notice: date, count: int) -> None:
    last = due_after_notice(f"收到通知后{count}个工作日内", notice)
    assert last is not None
    days = [notice + timedelta(days=n) for n in range(1, (last - notice).days + 1)]
    assert sum(map(is_working_day, days)) == count and is_working_day(last)
