"""The light of every task and department in a round, with what it was judged by. Roll-ups stand in `rollup`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date

from xlplan.decisions.claims import asked_day
from xlplan.decisions.ended_delays import ended_delays
from xlplan.decisions.settled import Entry, Settled
from xlplan.handout.split import Roles, roles_of
from xlplan.plan.plan import Plan, Task
from xlplan.plan.settings import Settings
from xlplan.returns.received import REPORT
from xlplan.schedule.rounds import Round
from xlplan.status.asking import Asked, owed_rows
from xlplan.status.beside import silent_words
from xlplan.status.light_case import LightCase
from xlplan.status.lights import light, overall, support_light
from xlplan.status.model import (
    DepartmentStatus,
    DepartmentSummary,
    Past,
    Reports,
    Status,
    SummaryStatus,
    TaskStatus,
    counted_of,
    sheets_of,
)
from xlplan.status.recurrence import Turns, turns_of
from xlplan.terms.choices import Light, QuestionKind, Role, State
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import ITEM_WORDS
from xlplan.terms.records import record
from xlplan.terms.shares import mean, percent_of, share_of


def build_status(
    plan: Plan,
    round_: Round,
    today: date,
    reports: Reports,
    of_task: Roles | None = None,
    before: Status | None = None,
    *,
    supports: bool = True,
) -> Status:
    """Return all statuses, judged on a day. `before` is how the round before ended, with which each task is compared.

    Without `supports` the rows of departments that support are there and judged by nothing: they count in no number of a task.
    """
    of_task = roles_of(plan) if of_task is None else of_task
    now = reports.now
    has = [(task, of_task.get(task.id, ())) for task in plan.tasks]
    owed = owed_rows(has, reports.asked.held, now.agreed, today)
    owes = {(task, name, role) for name, rows in owed.items() for task, role in rows}
    judge = _Judge(plan.settings, today, reports, owes, _before(before, round_, reports.asked), supports)
    tasks = tuple(judge.task(task, names) for task, names in has)
    return Status(
        round_, today, tasks, tuple(_summaries(tasks, reports)), tuple(now.conflicts), tuple(_findings(plan, now, of_task)),
        before.round.name if before else "", reports.deadline,
    )  # fmt: skip


def _findings(plan: Plan, now: Settled, of_task: Roles) -> Iterable[Finding]:
    """Yield reports whose task or department is no longer in the table, and delays that a changed limit has ended."""
    for (task, department), entry in now.entries.items():
        if entry.values and department not in {name for name, _ in of_task.get(task, ())}:
            yield finding("status-orphan", task=task, task_id=task, department=department, source=entry.source)
    yield from ended_delays(plan, now.agreements)


def _before(before: Status | None, round_: Round, asked: Asked) -> dict[str, TaskStatus]:
    """Return each task, by 编号, as it stood at the end of the round before if an earlier round asked for it."""
    earlier = {task for (task, _), of_row in asked.of.items() if any(each.round != round_.name for each in of_row)}
    return {each.task.id: each for each in (before.tasks if before else ()) if each.task.id in earlier}


def _past(leads: Sequence[DepartmentStatus], before: TaskStatus | None) -> Past | None:
    """Return how a task stood before, beside those who carry it out now: lights of the same compare, and means over the same."""
    if before is None:
        return None
    counted, doing = counted_of(leads), {each.department for each in leads}
    others = bool(before.counted and counted) and before.counted != counted
    same = before.doing == doing
    stayed = () if same else tuple(each for each in before.leads if each.department in doing)
    return Past(before.light if same else None, None if others else before.share, others, stayed)


@record(frozen=True, slots=True)
class _Judge:
    settings: Settings
    today: date
    reports: Reports
    owed: set[tuple[str, str, Role]]
    before: Mapping[str, TaskStatus]
    supports: bool
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
        past = _past(leads, self.before.get(task.id))
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
        in_routine = agreements.in_routine(task.schedule, self.today)
        if in_routine:
            closed = agreements.closings[0].action
            found = {name: each for name, each in agreements.verified.items() if each.action > closed}
            agreements = replace(agreements, verified=found)
            if claim and claim.action < closed:
                # What was agreed to be done says nothing of the routine behind it.
                claim, reported = None, False
        held = self.reports.asked.held.roles(key, in_routine=in_routine)
        deadline = self.reports.deadline if held else None
        return LightCase(
            task.schedule, claim, self.today, self.settings, agreements, reported, asked=tuple(self.reports.asked.of.get(key, ())),
            first=self.reports.asked.first.get(task.id), deadline=deadline, **marks,
        )  # fmt: skip

    def department(self, task: Task, name: str, role: Role, *, task_closed: bool = False) -> DepartmentStatus:
        if role is Role.SUPPORT and not self.supports:
            return DepartmentStatus(name, role, None, None, Light.GREY, "", None)
        key = (task.id, name)
        entry, claim = self.reports.now.entries.get(key), self.reports.claims.of.get(key)
        last = self.reports.last.of.get(key)
        reported = bool(entry and entry.reported)
        refused = entry is not None and QuestionKind.CLOSE in entry.refused and Field.STATE not in entry.values
        owed_again = bool(entry and refused and not any(entry.since(entry.refused_at, each) for each in REPORT))
        repeats = bool(entry and entry.said and entry.said == self.said_before(task, key))
        case = self.case(
            task, name, claim.entry if claim else None, reported=reported, owed_again=owed_again,
            open_question=key in self.reports.open, waits=key in self.reports.waiting, repeats=repeats,
        )  # fmt: skip
        if role is Role.SUPPORT:
            shown, reason = support_light(case, task_closed=task_closed)
        else:
            shown, reason = light(case)
            if case.answered and not case.reported and not (case.closed or case.agreements.paused):
                earlier = self.earlier(case.claim) if case.claim else ""
                reason = f"{reason}；{silent_words(case, earlier, reason)}"
            elif entry and entry.refused:
                reason = f"{reason}（报{'、'.join(str(each.value) for each in entry.refused.values())}，已退回）"
            elif entry and entry.refused_beside:
                reason = f"{reason}（另一份报{'、'.join(str(each.value) for each in entry.refused_beside.values())}，已退回）"
            elif entry and entry.sent_back:
                reason = f"{reason}（{'、'.join(ITEM_WORDS[name] for name in entry.sent_back)}已退回）"
        state = case.value(Field.STATE)
        return DepartmentStatus(
            name, role, State.PAUSED if case.agreements.paused else str(state) if state else None, _share(case), shown, reason,
            entry, last.entry if last else None, case.agreements, self.recurring(task, case, name) if role.carries_out else None,
            case.claim, case.due, case.start[0], asked_day(case.claim, case.agreements, case.due), case.closed, (*key, role) in self.owed, case,
        )  # fmt: skip

    def said_before(self, task: Task, key: tuple[str, str]) -> str:
        """Return 本期进展 of the report before this round's, folded; what was reported of a closed deadline is none of the routine behind it."""
        agreements, last = self.reports.now.agreed(*key), self.reports.last
        if agreements.in_routine(task.schedule, self.today):
            claim = last.of.get(key)
            if claim is None or claim.entry.action < agreements.closings[0].action:
                return ""
        return last.text(key)

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


