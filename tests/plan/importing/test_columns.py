"""The columns of the new table: those that are shipped, those that are known, then all that hold anything."""

from __future__ import annotations

import pytest
from support.sources import FIRST, HEADINGS, SECOND, Rows, account, grid, said

from xlplan.plan.importing.new_columns import keeps_numbers, plan_columns, release_numbers
from xlplan.plan.importing.table_parts import find_parts
from xlplan.terms.cells import Area


def rows(*numbers: str | float | None, heading: str = "编号") -> Rows:
    """Return two tasks with these numbers in front."""
    return [(heading, *HEADINGS), *((number, *each) for number, each in zip(numbers, (FIRST, SECOND), strict=True))]


@pytest.mark.parametrize(
    ("numbers", "kept"), [(("1.1", "1.2"), True), ((1, 2), True), (("1.1", "１.１"), False), (("1.1", None), False)]
)
def test_numbers_are_kept_where_each_task_has_one_of_its_own(numbers: tuple[str, str], kept: bool) -> None:
    assert keeps_numbers(find_parts(account(grid(rows(*numbers))))) is kept


def test_a_number_that_is_merged_over_two_tasks_is_none_of_their_own() -> None:
    assert not keeps_numbers(find_parts(account(grid(rows("1", "2"), [Area(1, 0, 2, 0)]))))
    assert not keeps_numbers(find_parts(account(grid([HEADINGS, FIRST]))))


@pytest.mark.parametrize(("heading", "carried"), [("编号", "原编号"), ("序号", "序号")])
def test_numbers_that_are_not_kept_are_carried_along(heading: str, carried: str) -> None:
    made = account(grid(rows("1", "1", heading=heading)))
    parts = find_parts(made)
    release_numbers(made, parts)
    assert ("id" in parts[0].table.columns, parts[0].heads[0]) == (False, carried)
    (targets,) = plan_columns(made, parts)
    assert (made.plan.headings[-1], targets[0]) == (carried, 6)
    assert [code for code, _, _ in said(made)] == ["import-numbers-new", "import-column-carried"]


def test_columns_that_are_known_beside_the_six_come_next() -> None:
    made = account(grid([(*HEADINGS, "责任人"), (*FIRST, "张三")]))
    (targets,) = plan_columns(made, find_parts(made))
    assert made.plan.fields[6:] == ["person"]
    assert targets == {0: 1, 1: 2, 2: 3, 3: 4, 4: 5, 5: 6}
    assert said(made) == []


def test_a_heading_in_other_words_is_said_and_accounted_for() -> None:
    made = account(grid([("工程", "主要内容", "执行部门"), FIRST[:3]]))
    plan_columns(made, find_parts(made))
    assert said(made) == [("import-heading", "[原表]表1", "A1")]
    assert made.where[("表1", 0, 0)] == "分工表!B3"


def test_what_nobody_knows_is_carried_with_its_heading_or_without() -> None:
    made = account(grid([(*HEADINGS, "颜色", None, None), (*FIRST, None, "红", None)]))
    (targets,) = plan_columns(made, find_parts(made))
    assert made.plan.headings[6:] == ["颜色", ""]
    assert (targets[5], targets[6], 7 in targets) == (6, 7, False)
    assert said(made) == [
        ("import-column-carried", "[原表]表1", "F1"),
        ("import-column-unheaded", "[原表]表1", "G1"),
    ]


def test_columns_of_one_heading_stay_two_in_one_table_and_are_one_over_two_tables() -> None:
    wide = (*HEADINGS, "颜色", "颜色")
    made = account(grid([wide, (*FIRST, "红", "绿")]), grid([wide, (*SECOND, "黄", "蓝")], sheet="表2"), document=True)
    one, two = plan_columns(made, find_parts(made))
    assert made.plan.headings[6:] == ["颜色", "颜色"]
    assert one == two == {0: 1, 1: 2, 2: 3, 3: 4, 4: 5, 5: 6, 6: 7}


@pytest.mark.parametrize(
    ("heads", "named"),
    [
        (("任务", "牵头单位", "联系人", "配合单位", "联系人"), ["联系人（牵头单位）", "联系人（配合单位）"]),
        (("任务", "牵头单位", "备注", "时限", "备注"), ["备注", "备注"]),
        (("任务", "牵头单位", "资金（万元）", "配合单位", "资金（%）"), ["资金（万元）", "资金（%）"]),
    ],
)
def test_columns_of_one_heading_are_named_by_the_offices_that_they_belong_to(
    heads: tuple[str, ...], named: list[str]
) -> None:
    made = account(grid([heads, ("甲事", "教育局", "赵甲", "财政局", "钱乙")]))
    plan_columns(made, find_parts(made))
    assert made.plan.headings[6:] == named


def test_people_under_a_heading_of_offices_are_named_by_it() -> None:
    rows: Rows = [
        ("任务", "牵头", None, "配合", None), (None, "单位", "责任人", "单位", "责任人"), ("甲事", "教育局", "赵甲", "财政局", "钱乙"),
    ]  # fmt: skip
    made = account(grid(rows, [Area(0, 1, 0, 2), Area(0, 3, 0, 4), Area(0, 0, 1, 0)]))
    plan_columns(made, find_parts(made))
    assert made.plan.headings[6:] == ["责任人", "责任人（配合）"]


@pytest.mark.parametrize("heading", ["业主单位", "主管部门", "检查部门"])
def test_a_further_column_of_offices_is_kept_under_a_name_that_says_where_it_comes_from(heading: str) -> None:
    made = account(grid([("任务", "责任单位", heading), ("甲事", "教育局", "财政局")]))
    plan_columns(made, find_parts(made))
    assert made.plan.headings[6:] == [f"{heading}〔原表〕"]
