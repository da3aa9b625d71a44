"""What validation finds of time limits: what is over, unclear, or read as another day."""

from __future__ import annotations

from datetime import date, time

import pytest
from support.checked import second, table
from support.tables import FIRST, HEADINGS, SECOND, found, row

from xlplan.plan.checks import check
from xlplan.plan.read_plan import read_plan
from xlplan.schedule.rounds import read_round
from xlplan.terms.cells import Grid


@pytest.mark.parametrize(
    ("limit", "due"),
    [("5个工作日", date(2024, 3, 11)), ("15日内", date(2024, 3, 19)), ("当日办结", date(2024, 3, 4)), ("15日", None)],
)
def test_a_length_alone_is_counted_from_the_one_column_that_says_when_it_was_given_out(
    limit: str, due: date | None
) -> None:
    one = table((*HEADINGS, "交办时间"), (*FIRST[:5], limit, "3月4日"), (*SECOND, ""), settings={"年度": 2024})
    assert one.tasks[0].schedule.due == due
    two = table((*HEADINGS, "交办时间", "立项时间"), (*FIRST[:5], limit, "3月4日", "3月1日"), (*SECOND, "", ""))
    assert two.tasks[0].schedule.due is None


def test_a_day_without_a_year_is_one_of_the_plans() -> None:
    rows = (
        (*HEADINGS, "交办时间"),
        (*FIRST[:5], "交办后15个工作日内", "3月4日"),
        (*SECOND[:5], "交办后15个工作日内", "3月"),
    )
    read = table(*rows, settings={"年度": 2024})
    assert [task.schedule.due for task in read.tasks] == [date(2024, 3, 25), None]


@pytest.mark.parametrize(("round_", "over"), [("2023年第二季度", []), ("2023年7月", ["F2"]), ("任意一期", [])])
def test_a_limit_that_ended_before_the_first_round_is_said(round_: str, over: list[str]) -> None:
    said = [item for item in check(table(), read_round(round_)) if item.code != "plan-start-missing"]
    assert [(item.code, item.cell) for item in said] == [("schedule-over", cell) for cell in over]


@pytest.mark.parametrize(
    ("limit", "round_", "said"),
    [
        ("1月15日前", "2023年11月", ["schedule-next-year"]),
        ("2023年1月15日前", "2023年11月", ["schedule-over"]),
        ("今年1月15日前", "2023年11月", ["schedule-over"]),
        ("寒假前", "2023年11月", ["schedule-next-year"]),
        ("3月底前", "2023年第二季度", ["schedule-over"]),
        ("6月底前", "2023年11月", ["schedule-over"]),
        ("12月底前", "2023年11月", []),
        ("寒假前", "2023年1月", ["schedule-year"]),
    ],
)
def test_a_limit_without_a_year_that_is_long_over_may_be_the_next_years(
    limit: str, round_: str, said: list[str]
) -> None:
    assert [item.code for item in check(second(schedule=limit), read_round(round_)) if item.cell == "F3"] == said


@pytest.mark.parametrize(
    ("limit", "round_", "plan_start", "said"),
    [
        ("12月底前", "2023年11月", "", 1),
        ("12月底前", "2023年11月", "2023-11-01", 0),
        ("12月底前", "2023年第二季度", "", 0),
        ("10月至12月", "2023年11月", "", 0),
        ("长期坚持", "2023年11月", "", 0),
        ("12月底前", "第一批", "", 0),
    ],
)
def test_a_plan_of_the_second_half_year_is_asked_when_it_began(
    limit: str, round_: str, plan_start: str, said: int
) -> None:
    settings = {"计划开始日": plan_start} if plan_start else {}
    plan = table(HEADINGS, row(FIRST, schedule=limit), settings=settings)
    found = [item for item in check(plan, read_round(round_)) if item.code == "plan-start-missing"]
    assert len(found) == said
    assert all("没写开始日子的 1 项（如 1.1）" in item.message for item in found)


