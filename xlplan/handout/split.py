"""Divide a plan and a round into one sheet of tasks for each department."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from xlplan.handout.sheets import Change, DepartmentSheet, SheetRow
from xlplan.plan.departments import place_of_members
from xlplan.plan.mentions import HowNamed
from xlplan.plan.plan import Plan, Task
from xlplan.schedule.meanings import Unit
from xlplan.schedule.rounds import Round
from xlplan.schedule.schedule import Schedule
from xlplan.terms.choices import Role
from xlplan.terms.fields import NAMING_FIELDS, Field
from xlplan.terms.records import record
from xlplan.terms.text import Folded, fold

UNIT_WORDS: Final = {
    Unit.DAY: "每日",
    Unit.WEEK: "每周",
    Unit.MONTH: "每月",
    Unit.QUARTER: "每季度",
    Unit.TERM: "每学期",
    Unit.HALF_YEAR: "每半年",
    Unit.YEAR: "每年",
}


@record(frozen=True, slots=True)
class Skipped:
    """A name in the table that gets no workbook, and why."""

    department: str
    reason: str


@record(frozen=True, slots=True)
class RowStanding:
    """What the office agreed to for a department's row: who closed or paused it and when, the day it was put off to.

    `delay` says that day in words, with the first one and who agreed. `routine`: only a routine behind the deadline is left.
    """

    closed: str = ""
    paused: str = ""
    due: date | None = None
    delay: str = ""
    routine: bool = False
    opened: str = ""
    """Who let it go on (恢复) or opened it again (重新立项) lately, and when."""
    lately: bool = False
    """It was closed after a sheet of this round had asked for it: the round's 支持 and 综述 rows stay."""


_PLAIN: Final = RowStanding()


Roles = Mapping[str, Sequence[tuple[str, Role]]]
"""The departments of a task, by 编号; those that carry it out come first."""


@record(frozen=True, slots=True)
class Division:
    """The sheets of all departments; the names that nobody answers to; the departments with nothing to report; who has what."""

    sheets: list[DepartmentSheet]
    skipped: list[Skipped]
    nothing: list[Skipped]
    roles: Roles


def divide(
    plan: Plan,
    round_: Round,
    deadline: date | None,
    previous: Mapping[tuple[str, str], str] | None = None,
    agreed: Mapping[tuple[Folded, Folded], RowStanding] | None = None,
) -> Division:
    """Return the sheets of all departments, in the order of 部门, and who gets none.

    `previous` maps (a row's name, department) to what was reported in the round before; `agreed` maps (编号, department),
    both folded, to what the office agreed to: closed rows are left out, paused ones are shut.
    """
    reader = _Reader(plan)
    given: dict[Role, dict[str, list[SheetRow]]] = {role: {} for role in Role}
    idle: dict[str, list[str]] = {}
    whose: dict[str, list[tuple[str, Role]]] = {}
    for task in plan.tasks:
        has = reader.roles(task)
        whose[task.id] = reader.rows(task)
        shared: dict[Role, SheetRow] = {}
        stands = {name: (agreed or {}).get((fold(task.id), fold(name)), _PLAIN) for name in has}
        done = _closed(has, stands)
        for name, role in has.items():
            if name in done:
                idle.setdefault(name, []).append(f"{task.id} 已销号（{done[name]}）")
                continue
            # All members of a group get the same row, unless they reported something else before.
            row = shared.get(role) or shared.setdefault(role, row_of(task, role))
            before = previous.get((task.id, name), "") if previous else ""
            if stands[name] is not _PLAIN:
                row, before = _standing_row(row, before, task.schedule, stands[name])
                if row.paused:
                    idle.setdefault(name, []).append(f"{task.id} {row.change}")
            given[role].setdefault(name, []).append(replace(row, previous=before) if before else row)
        leads = [name for name, role in has.items() if role.carries_out]
        paused = [stands[name].paused for name in leads if name not in done]
        for name in reader.summarisers(task):
            row = row_of(task, Role.SUMMARY)
            # There is nothing to sum up once nobody carries the task out.
            if not paused and not any(stands[name].lately for name in leads):
                idle.setdefault(name, []).append(f"{row.name} 已销号（{done[leads[0]]}）")
                continue
            if paused and all(paused):
                row = replace(row, change=f"{Change.PAUSED}（{paused[0]}）")
                idle.setdefault(name, []).append(f"{row.name} {row.change}")
            before = previous.get((row.name, name), "") if previous else ""
            given[Role.SUMMARY].setdefault(name, []).append(replace(row, previous=before) if before else row)
    asked = {name for rows in given.values() for name, own in rows.items() if not all(row.paused for row in own)}
    sheets = [
        DepartmentSheet(
            name, plan.title, round_.name, deadline, tuple(row for role in Role for row in given[role].get(name, ()))
        )
        for name in _in_order(plan, asked)
    ]
    nothing = [
        Skipped(name, f"没有要报的任务：{'；'.join(idle[name])}") for name in _in_order(plan, idle.keys() - asked)
    ]
    return Division(sheets, reader.skipped, nothing, whose)


