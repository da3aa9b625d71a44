"""How time limits read: the real table's cells, every rule's own examples, and what must hold for any text at all."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.time_limits import time_limits

from xlplan.schedule.calendar import Festival, Terms, add_working_days, festival, is_working_day
from xlplan.schedule.context import Context
from xlplan.schedule.dates import FORMS, RANGE, RANGES, SPAN, Form, read_span
from xlplan.schedule.due import due_after_notice
from xlplan.schedule.meanings import Rule, Unit
from xlplan.schedule.parse import parts_by_rule, read_schedule
from xlplan.schedule.repeats import REPEATS
from xlplan.schedule.rules import TIME_LIMIT_RULES
from xlplan.schedule.scan import normalise, scan, tidy
from xlplan.schedule.schedule import Schedule, ScheduleKind
from xlplan.schedule.words import describe, schedule_json

TODAY = date(2023, 5, 10)


def read(text: str, **other: Any) -> Schedule:
    return read_schedule(text, **{"year": 2023, "today": TODAY, **other})


def as_json(text: str, **fields: Any) -> dict[str, Any]:
    """Return the whole object; fields that are not named are empty."""
    empty: dict[str, Any] = {
        "text": text, "kind": "none", "start": None, "due": None, "every": [], "recurrences": [], "milestones": [],
        "deliverables": [], "unparsed": [],
    }  # fmt: skip
    return empty | fields


# --- the real table -------------------------------------------------------------------------------------------------

DIVIDED = "2023-2025分年实施。配套制定《翔安区进一步优化中小学教育资源配置\n实施方案》"
ROUTINE = "常规推进，校级每周一查，督学每月一查，进修学校实时跟进，相关部门支持协调。"
LASTING = "2023-2025年持续开展。"

DIVIDED_READ = as_json(
    DIVIDED,
    kind="period",
    start="2023-01-01",
    due="2025-12-31",
    milestones=[{"due": f"{year}-12-31", "text": "2023-2025分年实施"} for year in (2023, 2024, 2025)],
    deliverables=["《翔安区进一步优化中小学教育资源配置实施方案》"],
)
ROUTINE_READ = as_json(
    ROUTINE,
    kind="recurring",
    every=["week", "month"],
    recurrences=[
        {"unit": "week", "interval": 1, "day": None, "by": "校级", "text": "校级每周一查"},
        {"unit": "month", "interval": 1, "day": None, "by": "督学", "text": "督学每月一查"},
    ],
    unparsed=["进修学校实时跟进", "相关部门支持协调"],
)
LASTING_READ = as_json(LASTING, kind="period", start="2023-01-01", due="2025-12-31")

REAL_TABLE: dict[str, dict[str, Any]] = {
    **{f"1.{n}": DIVIDED_READ for n in range(1, 6)},
    "2.1": as_json(
        "2023-2025年持续开展。配套完善新教师考核办法。",
        kind="period", start="2023-01-01", due="2025-12-31", deliverables=["新教师考核办法"],
    ),
    "2.2": as_json(
        "22年底完成传帮带三级名单。23年起常规实施。",
        kind="deadline", start="2023-01-01", due="2022-12-31", unparsed=["完成传帮带三级名单"],
    ),
    "2.3": LASTING_READ,
    "2.4": as_json("配套制定加强中小学教研的通知。", deliverables=["加强中小学教研的通知"]),
    "2.5": LASTING_READ,
    **{f"3.{n}": ROUTINE_READ for n in range(1, 5)},
    "3.5": as_json("2022年底数据平台建成适用。", kind="deadline", due="2022-12-31", unparsed=["数据平台建成适用"]),
    **{f"4.{n}": ROUTINE_READ for n in range(1, 6)},
    "5.1": as_json("2023年1月前建立监测数据库。", kind="deadline", due="2023-01-31", unparsed=["建立监测数据库"]),
    "5.2": as_json(
        "2023年1月前修改完善我区质量提升奖励办法",
        kind="deadline", due="2023-01-31", deliverables=["我区质量提升奖励办法"],
    ),
    **{f"5.{n}": as_json("常规工作", kind="routine") for n in range(3, 6)},
}  # fmt: skip


@pytest.mark.parametrize("task", REAL_TABLE)
def test_every_task_of_the_real_table_reads_as_agreed(task: str) -> None:
    expected = REAL_TABLE[task]
    assert schedule_json(read_schedule(expected["text"], year=2023)) == expected


def test_the_real_table_has_all_its_tasks() -> None:
    assert sorted(REAL_TABLE) == [f"{project}.{n}" for project in range(1, 6) for n in range(1, 6)]


@pytest.mark.parametrize("task", ["5.1", "5.2"])
def test_a_month_before_前_is_said_to_be_unclear(task: str) -> None:
    assert read(REAL_TABLE[task]["text"]).unclear == (REAL_TABLE[task]["text"].rstrip("。"),)


def test_a_deadline_before_the_beginning_of_another_clause_is_no_error() -> None:
    assert read(REAL_TABLE["2.2"]["text"]).reversed == ()


# --- the rules' own examples ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "text", "days"),
    [pytest.param(form, text, days, id=text) for form in (*FORMS, *RANGES) for text, days in form.examples.items()],
)
def test_each_form_of_a_span_reads_its_examples(form: Form, text: str, days: tuple[str, str]) -> None:
    forms, pattern = (FORMS, SPAN) if form in FORMS else (RANGES, RANGE)
    found = re.compile(f"(?P<span>{pattern})", re.ASCII).fullmatch(normalise(text))
    assert found
    span = read_span(found, "span", Context(2023, TODAY), forms)
    assert (str(span.first), str(span.last)) == days


@pytest.mark.parametrize(
    ("rule", "text", "reading"),
    [
        pytest.param(rule, text, reading, id=text)
        for rule in TIME_LIMIT_RULES
        for text, reading in rule.examples.items()
    ],
)
def test_each_rule_reads_its_examples(rule: Rule, text: str, reading: str) -> None:
    pieces = [piece for clause in scan(tidy(text), Context(2023, TODAY)) for piece in clause]
    assert (rule.name, reading) in [(piece.rule, str(piece.reading)) for piece in pieces]


def test_every_rule_has_an_example() -> None:
    assert [rule.name for rule in TIME_LIMIT_RULES if not rule.examples] == []


_SPANS = [text for form in (*FORMS, *RANGES) for text in form.examples]
_SAID = [
    *(text for rule in TIME_LIMIT_RULES for text in rule.examples),
    *(limit.text for limit in time_limits()),
    *(f"{first}{joint}{last}前" for first in _SPANS for joint in ("至", "—", "底到") for last in _SPANS),
    *(f"{first}{joint}长期坚持" for first in _SPANS for joint in ("至", "起—", "底到")),
]


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in TIME_LIMIT_RULES if rule.needs])
def test_whatever_a_rule_reads_holds_what_the_rule_needs(rule: Rule) -> None:
    """Else its pattern would not even be tried."""
    pattern, needs = re.compile(rule.pattern, re.ASCII), re.compile(rule.needs, re.ASCII)
    said = [normalise(clause) for text in _SAID for clause in re.split("[。；;，,\n]", tidy(text))]
    assert [text for text in said if not needs.search(text) and pattern.search(text)] == []


# --- what offices write ---------------------------------------------------------------------------------------------

# text → kind, start, due, what was not understood
LIMITS = {
    "年底": ("deadline", None, "2023-12-31", ()),
    "年内": ("deadline", None, "2023-12-31", ()),
    "今年年底前": ("deadline", None, "2023-12-31", ()),
    "上半年": ("period", "2023-01-01", "2023-06-30", ()),
    "下半年完成": ("deadline", None, "2023-12-31", ()),
    "第三季度": ("period", "2023-07-01", "2023-09-30", ()),
    "三季度末": ("deadline", None, "2023-09-30", ()),
    "2023年一、二季度": ("period", "2023-01-01", "2023-06-30", ()),
    "9月份": ("period", "2023-09-01", "2023-09-30", ()),
    "3月—6月": ("period", "2023-03-01", "2023-06-30", ()),
    "2023年3-6月": ("period", "2023-03-01", "2023-06-30", ()),
    "3月至2024年2月": ("period", "2023-03-01", "2024-02-29", ()),
    "2023年9月至次年1月": ("period", "2023-09-01", "2024-01-31", ()),
    "从2023年6月起至2024年6月止": ("period", "2023-06-01", "2024-06-30", ()),
    "2023.9-2024.6": ("period", "2023-09-01", "2024-06-30", ()),
    "2023.6.1-2023.6.30": ("period", "2023-06-01", "2023-06-30", ()),
    "6月10日至20日": ("period", "2023-06-10", "2023-06-20", ()),
    "2023年3月上旬-中旬": ("period", "2023-03-01", "2023-03-20", ()),
    "22-23年": ("period", "2022-01-01", "2023-12-31", ()),
    "2023年至2025年6月": ("period", "2023-01-01", "2025-06-30", ()),
    "2023年底至2025年底": ("period", "2023-12-31", "2025-12-31", ()),
    "2023—2024学年第一学期": ("period", "2023-09-01", "2024-01-31", ()),
    "十四五期间": ("period", "2021-01-01", "2025-12-31", ()),
    "分三年完成": ("period", "2023-01-01", "2025-12-31", ()),
    "2024年起，分三年完成": ("period", "2024-01-01", "2026-12-31", ()),
    "2023.6.30": ("deadline", None, "2023-06-30", ()),
    "2023/6/30": ("deadline", None, "2023-06-30", ()),
    "2023-6-30": ("deadline", None, "2023-06-30", ()),
    "2023-06-30 00:00:00": ("deadline", None, "2023-06-30", ()),
    "２０２３年６月３０日前": ("deadline", None, "2023-06-30", ()),
    "2023 年 6 月 30 日 前": ("deadline", None, "2023-06-30", ()),
    "2023年6月30": ("deadline", None, "2023-06-30", ()),
    "2023年6月30日（周五）下午5点前": ("deadline", None, "2023-06-30", ()),
    "二〇二三年六月底": ("deadline", None, "2023-06-30", ()),
    "2023年\n6月底前": ("deadline", None, "2023-06-30", ()),
    "2024年2月29日": ("deadline", None, "2024-02-29", ()),
    "6月上旬完成": ("deadline", None, "2023-06-10", ()),
    "6月中旬前": ("deadline", None, "2023-06-20", ()),
    "2024年2月下旬": ("period", "2024-02-21", "2024-02-29", ()),
    "开学前": ("deadline", None, "2023-08-31", ()),
    "国庆节前": ("deadline", None, "2023-09-30", ()),
    "元旦前": ("deadline", None, "2023-12-31", ()),
    "2024年元旦前": ("deadline", None, "2023-12-31", ()),
    "教师节前": ("deadline", None, "2023-09-09", ()),
    "2024年春节前": ("deadline", None, "2024-02-09", ()),
    "月底前": ("deadline", None, "2023-05-31", ()),
    "本月25日前": ("deadline", None, "2023-05-25", ()),
    "2025年前": ("deadline", None, "2025-12-31", ()),
    "一季度前": ("deadline", None, "2023-03-31", ()),
    "2023年6月底前完成": ("deadline", None, "2023-06-30", ()),
    "截至2023年8月": ("deadline", None, "2023-08-31", ()),
    "2023年9月起实施，2025年底前完成": ("deadline", "2023-09-01", "2025-12-31", ()),
    "23年起": ("none", "2023-01-01", None, ()),
    "立即整改并长期坚持": ("routine", None, None, ()),
    "立行立改，长期坚持": ("routine", None, None, ()),
    "立行立改": ("none", None, None, ()),
    "立行立改，2026年3月底前完成": ("deadline", None, "2026-03-31", ()),
    "常态化": ("routine", None, None, ()),
    "长期坚持。": ("routine", None, None, ()),
    "按上级要求": ("none", None, None, ("按上级要求",)),
    "收到通知后10个工作日内": ("none", None, None, ("收到通知后10个工作日内",)),
    "2023年2月30日": ("none", None, None, ("2023年2月30日",)),
    "2023年13月底前完成": ("none", None, None, ("2023年13月底前完成",)),
    "2023年6月35日前": ("none", None, None, ("2023年6月35日前",)),
}


@pytest.mark.parametrize("text", LIMITS)
def test_limits_as_offices_write_them(text: str) -> None:
    schedule = schedule_json(read(text))
    kind, start, due, unparsed = LIMITS[text]
    assert (schedule["kind"], schedule["start"], schedule["due"]) == (kind, start, due)
    assert schedule["unparsed"] == list(unparsed)


# text → unit, interval, day, by
RECURRENCES = {
    "每日": ("day", 1, None, None),
    "每个工作日": ("day", 1, None, None),
    "每周五": ("week", 1, 5, None),
    "每周一查": ("week", 1, None, None),
    "每周一上报": ("week", 1, 1, None),
    "每周三次": ("week", 1, None, None),
    "每两周": ("week", 2, None, None),
    "隔周": ("week", 2, None, None),
    "督学每月一查": ("month", 1, None, "督学"),
    "每月25日前": ("month", 1, 25, None),
    "双月": ("month", 2, None, None),
    "一月一调度": ("month", 1, None, None),
    "每季度末月25日前": ("quarter", 1, 25, None),
    "按季度报送": ("quarter", 1, None, None),
    "每位教师每学期至少开课一节": ("term", 1, None, "每位教师"),
    "每半年": ("half-year", 1, None, None),
    "半年一次": ("half-year", 1, None, None),
    "每学年": ("year", 1, None, None),
    "教育科每年12月底前汇总": ("year", 1, None, "教育科"),
    "每年3、6、9、12月": ("year", 1, None, None),
}


@pytest.mark.parametrize("text", RECURRENCES)
def test_recurrences_as_offices_write_them(text: str) -> None:
    schedule = read(text)
    (each,) = schedule.recurrences
    assert (each.repeat.unit, each.repeat.interval, each.repeat.day, each.by) == RECURRENCES[text]
    assert (schedule.kind, schedule.due, schedule.unparsed, each.text) == ("recurring", None, (), text)


@pytest.mark.parametrize(
    ("text", "doers"),
    [
        ("学校每日、教育局每周、市局每月检查", ["学校", "教育局", "市局"]),
        ("各校每日自查、教育局每周抽查；市局每月通报", ["各校", "教育局", "市局"]),
        ("校级每周一查，督学每月一查", ["校级", "督学"]),
        ("每月25日前报教育科，教育科每季度末月30日前汇总", [None, "教育科"]),
    ],
)
def test_each_recurrence_has_whoever_does_it(text: str, doers: list[str | None]) -> None:
    assert [each.by for each in read(text).recurrences] == doers
    assert read(text).unparsed == ()


def test_what_is_done_is_not_taken_for_who_does_it() -> None:
    schedule = read("建立台账并每月更新")
    assert [(each.by, each.text) for each in schedule.recurrences] == [(None, "每月更新")]
    assert schedule.unparsed == ("建立台账",)


@pytest.mark.parametrize(
    "text",
    ["完成3个方案", "第2批", "1个以上", "12345热线", "3年内", "20年内", "教龄满30年", "2023级新生", "七年级", "3.5分", "第10周前",
     "厦教〔2023〕6号", "落实十四五规划", "北京市十一学校", "根据《2023年工作方案》推进", "二十一前", "半年内", "3个月内",
     "2023年6月至今", "6月后", "2023年6月初", "国庆期间", "2023年中考前"],
)  # fmt: skip
def test_numbers_and_words_that_are_no_dates_stay_unread(text: str) -> None:
    schedule = read(text)
    assert not schedule.read
    assert schedule.unparsed == (text,)


@pytest.mark.parametrize(
    ("text", "rest"),
    [("2023年内涵提升", "内涵提升"), ("2023年初中学业水平考试", "初中学业水平考试"), ("2023年6月前期准备", "前期准备")],
)
def test_a_word_that_only_begins_like_a_boundary_is_none(text: str, rest: str) -> None:
    schedule = read(text)
    assert (schedule.kind, schedule.unparsed) == ("period", (rest,))


# --- several limits, years left out, boundaries ---------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("6月、12月底前各报送一次", (6, 12)),
        ("3月、6月和9月底前各报一次", (3, 6, 9)),
        ("每年6月底、12月底前各报送1次", (6, 12)),
    ],
)
def test_months_each_with_its_own_turn_recur_every_year(text: str, months: tuple[int, ...]) -> None:
    schedule = read(text)
    assert (schedule.kind, schedule.due, schedule.unparsed) == ("recurring", None, ())
    assert [(each.repeat.unit, each.repeat.months) for each in schedule.recurrences] == [("year", months)]


@pytest.mark.parametrize(
    ("text", "start", "due"),
    [
        ("2023年3月1日立项，6个月内完成", "2023-03-01", "2023-09-01"),
        ("2023年8月31日印发，6个月内完成", "2023-08-31", "2024-02-29"),
        ("2023年9月26日交办，10个工作日内办结", "2023-09-26", "2023-10-16"),
        ("交办日期：2023年3月1日；15日内办结", "2023-03-01", "2023-03-16"),
        ("自2023.3.1印发之日起30日内", "2023-03-01", "2023-03-31"),
        ("3日内（2023年3月1日交办）", "2023-03-01", "2023-03-04"),
        ("2023年3月1日印发", "None", "2023-03-01"),
        ("2023年3月1日前，10个工作日内", "None", "2023-03-01"),
        ("10个工作日内", "None", "None"),
        ("2023年6月—长期", "2023-06-01", "None"),
        ("202306", "2023-06-01", "2023-06-30"),
        ("6/30", "None", "2023-06-30"),
    ],
)
def test_days_counted_from_one_that_is_written(text: str, start: str, due: str) -> None:
    schedule = read(text)
    assert (str(schedule.start), str(schedule.due)) == (start, due)


@pytest.mark.parametrize("text", ["完成1/2", "1/2以上", "2/3的学校", "13/1", "202313", "2023065"])
def test_ratios_and_numbers_are_no_days(text: str) -> None:
    assert read(text).due is None


def test_numbered_lines_are_sentences_of_their_own() -> None:
    schedule = read("1.2023年3月启动\n2.2023年12月底前完成")
    assert (schedule.start, schedule.due, schedule.unparsed) == (date(2023, 3, 1), date(2023, 12, 31), ())


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


def test_the_offices_own_terms_are_used() -> None:
    terms = Terms(spring_start=(2, 20), autumn_start=(8, 28))
    assert read("秋季学期开学前", terms=terms).due == date(2023, 8, 27)
    assert read("2024年春季学期开学前", terms=terms).due == date(2024, 2, 19)


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("制定2023年工作方案", ("2023年工作方案",)),
        ("印发《甲方案》《乙办法》", ("《甲方案》", "《乙办法》")),
        ("修订《教师考\n核办法》", ("《教师考核办法》",)),
        ("制定方案2023年6月底前印发通知", ("方案", "通知")),
        ("完善资金（含专项）管理办法", ("资金（含专项）管理办法",)),
        ("完善体系", ()),
    ],
)
def test_documents_to_be_drawn_up(text: str, documents: tuple[str, ...]) -> None:
    assert read(text).deliverables == documents


# --- notices, working days, festivals -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("收到通知后10个工作日内", date(2023, 10, 16)),  # Over 中秋 and 国庆, and the weekend worked for them.
        ("收到通知后十日内完成整改", date(2023, 10, 6)),
        ("会后两周内", date(2023, 10, 10)),
        ("2023年6月底前", None),
    ],
)
def test_a_limit_after_a_notice_does_not_count_the_day_of_the_notice(text: str, due: date | None) -> None:
    assert due_after_notice(text, date(2023, 9, 26)) == due


def test_make_up_days_are_worked_and_holidays_are_not() -> None:
    assert is_working_day(date(2023, 10, 7))
    assert not is_working_day(date(2023, 10, 2))


def test_without_an_official_arrangement_monday_to_friday_are_worked() -> None:
    assert add_working_days(date(2090, 1, 6), 1) == date(2090, 1, 9)


def test_festivals_agree_with_the_official_arrangements() -> None:
    from chinese_calendar.constants import holidays

    for year in range(2015, 2027):
        for name in ("春节", "清明", "端午", "中秋", "国庆", "五一", "元旦"):
            assert festival(Festival(name), year) in holidays, (name, year)


# --- whatever the text ----------------------------------------------------------------------------------------------

WORDS = (
    *"年月日号前底末内起止至到从每一二三五十两半周季度旬、，。；-—.（）《》\n 0123456789",
    "2023", "2024年", "22年", "6月", "2月30日", "6月30日", "分年", "分三年", "实施", "完成", "每季度", "学期", "开学前", "国庆节",
    "春节前", "配套制定", "办法", "方案", "常规", "持续", "推进", "长期坚持", "十四五", "期间", "第三季度", "上半年", "下旬", "每周一查",
    "督学", "收到通知后", "工作日", "以", "之", "并", "２０２３", "二〇二三年", "月底", "本月", "次年", "99年", "1900年", "2099年",
)  # fmt: skip
MIXTURES = st.lists(st.sampled_from(WORDS), max_size=25).map("".join)
TEXTS = st.text(max_size=60) | MIXTURES
SILENT = re.compile(r"(?:并且|[ 、,.;:!?，。；：！？·…\-—()（）\[\]【】\"“”'‘’/|\n并且])*")


def visible(text: str) -> str:
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cf", "Zl", "Zp"))


@given(TEXTS, st.integers(1, 9999), st.none() | st.dates(), st.booleans())
@example("分3年推进", 9998, None, False)
@settings(max_examples=400)
def test_no_text_raises_and_all_of_it_is_accounted_for(
    text: str, year: int, today: date | None, before_includes: bool
) -> None:
    schedule = read_schedule(text, year=year, today=today, before_includes=before_includes)
    parts = parts_by_rule(text, year=year, today=today, before_includes=before_includes)

    assert visible("".join(part for part, _ in parts)) == visible(text)
    assert tuple(part for part, rule in parts if rule == "unparsed") == schedule.unparsed
    assert all(SILENT.fullmatch(part) for part, rule in parts if rule in ("separator", "joint"))
    assert {rule for _, rule in parts} <= {rule.name for rule in TIME_LIMIT_RULES} | {
        "separator",
        "joint",
        "filler",
        "unparsed",
    }


@given(MIXTURES)
@settings(max_examples=400)
def test_what_a_schedule_says_holds_together(text: str) -> None:
    schedule = read(text)
    rules = {rule for _, rule in parts_by_rule(text, year=2023, today=TODAY)}

    assert schedule.kind in ScheduleKind
    assert set(schedule.every) <= set(Unit)
    assert schedule.every == tuple(dict.fromkeys(each.repeat.unit for each in schedule.recurrences))
    assert (schedule.due is not None) == (schedule.kind in ("period", "deadline"))
    assert schedule.kind != "period" or schedule.start is not None
    assert all(schedule.due and each.due <= schedule.due for each in schedule.milestones)
    assert bool(schedule.start or schedule.due) == bool(
        rules & {"span", "two ends in one", "several months", "from one to another", "before a term", "before the holidays",
                 "before a festival", "year by year", "from then on", "so long after a day"}
    )  # fmt: skip
    assert bool(schedule.deliverables) == ("documents" in rules)
    assert json.loads(json.dumps(schedule_json(schedule))) == schedule_json(schedule)
    assert "\n" not in describe(schedule)


@given(MIXTURES)
@settings(max_examples=400)
def test_the_words_of_what_recurs_are_all_shown(text: str) -> None:
    shown = "\n".join(each.text for each in read(text).recurrences)
    rules = {rule.name for rule in REPEATS}
    parts = [part for part, rule in parts_by_rule(text, year=2023, today=TODAY) if rule in rules]
    assert [part for part in parts if SILENT.sub("", part) not in SILENT.sub("", shown)] == []


DAYS = st.lists(st.integers(1, 31), min_size=1, max_size=6, unique=True)
MONTHS = st.lists(st.integers(1, 12), min_size=1, max_size=6, unique=True)


@given(
    DAYS, st.sampled_from(("日", "号")), st.sampled_from("、和及"), st.booleans(), st.sampled_from(("", "前", "报送"))
)
def test_every_day_of_the_month_that_is_named_recurs(
    days: list[int], sign: str, joint: str, short: bool, end: str
) -> None:
    text = f"每月{(joint if short else sign + joint).join(map(str, days))}{sign}{end}"
    assert [each.repeat.day for each in read(text).recurrences] == days
    assert read(text).unparsed == ()


@given(MONTHS, st.booleans(), st.sampled_from(("", "底前", "前", "报送")))
def test_every_month_of_the_year_that_is_named_recurs(months: list[int], short: bool, end: str) -> None:
    text = f"每年{('、' if short else '月、').join(map(str, months))}月{end}"
    assert [each.repeat.months for each in read(text).recurrences] == [tuple(months)]


@given(MONTHS, st.integers(1, 28))
def test_every_day_of_the_year_that_is_named_recurs(months: list[int], day: int) -> None:
    text = "每年" + "、".join(f"{month}月{day}日" for month in months) + "前"
    assert [(each.repeat.months, each.repeat.day) for each in read(text).recurrences] == [((m,), day) for m in months]


@given(st.lists(st.integers(1, 12), min_size=2, max_size=6, unique=True), st.sampled_from(("", "底前", "前完成")))
def test_every_month_that_is_named_is_due(months: list[int], end: str) -> None:
    text = f"2024年{'、'.join(map(str, months))}月{end}"
    schedule = read(text)
    due = {(day.year, day.month) for day in (schedule.due, *(each.due for each in schedule.milestones)) if day}
    assert due == {(2024, month) for month in months}


def test_more_of_a_time_than_was_read_is_left_over() -> None:
    schedule = read("每年3月、9月的10日报送")
    assert [(each.repeat.months, each.text) for each in schedule.recurrences] == [((3, 9), "每年3月、9月")]
    assert schedule.unparsed == ("的10日报送",)


def test_a_closing_mark_stays_with_what_it_closes() -> None:
    (each,) = read("各学校每学期开展二次“新课程研讨活动”").recurrences
    assert (each.text, each.repeat.times) == ("各学校每学期开展二次“新课程研讨活动”", 2)


def test_descriptions_are_for_people() -> None:
    assert describe(read("2024年底前，并长期坚持")) == "2024-12-31 前完成（含当日）；另有常规要求，长期推进。"
    assert describe(read("每年两次，每季度首月10日前")) == "定期开展，无到期日；频率：每年 2 次、每季度首月 10 日。"
    assert describe(read(DIVIDED)) == (
        "2023-01-01 至 2025-12-31；节点：2023-12-31、2024-12-31、2025-12-31；成果：《翔安区进一步优化中小学教育资源配置实施方案》。"
    )
    assert describe(read(ROUTINE)) == (
        "定期开展，无到期日；频率：每周（校级）、每月（督学）；未识别：进修学校实时跟进、相关部门支持协调。"
    )
    assert (
        describe(read("收到通知后10个工作日内"))
        == "未读出到期日；须待通知日期确定后才有到期日：收到通知后10个工作日内。"
    )
    assert describe(read("每周五、每两月")) == "定期开展，无到期日；频率：每周五、每 2 个月。"


@pytest.mark.parametrize("word", ["配套制定", "同步配套好", "2023年", "每3、", "一", "《", "\n"])
def test_long_repetitive_text_is_read_to_its_end(word: str) -> None:
    text = word * 1500
    assert visible("".join(part for part, _ in parts_by_rule(text, year=2023))) == visible(text)


def test_words_that_can_be_cut_in_many_ways_are_read_at_once() -> None:
    text = "完成时限" * 30 + "哈"
    assert "".join(read_schedule(text, year=2023).unparsed) == text


@pytest.mark.parametrize(
    ("text", "start", "due"),
    [
        ("9月底前", None, (2025, 9, 30)), ("3月底前", None, (2026, 3, 31)), ("8月31日前", None, (2026, 8, 31)),
        ("10月—6月", (2025, 10, 1), (2026, 6, 30)), ("第一季度", (2026, 1, 1), (2026, 3, 31)), ("寒假前", None, (2026, 1, 31)),
        ("春季学期", (2026, 2, 15), (2026, 7, 15)), ("秋季学期", (2025, 9, 1), (2026, 1, 31)), ("春节前", None, (2026, 2, 16)),
        ("国庆节前", None, (2025, 9, 30)), ("元旦前", None, (2025, 12, 31)), ("2025年3月底前", None, (2025, 3, 31)), ("开学前", None, (2025, 8, 31)),
        ("3、6、11月底前", None, (2026, 6, 30)), ("年底前", None, (2025, 12, 31)),
    ],
)  # fmt: skip
def test_in_a_plan_for_a_school_year_january_to_august_are_of_the_second_year(
    text: str, start: tuple[int, int, int] | None, due: tuple[int, int, int]
) -> None:
    read = read_schedule(text, year=2025, today=date(2025, 9, 1), terms=Terms(plan_year=True))
    assert (read.start, read.due) == (start and date(*start), date(*due))


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
