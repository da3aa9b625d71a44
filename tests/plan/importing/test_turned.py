"""Tables whose headings stand below each other, and forms that hold one task, are read as one row a task, and that is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from xlplan.plan.importing.by_hand import ReadingChoice
from xlplan.plan.importing.convert import new_plan
from xlplan.plan.importing.model import ImportSource, NewPlan
from xlplan.terms.cells import Area, CellValue, Grid, Sight, Struck
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


def test_what_is_written_behind_a_label_is_its_value_though_it_looks_like_a_heading() -> None:
    beside: Rows = [
        ["2024年工作任务单"],
        ["工作任务", "推进党建工作", "责任单位", "后勤科"],
        ["工作目标", "全部达标", "配合单位", "财务科"],
        ["完成时限", "6月底", "责任人", "张三"],
    ]
    below: Rows = [
        ["项目名称", "校园网建设项目"],
        ["主要内容", "建成校园网"],
        ["责任单位", "后勤科"],
        ["时限", "6月底"],
    ]
    assert rows(made(Grid("表", beside))) == [("", "推进党建工作", "后勤科", "财务科", "6月底")]
    assert rows(made(Grid("表", below))) == [("校园网建设项目", "建成校园网", "后勤科", "", "6月底")]


def test_no_text_of_a_form_is_told_to_be_a_heading_that_was_used() -> None:
    grid = Grid("表", [["工作任务", "办好甲事"], ["牵头单位", "教育科"], ["完成时限", "6月底"], ["推进党建工作"]])
    plan = made(grid)
    left = next(item for item in plan.findings if item.code == "import-lines-left")
    assert rows(plan) == [("", "办好甲事", "教育科", "", "6月底")] and "A4“推进党建工作”" in left.message


PROJECTS: Rows = [
    ["重点工程", "质量工程", "安全工程"],
    ["工作任务", "推进党建工作", "建设校园网"],
    ["责任单位", "后勤科", "信息中心"],
    ["完成时限", "6月底", "9月底"],
]


def test_tasks_and_projects_of_a_table_that_lies_may_look_like_headings() -> None:
    assert rows(made(Grid("表", PROJECTS))) == [
        ("质量工程", "推进党建工作", "后勤科", "", "6月底"),
        ("安全工程", "建设校园网", "信息中心", "", "9月底"),
    ]


def test_rows_to_sign_in_are_told_and_make_no_doubt() -> None:
    plan = made(Grid("表", [*PROJECTS, ["审核人：王五", None, "填表日期：2024年3月1日"]]))
    left = next(item for item in plan.findings if item.code == "import-lines-left")
    assert len(plan.rows) == 2 and "A5“审核人：王五”；C5“填表日期：2024年3月1日”" in left.message
    with pytest.raises(NoTableError, match="竖着写"):
        made(Grid("表", [*PROJECTS, ["任务：甲事", None, "责任单位：教育科"]]))


def told(plan: NewPlan, code: str) -> list[tuple[str | None, str, str]]:
    return [(item.cell, item.message, item.hint) for item in plan.findings if item.code == code]


def test_hidden_rows_and_columns_are_told_as_the_file_has_them() -> None:
    plan = made(Grid("表", PROJECTS, sight=Sight(hidden_rows=frozenset({3}), hidden_columns=frozenset({2}))))
    ((cell, row, mend),) = told(plan, "column-hidden")
    assert (cell, row) == ("A4", "第4行“完成时限”隐藏着，照样读取。") and "删去这一行" in mend
    ((cell, column, mend),) = told(plan, "row-hidden")
    assert cell == "C2" and column.startswith("C列看不见") and "删去这些列" in mend
    one = [["任务", "甲事", "牵头单位", "教育科"], ["时限", "6月底", "责任人", "王明"]]
    hidden = [Sight(hidden_rows=frozenset({1})), Sight(hidden_columns=frozenset({3}))]
    assert [told(made(Grid("表", one, sight=each)), "column-hidden")[0][1] for each in hidden] == [
        "第2行“时限”、第2行“责任人”隐藏着，照样读取。",
        "D列“牵头单位”、D列“责任人”隐藏着，照样读取。",
    ]


def test_what_is_no_task_is_told_with_the_column_that_it_stands_in() -> None:
    struck = {(row, 2): Struck(str(PROJECTS[row][2]), "") for row in range(4)}
    plan = made(Grid("表", PROJECTS, sight=Sight(struck=struck)))
    messages = [item.message for item in plan.findings if "删除线" in item.message]
    assert len(plan.rows) == 1 and messages and all("C列" in each and "行看起来" not in each for each in messages)


def test_a_label_named_by_hand_is_one_of_a_table_that_lies() -> None:
    grid = Grid("表", [["描述", "甲事", "乙事"], *PROJECTS[2:]])
    with pytest.raises(NoTableError):
        made(grid)
    source = ImportSource("表.xlsx", [grid])
    plan = new_plan(source, date(2024, 1, 5), ReadingChoice(columns={Field.CONTENT: ["描述"]}))
    assert rows(plan, Field.CONTENT, Field.LEAD) == [("甲事", "后勤科"), ("乙事", "信息中心")]


FORM: Rows = [["工作任务", "办好甲事", "责任单位", "后勤科"], ["完成时限", "6月底", "分管领导", "王局长"]]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ([*FORM, [], FORM[0], ["时间要求", "6月底", "配合单位", "办公室"]], "2 张表单（从 A1、A4 开始）"),
        ([*FORM, [], *FORM[1:], FORM[0]], "2 张表单（从 A1、A5 开始）"),
        ([[*FORM[0], *FORM[0]], [*FORM[1], "时间要求", "6月底", "配合单位", "办公室"]], "2 张表单（从 A1、E1 开始）"),
        (
            [*FORM, ["时间", "内容", "责任单位"], ["3月", "调研", "后勤科"]],
            "A1 起像是一张表单.*第4行不是一个标题配一个内容",
        ),
    ],
)
def test_several_forms_on_one_sheet_are_told_as_such(table: Rows, words: str) -> None:
    with pytest.raises(NoTableError, match=words) as error:
        made(Grid("表", table))
    assert "工作表" in error.value.hint


def test_several_forms_of_one_kind_beside_each_other() -> None:
    title: Rows = [["督办单", None, None, "督办单"]]
    table: Rows = [
        ["事项", "办好甲事", None, "事项", "办好乙事"],
        ["责任单位", "后勤科", None, "责任单位", "信息中心"],
        ["时限", "6月底", None, "时限", "9月底"],
    ]
    below: Rows = [[], ["事项", "办好丙事"], ["责任单位", "后勤科"], ["时限", "12月底"]]
    plan = made(Grid("表", [*title, *table, *below]))
    assert rows(plan, Field.CONTENT, Field.LEAD, Field.SCHEDULE) == [
        ("办好甲事", "后勤科", "6月底"), ("办好乙事", "信息中心", "9月底"), ("办好丙事", "后勤科", "12月底"),
    ]  # fmt: skip


def test_several_forms_of_one_kind_below_each_other() -> None:
    def form(number: int, deed: str, lead: str, helps: str | None, limit: str) -> Rows:
        return [
            [f"督办通知单（第{number}号）"], ["交办事项", deed], ["牵头单位", lead, "配合单位", helps],
            ["交办领导", "王局长", "办结时限", limit], ["办理情况"], [],
        ]  # fmt: skip

    forms = [*form(1, "办好甲事", "教育科", None, "6月底"), *form(2, "办好乙事", "组宣科", "人事科", "9月底")]
    sight = Sight(hidden_rows=frozenset(range(6, 12)))
    plan = made(Grid("单", forms, [Area(1, 1, 1, 3), Area(7, 1, 7, 3)], sight=sight))
    assert rows(plan) == [("", "办好甲事", "教育科", "", "6月底"), ("", "办好乙事", "组宣科", "人事科", "9月底")]
    assert [(item.cell, "2 项" in item.message) for item in plan.findings if item.code == "import-turned"] == [
        ("A2", True)
    ]
    places = {each.cell: each.to for each in plan.moved if each.to}
    assert [places[cell] for cell in ("B8", "B9", "D10")] == ["分工表!C5", "分工表!D5", "分工表!F5"]
    assert [item.message for item in plan.findings if "隐藏" in item.message and "第8至10行" in item.message]
    left = next(item for item in plan.findings if item.code == "import-lines-left")
    assert "A7“督办通知单（第2号）”" in left.message and "交办事项" not in left.message


def test_forms_further_left_than_the_first_are_of_its_column() -> None:
    def form(row: int, column: int, deed: str) -> dict[int, list[CellValue]]:
        said = (("任务名称", deed), ("责任单位", "后勤科"), ("完成时限", "6月底"), ("工作要求", "抓紧办"))
        return {row + n: [*[None] * column, *pair] for n, pair in enumerate(said)}

    table = {**form(1, 1, "办好甲事"), **form(7, 0, "办好乙事"), **form(13, 0, "办好丙事")}
    plan = made(Grid("表", [table.get(row, []) for row in range(17)]))
    assert rows(plan, Field.CONTENT) == [("办好甲事",), ("办好乙事",), ("办好丙事",)]
