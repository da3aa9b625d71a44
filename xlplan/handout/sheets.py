"""What a department is handed out: its sheet of tasks, row by row, and the workbook that holds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from xlplan.plan.further import lines
from xlplan.plan.plan import content_fingerprint
from xlplan.terms.choices import Role
from xlplan.terms.fields import Field
from xlplan.terms.headings import CLOSED_COLUMNS, SUMMARY_CLOSED_COLUMNS
from xlplan.terms.records import record
from xlplan.terms.text import Folded, fold


class Change(StrEnum):
    """How a row differs from the revision before; the words are those shown to the department."""

    ADDED = "新增"
    REOPENED = "已重新立项"
    RESUMED = "已恢复"
    REWORDED = "文字有改动"
    WITHDRAWN = "已撤销"
    CLOSED = "已销号"
    PAUSED = "已同意暂缓"


def row_name(task: str, *, summary: bool) -> str:
    """Return what a department's row is known by: its 编号, and whether it is the task's 综述."""
    return f"{task}（{Role.SUMMARY.label}）" if summary else task


@record(frozen=True)
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
    """What this revision changed, or by what decision the row is back, in words that begin with those of `Change`; else empty."""
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
        return self.change == Change.WITHDRAWN or self.closing

    @property
    def closing(self) -> bool:
        """True if it is listed only to say that the office closed it since the revision before."""
        return self.change.startswith(Change.CLOSED)

    @property
    def due_shown(self) -> date | str:
        """What 到期日 shows: the day, or how often to report."""
        return self.due or self.often

    @property
    def paused(self) -> bool:
        """True if nothing is to be reported on it, because the office agreed to a pause."""
        # Most rows tell of no change.
        return bool(self.change) and self.change.startswith(Change.PAUSED)

    @property
    def shut(self) -> bool:
        """True if nothing is to be filled in."""
        return bool(self.change) and (self.withdrawn or self.paused)

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

    @cached_property
    def fingerprint(self) -> str:
        """Shows whether the task still says what it said when it was sent."""
        return content_fingerprint(
            self.project, self.content, self.role.value, self.schedule, *(text for each in self.others for text in each)
        )


@record(frozen=True)
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
        live = tuple(row for row in self.rows if not row.change or not row.withdrawn)
        # Mostly all of them, which thousands of sheets need not hold twice.
        return self.rows if len(live) == len(self.rows) else live

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


@record(frozen=True, slots=True)
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
    action: int = field(default=0, compare=False)
    """The ledger's action that handed it out; 0 before it is written down."""

    @property
    def recalled(self) -> bool:
        """True if it only says that what the department had was taken back (收回)."""
        return not self.sha256


def last_deadline(sent: Iterable[Sent]) -> date | None:
    """Return the latest deadline of what was handed out in a round; None if none was set."""
    return max((each.sheet.deadline for each in sent if each.sheet.deadline), default=None)
