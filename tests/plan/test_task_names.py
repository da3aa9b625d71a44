"""Who does a task and in which role, as all its columns say together."""

from __future__ import annotations

from datetime import date

import pytest

from xlplan.handout.split import roles
from xlplan.plan.checks import check
from xlplan.plan.plan import Plan
from xlplan.plan.read_plan import read_plan
from xlplan.terms.cells import Grid

HEAD = ("编号", "工程名称", "主要内容", "执行部门", "责任部门", "支持部门", "活动频率或完成时限")


def plan(*names: str) -> Plan:
    rows = [HEAD, ("1", "甲", "做事。", *names, "2024年6月底前")]
    offices = [("部门名称",), *((name,) for name in ["甲科", "乙科", "丙科", "丁科"])]
    return read_plan([Grid("分工表", rows), Grid("部门", offices)], today=date(2024, 1, 5))


@pytest.mark.parametrize(
    ("lead", "share", "support", "expected"),
    [
        ("甲科", "乙科", "丙科", "甲科 lead 乙科 share 丙科 support"),
        ("甲科牵头，乙科负责，丙科配合", "", "", "甲科 lead 乙科 share 丙科 support"),
        (
            "牵头单位：甲科；责任单位：乙科、丁科；配合单位：丙科",
            "",
            "",
            "甲科 lead 乙科 share 丁科 share 丙科 support",
        ),
        ("甲科（牵头）、乙科（责任单位）、丙科（配合）", "", "", "甲科 lead 乙科 share 丙科 support"),
        ("甲科牵头抓总，乙科具体落实", "", "", "甲科 lead 乙科 support"),
        ("甲科牵头抓总，乙科具体落实", "", "丙科", "甲科 lead 乙科 share 丙科 support"),
        ("甲科负责，丙科配合", "", "", "甲科 lead 丙科 support"),
        ("责任科室：甲科", "", "", "甲科 lead"),
        ("甲科", "", "乙科负责，丙科协助", "甲科 lead 乙科 share 丙科 support"),
        ("甲科", "乙科负责", "丙科", "甲科 lead 乙科 share 丙科 support"),
    ],
)
def test_roles_that_the_columns_or_their_cells_say(lead: str, share: str, support: str, expected: str) -> None:
    read = plan(lead, share, support)
    words = expected.split()
    assert dict(roles(read, read.tasks[0])) == dict(zip(words[::2], words[1::2], strict=True))


def test_a_department_in_several_columns_has_the_strongest_role_and_that_is_said() -> None:
    read = plan("甲科", "甲科、乙科", "乙科、丙科")
    assert list(roles(read, read.tasks[0]).items()) == [("甲科", "lead"), ("乙科", "share"), ("丙科", "support")]
    found = [(each.cell, each.message) for each in check(read) if each.code == "department-both-roles"]
    assert [cell for cell, _ in found] == ["E2", "F2"]
    assert "“甲科”既是执行部门又是责任部门" in found[0][1] and "“乙科”既是责任部门又是支持部门" in found[1][1]
