"""The light of every task and department in a round, with what it was judged by. Roll-ups stand in `rollup`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from xlplan.decisions.settled import Agreements, Conflict, Entry, Settled, name_now, named_now
from xlplan.handout.split import roles
from xlplan.plan.departments import Registry
from xlplan.plan.plan import Plan, Task
from xlplan.plan.settings import Settings
from xlplan.schedule.rounds import Round
from xlplan.status.lights import LightCase, light, overall, support_light, unheard_light
from xlplan.status.recurrence import Turns, missed_words, turns_of
from xlplan.terms.choices import Light, Role
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.shares import mean, percent_of, share_of
from xlplan.terms.text import fold

TaskDepartment = tuple[str, str]
"""编号 and department."""


@dataclass(frozen=True, slots=True)
class DepartmentStatus:
    """One department on one task. `entry` is what it reported this round, `before` the round before."""

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

    def text(self, name: Field) -> str:
        """Return a reported text of this round, or ""."""
        value = self.entry.values.get(name) if self.entry else None
        return str(value.value) if value else ""

    @property
    def verified(self) -> str:
        """核定进展: the office's own finding beside the department's words, or ""."""
        return self.agreements.verified.reported if self.agreements.verified else ""


@dataclass(frozen=True, slots=True)
class Past:
    """How a task stood at the end of the round before."""

    light: Light
    share: float | None


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """One task; its light and share are those of the departments that carry it out."""

    task: Task
    light: Light
    share: float | None
    departments: tuple[DepartmentStatus, ...]
    past: Past | None = None

    @property
    def leads(self) -> tuple[DepartmentStatus, ...]:
        """The departments that carry it out."""
        return tuple(each for each in self.departments if each.role is Role.LEAD)


@dataclass(frozen=True, slots=True)
class Last:
    """The last report before a round: the entry, its round, and that round's last day if its name tells one."""

    entry: Entry
    round: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Reports:
    """What was reported in a round, and the last report before it on each task by each department."""

    now: Settled = field(default_factory=Settled)
    last: Mapping[TaskDepartment, Last] = field(default_factory=dict)
    before: str = ""
    """The name of the round before; empty for the first."""
    deadline: date | None = None
    noted: Mapping[str, int] = field(default_factory=dict)
    """The number of quality notes on each department's returns."""
    returned: Mapping[str, datetime | None] = field(default_factory=dict)
    """The departments whose return was taken, and when first."""


@dataclass(frozen=True, slots=True)
class DepartmentSummary:
    """One department over its `tasks`, `lead` of which it carries out; `at` is when its return was taken."""

    department: str
    light: Light
    returned: bool
    owes: bool
    tasks: int
    lead: int
    at: datetime | None
    late: bool
    notes: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """A plan's status in a round on a day. `findings` are reports on tasks and by departments that are gone."""

    round: Round
    today: date
    tasks: tuple[TaskStatus, ...]
    departments: tuple[DepartmentSummary, ...]
    conflicts: tuple[Conflict, ...] = ()
    findings: tuple[Finding, ...] = ()


Roles = Mapping[str, Sequence[tuple[str, Role]]]
"""The departments of a task, by 编号; those that carry it out come first."""


def roles_of(plan: Plan) -> Roles:
    """Return who has which task, in the order of its cells. It is the same for every round."""
    return {task.id: list(roles(plan, task).items()) for task in plan.tasks}


def build_status(
    plan: Plan, round_: Round, today: date, reports: Reports, of_task: Roles | None = None, *, compared: bool = True
) -> Status:
    """Return all statuses; the unheard keep their last light. `compared`: each task with the round before."""
    of_task = roles_of(plan) if of_task is None else of_task
    now = named_now(reports.now, plan.registry)
    last = {(task, name_now(name, plan.registry)): last for (task, name), last in reports.last.items()}
    open_ = {(c.task, c.department) for c in now.conflicts} | {(d.doubt.task, d.department) for d in now.doubts}
    judge = _Judge(plan.settings, today, now, last, reports.before, open_, compared)
    tasks = tuple(judge.task(task, of_task.get(task.id, ())) for task in plan.tasks)
    return Status(
        round_, today, tasks, tuple(_summaries(tasks, reports, plan.registry)), tuple(now.conflicts),
        tuple(_orphans(now, of_task)),
    )  # fmt: skip


def _orphans(now: Settled, of_task: Roles) -> Iterable[Finding]:
    """Yield a finding for each report whose task or department is no longer in the table."""
    for (task, department), entry in now.entries.items():
        if entry.values and department not in {name for name, _ in of_task.get(task, ())}:
            yield finding("status-orphan", task=task, task_id=task, department=department, source=entry.source)


