"""Every rule of validation finds what it is for, at the right cell, and nothing that is in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from support import ROOT
from support.checked import second, table
from support.tables import FIRST, HEADINGS, REGISTRY, SECOND, found, row

from xlplan.files.office_book.own_workbook import read_workbook
from xlplan.plan.checks import check
from xlplan.plan.plan import Plan
from xlplan.plan.read_plan import read_plan
from xlplan.terms.catalogue import OF_THE_TABLE
from xlplan.terms.cells import CellError, NoCachedValue, Overlay, OverlayKind, Sight, Struck


def without(name: str) -> Plan:
    """Return a plan without one column."""
    column = HEADINGS.index(name)
    return table(*([value for n, value in enumerate(each) if n != column] for each in (HEADINGS, FIRST, SECOND)))


def test_the_real_table_has_exactly_the_findings_of_a_careful_reader() -> None:
    plan = read_plan(read_workbook(ROOT / "workbook/分工表.xlsm"), today=date(2023, 6, 25))
    assert found(plan) == [
        ("schedule-none", "warning", "F12", "2.4"),
        ("schedule-doer", "note", "F14", "3.1"),
        ("bracket-unbalanced", "warning", "B19", "4.1"),
        ("department-both-roles", "warning", "E19", "4.1"),
        ("schedule-doer", "note", "F19", "4.1"),
        ("department-run-together", "warning", "D21", "4.3"),
        ("department-both-roles", "warning", "E22", "4.4"),
        ("department-both-roles", "warning", "E23", "4.5"),
        ("schedule-boundary", "note", "F24", "5.1"),
        ("schedule-boundary", "note", "F25", "5.2"),
        ("group-empty", "error", "E27", "5.4"),
        ("sample-members", "warning", "A8", None),
    ]
    assert len(plan.tasks) == 25
    assert [item.code for item in check(plan) if item.sheet != "分工表"] == ["sample-members"]


@pytest.mark.parametrize("rule", ["列第一位的为牵头单位", "责任单位中排在首位的为牵头单位，其他为配合单位"])
def test_a_note_that_the_first_leads_is_told(rule: str) -> None:
    noted = table(HEADINGS, FIRST, SECOND, (f"注：{rule}。",))
    assert [item.code for item in check(noted)] == ["first-leads", "row-remark"]


def test_the_first_of_all_cells_below_is_told_where_one_says_so() -> None:
    told = second(lead="教育科、组宣科，列第一位的为牵头单位，下同")
    assert "first-leads" in [item.code for item in check(told)]


def test_a_table_in_order_has_no_findings() -> None:
    assert found(table()) == []


@dataclass
class Case:
    """A plan that raises just this, and one so near to it that it just doesn't."""

    code: str
    raises: Callable[[], Plan]
    place: tuple[str, str | None, str | None]
    just_not: Callable[[], Plan]
    beside: tuple[str, ...] = ()
    """What else such a plan must raise, by its codes."""

    def __str__(self) -> str:
        return self.code


def started(heading: str) -> Plan:
    """Return a plan whose limit is counted from a day, which stands in a column of this heading."""
    return table((*HEADINGS, heading), (*FIRST[:5], "立项后30日内完成", "2023年6月1日"), (*SECOND, ""))


def matrix(title: str, mark: str) -> Plan:
    """Return a plan with departments as columns: one task, for which two of them have marks."""
    return table((f"分工表{title}",), ("编号", "工程名称", "主要内容", "教育科", "组宣科", "完成时限"), ("1.1", "甲工程", "做好第一件事。", "★", mark, "2023年6月底前完成"),
                 ("1.2", "甲工程", "做好第二件事。", "★", mark or "★", "2023年6月底前完成"))  # fmt: skip


def beside(kind: OverlayKind) -> Sight:
    return Sight(overlays=[Overlay(kind, 1, 2, "改为10月底前")])


