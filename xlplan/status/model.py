"""How a round's tasks and departments stand: the values that `status` finds, and what was reported by then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cached_property

from xlplan.decisions.agreed import Agreements
from xlplan.decisions.claims import Claims
from xlplan.decisions.settled import Conflict, Entry, OpenDoubt, Settled
from xlplan.plan.plan import Task
from xlplan.schedule.rounds import Round
from xlplan.status.asking import Asked, TaskDepartment
from xlplan.status.beside import claimed
from xlplan.status.light_case import LightCase
from xlplan.status.recurrence import Turns
from xlplan.terms.choices import Light, ReturnState, Role
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding
from xlplan.terms.records import record


@record(frozen=True, slots=True)
class DepartmentStatus:
    """One department on one task. `entry` is what it reported this round, `before` what counted before the round."""

    department: str
    role: Role
    state: str | None
    share: float | None
    light: Light
    reason: str
    entry: Entry | None
    before: Entry | None = None
    agreements: Agreements = field(default_factory=Agreements)
    turns: Turns | None = None
    """What is due next, for a recurring task that it carries out."""
    claim: Entry | None = None
    """What its reports say by now, cell by cell."""
    due: date | None = None
    """The due day: the one agreed on, else that of the time limit."""
    start: date | None = None
    """From when 序时进度 counts."""
    asks: date | None = None
    """The day to which it asks to put the task off."""
    closed: bool = False
    owed: bool = False
    """True if the round owes a report on it."""
    case: LightCase | None = field(default=None, repr=False)
    """What its light was judged by."""

    @property
    def reported(self) -> bool:
        """True if it reported on the task in this round."""
        return self.entry is not None and self.entry.reported

    @property
    def paused(self) -> bool:
        """True while an agreed pause runs."""
        return self.agreements.paused is not None

    def text(self, name: Field) -> str:
        """Return a reported text of this round, or ""."""
        value = self.entry.values.get(name) if self.entry else None
        return str(value.value) if value else ""

    def standing(self, name: Field) -> str:
        """Return a reported text that counts by now, of an earlier round with that round beside it; or ""."""
        if now := self.text(name).strip():
            return now
        value = self.claim.values.get(name) if self.claim else None
        text = str(value.value).strip() if value else ""
        if not (text and self.claim):
            return ""
        return f"{text.rstrip('。；')}（{self.claim.origin_of(name).round or '以前'}报）"

    @property
    def verified(self) -> str:
        """核定进展: what the office found by itself, or ""."""
        return "，".join(each.reported for each in self.agreements.verified.values())

    @property
    def verified_by(self) -> str:
        """Who verified it and when: the leader with the day, else who wrote it down; or ""."""
        return "；".join(dict.fromkeys(each.signed for each in self.agreements.verified.values()))

    @property
    def claimed(self) -> str:
        """What the department itself says where the office's finding counts: its percent, else its state; or ""."""
        return claimed(self.claim) if self.agreements.verified else ""


@record(frozen=True, slots=True)
class SummaryStatus:
    """The 综述 that a 归口科室 owes on a task; it has no light."""

    department: str
    entry: Entry | None
    """What the department reported on the task this round."""
    owed: bool = False

    @property
    def text(self) -> str:
        """What it says this round, or ""."""
        value = self.entry.values.get(Field.SUMMARY) if self.entry else None
        return str(value.value) if value else ""

    @property
    def words(self) -> str:
        """Whether it has come."""
        return "已写综述" if self.entry and self.entry.summarised else "还没有写综述" if self.owed else "本期不用写综述"


@record(frozen=True, slots=True)
class Past:
    """How a task stood at the end of the round before, as far as that can be compared."""

    light: Light | None
    """None if others carried it out."""
    share: float | None
    """None if there was none, or it was the mean of others."""
    of_others: bool = False
    """True if it was the mean of others: of two departments one reported then, and both do now."""
    stayed: tuple[DepartmentStatus, ...] = ()
    """Where others carried it out: those among them who still do, as they stood then."""


