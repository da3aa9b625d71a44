"""A task that the table no longer holds, as it was handed out last."""

from __future__ import annotations

from datetime import date

from xlplan.actions.rounds import rounds_in_order
from xlplan.decisions.settled import name_now
from xlplan.handout.planned import PlannedTask, task_as_it_was
from xlplan.handout.sheets import SheetRow
from xlplan.ledger.store import Ledger
from xlplan.plan.plan import Plan, Task
from xlplan.returns.judge import latest
from xlplan.terms.choices import Role
from xlplan.terms.fields import Field
from xlplan.terms.text import fold


def removed_task(ledger: Ledger, plan: Plan, number: str, today: date) -> tuple[Task, str] | None:
    """Return a task by its 编号 as the last round with it handed it out, and that round's name; None if none ever did."""
    for round_ in reversed(rounds_in_order(ledger)):
        rows = [
            (name_now(name, plan.registry), row)
            for name, sent in latest(ledger.sent(round_.name)).items()
            for row in sent.sheet.rows
            if row.task_key == fold(number)
        ]
        live = [each for each in rows if not each[1].withdrawn]
        if rows:
            return _as_task(live or rows, plan, round_.end or today), round_.name
    return None


def _as_task(rows: list[tuple[str, SheetRow]], plan: Plan, today: date) -> Task:
    row = rows[0][1]
    texts = {
        Field.PROJECT: row.project, Field.CONTENT: row.content, Field.SCHEDULE: row.schedule,
        **{
            Field(role.value): "、".join(name for name, each in rows if each.role is role)
            for role in (Role.LEAD, Role.SHARE, Role.SUPPORT)
        },
    }  # fmt: skip
    return task_as_it_was(plan, PlannedTask(row.task, {name.value: text for name, text in texts.items()}, ()), today)
