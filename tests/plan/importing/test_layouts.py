"""Small tables of single layouts: levels of offices, columns that take turns, people beside offices, words for what stands above."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from support.given_back import imported

from xlplan.plan.importing.model import NewPlan
from xlplan.terms.cells import Area, CellValue, Grid
from xlplan.terms.errors import NoTableError
from xlplan.terms.fields import Field

Rows = Sequence[Sequence[CellValue]]
Who = tuple[list[str], list[str], str | None]


def read(rows: Rows, *merges: Area) -> tuple[list[Who], NewPlan]:
    """Return of each task who leads, who supports, and its due day."""
    found, new = imported([Grid("Sheet1", rows, list(merges))])
    return [(sorted(each.leads), sorted(each.supports), each.due) for each in found], new


def codes(new: NewPlan) -> set[str]:
    return {item.code for item in new.findings}


def test_offices_of_two_levels_below_one_heading_lead_together() -> None:
    rows: Rows = [
        ["序号", "问题描述", "整改措施", "责任单位", None, "整改期限"],
        [None, None, None, "市级", "县级", None],
        [1, "乱堆垃圾", "清运垃圾，恢复原貌", "市水利局", "东山县人民政府", "2024年5月10日"],
        [2, "违建房屋", "依法拆除违建", "市自然资源局", "西川县人民政府", "2024年7月底前"],
    ]
    merges = [Area(0, 3, 0, 4), *(Area(0, c, 1, c) for c in (0, 1, 2, 5))]
    assert read(rows, *merges)[0] == [
        (["东山县人民政府", "市水利局"], [], "2024-05-10"),
        (["市自然资源局", "西川县人民政府"], [], "2024-07-31"),
    ]


def test_who_leads_and_who_each_do_their_part_take_turns() -> None:
    rows: Rows = [
        ["提案号", "提案题目", "主办单位", "会办单位", "分办单位", "办复期限"],
        ["5001", "关于加强古城保护的提案", "住建局", "文旅局", None, "2024年5月20日前"],
        ["5002", "关于发展夜经济的提案", None, None, "商务局、文旅局", "2024年5月20日前"],
    ]
    assert read(rows)[0] == [(["住建局"], ["文旅局"], "2024-05-20"), (["商务局", "文旅局"], [], "2024-05-20")]


def test_people_below_the_heading_of_the_offices_are_people() -> None:
    rows: Rows = [
        ["序号", "工作任务", "责任单位", None, "时限"],
        [1, "签约项目10个", "商务局", "王局长", "6月"],
        [2, "平整土地500亩", "园区办", "李主任", "9月"],
    ]
    found, new = read(rows, Area(0, 2, 0, 3))
    assert [who[0] for who in found] == [["商务局"], ["园区办"]]
    assert [column.taken for column in new.columns if column.cell == "D1"] == ["责任人"]


def test_words_for_what_stands_above_are_filled_in_and_told() -> None:
    rows: Rows = [
        ["序号", "任务", "牵头部门", "配合部门", "完成时限"],
        [1, "更新宣传栏", "爱卫办", "卫生院", "3月31日前"],
        [2, "清洗外立面", "城管所", "同上", "同上"],
        [3, "整治小餐饮", "〃", "市场监管所", "4月底前"],
    ]
    found, new = read(rows)
    assert found == [
        (["爱卫办"], ["卫生院"], "2024-03-31"),
        (["城管所"], ["卫生院"], "2024-03-31"),
        (["城管所"], ["市场监管所"], "2024-04-30"),
    ]
    told = [item.cell for item in new.findings if item.code == "import-ditto"]
    assert sorted(filter(None, told)) == ["C4", "D3", "E3"]


def test_such_a_word_with_nothing_above_it_stays() -> None:
    rows: Rows = [["任务", "牵头部门", "完成时限"], ["更新宣传栏", "同上", "3月底"], ["病媒消杀", "爱卫办", "4月底"]]
    found, new = read(rows)
    assert found[0][0] != ["爱卫办"]
    assert "import-ditto" not in codes(new)


def test_a_mark_that_a_line_explains_says_who_leads() -> None:
    rows: Rows = [
        ["2024年城市更新任务清单（标★的为牵头单位）"],
        ["序号", "任务", "责任单位", "时限"],
        [1, "改造供水管网20公里", "★住建局、水务局、财政局", "10月底前"],
        [2, "建设口袋公园6个", "自然资源局、城管局★", "9月底前"],
        [3, "开展绿化普查", "城管局", "9月底前"],
    ]
    found, new = read(rows)
    assert [who[:2] for who in found] == [
        (["住建局"], ["水务局", "财政局"]),
        (["城管局"], ["自然资源局"]),
        (["城管局"], []),
    ]
    assert "import-marks-lead" in codes(new)
    assert "leads-by-look" not in codes(new)


def test_a_table_without_limits_has_those_that_its_tasks_say() -> None:
    rows: Rows = [
        ["序号", "重点任务", "工作举措", "牵头部门", "配合部门"],
        [1, "规划编制", "2024年6月底前印发规划文本。", "战略部", "财务部"],
        [2, "制度建设", "修订制度20项，10月底前完成。", "法务部", "财务部"],
        [3, "品牌建设", "推进品牌宣传。", "党群部", "市场部"],
    ]
    assert [who[2] for who in read(rows)[0]] == ["2024-06-30", "2024-10-31", None]


def test_an_answer_s_day_is_the_limit_where_no_other_column_says_one() -> None:
    rows: Rows = [
        ["序号", "议定事项", "主办", "协办", "反馈时间"],
        [1, "修订防汛预案", "水利局", "应急局", "4月20日前"],
        [2, "制定市场方案", "商务局", "公安局", "5月10日前"],
    ]
    assert [who[2] for who in read(rows)[0]] == ["2024-04-20", "2024-05-10"]


def test_a_table_whose_headings_nobody_knows_is_not_read_as_running_text() -> None:
    rows: Rows = [
        ["序号", "职责任务", "某栏", "时限"],
        [1, "汛前检查", "牵头：水利局；配合：应急局", "4月底前"],
        [2, "值班值守", "牵头：应急局；配合：水利局", "5月底前"],
    ]
    with pytest.raises(NoTableError, match="C1“某栏”没有认出"):
        read(rows)


HEADINGS_WITHOUT_WHO = ["序号", "工作任务", "目标", "完成时限"]


@pytest.mark.parametrize(
    ("sheet", "above"), [("Sheet1", "责任单位：财务处"), ("财务处", "财务处2024年重点任务清单")], ids=["label", "sheet"]
)
def test_an_office_above_a_table_does_all_that_stands_in_it(sheet: str, above: str) -> None:
    rows: Rows = [
        [above],
        HEADINGS_WITHOUT_WHO,
        [1, "完善预算绩效", "全覆盖", "10月"],
        [2, "推进共享", "上线", "6月底"],
    ]
    found, new = imported([Grid(sheet, rows, [])])
    assert [each.leads for each in found] == [("财务处",), ("财务处",)]
    assert "import-lead-above" in codes(new)


def test_no_office_above_a_table_leaves_it_refused() -> None:
    rows: Rows = [["填报单位：财务处"], HEADINGS_WITHOUT_WHO, [1, "完善预算绩效", "全覆盖", "10月"]]
    with pytest.raises(NoTableError):
        imported([Grid("Sheet1", rows, [])])


def test_the_first_of_several_sections_above_the_headings_is_no_title() -> None:
    heads: list[CellValue] = ["序号", "案由", "责任单位", "化解时限"]
    rows: Rows = [
        ["一、领导包案清单"], heads, [1, "产权证办理问题", "县资源局", "5月底"], [],
        ["二、部门包案清单"], heads, [1, "土地纠纷问题", "县农业局", "6月底"],
    ]  # fmt: skip
    found, _ = imported([Grid("Sheet1", rows, [Area(0, 0, 0, 3), Area(4, 0, 4, 3)])])
    assert [each.project for each in found] == ["一、领导包案清单", "二、部门包案清单"]


def test_months_with_only_marks_below_them_are_spans() -> None:
    rows: Rows = [
        ["序号", "工作任务", "责任部门", "1月", "2月", "3月", "4月"],
        [1, "策划主题报道", "宣传部", "√", "√", None, None],
        [2, "举办读书活动", "组织部", None, None, "√", "√"],
        [3, "开展两次培训", "组织部", "√", None, None, "√"],
    ]
    _, new = imported([Grid("Sheet1", rows, [])])
    assert [row[new.fields.index(Field.SCHEDULE)] for row in new.rows] == ["1月至2月", "3月至4月", "1月、4月"]


def test_groups_of_columns_above_the_headings_are_no_title() -> None:
    rows: Rows = [
        ["2024年审计发现问题整改台账"],
        ["问题清单", None, "任务清单", None, "责任清单", None],
        ["问题类型", "具体问题", "整改目标", "整改措施", "责任部门", "整改时限"],
        ["财务管理", "往来款长期挂账", "清理到位", "逐笔核实处置", "财务部", "6月30日"],
        ["工程管理", "部分项目超概算", "规范管理", "完善变更审批", "工程部", "9月底"],
    ]
    _, new = read(rows, Area(0, 0, 0, 5), *(Area(1, c, 1, c + 1) for c in (0, 2, 4)))
    assert new.title == "2024年审计发现问题整改台账"


def test_a_table_in_two_halves_with_the_same_headings_goes_on_in_the_second() -> None:
    rows: Rows = [
        ["2024年工作安排"], ["上半年", None, None, "下半年"], ["任务", "责任科室", "时限", "任务", "责任科室", "时限"],
        ["制定计划", "办公室", "1月", "开展督查", "督查室", "8月"], ["召开大会", "财务科", "3月"],
    ]  # fmt: skip
    found, new = read(rows, Area(1, 0, 1, 2), Area(1, 3, 1, 5))
    assert found == [
        (["办公室"], [], "2024-01-31"), (["财务科"], [], "2024-03-31"), (["督查室"], [], "2024-08-31"),
    ]  # fmt: skip
    assert "column-twice" not in codes(new)


@pytest.mark.parametrize(("unit", "leads"), [(("财政局", "各部门"), ["财政局"]), (("万元", "平方米"), None)])
def test_a_column_of_units_leads_if_offices_stand_in_it(unit: tuple[str, str], leads: list[str] | None) -> None:
    rows: Rows = [
        ["任务", "单位", "要求", "时限"], ["公开预决算信息", unit[0], "按时", "3月底"], ["建设文化广场", unit[1], "按时", "4月底"],
    ]  # fmt: skip
    if leads is None:
        with pytest.raises(NoTableError):
            read(rows)
    else:
        assert read(rows)[0][0][0] == leads


def test_titles_with_a_chinese_number_alone_in_their_rows_head_the_tasks_below() -> None:
    rows: Rows = [
        ["2024年任务"], ["任务", "责任单位", "时限"], ["（一）改革类"], ["推进公车改革", "机关事务局", "6月"],
        ["（二）民生类（民政局负责）"], ["建设养老院", None, "10月"],
    ]  # fmt: skip
    found, new = read(rows)
    assert found == [(["机关事务局"], [], "2024-06-30"), (["民政局"], [], "2024-10-31")]
    project = new.fields.index(Field.PROJECT)
    assert [row[project] for row in new.rows] == ["（一）改革类", "（二）民生类（民政局负责）"]
    assert "import-lead-above" in codes(new)
    # A task with such a number is one where others have it too.
    rows = [["任务", "责任单位"], ["一、修路", "交通局"], ["二、架桥", None], ["三、植树", "林业局"]]
    assert len(read(rows)[0]) == 3


def test_until_when_is_taken_out_of_the_cell_of_who_does_it() -> None:
    rows: Rows = [
        ["2024年任务"], ["工作任务", "责任分工"], ["建平台", "平台科牵头，高新科配合，11月底前完成"], ["育企业", "高新科、平台科"],
    ]  # fmt: skip
    found, new = read(rows)
    assert found == [(["平台科"], ["高新科"], "2024-11-30"), (["平台科", "高新科"], [], None)]
    assert "import-limit-in-text" in codes(new) and new.doubtful == []
