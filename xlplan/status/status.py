"""The light of every task and department in a round, with what it was judged by. Roll-ups stand in `rollup`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from xlplan.decisions.agreed import Agreements
from xlplan.decisions.claims import Claims, asked_day
from xlplan.decisions.settled import Conflict, Entry, OpenDoubt, Settled
from xlplan.handout.split import row_roles
from xlplan.plan.plan import Plan, Task
from xlplan.plan.settings import Settings
from xlplan.returns.sheet import reported_text
from xlplan.schedule.rounds import Round
from xlplan.status.asking import Asked, TaskDepartment, owed_rows
from xlplan.status.lights import LightCase, light, overall, support_light
from xlplan.status.recurrence import Turns, turns_of
from xlplan.terms.choices import Light, Role, State
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.shares import mean, percent_of, share_of
from xlplan.terms.text import fold


@dataclass(frozen=True, slots=True)
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
        return _claimed(self.claim) if self.agreements.verified else ""


def _claimed(claim: Entry | None) -> str:
    """Return the percent or the state of a claim in words."""
    for name in (Field.PERCENT, Field.STATE):
        value = claim.values.get(name) if claim else None
        if value:
            return reported_text(name, value.value)
    return ""


@dataclass(frozen=True, slots=True)
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
    summaries: tuple[SummaryStatus, ...] = ()
    """The 综述 on it, beside `departments`."""

    @property
    def leads(self) -> tuple[DepartmentStatus, ...]:
        """The departments that carry it out."""
        return tuple(each for each in self.departments if each.role.carries_out)

    @property
    def silent(self) -> bool:
        """True if it is open and nobody who carries it out has reported on it this round."""
        left = [each for each in self.leads if not (each.closed or each.paused)]
        return bool(left) and not any(each.reported for each in left)

    @property
    def due(self) -> date | None:
        """Its due day: the latest of those who carry it out, else that of its time limit."""
        return max((each.due for each in self.leads if each.due), default=self.task.schedule.due)

    @property
    def start(self) -> date | None:
        """From when its 序时进度 counts."""
        return next((each.start for each in self.leads if each.start), None)


@dataclass(frozen=True, slots=True)
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
    before: str = ""
    """The name of the round before; empty for the first."""
    asked: Asked = field(default_factory=Asked)
    deadline: date | None = None
    noted: Mapping[str, int] = field(default_factory=dict)
    """The number of quality notes on each department's returns."""
    returned: Mapping[str, date | None] = field(default_factory=dict)
    """The departments that reported on anything, and on which day first (收到日期)."""


@dataclass(frozen=True, slots=True)
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
    return {task.id: row_roles(plan, task) for task in plan.tasks}


def build_status(
    plan: Plan, round_: Round, today: date, reports: Reports, of_task: Roles | None = None, before: Status | None = None
) -> Status:
    """Return all statuses, judged on a day. `before` is how the round before ended, with which each task is compared."""
    of_task = roles_of(plan) if of_task is None else of_task
    now = reports.now
    has = [(task, of_task.get(task.id, ())) for task in plan.tasks]
    owed = owed_rows(has, reports.asked.rows, now.agreed, today)
    owes = {(task, name, role) for name, rows in owed.items() for task, role in rows}
    judge = _Judge(plan.settings, today, reports, owes, _past(before, round_, reports.asked))
    tasks = tuple(judge.task(task, names) for task, names in has)
    return Status(
        round_, today, tasks, tuple(_summaries(tasks, reports)), tuple(now.conflicts), tuple(_findings(tasks, now, of_task)),
    )  # fmt: skip


def _findings(tasks: Iterable[TaskStatus], now: Settled, of_task: Roles) -> Iterable[Finding]:
    """Yield reports whose task or department is no longer in the table, and delays that a changed limit has ended."""
    for (task, department), entry in now.entries.items():
        if entry.values and department not in {name for name, _ in of_task.get(task, ())}:
            yield finding("status-orphan", task=task, task_id=task, department=department, source=entry.source)
    for status in tasks:
        for each in status.departments:
            if each.agreements.ended_by(status.task.schedule):
                yield finding("status-delay-ended", task=status.task.id, task_id=status.task.id, department=each.department,
                              value=each.agreements.day, due=status.task.schedule.due or "没有到期日")  # fmt: skip


def _past(before: Status | None, round_: Round, asked: Asked) -> dict[str, Past]:
    """Return how each task, by 编号, stood at the end of the round before if an earlier round asked for it."""
    earlier = {task for (task, _), of_row in asked.of.items() if any(each.round != round_.name for each in of_row)}
    return {
        each.task.id: Past(each.light, each.share)
        for each in (before.tasks if before else ())
        if each.task.id in earlier
    }


