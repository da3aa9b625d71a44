"""What stands after the tasks of a table, or between them, is none: signatures, totals, notes, sections, forms, lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from xlplan.plan.importing.convert import new_plan
from xlplan.plan.importing.model import ImportSource, NewPlan
from xlplan.terms.cells import CellValue, Grid
from xlplan.terms.fields import Field

HEAD = ("序号", "工作任务", "责任单位", "配合单位", "完成时限")
TASKS = (
    ("1", "印发学校安全工作方案并部署", "教育科", "组宣科", "6月底前"),
    ("2", "开展消防设施专项检查整改", "组宣科", None, "9月底前"),
)
MORE = ("3", "第三件事情要做好做实", "教育科", None, "年底")
Rows = Sequence[Sequence[CellValue]]


def made(*rows: Sequence[CellValue]) -> NewPlan:
    grid = Grid("表", [["2024年工作任务分工表"], HEAD, *TASKS, *rows])
    return new_plan(ImportSource("表.xlsx", [grid]), date(2024, 1, 5))


def said(plan: NewPlan) -> list[str]:
    return [
        f"{each.code} {each.cell}"
        for each in plan.findings
        if each.code in ("row-skipped", "row-remark", "table-below")
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [("制表人：张三", None, "负责人（签字）：")], [("单位（盖章）：区教育局", None, None, "2024年1月5日")],
        [(None, None, "区教育局办公室"), (None, None, "2024 年 1 月 5 日")], [(None, "主要领导签字：", None, "分管领导签字：")],
        [("主办：教育科", None, "校对：李四")], [("抄送：区委办、区政府办。",), ("区教育局办公室  2024年1月5日印发",), ("共印50份",)],
        [("共计", None, "2项")], [("合计（2项）",)], [("小 计", None, None, 2)], [(None, "总计", None, None, 2.0)], [("汇总", None, None, None, "2")],
        [("组长：", "张三", "局长"), ("成员：", "王五", "教育科科长")],
        [("组长", "王某某", "教育局局长"), ("成　员", "张某某", "教育科科长"), (None, "赵某某", "人事科科长"), ("办公室", "吴某（兼）")],
        [("制表：张三", None, "校核：李四")], [("填表人签名", "张三", "审核人签名", "李四")], [("分管领导意见：", "同意", None, "签字：")],
        [("总分", None, None, None, "100分")], [(None, "总分", "100")], [("得分合计", None, "98")], [("任务总数", "2")],
        [("其中：市级", "2项")], [(None, "其中：省级1项")], [(None, "县本级合计", "2项")], [(None, "领导小组办公室设在教育科。")],
    ],
)  # fmt: skip
def test_signatures_and_totals(rows: Rows) -> None:
    plan = made(*rows)
    assert len(plan.rows) == 2 and plan.doubtful == []
    assert {name for name, _ in plan.departments} == {"教育科", "组宣科"}
    assert [each.split()[0] for each in said(plan)] == ["row-skipped"]


@pytest.mark.parametrize(
    "rows",
    [
        [("说明", "1.按月报送")],
        [("※ 各单位按月报送。",)],
        [("填表说明：1.按月报送；",), ("2.逾期通报；",)],
        [("★为重点任务",)],
        [("续表",)],
        [(None, "以下空白")],
        [(None, "注 1 ：时限均含当月")],
        [("*", "代表重点任务")],
        [("/", "/", "/", "/", "/")],
        [(None, "备注", "各单位每月25日前报送")],
    ],
)
def test_notes(rows: Rows) -> None:
    plan = made(*rows)
    assert len(plan.rows) == 2 and [each.split()[0] for each in said(plan)] == ["row-remark"]


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (("二、安全工作",), "二、安全工作"), ((None, "二、安全工作"), "二、安全工作"), (("贰", "安全工作"), "安全工作"),
        (("Ⅱ", "安全工作"), "安全工作"), (("二", None, "安全工作"), "安全工作"), (("第二部分  安全工作",), "第二部分  安全工作"),
    ],
)  # fmt: skip
def test_sections(row: Sequence[CellValue], name: str) -> None:
    plan = made(row, MORE)
    assert [each[plan.fields.index(Field.PROJECT)] for each in plan.rows] == ["", "", name]
    assert said(plan) == []


@pytest.mark.parametrize("row", [("序 号", "工作\n任务", "责任单位", "配合单位", "完成\n时限"), HEAD])
def test_headings_over_again(row: Sequence[CellValue]) -> None:
    plan = made(row, MORE)
    assert len(plan.rows) == 3 and said(plan) == ["row-remark A5"]


@pytest.mark.parametrize(
    "rows",
    [
        [(), ("附件2",), ("工作任务推进情况报送表",), ("填报单位：",), ("序号", "工作任务", "责任单位", "进展情况"), ("1",), ("2",)],
        [(), ("任务表",), ("序号", "工作任务", "责任单位", "进展情况"), ("1",), ("2",)],
        [(), ("姓名", "职务", "电话"), ("张三", "科长", "87654321"), ("李四", "干部", "87650000")],
        [(), ("经费安排表",), ("项目", "金额（万元）", "来源"), ("培训", "20", "财政"), ("检查", "5", "自筹")],
    ],
)  # fmt: skip
def test_other_tables(rows: Rows) -> None:
    plan = made(*rows)
    assert len(plan.rows) == 2 and [each.split()[0] for each in said(plan)] == ["table-below"]


@pytest.mark.parametrize(
    "beside",
    [
        [("科室", "联系人", "电话"), ("教育科", "张三", "8001"), (), ("财务科", "王五", "8003")],
        [(None, "科室", "联系人", "电话"), (None, "教育科", "张三", "8001"), (), (None, "财务科", "王五", "8003")],
        [(None, "联系人名单"), (None, "科室", "姓名", "电话"), (None, "教育科", "张三", "8001")],
        [(), (None, "科室", "联系人", "电话"), (None, "教育科", "张三", "8001"), (None, "财务科", "王五", "8003")],
    ],
)
def test_a_list_of_people_beside_the_table_belongs_to_no_task(beside: Rows) -> None:
    left: list[Sequence[CellValue]] = [HEAD, *TASKS, [None] * len(HEAD)]
    rows = [[*row, *more] for row, more in zip(left, [*beside, *[()] * (4 - len(beside))], strict=True)]
    plan = new_plan(ImportSource("表.xlsx", [Grid("表", [["2024年工作任务分工表"], *rows])]), date(2024, 1, 5))
    assert len(plan.rows) == 2 and plan.fields == list(NewPlan().fields)
    assert {name for name, _ in plan.departments} == {"教育科", "组宣科"}
    assert [each.code for each in plan.findings if each.code.startswith(("table-", "import-c"))] == ["table-beside"]


def test_a_second_table_of_the_same_kind_is_read_by_its_own_headings() -> None:
    plan = made(
        (),
        ("民生实事项目表",),
        ("序号", "项目名称", "建设内容", "牵头科室", "完成时间"),
        ("1", "学位工程", "新建教学楼一栋", "基建办", "8月底前"),
    )
    names = (Field.PROJECT, Field.CONTENT, Field.LEAD, Field.SCHEDULE)
    assert [plan.rows[2][plan.fields.index(name)] for name in names] == [
        "学位工程",
        "新建教学楼一栋",
        "基建办",
        "8月底前",
    ]
