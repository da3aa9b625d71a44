"""A changed plan against what a department has: marks on its rows, why it gets a sheet, its answers so far, warnings on a round."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.small import doubt, entered, received, returned, row, sheet

from xlplan.handout.sheets import DepartmentSheet, SheetRow
from xlplan.reissue.revisions import (
    NO_ANSWERS,
    answers,
    deadline_findings,
    reissued,
    round_findings,
    why,
    withdrawn,
)
from xlplan.returns.received import Submission
from xlplan.schedule.rounds import read_round
from xlplan.terms.choices import Role, Verdict

JUNE = date(2023, 6, 20)
JULY = date(2023, 7, 20)


@pytest.mark.parametrize(
    ("changed", "mark"),
    [
        (row("1.1"), ""),
        (row("1.1", content=" 做好１.1。", previous="已办。"), ""),
        (row("1.1", project="乙工程"), "文字有改动：工程名称原为“甲工程”"),
        (row("1.1", content="做坏。"), "文字有改动：主要内容原为“做好1.1。”"),
        (row("1.1", Role.SUPPORT), "文字有改动：本单位职责原为“执行”"),
        (row("1.1", schedule="明年底前"), "文字有改动：活动频率或完成时限原为“2023年12月底前”"),
        (row("1.1", due=date(2024, 1, 31)), "文字有改动：到期日原为“2023-12-31”"),
        (row("1.1", due=None, often="每月"), "文字有改动：到期日原为“2023-12-31”"),
        # The day follows from the time limit: one mark is enough.
        (row("1.1", schedule="明年底前", due=date(2024, 12, 31)), "文字有改动：活动频率或完成时限原为“2023年12月底前”"),
        (row("1.1", Role.SUPPORT, project="乙工程"), "文字有改动：工程名称原为“甲工程”；本单位职责原为“执行”"),
        (row("１.1"), ""),
        (row("1.2"), "新增"),
    ],
)
def test_the_mark_of_what_changed(changed: SheetRow, mark: str) -> None:
    base = sheet(row("1.1"))
    found = reissued(sheet(changed), base, base).rows[0]
    assert (found.change, found.task) == (mark, changed.task)


def marks(found: DepartmentSheet) -> list[tuple[str, str]]:
    return [(each.task, each.change[:3]) for each in found.rows]


@pytest.mark.parametrize(
    ("now", "last", "base", "found"),
    [
        # Rows that are gone stand last, as withdrawn.
        ([row("2")], [row("1"), row("2")], [row("1"), row("2")], [("2", ""), ("1", "已撤销")]),
        # What the department answered is an older revision: what came and went in between is told, too.
        ([row("2")], [row("2"), row("3")], [row("1"), row("2")], [("2", ""), ("1", "已撤销"), ("3", "已撤销")]),
        # What was withdrawn before stays so; back again, it is new.
        ([row("2")], [row("2"), row("1", change="已撤销")], [row("2"), row("1", change="已撤销")], [("2", ""), ("1", "已撤销")]),
        ([row("1"), row("2")], [row("2"), row("1", change="已撤销")], [row("2"), row("1", change="已撤销")], [("1", "新增"), ("2", "")]),
    ],
)  # fmt: skip
def test_rows_that_are_gone(now: list[SheetRow], last: list[SheetRow], base: list[SheetRow], found: Any) -> None:
    assert marks(reissued(sheet(*now), sheet(*last), sheet(*base))) == found


def test_a_sheet_that_nothing_is_left_of() -> None:
    gone = withdrawn(sheet(row("1", change="新增"), row("2")))
    assert marks(gone) == [("1", "已撤销"), ("2", "已撤销")]
    assert withdrawn(gone) is gone


@pytest.mark.parametrize(
    ("now", "last", "words"),
    [
        (sheet(), None, "首次下发"),
        (sheet(), sheet(), "没有变化"),
        (sheet(row(previous="已办。")), sheet(row(change="新增")), "没有变化"),
        (sheet(deadline=JULY), sheet(deadline=JUNE), "报送截止由2023-06-20改为2023-07-20"),
        (sheet(deadline=JULY), sheet(), "报送截止由未定改为2023-07-20"),
        (sheet(), sheet(deadline=JUNE), "报送截止由2023-06-20改为未定"),
        (sheet(title="新的标题"), sheet(), "计划名称有改动"),
        (sheet(row("1"), row("2")), sheet(row("1"), row("3")), "新增 2；已撤销 3"),
        (sheet(row("1", content="别的"), deadline=JULY, title="新"), sheet(row("1"), deadline=JUNE), "报送截止由2023-06-20改为2023-07-20；计划名称有改动；文字有改动 1"),
        (sheet(row("2"), row("1")), sheet(row("1"), row("2")), "任务的顺序有变"),
        # A row that was shut by a pause is open again.
        (sheet(row("1"), row("2")), sheet(row("1", change="已同意暂缓（王局，2023-06-14）"), row("2")), "已恢复 1"),
        (sheet(row("1", change="已重新立项：王局，2023-06-14"), row("2")), sheet(row("2")), "已重新立项 1"),
        # Rows that were marked as withdrawn are not told again.
        (sheet(row("1"), row("3", change="已撤销"), deadline=JULY), sheet(row("1"), deadline=JUNE), "报送截止由2023-06-20改为2023-07-20"),
    ],
)  # fmt: skip
def test_why_a_department_gets_a_sheet(now: DepartmentSheet, last: DepartmentSheet | None, words: str) -> None:
    assert why(now, last) == words


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ([], {}),
        ([received(returned(state="推进中"), returned("1.2", progress="已办。"))], {"教育科": (1, {"1.1": {"state": "推进中"}, "1.2": {"progress": "已办。"}})}),
        # The newest revision counts, and whoever sent it.
        ([received(returned(state="推进中")), received(returned(state="已完成"), path="二.xlsx", revision=2)], {"教育科": (2, {"1.1": {"state": "已完成"}})}),
        ([received(returned(state="已完成"), path="二.xlsx", revision=2), received(returned(state="推进中"))], {"教育科": (2, {"1.1": {"state": "已完成"}})}),
        # A refused file is not an answer, nor is an entry of the office.
        ([received(returned(state="推进中"), verdict=Verdict.REJECTED)], {}),
        ([entered(returned(state="推进中"))], {}),
        ([received(returned(state="推进中")), entered(returned(progress="电话。"))],
         {"教育科": (1, {"1.1": {"state": "推进中", "progress": "电话。"}})}),
        # Cells in conflict, or in doubt, are not answered.
        ([received(returned(state="推进中", progress="一")), received(returned(state="推进中", progress="二"), path="二.xlsx")], {"教育科": (1, {"1.1": {"state": "推进中"}})}),
        ([received(returned(state="推进中", doubts=[doubt("percent", "80", 0.8)]))], {"教育科": (1, {"1.1": {"state": "推进中"}})}),
        ([received(returned(state="推进中")), received(returned("1.2", state="已完成"), department="组宣科")],
         {"教育科": (1, {"1.1": {"state": "推进中"}}), "组宣科": (1, {"1.2": {"state": "已完成"}})}),
    ],
)  # fmt: skip
def test_what_a_department_has_answered(items: list[Submission], found: Any) -> None:
    assert {
        name: (revision, {task: dict(values) for task, values in each.rows.items()})
        for name, (revision, each) in answers(items).items()
    } == found


def test_who_filled_in_the_newest_answer() -> None:
    items = [
        received(returned(state="推进中"), people={"filler": "张三"}),
        received(returned(state="推进中"), path="二.xlsx", people={"filler": "李四"}),
    ]
    assert answers(items)["教育科"][1].people == {"filler": "李四"}
    assert (answers([received(people={})])["教育科"][1].people, NO_ANSWERS.people, NO_ANSWERS.rows) == ({}, {}, {})


@pytest.mark.parametrize(
    ("name", "known", "current", "words"),
    [
        ("2023年第二季度", [], None, ""),
        ("2023年第二季度", ["2023年第二季度"], "2023年第一季度", ""),
        # A round that is new, but the one under way, or with days of its own where none is under way.
        ("2023年第二季度", ["2023年第一季度"], "2023年第二季度", ""),
        ("2023年第二季度", ["2023年第一季度"], None, ""),
        ("2032年第二季度", ["2023年第一季度"], "2023年第二季度", "“设置”里写的当前期次是“2023年第二季度”"),
        ("第二季度", ["2023年第一季度", "2023年第二季度"], None, "它的名称看不出起止日期"),
    ],
)
def test_a_round_that_may_be_a_slip(name: str, known: list[str], current: str | None, words: str) -> None:
    found = round_findings(read_round(name), known, read_round(current) if current else None)
    assert [each.code for each in found] == (["round-new"] if words else [])
    assert all(
        f"“{name}”以前没有下发过" in each.message
        and words in each.message
        and "、".join(known) in f"{each.message}{each.hint}"
        for each in found
    )


@pytest.mark.parametrize(
    ("deadline", "code", "words"),
    [
        # From Monday 19 June 2023 on: 22 to 24 June are the Dragon Boat holidays, Sunday the 25th is worked.
        ("2023-06-18", "deadline-soon", "已经过了"),
        ("2023-06-19", "deadline-soon", "只剩 0 个工作日（今天不算）"),
        ("2023-06-20", "deadline-soon", "只剩 1 个工作日（今天不算）"),
        ("2023-06-21", "deadline-soon", "只剩 2 个工作日（今天不算）"),
        ("2023-06-24", "deadline-soon", "只剩 2 个工作日（今天不算）"),
        ("2023-06-25", None, ""),
        ("2023-12-31", None, ""),
    ],
)
def test_a_deadline_that_leaves_too_little_time(deadline: str, code: str | None, words: str) -> None:
    found = deadline_findings(date.fromisoformat(deadline), date(2023, 6, 19))
    assert [each.code for each in found] == ([code] if code else [])
    assert all(words in each.message for each in found)
