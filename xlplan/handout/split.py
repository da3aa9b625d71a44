"""Divide a plan and a round into one sheet of tasks for each department."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Final

from xlplan.plan.further import lines
from xlplan.plan.mentions import HowNamed
from xlplan.plan.plan import Plan, Task, content_fingerprint
from xlplan.plan.task_names import NAMING_FIELDS
from xlplan.schedule.meanings import Unit
from xlplan.schedule.rounds import Round
from xlplan.schedule.schedule import Schedule
from xlplan.terms.choices import Role
from xlplan.terms.fields import Field
from xlplan.terms.headings import CLOSED_COLUMNS, SUMMARY_CLOSED_COLUMNS
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


class Change(StrEnum):
    """How a row differs from the revision before; the words are those shown to the department."""

    ADDED = "新增"
    REWORDED = "文字有改动"
    WITHDRAWN = "已撤销"
    PAUSED = "已同意暂缓"


def row_name(task: str, *, summary: bool) -> str:
    """Return what a department's row is known by: its 编号, and whether it is the task's 综述."""
    return f"{task}（{Role.SUMMARY.label}）" if summary else task


@dataclass(frozen=True)
class SheetRow:
    """One task as its department gets it. If `closed`, 完成进度 and 预计完成日期 are not to be filled in."""

    task: str
    project: str
    content: str
    role: Role
    schedule: str
    due: date | None
    previous: str
    closed: bool
    change: str = ""
    """What this revision changed, in words that begin with those of `Change`; empty if nothing changed."""
    often: str = ""
    """Without a due day how often to report, in words."""
    others: tuple[tuple[str, str], ...] = ()
    """What the office's further columns say of it: heading and value."""

    def __reduce__(self) -> tuple[type[SheetRow], tuple[object, ...]]:
        # Tens of thousands are pickled between processes: this is several times as fast as the default.
        return SheetRow, (
            self.task, self.project, self.content, self.role, self.schedule, self.due, self.previous, self.closed,
            self.change, self.often, self.others,
        )  # fmt: skip

    @cached_property
    def task_key(self) -> Folded:
        """The 编号 as it is compared."""
        return fold(self.task)

    @property
    def name(self) -> str:
        """What it is known by on its sheet."""
        return row_name(self.task, summary=self.role is Role.SUMMARY)

    @cached_property
    def key(self) -> Folded:
        """Its name as it is compared."""
        return fold(self.name)

    @property
    def shut_columns(self) -> tuple[Field, ...]:
        """The columns that are not to be filled in."""
        return SUMMARY_CLOSED_COLUMNS if self.role is Role.SUMMARY else CLOSED_COLUMNS if self.closed else ()

    @property
    def withdrawn(self) -> bool:
        """True if it is listed only to say that it is no longer the department's."""
        return self.change == Change.WITHDRAWN

    @property
    def due_shown(self) -> date | str:
        """What 到期日 shows: the day, or how often to report."""
        return self.due or self.often

    @property
    def paused(self) -> bool:
        """True if nothing is to be reported on it, because the office agreed to a pause."""
        return self.change.startswith(Change.PAUSED)

    @property
    def shut(self) -> bool:
        """True if nothing is to be filled in."""
        return self.withdrawn or self.paused

    @property
    def previous_shown(self) -> str:
        """Last round's text below the mark of the change: the one column that is free in every row."""
        return "\n".join(part for part in (f"【{self.change}】" if self.change else "", self.previous) if part)

    @property
    def others_shown(self) -> str:
        """What 其他要求 shows."""
        return lines(self.others)

    @cached_property
    def locked(self) -> Mapping[Field, str]:
        """The texts of the locked cells except 编号, by column."""
        other = {Field.OTHER: self.others_shown} if self.others else {}
        return other | {
            Field.PROJECT: self.project, Field.CONTENT: self.content, Field.ROLE: self.role.label, Field.SCHEDULE: self.schedule,
            Field.DUE: str(self.due_shown), Field.PREVIOUS: self.previous_shown,
        }  # fmt: skip

    @property
    def fingerprint(self) -> str:
        """Shows whether the task still says what it said when it was sent."""
        return content_fingerprint(
            self.project, self.content, self.role.value, self.schedule, *(text for each in self.others for text in each)
        )


