"""Rounds have the names that offices give them, and the days they cover."""

from __future__ import annotations

from datetime import date

import pytest

from xlplan.schedule.rounds import follows, next_round, read_round, rounds_named
from xlplan.terms.errors import RoundError


@pytest.mark.parametrize(
    ("text", "name", "start", "end"),
    [
        ("2023Q2", "2023年第二季度", "2023-04-01", "2023-06-30"),
        ("2023q4", "2023年第四季度", "2023-10-01", "2023-12-31"),
        ("2023-Q1", "2023年第一季度", "2023-01-01", "2023-03-31"),
        ("２０２３年第二季度", "2023年第二季度", "2023-04-01", "2023-06-30"),
        (" 2023 年 第2季度\n", "2023年第二季度", "2023-04-01", "2023-06-30"),
        ("2023年二季度", "2023年第二季度", "2023-04-01", "2023-06-30"),
        ("2023-06", "2023年6月", "2023-06-01", "2023-06-30"),
        ("2023.6", "2023年6月", "2023-06-01", "2023-06-30"),
        ("2023/06", "2023年6月", "2023-06-01", "2023-06-30"),
        ("2024年02月份", "2024年2月", "2024-02-01", "2024-02-29"),
        ("2023年上半年", "2023年上半年", "2023-01-01", "2023-06-30"),
        ("2023下半年", "2023年下半年", "2023-07-01", "2023-12-31"),
        ("2023年秋季学期", "2023年秋季学期", "2023-08-01", "2024-01-31"),
        ("2023年春学期", "2023年春季学期", "2023-02-01", "2023-07-31"),
        ("2023年度", "2023年", "2023-01-01", "2023-12-31"),
    ],
)
def test_a_name_that_means_days(text: str, name: str, start: str, end: str) -> None:
    round_ = read_round(text)
    assert (round_.name, round_.start, round_.end) == (name, date.fromisoformat(start), date.fromisoformat(end))
    assert read_round(round_.name) == round_


@pytest.mark.parametrize("text", ["迎检专项", "第一期", "2023年第二季度补报", "23年6月", "2023-06-20", "1899年1月"])
def test_any_other_text_is_a_round_without_days(text: str) -> None:
    round_ = read_round(f"  {text}\n")
    assert (round_.name, round_.start, round_.end, round_.year) == (text, None, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "2023Q5",
        "2023Q0",
        "2023年第五季度",
        "2023年第二三季度",
        "2023年第十季度",
        "2023年13月",
        "2023-00",
        "2023-13",
    ],
)
def test_a_quarter_or_month_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(RoundError) as caught:
        read_round(text)
    assert caught.value.code == "unknown-round"
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("教育科　2023年第二季度　报送截止：2023年6月20日", ["2023年第二季度"]),
        ("教育科2023Q1推进情况表.xlsx", ["2023年第一季度"]),
        ("2023年6月情况，2023年06月20日前报", ["2023年6月"]),
        ("2023年秋季学期", ["2023年秋季学期"]),
        ("2023年下半年、 专项行动第2期", ["2023年下半年", "专项行动第2期"]),
        ("2023年第三季度", ["2023年第三季度"]),
        ("2023年重点工作", ["2023年"]),
        ("截止 2023年6月20日", []),
    ],
)
def test_the_rounds_that_a_text_names(text: str, named: list[str]) -> None:
    known = ["专项行动第2期", "2023年", "2023年6月"]
    assert rounds_named(text, known) == named


@pytest.mark.parametrize(
    ("name", "following"),
    [
        ("2023年第一季度", "2023年第二季度"), ("2023年第四季度", "2024年第一季度"), ("2023年6月", "2023年7月"), ("2023年12月", "2024年1月"),
        ("2023年上半年", "2023年下半年"), ("2023年下半年", "2024年上半年"), ("2023年春季学期", "2023年秋季学期"), ("2023年秋季学期", "2024年春季学期"),
        ("2023年", "2024年"), ("迎检专项", None),
    ],
)  # fmt: skip
def test_the_round_that_follows(name: str, following: str | None) -> None:
    found = next_round(read_round(name))
    assert (found.name if found else None) == following


@pytest.mark.parametrize(("name", "year"), [("2023年第二季度", 2023), ("2023年秋季学期", 2024), ("迎检专项", None)])
def test_the_year_in_which_a_round_ends(name: str, year: int | None) -> None:
    assert read_round(name).year == year


@pytest.mark.parametrize(
    ("earlier", "later", "found"),
    [
        ("2023Q2", "2023Q3", True),
        ("2023Q3", "2023Q2", False),
        ("2023年6月", "2023Q3", True),
        ("2023年上半年", "2023Q3", True),
        # What lies within the other, or around it, goes on beside it.
        ("2023Q2", "2023年6月", False),
        ("2023年6月", "2023Q2", False),
        ("2023Q4", "2023年", False),
        ("2023年春季学期", "2023Q3", False),
        # Without days, only numbers of one series follow each other.
        ("第九期", "第十期", True),
        ("23年6月", "23年7月", True),
        ("一号工程专项", "二号工程专项", False),
        ("五一检查", "十一检查", False),
        ("第三期", "第三期", False),
        ("第三期", "安全专项", False),
        ("2023Q2", "安全专项", False),
        ("安全专项", "2023Q3", False),
    ],
)
def test_what_comes_after_a_round(earlier: str, later: str, found: bool) -> None:
    assert follows(read_round(later), read_round(earlier)) is found