@dataclass(frozen=True, slots=True)
class _Judge:
    settings: Settings
    today: date
    now: Settled
    last: Mapping[TaskDepartment, Last]
    before: str
    open: set[TaskDepartment]
    compared: bool
    turns: dict[tuple[str, date | None], Turns] = field(default_factory=dict)

    def task(self, task: Task, has: Sequence[tuple[str, Role]]) -> TaskStatus:
        statuses = tuple(self.department(task, name, role) for name, role in has)
        leads = [status for status in statuses if status.role is Role.LEAD]
        past = None
        before = [(last, each.agreements) for each in leads if (last := self.last.get((task.id, each.department)))]
        if before and self.compared:
            lights = (light(self.kept(task, last, agreements))[0] for last, agreements in before)
            past = Past(overall(lights), mean(_share(last.entry) for last, _ in before))
        return TaskStatus(
            task, overall(each.light for each in leads), mean(each.share for each in leads), statuses, past
        )

    def kept(self, task: Task, last: Last, agreements: Agreements) -> LightCase:
        """Return the case of the last report before the round."""
        return LightCase(task.schedule, last.entry, last.day or self.today, self.settings, agreements)

    def department(self, task: Task, name: str, role: Role) -> DepartmentStatus:
        key = (task.id, name)
        entry, last = self.now.entries.get(key), self.last.get(key)
        before = last.entry if last else None
        turns = self.recurring(task, entry, before) if role is Role.LEAD else None
        agreements, open_question = self.now.agreed(*key), key in self.open
        repeats = bool(entry and before and _same_text(entry, before))
        case = LightCase(task.schedule, entry, self.today, self.settings, agreements, open_question, repeats)
        if role is Role.SUPPORT:
            shown, reason = support_light(entry, open_question)
        elif entry or agreements.closed:
            shown, reason = light(case)
        elif last:
            shown, reason = light(self.kept(task, last, agreements))
            reason = f"本期未报送，沿用{'上期' if last.round == self.before else last.round}：{reason}"
        else:
            shown, reason = unheard_light(case)
        if turns and turns.missed and not (entry and Field.PROGRESS in entry.values) and not agreements.closed:
            reason = f"{reason}；{missed_words(turns.missed)}"
        current = entry or before
        state = current.values.get(Field.STATE) if current else None
        return DepartmentStatus(
            name, role, str(state.value) if state else None, _share(current), shown, reason, entry, before,
            agreements, turns,
        )  # fmt: skip

    def recurring(self, task: Task, *reports: Entry | None) -> Turns | None:
        """Return what is due next of a recurring task, and what was missed since the last of the reports."""
        if not task.schedule.recurrences:
            return None
        days = [each.at.date() for each in reports if each and each.at and Field.PROGRESS in each.values]
        reported = min(days[0], self.today) if days else None
        key = task.schedule.text, reported
        if key not in self.turns:
            self.turns[key] = turns_of(task.schedule, self.today, reported, self.settings)
        return self.turns[key]


def _share(entry: Entry | None) -> float | None:
    """Return the reported 完成进度 as a share (0–1), to a tenth of a percent."""
    reported = entry.values.get(Field.PERCENT) if entry else None
    return share_of(percent_of(reported.value)) if reported and isinstance(reported.value, int | float) else None


def _same_text(entry: Entry, before: Entry) -> bool:
    now, then = entry.values.get(Field.PROGRESS), before.values.get(Field.PROGRESS)
    return bool(now and then) and fold(str(now and now.value)) == fold(str(then and then.value))


def sheets_of(tasks: Iterable[TaskStatus]) -> dict[str, list[DepartmentStatus]]:
    """Return each department's statuses over all tasks."""
    found: dict[str, list[DepartmentStatus]] = defaultdict(list)
    for task in tasks:
        for status in task.departments:
            found[status.department].append(status)
    return found


def _summaries(tasks: Iterable[TaskStatus], reports: Reports, registry: Registry) -> Iterable[DepartmentSummary]:
    returned = {name_now(name, registry): at for name, at in reports.returned.items()}
    noted = {name_now(name, registry): count for name, count in reports.noted.items()}
    for name, statuses in sheets_of(tasks).items():
        leads = [status for status in statuses if status.role is Role.LEAD]
        at = returned.get(name)
        yield DepartmentSummary(
            name, overall(status.light for status in leads), returned=name in returned, owes=bool(leads),
            tasks=len(statuses), lead=len(leads), at=at,
            late=bool(at and reports.deadline and at.date() > reports.deadline), notes=noted.get(name, 0),
        )  # fmt: skip
