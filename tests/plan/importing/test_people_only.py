"""A table that names people and no office comes in whole, with nobody who carries it out, and that is told."""

from __future__ import annotations

from datetime import date

import pytest

from xlplan.plan.importing.convert import new_plan
from xlplan.plan.importing.model import ImportSource, NewPlan
from xlplan.terms.cells import CellValue, Grid
from xlplan.terms.errors import NoTableError
from xlplan.terms.fields import Field


def made(*rows: list[CellValue]) -> NewPlan:
    return new_plan(ImportSource("表.xlsx", [Grid("表", [["2026年安全责任分工表"], *rows])]), date(2026, 1, 5))


def test_people_are_kept_and_no_departments() -> None:
    plan = made(
        ["工作内容", "分管校长", "责任人", "完成时间"],
        ["检查消防通道", "赵甲", "张三", "5月底前"],
        ["检修器材", "钱乙", "李四、王五", "9月底前"],
    )
    names = (Field.CONTENT, Field.LEAD, Field.LEADER, Field.PERSON, Field.SCHEDULE)
    assert [tuple(row[plan.fields.index(name)] for name in names) for row in plan.rows] == [
        ("检查消防通道", "", "赵甲", "张三", "5月底前"),
        ("检修器材", "", "钱乙", "李四、王五", "9月底前"),
    ]
    assert plan.departments == [] and plan.doubtful == []
    told = next(item for item in plan.findings if item.code == "import-nobody")
    assert (told.cell, told.severity.value) == ("B2", "error") and "B2“分管校长”、C2“责任人”" in told.message
    assert "import-departments" not in {item.code for item in plan.findings}


def test_a_list_without_limits_is_none() -> None:
    with pytest.raises(NoTableError):
        made(["工作内容", "责任人", "电话"], ["检查消防通道", "张三", "8001"])
