"""Lights: each rule by itself with its bounds, which rule comes before which, and the lights of support and of silence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.small import TODAY, decision, entry, limit

from xlplan.decisions.settled import Agreements
from xlplan.plan.settings import Settings
from xlplan.status.lights import RULES, LightCase, light, overall, support_light, time_gone, unheard_light
from xlplan.terms.choices import Light
from xlplan.terms.fields import Field

YEAR = "2023年1月1日-2023年12月31日"
"""A limit of 365 days, of which 176 (48.2 %) are gone on TODAY."""
FIFTH = "2023年6月21日-2023年7月15日"
"""A limit of 25 days, of which 5 (20 %) are gone on TODAY."""
PAUSED = Agreements(paused=decision("同意暂缓"))
CLOSED = Agreements(closed=decision("同意销号"))


def delayed(day: str) -> Agreements:
    return Agreements(delayed=decision("同意延期", reported=day))


def case(schedule: str, today: date = TODAY, settings: Settings | None = None, **what: Any) -> LightCase:
    marks = {name: what.pop(name) for name in ("agreements", "open_question", "repeats") if name in what}
    return LightCase(limit(schedule, today), entry(**what), today, settings or Settings(), **marks)


def judged(schedule: str, **what: Any) -> tuple[str, str]:
    found, why = light(case(schedule, **what))
    return found.value, why


@pytest.mark.parametrize(
    ("schedule", "what", "found"),
    [
        # Agreed to be paused, until the department reports that it goes on.
        ("2023年1月底前", {"state": "暂缓", "agreements": PAUSED}, ("grey", "已同意暂缓（王局长，2023-06-20）")),
        ("2023年1月底前", {"progress": "停着。", "agreements": PAUSED}, ("grey", "已同意暂缓（王局长，2023-06-20）")),
        ("2023年1月底前", {"state": "推进中", "agreements": PAUSED}, ("red", "已过到期日2023年1月31日，超145天")),
        # Not begun yet.
        ("2023年9月-2023年12月", {"state": "未启动", "percent": 0.0}, ("grey", "2023年9月1日开始，尚未到时间")),
        ("2023年6月26日-2023年12月31日", {"state": "未启动"}, ("grey", "2023年6月26日开始，尚未到时间")),
        ("2023年6月25日-2023年12月31日", {"state": "未启动"}, ("amber", "已到时间，仍未启动")),
        # A delay to a day before its beginning is no time to wait for.
        ("2023年9月-2023年12月", {"state": "推进中", "agreements": delayed("2023-06-01")}, ("red", "已过同意延期后的到期日2023年6月1日，超24天")),
        ("2023年9月-2023年12月", {"state": "推进中", "agreements": delayed("2024-06-01")}, ("grey", "2023年9月1日开始，尚未到时间")),
        # Closed, or reported as done.
        ("2023年1月底前", {"state": "推进中", "agreements": CLOSED}, ("green", "已销号（王局长，2023-06-20）")),
        ("2023年1月底前", {"state": "已完成", "percent": 1.0}, ("green", "报已完成，待销号")),
        # Past its due day.
        ("2023年6月24日前", {"state": "推进中", "percent": 0.9}, ("red", "已过到期日2023年6月24日，超1天")),
        ("2023年6月25日前", {"state": "推进中", "percent": 0.9}, ("amber", "离到期日2023年6月25日只剩0天")),
        ("2023年3月20日前", {"state": "推进中", "agreements": delayed("2023-06-24")}, ("red", "已过同意延期后的到期日2023年6月24日，超1天")),
        ("2023年3月20日前", {"state": "推进中", "agreements": delayed("2023-09-30")}, ("green", "按进度推进")),
        # Points behind the share of time gone: more than 30 is red, from 10 on amber.
        (YEAR, {"percent": 0.17}, ("red", "比序时进度落后31.2个百分点")),
        (YEAR, {"percent": 0.19}, ("amber", "比序时进度落后29.2个百分点")),
        (YEAR, {"percent": 0.38}, ("amber", "比序时进度落后10.2个百分点")),
        (YEAR, {"percent": 0.39}, ("green", "按进度推进")),
        (YEAR, {"percent": 1.0}, ("green", "按进度推进")),
        (YEAR, {"state": "推进中"}, ("green", "按进度推进")),
        (YEAR, {"percent": "过半"}, ("green", "按进度推进")),
        # Due within the days of warning.
        ("2023年7月10日前", {"state": "推进中", "percent": 0.9}, ("amber", "离到期日2023年7月10日只剩15天")),
        ("2023年7月11日前", {"state": "推进中", "percent": 0.9}, ("green", "按进度推进")),
        # What the department itself says.
        ("2023年12月底前", {"state": "需协调"}, ("amber", "报需协调")),
        ("2023年12月底前", {"state": "未启动"}, ("amber", "已到时间，仍未启动")),
        ("2023年12月底前", {"state": "推进中", "open_question": True}, ("amber", "报送内容前后不一致或看不准，待核实")),
        ("2023年12月底前", {"state": "暂缓"}, ("amber", "申请暂缓，待同意")),
        ("2023年12月底前", {"state": "推进中", "expected": date(2024, 1, 1)}, ("amber", "申请延期到2024年1月1日，待同意")),
        ("2023年12月底前", {"state": "推进中", "expected": date(2023, 12, 31)}, ("green", "按进度推进")),
        ("2023年12月底前", {"state": "推进中", "expected": "年后"}, ("green", "按进度推进")),
        ("2023年3月20日前", {"state": "推进中", "expected": date(2023, 12, 1), "agreements": delayed("2023-09-30")}, ("amber", "申请延期到2023年12月1日，待同意")),
        ("2023年12月底前", {"next": "再议。"}, ("amber", "已报送，但没有填写这一项")),
        ("2023年12月底前", {"progress": "起草。"}, ("green", "按进度推进")),
        ("2023年12月底前", {"progress": "起草。", "repeats": True}, ("green", "按进度推进")),
        # Routine work, and what recurs: asked for each round.
        ("常规工作", {"state": "常态推进", "progress": "已查3次。"}, ("green", "常规工作，本期已报")),
        ("每季度末月25日前", {"state": "常态推进", "progress": "已查3次。"}, ("green", "常规工作，本期已报")),
        ("常规工作", {"state": "常态推进"}, ("amber", "常规工作，本期没有填写进展")),
        ("常规工作", {"next": "再议。"}, ("amber", "常规工作，本期没有填写进展")),
        ("常规工作", {"progress": "已查3次。", "repeats": True}, ("amber", "常规工作，本期进展与上期完全相同")),
        # A day that was agreed on makes routine work one with an end.
        ("常规工作", {"state": "推进中", "agreements": delayed("2023-12-31")}, ("green", "按进度推进")),
        ("常规工作", {"expected": date(2024, 1, 31)}, ("amber", "常规工作，本期没有填写进展")),
    ],
)  # fmt: skip
def test_a_rule(schedule: str, what: dict[str, Any], found: tuple[str, str]) -> None:
    assert judged(schedule, **what) == found
    # The pages quote the light from the table.
    fits = next((rule.light.value for rule in RULES if rule.judge(case(schedule, **what))), "green")
    assert fits == found[0]


@pytest.mark.parametrize(
    ("schedule", "what", "word"),
    [
        ("2023年9月-2023年12月", {"agreements": PAUSED}, "暂缓"),
        ("2023年9月-2023年12月", {"state": "已完成", "agreements": CLOSED}, "尚未到时间"),
        ("2023年1月底前", {"state": "已完成", "agreements": CLOSED}, "已销号"),
        ("2023年1月底前", {"state": "已完成", "percent": 0.1}, "待销号"),
        ("2023年1月1日-2023年6月24日", {"percent": 0.1}, "已过到期日"),
        ("2023年1月1日-2023年6月30日", {"percent": 0.1}, "落后87.2"),
        ("2023年1月1日-2023年6月30日", {"percent": 0.8}, "落后17.2"),
        ("2023年7月1日前", {"state": "需协调"}, "只剩6天"),
        ("2023年12月底前", {"state": "需协调", "open_question": True}, "报需协调"),
        ("2023年12月底前", {"state": "未启动", "open_question": True}, "仍未启动"),
        ("2023年12月底前", {"state": "暂缓", "open_question": True}, "待核实"),
        ("2023年12月底前", {"state": "暂缓", "expected": date(2024, 6, 1)}, "申请暂缓"),
        ("常规工作", {"state": "需协调"}, "报需协调"),
    ],
)
def test_the_first_rule_that_fits_decides(schedule: str, what: dict[str, Any], word: str) -> None:
    assert word in judged(schedule, **what)[1]


@pytest.mark.parametrize(
    ("percent", "red", "amber", "found"),
    [
        (0.2, 30, 10, "green"), (0.101, 30, 10, "green"), (0.1, 30, 10, "amber"), (0.0, 20, 10, "amber"),
        (0.0, 19.9, 10, "red"), (0.199, 30, 0.1, "amber"), (0.2, 30, 0, "green"), (0.3, 0, 0, "green"), (0.19, 0, 0, "red"),
    ],
)  # fmt: skip
def test_thresholds_are_those_of_the_settings(percent: float, red: float, amber: float, found: str) -> None:
    settings = Settings(red_behind=red, amber_behind=amber, warning_days=0)
    assert judged(FIFTH, settings=settings, percent=percent)[0] == found


@pytest.mark.parametrize(("days", "found"), [(0, "green"), (188, "green"), (189, "amber"), (365, "amber")])
def test_days_of_warning_are_those_of_the_settings(days: int, found: str) -> None:
    assert judged("2023年12月底前", settings=Settings(warning_days=days), state="推进中")[0] == found


@pytest.mark.parametrize(
    ("schedule", "today", "percent", "found"),
    [
        # 60 of the 366 days of a leap year are gone.
        ("2024年1月1日-2024年12月31日", date(2024, 2, 29), 0.16, ("green", "按进度推进")),
        ("2024年2月底前", date(2024, 2, 29), 0.9, ("amber", "离到期日2024年2月29日只剩0天")),
        ("2023年2月底前", date(2023, 3, 1), 0.9, ("red", "已过到期日2023年2月28日，超1天")),
    ],
)
def test_the_29th_of_february(schedule: str, today: date, percent: float, found: tuple[str, str]) -> None:
    assert judged(schedule, today=today, percent=percent) == found


@pytest.mark.parametrize(
    ("start", "due", "today", "gone"),
    [
        (None, "2023-12-31", "2023-06-25", None),
        ("2023-01-01", None, "2023-06-25", None),
        ("2023-06-25", "2023-06-25", "2023-06-25", None),
        ("2023-06-26", "2023-06-25", "2023-06-25", None),
        ("2023-06-25", "2023-06-26", "2023-06-25", 0.5),
        ("2023-06-25", "2023-06-26", "2023-06-26", 1.0),
        ("2023-06-25", "2023-06-26", "2023-06-30", 1.0),
        ("2023-06-25", "2023-06-26", "2023-06-24", 0.0),
        ("2023-06-25", "2023-06-26", "2023-01-01", 0.0),
    ],
)
def test_the_share_of_time_gone(start: str | None, due: str | None, today: str, gone: float | None) -> None:
    first, last = (date.fromisoformat(day) if day else None for day in (start, due))
    assert time_gone(first, last, date.fromisoformat(today)) == gone


@pytest.mark.parametrize(
    ("schedule", "what", "found"),
    [
        ("2023年12月底前", {}, (date(2023, 12, 31), False, None)),
        ("2023年12月底前", {"agreements": delayed("2024-03-31")}, (date(2024, 3, 31), False, None)),
        ("常规工作", {}, (None, True, None)),
        ("每月25日前", {}, (None, True, None)),
        ("常规工作", {"agreements": delayed("2024-03-31")}, (date(2024, 3, 31), False, None)),
        (FIFTH, {"percent": 0.05}, (date(2023, 7, 15), False, 15.0)),
        (FIFTH, {"percent": 0.2}, (date(2023, 7, 15), False, 0.0)),
        (FIFTH, {"percent": 0.9}, (date(2023, 7, 15), False, 0.0)),
        (FIFTH, {}, (date(2023, 7, 15), False, None)),
    ],
)
def test_what_a_light_is_judged_by(schedule: str, what: dict[str, Any], found: tuple[Any, ...]) -> None:
    judged_by = case(schedule, **what)
    assert (judged_by.due, judged_by.routine, judged_by.behind) == found


def test_without_a_report_there_are_no_values() -> None:
    assert LightCase(limit(), None, TODAY, Settings()).value(Field.STATE) is None


@pytest.mark.parametrize(
    ("schedule", "agreements", "found"),
    [
        ("2023年12月底前", Agreements(), ("grey", "未报送，还没有进展")),
        ("2023年6月25日前", Agreements(), ("grey", "未报送，还没有进展")),
        ("2023年6月24日前", Agreements(), ("red", "未报送，已过到期日2023年6月24日，超1天")),
        ("2023年6月24日前", delayed("2023-07-01"), ("grey", "未报送，还没有进展")),
        ("2023年6月24日前", PAUSED, ("grey", "未报送，已同意暂缓（王局长，2023-06-20）")),
        ("常规工作", Agreements(), ("grey", "未报送，还没有进展")),
    ],
)
def test_where_nothing_was_ever_reported(schedule: str, agreements: Agreements, found: tuple[str, str]) -> None:
    shown, why = unheard_light(LightCase(limit(schedule), None, TODAY, Settings(), agreements=agreements))
    assert (shown.value, why) == found


@pytest.mark.parametrize(
    ("values", "open_question", "found"),
    [
        (None, False, ("grey", "支持部门，自愿填报")),
        ({}, False, ("grey", "支持部门，自愿填报")),
        ({"progress": "已配合。"}, False, ("green", "支持部门，已报")),
        ({"state": "未启动"}, False, ("green", "支持部门，已报")),
        ({"state": "需协调"}, False, ("amber", "报需协调")),
        ({"state": "需协调"}, True, ("amber", "报送内容前后不一致或看不准，待核实")),
        (None, True, ("amber", "报送内容前后不一致或看不准，待核实")),
    ],
)
def test_support_is_never_red(values: dict[str, Any] | None, open_question: bool, found: tuple[str, str]) -> None:
    shown, why = support_light(None if values is None else entry(**values), open_question)
    assert (shown.value, why) == found


@pytest.mark.parametrize(
    ("lights", "found"),
    [
        ("", "grey"), ("grey", "grey"), ("grey green", "green"), ("green amber grey", "amber"),
        ("amber red green", "red"), ("green green", "green"),
    ],
)  # fmt: skip
def test_the_worst_light_counts_and_grey_says_nothing(lights: str, found: str) -> None:
    assert overall(map(Light, lights.split())).value == found


def test_lights_as_people_read_them() -> None:
    assert [each.label for each in Light] == ["红", "黄", "绿", "灰"]
