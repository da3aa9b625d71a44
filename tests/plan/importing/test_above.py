"""What stands above a table becomes title, mark and year, and titles of sections name projects."""

from __future__ import annotations

from datetime import date

import pytest
from support.sources import FIRST, HEADINGS, SECOND, account, grid, said

from xlplan.plan.importing.above import find_sections, read_head
from xlplan.plan.importing.convert import new_plan
from xlplan.plan.importing.model import ImportSource
from xlplan.plan.importing.record import ImportRecord
from xlplan.plan.importing.table_parts import find_parts
from xlplan.plan.title import TextLine
from xlplan.terms.cells import Area

TITLE = "某局2023年重点工作责任分工表"
# Without the column of projects.
PLAIN = [HEADINGS[1:], FIRST[1:], SECOND[1:]]


def head(made: ImportRecord) -> list[str]:
    return [line.text for line in read_head(made, find_parts(made))]


def test_title_mark_and_year_are_read_from_the_lines_above_a_document_s_table() -> None:
    lines = [
        TextLine("附件1", "正文", "第1段"),
        TextLine(TITLE, "正文", "第2段"),
        TextLine("各单位：", "正文", "第3段"),
    ]
    made = account(grid([HEADINGS, FIRST]), above={"表1": lines}, document=True)
    assert head(made) == ["附件1", TITLE]
    assert (made.plan.mark, made.plan.title, made.plan.plan_title, made.plan.year) == (
        "附件1", TITLE, "某局2023年重点工作", 2023,
    )  # fmt: skip
    assert said(made) == [("import-year", "设置", "B5")]
    assert [(line.cell, line.to) for line in made.plan.moved] == [("第1段", "分工表!A1"), ("第2段", "分工表!A2")]


def test_a_title_in_cells_above_the_headings_is_accounted_for() -> None:
    made = account(grid([(TITLE,), HEADINGS, FIRST]))
    assert head(made) == [TITLE]
    assert made.where == {("表1", 0, 0): "分工表!A2"}


def test_a_title_of_two_lines_is_joined_and_said() -> None:
    lines = [TextLine("某局2023年", "正文", "第1段", centred=True), TextLine("任务清单", "正文", "第2段", centred=True)]
    made = account(grid([HEADINGS, FIRST]), above={"表1": lines}, document=True)
    assert (len(head(made)), made.plan.title) == (2, "某局2023年任务清单")
    assert [code for code, _, _ in said(made)] == ["import-title-joined", "import-year"]


def test_without_title_and_year_this_year_is_assumed_and_said() -> None:
    made = account(grid([HEADINGS, FIRST]))
    assert head(made) == []
    assert made.plan.year == 2024
    assert said(made) == [("import-title-missing", "分工表", "A2"), ("import-year-assumed", "设置", "B5")]


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("检查日期：2023年5月12日", 2023),
        ("青教发〔2023〕6号", 2023),
        ("更新于2023.5.12", 2023),
        ("2023年12月20日", 2024),
        ("2023年5月至2025年6月", 2024),
    ],
)
def test_a_year_said_beside_the_title_is_the_plan_s_unless_the_year_was_nearly_over(line: str, year: int) -> None:
    made = account(grid([("安全隐患整改台账",), (line,), HEADINGS, FIRST]))
    head(made)
    code = "import-year-of-lines" if year == 2023 else "import-year-assumed"
    assert (made.plan.year, said(made)) == (year, [(code, "设置", "B5")])


@pytest.mark.parametrize(
    ("sheet", "name", "year"),
    [("2027年", "表.xlsx", 2027), ("表", "2025年分工.xlsx", 2025), ("2025年至2027年", "表.xlsx", 2024)],
)
def test_a_year_in_the_name_of_the_sheet_or_the_file_is_the_plan_s(sheet: str, name: str, year: int) -> None:
    plan = new_plan(ImportSource(name, [grid([HEADINGS, FIRST], sheet=sheet)]), date(2024, 1, 5))
    assert plan.year == year
    (told,) = [each for each in plan.findings if each.code.startswith("import-year")]
    assert told.code == ("import-year-assumed" if year == 2024 else "import-year-of-lines")


def test_a_wide_cell_between_the_rows_names_a_project() -> None:
    rows = [PLAIN[0], ("一、教学",), PLAIN[1], ("注：见附件",), PLAIN[2]]
    made = account(grid(rows, [Area(1, 0, 1, 3), Area(3, 0, 3, 3)]))
    (part,) = parts = find_parts(made)
    find_sections(made, parts, [])
    assert {row: (line.text, line.place) for row, line in part.sections.items()} == {1: ("一、教学", "A2")}
    assert list(part.table.skipped) == [3]


def test_where_a_document_has_several_tables_the_line_above_each_names_its_project() -> None:
    title, one, two = (TextLine(text, "正文", f"第{n}段") for n, text in enumerate((TITLE, "一、教学", "二、安全"), 1))
    tables = grid(PLAIN), grid(PLAIN, sheet="表2")
    made = account(*tables, above={"表1": [title, one], "表2": [two]}, document=True)
    parts = find_parts(made)
    find_sections(made, parts, [title])
    assert [part.sections for part in parts] == [{-1: one}, {-1: two}]


def test_above_the_only_table_a_line_is_no_section() -> None:
    made = account(grid(PLAIN), above={"表1": [TextLine("一、教学", "正文", "第1段")]}, document=True)
    (part,) = parts = find_parts(made)
    find_sections(made, parts, [])
    assert part.sections == {}


def test_a_title_says_who_does_what_stands_below_it_where_a_column_names_the_projects() -> None:
    rows = [HEADINGS, ("一、教育科牵头",), (*FIRST[:2], None, *FIRST[3:]), ("二、其他",), SECOND]
    plan = new_plan(ImportSource("表.xlsx", [grid(rows, [Area(1, 0, 1, 3), Area(3, 0, 3, 3)])]), date(2024, 1, 5))
    assert [row[plan.headings.index("执行部门")] for row in plan.rows] == ["教育科", SECOND[2]]
    assert "import-section" not in [each.code for each in plan.findings]


def test_the_title_of_a_section_above_the_first_headings_names_the_project_of_the_tasks_below() -> None:
    heads, one, two = ("序号", "任务", "责任科室"), (1, "甲事", "教育科"), (2, "乙事", "财务科")
    made = account(grid([("某局2023年任务分工表",), ("一、业务工作",), heads, one, ("二、党建工作",), two]))
    plan = new_plan(made.source, date(2023, 5, 1))
    assert [row[1] for row in plan.rows] == ["一、业务工作", "二、党建工作"]
    assert plan.title == "某局2023年任务分工表"


def test_captions_of_tables_beside_each_other_name_projects_and_no_plan() -> None:
    one, two = ("序号", "任务", "责任部门"), (1, "甲事", "教育科")
    rows = [("党委工作任务", None, None, None, "行政工作任务"), (*one, None, *one), (*two, None, 1, "乙事", "财务科")]
    plan = new_plan(account(grid(rows)).source, date(2023, 5, 1))
    assert [row[1] for row in plan.rows] == ["党委工作任务", "行政工作任务"] and not plan.title
