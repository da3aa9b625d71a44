"""A plan and a round into one sheet of tasks for each department."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from xlplan.columns import Role
from xlplan.plan import Plan, Task, content_fingerprint
from xlplan.rounds import Round
from xlplan.schedule import Schedule

UNIT_WORDS: Final = {
    "day": "每日",
    "week": "每周",
    "month": "每月",
    "quarter": "每季度",
    "term": "每学期",
    "half-year": "每半年",
    "year": "每年",
}


class Change(StrEnum):
    """How a row differs from the revision before; the words are those shown to the department."""

    ADDED = "新增"
    REWORDED = "文字有改动"
    WITHDRAWN = "已撤销"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One task as its department gets it. `closed`: 完成进度 and 预计完成日期 are not to be filled in."""

    task: str
    project: str
    content: str
    role: Role
    schedule: str
    due: date | str
    """The due day, or in words how often where there is none."""
    previous: str
    closed: bool
    change: str = ""
    """What this revision changed about it, in words that begin with those of `Change`; empty where nothing."""

    @property
    def withdrawn(self) -> bool:
        """Whether it is listed only to say that it is no longer the department's."""
        return self.change == Change.WITHDRAWN

    @property
    def previous_shown(self) -> str:
        """Last round's text below the mark of what changed: the one place that is free in every row."""
        return "\n".join(part for part in (f"【{self.change}】" if self.change else "", self.previous) if part)

    @property
    def fingerprint(self) -> str:
        """What tells whether the task still says what it said when it was sent."""
        return content_fingerprint(self.project, self.content, self.role.value, self.schedule)


@dataclass(frozen=True, slots=True)
class DepartmentSheet:
    """What one department gets in one round: 执行 rows first, then 支持, last what was withdrawn."""

    department: str
    title: str
    round: str
    deadline: date | None
    rows: tuple[SheetRow, ...]

    @property
    def lead(self) -> int:
        """How many tasks the department carries out."""
        return sum(row.role is Role.LEAD for row in self.live)

    @property
    def support(self) -> int:
        """How many tasks it supports."""
        return len(self.live) - self.lead

    @property
    def live(self) -> tuple[SheetRow, ...]:
        """The rows of tasks that are still the department's."""
        return tuple(row for row in self.rows if not row.withdrawn)

    @property
    def fingerprint(self) -> str:
        """The same for two sheets that ask a department for the same.

        What it reported in the round before is no reason to send it the sheet again, nor are the marks of the last change.
        """
        head = (self.department, self.title, self.round, str(self.deadline))
        return content_fingerprint(*head, *(f"{row.task}\x1e{row.fingerprint}\x1e{row.due}" for row in self.live))


@dataclass(frozen=True, slots=True)
class Sent:
    """A department's workbook as it was handed out. `path` is relative to the workbook's folder, or absolute."""

    sheet: DepartmentSheet
    revision: int
    path: str
    sha256: str
    at: datetime | None = field(default=None, compare=False)
    """When it was handed out, where the ledger says so."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A name in the table that no workbook was made for, and why."""

    department: str
    reason: str


def divide(
    plan: Plan, round_: Round, deadline: date | None, previous: Mapping[tuple[str, str], str] | None = None
) -> tuple[list[DepartmentSheet], list[Skipped]]:
    """The sheets of all departments, in the order of 部门, and the names that nobody answers to.

    `previous` maps (编号, department) to what was reported in the round before.
    """
    rows: dict[str, dict[str, SheetRow]] = {}
    skipped: dict[str, Skipped] = {}
    for task in plan.tasks:
        for name, role in roles(plan, task, skipped).items():
            rows.setdefault(name, {})[task.id] = _row(task, role, name, previous or {})
    sheets = [
        DepartmentSheet(name, plan.title, round_.name, deadline, tuple(sorted(rows[name].values(), key=_order)))
        for name in _in_order(plan, rows)
    ]
    return sheets, list(skipped.values())


def roles(plan: Plan, task: Task, skipped: dict[str, Skipped] | None = None) -> dict[str, Role]:
    """What each department does in a task, 执行 first: one in both columns has one role, 执行.

    Names that nobody answers to go into `skipped`.
    """
    found: dict[str, Role] = {}
    for role in Role:
        for name in _departments(plan, task, role, {} if skipped is None else skipped):
            found.setdefault(name, role)
    return found


def _departments(plan: Plan, task: Task, role: Role, skipped: dict[str, Skipped]) -> Iterator[str]:
    for mention in plan.registry.read(task.text(role.value)):
        if not mention.names:
            reason = "“部门”表里没有它" if mention.how == "unknown" else "连写在一起，分法不止一种"
            skipped.setdefault(mention.text, Skipped(mention.text, f"{reason}（{task.id} {role.label}部门）"))
        for name in mention.names:
            members = plan.registry.expand(name)
            if not members:
                skipped.setdefault(name, Skipped(name, f"群组还没有写明成员（{task.id} {role.label}部门）"))
            yield from (department.name for department in members)


def _row(task: Task, role: Role, department: str, previous: Mapping[tuple[str, str], str]) -> SheetRow:
    schedule = task.schedule
    return SheetRow(
        task.id,
        task.project,
        task.content,
        role,
        schedule.text,
        due_words(schedule),
        previous.get((task.id, department), ""),
        schedule.open_ended,
    )


def due_words(schedule: Schedule) -> date | str:
    """What 到期日 shows: the day; without one, how often to report."""
    if schedule.due:
        return schedule.due
    if schedule.every:
        return "、".join(UNIT_WORDS[unit] for unit in schedule.every)
    return "常规工作" if schedule.open_ended else "未定"


def _order(row: SheetRow) -> bool:
    return row.role is Role.SUPPORT


def _in_order(plan: Plan, names: Iterable[str]) -> list[str]:
    known: dict[str, None] = {}
    for department in plan.registry.departments:
        known.update((member.name, None) for member in plan.registry.expand(department.name))
    wanted = set(names)
    return [name for name in known if name in wanted]
