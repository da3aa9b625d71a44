"""A table that was copied out cell by cell: each line goes under its heading where there is one way to tell, else it is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from xlplan.plan.importing.convert import new_plan
from xlplan.plan.importing.model import ImportSource, NewPlan
from xlplan.plan.title import TextLine
from xlplan.terms.cells import Grid
from xlplan.terms.errors import NoTableError
from xlplan.terms.fields import Field

HEAD = ("2024年任务表", "序号", "任务", "责任单位", "时限")


def made(*texts: str) -> NewPlan:
    lines = [TextLine(text, "文本", f"第{number}行") for number, text in enumerate(texts, 1)]
    grid = Grid("文本", [[text] for text in texts])
    return new_plan(ImportSource("表.txt", [grid], lines=lines), date(2024, 1, 5))


def rows(plan: NewPlan, *names: Field) -> list[tuple[str, ...]]:
    return [tuple(row[plan.fields.index(name)] for name in names) for row in plan.rows]


def test_each_line_goes_under_its_heading_and_several_offices_into_one_cell() -> None:
    plan = made(
        *HEAD,
        "1",
        "办好甲事情",
        "教育局",
        "财政局",
        "6月底前",
        "2",
        "办好乙事情",
        "卫健委",
        "9月底前",
        "分享到：",
        "打印",
    )
    assert rows(plan, Field.CONTENT, Field.LEAD, Field.SCHEDULE) == [
        ("办好甲事情", "教育局\n财政局", "6月底前"), ("办好乙事情", "卫健委", "9月底前"),
    ]  # fmt: skip
    said = {item.code: (item.cell, item.message) for item in plan.findings}
    assert said["import-turned"][0] == "第2行" and "共 2 项" in said["import-turned"][1]
    assert all(word in said["import-lines-left"][1] for word in ("分享到：", "打印"))


def test_titles_between_them_are_projects_and_people_go_where_people_stand() -> None:
    heads = (*HEAD[:3], "责任领导", *HEAD[3:])
    plan = made(
        *heads,
        "一、教育",
        "1",
        "办好甲事情",
        "赵甲",
        "教育局",
        "6月底",
        "二、卫生",
        "2",
        "办好乙事情",
        "钱乙",
        "卫健委",
        "9月底",
    )
    assert rows(plan, Field.PROJECT, Field.LEADER, Field.LEAD) == [
        ("一、教育", "赵甲", "教育局"),
        ("二、卫生", "钱乙", "卫健委"),
    ]


@pytest.mark.parametrize(
    "texts",
    [
        # Of two columns of offices, nobody knows whose the third line is; nor which of two columns is blank.
        (*HEAD[:3], "牵头单位", "配合单位", "时限", "1", "办好甲事情", "甲局", "乙局", "6月底", "2", "办好乙事情", "甲局", "乙局", "丙局", "9月底"),
        (*HEAD[:2], "项目", *HEAD[2:], "1", "教育工程", "办好甲事情", "教育局", "6月底", "2", "办好乙事情", "教育局", "9月底"),
        # The second office may be one that does it, or a remark; of the numbers one is missing.
        (*HEAD[:4], "备注", "时限", "1", "办好甲事情", "甲局", "抓紧", "6月底", "2", "办好乙事情", "甲局", "乙局", "9月底"),
        (*HEAD[:4], "备注", "时限", "1", "办好甲事情", "甲局", "抓紧", "6月底", "2", "办好乙事情", "甲局", "乙局", "9月底", "3", "办好丙事情", "甲局", "抓紧", "9月底"),
        (*HEAD, "1", "办好甲事情", "甲局", "6月底", "2", "办好乙事情", "甲局", "9月底", "4", "办好丁事情", "甲局", "9月底", "5", "办好戊事情", "甲局", "9月底"),
    ],
)  # fmt: skip
def test_lines_that_may_stand_in_one_column_or_another_are_not_guessed(texts: Sequence[str]) -> None:
    with pytest.raises(NoTableError, match="一格抄成了一行") as error:
        made(*texts)
    assert "复制整张表" in error.value.hint


def test_a_number_below_the_tasks_that_no_office_and_no_time_follow_is_no_task() -> None:
    task = ("办好甲事情", "教育局", "6月底前")
    assert len(made(*HEAD, "1", *task, "2", *task, "浏览次数", "128", "分享到：", "打印").rows) == 2
