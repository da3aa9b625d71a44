"""Who sums a task up: the 归口科室 of a group that carries it out, in a row beside the others."""

from __future__ import annotations

import pytest
from support.small import ROUND, plan, row, task

from xlplan.handout.split import RowStanding, divide, roles_of
from xlplan.plan.departments import Department
from xlplan.plan.plan import Plan
from xlplan.terms.choices import Role
from xlplan.terms.fields import Field
from xlplan.terms.text import fold

GROUP = Department("各校", kind="群组", members=("一小", "二小"), section="基教科")
SECTION = Department("教育科", ("基教科",))


def table(lead: str, support: str = "", *more: Department) -> Plan:
    return plan(task(lead=lead, support=support), departments=[SECTION, "组宣科", GROUP, *more])


def summed_up(of: Plan) -> list[str]:
    return [name for name, role in roles_of(of)[of.tasks[0].id] if role is Role.SUMMARY]


@pytest.mark.parametrize(
    ("lead", "support", "more", "found"),
    [
        ("各校", "", [], ["教育科"]),
        ("各校、教育科", "", [], ["教育科"]),
        # A group that only supports is not summed up, nor is a department by itself.
        ("组宣科", "各校", [], []),
        ("一小", "", [], []),
        ("各校、各园", "", [Department("各园", kind="群组", members=("一园",), section="教育科")], ["教育科"]),
        ("各园", "", [Department("各园", kind="群组", members=("一园",), section="组宣科")], ["组宣科"]),
        ("各园", "", [Department("各园", kind="群组", members=("一园",))], []),
        # A section must be one department that is known; a group without members has nothing to sum up.
        ("各园", "", [Department("各园", kind="群组", members=("一园",), section="各校")], []),
        ("各园", "", [Department("各园", kind="群组", members=("一园",), section="督导室")], []),
        ("各园", "", [Department("各园", kind="群组", section="教育科")], []),
        ("中心", "", [Department("中心", section="教育科")], []),
    ],
)
def test_who_sums_a_task_up(lead: str, support: str, more: list[Department], found: list[str]) -> None:
    assert summed_up(table(lead, support, *more)) == found


def roles(of: Plan, **standing: RowStanding) -> list[tuple[str, bool]]:
    """Return the rows of 教育科's sheet: role, and whether it is paused. `standing` goes by department."""
    agreed = {(fold("1.1"), fold(name)): each for name, each in standing.items()}
    sheets = divide(of, ROUND, None, None, agreed).sheets
    return [(each.role.label, each.paused) for one in sheets if one.department == "教育科" for each in one.rows]


GONE, PAUSED = RowStanding(closed="王局"), RowStanding(paused="王局")


@pytest.mark.parametrize(
    ("lead", "support", "standing", "found"),
    [
        ("各校、教育科", "", {}, [("执行", False), ("综述", False)]),
        ("各校", "教育科", {}, [("综述", False), ("支持", False)]),
        ("各校、教育科", "", {"教育科": GONE}, [("综述", False)]),
        ("各校、教育科", "", {"教育科": PAUSED}, [("执行", True), ("综述", False)]),
        ("各校", "", {"一小": GONE}, [("综述", False)]),
        ("各校", "", {"一小": GONE, "二小": GONE}, []),
        ("各校、教育科", "", {"一小": GONE, "二小": PAUSED}, [("执行", False), ("综述", False)]),
        # With nothing but paused rows it gets no sheet.
        ("各校", "", {"一小": GONE, "二小": PAUSED}, []),
        ("各校", "教育科", {"一小": GONE, "二小": PAUSED}, [("综述", True), ("支持", False)]),
    ],
)
def test_it_lasts_as_long_as_somebody_carries_the_task_out(
    lead: str, support: str, standing: dict[str, RowStanding], found: list[tuple[str, bool]]
) -> None:
    assert roles(table(lead, support), **standing) == found


def test_who_has_nothing_left_to_sum_up_is_told_so() -> None:
    agreed = {(fold("1.1"), fold(name)): GONE for name in ("一小", "二小")}
    reasons = {each.department: each.reason for each in divide(table("各校"), ROUND, None, None, agreed).nothing}
    assert reasons["教育科"] == "没有要报的任务：1.1（综述） 已销号（王局）"


def test_last_rounds_words_stand_on_the_row_that_they_are_about() -> None:
    previous = {("1.1", "教育科"): "自己的。", ("1.1（综述）", "教育科"): "大家的。"}
    (sheet,) = [
        each for each in divide(table("各校、教育科"), ROUND, None, previous).sheets if each.department == "教育科"
    ]
    assert [each.previous for each in sheet.rows] == ["自己的。", "大家的。"]
    assert (sheet.lead, sheet.summary, sheet.tasks, list(sheet.fingerprints)) == (1, 1, 1, ["1.1", "1.1（综述）"])


def test_what_is_shut_in_a_row() -> None:
    shut = row(role=Role.SUMMARY).shut_columns
    assert Field.PROGRESS not in shut and {Field.STATE, Field.PERCENT, Field.EVIDENCE} <= {*shut}
    assert row().shut_columns == ()
