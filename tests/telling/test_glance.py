"""A round at a glance in words: where each department stands, what is left of a search, and in which order."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xlplan.actions.department_papers import Papers
from xlplan.actions.glance import RoundGlance
from xlplan.plan.departments import Registry
from xlplan.schedule.rounds import read_round
from xlplan.status.glance import DepartmentGlance, Stand, glances
from xlplan.status.model import DepartmentSummary, Status
from xlplan.status.remind import Lack, Reminder
from xlplan.telling.glance import GLANCE_HEADINGS, glance_cells, glance_line, ordered, papers_of, text_to
from xlplan.telling.told import ToOpen
from xlplan.terms.choices import Light

ROUND = read_round("2023年6月")
TODAY = date(2023, 6, 25)


def reminder(name: str, lack: Lack) -> Reminder:
    return Reminder(
        name, lack, 2, ROUND.name, "计划", date(2023, 6, 20), TODAY, ("1.1 本期进展",), (), "", "", "", True
    )


def summary(name: str, **more: Any) -> DepartmentSummary:
    said: dict[str, Any] = {
        "light": Light.GREEN,
        "returned": True,
        "owes": True,
        "tasks": 1,
        "lead": 1,
        "at": None,
        "late": False,
    }
    return DepartmentSummary(name, **said | more)


def found() -> list[DepartmentGlance]:
    departments = (
        summary("甲科", at=date(2023, 6, 19)),
        summary("乙科", returned=False, light=Light.RED),
        summary("丙科", light=Light.AMBER),
        summary("丁科"),
        summary("戊科", returned=False, owes=False, light=Light.GREY),
        summary("己科", returned=False),
        summary("庚科"),
    )
    chased = [
        reminder("乙科", Lack.MISSING),
        reminder("丙科", Lack.BACK),
        reminder("丁科", Lack.GAPS),
        reminder("己科", Lack.MISSING),
    ]
    return glances(Status(ROUND, TODAY, (), departments), chased, {"己科"}, {"庚科"}, Registry(()))


def test_where_each_department_stands() -> None:
    assert {each.department: each.stand for each in found()} == {
        "甲科": Stand.RETURNED, "乙科": Stand.MISSING, "丙科": Stand.BACK, "丁科": Stand.TROUBLED, "戊科": Stand.VOLUNTARY,
        "己科": Stand.ARRIVED, "庚科": Stand.ENTERED,
    }  # fmt: skip
    assert glance_line(RoundGlance(ROUND, TODAY, date(2023, 6, 20), found())) == (
        "2023年6月，报送截止 2023年6月20日（已过 5 天）：未报 1，退回待改 1，有问题 1，新到未合并 1，代录 1，已报 1，自愿 1"
    )


@pytest.mark.parametrize(
    ("search", "stand", "column", "backwards", "left"),
    [
        ("", "", 0, False, "甲乙丙丁戊己庚"),
        ("", "", 0, True, "庚己戊丁丙乙甲"),
        ("乙", "", 0, False, "乙"),
        ("合并回收", "", 0, False, "己"),
        ("", "有问题", 0, False, "丁"),
        ("甲", "有问题", 0, False, ""),
        ("", "", 1, False, "乙丙丁己庚甲戊"),
        ("", "", 2, False, "乙丙甲丁己庚戊"),
    ],
)
def test_what_is_shown_and_in_which_order(search: str, stand: str, column: int, backwards: bool, left: str) -> None:
    shown = ordered(found(), search, stand, column, backwards=backwards)
    assert "".join(each.department[0] for each in shown) == left


def test_a_department_in_cells_and_what_is_said_to_it() -> None:
    by_name = {each.department: each for each in found()}
    assert len(glance_cells(by_name["甲科"])) == len(GLANCE_HEADINGS)
    assert glance_cells(by_name["甲科"])[1:6] == ("已报", "绿", "", "", "2023-06-19")
    assert "还没有报送" in text_to(by_name["乙科"])
    # Something of it is there: nobody chases it.
    assert text_to(by_name["己科"]) == ""


@pytest.mark.skipif(os.name == "nt", reason="Windows 的文件名都是文字")
def test_a_name_in_gbk_is_read_as_such_and_what_stands_before_it_as_it_is() -> None:
    came = Path(os.fsdecode("回收".encode()), os.fsdecode("甲科\x1b.xlsx".encode("gbk")))
    result = RoundGlance(ROUND, TODAY, None, (), {"甲科": Papers(Path("下发/甲科.xlsx"), {came: "ab"})})
    assert papers_of(result, "甲科") == [
        ToOpen(Path("下发/甲科.xlsx"), "发下去的：甲科.xlsx"),
        ToOpen(came, "报来的：甲科\\u001b.xlsx", "ab"),
    ]
