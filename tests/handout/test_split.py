"""A plan divided: who gets which rows, in which role, with which due day, and which names nobody answers to."""

from __future__ import annotations

import pickle
from datetime import date
from typing import Any

import pytest
from support.small import ROUND, handed_out, limit, plan, registry, row, sent, sheet, task

from xlplan.handout.sheets import DepartmentSheet, Sent, SheetRow, last_deadline
from xlplan.handout.split import RowStanding, divide, due_words, reach_nobody, roles
from xlplan.plan.departments import Department
from xlplan.terms.choices import Role

SCHOOLS = Department("各校", members=("一小", "二小"))
KNOWN = registry(
    "教育科", "组宣科", SCHOOLS, "基金会", Department("空组", kind="群组"), "进修", "学校", "进修学校"
).departments


def divided(*tasks: Any, departments: Any = KNOWN, **more: Any) -> list[DepartmentSheet]:
    return divide(plan(*tasks, departments=departments), ROUND, None, **more).sheets


def rows(found: list[DepartmentSheet]) -> dict[str, list[tuple[str, str]]]:
    return {each.department: [(one.task, one.role.value) for one in each.rows] for each in found}


@pytest.mark.parametrize(
    ("lead", "support", "found"),
    [
        ("教育科", "", {"教育科": "lead"}),
        ("教育科", "组宣科、基金会", {"教育科": "lead", "组宣科": "support", "基金会": "support"}),
        # In both columns, a department leads.
        ("组宣科、教育科", "教育科", {"组宣科": "lead", "教育科": "lead"}),
        ("各校", "一小、教育科", {"一小": "lead", "二小": "lead", "教育科": "support"}),
        ("教育科", "各校", {"教育科": "lead", "一小": "support", "二小": "support"}),
        ("无名处", "空组", {}),
        ("", "", {}),
    ],
)
def test_what_each_does_in_a_task(lead: str, support: str, found: dict[str, str]) -> None:
    one = task(lead=lead, support=support)
    assert {name: role.value for name, role in roles(plan(one, departments=KNOWN), one).items()} == found


def test_support_rows_follow_lead_rows_and_departments_stand_as_in_the_registry() -> None:
    found = divided(
        task("1.1", "教育科", support="组宣科"), task("1.2", "组宣科、教育科"), task("1.3", "各校", support="教育科"),
    )  # fmt: skip
    assert list(rows(found).items()) == [
        ("教育科", [("1.1", "lead"), ("1.2", "lead"), ("1.3", "support")]),
        ("组宣科", [("1.2", "lead"), ("1.1", "support")]),
        ("一小", [("1.3", "lead")]),
        ("二小", [("1.3", "lead")]),
    ]
    assert [(each.lead, each.support) for each in found] == [(2, 1), (1, 1), (1, 0), (1, 0)]


def test_a_row_says_what_the_table_says() -> None:
    [found] = divided(task("1.1", content="修订办法。", schedule="2023年9月底前"), departments=["教育科"])
    assert (found.department, found.title, found.round, found.deadline) == ("教育科", "某区重点工作", ROUND.name, None)
    assert found.rows == (
        SheetRow("1.1", "甲工程", "修订办法。", Role.LEAD, "2023年9月底前", date(2023, 9, 30), "", False),
    )


@pytest.mark.parametrize(
    ("schedule", "due", "closed"),
    [
        ("2023年12月底前", date(2023, 12, 31), False),
        ("2023年12月底前，每月", date(2023, 12, 31), False),
        ("每月、每季度", "每月、每季度", True),
        ("每学期", "每学期", True),
        ("常规工作", "常规工作", True),
        ("", "未定", False),
        ("另行通知", "未定", False),
    ],
)
def test_the_due_day_or_how_often(schedule: str, due: date | str, closed: bool) -> None:
    [found] = divided(task(schedule=schedule), departments=["教育科"])
    assert (due_words(limit(schedule)), found.rows[0].due_shown, found.rows[0].closed) == (due, due, closed)


def test_what_nobody_answers_to_is_skipped_once_with_the_reason() -> None:
    table = plan(
        task("1.1", "教育科、无名处", support="空组"), task("1.2", "无名处", support="进修学校"), task("1.3", "空组"),
        departments=KNOWN,
    )  # fmt: skip
    assert [(each.department, each.reason) for each in divide(table, ROUND, None).skipped] == [
        (
            "无名处",
            "“部门”表里没有它（1.1 执行部门、1.2 执行部门）；改了名的，请把旧名写进新名称一行的“别名”；新的，请在“部门”表里加上",
        ),
        (
            "空组",
            "群组还没有写明成员（1.1 支持部门、1.3 执行部门）；请在“部门”表里写上成员",
        ),
    ]