def _summaries(tasks: Sequence[TaskStatus], reports: Reports) -> Iterable[DepartmentSummary]:
    rows = sheets_of(tasks)
    summed_up: dict[str, dict[str, bool]] = defaultdict(dict)
    alone: Counter[str] = Counter()
    for task in tasks:
        for each in task.summaries:
            summed_up[each.department][task.task.id] = each.owed
            alone[each.department] += each.department not in {other.department for other in task.departments}
    held = reports.asked.held.rows.items()
    helping = {name for (_, name), roles in held if Role.SUPPORT in roles}
    asked = {name for (_, name), roles in held if any(role.owes for role in roles)}
    for name in dict.fromkeys((*rows, *summed_up)):
        statuses = rows.get(name, [])
        leads = [status for status in statuses if status.role.carries_out]
        at = reports.returned.get(name)
        yield DepartmentSummary(
            name, overall(status.light for status in leads), returned=name in reports.returned,
            owes=any(status.owed for status in statuses) or any(summed_up[name].values()), tasks=len(statuses) + alone[name],
            lead=len(leads), at=at, late=bool(at and reports.deadline and at > reports.deadline),
            notes=tuple(reports.noted.get(name, ())), helps=name in helping,
            reported_owed=name in reports.returned and name in asked,
        )  # fmt: skip