@pytest.mark.parametrize(
    ("limit", "made", "said"),
    [
        ("1月15日前", date(2023, 11, 30), ["schedule-next-year"]),
        ("寒假前", date(2023, 11, 30), ["schedule-next-year"]),
        ("6月底前", date(2023, 11, 30), []),
        ("1月15日前", date(2024, 11, 30), []),
        ("1月15日前", date(2023, 1, 10), []),
    ],
)
def test_a_table_taken_over_asks_for_the_year_of_what_is_long_over(limit: str, made: date, said: list[str]) -> None:
    taken_over = table(HEADINGS, row(FIRST, schedule="12月底前"), row(SECOND, schedule=limit))
    assert [item.code for item in check(taken_over, made=made) if item.cell == "F3"] == said


def test_of_a_table_of_which_most_is_over_no_limit_is_asked_about() -> None:
    over = table(HEADINGS, row(FIRST, schedule="1月底前"), row(SECOND, schedule="3月底前"))
    assert "schedule-next-year" not in [item.code for item in check(over, made=date(2023, 11, 30))]


def test_each_unclear_clause_names_its_own_day() -> None:
    plan = second(schedule="2023年1月前制定方案；2023年9月前完成")
    assert [item.message[-11:] for item in check(plan)] == ["2023-01-31。", "2023-09-30。"]


def test_a_time_of_day_is_no_text() -> None:
    assert ("value-date", "warning", "F3", "1.2") in found(second(schedule=time(8, 30)))


@pytest.mark.parametrize(
    ("schedule", "told"),
    [
        ("2023年6月1日、15日", ["15日"]), ("不早于2023年6月", ["不早"]), ("去年底", ["去"]), ("2023年12月（力争10月）", ["力争"]), ("2023年秋", ["秋"]), ("2023年秋季学期开学前—2023.11", ["2023年秋季学期开学前"]),
        ("力争2023年10月底前完成", []), ("2023年6月15日前完成选址", []),
    ],
)  # fmt: skip
def test_words_that_make_another_day_of_a_limit_are_told(schedule: str, told: list[str]) -> None:
    found = check(table(HEADINGS, row(FIRST, schedule=schedule), SECOND))
    assert [
        f"里的“{part}”没有读进去" in item.message for item in found for part in told if item.code == "schedule-part"
    ] == [True] * len(told)
    assert [item.cell for item in found if item.code == "schedule-part"] == ["F2"] * len(told)


def test_a_table_without_limits_says_which_period_its_title_names() -> None:
    found = check(
        read_plan(
            [Grid("分工表", [["2026年第三季度重点任务"], ["任务", "执行部门", "时限"], ["办好甲事", "教育科", None]])],
            today=date(2026, 1, 5),
        )
    )
    told = next(item for item in found if item.code == "limits-missing")
    assert told.cell == "C2" and "“2026年第三季度”没有当作时限" in told.message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("春季学期开学前一周", "schedule-part"),
        ("寒假前两周", "schedule-part"),
        ("6月底前调整为7月底", "schedule-part"),
        ("1月底前完成整改", None),
        ("6月底前完成机构调整", None),
        ("8月31日前（开学前）", None),
        ("开学前", "schedule-term"),
    ],
)
def test_what_is_left_of_a_limit_is_told_where_it_makes_another_day(text: str, code: str | None) -> None:
    told = {"schedule-part", "schedule-term"}
    assert [each.code for each in check(second(schedule=text)) if each.code in told] == ([code] if code else [])


def test_before_a_term_is_before_that_of_the_title() -> None:
    named = {"计划名称": "2026年春季学期工作", "年度": 2026}
    plan = table(HEADINGS, FIRST, row(SECOND, schedule="开学前"), settings=named)
    assert str(plan.tasks[1].schedule.due) == "2026-02-14" and not plan.tasks[1].schedule.term_assumed
