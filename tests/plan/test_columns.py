"""Which column is taken for what, beside the others, in one to three rows of headings."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from xlplan.plan.find_table import find_table
from xlplan.plan.table import Table, table_in
from xlplan.plan.table_rows import task_rows
from xlplan.terms.cells import Area, CellValue, Grid
from xlplan.terms.errors import NoTableError
from xlplan.terms.fields import Field

Rows = Sequence[Sequence[CellValue]]


def table(rows: Rows, *merges: Area) -> Table:
    found = table_in(Grid("表", rows, merges))
    assert found
    return found


def texts(found: Table, *names: Field) -> list[tuple[str, ...]]:
    return [tuple(cells[name].text for name in names) for _, cells in task_rows(found)]


def taken(headings: Sequence[str]) -> dict[str, str]:
    found = table([headings, [f"{each}的内容" for each in headings]])
    return {str(name): headings[column] for name, column in found.columns.items()}


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ("序号 重点工作任务 主要责任单位 协同配合单位", "id content lead support"),
        ("目标与任务 分管县领导 牵头责任单位 责任单位", "content leader lead support"),
        ("工作任务 责任部门 配合部门", "content lead support"),
        ("工作任务 牵头单位 主要责任单位 配合单位", "content lead share support"),
        ("工作任务 抓总部门 具体落实部门 支持部门", "content lead share support"),
        ("工作任务 主责单位 共同责任单位 配合单位", "content lead share support"),
        ("工作任务 责任单位（牵头） 责任单位（配合）", "content lead support"),
        ("工作任务 责任科室（牵头） 责任科室（责任） 责任科室（协办）", "content lead share support"),
        ("工作任务 执行部门 责任部门 支持部门", "content lead share support"),
        ("工作任务 主责处室 协同处室 落实单位", "content lead support share"),
        ("反馈问题 具体表现 整改措施 责任科室 整改时限", "- - content lead schedule"),
        ("项目 重点工作 具体举措 责任科室 完成时间", "project - content lead schedule"),
        ("项目名称 建设内容 年度目标值 责任单位 完成时间", "project content - lead schedule"),
        ("督办编号 立项时间 督办事项 承办科室 协办科室 办结时限", "id - content lead support schedule"),
        ("测评项目 测评标准 责任科室", "project content lead"),
        ("项目名称 年度目标 牵头科室", "content stage lead"),
        ("工作任务 科室 时限", "content lead schedule"),
        ("完成时间 责任单位 任务 序号", "schedule lead content id"),
        ("条款号 标准条款 牵头科室 成员单位 开始月 完成月", "- content lead support schedule -"),
        ("序号 诉求 承办 会办 限期", "id content lead support schedule"),
        ("一级指标 二级指标 考核内容 责任单位 考核单位", "project - content lead -"),
        ("一级指标 二级指标 三级指标 牵头单位 完成时限", "project - content lead schedule"),
        ("考核项目 考核内容 考核标准 责任单位 考核科室", "project content - lead -"),
        ("工作任务 考核内容 责任单位", "content - lead"),
        ("项目名称 建设内容及规模 牵头单位 完成时间", "project content lead schedule"),
        ("章 节 评审条款 牵头科室 协助科室", "project - content lead support"),
        ("任务名称 所属模块 主办部门 协办部门", "content project lead support"),
        ("改革事项 主要任务 责任单位 完成时间", "project content lead schedule"),
        ("活动内容 组织单位 参加单位 时间", "content lead support schedule"),
        ("工作内容 执行班级/部门 协助 时间节点", "content lead support schedule"),
        ("任务 主责 配责 期限", "content lead support schedule"),
        ("被检查单位 存在隐患 整改措施 责任人 整改期限", "lead - content person schedule"),
        ("被检查单位 整改措施 责任科室 整改期限", "- content lead schedule"),
    ],
)
def test_of_all_headings_each_finds_its_place(headings: str, expected: str) -> None:
    names = headings.split()
    assert taken(names) == {name: names[at] for at, name in enumerate(expected.split()) if name != "-"}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("任务", "分项", "责任单位"), ("创城", "清运垃圾", "城管局"), ("创卫", "灭鼠灭蟑", "疾控中心")], ("创城", "清运垃圾")),
        ([("任务", "任务", "责任单位"), ("建校", "新建2所", "教育局"), ("建校", "改建3所", "教育局")], (None, "新建2所")),
        ([("月份", "组织生活", "责任支部", "要求"), ("1月", "上党课", "一支部", "全员"), ("2月", "主题党日", "一支部", None)], (None, "上党课")),
    ],
)  # fmt: skip
def test_the_column_that_says_in_each_row_what_is_done_holds_the_tasks(
    rows: Sequence[Sequence[CellValue]], expected: tuple[str | None, str]
) -> None:
    found = table(rows)
    row = next(iter(task_rows(found)))[1]
    project = row[Field.PROJECT].text if Field.PROJECT in found.columns else None
    assert (project, row[Field.CONTENT].text) == expected


def test_numbers_are_no_tasks() -> None:
    rows = [
        ("单位", "任务（个）", "完成时限"),
        ("经发局", 5, "12月"),
        ("单位", "任务（个）", "完成时限"),
        ("科技局", 3, "12月"),
    ]
    assert table_in(Grid("表", rows)) is None


def test_three_columns_of_names_give_three_roles_and_that_is_said() -> None:
    found = table([("任务", "牵头单位", "责任单位", "配合单位"), ("甲事", "教育科", "组宣科", "进修学校")])
    assert texts(found, Field.LEAD, Field.SHARE, Field.SUPPORT) == [("教育科", "组宣科", "进修学校")]
    assert [(item.code, item.cell) for item in found.findings] == [("column-taken", "C1")]


def test_a_heading_that_says_that_the_first_leads_is_told() -> None:
    found = table([("任务", "责任单位（列首位的为牵头单位）"), ("甲事", "教育科、组宣科")])
    assert [(item.code, item.cell) for item in found.findings] == [("first-leads", "B1")]


@pytest.mark.parametrize(
    ("first", "second", "used"),
    [("建设单位", "主管部门", 1), ("实施单位", "主管单位", 1), ("建设单位", "责任单位", 2)],
)
def test_a_choice_between_two_columns_that_may_be_answerable_is_told(first: str, second: str, used: int) -> None:
    found = table([("任务", first, second), ("甲事", "县一中", "教育局")])
    assert found.columns[Field.LEAD] == used
    assert [item.code for item in found.findings] == ["column-twice"]


def test_who_oversees_the_one_who_is_responsible_has_no_role() -> None:
    found = table([("任务", "责任单位", "主管单位"), ("甲事", "财政所", "财政局")])
    assert texts(found, Field.LEAD) == [("财政所",)] and Field.SUPPORT not in found.columns
    assert "column-twice" not in [item.code for item in found.findings]


def test_one_heading_merged_over_the_name_of_a_task_and_what_more_is_said_of_it() -> None:
    rows = [("序号", "工作任务", None, "责任单位"), (1, "产业招商", "签约项目10个", "商务局")]
    assert texts(table(rows, Area(0, 1, 0, 2)), Field.CONTENT) == [("产业招商：签约项目10个",)]


def test_levels_below_a_row_that_is_merged_sideways_throughout() -> None:
    rows = [
        ("任务", None, None, "责任", None, "时间", None),
        ("一级", "二级", "具体举措", "牵头", "配合", "起", "止"),
        ("学科建设", "双一流", "完成评估材料", "学科办", "研究生院", "2026.3", "2026.10"),
    ]
    found = table(rows, Area(0, 0, 0, 2), Area(0, 3, 0, 4), Area(0, 5, 0, 6))
    assert texts(found, Field.PROJECT, Field.CONTENT, Field.LEAD, Field.SCHEDULE) == [
        ("学科建设", "完成评估材料", "学科办", "2026.3—2026.10")
    ]
    assert "column-twice" not in [item.code for item in found.findings]


def test_several_columns_of_those_who_are_responsible_give_one() -> None:
    found = table(
        [("任务", "主办科室", "承办单位", "落实单位", "协办单位"), ("甲事", "教育科", "组宣科", "一小", "进修学校")]
    )
    assert texts(found, Field.LEAD, Field.SHARE, Field.SUPPORT) == [("教育科", "组宣科、一小", "进修学校")]
    assert [(item.code, item.cell) for item in found.findings] == [("column-taken", "C1"), ("column-taken", "D1")]


@pytest.mark.parametrize(
    "heading", ["牵头领导", "分管领导", "责任领导", "包保县领导", "责任人", "具体负责人", "牵头责任人"]
)
def test_people_are_no_departments(heading: str) -> None:
    assert taken(["任务", "牵头单位", heading, "配合单位"])["lead"] == "牵头单位"
    assert {"leader", "person"} & taken(["任务", "牵头单位", heading, "配合单位"]).keys()


BLANKS = (None, None)
SPANS = ("任务", "责任单位", "起止时间", None)


@pytest.mark.parametrize(
    ("start", "end", "limit"),
    [
        ("2024年3月1日", "2024年6月30日", "2024年3月1日—2024年6月30日"),
        ("2024年4月", "长期", "2024年4月起长期"),
        ("即日起", "长期", "即日起长期"),
        ("3月", None, "3月起"),
        ("—", "6月底", "6月底"),
        (None, None, ""),
    ],
)
def test_a_beginning_and_an_end_make_one_limit(start: CellValue, end: CellValue, limit: str) -> None:
    rows = [SPANS, (*BLANKS, "开始", "结束"), ("甲事", "教育科", start, end)]
    found = table(rows, Area(0, 0, 1, 0), Area(0, 1, 1, 1), Area(0, 2, 0, 3))
    assert texts(found, Field.CONTENT, Field.SCHEDULE) == [("甲事", limit)]
    assert found.heads == {0: "任务", 1: "责任单位", 2: "起止时间/开始", 3: "起止时间/结束"}
    assert [item.cell for item in found.findings] == ["C2", "D2"]


def test_a_stage_with_days_below_it_is_the_end_where_nothing_else_is() -> None:
    heads = ("项目名称", "责任单位", "开工时间", "主体完工", "竣工验收")
    days = table([heads, ("体育馆", "代建中心", "2026年3月", "2026年8月", "2026年11月")])
    assert texts(days, Field.SCHEDULE) == [("2026年3月—2026年11月",)]
    words = table([heads, ("体育馆", "代建中心", "2026年3月", "是", "未进行")])
    assert texts(words, Field.SCHEDULE) == [("2026年3月起",)]


def test_numbers_below_a_heading_of_months_are_months() -> None:
    heads = ("任务", "责任单位", "完成时限（月）")
    found = table([heads, ("甲事", "财务科", 6), ("乙事", "财务科", "9-10"), ("丙事", "财务科", "年底")])
    assert texts(found, Field.SCHEDULE) == [("6月",), ("9-10月",), ("年底",)]
    assert texts(table([("任务", "责任单位", "工期（月）"), ("甲事", "财务科", 6)]), Field.SCHEDULE) == [("6",)]


def test_an_adjusted_limit_counts_and_where_none_was_adjusted_the_first_one_does() -> None:
    found = table(
        [("督办事项", "责任单位", "原定时限", "调整后时限"), ("修路", "住建局", "3月底", "6月底"), ("绿化", "城管局", "4月底", None),
         ("亮化", "城管局", "5月底", "未调整")]
    )  # fmt: skip
    assert texts(found, Field.SCHEDULE) == [("6月底",), ("4月底",), ("5月底",)]
    assert "column-taken" in [item.code for item in found.findings]
    assert "column-twice" not in [item.code for item in found.findings]


def test_quarters_make_a_limit_where_nothing_else_does() -> None:
    rows = [("任务", "责任单位", "季度任务", None), (*BLANKS, "一季度", "二季度"), ("甲事", "教育科", "招标", "开工")]
    found = table(rows, Area(0, 2, 0, 3))
    assert texts(found, Field.SCHEDULE) == [("一季度：招标；二季度：开工",)]
    limited = table([(*row, limit) for row, limit in zip(rows, ("时限", None, "6月底"), strict=True)], Area(0, 2, 0, 3))
    assert texts(limited, Field.SCHEDULE) == [("6月底",)]
    assert [item.code for item in limited.findings] == ["column-periods"]


def test_money_in_quarters_is_no_limit() -> None:
    rows = [("任务", "责任单位", "资金安排", None), (*BLANKS, "一季度", "二季度"), ("甲事", "教育科", 10, 20)]
    assert Field.SCHEDULE not in table(rows, Area(0, 2, 0, 3)).columns


def test_words_that_say_little_are_read_with_the_heading_above_them() -> None:
    rows = [
        ("任务", "牵头", None, "配合单位", "立项", None),
        (None, "单位", "领导", None, "时间", "文号"),
        ("甲事", "教育科", "张三", "组宣科", "3月", "1号"),
    ]
    found = table(rows, Area(0, 1, 0, 2), Area(0, 4, 0, 5))
    assert found.columns == {"content": 0, "lead": 1, "leader": 2, "support": 3}


def test_three_rows_of_headings() -> None:
    rows = [
        ("序号", "任务", "责任分工", None, None, "时限"),
        (None, None, "单位", None, "责任人", None),
        (None, None, "牵头", "配合", None, None),
        ("1", "甲事", "教育科", "组宣科", "张三", "6月底"),
    ]
    found = table(rows, Area(0, 2, 0, 4), Area(1, 2, 1, 3))
    assert (found.first_row, found.columns) == (
        3, {"id": 0, "content": 1, "lead": 2, "support": 3, "person": 4, "schedule": 5}
    )  # fmt: skip


def test_three_rows_with_words_that_say_little_in_the_last() -> None:
    rows = [
        ("某局2024年分工表",),
        ("序号", "任务", "责任分工", None, None, "时限要求"),
        (None, None, "牵头", None, "配合", None),
        (None, None, "领导", "单位", "单位", None),
        ("1", "甲事", "张三", "教育科", "组宣科", "6月底"),
    ]
    merges = Area(0, 0, 0, 5), Area(1, 2, 1, 4), Area(2, 2, 2, 3), Area(1, 0, 3, 0), Area(1, 1, 3, 1), Area(1, 5, 3, 5)
    found = table(rows, *merges)
    assert found.columns == {"id": 0, "content": 1, "leader": 2, "lead": 3, "support": 4, "schedule": 5}


def test_a_problem_of_several_tasks_is_what_they_belong_to() -> None:
    rows = [
        ["存在问题", "整改措施", "责任科室"],
        ["甲问题", "做好一件事情", "教育科"],
        [None, "做好两件事情", "组宣科"],
    ]
    assert Field.PROJECT in table(rows, Area(1, 0, 2, 0)).columns
    assert Field.PROJECT not in table([rows[0], rows[1], ["乙问题", *rows[2][1:]]]).columns


@pytest.mark.parametrize(
    ("heading", "month", "limit", "read"),
    [
        ("月份", "9月", "20日前", "9月20日前"), ("月份", "10", "月底前", "10月底前"), ("月份", "九月", None, "九月"), ("月份", "9月", "10月底", "10月底"),
        ("月份", "9月", "中旬", "9月中旬"), ("季度", "2", None, "2季度"),
    ],
)  # fmt: skip
def test_a_month_in_a_column_of_its_own(heading: str, month: str, limit: str | None, read: str) -> None:
    both = table([[heading, "工作内容", "责任科室", "完成时间"], [month, "做好一件事情", "教育科", limit]])
    assert texts(both, Field.SCHEDULE) == [(read,)]
    if limit is None:
        alone = table([[heading, "工作内容", "责任科室"], [month, "做好一件事情", "教育科"]])
        assert texts(alone, Field.SCHEDULE) == [(read,)]


def test_two_columns_of_one_heading_give_one_cell() -> None:
    found = table([["工作任务", "责任科室", "责任科室"], ["做好一件事情", "教育科", "组宣科"]])
    assert texts(found, Field.LEAD) == [("教育科、组宣科",)]
    assert [item.code for item in found.findings] == ["column-taken", "column-taken"]


def test_where_no_heading_says_what_is_to_be_done_the_column_that_says_most_does_and_that_is_told() -> None:
    rows = [
        ["序号", "学校", "达标点", "责任科室", "完成时限"],
        [1, "第一小学", "建成图书角两处", "基教科", "6月底"],
        [2, "第一小学", "更换课桌椅四百套", "财务科", "8月底"],
    ]
    assert table_in(Grid("表", rows)) is None
    found = find_table([Grid("表", rows)])
    assert texts(found, Field.CONTENT, Field.LEAD) == [("建成图书角两处", "基教科"), ("更换课桌椅四百套", "财务科")]
    assert ("column-assumed", "C1") in {(item.code, item.cell) for item in found.findings}


@pytest.mark.parametrize("third", ["备注", "联系地点", "姓名"])
def test_a_column_that_says_something_of_tasks_or_people_is_not_taken_for_the_tasks(third: str) -> None:
    rows = [["序号", third, "责任科室", "完成时限"], [1, "在二楼会议室领取", "基教科", "6月底"]]
    with pytest.raises(NoTableError):
        find_table([Grid("表", rows)])


def test_parts_of_months_and_quarters_of_several_years_are_named_with_what_stands_above_them() -> None:
    rows = [
        ["任务", "责任科室", "5月", None, "2027年", None],
        [None, None, "上旬", "下旬", "一季度", "二季度"],
        ["甲事", "基教科", "招标", None, None, "验收"],
        ["乙事", "财务科", None, "付款", None, None],
    ]
    merges = [Area(0, 0, 1, 0), Area(0, 1, 1, 1), Area(0, 2, 0, 3), Area(0, 4, 0, 5)]
    assert texts(table(rows, *merges), Field.SCHEDULE) == [("5月上旬：招标；2027年二季度：验收",), ("5月下旬：付款",)]


def test_a_quarter_above_several_columns_says_when_the_task_below_it_is_done() -> None:
    rows = [
        ["项目", "责任科室", "一季度", None, "二季度", None],
        [None, None, "任务", "资金", "任务", "资金"],
        ["甲园", "基教科", "选址", "10", "开工", "90"],
    ]
    merges = [Area(0, 0, 1, 0), Area(0, 1, 1, 1), Area(0, 2, 0, 3), Area(0, 4, 0, 5)]
    assert texts(table(rows, *merges), Field.SCHEDULE) == [("一季度任务：选址；二季度任务：开工",)]


def test_a_table_below_a_cover_of_many_blank_rows_is_found() -> None:
    rows: Rows = [*[[]] * 20, ["任务书"], *[[]] * 40, ["任务", "责任科室"], ["甲事", "基教科"]]
    assert table(rows).heading_row == 61


def test_steps_beside_a_limit_are_the_tasks_unless_days_stand_below_them() -> None:
    rows: Rows = [
        ("项目", "工作节点", "开始时间", "完成时间", "责任主体"),
        ("迁建", "完成预审", "1月5日", "3月底", "项目办"),
    ]
    assert texts(table(rows), Field.PROJECT, Field.CONTENT, Field.SCHEDULE) == [("迁建", "完成预审", "1月5日—3月底")]
    days: Rows = [("项目", "工作节点", "责任主体"), ("迁建", "3月底", "项目办")]
    assert texts(table(days), Field.CONTENT, Field.SCHEDULE) == [("迁建", "3月底")]


def test_years_under_one_heading_are_headings_too() -> None:
    rows: Rows = [
        ("建设任务", "年度目标", None, "牵头部门"), (None, "2025年", "2026年", None), ("打造品牌", "培育1个", "建成2个", "组织部"),
    ]  # fmt: skip
    found = table(rows, Area(0, 1, 0, 2), Area(0, 0, 1, 0), Area(0, 3, 1, 3))
    assert texts(found, Field.CONTENT, Field.LEAD) == [("打造品牌", "组织部")]
    assert [found.heads[column] for column in (1, 2)] == ["年度目标/2025年", "年度目标/2026年"]


def test_what_problems_belong_to_goes_before_the_problems() -> None:
    rows: Rows = [
        ("反馈意见", "具体问题", "整改举措", "责任股室"), ("一、党建方面", "制度不全", "修订制度", "办公室"), (None, None, "检查落实", "办公室"), (None, "学习不多", "集中学习", "党建办"),
    ]  # fmt: skip
    found = table(rows, Area(1, 0, 3, 0), Area(1, 1, 2, 1))
    assert [each[0] for each in texts(found, Field.PROJECT)] == ["一、党建方面"] * 3


@pytest.mark.parametrize(
    ("headings", "content"),
    [
        ("序号|工作|是否重点|责任单位|完成时限", "工作"), ("序号|工作|重点|责任单位|完成时限", "工作"),
        ("序号|工作|民生实事|责任单位|完成时限", "工作"), ("要求|活动|责任单位|完成时限", "要求"),
        ("序号|项目|工作重点|责任单位|完成时限", "工作重点"), ("序号|重点工作|主要活动|责任单位|完成时限", "主要活动"),
    ],
)  # fmt: skip
def test_what_says_which_tasks_these_are_is_the_task_only_where_nothing_better_stands(
    headings: str, content: str
) -> None:
    heads = headings.split("|")
    found = table([heads, [f"做好{each}" for each in heads]])
    assert heads[found.columns[Field.CONTENT]] == content
    assert {"重点", "民生实事", "活动"}.isdisjoint(heads[column] for column in found.columns.values())


def test_a_column_of_yes_and_no_is_never_the_task() -> None:
    found = table([("工作", "重点任务", "责任单位"), ("修路", "是", "住建局"), ("绿化", "√", "城管局")])
    assert texts(found, Field.CONTENT) == [("修路",), ("绿化",)] and Field.PROJECT not in found.columns


def test_who_helps_a_village_has_no_role_beside_who_answers() -> None:
    found = table([("任务", "主管部门", "帮扶单位"), ("修路", "住建局", "城管局")])
    assert (found.columns[Field.LEAD], Field.SUPPORT in found.columns) == (1, False)


@pytest.mark.parametrize(("heading", "limit"), [("建成年月", False), ("使用年限", False), ("计划建成年月", True)])
def test_when_a_building_was_built_is_no_limit(heading: str, limit: bool) -> None:
    found = table([("任务", "责任单位", heading), ("修缮校舍", "住建局", "1998年6月")])
    assert (Field.SCHEDULE in found.columns) is limit