@dataclass(frozen=True)
class DepartmentSheet:
    """What one department gets in one round: 执行 rows, then 责任, 综述, 支持, then withdrawn ones."""

    department: str
    title: str
    round: str
    deadline: date | None
    rows: tuple[SheetRow, ...]

    @cached_property
    def lead(self) -> int:
        """The number of tasks on which it leads (执行)."""
        return self._count(Role.LEAD)

    @cached_property
    def share(self) -> int:
        """The number of tasks that it answers for beside one that leads (责任)."""
        return self._count(Role.SHARE)

    @property
    def support(self) -> int:
        """The number of tasks that it supports."""
        return self._count(Role.SUPPORT)

    @property
    def summary(self) -> int:
        """The number of tasks on which it writes the 综述 of its group."""
        return self._count(Role.SUMMARY)

    def _count(self, role: Role) -> int:
        return sum(row.role is role and not row.paused for row in self.live)

    @cached_property
    def owes(self) -> bool:
        """True if it has a row on which a report is owed."""
        return any(row.role.owes and not row.paused for row in self.live)

    @property
    def tasks(self) -> int:
        """The number of tasks that are still the department's; one with a 综述 of its own is one."""
        return len({row.task for row in self.live})

    @cached_property
    def live(self) -> tuple[SheetRow, ...]:
        """The rows of tasks that are still the department's."""
        return tuple(row for row in self.rows if not row.change or not row.withdrawn)

    @cached_property
    def fingerprints(self) -> Mapping[str, str]:
        """The fingerprint of each row, by what it is known by."""
        return {row.name: row.fingerprint for row in self.rows}

    @cached_property
    def fingerprint(self) -> str:
        """Equal if two sheets ask for the same, whatever they show of last round or as changes."""
        head = (self.department, self.title, self.round, str(self.deadline))
        prints = self.fingerprints
        return content_fingerprint(
            *head,
            *(
                f"{row.task}\x1e{prints[row.name]}\x1e{row.due_shown}{row.change if row.paused else ''}"
                for row in self.live
            ),
        )


@dataclass(frozen=True, slots=True)
class Sent:
    """A department's workbook as it was handed out. `path` is relative to the workbook's folder, or absolute.

    Where it was taken back there is no file: `path` is where the last one lay, `sha256` is empty, no row is live.
    """

    sheet: DepartmentSheet
    revision: int
    path: str
    sha256: str
    at: datetime | None = field(default=None, compare=False)
    """When it was handed out, if the ledger knows."""

    @property
    def recalled(self) -> bool:
        """True if it only says that what the department had was taken back (收回)."""
        return not self.sha256


def last_deadline(sent: Iterable[Sent]) -> date | None:
    """Return the latest deadline of what was handed out in a round; None if none was set."""
    return max((each.sheet.deadline for each in sent if each.sheet.deadline), default=None)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A name in the table that gets no workbook, and why."""

    department: str
    reason: str


@dataclass(frozen=True, slots=True)
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


_PLAIN: Final = RowStanding()


@dataclass(frozen=True, slots=True)
class Division:
    """The sheets of all departments; the names that nobody answers to; and the departments with nothing to report."""

    sheets: list[DepartmentSheet]
    skipped: list[Skipped]
    nothing: list[Skipped]


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
    for task in plan.tasks:
        has = reader.roles(task)
        shared: dict[Role, SheetRow] = {}
        stands = {name: (agreed or {}).get((fold(task.id), fold(name)), _PLAIN) for name in has}
        done = _closed(has, stands)
        for name, role in has.items():
            if name in done:
                idle.setdefault(name, []).append(f"{task.id} 已销号（{done[name]}）")
                continue
            # All members of a group get the same row, unless they reported something else before.
            row = shared.get(role) or shared.setdefault(role, _row(task, role))
            before = previous.get((task.id, name), "") if previous else ""
            if stands[name] is not _PLAIN:
                row, before = _standing_row(row, before, task.schedule, stands[name])
                if row.paused:
                    idle.setdefault(name, []).append(f"{task.id} {row.change}")
            given[role].setdefault(name, []).append(replace(row, previous=before) if before else row)
        leads = [name for name, role in has.items() if role.carries_out]
        paused = [stands[name].paused for name in leads if name not in done]
        for name in reader.summarisers(task):
            row = _row(task, Role.SUMMARY)
            # There is nothing to sum up once nobody carries the task out.
            if not paused:
                idle.setdefault(name, []).append(f"{row.name} 已销号（{done[leads[0]]}）")
                continue
            if all(paused):
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
    return Division(sheets, list(reader.skipped.values()), nothing)


def _closed(has: Mapping[str, Role], stands: Mapping[str, RowStanding]) -> dict[str, str]:
    """Return the departments whose row is closed; those that support a task have none left once it is closed."""
    done = {name: closed for name in has if (closed := stands[name].closed)}
    leads = [name for name, role in has.items() if role.owes]
    if leads and all(name in done for name in leads):
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
        before = "\n".join(filter(None, (before, f"（{stands.opened}）")))
    if stands.paused:
        row = replace(row, change=f"{Change.PAUSED}（{stands.paused}）")
    return row, before


def roles(plan: Plan, task: Task) -> dict[str, Role]:
    """Return each department's role in a task, the strongest first; one in several columns has only that."""
    return _Reader(plan).roles(task)