def test_the_names_that_reach_nobody() -> None:
    table = plan(task("1.1", "教育科、无名处", support="空组"), task("1.2", "各校"), departments=KNOWN)
    assert reach_nobody(table) == ["无名处", "空组"]
    assert reach_nobody(plan(task("1.1", "教育科"), departments=KNOWN)) == []


def test_names_run_together_that_read_in_two_ways_are_skipped() -> None:
    table = plan(task(lead="一甲乙"), departments=["一甲", "乙", "一", "甲乙"])
    found = divide(table, ROUND, None)
    assert (found.sheets, [(each.department, each.reason) for each in found.skipped]) == (
        [], [("一甲乙", "连写在一起，分法不止一种（1.1 执行部门）；请在分工表里用顿号分开")],
    )  # fmt: skip


def test_the_last_rounds_report_and_what_was_agreed_to_stand_on_the_row_they_are_about() -> None:
    found = divided(
        task("1.1", "各校"),
        task("1.2", "各校"),
        previous={("1.1", "一小"): "已办。", ("1.2", "一小"): "在办。"},
        agreed={
            ("1.2", "一小"): RowStanding(due=date(2024, 3, 31), delay="原2023-12-31，延至2024-03-31"),
            ("1.2", "二小"): RowStanding(due=date(2024, 6, 30), delay="延至2024-06-30"),
            ("1.1", "一小"): RowStanding(opened="已恢复：王局，2023-06-14"),
        },
    )
    assert {(each.department, one.task): (one.previous_shown, one.due) for each in found for one in each.rows} == {
        ("一小", "1.1"): ("【已恢复：王局，2023-06-14】\n已办。", date(2023, 12, 31)),
        ("一小", "1.2"): ("在办。\n（已同意延期：原2023-12-31，延至2024-03-31）", date(2024, 3, 31)),
        ("二小", "1.1"): ("", date(2023, 12, 31)),
        ("二小", "1.2"): ("（已同意延期：延至2024-06-30）", date(2024, 6, 30)),
    }


def test_delays_are_found_however_numbers_and_names_are_typed() -> None:
    [found] = divided(
        task("Ａ１", "IT 科"), departments=["IT 科"], agreed={("a1", "it科"): RowStanding(due=date(2024, 3, 31))}
    )
    assert found.rows[0].due == date(2024, 3, 31)


AGREED = "王局长，2023-06-20"
CLOSED, PAUSED = RowStanding(closed=AGREED), RowStanding(paused=AGREED)


@pytest.mark.parametrize(
    ("agreed", "found", "nothing"),
    [
        ({}, {"教育科": ["1.1", "1.2"], "组宣科": ["1.1"], "基金会": ["1.1"]}, {}),
        # A closed row is left out; who else carries it out, or supports it, goes on with it.
        ({("1.1", "教育科"): CLOSED}, {"教育科": ["1.2"], "组宣科": ["1.1"], "基金会": ["1.1"]}, {}),
        # The task is closed once all who carry it out are done: then nobody supports it any more.
        (
            {("1.1", "教育科"): CLOSED, ("1.1", "组宣科"): CLOSED},
            {"教育科": ["1.2"]},
            {"组宣科": "1.1 已销号（王局长，2023-06-20）", "基金会": "1.1 已销号（王局长，2023-06-20）"},
        ),
        # A paused row stands shut; who has nothing else gets no sheet.
        ({("1.1", "教育科"): PAUSED}, {"教育科": ["1.1已同意暂缓（王局长，2023-06-20）", "1.2"], "组宣科": ["1.1"], "基金会": ["1.1"]}, {}),
        (
            {("1.1", "组宣科"): PAUSED},
            {"教育科": ["1.1", "1.2"], "基金会": ["1.1"]},
            {"组宣科": "1.1 已同意暂缓（王局长，2023-06-20）"},
        ),
        (
            {("1.1", "教育科"): PAUSED, ("1.2", "教育科"): CLOSED},
            {"组宣科": ["1.1"], "基金会": ["1.1"]},
            {"教育科": "1.1 已同意暂缓（王局长，2023-06-20）；1.2 已销号（王局长，2023-06-20）"},
        ),
    ],
)  # fmt: skip
def test_what_is_closed_or_paused(agreed: Any, found: dict[str, list[str]], nothing: dict[str, str]) -> None:
    table = plan(task("1.1", "教育科、组宣科", support="基金会"), task("1.2", "教育科"), departments=KNOWN)
    divided_ = divide(table, ROUND, None, agreed=agreed)
    assert {each.department: [one.task + one.change for one in each.rows] for each in divided_.sheets} == found
    assert {each.department: each.reason.removeprefix("没有要报的任务：") for each in divided_.nothing} == nothing


