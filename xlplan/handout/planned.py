"""A task as the table had it when a round was handed out: what a round that is over is judged by, whatever the table says since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from datetime import date
from typing import Any, Final

from xlplan.handout.split import Roles
from xlplan.plan.plan import Plan, Task
from xlplan.plan.task_cells import Cell
from xlplan.schedule.parse import read_schedule
from xlplan.schedule.schedule import Milestone, Schedule, ScheduleKind
from xlplan.terms.choices import Role
from xlplan.terms.fields import Field
from xlplan.terms.records import record
from xlplan.terms.text import fold

_TEXTS: Final = (Field.PROJECT, Field.CONTENT, Field.SCHEDULE, Field.LEAD, Field.SHARE, Field.SUPPORT)


@record(frozen=True, slots=True)
class PlannedTask:
    """One row of the table as it was, and who had it. Both mappings hold what JSON can hold."""

    task: str
    texts: Mapping[str, str]
    """By the identifier of the column."""
    roles: tuple[tuple[str, str], ...]
    """Department and role; those that carry it out come first."""
    reading: Mapping[str, Any] = field(default_factory=dict)
    """What its time limit was read as, milestones of other columns included; empty where nobody wrote that down."""


def planned(plan: Plan, roles: Roles, today: date) -> list[PlannedTask]:
    """Return the plan as it is handed out, with who has what; `today` is the day for which its time limits were read."""
    year = plan.settings.year or today.year
    # Tasks with the same limit share what was read.
    schedules = {id(task.schedule): task.schedule for task in plan.tasks}
    readings = {key: _reading(each, year, today) for key, each in schedules.items()}
    return [
        PlannedTask(
            task.id,
            {name.value: text for name in _TEXTS if (text := task.text(name))},
            tuple((name, role.value) for name, role in roles[task.id]),
            readings[id(task.schedule)],
        )
        for task in plan.tasks
    ]


def _reading(schedule: Schedule, year: int, today: date) -> dict[str, Any]:
    return {
        "year": year,
        "today": today.isoformat(),
        "kind": schedule.kind.value,
        "start": schedule.start.isoformat() if schedule.start else "",
        "due": schedule.due.isoformat() if schedule.due else "",
        "routine": schedule.routine,
        "milestones": [[each.due.isoformat(), each.text] for each in schedule.milestones],
    }


@record(frozen=True, slots=True)
class Made:
    """What was made of the tasks of a plan: the next one that holds the same shares it."""

    tasks: dict[str, tuple[Mapping[str, str], Schedule, Task | None, Task]] = field(default_factory=dict)
    """By 编号: the texts, the limit and the present task that the task as it was is made of."""
    schedules: dict[Schedule, Schedule] = field(default_factory=dict)


def as_it_was(
    plan: Plan, tasks: Iterable[PlannedTask], today: date, now: Callable[[str], str], before: Made | None = None
) -> tuple[Plan, Roles]:
    """Return the plan with these tasks alone, and who had them, by 编号 and under the names that `now` gives.

    `today` is the day for which limits are read where none was written down. What no hand-out keeps (分管领导) is of the present table.
    `before` is what was made of the plan before: what it holds alike is the same.
    """
    tasks, made = list(tasks), before or Made()
    # Many tasks have the same departments, or the same limit; what was read alike is one object.
    had: dict[int, list[tuple[str, Role]]] = {}
    read: dict[tuple[str, int], Schedule] = {}
    has: dict[str, list[tuple[str, Role]]] = {}
    found = []
    for each in tasks:
        if id(each.roles) not in had:
            had[id(each.roles)] = _had(each, now)
        has[each.task] = had[id(each.roles)]
        key = each.texts.get(Field.SCHEDULE.value, ""), id(each.reading)
        schedule = read.get(key) if each.reading else None
        if schedule is None:
            schedule = _schedule(plan, each, today)
            schedule = read[key] = made.schedules.setdefault(schedule, schedule)
        present, known = plan.task(each.task), made.tasks.get(each.task)
        if not known or known[0] is not each.texts or known[1] is not schedule or known[2] is not present:
            known = made.tasks[each.task] = each.texts, schedule, present, _as_it_was(each, present, schedule)
        found.append(known[3])
    return replace(plan, tasks=tuple(found)), has


def _had(each: PlannedTask, now: Callable[[str], str]) -> list[tuple[str, Role]]:
    strongest: dict[tuple[str, bool], Role] = {}
    for name, role in each.roles:
        strongest.setdefault((now(name), Role(role) is Role.SUMMARY), Role(role))
    return [(name, role) for (name, _), role in strongest.items()]


def task_as_it_was(plan: Plan, each: PlannedTask, today: date) -> Task:
    """Return a task as it was, with what is kept nowhere from the present table."""
    return _as_it_was(each, plan.task(each.task), _schedule(plan, each, today))


def _as_it_was(each: PlannedTask, present: Task | None, schedule: Schedule) -> Task:
    cells: dict[Field, Cell] = {
        name: cell for name, cell in (present.cells if present else {}).items() if name not in _TEXTS
    }
    cells |= {Field(name): Cell(text, "", value=text) for name, text in each.texts.items()}
    if present:
        return replace(present, cells=cells, schedule=schedule)
    return Task(each.task, 0, cells | {Field.ID: Cell(each.task, "", value=each.task)}, schedule)


def _schedule(plan: Plan, each: PlannedTask, today: date) -> Schedule:
    text, was, settings = each.texts.get(Field.SCHEDULE.value, ""), each.reading, plan.settings
    present = plan.task(each.task)
    if not was and present and fold(present.schedule.text) == fold(text):
        return present.schedule
    found = read_schedule(
        text,
        year=was.get("year") or settings.year or today.year,
        today=_day(was.get("today")) or today,
        before_includes=settings.before_includes,
        terms=settings.terms,
    )
    if not was:
        return found
    return replace(
        found,
        kind=ScheduleKind(was["kind"]),
        start=_day(was["start"]),
        due=_day(was["due"]),
        routine=bool(was["routine"]),
        milestones=tuple(Milestone(date.fromisoformat(day), words) for day, words in was["milestones"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
