"""Tables whose headings stand below each other, and forms that hold one task, are read as one row a task, and that is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from xlplan.plan.importing.convert import new_plan
from xlplan.plan.importing.model import ImportSource, NewPlan
from xlplan.terms.cells import Area, CellValue, Grid
from xlplan.terms.errors import NoTableError
from xlplan.terms.fields import Field

Rows = Sequence[Sequence[CellValue]]
SHOWN = (Field.PROJECT, Field.CONTENT, Field.LEAD, Field.SUPPORT, Field.SCHEDULE)


def made(*grids: Grid, document: bool = False) -> NewPlan:
    return new_plan(ImportSource("表.xlsx", grids, document=document), date(2024, 1, 5))


def rows(plan: NewPlan, *names: Field) -> list[tuple[str, ...]]:
    return [tuple(row[plan.fields.index(name)] for name in names or SHOWN) for row in plan.rows]


LYING: Rows = [
    ["2024年重点项目责任表"],
    ["填表单位：发改股"],
    ["项目名称", "体育馆", "图书馆"],
    ["建设内容", "建成看台", "更换书架"],
    ["责任单位", "教育科", None],
    ["配合单位", "组宣科", "人事科"],
    ["完成时限", "2024年6月底", "2024年9月底"],
    ["资金", 12, None],
    ["注：本表每月更新。"],
]


def test_a_table_that_lies() -> None:
    plan = made(Grid("表", LYING, [Area(4, 1, 4, 2)]))
    assert rows(plan) == [
        ("体育馆", "建成看台", "教育科", "组宣科", "2024年6月底"),
        ("图书馆", "更换书架", "", "人事科", "2024年9月底"),
    ]
    assert plan.merges == [Area(0, 3, 1, 3)] and plan.title == "2024年重点项目责任表"
    assert plan.headings[-1] == "资金" and [row[-1] for row in plan.rows] == ["12", ""]


def test_its_cells_are_named_as_they_stand_in_the_file_and_each_is_accounted_for() -> None:
    plan = made(Grid("表", LYING, [Area(4, 1, 4, 2)]))
    told = {(item.code, item.sheet, item.cell) for item in plan.findings}
    assert ("import-turned", "[表.xlsx]表", "A3") in told and ("import-column-carried", "[表.xlsx]表", "A8") in told
    moved = {each.cell: each.to for each in plan.moved}
    assert moved["C4"] == "分工表!C5" and moved["B8"] == "分工表!G4" and moved["A1"] == "分工表!A2"
    assert moved["A2"] is None and moved["A9"] is None and len(moved) == 19
    left = next(item for item in plan.findings if item.code == "import-lines-left")
    assert "A2“填表单位：发改股”" in left.message and "A9“注：本表每月更新。”" in left.message
    assert [each.cell for each in plan.columns] == ["A3", "A4", "A5", "A6", "A7", "A8"]


def form(number: int, deed: str, lead: str, limit: str) -> Grid:
    return Grid(
        f"表格{number}",
        [
            ["任务交办单"], ["任务名称", deed], ["牵头单位", lead, "联系电话", "8001"], ["配合单位", "人事科", "完成时限", limit],
            ["备注", None], ["签收人：", None, "签收日期："],
        ],
        [Area(1, 1, 1, 3)],
    )  # fmt: skip


def test_a_form_for_each_task() -> None:
    plan = made(form(1, "办好甲事", "教育科", "6月底"), form(2, "办好乙事", "组宣科", "9月底"), document=True)
    assert rows(plan) == [
        ("", "办好甲事", "教育科", "人事科", "6月底"),
        ("", "办好乙事", "组宣科", "人事科", "9月底"),
    ]
    assert {name for name, _ in plan.departments} == {"教育科", "组宣科", "人事科"}
    told = [(item.sheet, item.cell) for item in plan.findings if item.code == "import-turned"]
    assert told == [("[表.xlsx]表格1", "A2")] or told == [("[表.xlsx]表格1", "A2"), ("[表.xlsx]表格2", "A2")]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ([["任务名称", "甲事"], ["牵头单位", "教育科", "组宣科"], ["完成时限", "6月底"]], "竖着写"),
        (
            [["任务名称", "甲事"], ["牵头单位", "教育科", "配合单位", "组宣科", "人事科"], ["完成时限", "6月底"]],
            "一张表单",
        ),
    ],
)
def test_one_that_leaves_a_doubt_is_not_read_and_told_for_what_it_is(table: Rows, words: str) -> None:
    with pytest.raises(NoTableError, match=words):
        made(Grid("表", table))
