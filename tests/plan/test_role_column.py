"""A column that says who leads and who supports counts for the office beside it, and rows of one task are one task."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from xlplan.plan.role_column import role_said, says_roles, tasks_of_rows, with_roles
from xlplan.plan.table import table_in
from xlplan.plan.table_rows import task_rows
from xlplan.terms.cells import CellValue, Grid
from xlplan.terms.fields import Field

HEADS = ["序号", "任务", "责任单位"]


@pytest.mark.parametrize("heading", ["职责", "分工", "责任类型", "工作职责", "承担任务", "角色"])
def test_its_values_decide_whatever_its_heading(heading: str) -> None:
    table = table_in(
        Grid("甲", [[*HEADS, heading], [1, "校园食品安全", "甲局", "牵头"], [2, "农产品监管", "乙局", "配合单位"]])
    )
    assert table is not None
    rows = [(cells[Field.CONTENT].text, cells[Field.LEAD].text) for _, cells in task_rows(table)]
    assert rows == [("校园食品安全", "牵头：甲局"), ("农产品监管", "配合：乙局")]
    assert Field.PROJECT not in table.columns


def test_rows_that_only_name_another_office_are_one_task() -> None:
    values: list[list[CellValue]] = [[*HEADS, "分工"], [1, "校园食品安全", "甲局", "主责"], [None, None, "乙局", "协同"], [1, "校园食品安全", "丙局", "协同"],
              [2, "农产品监管", "乙局", "牵头"]]  # fmt: skip
    table = table_in(Grid("甲", values))
    assert table is not None
    assert [cells[Field.LEAD].text for _, cells in task_rows(table)] == ["牵头：甲局；配合：乙局、丙局", "牵头：乙局"]
    assert table.folded == {2: 1, 3: 1}


def test_one_word_in_a_column_of_several_rows_makes_none() -> None:
    values: list[list[CellValue]] = [[*HEADS, "备注"], [1, "校园食品安全", "甲局"], [2, "农产品监管", "乙局", "分办"]]
    assert not says_roles(Grid("甲", values), 3, 1) and says_roles(Grid("甲", [[1, "牵头"]]), 1, 0)


def test_two_such_columns_are_asked() -> None:
    table = table_in(Grid("甲", [[*HEADS, "分工", "职责"], [1, "校园食品安全", "甲局", "牵头", "配合"]]))
    assert table is not None
    assert [item.code for item in table.findings] == ["column-roles-unread"]


def test_a_word_that_is_no_role_is_asked_with_its_office() -> None:
    assert with_roles([("甲局", "配合"), ("乙局", "督办"), ("丙局", "")]) == "乙局“督办”、丙局；配合：甲局"


def test_a_column_of_tasks_is_none() -> None:
    assert role_said("配合检查") is None
    assert not says_roles(Grid("甲", [["任务"], ["配合检查"], ["落实"], ["整改到位"]]), 0, 1)


def test_rows_of_a_task_differ_in_nothing_but_their_office() -> None:
    rows: Iterator[tuple[int, Sequence[str]]] = iter([(1, ["1", "甲"]), (2, ["", ""]), (3, ["1", "乙"])])
    assert list(tasks_of_rows(rows)) == [[1, 2], [3]]
