"""Rows of 待核实 made of small values: a question as it is shown, a row as the office filled it in, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from support.small import (
    ROUND,
    TODAY,
    plan,
    registry,
    row,
    sent,
    task,
)
from xlplan.decisions.carry_out import Answers, answer
from xlplan.decisions.case import Case
from xlplan.decisions.model import Question
from xlplan.decisions.settled import Settled
from xlplan.decisions.sheet import Line
from xlplan.plan.departments import Department
from xlplan.returns.sheet import Wording
from xlplan.terms.choices import QuestionKind, Role
from xlplan.terms.fields import Field
from xlplan.terms.headings import PENDING_HEADINGS, TASK_SHEET_HEADINGS

AGREED = {"leader": "王局长", "date": date(2023, 6, 20)}


TABLE = plan(task("1.1"), departments=registry(Department("教育科", ("基教科",)), "组宣科", "一小").departments)


LATEST = {
    "教育科": sent(row("1.1"), row("1.2")), "组宣科": sent(row("1.1", Role.SUPPORT), department="组宣科"),
    "一小": sent(row("1.3", closed=True), department="一小"),
}  # fmt: skip


def question(kind: str, reported: str, before: str = "", field: str = "percent", **more: Any) -> Question:
    known: dict[str, Any] = {"department": "教育科", "task": "1.1", "source": "", "note": ""}
    return Question(
        QuestionKind(kind), before=before, reported=reported, field=Field(field) if field else None, **known | more
    )


def line(asked: Question | None = None, number: int = 4, **filled: Any) -> Line:
    """Return a row that shows a question, as the office filled it in; without one, a row of the office's own."""
    texts: dict[str, Any] = {}
    if asked:
        item = TASK_SHEET_HEADINGS[asked.field] if asked.field else None
        texts = {"kind": asked.kind.value, "department": asked.department, "task": asked.task, "item": item, "before": asked.before,
                 "reported": asked.reported, "note": asked.note}  # fmt: skip
    columns = {name: place for place, name in enumerate(PENDING_HEADINGS)}
    return Line(number, columns, {name: (texts | filled).get(name) for name in PENDING_HEADINGS})


def case(**changes: Any) -> Case:
    known: dict[str, Any] = {
        "round": ROUND.name, "operator": "张三", "operator_cell": "C1", "plan": TABLE, "latest": LATEST, "settled": Settled(), "decisions": (),
        "received": (), "wording": Wording({}, 2023), "today": TODAY, "kept": False, "rounds": (ROUND.name, "别期"),
    }  # fmt: skip
    return Case(**known | changes)


def carried(lines: Sequence[Line], questions: Sequence[Question] = (), **more: Any) -> Answers:
    how = {name: more.pop(name) for name in ("kinds", "meant") if name in more}
    return answer(lines, questions, case(**more), **how)


def told(found: Answers) -> tuple[int, list[tuple[str, str | None]]]:
    """How many rows are carried out; and the findings with their cells."""
    return found.count, [(each.code, each.cell) for each in found.findings]


UNCLEAR = question("看不准", "80", "（空）")


NOTHING = question("看不准", "差不多", "（空）", "state", decidable=False)


CLOSE = question("待销号", "已完成", field="state")


DELAY = question("申请延期", "2024-01-31", "2023-12-31", "expected")


EDITED = question("改动原文", "新的文字", "原", "content")


STRANGE = question("新增任务", "新的事", field="", task="")
