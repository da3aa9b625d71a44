"""Where a table ends: what stands between and below its tasks is no task, and is said once for each cause."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from xlplan.plan.row_kinds import RowKind
from xlplan.plan.table import Table, table_in
from xlplan.plan.table_rows import all_task_rows
from xlplan.terms.cells import Area, CellValue, Grid

HEADINGS = ("序号", "工作任务", "责任单位", "配合单位", "完成时限")
ONE = (1, "做好第一件事", "教育科", "组宣科", "6月底前")
TWO = (2, "做好第二件事", "组宣科", None, "9月底前")


def read(*rows: Sequence[CellValue]) -> tuple[Table, list[str]]:
    table = table_in(Grid("表", (HEADINGS, ONE, *rows)))
    assert table
    return table, [cells["content"].text for _, cells in all_task_rows(table)]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (("小计", "1项"), RowKind.TOTAL),
        (("合　计", None, "2个部门"), RowKind.TOTAL),
        ((None, "总计：2项"), RowKind.TOTAL),
        (("汇总", None, None, 2), RowKind.TOTAL),
        (("填表人：张三", None, "审核人：", "李四", "填表日期：2024年3月1日"), RowKind.SIGNATURE),
        (("主要负责人签字：", None, None, "审核人："), RowKind.SIGNATURE),
        (("单位（盖章）：",), RowKind.SIGNATURE),
        ((None, None, None, "2024年3月1日"), RowKind.SIGNATURE),
        (("例", "做好某件事", "某科", None, "6月底前"), RowKind.SAMPLE),
        ((9, "（示例）做好某件事", "某科"), RowKind.SAMPLE),
        (("共2个问题3条措施",), RowKind.TOTAL),
        (("以上共12项，其中已完成3项",), RowKind.TOTAL),
        (("单位主要负责人（签字）：", None, None, "填表人：", "联系电话："), RowKind.SIGNATURE),
        (("填表人：张三", None, "联系电话：123", None, "填表日期："), RowKind.SIGNATURE),
        ((None, None, "未完成事项：无"), RowKind.UNLIKE),
        (("遗留问题：无",), RowKind.UNLIKE),
        ((None, "需协调事项", "无"), RowKind.UNLIKE),
        ((None, "以上任务由办公室督办"), RowKind.UNLIKE),
        ((None, "（其中新员工培训不少于2次）"), RowKind.UNLIKE),
        ((None, "每次培训人数不少于30人"), RowKind.UNLIKE),
        (("一", "教学工作"), RowKind.SECTION),
        (("二、安全工作",), RowKind.SECTION),
        (("注：见附件",), RowKind.NOTE),
        (HEADINGS, RowKind.HEADINGS),
        ((1, 2, 3, 4, 5), RowKind.COLUMN_NUMBERS),
        (("甲", "乙", "丙", "丁", "戊"), RowKind.COLUMN_NUMBERS),
        (("（1）", "（2）", "（3）", "（4）", "（5）"), RowKind.COLUMN_NUMBERS),
        (("甲", "乙", 1, 2, 3), RowKind.COLUMN_NUMBERS),
        (("第2页 共2页",), RowKind.PAGE),
        ((None, None, "第2页", "共5页"), RowKind.PAGE),
    ],
)
def test_a_row_that_holds_no_task(row: Sequence[CellValue], kind: RowKind) -> None:
    table, tasks = read(row, TWO)
    assert tasks == [ONE[1], TWO[1]]
    assert [(number, item.kind) for number, item in table.skipped.items()] == [(2, kind)]


def test_an_office_and_its_head_before_a_task_are_no_list_of_people() -> None:
    heads = ("科室", "负责人", "重点工作", "完成时间")
    table = table_in(
        Grid("表", (heads, ("办公室", "李强", "完成办公用房清理", "6月"), ("人事科", "周敏", "组织考核", "12月")))
    )
    assert table and len(list(all_task_rows(table))) == 2


@pytest.mark.parametrize(
    "row",
    [
        ("合计", "全区学位统筹安排", "教育科"),
        (3, "合计", "教育科"),
        (3, "审核：各校预算编制情况汇总后上报", "教育科"),
        (3, "示例学校创建", "教育科"),
        ("一", "教学工作", "教育科"),
        (3, "负责人培训", None, None, "6月底前"),
        (None, "完善安全措施", "后勤保障工程"),
        (1, "甲", "乙", "丙"),
    ],
)
def test_a_row_that_may_be_a_task_stays_one(row: Sequence[CellValue]) -> None:
    table, tasks = read(row)
    if row[1] == "合计":
        # With a department beside it nobody can tell; it is said.
        assert list(table.skipped) == [2]
    else:
        assert tasks == [ONE[1], row[1]]


def test_a_part_of_the_task_above_with_a_limit_of_its_own_is_a_task_and_an_amount_is_none() -> None:
    assert read((None, "其中：栽植苗木10万株", None, None, "2026年4月"), TWO)[1] == [
        ONE[1],
        "其中：栽植苗木10万株",
        TWO[1],
    ]
    assert read((None, "其中：中央资金", 300), TWO)[1] == [ONE[1], TWO[1]]


def test_where_rows_have_no_numbers_a_text_alone_stays_a_task() -> None:
    table = table_in(Grid("表", (HEADINGS, (None, *ONE[1:]), (None, "做好没有写明部门的事"), (None, *TWO[1:]))))
    assert table and len(list(all_task_rows(table))) == 3


def test_remarks_behind_an_empty_column_lie_beside_and_are_no_column() -> None:
    table = table_in(
        Grid("表", ((*HEADINGS, None, "1.每月25日前报办公室"), (*ONE, None, "2.牵头科室负总责"), (*TWO, None, "3.逾期通报")))
    )  # fmt: skip
    assert table and 6 not in table.heads
    assert [item.code for item in table.findings] == ["table-beside"]


@pytest.mark.parametrize(("above", "beside"), [("附：经费表", True), ("单位：万元", False), (None, False)])
def test_columns_behind_an_empty_one_with_a_title_of_their_own_are_another_table(
    above: str | None, beside: bool
) -> None:
    rows = (
        ("2026年计划", None, None, None, above), ("任务", "责任单位", "时限", None, "项目", "金额"),
        ("春游", "工会", "4月", None, "租车", "5000"), ("运动会", "工会", "10月", None, "奖品", "8000"),
    )  # fmt: skip
    table = table_in(Grid("表", rows))
    assert table and ("table-beside" in [item.code for item in table.findings]) is beside


def test_one_finding_tells_all_rows_of_one_kind() -> None:
    table, _ = read(("小计", "1项"), TWO, ("小计", "1项"), ("合计", "2项"))
    (item,) = table.skip_findings()
    assert (item.code, item.cell) == ("row-skipped", "A3")
    assert "第3、5至6行" in item.message and "A6“合计”" in item.message


@pytest.mark.parametrize(
    "headings",
    [("序号", "科室", "联系人", "电话", "备注"), ("姓名", "职务", "联系电话"), ("单位", "联系人", "手机号码", "邮箱")],
)
@pytest.mark.parametrize("caption", [(), ("附：联系人",)])
def test_a_list_below_is_no_part_of_the_table(headings: Sequence[str], caption: Sequence[str]) -> None:
    table, tasks = read(TWO, (), caption, headings, ("1", "教育科", "张三", "8001"), ("2", "组宣科", "李四", "8002"))
    assert tasks == [ONE[1], TWO[1]]
    (item,) = table.skip_findings()
    assert (item.code, item.severity.value) == ("table-below", "warning")


def test_a_table_of_the_same_kind_below_is_read_by_its_own_headings() -> None:
    below = ("责任科室", "督办事项", "办结时限"), ("教育科", "办好第三件事", "10月")
    table, tasks = read(TWO, (), ("二、督办事项",), *below, ("注：以上从严",))
    assert tasks == [ONE[1], TWO[1], "办好第三件事"]
    (part,) = table.more
    assert (part.caption, part.columns) == (4, {"lead": 0, "content": 1, "schedule": 2})
    assert [item.code for item in table.skip_findings()] == ["row-remark"]


def test_a_blank_form_below_is_said_and_a_list_between_two_tables_ends_with_it() -> None:
    form = ("督办事项", "责任科室", "办结时限"), ("……", "……", "……")
    table, tasks = read((), ("附件2：反馈表样式",), *form)
    assert tasks == [ONE[1]]
    assert [item.code for item in table.skip_findings()] == ["table-below"]
    contacts = ("姓名", "职务", "电话"), ("张三", "主任", "8001")
    _, tasks = read((), *contacts, (), HEADINGS, TWO)
    assert tasks == [ONE[1], TWO[1]]


def test_a_list_beside_is_said_and_a_table_of_the_same_kind_beside_is_read() -> None:
    task = ("甲事", "教育科", None, "乙事", "组宣科")
    found = table_in(Grid("表", (("任务", "责任单位", None, "任务", "责任单位"), task)))
    assert found
    assert [cells["content"].text for _, cells in all_task_rows(found)] == ["甲事", "乙事"]
    contacts = table_in(Grid("表", (("任务", "责任单位", None, "姓名", "电话"), (*task[:3], "张三", "8001"))))
    assert contacts
    assert [(item.code, item.cell) for item in contacts.findings] == [("table-beside", "D1")]
    assert "D1 至 E2" in contacts.findings[0].message
    spaced = table_in(Grid("表", (("任务", "责任单位", None, "备注", "来源"), task)))
    assert spaced and [item.code for item in spaced.findings] == ["column-unknown", "column-unknown"]


def test_a_section_is_one_though_nobody_is_named_below_it() -> None:
    table, tasks = read(("（二）人事科（1项）",), (3, "招聘教师", None, None, "7月"))
    assert tasks == [ONE[1], "招聘教师"]
    assert [item.kind for item in table.skipped.values()] == [RowKind.SECTION]


def test_the_same_headings_again_mean_the_same_whatever_is_merged_below_them() -> None:
    heads = ("测评项目", "测评内容", "测评标准", "责任单位")
    rows = (
        heads,
        ("甲", "德育", "开齐课程", "教育科"),
        (None, None, "培训教师", "教育科"),
        heads,
        ("乙", "网吧", "无人进入", "文旅局"),
    )
    table = table_in(Grid("表", rows, [Area(1, 1, 2, 1)]))
    assert table and not table.more
    assert [cells["content"].text for _, cells in all_task_rows(table)] == ["开齐课程", "培训教师", "无人进入"]


def test_a_task_that_reads_like_a_name_is_one_where_the_cell_beside_it_says_what_offices_do() -> None:
    who = "卫健委（牵头单位），医保局、财政局（配合单位）"
    assert read((None, "丁任务", who, None, "9月"))[1] == ["做好第一件事", "丁任务"]
    assert read((None, "丁任某", "教育局 副局长"))[1] == ["做好第一件事"]
