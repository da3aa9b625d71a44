"""Days that time limits refer to: school terms, ends of months, festivals, working days."""

from __future__ import annotations

from datetime import date

import pytest

from xlplan.schedule.calendar import (
    FIRST_LUNAR_YEAR,
    LUNAR_FESTIVALS,
    Festival,
    Terms,
    add_working_days,
    day_words,
    festival,
    is_working_day,
    month_end,
    term_in,
)

OWN = Terms((2, 20), (7, 5), (8, 28), (1, 15))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("terms", "spring", "autumn"),
    [
        (Terms(), ("2023-02-15", "2023-07-15"), ("2023-09-01", "2024-01-31")),
        (OWN, ("2023-02-20", "2023-07-05"), ("2023-08-28", "2024-01-15")),
    ],
)
def test_the_terms_of_a_year(terms: Terms, spring: tuple[str, str], autumn: tuple[str, str]) -> None:
    assert (terms.spring(2023), terms.autumn(2023)) == (tuple(map(day, spring)), tuple(map(day, autumn)))


def test_the_terms_around_a_day() -> None:
    found = Terms().around(day("2023-06-25"))
    assert [str(first) for first, _ in found] == [
        "2022-02-15", "2022-09-01", "2023-02-15", "2023-09-01", "2024-02-15", "2024-09-01",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "first", "last"), [("0001-06-01", 1, 2), ("9998-06-01", 9997, 9998), ("9999-06-01", 9998, 9998)]
)
def test_the_terms_around_the_ends_of_time(text: str, first: int, last: int) -> None:
    years = [start.year for start, _ in Terms().around(day(text))]
    assert (years[0], years[-1]) == (first, last)


@pytest.mark.parametrize(
    ("year", "month", "last"),
    [
        (2023, 1, "2023-01-31"),
        (2023, 2, "2023-02-28"),
        (2024, 2, "2024-02-29"),
        (2023, 4, "2023-04-30"),
        (2023, 12, "2023-12-31"),
    ],
)
def test_the_last_day_of_a_month(year: int, month: int, last: str) -> None:
    assert month_end(year, month) == day(last)


@pytest.mark.parametrize(
    ("name", "year", "found"),
    [
        ("元旦", 2023, "2023-01-01"), ("春节", 2023, "2023-01-22"), ("清明", 2023, "2023-04-05"), ("清明", 2024, "2024-04-04"),
        ("五一", 2023, "2023-05-01"), ("劳动节", 2023, "2023-05-01"), ("端午", 2023, "2023-06-22"), ("教师节", 2023, "2023-09-10"),
        ("中秋", 2023, "2023-09-29"), ("国庆", 2023, "2023-10-01"), ("十一", 2023, "2023-10-01"), ("高考", 2023, "2023-06-07"),
        ("春节", 2015, "2015-02-19"), ("中秋", 2050, "2050-09-30"),
    ],
)  # fmt: skip
def test_a_festival(name: str, year: int, found: str) -> None:
    assert festival(Festival(name), year) == day(found)


@pytest.mark.parametrize(("name", "year"), [("春节", 2014), ("端午", 2051)])
def test_a_lunar_festival_of_a_year_that_is_not_known(name: str, year: int) -> None:
    with pytest.raises(ValueError, match="no lunar festival is known"):
        festival(Festival(name), year)


def test_every_festival_has_a_day_in_every_year_of_the_table() -> None:
    years = range(FIRST_LUNAR_YEAR, FIRST_LUNAR_YEAR + len(LUNAR_FESTIVALS[Festival.SPRING].split()))
    assert {festival(name, year).year for name in Festival for year in years} == set(years)


@pytest.mark.parametrize(
    ("text", "worked"),
    [
        ("2023-06-21", True), ("2023-06-22", False), ("2023-06-24", False), ("2023-06-25", True), ("2023-10-01", False), ("2023-10-07", True),
        # Without a published arrangement: Monday to Friday.
        ("2003-06-20", True), ("2003-06-21", False), ("2050-10-03", True),
    ],
)  # fmt: skip
def test_whether_offices_work_on_a_day(text: str, worked: bool) -> None:
    assert is_working_day(day(text)) is worked


@pytest.mark.parametrize(
    ("start", "count", "found"),
    [
        ("2023-06-21", 0, "2023-06-21"), ("2023-06-21", 1, "2023-06-25"), ("2023-06-21", 3, "2023-06-27"), ("2023-06-24", 1, "2023-06-25"),
        ("2023-09-28", 1, "2023-10-07"),
    ],
)  # fmt: skip
def test_working_days_after_a_day(start: str, count: int, found: str) -> None:
    assert add_working_days(day(start), count) == day(found)


def test_a_day_as_people_write_it() -> None:
    assert day_words(day("2023-06-05")) == "2023年6月5日"


@pytest.mark.parametrize(
    ("title", "term"),
    [
        ("2026年春季学期工作分工表", "春"),
        ("2025—2026学年第二学期工作安排", "春"),
        ("2025-2026学年上学期计划", "秋"),
        ("2026年秋季招生工作分工", "秋"),
        ("春、秋季学期工作", ""),
        ("2025-2026学年度第一学期、第二学期安排", ""),
        ("2026年春节工作", ""),
        ("下学期工作", ""),
    ],
)
def test_the_term_that_a_title_names(title: str, term: str) -> None:
    assert term_in(title) == term