def test_what_is_paused_counts_neither_as_carried_out_nor_as_supported() -> None:
    agreed = {("1.1", "教育科"): PAUSED, ("1.3", "教育科"): PAUSED}
    tasks = task("1.1"), task("1.2"), task("1.3", "组宣科", support="教育科")
    found = divided(*tasks, departments=["教育科"], agreed=agreed)[0]
    assert (found.lead, found.support, [one.shut for one in found.rows]) == (1, 0, [True, False, True])


def test_a_routine_behind_a_closed_deadline_is_asked_for_as_routine() -> None:
    one = task(schedule="2022年底完成名单。2023年起常规实施。")
    [before] = divided(one, departments=["教育科"])[0].rows
    [found] = divided(one, departments=["教育科"], agreed={("1.1", "教育科"): RowStanding(routine=True)})[0].rows
    assert [(each.due, each.often, each.closed) for each in (before, found)] == [
        (date(2022, 12, 31), "", False), (None, "常规工作", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "previous", "shown"),
    [
        ("", "", ""), ("", "已办。", "已办。"), ("新增", "", "【新增】"), ("文字有改动：x", "已办。", "【文字有改动：x】\n已办。"),
    ],
)  # fmt: skip
def test_the_mark_of_a_change_stands_above_the_last_rounds_report(change: str, previous: str, shown: str) -> None:
    one = row(change=change, previous=previous)
    assert (one.previous_shown, one.locked["previous"]) == (shown, shown)


def test_the_locked_cells_of_a_row() -> None:
    assert row("1.1", Role.SUPPORT, due=None, often="每月").locked == {
        "project": "甲工程", "content": "做好1.1。", "role": "支持", "schedule": "2023年12月底前", "due": "每月", "previous": "",
    }  # fmt: skip


def test_a_row_goes_from_process_to_process() -> None:
    one = row(change="新增", previous="已办。", closed=True)
    assert pickle.loads(pickle.dumps(one)) == one


def test_what_was_withdrawn_is_listed_and_counts_for_nothing() -> None:
    found = sheet(
        row("1.1"),
        row("1.2", change="已撤销"),
        row("1.3", Role.SUPPORT, change="新增"),
        row("1.4", Role.SUPPORT, change="已撤销"),
    )
    assert ([each.task for each in found.live], found.lead, found.support) == (["1.1", "1.3"], 1, 1)
    assert [each.withdrawn for each in found.rows] == [False, True, False, True]


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        (sheet(row("1.1"), row("1.2")), True),
        # What it reported before and the marks of the last change are no reason to send it again.
        (sheet(row("1.1", previous="已办。", change="新增"), row("1.2"), row("1.3", change="已撤销")), True),
        (sheet(row("1.1", content="做好 1.1。"), row("1.2")), True),
        (sheet(row("1.1", content="做坏。"), row("1.2")), False),
        (sheet(row("1.1", project="乙"), row("1.2")), False),
        (sheet(row("1.1", Role.SUPPORT), row("1.2")), False),
        (sheet(row("1.1", schedule="明年"), row("1.2")), False),
        (sheet(row("1.1", due=None, often="每月"), row("1.2")), False),
        (sheet(row("1.2"), row("1.1")), False),
        (sheet(row("1.1"), row("1.2"), row("1.3")), False),
        (sheet(row("1.1"), row("1.2"), deadline=date(2023, 6, 20)), False),
        (sheet(row("1.1"), row("1.2"), title="另一份"), False),
        (sheet(row("1.1"), row("1.2"), department="组宣科"), False),
        (sheet(row("1.1"), row("1.2"), round="2023年第三季度"), False),
    ],
)  # fmt: skip
def test_whether_two_sheets_ask_for_the_same(changed: DepartmentSheet, same: bool) -> None:
    assert (sheet(row("1.1"), row("1.2")).fingerprint == changed.fingerprint) is same


def test_fingerprints_of_rows_by_number() -> None:
    found = sheet(row("1.1"), row("1.2"), row("1.3", content="做好1.1。")).fingerprints
    assert (list(found), found["1.1"] == found["1.3"], found["1.1"] == found["1.2"]) == (
        ["1.1", "1.2", "1.3"],
        True,
        False,
    )


@pytest.mark.parametrize(
    ("each", "found"),
    [
        ((), None),
        ((sent(),), None),
        ((sent(deadline=date(2023, 6, 20)), sent(department="组宣科")), date(2023, 6, 20)),
        ((sent(deadline=date(2023, 6, 20)), sent(revision=2, deadline=date(2023, 6, 30))), date(2023, 6, 30)),
    ],
)
def test_the_last_day_to_report(each: tuple[Sent, ...], found: date | None) -> None:
    assert last_deadline(handed_out(*each).values()) == found
