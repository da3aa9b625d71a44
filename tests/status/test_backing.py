"""Each number of a round is the number of rows in its block, or the mean over them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from support.small import department_status, plan, status, task, task_status

from xlplan.status.backing import PROJECT, BackingBlock, BackingRow, Figure, PastStanding, blocks, every
from xlplan.status.backing_parts import OF_DEPARTMENT, OF_ROUND, department_blocks, leader_blocks, round_blocks
from xlplan.status.model import DepartmentSummary, Status, SummaryStatus, TaskStatus
from xlplan.status.rollup import TrendPoint, owing, project_names, trend_point
from xlplan.status.tables import (
    Value,
    department_values,
    figures,
    project_values,
    punctuality,
    silent_counts,
    total_values,
    trend_values,
)
from xlplan.terms.choices import Role
from xlplan.terms.findings import Finding, finding
from xlplan.terms.shares import mean


def made_up(seed: int) -> Status:
    """Return a round in which everything was drawn: lights, shares, what was reported and what stood before."""
    chance = random.Random(seed)
    names = [f"{number}科" for number in range(1, 7)]

    def one(number: int) -> TaskStatus:
        row = task(f"1.{number}", project=chance.choice(["甲工程", "乙工程", ""]))
        leads = [
            department_status(
                name, chance.choice(["red", "amber", "green", "grey"]), share=chance.choice([None, 0.2, 0.5]),
                reported=chance.choice([None, {"state": "需协调"}, {"state": "已完成"}, {"progress": "在做。"}]),
            )
            for name in chance.sample(names, chance.randint(0, 2))
        ]  # fmt: skip
        helper = department_status("基金会", role=Role.SUPPORT)
        return task_status(row, *leads, helper, past=chance.choice([None, ("green", 0.1), ("red", None)]))

    tasks = [one(number) for number in range(chance.randint(0, 20))]
    present = sorted({each.department for one_ in tasks for each in one_.departments})
    came = [name for name in present if chance.random() < 0.6]
    return status(*tasks, returned=came, late=[name for name in came if chance.random() < 0.3])


def lines(block: BackingBlock) -> list[BackingRow]:
    return [line for each in every([block]) for line in each.lines]


_NO_NUMBERS = ("期次", "算到")


def shown(found: Status) -> dict[Figure, Value]:
    """Return all numbers that pages show of the plan and of its projects."""
    point: TrendPoint = trend_point(found)
    whole = figures(found) | total_values(point.total) | punctuality(owing(found)) | trend_values(point)
    numbers: dict[Figure, Value] = {Figure(name): value for name, value in whole.items() if name not in _NO_NUMBERS}
    for project, values in zip(project_names(found), project_values(found), strict=True):
        numbers |= {Figure(name, PROJECT, project): value for name, value in values.items() if name != "工程"}
    return numbers


@pytest.mark.parametrize("seed", range(30))
def test_the_rows_of_each_block_are_what_its_number_counts(seed: int) -> None:
    found = made_up(seed)
    by_figure = {figure: block for block in every(blocks(found)) for figure in block.figures}
    for figure, value in shown(found).items():
        block = by_figure.get(figure)
        if figure.name in ("平均进度", "序时进度"):
            assert _mean(figure.name, lines(block) if block else []) == (value if value != "无可比" else None), figure
        elif figure.name == "与上期比":
            assert (value is None) == (block is None)
            assert block is None or f"（可比{block.count}项）" in str(value)
        elif figure.name == "比序时":
            assert (value == "无可比") == (block is None)
        else:
            # A number that counts nothing leads nowhere.
            assert value == (block.count if block else 0), figure
    for name, words in silent_counts(found).items():
        old = by_figure.get(Figure(name))
        assert words == (f"{old.count}项无新报" if old else "")
        assert all(isinstance(line.of, TaskStatus) and line.of.silent for line in (old.lines if old else ()))


def _mean(name: str, counted: Sequence[BackingRow]) -> float | None:
    shares = [
        line.of.share if name == "平均进度" and isinstance(line.of, TaskStatus) else line.gone for line in counted
    ]
    return mean(shares)


def test_the_lines_say_which_tasks_are_counted() -> None:
    found = status(
        task_status(task("1"), department_status("教育科", "red", share=0.1)),
        task_status(task("2", project=""), department_status("组宣科", "red", reported={"state": "需协调"})),
        returned=["组宣科"],
    )
    titles = [(block.title, [_of(line) for line in block.lines]) for block in every(blocks(found))]
    assert titles[:7] == [
        ("任务：共2项", []),
        ("甲工程：任务1项", []),
        ("甲工程：红灯1项", ["1"]),
        ("（未写）：任务1项", []),
        ("（未写）：红灯1项", ["2"]),
        ("红灯任务：2项", []),
        ("其中本期没有新进展的：1项", ["1"]),
    ]
    assert titles[7] == ("其余：1项", ["2"])
    assert titles[-5:] == [
        ("需领导决定的事项：1项", ["2"]),
        ("应报：2个部门", []),
        ("已报：1个部门", []),
        ("按时报送：1个部门", ["组宣科"]),
        ("未报：1个部门", ["教育科"]),
    ]


@pytest.mark.parametrize("seed", range(10))
def test_the_rows_of_departments_and_earlier_rounds_are_what_their_numbers_count(seed: int) -> None:
    found = made_up(seed)
    by_figure = {figure: block for block in every(department_blocks(found)) for figure in block.figures}
    for values in department_values(found):
        for name in ("承担任务", "其中执行", "质量提醒"):
            block = by_figure.get(Figure(name, OF_DEPARTMENT, str(values["部门"])))
            assert values[name] == (block.count if block else 0)
        block = by_figure.get(Figure("平均进度", OF_DEPARTMENT, str(values["部门"])))
        assert _timed_mean(lines(block) if block else []) == values["平均进度"]
    name = found.round.name
    by_figure = {figure: block for block in every(round_blocks(found)) for figure in block.figures}
    for column, value in trend_values(trend_point(found)).items():
        block = by_figure.get(Figure(column, OF_ROUND, name))
        if column == "平均进度":
            assert _timed_mean(lines(block) if block else []) == value
        elif column not in _NO_NUMBERS:
            assert value == (block.count if block else 0)


def _timed_mean(counted: Sequence[BackingRow]) -> float | None:
    return mean(line.of.share for line in counted if isinstance(line.of, PastStanding) and line.gone is not None)


def test_a_note_on_a_return_and_a_row_of_its_own_beside_a_summary_are_counted_once() -> None:
    plain = status(
        task_status(task("1"), department_status("教育科", share=0.1), department_status("工会", role=Role.SUPPORT))
    )
    note = finding("quality-no-next", task="1", cell="J7", task_id="1")
    first = replace(plain.departments[0], notes=(note,))
    summed = replace(
        plain.tasks[0], summaries=(SummaryStatus("教育科", None), SummaryStatus("综合科", None, owed=True))
    )
    other = replace(plain.departments[1], department="综合科", lead=0, tasks=1)
    found = replace(plain, tasks=(summed,), departments=(first, *plain.departments[1:], other))
    assert [(block.title, [_who(line) for line in block.lines]) for block in every(department_blocks(found))] == [
        ("教育科：承担任务1项", []),
        ("教育科：其中执行1项，平均进度按1项任务算（有序时进度的）", ["执行"]),
        ("教育科：质量提醒1条", [note.message]),
        ("工会：承担任务1项", []),
        ("工会：其余1项", ["支持"]),
        ("综合科：承担任务1项", []),
        ("综合科：其余1项", ["综述"]),
    ]


def _who(line: BackingRow) -> str:
    return line.of.who if isinstance(line.of, PastStanding) else line.of.message if isinstance(line.of, Finding) else ""


def test_a_leader_s_block_has_the_tasks_of_his_page() -> None:
    office = plan(task("1", leader="王局"), task("2", leader="李局"), task("3", leader="王局"))
    found = status(*(task_status(each, department_status(light="red")) for each in office.tasks))
    assert [(block.title, block.count) for block in leader_blocks(office, found)] == [
        ("王局：任务2项", 2),
        ("李局：任务1项", 1),
    ]
    assert leader_blocks(plan(task("1")), status(task_status(task("1"), department_status()))) == []


def _of(line: BackingRow) -> str:
    assert isinstance(line.of, TaskStatus | DepartmentSummary)
    return line.of.task.id if isinstance(line.of, TaskStatus) else line.of.department