@record(frozen=True)
class TaskStatus:
    """One task; its light and share are those of the departments that carry it out."""

    task: Task
    light: Light
    share: float | None
    departments: tuple[DepartmentStatus, ...]
    past: Past | None = None
    summaries: tuple[SummaryStatus, ...] = ()
    """The 综述 on it, beside `departments`."""

    @cached_property
    def leads(self) -> tuple[DepartmentStatus, ...]:
        """The departments that carry it out."""
        return tuple(each for each in self.departments if each.role.carries_out)

    @cached_property
    def left(self) -> tuple[DepartmentStatus, ...]:
        """Those of them for whom it is neither closed nor paused."""
        return tuple(each for each in self.leads if not (each.closed or each.paused))

    @property
    def doing(self) -> frozenset[str]:
        """The names of those departments."""
        return frozenset(each.department for each in self.leads)

    @property
    def counted(self) -> frozenset[str]:
        """The departments that the share is the mean of."""
        return counted_of(self.leads)

    @property
    def silent(self) -> bool:
        """True if it is open and nobody who carries it out has reported on it this round."""
        return bool(self.left) and not any(each.reported for each in self.left)

    @property
    def closed(self) -> bool:
        """True if it is closed for all who carry it out."""
        return bool(self.leads) and all(each.closed for each in self.leads)

    @property
    def due(self) -> date | None:
        """Its due day: the latest of those who still carry it out, if any do, else of all; else that of its time limit."""
        return max((each.due for each in self.left or self.leads if each.due), default=self.task.schedule.due)


def counted_of(leads: Iterable[DepartmentStatus]) -> frozenset[str]:
    """Return those departments of all who carry a task out whose share goes into its mean."""
    return frozenset(each.department for each in leads if not each.paused and (each.closed or each.share is not None))


@record(frozen=True, slots=True)
class Reports:
    """What was reported in a round under the departments' present names, and what their reports say with and without it."""

    now: Settled = field(default_factory=Settled)
    claims: Claims = field(default_factory=Claims)
    last: Claims = field(default_factory=Claims)
    """The claims before the round."""
    left_open: Sequence[Conflict | OpenDoubt] = ()
    """What earlier rounds left open, under the departments' names as sent."""
    open: frozenset[TaskDepartment] = frozenset()
    """The rows in which something is open, be it since an earlier round."""
    waiting: frozenset[TaskDepartment] = frozenset()
    """The rows of which something was reported in a pause, and nobody has decided yet whether it counts."""
    before: str = ""
    """The name of the round before; empty for the first."""
    asked: Asked = field(default_factory=Asked)
    deadline: date | None = None
    noted: Mapping[str, Sequence[Finding]] = field(default_factory=dict)
    """The quality notes on each department's returns."""
    returned: Mapping[str, date | None] = field(default_factory=dict)
    """The departments that reported on anything, and on which day first (收到日期)."""


@record(frozen=True, slots=True)
class DepartmentSummary:
    """One department over its `tasks`, `lead` of which it carries out; `at` is the day on which its report came."""

    department: str
    light: Light
    returned: bool
    owes: bool
    tasks: int
    lead: int
    at: date | None
    late: bool
    notes: tuple[Finding, ...] = ()
    """The quality notes on its returns."""
    reported_owed: bool = False
    """True if it has returned, and the round's sheets hold a row of it on which a report is owed, closed since or not."""
    helps: bool = False
    """True if the round's sheets hold a 支持 row of it, on which it may report."""
    entered: bool = False
    """True if all that it said was entered by the office (代录)."""
    back: bool = False
    """True if what it sent went back, and has not come corrected."""

    @property
    def came(self) -> ReturnState:
        """是否报送: whether it has returned, and how that stands; the words are those of 回收情况."""
        if self.returned:
            back, alone = (ReturnState.SENT_BACK, self.back), (ReturnState.ENTERED, self.entered)
            return next((state for state, holds in (back, alone) if holds), ReturnState.RETURNED)
        return ReturnState.MISSING if self.owes else ReturnState.VOLUNTARY if self.helps else ReturnState.NOTHING


@record(frozen=True, slots=True)
class Status:
    """A plan's status in a round on a day. `findings` are what the office is to know of it.

    Reports on tasks and by departments that are gone, among others; and that the round is over.
    """

    round: Round
    today: date
    tasks: tuple[TaskStatus, ...]
    departments: tuple[DepartmentSummary, ...]
    conflicts: tuple[Conflict, ...] = ()
    findings: tuple[Finding, ...] = ()
    before: str = ""
    """The name of the round with which this one is compared; empty if there is none."""
    deadline: date | None = None
    """The last day to report in the round; None if it has none."""


def sheets_of(tasks: Iterable[TaskStatus]) -> dict[str, list[DepartmentStatus]]:
    """Return each department's statuses over all tasks."""
    found: dict[str, list[DepartmentStatus]] = defaultdict(list)
    for task in tasks:
        for status in task.departments:
            found[status.department].append(status)
    return found
