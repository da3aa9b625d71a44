"""What validation finds of numbers, roles and states of tasks."""

from __future__ import annotations

import pytest
from support.checked import second, table
from support.tables import FIRST, HEADINGS, REGISTRY, SECOND, found, row

from xlplan.plan.checks import check


def test_a_shared_cell_is_found_fault_with_once() -> None:
    plan = table(
        HEADINGS,
        row(FIRST, project="（甲", schedule="看情况"),
        row(SECOND, project="", schedule=""),
        merges=["B2:B3", "F2:F3"],
    )
    assert found(plan) == [("bracket-unbalanced", "warning", "B2", "1.1"), ("schedule-unread", "warning", "F2", "1.1")]


def test_both_roles_sees_the_members_of_groups() -> None:
    plan = second(lead="二小", support="各校、教育科")
    assert [(item.code, item.message[:4]) for item in check(plan)] == [("department-both-roles", "“二小”")]


@pytest.mark.parametrize(
    ("ids", "gaps"),
    [
        (("1.1", "1.3"), ["1.2"]),
        (("1.2", "1.3"), ["1.1"]),
        (("1.1", "1.9"), ["1.2 至 1.8"]),
        (("26", "27"), []),
        (("2023001", "2023003"), ["2023002"]),
        (("A-001", "A-002"), []),
        (("9" * 5000, "1"), []),
        (("1", "999999999"), ["2 至 999999998"]),
    ],
)
def test_gaps_between_numbers(ids: tuple[str, str], gaps: list[str]) -> None:
    plan = table(HEADINGS, row(FIRST, id=ids[0]), row(SECOND, id=ids[1]))
    assert [item.message.partition("缺 ")[2].rstrip("。") for item in check(plan) if item.code == "id-gap"] == gaps


def test_a_derived_number_leaves_no_gap() -> None:
    third = row(SECOND, id="1.3", content="做好第三件事。")
    assert found(table(HEADINGS, FIRST, row(SECOND, id=""), third)) == [("id-missing", "warning", "A3", "1.2")]


def test_ten_thousand_rows_with_one_number_are_told_apart() -> None:
    rows = [row(FIRST, content=f"第{n}件事。", id="1") for n in range(10_000)]
    plan = table(HEADINGS, *rows)
    assert len({task.id for task in plan.tasks}) == len(rows)
    assert sum(code == "id-duplicate" for code, *_ in found(plan)) == len(rows) - 1


@pytest.mark.parametrize(
    ("heading", "first", "second", "told"),
    [
        ("状态", "推进中", "已销号", [("C3", "1.2")]), ("完成情况", "已完成", "完成。", [("C2", "1.1")]), ("是否销号", "否", "是", [("C3", "1.2")]),
        ("状态", "推进中", "", []), ("是否重点", "是", "否", []), ("备注", "已完成", "", [("C2", "1.1")]),
        ("备注", "按上级要求完成", "已并入第1项", [("C3", "1.2")]), ("办结时间", "2023年3月20日", "", [("C2", "1.1")]), ("办理情况", "教育局已办结", "教育科已完成选址", [("C2", "1.1")]),
        ("进展情况", "已完成选址", "未完成", []), ("已完成", "√", "", [("C2", "1.1")]), ("正在推进", "√", "", []),
    ],
)  # fmt: skip
def test_tasks_that_a_column_of_the_office_calls_done_are_asked_about(
    heading: str, first: str, second: str, told: list[tuple[str, str]]
) -> None:
    found = check(table((*HEADINGS, heading), (*FIRST, first), (*SECOND, second)))
    assert [(item.cell, item.task) for item in found if item.code == "task-done"] == told


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("（取消）做好某事", True),
        ("做好某事（已并入第2项）", True),
        ("（此项暂缓）做好某事", True),
        ("做好某事（含取消收费）", False),
        ("取消两项收费", False),
    ],
)
def test_a_task_that_calls_itself_done_or_dropped_is_asked_about(content: str, told: bool) -> None:
    found = check(table(HEADINGS, row(FIRST, content=content), SECOND))
    assert ("task-done" in [item.code for item in found]) is told


@pytest.mark.parametrize(
    ("day", "told"),
    [("5月底", False), ("2026年6月", False), ("2023年5月12日", True), ("5月12日", True), ("2030年5月12日", False)],
)
def test_a_time_of_closing_says_done_if_it_is_a_day_that_is_over(day: str, told: bool) -> None:
    found = check(table((*HEADINGS, "销号时间"), (*FIRST, day), (*SECOND, None)))
    assert ("task-done" in [item.code for item in found]) is told


@pytest.mark.parametrize(("lead", "proposed"), [("同上", True), ("〃", True), ("待定", False)])
def test_as_above_is_asked_with_what_stands_above(lead: str, proposed: bool) -> None:
    plan = table(HEADINGS, FIRST, row(SECOND, lead=lead))
    (found,) = [item for item in check(plan) if item.code == "department-nobody"]
    assert (f"请写上“{FIRST[3]}”" in found.hint) is proposed


def test_a_group_without_members_is_told_once_with_all_its_cells() -> None:
    plan = table(
        HEADINGS, row(FIRST, support="相关科室"), row(SECOND, support="相关科室"), departments=[*REGISTRY, ("相关科室", "", "群组")]
    )  # fmt: skip
    (item,) = [each for each in check(plan) if each.code == "group-empty"]
    assert (item.cell, item.others) == ("E2", "E3") and "同样的另有 1 处：E3" in item.message
