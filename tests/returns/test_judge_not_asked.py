"""What is told of cells that are filled in where nothing is asked for, and of tasks that the table says otherwise by now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from support.judging import ROWS, came, desk, filled, identity, judged, told, whole
from support.small import codes, doubt, sent, sheet

from xlplan.returns.judge import Desk
from xlplan.terms.fields import Field
from xlplan.terms.findings import finding


@pytest.mark.parametrize(
    ("more", "reasons", "left"),
    [
        ({"percent": 0.5}, [("return-closed-filled", "I7", "1.3")], ["progress", "state"]),
        ({"percent": 0.5, "expected": date(2023, 9, 1)}, [("return-closed-filled", "I7", "1.3"), ("return-closed-filled", "M7", "1.3")], ["progress", "state"]),
    ],
)  # fmt: skip
def test_what_is_filled_in_where_nothing_is_to_be(more: Any, reasons: list[Any], left: list[str]) -> None:
    found = came(*whole(filled("1.3", 7, **more)))
    assert (told(found)[1], sorted(judged(found).rows[2].values)) == (reasons, left)


def test_doubts_there_are_dropped_and_rows_that_seem_to_be_the_tasks_are_treated_alike() -> None:
    unsure = replace(filled("1.3", 7), doubts=(doubt("percent", "80", 0.8), doubt("state", "差不多")))
    assert [each.field for each in judged(came(*whole(unsure))).rows[2].doubts] == ["state"]
    lost = replace(filled("1.3", 7, percent=0.5), task="")
    item = judged(came(*whole(lost, without=["1.3"])))
    assert codes(item.reasons) == [("return-row-unmatched", "A7", "1.3"), ("return-closed-filled", "I7", "1.3")]
    assert [each.field for each in item.rows[2].doubts] == ["state", "progress"]


@pytest.mark.parametrize(
    ("name", "shown", "code"),
    [
        ("percent", "80", "return-percent-unclear"), ("expected", "尽快", "return-date-unclear"), ("expected", "12.2", "return-date-typed"),
    ],
)  # fmt: skip
def test_nobody_is_told_to_fill_in_what_is_not_to_be_filled_in(name: str, shown: str, code: str) -> None:
    def at(number: str, line: int) -> list[tuple[str, str]]:
        odd = doubt(name, shown, number=number, line=line)
        unclear = finding(
            code,
            cell=odd.cell,
            task=number,
            field=Field(name),
            task_id=number,
            value=shown,
            guess="",
            example="2023-12-31",
        )
        row = replace(filled(number, line), doubts=(odd,))
        if name == "percent":
            row = replace(row, values={key: value for key, value in row.values.items() if key is not Field.PERCENT})
        item = judged(replace(came(*whole(row)), reasons=(unclear,)))
        return [(each.code, each.cell or "") for each in item.reasons]

    # 1.3 is routine.
    assert at("1.3", 7) == [("return-closed-filled", doubt(name, "", line=7).cell)]
    assert at("1.1", 5) == [(code, doubt(name, "", line=5).cell)]


def test_what_was_withdrawn_is_not_asked_for_and_what_is_said_of_it_is_told() -> None:
    one = sheet(*ROWS[:3], replace(ROWS[3], change="已撤销"))
    at = desk(sent(*one.rows))
    assert told(came(*whole(without=["1.4"]), who=identity(one)), at) == ("accepted", [])
    blank = filled("1.4", 8, state=None, percent=None, progress=None)
    assert told(came(*whole(blank), who=identity(one)), at) == ("accepted", [])
    item = judged(came(*whole(filled("1.4", 8, state=None, percent=None)), who=identity(one)), at)
    assert ([each.message for each in item.reasons], len(item.rows)) == (
        ["任务 1.4 已经撤销，“本期进展”所填“已办。”没有采用。"],
        3,
    )


def now(**changes: Mapping[str, str] | None) -> Desk:
    """Return the desk of a table that has changed on some tasks since; None if a task is gone."""
    tasks: dict[str, Any] = {
        each.task: {"project": each.project, "content": each.content, "schedule": each.schedule} for each in ROWS
    }
    tasks |= {
        f"1.{key[1:]}": {**tasks[f"1.{key[1:]}"], **value} if value is not None else None
        for key, value in changes.items()
    }
    return desk(tasks={key: value for key, value in tasks.items() if value is not None})


@pytest.mark.parametrize(
    ("at", "reasons"),
    [
        (now(), []),
        (now(t1={"content": " 修订教师培训管理办法。 "}), []),
        (now(t1={"content": "修订办法。", "schedule": "2024年"}), [("return-task-reworded", "A5", "1.1"), ("return-task-reworded", "A5", "1.1")]),
        (now(t2=None, t3={"project": "乙"}), [("return-task-gone", "A6", "1.2"), ("return-task-reworded", "A7", "1.3")]),
    ],
)  # fmt: skip
def test_what_the_table_says_by_now(at: Desk, reasons: list[Any]) -> None:
    assert told(came(), at)[1] == reasons


def test_nothing_is_said_of_changed_tasks_that_nothing_was_reported_on() -> None:
    blank = filled("1.4", 8, state=None, percent=None, progress=None)
    assert told(came(*whole(blank)), now(t4=None)) == ("accepted", [])
