"""Which rounds asked for a row, and what a round owes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from functools import cache
from typing import Final

from xlplan.decisions.agreed import Agreements
from xlplan.handout.sheets import DepartmentSheet
from xlplan.plan.plan import Task
from xlplan.terms.choices import Role
from xlplan.terms.records import record

TaskDepartment = tuple[str, str]
"""编号 and department."""


@record(frozen=True, slots=True)
class Asking:
    """A round that asked for a row: since which day, and until when (None if no deadline was set)."""

    round: str
    day: date | None
    deadline: date | None
    last: datetime | None = None
    """When its last sheet with the row was handed out."""
    routine: datetime | None = None
    """When its first sheet asked for it as for a routine, without 完成进度 to fill in; None if none did."""


@record(frozen=True)
class Held:
    """The rows that a round's sheets hold, with their roles, and which of them ask for no 完成进度, as for a routine."""

    rows: Mapping[TaskDepartment, frozenset[Role]] = field(default_factory=dict)
    routine: frozenset[TaskDepartment] = frozenset()

    def roles(self, key: TaskDepartment, *, in_routine: bool) -> frozenset[Role]:
        """Return the roles in which a row is held; a sheet of the deadline does not hold the routine behind it."""
        return self.rows.get(key, NO_ROLES) if key in self.routine or not in_routine else NO_ROLES


@record(frozen=True)
class Asked:
    """What was asked for by now: the askings of each row in order, and the rows that the round's sheets hold."""

    of: Mapping[TaskDepartment, Sequence[Asking]] = field(default_factory=dict)
    held: Held = field(default_factory=Held)
    first: Mapping[str, date] = field(default_factory=dict)
    """When each task was first handed out, to whomever, by 编号."""


NO_ROLES: Final[frozenset[Role]] = frozenset()


@cache
def with_role(roles: frozenset[Role], role: Role) -> frozenset[Role]:
    """Return these roles and one more: one set for all rows that have the same, of which there are hundreds of thousands."""
    return roles | {role}


def handed_out(sheets: Iterable[DepartmentSheet], now: Callable[[str], str]) -> Held:
    """Return the rows that these sheets ask for; `now` gives a department's present name."""
    found: dict[TaskDepartment, frozenset[Role]] = {}
    routine: set[TaskDepartment] = set()
    for sheet in sheets:
        name = now(sheet.department)
        for row in (each for each in sheet.live if not each.paused):
            key = row.task, name
            found[key] = with_role(found.get(key, NO_ROLES), row.role)
            if row.closed:
                routine.add(key)
    return Held(found, frozenset(routine))


def owed_rows(
    tasks: Iterable[tuple[Task, Sequence[tuple[str, Role]]]],
    held: Held,
    agreed: Callable[[str, str], Agreements],
    today: date,
) -> dict[str, list[tuple[str, Role]]]:
    """Return the rows, by 编号 and role, that each department owes a report on: those neither closed nor paused.

    A 综述 is owed while anybody still carries the task out. `tasks` are those of the present plan with who has them,
    `held` the rows of the round's sheets.
    """
    owed: dict[str, list[tuple[str, Role]]] = {}
    for task, has in tasks:
        open_: dict[str, bool] = {}
        in_routine = {name: agreed(task.id, name).in_routine(task.schedule, today) for name, _ in has}
        for name, role in has:
            if role.carries_out:
                agreements = agreed(task.id, name)
                open_[name] = not (agreements.paused or agreements.closed_on(task.schedule, today))
        for name, role in has:
            going_on = any(open_.values()) if role is Role.SUMMARY else open_.get(name)
            if (
                role.owes
                and going_on
                and role in held.roles((task.id, name), in_routine=role is not Role.SUMMARY and in_routine[name])
            ):
                owed.setdefault(name, []).append((task.id, role))
    return owed
