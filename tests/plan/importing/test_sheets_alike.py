"""Sheets of one kind are read as one table; copies, other years and samples are not."""

from __future__ import annotations

from datetime import date

import pytest
from support.sources import FIRST, HEADINGS, SECOND, grid

from xlplan.plan.importing.convert import new_plan
from xlplan.plan.importing.model import ImportSource, NewPlan
from xlplan.terms.cells import Grid

HEADS = ("序号", "任务", "责任部门", "完成时限")


def made(*grids: Grid) -> NewPlan:
    return new_plan(ImportSource("任务.xlsx", grids), date(2024, 1, 5))


def codes(plan: NewPlan) -> list[str]:
    return [item.code for item in plan.findings if item.code in ("import-sheets-together", "import-table-left")]


def test_a_sheet_for_each_project_is_read_and_names_it() -> None:
    plan = made(
        grid([("暖心行动任务清单",), HEADS, (1, "走访学生", "资助中心", "6月底")], sheet="暖心行动"),
        grid([("清朗行动任务清单",), (*HEADS, "配合部门"), (1, "整治网吧", "安全科", "7月底", "公安局")], sheet="清朗行动"),
    )  # fmt: skip
    assert [row[:5] for row in plan.rows] == [
        ["1.1", "暖心行动", "走访学生", "资助中心", ""],
        ["2.1", "清朗行动", "整治网吧", "安全科", "公安局"],
    ]
    assert plan.title == "任务" and codes(plan) == ["import-sheets-together"]


def test_a_sheet_for_each_office_gives_its_tasks_to_it() -> None:
    heads = ("重点工作", "工作措施", "协作部门", "完成时间")
    plan = made(
        *(
            grid([(f"{name}2024年重点工作清单",), heads, ("甲", f"{name}做事", "", "8月底")], sheet=name)
            for name in ("人事科", "财务科")
        )
    )
    assert [row[3] for row in plan.rows] == ["人事科", "财务科"]
    assert plan.title == "2024年重点工作清单" and "import-cells-left" not in [item.code for item in plan.findings]


@pytest.mark.parametrize(
    "other",
    [
        grid([HEADINGS, SECOND], sheet="旧表"),
        grid([HEADINGS, SECOND], sheet="分工（2）"),
        grid([HEADINGS, FIRST], sheet="甲"),
        grid([("2023年分工表",), HEADINGS, SECOND], sheet="甲"),
        Grid("甲", [HEADINGS, SECOND], hidden=True),
    ],
    ids=["old", "copied", "the same tasks", "another year", "hidden"],
)
def test_what_is_no_part_of_the_table_is_left_and_told(other: Grid) -> None:
    plan = made(grid([("2024年分工表",), HEADINGS, FIRST], sheet="分工"), other)
    assert len(plan.rows) == 1 and codes(plan) == ["import-table-left"]
