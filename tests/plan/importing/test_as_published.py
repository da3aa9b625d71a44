"""Tables written as public offices write theirs, every word made up, and what a careful reader takes from each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from support.given_back import imported

from xlplan.plan.importing.model import NewPlan
from xlplan.terms.cells import Area, CellValue, Grid

Read = tuple[str, str, set[str], set[str], set[str], str | None]
Rows = Sequence[Sequence[CellValue]]


def read(rows: Rows, *merges: Area) -> tuple[list[Read], NewPlan]:
    """Return of each task: the beginning of its text, its project, who leads, shares and supports, and its due day."""
    found, new = imported([Grid("Sheet1", rows, list(merges))])
    return [
        (each.content[:6], each.project, set(each.leads), set(each.shares), set(each.supports), each.due)
        for each in found
    ], new


def names(new: NewPlan) -> set[str]:
    return {name for name, _ in new.departments}


def test_tasks_of_a_government_s_report_with_three_rows_of_headings_and_quarters() -> None:
    rows: Rows = [
        ["附件"], ["2024年县政府工作报告重点任务责任分解表"],
        ["序号", "类别", "目标任务", "责任分工", None, None, None, "进度安排", None, None, None, "备注"],
        [None, None, None, "牵头领导", "牵头单位", "责任单位", "配合单位", "一季度", "二季度", "三季度", "四季度", None],
        ["1", "一、优化布局", "新建城东小学，新增学位1200个。", "张某", "县教育局", "县住建局、城东街道", "县财政局", "招标", "施工", "封顶", "验收", None],
        ["2", None, "改扩建乡镇幼儿园3所。", "张某", "县教育局", "各乡镇政府", "县财政局等", "选址", "开工", "推进", "投用", "民生"],
        ["注：1.排在第一位的为牵头单位。2.每季度末月25日前报送。"],
    ]  # fmt: skip
    merges = [Area(2, 3, 2, 6), Area(2, 7, 2, 10), *(Area(2, c, 3, c) for c in (0, 1, 2, 11)), Area(4, 1, 5, 1)]
    found, new = read(rows, *merges)
    assert found == [
        ("新建城东小学", "一、优化布局", {"县教育局"}, {"县住建局", "城东街道"}, {"县财政局"}, "2024-12-31"),
        ("改扩建乡镇幼", "一、优化布局", {"县教育局"}, {"各乡镇政府"}, {"县财政局"}, "2024-12-31"),
    ]
    assert new.doubtful == [] and "row-remark" in {item.code for item in new.findings}


def test_a_ledger_of_problems_in_use() -> None:
    rows: Rows = [
        ["某局党组巡察反馈问题整改台账（2024年）"], ["填报单位（盖章）：", None, None, None, "填报时间：2024年3月10日"],
        ["序号", "反馈问题", "整改措施", "牵头领导", "责任科室", "责任人", "整改时限", "整改进展", "是否完成"],
        [1, "学习研讨不够", "制定年度学习计划。", "王书记", "办公室", "赵甲", "立行立改，长期坚持", "已制定计划", "是"],
        [2, "学用结合不紧", "开展调研，形成报告。", "王书记", "办公室、教育股", "赵甲", date(2024, 6, 30), None, "否"],
        [None, None, "合计", None, "2个股室", None, None, None, None], ["填表人：周某", None, None, "审核人：吴某"],
    ]  # fmt: skip
    found, new = read(rows)
    assert found == [
        ("制定年度学习", "", {"办公室"}, set(), set(), None),
        ("开展调研，形", "", {"办公室", "教育股"}, set(), set(), "2024-06-30"),
    ]
    assert names(new) == {"办公室", "教育股"} and "反馈问题" in new.headings


def test_a_school_s_calendar_of_a_term() -> None:
    rows: Rows = [
        ["某校2024—2025学年度第一学期工作行事历"], ["月份", "周次", "起止日期", "工作内容", "责任部门"],
        ["九月", "1", "9.1—9.7", "举行开学典礼；制定各类计划", "教导处"], [None, "2", "9.8—9.14", "组织教师节庆祝活动", "工会、德育处"],
        ["一月", "20", "1.12—1.18", "组织期末考试工作", "教导处、各年级组"],
    ]  # fmt: skip
    found, new = read(rows, Area(2, 0, 3, 0))
    assert new.year_told == "2024—2025学年"
    assert [(each[2], each[0]) for each in found] == [
        ({"教导处"}, "举行开学典礼"), ({"工会", "德育处"}, "组织教师节庆"), ({"教导处", "各年级组"}, "组织期末考试"),
    ]  # fmt: skip


def test_points_of_a_year_in_three_levels() -> None:
    rows: Rows = [
        ["2024年全区教育工作要点任务分解清单"], ["序号", "重点工作", "主要任务", "具体举措", "牵头科室", "配合科室", "完成时限"],
        ["一", "党的建设", "1.政治建设", "（1）落实第一议题制度", "办公室", "各科室", "全年"], [None, None, None, "（2）开展专题党课活动", "办公室", "机关党委", "7月1日前"],
        ["二", "教育质量", "2.课程改革", "（3）出台课程实施方案", "教研室", "基教科、各学校", "5月、10月"],
    ]  # fmt: skip
    found, new = read(rows, Area(2, 0, 3, 0), Area(2, 1, 3, 1), Area(2, 2, 3, 2))
    assert [(each[1], each[2], each[4], each[5]) for each in found] == [
        ("党的建设", {"办公室"}, {"各科室"}, "2024-12-31"), ("党的建设", {"办公室"}, {"机关党委"}, "2024-07-01"),
        ("教育质量", {"教研室"}, {"基教科", "各学校"}, "2024-10-31"),
    ]  # fmt: skip
    assert new.doubtful == []


def test_what_meetings_resolved() -> None:
    rows: Rows = [
        ["2024年第3期局长办公会议定事项督办清单"],
        ["编号", "会议名称及时间", "议定事项", "主办科室", "协办科室", "分管领导", "交办时间", "要求完成时间", "完成情况", "督办结果"],
        ["DB-11", "局长办公会", "启动招生政策调研", "基教科", "招办", "张某", date(2024, 2, 11), "3月底前", "进行中", "继续督办"],
        ["DB-12", "局长办公会", "解决食堂改造资金", "计财科", "三中", "李某", date(2024, 2, 11), date(2024, 3, 31), "已办结", "销号"],
    ]  # fmt: skip
    found, new = read(rows)
    assert [(each[2], each[4], each[5]) for each in found] == [
        ({"基教科"}, {"招办"}, "2024-03-31"), ({"计财科"}, {"三中"}, "2024-03-31"),
    ]  # fmt: skip
    assert [row[0] for row in new.rows] == ["DB-11", "DB-12"]


def test_duties_for_safety_with_roles_in_the_cells_and_a_list_of_members() -> None:
    rows: Rows = [
        ["区教育局2024年安全生产重点工作责任清单"], ["项目", "工作内容", "责任领导", "责任科室", "工作频次"], ["一、综合管理"],
        ["责任落实", "签订安全责任书", "局主要领导", "安全科", "每年1次"], ["二、隐患排查"],
        ["校园隐患", "开展全覆盖排查整治", "分管领导", "安全科牵头，基建科、后勤中心配合", "每月一次"], ["备注：各学校参照制定。"],
        ["领导小组名单"], ["组长", "王某某", "教育局局长"], ["成员", "张某某、李某某", "各科科长"], ["办公室", "吴某（兼）"],
    ]  # fmt: skip
    found, new = read(rows, Area(2, 0, 2, 4), Area(4, 0, 4, 4))
    assert [(each[0], each[2], each[4]) for each in found] == [
        ("签订安全责任", {"安全科"}, set()), ("开展全覆盖排", {"安全科"}, {"基建科", "后勤中心"}),
    ]  # fmt: skip
    assert names(new) == {"安全科", "基建科", "后勤中心"} and new.doubtful == []


def test_a_plan_by_months_and_one_by_departments() -> None:
    months: Rows = [
        ["2024年党建工作计划表"], ["月份", "序号", "工作内容", "责任科室", "时间"], ["3月", "1", "召开组织生活会", "机关党委", "中旬"],
        [None, "2", "开展志愿服务活动", "团委/办公室（配合）", "25日前"], ["10", "3", "开展主题党日活动", "机关党委", None],
    ]  # fmt: skip
    found, _ = read(months, Area(2, 0, 3, 0))
    assert [(each[2], each[4], each[5]) for each in found] == [
        ({"机关党委"}, set(), "2024-03-20"), ({"团委"}, {"办公室"}, "2024-03-25"), ({"机关党委"}, set(), "2024-10-31"),
    ]  # fmt: skip
    matrix: Rows = [
        ["2024年重点任务分工表（★牵头 ☆配合）"], ["序号", "工作任务", "教育科", "人事科", "财务科", "完成时限"],
        ["1", "开展安全检查，排查隐患", "★", "☆", "经费保障", "6月底"], ["2", "规范招生工作", "☆", "★", None, "9月底"],
    ]  # fmt: skip
    found, new = read(matrix)
    assert [(each[2], each[4]) for each in found] == [({"教育科"}, {"人事科"}), ({"人事科"}, {"教育科"})]
    assert new.doubtful == ["财务科“经费保障”"]


def test_a_column_that_is_merged_over_tasks_is_what_they_belong_to_whatever_it_is_called() -> None:
    rows: Rows = [
        ["2026年教育工程计划"],
        ["批次", "片区", "工作任务", "责任部门", "完成时间"],
        ["第一批", "东区", "完成招标", "项目办", "3月底"],
        [None, "南区", "主体施工", "项目办", "9月底"],
        ["第二批", "西区", "签订协议", "招商局", "4月底"],
    ]
    found, new = read(rows, Area(0, 0, 0, 4), Area(2, 0, 3, 0))
    assert [each[1] for each in found] == ["第一批", "第一批", "第二批"]
    assert "column-taken" in {item.code for item in new.findings}
