"""Which rounds asked for a row, and what a round owes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from xlplan.decisions.agreed import Agreements
from xlplan.handout.split import DepartmentSheet
from xlplan.plan.plan import Task
from xlplan.terms.choices import Role

TaskDepartment = tuple[str, str]
"""编号 and department."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A round that asked for a row: since which day, and until when (None if no deadline was set)."""

    round: str
    day: date | None
    deadline: date | None
    last: datetime | None = None
    """When its last sheet with the row was handed out."""


@dataclass(frozen=True)
class Asked:
    """What was asked for by now: the askings of each row in order, and the rows that the round's sheets hold."""

    of: Mapping[TaskDepartment, Sequence[Asking]] = field(default_factory=dict)
    rows: Mapping[TaskDepartment, frozenset[Role]] = field(default_factory=dict)
    first: Mapping[str, date] = field(default_factory=dict)
    """When each task was first handed out, to whomever, by 编号."""


def handed_out(sheets: Iterable[DepartmentSheet], now: Callable[[str], str]) -> dict[TaskDepartment, frozenset[Role]]:
    """Return the rows that these sheets ask for, with their roles; `now` gives a department's present name."""
    found: dict[TaskDepartment, frozenset[Role]] = {}
    for sheet in sheets:
        name = now(sheet.department)
        for row in (each for each in sheet.live if not each.paused):
            found[row.task, name] = found.get((row.task, name), frozenset()) | {row.role}
    return found


def owed_rows(
    tasks: Iterable[tuple[Task, Sequence[tuple[str, Role]]]],
    rows: Mapping[TaskDepartment, frozenset[Role]],
    agreed: Callable[[str, str], Agreements],
    today: date,
) -> dict[str, list[tuple[str, Role]]]:
    """Return the rows, by 编号 and role, that each department owes a report on: those neither closed nor paused.

    A 综述 is owed while anybody still carries the task out. `tasks` are those of the present plan with who has them,
    `rows` those that the round's sheets hold.
    """
    owed: dict[str, list[tuple[str, Role]]] = {}
    for task, has in tasks:
        open_: dict[str, bool] = {}
        for name, role in has:
            if role.carries_out:
                agreements = agreed(task.id, name)
                open_[name] = not (agreements.paused or agreements.closed_on(task.schedule, today))
        for name, role in has:
            going_on = any(open_.values()) if role is Role.SUMMARY else open_.get(name)
            if role.owes and going_on and role in rows.get((task.id, name), ()):
                owed.setdefault(name, []).append((task.id, role))
    return owed
