"""The cells of the new table: as texts, under their columns, and whatever changes on the way is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from support.sources import FIRST, HEADINGS, SECOND, Rows, account, grid, said

from xlplan.plan.importing.convert import new_plan
from xlplan.plan.importing.model import ImportSource, NewPlan
from xlplan.plan.importing.new_columns import plan_columns
from xlplan.plan.importing.new_rows import fill_rows, list_departments, number_tasks
from xlplan.plan.importing.record import ImportRecord
from xlplan.plan.importing.table_parts import find_parts
from xlplan.plan.title import TextLine
from xlplan.terms.cells import MAX_TEXT, Area, CellError, CellValue, Grid, NoCachedValue


def filled(*grids: Grid, sections: dict[int, TextLine] | None = None) -> ImportRecord:
    """Return the account of an import whose rows are filled."""
    made = account(*grids, document=len(grids) > 1)
    parts = find_parts(made)
    parts[0].sections.update(sections or {})
    targets = plan_columns(made, parts)
    made.plan.rows = [[""] * len(made.plan.headings) for _ in range(made.count)]
    for part, columns in zip(parts, targets, strict=True):
        fill_rows(made, part, columns)
    return made


def as_imported(*rows: Sequence[CellValue]) -> NewPlan:
    """Return the plan that a table comes to, below a title."""
    return new_plan(ImportSource("表.xlsx", [Grid("表", [["2024年任务表"], *rows])]), date(2024, 1, 5))


def of(rows: Rows, *merges: Area) -> ImportRecord:
    return filled(grid([HEADINGS, *rows], merges))


def test_each_cell_stands_under_its_column_and_is_accounted_for() -> None:
    made = of([FIRST, SECOND])
    assert made.plan.rows == [["", *FIRST], ["", *SECOND]]
    assert made.where["表1", 2, 1] == "分工表!C5"
    assert said(made) == []


def test_cells_merged_downwards_stay_so() -> None:
    made = of([FIRST, (None, *SECOND[1:])], Area(1, 0, 2, 0))
    assert made.plan.merges == [Area(0, 1, 1, 1)]
    assert [row[1] for row in made.plan.rows] == ["甲工程", ""]


def test_cells_merged_sideways_stand_in_the_first_column_alone() -> None:
    made = of([(*FIRST[:2], "教育科", None, FIRST[4])], Area(1, 2, 1, 3))
    assert made.plan.rows[0][3:5] == ["教育科", ""]
    assert said(made) == [("import-merged-across", "[原表]表1", "C2")]


def test_what_is_merged_over_project_and_content_is_what_is_to_be_done() -> None:
    made = of([FIRST, ("独立任务", None, *SECOND[2:])], Area(2, 0, 2, 1))
    assert made.plan.rows[1][1:3] == ["", "独立任务"] and made.where["表1", 2, 0] == "分工表!C5"
    made = of([("独立任务", None, *FIRST[2:]), (None, None, *SECOND[2:])], Area(1, 0, 2, 1))
    assert [row[1:3] for row in made.plan.rows] == [["", "独立任务"], ["", ""]] and made.plan.merges == [
        Area(0, 2, 1, 2)
    ]


@pytest.mark.parametrize(
    ("value", "text", "code"),
    [
        (12.0, "12", "import-value"),
        (date(2023, 6, 30), "2023-06-30", "import-value"),
        (CellError("#REF!"), "", "cell-error"),
        (NoCachedValue("=A1"), "", "cell-uncalculated"),
        ("长" * (MAX_TEXT + 1), "", "import-too-long"),
    ],
)
def test_what_is_no_text_is_written_as_one_or_left_out_and_said(value: CellValue, text: str, code: str) -> None:
    made = of([(*FIRST[:4], value)])
    assert made.plan.rows[0][5] == text
    assert said(made) == [(code, "[原表]表1", "E2")]
    assert (("表1", 1, 4) in made.known) is (not text)


def test_a_formula_stands_with_its_saved_result_and_lines_end_alike() -> None:
    made = filled(Grid("表1", [HEADINGS, ("甲\r\n乙\r丙", *FIRST[1:])], formulas=frozenset({(1, 0)})))
    assert made.plan.rows[0][1] == "甲\n乙\n丙"
    assert said(made) == [("import-formula", "[原表]表1", "A2")]


def test_a_section_names_the_project_of_the_rows_below_it() -> None:
    rows = [HEADINGS[1:], ("一、教学",), FIRST[1:], SECOND[1:]]
    made = filled(grid(rows, [Area(1, 0, 1, 3)]), sections={1: TextLine("一、教学", "表1", "A2", at=(1, 0))})
    assert [row[1] for row in made.plan.rows] == ["一、教学", ""]
    assert made.plan.merges == [Area(0, 1, 1, 1)]
    assert made.where["表1", 1, 0] == "分工表!B4"
    assert said(made) == [("import-section", "[原表]表1", "A2")]


def test_a_section_without_tasks_names_nothing() -> None:
    made = filled(grid([HEADINGS, FIRST, ("附",)]), sections={2: TextLine("附", "表1", "A3", at=(2, 0))})
    assert said(made) == []


def test_tasks_get_numbers_within_their_projects() -> None:
    made = of([FIRST, SECOND, ("乙工程", *SECOND[1:])])
    number_tasks(made, kept=False)
    assert [row[0] for row in made.plan.rows] == ["1.1", "1.2", "2.1"]
    assert said(made) == [("import-numbers", "分工表", "A4")]


def test_numbers_of_its_own_are_kept_without_a_word() -> None:
    made = filled(grid([("编号", *HEADINGS), ("甲-1", *FIRST), ("甲-2", *SECOND)]))
    number_tasks(made, kept=True)
    assert [row[0] for row in made.plan.rows] == ["甲-1", "甲-2"]
    assert said(made) == []


def test_departments_are_listed_as_they_are_written_and_groups_are_said() -> None:
    made = of([FIRST, (*SECOND[:2], "教育科、组宣科", "各校", "")])
    list_departments(made)
    assert made.plan.departments == [("教育科", False), ("组宣科", False), ("各校", True)]
    assert said(made) == [("import-departments", "部门", "A4"), ("import-group", "部门", "C6")]


def test_a_number_and_a_name_alone_are_a_section_of_the_numbers_that_go_on_with_it() -> None:
    plan = as_imported(
        ["编号", "任务", "责任科室", "时限"], ["1", "党建"], ["1.1", "学习", "办公室", "3月"], ["1.2", "培训", "办公室", "4月"],
        ["2", "业务", "财务科", "5月"], ["2.1", "分项", "财务科", "6月"], ["3", "待补充"], ["4", "宣传", "办公室", "6月"],
    )  # fmt: skip
    assert [(row[0], row[1], row[2]) for row in plan.rows] == [
        ("1.1", "党建", "学习"), ("1.2", "", "培训"), ("2", "", "业务"), ("2.1", "", "分项"), ("3", "", "待补充"), ("4", "", "宣传"),
    ]  # fmt: skip
    assert plan.merges == [Area(0, 1, 1, 1)]


@pytest.mark.parametrize("dash", [".", "-", "—", "–", "－", "﹣", "−"])
def test_numbers_of_parts_have_any_dash_and_one_of_another_kind_ends_no_section(dash: str) -> None:
    plan = as_imported(
        ["编号", "任务", "责任科室", "时限"], ["1", "党建"], [f"1{dash}1", "学习", "办公室", "3月"], ["①", "读书", "办公室", "3月"],
        [f"1{dash}2", "培训", "办公室", "4月"], ["2", "业务", "财务科", "5月"],
    )  # fmt: skip
    assert [(row[1], row[2]) for row in plan.rows] == [("党建", "学习"), ("", "读书"), ("", "培训"), ("", "业务")]
    assert plan.merges == [Area(0, 1, 2, 1)]
