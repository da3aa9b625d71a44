"""Offices and people in one column are taken apart where each is certain."""

from __future__ import annotations

from datetime import date

import pytest

from xlplan.plan.importing.convert import new_plan
from xlplan.plan.importing.model import ImportSource, NewPlan
from xlplan.plan.offices_and_people import apart
from xlplan.terms.cells import CellValue, Grid
from xlplan.terms.fields import Field


def made(*rows: list[CellValue]) -> NewPlan:
    grid = Grid("表", [["2025年任务分工表"], *rows])
    return new_plan(ImportSource("表.xlsx", [grid]), date(2025, 1, 5))


def column(plan: NewPlan, heading: str) -> list[str]:
    return [row[plan.headings.index(heading)] for row in plan.rows]


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("王明\n基教科", (["基教科"], ["王明"])),
        ("人事科（李晓梅 13912345678）", (["人事科"], ["李晓梅", "13912345678"])),
        ("安全办：张伟", (["安全办"], ["张伟"])),
        ("人事科李晓梅、基教科王建国", (["人事科", "基教科"], ["李晓梅", "王建国"])),
        ("李红", ([], ["李红"])),
        ("人事科刘局长、陈副院长", (["人事科"], ["刘局长", "陈副院长"])),
        ("办公室主任", None),
        ("综合协调、王明", None),
    ],
)
def test_what_a_cell_holds(text: str, both: object) -> None:
    assert apart(text) == both


def test_each_column_gets_one_for_its_people() -> None:
    plan = made(
        ["序号", "工作任务", "牵头领导及部门", "配合领导及部门", "时限"],
        [1, "做好甲事", "王明\n基教科", "李红\n人事科、财务科", "6月"],
        [2, "做好乙事", "王明（基教科）", "李红", "7月"],
        [3, "做好丙事", "见附件，王明", None, "8月"],
    )
    assert column(plan, "执行部门") == ["基教科", "基教科", "见附件，王明"]
    assert column(plan, "支持部门") == ["人事科、财务科", "", ""]
    assert (column(plan, "分管领导"), column(plan, "配合领导")) == (["王明", "王明", ""], ["李红", "李红", ""])
    assert [name for name, _ in plan.departments] == ["基教科", "人事科", "财务科"]
    assert [each.cell for each in plan.findings if each.code == "import-people-apart"] == ["C2", "D2"]
    assert Field.LEADER in plan.fields


def test_people_behind_labels_in_a_cell_of_offices_become_a_column() -> None:
    plan = made(
        ["任务", "责任分工", "时限"],
        ["甲事", "牵头领导：赵甲\n牵头单位：教育局\n配合单位：财政局", "6月底前"],
        ["乙事", "牵头单位：民政局；联系人：钱乙、孙丙", "9月底前"],
    )
    assert column(plan, "执行部门") == ["牵头单位：教育局\n配合单位：财政局", "牵头单位：民政局"]
    assert (column(plan, "分管领导"), column(plan, "联系人")) == (["赵甲", ""], ["", "钱乙、孙丙"])
    assert [name for name, _ in plan.departments] == ["教育局", "财政局", "民政局"] and not plan.doubtful
    assert [item.cell for item in plan.findings if item.code == "import-people-apart"] == ["B2", "B2"]


def test_people_of_two_columns_behind_one_label_become_two_columns() -> None:
    plan = made(
        ["任务", "牵头单位", "配合单位", "时限"], ["甲事", "教育局，联系人：赵甲", "财政局，联系人：钱乙", "6月底前"]
    )
    both = column(plan, "联系人（牵头单位）"), column(plan, "联系人（配合单位）")
    assert (column(plan, "执行部门"), column(plan, "支持部门"), *both) == (["教育局"], ["财政局"], ["赵甲"], ["钱乙"])


def test_people_of_several_offices_of_one_cell_stay_beside_them() -> None:
    cell = "牵头单位：教育局，联系人：赵甲；配合单位：财政局，联系人：钱乙"
    plan = made(["任务", "责任分工", "时限"], ["甲事", cell, "6月底前"])
    assert (column(plan, "执行部门"), "联系人" in plan.headings) == ([cell], False)
    assert [name for name, _ in plan.departments] == ["教育局", "财政局"]


def test_headings_that_stand_again_are_no_offices_and_people() -> None:
    heads: list[CellValue] = ["序号", "工作内容", "责任人", "时间"]
    plan = made(
        ["一、教学"],
        heads,
        [1, "集体备课", "教务处张老师", "3月"],
        ["二、德育"],
        heads,
        [1, "主题班会", "政教处王老师", "4月"],
    )
    assert (column(plan, "执行部门"), column(plan, "责任人")) == (["教务处", "政教处"], ["张老师", "王老师"])
    assert column(plan, "工程名称") == ["一、教学", "二、德育"]


def test_offices_under_a_heading_for_people_are_apart_from_the_people() -> None:
    plan = made(
        ["工作内容", "责任人", "完成时间"], ["质量分析", "教务处 张老师", "4月底"], ["心理健康", "德育处王建国", "5月"], ["维修场地", "总务处（李四）", "9月"], ["开放日", "德育处、各年级组", "5月"],
    )  # fmt: skip
    assert column(plan, "执行部门") == ["教务处", "德育处", "总务处", "德育处、各年级组"]
    assert column(plan, "责任人") == ["张老师", "王建国", "李四", ""]
    assert [name for name, _ in plan.departments] == ["教务处", "德育处", "总务处", "各年级组"] and not plan.doubtful
