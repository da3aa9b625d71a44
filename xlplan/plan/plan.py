"""The plan (分工表): tasks out of a table, each with a number of its own and its time limit read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cached_property

from xlplan.plan.departments import Registry
from xlplan.plan.mentions import Mention
from xlplan.plan.settings import Settings
from xlplan.plan.task_cells import Cell
from xlplan.plan.task_names import with_final_roles
from xlplan.schedule.schedule import Schedule
from xlplan.terms.fields import NAMING_FIELDS, Field
from xlplan.terms.findings import Finding
from xlplan.terms.records import record
from xlplan.terms.text import Folded, fold


@record(frozen=True, slots=True)
class Task:
    """One row of the table. `id` is its 编号; `given` is False where the number was derived."""

    id: str
    row: int
    """1-based row on the sheet."""
    cells: Mapping[Field, Cell]
    schedule: Schedule
    given: bool = True
    copy: int = 1
    """2 for the second row of the same project and content, and so on."""
    further: tuple[tuple[str, str], ...] = ()
    """What the office's further columns say of it: heading and value."""
    others: tuple[tuple[str, str], ...] = ()
    """Those of them that departments see (其他要求)."""

    @property
    def task_key(self) -> Folded:
        """The 编号 as it is compared."""
        return fold(self.id)

    def text(self, field_name: Field) -> str:
        """Return the text of a column; empty if the table has no such column."""
        cell = self.cells.get(field_name)
        return cell.text if cell else ""

    @property
    def project(self) -> str:
        """The project (工程名称) it belongs to."""
        return self.text(Field.PROJECT)

    @property
    def content(self) -> str:
        """What is to be done (主要内容)."""
        return self.text(Field.CONTENT)

    @property
    def fingerprint(self) -> str:
        """What the task is known by where it has no 编号: its project and content, as they compare."""
        return content_fingerprint(self.project, self.content, *([str(self.copy)] if self.copy > 1 else []))


@record(frozen=True)
class Plan:
    """A table that was read, with what was noticed while reading. `fields` maps identifiers to heading cells (A1)."""

    title: str
    sheet: str
    tasks: Sequence[Task]
    registry: Registry
    settings: Settings
    fields: Mapping[Field, str] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    others: Sequence[str] = ()
    """The headings of the further columns that departments see."""
    year: int = 0
    """The year of time limits that say none."""
    today: date | None = None

    def task(self, task_id: str) -> Task | None:
        """Return the task of a 编号, as numbers compare (full-width digits and spaces do not matter)."""
        return self._by_id.get(fold(task_id))

    def mentions(self, task: Task, field: Field) -> tuple[Mention, ...]:
        """Return who does a task by a column: what it names, and what another column says is meant here (教育科牵头)."""
        named = self.named(task).items()
        return tuple([each for column, mentions in named for each in mentions if (each.role or column) is field])

    def named(self, task: Task) -> Mapping[Field, Sequence[Mention]]:
        """Return what each of its columns names, with the roles that their cells say."""
        known = self._named_by.get(id(task))
        if known and known[0] is task:
            return known[1]
        key = tuple(map(task.text, NAMING_FIELDS))
        found = self._named.get(key)
        if found is None:
            cells = {column: self._read(text) for column, text in zip(NAMING_FIELDS, key, strict=True)}
            found = self._named[key] = with_final_roles(cells)
        self._named_by[id(task)] = task, found
        return found

    def _read(self, text: str) -> Sequence[Mention]:
        """Return what a cell names, without what is no department. Most cells of a table name what others do."""
        found = self._named_in.get(text)
        if found is None:
            found = self._named_in[text] = [each for each in self.registry.read(text) if not self._is_none(each)]
        return found

    def _is_none(self, mention: Mention) -> bool:
        """Return True if 设置 says of a name, which 部门 does not list, that it is no department."""
        return fold(mention.text) in self._no_departments and self.registry.find(mention.text) is None

    @cached_property
    def _no_departments(self) -> frozenset[Folded]:
        return frozenset(map(fold, self.settings.no_departments))

    def with_own(self, field: Field) -> Sequence[Task]:
        """Return the tasks whose cell in a column is their own; a shared cell is met once, at its first task."""
        found = self._with_own.get(field)
        if found is None:
            first: dict[str, Task] = {}
            for task in self.tasks:
                if cell := task.cells.get(field):
                    first.setdefault(cell.name, task)
            found = self._with_own[field] = [*first.values()]
        return found

    @cached_property
    def routines(self) -> Mapping[Folded, date]:
        """The first day of the routine behind each task's deadline, by folded 编号; without those that have none."""
        return {task.task_key: start for task in self.tasks if (start := task.schedule.routine_from)}

    @cached_property
    def _named(self) -> dict[tuple[str, ...], Mapping[Field, Sequence[Mention]]]:
        return {}

    @cached_property
    def _named_in(self) -> dict[str, Sequence[Mention]]:
        return {}

    @cached_property
    def _named_by(self) -> dict[int, tuple[Task, Mapping[Field, Sequence[Mention]]]]:
        return {}

    @cached_property
    def _with_own(self) -> dict[Field, Sequence[Task]]:
        return {}

    @cached_property
    def _by_id(self) -> dict[Folded, Task]:
        return {task.task_key: task for task in self.tasks}


def content_fingerprint(*texts: str) -> str:
    """Return 16 hexadecimal digits that stay the same while the texts say the same."""
    return hashlib.sha256("\x1f".join(map(fold, texts)).encode()).hexdigest()[:16]
