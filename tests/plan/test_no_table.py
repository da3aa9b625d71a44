"""What is told where no responsibility table was found."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from xlplan.plan.no_table import no_table
from xlplan.plan.table import table_in
from xlplan.terms.cells import CellValue, Grid
from xlplan.terms.fields import Field


def told(*rows: Sequence[CellValue]) -> str:
    return str(no_table([Grid("表", rows)], "“原表”里"))


def test_the_likeliest_row_is_named_with_all_its_headings_and_what_is_missing() -> None:
    text = told(("某局清单",), ("序号", "督办事项", "颜色", "办结时限"), (1, "甲事", "红", "6月底"))
    assert (
        "“表”第2行：A2“序号”当作“编号”，B2“督办事项”当作“主要内容”，C2“颜色”没有认出，D2“办结时限”当作“活动频率或完成时限”"
        in text
    )
    assert "还缺“执行部门”" in text and "--column 执行部门=标题" in text


def test_headings_that_nobody_knows_are_shown_too() -> None:
    text = told(("某局清单",), ("颜色", "形状"), ("红", "圆"))
    assert "A2“颜色”没有认出，B2“形状”没有认出" in text and "还缺“主要内容”、“执行部门”" in text


def test_departments_as_columns_are_known_by_their_marks() -> None:
    text = told(("序号", "工作任务", "教育科", "组宣科"), (1, "甲事", "★", "☆"), (2, "乙事", None, "★"))
    assert "教育科、组宣科各列里打的是符号：这是一张部门作列的表" in text


def test_without_anything_like_headings_the_sheets_are_named() -> None:
    assert "看过：表" in told(("一句话",)) and "请确认表中有一行标题" in told(("一句话",))
    assert "没有表格" in str(no_table([], ""))


def test_headings_below_each_other_are_told_as_such() -> None:
    rows = [
        ["序号", 1, 2],
        ["工作任务", "甲事", "乙事"],
        ["责任单位", "教育科", "人事科"],
        ["完成时限", "6月底", "9月底"],
    ]
    error = no_table([Grid("表", rows)], "“表.xlsx”里")
    assert "A1 至 A4" in str(error) and "转置" in error.hint


def test_a_kind_alone_is_no_task() -> None:
    text = told(("编号", "主办单位", "答复期限", "办理类别"), (1, "教育局", "6月5日", "A"))
    assert "还缺“主要内容”" in text and "B1“主办单位”当作“执行部门”" in text


def test_what_a_thing_costs_is_no_task() -> None:
    text = told(("经费安排", "牵头科室", "完成时限"), ("由区财政安排五十万元并报局长办公会", "后勤科", "6月底"))
    assert "A1“经费安排”没有认出" in text and "还缺“主要内容”" in text
    assert (
        table_in(
            Grid("表", [("经费安排", "牵头科室", "完成时限"), ("由区财政安排五十万元", "后勤科", "6月底")]), assume=True
        )
        is None
    )


def test_a_row_of_a_form_is_no_row_of_headings_and_a_calendar_s_is() -> None:
    form = [("工作任务", "修订食堂管理办法", "责任单位", "后勤科"), ("完成时限", "6月底", "责任人", "张三")]
    calendar = [("月份", "周次", "责任部门", "工作内容"), ("九月", "1", "教导处", "举行开学典礼")]
    assert table_in(Grid("表", form)) is None and table_in(Grid("表", calendar)) is not None


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (("教务处 张老师", "总务处、安全办"), True),
        # People alone, or hardly any office: nobody says who does it.
        (("张老师", "李主任"), False),
        (("教务处", "李主任"), False),
        (("张园", "办公室主任"), False),
    ],
)
def test_offices_under_a_heading_for_people_carry_out(cells: tuple[str, str], found: bool) -> None:
    rows = [("工作事项", "责任人", "完成时间"), *(("做好甲事", cell, "6月底") for cell in cells)]
    table = table_in(Grid("表", rows), assume=True)
    assert (table.columns.get(Field.LEAD) if table else None) == (1 if found else None)
    assert table_in(Grid("表", rows)) is None
