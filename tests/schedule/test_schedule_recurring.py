"""What of a time limit recurs, and who does it."""

from __future__ import annotations

import pytest
from support.read_limits import read

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
