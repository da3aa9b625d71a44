"""The rule that the first of the named leads: told, and done where the office confirms it."""

from __future__ import annotations

from datetime import date

import pytest

from xlplan.plan.importing.by_hand import ReadingChoice
from xlplan.plan.importing.convert import new_plan
from xlplan.plan.importing.model import ImportSource, NewPlan
from xlplan.plan.title import TextLine
from xlplan.terms.cells import CellValue, Grid

RULE = "责任单位中排在首位的为牵头单位，其余为配合单位"
HEAD: list[CellValue] = ["序号", "工作任务", "责任单位", "时限"]
ONE: list[CellValue] = [1, "做好甲事", "基教科、人事科", "6月"]
TWO: list[CellValue] = [2, "做好乙事", "人事科", "7月"]
THREE: list[CellValue] = [3, "做好丙事", "人事科牵头，基教科配合", "8月"]


def made(done: bool, *rows: list[CellValue], after: str = "") -> NewPlan:
    lines = [TextLine(after, "正文", "第9段")] if after else []
    source = ImportSource("表", [Grid("表1", [["2025年任务分工表"], *rows])], after=lines, document=bool(after))
    return new_plan(source, date(2025, 1, 5), ReadingChoice(first_leads=done))


WAYS = [
    ([[*HEAD[:2], "责任单位（列首位的为牵头单位）", HEAD[3]], ONE, TWO, THREE], ""),
    ([HEAD, ONE, TWO, THREE, [f"注：{RULE}。"]], ""),
    ([["说明：列首位的为牵头单位"], HEAD, ONE, TWO, THREE], ""),
    ([HEAD, ONE, TWO, THREE], f"注：{RULE}。"),
]


@pytest.mark.parametrize(("rows", "after"), WAYS)
def test_a_rule_is_told_and_asked_for(rows: list[list[CellValue]], after: str) -> None:
    plan = made(False, *rows, after=after)
    assert [row[plan.headings.index("执行部门")] for row in plan.rows] == [ONE[2], TWO[2], THREE[2]]
    assert [each.code for each in plan.findings].count("first-leads") == 1 and plan.first_leads


@pytest.mark.parametrize(("rows", "after"), WAYS)
def test_a_rule_that_is_confirmed_is_done(rows: list[list[CellValue]], after: str) -> None:
    plan = made(True, *rows, after=after)
    leads = [row[plan.headings.index("执行部门")] for row in plan.rows]
    assert leads == ["基教科、人事科（列第一位的为牵头单位）", TWO[2], THREE[2]]
    codes = [each.code for each in plan.findings]
    assert (codes.count("first-leads"), codes.count("import-first-leads")) == (0, 1)
    assert [name for name, _ in plan.departments] == ["基教科", "人事科"]