def _closed(has: Mapping[str, Role], stands: Mapping[str, RowStanding]) -> dict[str, str]:
    """Return the departments whose row is closed; those that support a task have none left once it is closed, from the next round on."""
    done = {name: closed for name in has if (closed := stands[name].closed)}
    leads = [name for name, role in has.items() if role.owes]
    if leads and all(name in done and not stands[name].lately for name in leads):
        done |= {name: done[leads[0]] for name in has if name not in done}
    return done


def _standing_row(row: SheetRow, before: str, schedule: Schedule, stands: RowStanding) -> tuple[SheetRow, str]:
    """Return a row after what the office agreed to, and what was reported before with a note of it."""
    if stands.routine:
        row = replace(row, due=None, often=how_often(schedule), closed=True)
    elif stands.due:
        row = replace(row, due=stands.due, often="")
        # The time limit in the next column still names the old day.
        before = "\n".join(filter(None, (before, f"（已同意延期：{stands.delay}）")))
    if stands.opened:
        row = replace(row, change=stands.opened)
    if stands.paused:
        row = replace(row, change=f"{Change.PAUSED}（{stands.paused}）")
    return row, before


def roles(plan: Plan, task: Task) -> Mapping[str, Role]:
    """Return each department's role in a task, the strongest first; one in several columns has only that."""
    return _Reader(plan).roles(task)


_ROLES: Final = {Field(role.value): role for role in (Role.LEAD, Role.SHARE, Role.SUPPORT)}
_UNSENT: Final = {
    HowNamed.UNKNOWN: ("“部门”表里没有它", "改了名的，请把旧名写进新名称一行的“别名”；新的，请在“部门”表里加上"),
    HowNamed.AMBIGUOUS: ("连写在一起，分法不止一种", "请在分工表里用顿号分开"),
    HowNamed.SHARED: ("是几个部门共同的别名", "请在分工表里写部门名称"),
    HowNamed.NOBODY: ("没有写明是哪个部门", "请在分工表里写上部门名称"),
}
"""Why what a cell says reaches nobody, and how to mend it."""
_NAMED: Final = 5


def roles_of(plan: Plan) -> Roles:
    """Return who has a row for which task and in which role: beside its `roles` the 归口科室 that sum it up."""
    reader = _Reader(plan)
    return {task.id: reader.rows(task) for task in plan.tasks}


def reach_nobody(plan: Plan) -> list[str]:
    """Return the names in the table that get no workbook."""
    reader = _Reader(plan)
    for task in plan.tasks:
        reader.roles(task)
    return [each.department for each in reader.skipped]


class _Unsent(NamedTuple):
    """A name in a cell that nobody answers to: why, with the cure, and in which role."""

    name: str
    why: tuple[str, str]
    role: Role


def _some_of(tasks: Sequence[str]) -> str:
    """Return texts, each about one task, the first few of many."""
    more = f"等{len(tasks)}项" if len(tasks) > _NAMED else ""
    return "、".join(tasks[:_NAMED]) + more