@dataclass(frozen=True, slots=True)
class _Judge:
    settings: Settings
    today: date
    reports: Reports
    owed: set[tuple[str, str, Role]]
    past: Mapping[str, Past]
    turns: dict[tuple[object, ...], Turns] = field(default_factory=dict)

    def task(self, task: Task, has: Sequence[tuple[str, Role]]) -> TaskStatus:
        doing = [name for name, role in has if role.carries_out]
        over = [self.reports.now.agreed(task.id, name).closed_on(task.schedule, self.today) for name in doing]
        statuses = tuple(
            self.department(task, name, role, task_closed=bool(over) and all(over))
            for name, role in has
            if role is not Role.SUMMARY
        )
        entries = self.reports.now.entries
        summaries = tuple(
            SummaryStatus(name, entries.get((task.id, name)), (task.id, name, role) in self.owed)
            for name, role in has
            if role is Role.SUMMARY
        )
        leads = [status for status in statuses if status.role.carries_out]
        share = mean(1.0 if each.closed else each.share for each in leads if not each.paused)
        past = self.past.get(task.id)
        return TaskStatus(task, overall(each.light for each in leads), share, statuses, past, summaries)

    def case(
        self,
        task: Task,
        name: str,
        claim: Entry | None,
        *,
        reported: bool,
        **marks: bool,
    ) -> LightCase:
        key = (task.id, name)
        agreements = self.reports.now.agreed(*key)
        if claim and agreements.in_routine(task.schedule, self.today) and claim.action < agreements.closings[0].action:
            # What was agreed to be done says nothing of the routine behind it.
            claim, reported = None, False
        if agreements.in_routine(task.schedule, self.today):
            closed = agreements.closings[0].action
            found = {name: each for name, each in agreements.verified.items() if each.action > closed}
            agreements = replace(agreements, verified=found)
        deadline = self.reports.deadline if key in self.reports.asked.rows else None
        return LightCase(
            task.schedule, claim, self.today, self.settings, agreements, reported, asked=tuple(self.reports.asked.of.get(key, ())),
            first=self.reports.asked.first.get(task.id), deadline=deadline, **marks,
        )  # fmt: skip

    def department(self, task: Task, name: str, role: Role, *, task_closed: bool = False) -> DepartmentStatus:
        key = (task.id, name)
        entry, claim = self.reports.now.entries.get(key), self.reports.claims.of.get(key)
        last = self.reports.last.of.get(key)
        reported = bool(entry and entry.reported)
        repeats = bool(entry and last and _same_text(entry, last.entry))
        case = self.case(
            task, name, claim.entry if claim else None, reported=reported,
            open_question=key in self.reports.open, repeats=repeats,
        )  # fmt: skip
        if role is Role.SUPPORT:
            shown, reason = support_light(case, task_closed=task_closed)
        else:
            shown, reason = light(case)
            if case.claim and not case.reported and not (case.closed or case.agreements.paused):
                reason = f"{reason}；本期未报送，{self.earlier(case.claim)}报{_claimed(case.claim) or '过进展'}"
            elif entry and entry.refused:
                reason = f"{reason}（报{'、'.join(str(each.value) for each in entry.refused.values())}，已退回）"
        state = case.value(Field.STATE)
        return DepartmentStatus(
            name, role, State.PAUSED if case.agreements.paused else str(state) if state else None, _share(case), shown, reason,
            entry, last.entry if last else None, case.agreements, self.recurring(task, case, name) if role.carries_out else None,
            case.claim, case.due, case.start[0], asked_day(case.claim, case.agreements, case.due), case.closed, (*key, role) in self.owed,
        )  # fmt: skip

    def earlier(self, claim: Entry) -> str:
        """Return how the round of a claim is called."""
        return "上期" if claim.round in ("", self.reports.before) else claim.round

    def recurring(self, task: Task, case: LightCase, name: str) -> Turns | None:
        """Return what is due next of a recurring task, and what was missed since it was first asked for and last reported."""
        if not task.schedule.recurrences:
            return None
        claim = case.claim
        at = claim.origin_of(Field.PROGRESS).at if claim and Field.PROGRESS in claim.values else None
        reported = min(at.date(), self.today) if at else None
        asked = min((each.day for each in case.asked if each.day), default=None)
        key = task.schedule.text, reported, asked, name
        if key not in self.turns:
            self.turns[key] = turns_of(task.schedule, self.today, reported, self.settings, asked, name)
        return self.turns[key]


def _share(case: LightCase) -> float | None:
    """Return the 完成进度 that counts as a share (0–1), to a tenth of a percent."""
    value = case.value(Field.PERCENT)
    return share_of(percent_of(value)) if isinstance(value, int | float) and not case.in_routine else None


def _same_text(entry: Entry, before: Entry) -> bool:
    now, then = entry.values.get(Field.PROGRESS), before.values.get(Field.PROGRESS)
    said = [each.text or fold(str(value.value)) if value else "" for each, value in ((entry, now), (before, then))]
    return bool(said[0]) and said[0] == said[1]


def sheets_of(tasks: Iterable[TaskStatus]) -> dict[str, list[DepartmentStatus]]:
    """Return each department's statuses over all tasks."""
    found: dict[str, list[DepartmentStatus]] = defaultdict(list)
    for task in tasks:
        for status in task.departments:
            found[status.department].append(status)
    return found


def _summaries(tasks: Sequence[TaskStatus], reports: Reports) -> Iterable[DepartmentSummary]:
    rows = sheets_of(tasks)
    summed_up: dict[str, dict[str, bool]] = defaultdict(dict)
    alone: Counter[str] = Counter()
    for task in tasks:
        for each in task.summaries:
            summed_up[each.department][task.task.id] = each.owed
            alone[each.department] += each.department not in {other.department for other in task.departments}
    for name in dict.fromkeys((*rows, *summed_up)):
        statuses = rows.get(name, [])
        leads = [status for status in statuses if status.role.carries_out]
        at = reports.returned.get(name)
        yield DepartmentSummary(
            name, overall(status.light for status in leads), returned=name in reports.returned,
            owes=any(status.owed for status in statuses) or any(summed_up[name].values()), tasks=len(statuses) + alone[name],
            lead=len(leads), at=at, late=bool(at and reports.deadline and at > reports.deadline),
            notes=reports.noted.get(name, 0),
        )  # fmt: skip
