"""How time limits read: the cells of the real table, and limits as offices write them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.read_limits import read

from xlplan.schedule.calendar import Terms
from xlplan.schedule.parse import read_schedule
from xlplan.schedule.words import describe, schedule_json


def as_json(text: str, **fields: Any) -> dict[str, Any]:
    """Return the whole object; fields that are not named are empty."""
    empty: dict[str, Any] = {
        "text": text, "kind": "none", "start": None, "due": None, "every": [], "recurrences": [], "milestones": [],
        "deliverables": [], "unparsed": [],
    }  # fmt: skip
    return empty | fields


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


@pytest.mark.parametrize("text", ["完成1/2", "1/2以上", "2/3的学校", "13/1", "202313", "2023065"])
def test_ratios_and_numbers_are_no_days(text: str) -> None:
    assert read(text).due is None


def test_numbered_lines_are_sentences_of_their_own() -> None:
    schedule = read("1.2023年3月启动\n2.2023年12月底前完成")
    assert (schedule.start, schedule.due, schedule.unparsed) == (date(2023, 3, 1), date(2023, 12, 31), ())


def test_the_offices_own_terms_are_used() -> None:
    terms = Terms(spring_start=(2, 20), autumn_start=(8, 28))
    assert read("秋季学期开学前", terms=terms).due == date(2023, 8, 27)
    assert read("2024年春季学期开学前", terms=terms).due == date(2024, 2, 19)


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