class _Reader:
    """Finds whose a task is; names that nobody answers to are kept as skipped, each once."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._registry = plan.registry
        self._roles: dict[tuple[str, ...], tuple[dict[str, Role], Sequence[_Unsent]]] = {}
        self._summarisers: dict[tuple[str, ...], tuple[str, ...]] = {}
        # Of a department that has many tasks there is one pair for each role: of thousands that is much memory.
        self._each: dict[tuple[str, Role], tuple[str, Role]] = {}
        self._skipped: dict[str, tuple[_Unsent, dict[str, Role]]] = {}

    def roles(self, task: Task) -> Mapping[str, Role]:
        """Return each department's role in a task, the strongest first; one in several columns has only that."""
        key = tuple(map(task.text, NAMING_FIELDS))
        if key not in self._roles:
            # The same texts name the same departments.
            named = [(each, role) for field, role in _ROLES.items() for each in self._named(task, field, role)]
            found: dict[str, Role] = {}
            for each, role in named:
                if isinstance(each, str):
                    found.setdefault(each, role)
            self._roles[key] = found, [each for each, _ in named if isinstance(each, _Unsent)]
        found, nobody = self._roles[key]
        for unsent in nobody:
            self._skipped.setdefault(unsent.name, (unsent, {}))[1].setdefault(task.id, unsent.role)
        return found

    @property
    def skipped(self) -> list[Skipped]:
        """The names that nobody answers to, in their order, each with its reason, its tasks and the cure."""
        return [
            Skipped(
                name,
                f"{each.why[0]}（{_some_of([f'{n} {role.label}部门' for n, role in tasks.items()])}）；{each.why[1]}",
            )
            for name, (each, tasks) in self._skipped.items()
        ]

    def rows(self, task: Task) -> list[tuple[str, Role]]:
        """Return its `roles`, and the 归口科室 that sum it up."""
        has = (*self.roles(task).items(), *((name, Role.SUMMARY) for name in self.summarisers(task)))
        return [self._each.setdefault(pair, pair) for pair in has]

    def summarisers(self, task: Task) -> tuple[str, ...]:
        """Return the 归口科室 of the groups that carry a task out."""
        key = tuple(map(task.text, NAMING_FIELDS))
        if key not in self._summarisers:
            self._summarisers[key] = tuple(dict.fromkeys(self._sections(task)))
        return self._summarisers[key]

    def _sections(self, task: Task) -> Iterator[str]:
        if not self._registry.has_sections:
            return
        for mention in (*self._plan.mentions(task, Field.LEAD), *self._plan.mentions(task, Field.SHARE)):
            for group in filter(None, map(self._registry.find, mention.names)):
                section = self._registry.section_of(group)
                if section and self._registry.expand(group.name):
                    yield section.name

    def _named(self, task: Task, field: Field, role: Role) -> Iterator[str | _Unsent]:
        # Groups are replaced by their members.
        for mention in self._plan.mentions(task, field):
            if not mention.names and mention.how in _UNSENT:
                yield _Unsent(mention.text, _UNSENT[mention.how], role)
            for name in mention.names:
                members = self._registry.expand(name)
                if not members:
                    where = place_of_members(self._registry)
                    yield _Unsent(name, ("群组还没有写明成员", f"请在{where}里写上成员"), role)
                yield from (department.name for department in members)


def row_of(task: Task, role: Role) -> SheetRow:
    """Return a task as the departments of this role get it, with nothing agreed to."""
    schedule = task.schedule
    return SheetRow(
        task.id, task.project, task.content, role, schedule.text, schedule.due, "",
        schedule.open_ended and role is not Role.SUMMARY,
        often="" if schedule.due else how_often(schedule), others=task.others,
    )  # fmt: skip


def due_words(schedule: Schedule) -> date | str:
    """Return what 到期日 shows: the day, or without one how often to report."""
    return schedule.due or how_often(schedule)


def how_often(schedule: Schedule) -> str:
    """Return how often to report on a task without a due day."""
    if schedule.every:
        return "、".join(UNIT_WORDS[unit] for unit in schedule.every)
    return "常规工作" if schedule.open_ended or schedule.routine else "未定"


def _in_order(plan: Plan, wanted: Set[str]) -> list[str]:
    known: dict[str, None] = {}
    for department in plan.registry.departments:
        known.update((member.name, None) for member in plan.registry.expand(department.name))
    return [name for name in known if name in wanted]