CASES = [
    Case("table-second", lambda: table(second=(HEADINGS, FIRST)), ("warning", "A1", None), lambda: table(second=(HEADINGS,))),
    Case("column-twice", lambda: table((*HEADINGS, "牵头单位"), (*FIRST, "教育科"), (*SECOND, "教育科")), ("error", "G1", None),
         lambda: table((*HEADINGS, "责任人"), (*FIRST, "张三"), (*SECOND, "李四"))),
    Case("column-missing", lambda: without("活动频率或完成时限"), ("warning", None, None), lambda: without("支持部门")),
    Case("column-taken", lambda: table((*HEADINGS[:3], "牵头单位", "责任单位", HEADINGS[5]), FIRST, SECOND), ("note", "E1", None), table),
    Case("column-assumed", lambda: table(("编号", "类别", "达标点", *HEADINGS[3:]), FIRST, SECOND), ("warning", "C1", None), table),
    Case("column-marks", lambda: matrix("★牵头 ☆配合", "☆"), ("note", "D2", None), lambda: matrix("", "")),
    Case("column-marks-assumed", lambda: matrix("", "★"), ("warning", "D2", None), lambda: matrix("★牵头 ☆配合", "☆")),
    Case("column-periods", lambda: table((*HEADINGS, "一季度", "二季度"), (*FIRST, "甲", "乙"), (*SECOND, "丙", "丁")), ("note", "G1", None), table),
    Case("column-unknown", lambda: table((*HEADINGS, "颜色"), (*FIRST, "红"), SECOND), ("note", "G1", None),
         lambda: table((*HEADINGS, "阶段目标"), (*FIRST, "过半"), SECOND)),
    Case("column-roles-unread", lambda: table((*HEADINGS, "分工", "角色"), (*FIRST, "牵头", "牵头"), (*SECOND, "配合", "配合")), ("error", "G1", None), table),
    Case("leads-by-look", lambda: table((*HEADINGS[:3], f"{HEADINGS[3]}（加粗的为牵头单位）", *HEADINGS[4:]), FIRST, SECOND), ("warning", "D1", None), table),
    Case("first-leads", lambda: table((*HEADINGS[:3], f"{HEADINGS[3]}（列首位的为牵头单位）", *HEADINGS[4:]), FIRST, SECOND),
         ("warning", "D1", None), table),
    Case("row-skipped", lambda: table(HEADINGS, FIRST, SECOND, ("合计", "2项")), ("warning", "A4", None),
         lambda: table(HEADINGS, FIRST, row(SECOND, content="合计全年数字"))),
    Case("row-remark", lambda: table(HEADINGS, FIRST, SECOND, ("注：常规工作不设时限。",)), ("note", "A4", None),
         lambda: table(HEADINGS, FIRST, row(SECOND, content="注：常规工作不设时限。"))),
    Case("table-beside", lambda: table((*HEADINGS, "", "科室", "电话"), (*FIRST, "", "教育科", "8001"), SECOND), ("warning", "H1", None),
         lambda: table((*HEADINGS, "", "备注"), FIRST, SECOND)),
    Case("table-below", lambda: table(HEADINGS, FIRST, SECOND, ("附：联系人",), ("序号", "科室", "电话"), ("1", "教育科", "8001")),
         ("warning", "A4", None), table),
    Case("sheet-hidden", lambda: table(hidden=True), ("warning", None, None), table),
    Case("row-hidden", lambda: table(sight=Sight(frozenset([2]))), ("warning", "C3", None), lambda: table(sight=Sight(frozenset([0, 9])))),
    Case("column-hidden", lambda: table(sight=Sight(hidden_columns=frozenset([4]))), ("warning", "E1", None),
         lambda: table(sight=Sight(hidden_columns=frozenset([9])))),
    Case("cell-struck", lambda: table(sight=Sight(struck={(2, 5): Struck("每月一次，", "常规工作")})), ("warning", "F3", None), table),
    Case("cell-comment", lambda: table(sight=beside(OverlayKind.COMMENT)), ("warning", "C2", None), table),
    Case("sheet-box", lambda: table(sight=beside(OverlayKind.BOX)), ("warning", "C2", None), table),
    Case("sheet-picture", lambda: table(sight=beside(OverlayKind.PICTURE)), ("note", "C2", None), table),
    Case("registry-missing", lambda: table(departments=None), ("note", None, None), table),
    Case("registry-duplicate", lambda: table(departments=[*REGISTRY, ("幼教科", "基教科")]), ("error", "A6", None),
         lambda: table(departments=[*REGISTRY, ("幼教科", "幼教科、学前科")])),
    Case("group-cycle", lambda: table(departments=[*REGISTRY, ("两组", "", "群组", "两组、一小")]), ("error", "A6", None),
         lambda: table(departments=[*REGISTRY, ("两组", "", "群组", "各校、教育科")])),
    Case("section-unknown", lambda: table(departments=[*REGISTRY, ("两组", "", "群组", "一小", "督导室")]), ("warning", "A6", None),
         lambda: table(departments=[*REGISTRY, ("两组", "", "群组", "一小", "基教科")])),
    Case("member-alike", lambda: table(departments=[*REGISTRY, ("两组", "", "群组", "教育課")]), ("warning", "A6", None),
         lambda: table(departments=[*REGISTRY, ("两组", "", "群组", "教育科")])),
    Case("sample-members", lambda: table(departments=[*REGISTRY, ("两组", "", "群组", "示例一小")]), ("warning", "A6", None),
         lambda: table(departments=[*REGISTRY, ("两组", "", "群组", "一小")])),
    Case("email-invalid", lambda: table(departments=[*REGISTRY, ("督导室", "", "", "", "", "", "", "", "a@b.cn；督导室")]), ("warning", "A6", None),
         lambda: table(departments=[*REGISTRY, ("督导室", "", "", "", "", "", "", "", "a.b+c@d-e.edu.cn; f@g.cn")])),
    Case("setting-contradicts", lambda: table(settings={"红灯：落后点数": 10, "黄灯：落后点数": 30}), ("warning", None, None),
         lambda: table(settings={"红灯：落后点数": 10, "黄灯：落后点数": 9})),
    Case("setting-invalid", lambda: table(settings={"年度": "去年"}), ("warning", "B1", None),
         lambda: table(settings={"年度": "2023年", "红灯：落后点数": "30%", "报送截止日": datetime(2023, 6, 20), "备注": "去年"})),
    Case("cell-error", lambda: second(content=CellError("#REF!")), ("error", "C3", "1.2"), lambda: second(content="清除 #REF! 之类")),
    Case("cell-uncalculated", lambda: second(content=NoCachedValue('="甲"&"乙"')), ("error", "C3", "1.2"), lambda: second(content="甲乙")),
    Case("value-number", lambda: second(content=12), ("warning", "C3", "1.2"), lambda: second(content="12")),
    Case("value-date", lambda: second(schedule=date(2023, 6, 30)), ("warning", "F3", "1.2"), lambda: second(schedule="2023-06-30")),
    Case("id-duplicate", lambda: second(id="１.1 "), ("error", "A3", "１.1-2"), lambda: second(id="11")),
    Case("id-missing", lambda: second(id=""), ("warning", "A3", "1.2"), lambda: second(id="1-2")),
    Case("id-column-missing", lambda: without("编号"), ("warning", "A1", None), lambda: table(("序号", *HEADINGS[1:]), FIRST, SECOND)),
    Case("id-number", lambda: second(id=1.2), ("warning", "A3", "1.2"),
         lambda: table(("序号", *HEADINGS[1:]), row(FIRST, id=1), row(SECOND, id=2))),
    Case("id-gap", lambda: second(id="1.4"), ("note", "A3", "1.4"), lambda: table(HEADINGS, FIRST, row(SECOND, id="2.1", project="乙工程"))),
    Case("project-missing", lambda: second(project=""), ("error", "B3", "1.2"),
         lambda: table(HEADINGS, FIRST, row(SECOND, project=""), merges=["B2:B3"])),
    Case("projects-missing", lambda: table(HEADINGS, row(FIRST, project=""), row(SECOND, project="")), ("warning", "B1", None),
         lambda: second(project="")),
    Case("content-missing", lambda: second(content=" \u3000\n"), ("error", "C3", "1.2"), lambda: second(content="略")),
    Case("content-several", lambda: second(content="一是备课（教育科牵头）；二是评课（组宣科牵头）。"), ("warning", "C3", "1.2"),
         lambda: second(content="一是备课；二是评课（教育科牵头）。")),
    Case("content-shared", lambda: table(HEADINGS, FIRST, row(SECOND, content=""), merges=["C2:C3"]), ("warning", "D3", "1.2"), second),
    Case("content-duplicate", lambda: second(content="做好 第一件事。\n"), ("warning", "C3", "1.2"), lambda: second(content="做好第一件事")),
    Case("lead-missing", lambda: second(lead="—"), ("error", "D3", "1.2"), lambda: second(lead="组宣科", support="无")),
    Case("leads-missing", lambda: table(HEADINGS, row(FIRST, lead=""), row(SECOND, lead="")), ("error", "D1", None),
         lambda: table(HEADINGS, row(FIRST, lead="无"), row(SECOND, lead="组宣科"))),
    Case("department-unknown", lambda: second(lead="组宜科"), ("error", "D3", "1.2"), lambda: second(lead="组 宣 科")),
    Case("department-ambiguous",
         lambda: table(HEADINGS, FIRST, row(SECOND, lead="甲乙丙"), departments=[*REGISTRY, ("甲",), ("甲乙",), ("乙丙",), ("丙",)]),
         ("error", "D3", "1.2"),
         lambda: table(HEADINGS, FIRST, row(SECOND, lead="甲乙丙"), departments=[*REGISTRY, ("甲",), ("甲乙",), ("乙丙",), ("丙",), ("甲乙丙",)])),
    Case("department-run-together", lambda: second(lead="组宣科进修学校", support=""), ("warning", "D3", "1.2"),
         lambda: second(lead="组宣科 进修学校", support="")),
    Case("department-both-roles", lambda: second(support="组宣科、教育科"), ("warning", "E3", "1.2"), lambda: second(support="教育科、教育科")),
    Case("group-empty", lambda: table(HEADINGS, FIRST, row(SECOND, support="相关科室"), departments=[*REGISTRY, ("相关科室", "", "群组")]),
         ("error", "E3", "1.2"), lambda: second(support="各校")),
    Case("registry-near", lambda: table(departments=[*REGISTRY, ("教育课",)]), ("warning", "A6", None),
         lambda: table(departments=[*REGISTRY, ("教研科",), ("三小",), ("四小",)])),
    Case("department-shared", lambda: second(lead="小学", departments=[*REGISTRY, ("三小", "小学"), ("四小", "小学")]), ("error", "D3", "1.2"),
         lambda: second(lead="三小", departments=[*REGISTRY, ("三小", "小学"), ("四小", "小学")]), ("registry-duplicate",)),
    Case("department-doubtful", lambda: second(lead="组宣科、张三", departments=None), ("error", "D3", "1.2"),
         lambda: second(lead="组宣科、张村小学", departments=None), ("registry-missing",)),
    Case("department-nobody", lambda: second(lead="同上"), ("error", "D3", "1.2"), lambda: second(lead="无")),
    Case("department-others", lambda: second(lead="组宣科等"), ("warning", "D3", "1.2"), lambda: second(lead="组宣科")),
    Case("department-full", lambda: second(lead="区教育局组宣科"), ("warning", "D3", "1.2"), lambda: second(lead="组宣科")),
    Case("department-roles", lambda: second(lead="组宣科牵头，各校配合"), ("note", "D3", "1.2"), lambda: second(lead="组宣科牵头")),
    Case("department-role-assumed", lambda: second(lead="组宣科（牵头）、各校"), ("warning", "D3", "1.2"),
         lambda: second(lead="组宣科（牵头）、各校（配合）")),
    Case("department-aside", lambda: second(lead="组宣科（张三）"), ("note", "D3", "1.2"), lambda: second(lead="教师进修学校（配合）")),
    Case("department-changed", lambda: second(lead="原教育科，现组宣科"), ("warning", "D3", "1.2"), lambda: second(lead="组宣科（张三）"), ("department-aside",)),
    Case("department-flag", lambda: second(lead="★组宣科"), ("warning", "D3", "1.2"), lambda: second(lead="组宣科")),
    Case("bracket-unbalanced", lambda: second(content="做好（第二件事。"), ("warning", "C3", "1.2"),
         lambda: second(content="1）做好(第二件事）；2）写好《办法（试行）》。（一）印发“通知”")),
    Case("limits-missing", lambda: table(HEADINGS, row(FIRST, schedule=""), row(SECOND, schedule="")), ("warning", "F1", None),
         lambda: table(HEADINGS, FIRST, row(SECOND, schedule=""), merges=["F2:F3"])),
    Case("schedule-blank", lambda: second(schedule=""), ("warning", "F3", "1.2"),
         lambda: table(HEADINGS, FIRST, row(SECOND, schedule=""), merges=["F2:F3"])),
    Case("schedule-unread", lambda: second(schedule="看情况"), ("warning", "F3", "1.2"), lambda: second(schedule="看情况，长期坚持")),
    Case("schedule-none", lambda: second(schedule="立行立改"), ("warning", "F3", "1.2"), lambda: second(schedule="立行立改，长期坚持")),
    Case("schedule-none", lambda: second(schedule="配套制定加强教研的通知"), ("warning", "F3", "1.2"),
         lambda: second(schedule="配套制定加强教研的通知，常规工作")),
    Case("schedule-doer", lambda: second(schedule="组宣科每周一查，督学每月一查，校级每日一查"), ("note", "F3", "1.2"),
         lambda: second(schedule="组宣科每周一查，各校每月一查，校级每日一查")),
    Case("schedule-part", lambda: second(schedule="原定2023年6月，调整为2023年9月"), ("warning", "F3", "1.2"), lambda: second(schedule="2023年9月底前完成")),
    Case("schedule-no-day", lambda: second(schedule="2023年6月31日前"), ("warning", "F3", "1.2"), lambda: second(schedule="2024年2月29日前")),
    Case("schedule-number", lambda: second(schedule="6，2023年9月底前完成"), ("warning", "F3", "1.2"), lambda: second(schedule="2023年6\n月底前完成")),
    Case("schedule-term", lambda: second(schedule="开学前"), ("warning", "F3", "1.2"), lambda: second(schedule="春季学期开学前")),
    Case("schedule-year", lambda: second(schedule="春节前完成"), ("note", "F3", "1.2"), lambda: second(schedule="2023年春节前完成，寒假前总结")),
    Case("schedule-counted", lambda: started("立项时间"), ("note", "F2", "1.1"), lambda: started("立项文号"), ("column-unknown",)),
    Case("schedule-boundary", lambda: second(schedule="2023年9月前完成"), ("note", "F3", "1.2"), lambda: second(schedule="2023年9月底前完成")),
    Case("schedule-reversed", lambda: second(schedule="2025年9月至2023年12月"), ("error", "F3", "1.2"),
         lambda: second(schedule="22年底完成名单。23年起常规实施。")),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_rule_finds_what_it_is_for_and_names_the_cell(case: Case) -> None:
    assert [each for each in found(case.raises()) if each[0] not in case.beside] == [(case.code, *case.place)]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_rule_is_silent_where_all_is_just_in_order(case: Case) -> None:
    assert case.code not in [code for code, *_ in found(case.just_not())]


def test_every_rule_of_validation_has_its_case() -> None:
    # The others need what was handed out, or settings: each has a test of its own.
    elsewhere = {
        "schedule-over",
        "schedule-next-year",
        "registry-unread",
        "plan-start-missing",
        "leader-alike",
        "leader-unclear",
        "further-unknown",
        "task-done",
        "registry-renamed",
    }
    assert {case.code for case in CASES} | elsewhere == OF_THE_TABLE.keys()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_finding_says_what_is_wrong_and_how_to_mend_it(case: Case) -> None:
    item = next(item for item in check(case.raises()) if item.code == case.code)
    assert item.message.endswith("。") or "：" in item.message
    assert item.hint.endswith("。")
    assert "{" not in item.message + item.hint and "None" not in item.message + item.hint


def test_findings_come_in_the_order_of_the_sheet() -> None:
    plan = table(HEADINGS, row(FIRST, schedule="", lead=""), row(SECOND, project=""), settings={"年度": "去年"})
    assert [cell for _, _, cell, _ in found(plan)] == ["D2", "F2", "B3", "B1"]
