"""Limits that count from a day above the table are counted from it; where it is not certain which day, they are not."""

from __future__ import annotations

from datetime import date

import pytest
from support.sources import Rows, grid

from xlplan.plan.counted_limits import counted_from
from xlplan.plan.importing.convert import new_plan
from xlplan.plan.importing.days_above import with_days_above
from xlplan.plan.importing.model import ImportSource
from xlplan.plan.title import TextLine
from xlplan.terms.cells import Area

HEADS = ("任务", "责任部门", "时限")


def column(rows: Rows, merges: tuple[Area, ...] = (), *lines: str) -> list[object]:
    """Return the column that a table of three columns gets on its right; nothing where it gets none."""
    above = {"表1": [TextLine(text, "正文", "第1段") for text in lines]}
    made = with_days_above(ImportSource("原表", [grid(rows, merges)], above), {})
    return [value for row in made.grids[0].rows for value in row[3:]]


@pytest.mark.parametrize(
    ("limit", "what"),
    [
        ("会后30日内", "会议"),
        ("印发之日起6个月内", "印发"),
        ("反馈后1个月内", "反馈"),
        ("运动会后10日内", ""),
        ("6月底前", ""),
    ],
)
def test_what_a_limit_counts_from(limit: str, what: str) -> None:
    assert counted_from(limit) == what


def test_the_day_stands_beside_the_limits_that_count_from_it() -> None:
    rows = [
        ("会议时间：2024年3月10日  地点：三楼",),
        HEADS,
        ("甲事", "甲科", "会后30日内"),
        ("乙事", "乙科", "同上"),
        ("丙事", "丙科", "长期"),
    ]
    assert column(rows) == [None, "会议时间", "2024年3月10日", "2024年3月10日", None]


def test_a_line_of_text_above_the_table_tells_the_day_too() -> None:
    assert column([HEADS, ("甲事", "甲科", "印发后10日内")], (), "（2024-2-20印发）") == ["印发时间", "2024-2-20"]


def test_the_heading_stands_in_all_rows_of_headings() -> None:
    heads = [("任务", "责任部门", None, "时限"), (None, "牵头", "配合", None)]
    merges = [Area(1, 0, 2, 0), Area(1, 1, 1, 2), Area(1, 3, 2, 3)]
    rows = [("2024年4月15日反馈",), *heads, ("甲事", "甲科", "乙科", "反馈后1个月内")]
    made = with_days_above(ImportSource("原表", [grid(rows, merges)]), {})
    assert Area(1, 4, 2, 4) in made.grids[0].merges


@pytest.mark.parametrize(
    "rows",
    [
        [("2024年3月1日印发",), HEADS, ("甲事", "甲科", "会后30日内")],
        [("会议时间：2024年3月1日", "会议时间：2024年3月8日"), HEADS, ("甲事", "甲科", "会后30日内")],
        [("会议时间：2024年3月1日",), HEADS, ("甲事", "甲科", "4月底")],
    ],
    ids=["another event", "two days", "nothing counts"],
)
def test_nothing_is_added_where_the_day_is_not_certain(rows: Rows) -> None:
    assert column(rows) == []


def test_the_new_plan_tells_it() -> None:
    rows = [("会议时间：2024年3月10日",), HEADS, ("甲事", "甲科", "会后30日内")]
    plan = new_plan(ImportSource("原表", [grid(rows)]), date(2024, 3, 12))
    (item,) = [each for each in plan.findings if each.code == "import-day-above"]
    assert item.cell == "A1" and plan.rows[0][-1] == "2024年3月10日"
