"""Departments as columns: marks give lead and support by a legend, by words, or by the heading above; else they are asked about."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from xlplan.plan.marked_columns import mark_of
from xlplan.plan.no_table import no_table
from xlplan.plan.table import table_in
from xlplan.plan.table_rows import all_task_rows
from xlplan.terms.cells import Area, CellValue, Grid
from xlplan.terms.fields import Field

HEAD = ("序号", "工作任务", "教育科", "组宣科", "各学校", "完成时限")


def read(*rows: Sequence[CellValue], merges: Sequence[Area] = ()) -> list[tuple[str, str]]:
    table = table_in(Grid("表", rows, merges))
    if table is None:
        return []
    return [
        tuple(cells[name].text if name in cells else "" for name in (Field.LEAD, Field.SUPPORT))  # type: ignore[misc]
        for _, cells in all_task_rows(table)
    ]


def tasks(first: str, second: str) -> list[tuple[CellValue, ...]]:
    return [(1, "任务甲", first, second, None, "6月底前"), (2, "任务乙", None, first, second, "9月底前")]


READ = [("教育科", "组宣科"), ("组宣科", "各学校")]


@pytest.mark.parametrize(
    ("legend", "first", "second"),
    [
        ("分工表（★牵头 ☆配合）", "★", "☆"), ("注：●表示牵头单位，○表示配合单位。", "●", "○"),
        ("说明：牵头单位打√，配合单位打△", "✔", "△"), ("带◆的为责任科室，带◇的为协办科室", "◆", "◇"),
        ("A—主办  B—协办", "A", "B"), ("", "牵头", "配合"), ("", "主", "协"), ("", "牵头（张三）", "配合"),
    ],
)  # fmt: skip
def test_marks_with_a_meaning(legend: str, first: str, second: str) -> None:
    assert read((legend or None,), HEAD, *tasks(first, second)) == READ
    assert read(HEAD, *tasks(first, second), (legend or None,)) == READ


def test_a_heading_above_says_what_one_mark_means() -> None:
    head = [
        ("序号", "工作任务", "牵头科室", None, "配合科室", None),
        (None, None, "教育科", "组宣科", "教育科", "各学校"),
    ]
    merges = [Area(0, 2, 0, 3), Area(0, 4, 0, 5), Area(0, 0, 1, 0), Area(0, 1, 1, 1)]
    rows = [(1, "任务甲", "√", None, None, "√"), (2, "任务乙", None, "√", "√", None)]
    assert read(*head, *rows, merges=merges) == [("教育科", "各学校"), ("组宣科", "教育科")]


def test_one_mark_alone_is_taken_for_all_who_do_it_and_told() -> None:
    table = table_in(Grid("表", [HEAD, *tasks("√", "√")]))
    assert table is not None
    assert [cells[Field.LEAD].text for _, cells in all_task_rows(table)] == ["教育科、组宣科", "组宣科、各学校"]
    assert "column-marks-assumed" in [item.code for item in table.findings]


def test_two_marks_that_nobody_explains_are_asked_about() -> None:
    grid = Grid("表", [HEAD, *tasks("★", "☆")])
    assert table_in(grid) is None
    assert "没有写明哪个符号是牵头" in str(no_table([grid], ""))


def test_a_mark_that_the_legend_lacks_is_asked_about() -> None:
    rows = [("（★牵头 ☆配合）",), HEAD, *tasks("★", "☆"), (3, "任务丙", "★", "◎", None, "年底")]
    assert read(*rows)[-1] == ("教育科、组宣科“◎”", "")


def test_ticks_that_say_how_far_a_task_is_are_no_departments() -> None:
    rows = [
        ("序号", "工作任务", "责任单位", "已完成", "推进中"),
        (1, "任务甲", "教育科", "√", None),
        (2, "任务乙", "组宣科", None, "√"),
    ]
    assert [lead for lead, _ in read(*rows)] == ["教育科", "组宣科"]
    assert read(("序号", "工作任务", "已完成", "推进中"), (1, "任务甲", "√", None), (2, "任务乙", None, "√")) == []


def test_what_is_a_mark() -> None:
    found = [mark_of(text) for text in ("★", " √ ", "✔", "牵头", "☆（张三）", "", None, 3, "已完成", "教育科")]
    assert found == ["★", "√", "√", "牵头", "☆", "", "", "", "", ""]


@pytest.mark.parametrize("other", ["张三", "√", "负责经费", "9月前"])
def test_a_column_with_other_words_among_those_of_marks_is_asked_about(other: str) -> None:
    rows = [(1, "任务甲", "★", other, None, "6月底前"), (2, "任务乙", "☆", None, "★", "9月底前")]
    assert read(("分工表（★牵头 ☆配合）",), HEAD, *rows) == [(f"教育科、组宣科“{other}”", ""), ("各学校", "教育科")]


def test_a_task_whose_text_ends_like_a_heading_begins_no_other_table() -> None:
    rows = [*tasks("牵头", "配合"), (3, "规范招生工作", "牵头", None, "配合", "9月底")]
    assert len(read(HEAD, *rows)) == 3


def test_a_department_without_a_part_is_known_beside_headings_that_come_again() -> None:
    heads = ("主要内容", "完成时限", "教育科", "组宣科", "人事科")
    rows = [
        ("分工表（★牵头 ☆配合）",),
        heads,
        ("一、公平",),
        ("印发方案。", "2024年6月底前", "★"),
        heads,
        ("二、队伍",),
        ("开展培训。", "2024年6月底前", "★"),
    ]
    assert [who for who in read(*rows) if any(who)] == [("教育科", ""), ("教育科", "")]
