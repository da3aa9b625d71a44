"""Where the table lies in its sheet, and which of its rows are tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from xlplan.plan.find_table import find_table
from xlplan.plan.row_signs import is_footnote
from xlplan.plan.table import Table, table_in, title_above
from xlplan.plan.table_rows import task_rows
from xlplan.terms.cells import Area, CellValue, Grid
from xlplan.terms.errors import NoTableError

HEADINGS = ("编号", "工程名称", "主要内容", "执行部门", "支持部门")
TASK = ("1.1", "甲工程", "做好一件事", "教育科", "组宣科")


def grid(*rows: Sequence[CellValue], merges: Sequence[Area] = (), sheet: str = "分工表") -> Grid:
    return Grid(sheet, rows, merges)


def table(*rows: Sequence[CellValue], merges: Sequence[Area] = ()) -> Table:
    found = table_in(grid(*rows, merges=merges))
    assert found
    return found


def codes(found: Table) -> list[tuple[str, str | None]]:
    return [(item.code, item.cell) for item in found.findings]


def tasks(found: Table) -> list[tuple[int, str]]:
    return [(row, cells["content"].text) for row, cells in task_rows(found)]


def test_the_table_is_found_below_its_title() -> None:
    found = table(("附件1",), ("某局责任分工表",), (), HEADINGS, TASK)
    assert (found.heading_row, found.first_row) == (3, 4)
    assert found.columns == {"id": 0, "project": 1, "content": 2, "lead": 3, "support": 4}
    assert title_above(found) == "某局责任分工表"


@pytest.mark.parametrize("rows", [(), (TASK,), (("编号", "主要内容"), TASK)])
def test_a_sheet_without_contents_and_departments_has_no_table(rows: Sequence[Sequence[CellValue]]) -> None:
    assert table_in(grid(*rows)) is None


def test_a_second_row_of_headings_under_one_merged_sideways_says_it_more_exactly() -> None:
    found = table(
        ("编号", "主要内容", "责任单位", None),
        (None, None, "牵头单位", "配合单位"),
        ("1.1", "做好一件事", "教育科", "组宣科"),
        merges=(Area(0, 2, 0, 3),),
    )
    assert (found.heading_row, found.first_row) == (0, 2)
    assert (found.columns["lead"], found.columns["support"]) == (2, 3)


def test_beside_the_fixed_heading_a_task_names_what_tasks_belong_to_and_that_is_said() -> None:
    found = table(("编号", "工作任务", "主要内容", "执行部门"), ("1.1", "甲", "乙", "教育科"))
    assert (found.columns["project"], found.columns["content"]) == (1, 2)
    assert codes(found) == [("column-taken", "B1")]


def test_of_two_columns_the_fixed_heading_is_used_and_the_other_is_said() -> None:
    found = table(("编号", "主要内容", "牵头单位", "执行部门"), ("1.1", "甲", "组宣科", "教育科"))
    assert found.columns["lead"] == 3
    assert codes(found) == [("column-twice", "C1")]


def test_a_heading_that_nobody_knows_is_said() -> None:
    assert codes(table((*HEADINGS, "颜\n色"), TASK)) == [("column-unknown", "F1")]


def test_each_task_has_its_row_and_shared_cells_say_where_they_are_written() -> None:
    found = table(HEADINGS, TASK, ("1.2", None, "做好\r\n第二件事", "教育科", None), merges=(Area(1, 1, 2, 1),))
    (first, one), (second, two) = task_rows(found)
    assert (first, second) == (2, 3)
    assert two["content"].text == "做好\n第二件事"
    assert (one["project"].name, one["project"].shared) == ("B2", False)
    assert (two["project"].text, two["project"].name, two["project"].shared) == ("甲工程", "B2", True)


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (("注：常规工作不设时限。",), "A3"),
        (("一、教学工作",), "A3"),
        ((None, None, "说明1：常规工作不设时限。"), "C3"),
        ((None, "注：见附件"), "B3"),
        (HEADINGS, "A3"),
    ],
)
def test_a_row_that_is_no_task_is_skipped_and_said(row: Sequence[CellValue], cell: str) -> None:
    found = table(HEADINGS, TASK, row)
    assert tasks(found) == [(2, "做好一件事")]
    assert [(number, item.cell) for number, item in found.skipped.items()] == [(2, cell)]


def test_a_wide_cell_is_the_title_of_a_section() -> None:
    found = table(HEADINGS, (None, "甲", None, None), TASK, merges=(Area(1, 1, 1, 3),))
    assert tasks(found) == [(3, "做好一件事")] and list(found.skipped) == [1]


@pytest.mark.parametrize(
    "row",
    [
        (None, None, "说明工作进展"),
        ("1.2", None, None, None),
        ("1.2", "甲工程", "注：做好一件事", "教育科"),
        (None, "甲"),
    ],
)
def test_a_row_that_may_be_a_task_is_one(row: Sequence[CellValue]) -> None:
    assert [number for number, _ in task_rows(table(HEADINGS, TASK, row))] == [2, 3]


def test_blank_rows_are_passed_over_without_a_word() -> None:
    found = table(HEADINGS, (), TASK, (" ", None, "\n"))
    assert (tasks(found), found.skipped) == ([(3, "做好一件事")], {})


def test_the_sheet_called_分工表_comes_before_a_wider_one() -> None:
    own = grid(HEADINGS, TASK)
    old = grid((*HEADINGS, "时限"), (*TASK, "6月底"), sheet="旧表")
    found = find_table([old, own])
    assert found.grid is own
    assert [(item.code, item.sheet, item.cell) for item in found.findings] == [("table-second", "旧表", "A1")]
    assert find_table([old, grid(HEADINGS, TASK, sheet="又一张")]).grid is old


def test_a_sheet_that_shows_comes_before_a_hidden_one_and_the_active_one_first() -> None:
    hidden = replace(grid((*HEADINGS, "时限"), (*TASK, "6月底"), sheet="旧表"), hidden=True)
    one, two = grid(HEADINGS, TASK, sheet="去年"), replace(grid(HEADINGS, TASK, sheet="今年"), active=True)
    found = find_table([hidden, one, two])
    assert found.grid is two
    assert [item.message.split("里")[0] for item in found.findings] == ["隐藏的工作表“旧表”", "工作表“去年”"]
    assert find_table([hidden, one]).grid is one


def test_headings_alone_elsewhere_are_not_said() -> None:
    assert find_table([grid(HEADINGS, TASK), grid(HEADINGS, sheet="空白")]).findings == []


def test_without_any_table_the_sheets_that_were_looked_at_are_named() -> None:
    with pytest.raises(NoTableError, match="看过：甲、乙"):
        find_table([grid(TASK, sheet="甲"), grid(sheet="乙")])


def test_the_title_is_the_longest_line_above_and_no_mark_of_an_attachment() -> None:
    rows = (("附件12",), ("某局", "不算"), ("重点工作\n责任分工",), HEADINGS, TASK)
    assert title_above(table(*rows)) == "重点工作责任分工"
    assert title_above(table(HEADINGS, TASK)) == ""


def test_how_a_remark_below_the_table_begins() -> None:
    assert [is_footnote(text) for text in ("注：见附件", "备注", "说明1", "工作说明", "")] == [
        True,
        True,
        True,
        False,
        False,
    ]
