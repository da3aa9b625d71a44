"""What must hold of a time limit for any text at all."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.read_limits import TODAY, read

from xlplan.schedule.meanings import Unit
from xlplan.schedule.parse import parts_by_rule, read_schedule
from xlplan.schedule.repeats import REPEATS
from xlplan.schedule.rules import TIME_LIMIT_RULES
from xlplan.schedule.schedule import ScheduleKind
from xlplan.schedule.words import describe, schedule_json

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


@pytest.mark.parametrize("word", ["配套制定", "同步配套好", "2023年", "每3、", "一", "《", "\n"])
def test_long_repetitive_text_is_read_to_its_end(word: str) -> None:
    text = word * 1500
    assert visible("".join(part for part, _ in parts_by_rule(text, year=2023))) == visible(text)
