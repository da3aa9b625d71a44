"""Headings are known by what they say, however they are written, and each means one column."""

from __future__ import annotations

from collections import Counter

import pytest

from xlplan.terms.headings import (
    DEPARTMENT_HEADINGS,
    PLAN_HEADINGS,
    RESULT_SHEETS,
    TASK_SHEET_ALIASES,
    TASK_SHEET_HEADINGS,
    department_field,
    heading_key,
    plan_field,
    task_sheet_field,
)


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("编号", "编号"),
        (" 主要\n内容：", "主要内容"),
        ("执行部门（盖章）", "执行部门"),
        ("*状态*", "状态"),
        ("活动频率 或 完成时限", "活动频率或完成时限"),
        ("（一）", ""),
    ],
)
def test_a_heading_is_compared_without_brackets_and_marks(heading: str, key: str) -> None:
    assert heading_key(heading) == key


@pytest.mark.parametrize(
    ("heading", "field"),
    [("编号", "id"), ("序 号", "id"), ("牵头单位", "lead"), ("责任单位（科室）", "lead"), ("配合部门", "support"),
     ("完成时限", "schedule"), ("备注", None), ("", None)],
)  # fmt: skip
def test_what_other_offices_write_over_a_column_of_the_table(heading: str, field: str | None) -> None:
    assert plan_field(heading) == field


@pytest.mark.parametrize(
    ("heading", "field"),
    [("进展情况", "progress"), ("完成比例", "percent"), ("附件：", "evidence"), ("执行部门", None)],
)
def test_what_departments_write_over_a_column_of_their_sheet(heading: str, field: str | None) -> None:
    assert task_sheet_field(heading) == field


def test_headings_of_the_registry_have_no_other_names() -> None:
    assert (department_field("部门 名称"), department_field("部门")) == ("name", None)


def test_no_heading_of_a_departments_sheet_means_two_columns() -> None:
    assert TASK_SHEET_HEADINGS.keys() == TASK_SHEET_ALIASES.keys()
    meant = Counter(
        key
        for field, heading in TASK_SHEET_HEADINGS.items()
        for key in {heading_key(name) for name in (heading, *TASK_SHEET_ALIASES[field])}
    )
    assert [key for key, count in meant.items() if count > 1] == []


def test_every_fixed_heading_is_known_as_itself() -> None:
    assert all(plan_field(heading) == field for field, heading in PLAN_HEADINGS.items())
    assert all(department_field(heading) == field for field, heading in DEPARTMENT_HEADINGS.items())
    assert all(task_sheet_field(heading) == field for field, heading in TASK_SHEET_HEADINGS.items())


@pytest.mark.parametrize("sheet", RESULT_SHEETS)
def test_the_headings_of_a_result_sheet_differ(sheet: str) -> None:
    headings = RESULT_SHEETS[sheet]
    assert len(set(headings.values())) == len(headings)
