"""Each number of a round is the number of rows in its block, or the mean over them."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from support.small import department_status, status, task, task_status

from xlplan.status.backing import Block, Figure, Line, blocks, every
from xlplan.status.model import Status, TaskStatus
from xlplan.status.rollup import TrendPoint, owing, project_names, trend_point
from xlplan.status.tables import (
    Value,
    figures,
    project_values,
    punctuality,
    silent_counts,
    total_values,
    trend_values,
)
from xlplan.terms.choices import Role
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


def lines(block: Block) -> list[Line]:
    return [line for each in every([block]) for line in each.lines]


def shown(found: Status) -> dict[Figure, Value]:
    """Return all numbers that pages show of the plan and of its projects."""
    point: TrendPoint = trend_point(found)
    whole = figures(found) | total_values(point.total) | punctuality(owing(found)) | trend_values(point)
    numbers: dict[Figure, Value] = {(None, name): value for name, value in whole.items() if name != "期次"}
    for project, values in zip(project_names(found), project_values(found), strict=True):
        numbers |= {(project, name): value for name, value in values.items() if name != "工程"}
    return numbers


@pytest.mark.parametrize("seed", range(30))
def test_the_rows_of_each_block_are_what_its_number_counts(seed: int) -> None:
    found = made_up(seed)
    by_figure = {figure: block for block in every(blocks(found)) for figure in block.figures}
    for figure, value in shown(found).items():
        block = by_figure.get(figure)
        if figure[1] in ("平均进度", "序时进度"):
            assert _mean(figure[1], lines(block) if block else []) == (value if value != "无可比" else None), figure
        elif figure[1] == "与上期比":
            assert (value is None) == (block is None)
            assert block is None or f"（可比{block.count}项）" in str(value)
        elif figure[1] == "比序时":
            assert (value == "无可比") == (block is None)
        else:
            # A number that counts nothing leads nowhere.
            assert value == (block.count if block else 0), figure
    for name, words in silent_counts(found).items():
        block = by_figure.get((None, name))
        assert words == (f"\n{block.count}项无新报" if block else "")


def _mean(name: str, counted: Sequence[Line]) -> float | None:
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


def _of(line: Line) -> str:
    return line.of.task.id if isinstance(line.of, TaskStatus) else line.of.department