_UNSENT: Final = {
    HowNamed.UNKNOWN: "“部门”表里没有它",
    HowNamed.AMBIGUOUS: "连写在一起，分法不止一种",
    HowNamed.SHARED: "是几个部门共同的别名",
    HowNamed.NOBODY: "没有写明是哪个部门",
}
"""Why what a cell says reaches nobody."""


def row_roles(plan: Plan, task: Task) -> list[tuple[str, Role]]:
    """Return who has a row for a task and in which role: beside its `roles` the 归口科室 that sum it up."""
    reader = _Reader(plan)
    return [*reader.roles(task).items(), *((name, Role.SUMMARY) for name in reader.summarisers(task))]


class _Reader:
    """Finds whose a task is; names that nobody answers to are kept as skipped, each once."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._registry = plan.registry
        self._read: dict[tuple[Role, tuple[str, ...]], tuple[str, ...]] = {}
        self._summarisers: dict[tuple[str, ...], tuple[str, ...]] = {}
        self.skipped: dict[str, Skipped] = {}

    def roles(self, task: Task) -> dict[str, Role]:
        """Return each department's role in a task, the strongest first; one in several columns has only that."""
        found: dict[str, Role] = {}
        for role in (Role.LEAD, Role.SHARE, Role.SUPPORT):
            for name in self._cell(task, role):
                found.setdefault(name, role)
        return found

    def summarisers(self, task: Task) -> tuple[str, ...]:
        """Return the 归口科室 of the groups that carry a task out."""
        key = tuple(map(task.text, NAMING_FIELDS))
        if key not in self._summarisers:
            self._summarisers[key] = tuple(dict.fromkeys(self._sections(task)))
        return self._summarisers[key]

    def _sections(self, task: Task) -> Iterator[str]:
        for mention in (*self._plan.mentions(task, Field.LEAD), *self._plan.mentions(task, Field.SHARE)):
            for group in filter(None, map(self._registry.find, mention.names)):
                section = self._registry.section_of(group)
                if section and self._registry.expand(group.name):
                    yield section.name

    def _cell(self, task: Task, role: Role) -> tuple[str, ...]:
        # Groups are replaced by their members.
        key = role, tuple(map(task.text, NAMING_FIELDS))
        found = self._read.get(key)
        if found is None:
            # The same text names the same departments, and its unknown names were noted the first time.
            found = self._read[key] = tuple(self._departments(task, role))
        return found

    def _departments(self, task: Task, role: Role) -> Iterator[str]:
        where = f"{task.id} {role.label}部门"
        for mention in self._plan.mentions(task, Field(role.value)):
            if not mention.names and mention.how in _UNSENT:
                reason = _UNSENT[mention.how]
                self.skipped.setdefault(mention.text, Skipped(mention.text, f"{reason}（{where}）"))
            for name in mention.names:
                members = self._registry.expand(name)
                if not members:
                    self.skipped.setdefault(name, Skipped(name, f"群组还没有写明成员（{where}）"))
                yield from (department.name for department in members)


def _row(task: Task, role: Role) -> SheetRow:
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
