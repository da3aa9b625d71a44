"""Lights with their reasons, and roll-ups per task, project and department."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from statistics import fmean
from typing import Final

from xlplan.columns import LIGHT_WORDS, STATE_DONE, STATE_NEEDS_HELP, STATE_NOT_STARTED, STATE_PAUSED, Role, fold
from xlplan.plan import Plan, Task
from xlplan.rounds import Round
from xlplan.schedule import Schedule
from xlplan.settings import Settings
from xlplan.settling import Conflict, Entry
from xlplan.split import divide


class Light(StrEnum):
    """亮灯, from worst to best."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    GREY = "grey"

    @property
    def label(self) -> str:
        """The word shown to people."""
        return LIGHT_WORDS[self.value]


_ORDER: Final = tuple(Light)


@dataclass(frozen=True, slots=True)
class DepartmentStatus:
    """One department on one task. `percent` is 0–100; `entry` is what was reported this round."""

    department: str
    role: Role
    state: str | None
    percent: float | None
    light: Light
    reason: str
    entry: Entry | None

    def text(self, field: str) -> str:
        """A reported text of this round, empty where there is none."""
        value = self.entry.values.get(field) if self.entry else None
        return str(value.value) if value else ""


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """One task; its light and percent are those of the departments that carry it out."""

    task: Task
    light: Light
    percent: float | None
    departments: tuple[DepartmentStatus, ...]


@dataclass(frozen=True, slots=True)
class ProjectStatus:
    """One project: how many tasks stand at each light, and their mean percent."""

    project: str
    lights: Mapping[Light, int]
    percent: float | None

    @property
    def tasks(self) -> int:
        """How many tasks the project has."""
        return sum(self.lights.values())


@dataclass(frozen=True, slots=True)
class DepartmentSummary:
    """One department over all its tasks. `lead` of its `tasks` it carries out; `at` is when its return was taken."""

    department: str
    light: Light
    returned: bool
    owes: bool
    tasks: int
    lead: int
    at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class Status:
    """The status of a plan in a round on a day."""

    round: Round
    today: date
    tasks: tuple[TaskStatus, ...]
    projects: tuple[ProjectStatus, ...]
    departments: tuple[DepartmentSummary, ...]
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class Reports:
    """What was reported: this round's entries by (编号, department), open conflicts, and the round before."""

    entries: Mapping[tuple[str, str], Entry]
    conflicts: Sequence[Conflict] = ()
    previous: Mapping[tuple[str, str], Entry] | None = None
    previous_day: date | None = None
    """The day the round before is judged at."""
    deadline: date | None = None


def overall(lights: Iterable[Light]) -> Light:
    """The worst light; GREY, which says nothing, only where there is no other."""
    return min(lights, key=_ORDER.index, default=Light.GREY)


def light(
    schedule: Schedule,
    entry: Entry,
    today: date,
    settings: Settings,
    *,
    open_question: bool = False,
    repeats: bool = False,
) -> tuple[Light, str]:
    """The light of one department's report on one task, and why: the first rule that fits.

    `repeats`: the text is the last round's; `open_question`: two returns disagree on one of its cells.
    """
    values = {name: reported.value for name, reported in entry.values.items()}
    state, percent, due, start = values.get("state"), values.get("percent"), schedule.due, schedule.start
    expected = values.get("expected")
    if start and start > today and not (due and due < start):
        return Light.GREY, f"{_day(start)}开始，尚未到时间"
    if state == STATE_DONE:
        return Light.GREEN, "报已完成，待销号"
    if schedule.open_ended and not due:
        return _routine_light(values, repeats, open_question)
    if due and due < today:
        return Light.RED, f"已过到期日{_day(due)}，超{(today - due).days}天"
    behind = _points_behind(schedule, percent, today)
    if behind is not None and behind > settings.red_behind:
        return Light.RED, f"比序时进度落后{behind:.3g}个百分点"
    if behind is not None and behind >= settings.amber_behind:
        return Light.AMBER, f"比序时进度落后{behind:.3g}个百分点"
    if due and (due - today).days <= settings.warning_days:
        return Light.AMBER, f"离到期日{_day(due)}只剩{(due - today).days}天"
    if state == STATE_NEEDS_HELP:
        return Light.AMBER, "报需协调"
    if state == STATE_NOT_STARTED:
        return Light.AMBER, "已到时间，仍未启动"
    if open_question:
        return Light.AMBER, "先后报送的内容不一致，待核实"
    if state == STATE_PAUSED:
        return Light.AMBER, "申请暂缓，待同意"
    if due and isinstance(expected, date) and expected > due:
        return Light.AMBER, f"申请延期到{_day(expected)}，待同意"
    if state is None and percent is None and "progress" not in values:
        return Light.AMBER, "已报送，但没有填写这一项"
    return Light.GREEN, "按进度推进"


def _routine_light(values: Mapping[str, object], repeats: bool, open_question: bool) -> tuple[Light, str]:
    if values.get("state") == STATE_NEEDS_HELP:
        return Light.AMBER, "报需协调"
    if values.get("state") == STATE_PAUSED:
        return Light.AMBER, "申请暂缓，待同意"
    if open_question:
        return Light.AMBER, "先后报送的内容不一致，待核实"
    if "progress" not in values:
        return Light.AMBER, "常规工作，本期没有填写进展"
    if repeats:
        return Light.AMBER, "常规工作，本期进展与上期完全相同"
    return Light.GREEN, "常规工作，本期已报"


def _support_light(entry: Entry | None, open_question: bool) -> tuple[Light, str]:
    """Support is voluntary and answers for no date: it is never RED, and blank is no fault."""
    if open_question:
        return Light.AMBER, "先后报送的内容不一致，待核实"
    if entry is None or not entry.values:
        return Light.GREY, "支持部门，自愿填报"
    state = entry.values.get("state")
    if state and state.value == STATE_NEEDS_HELP:
        return Light.AMBER, "报需协调"
    return Light.GREEN, "支持部门，已报"


def _points_behind(schedule: Schedule, percent: object, today: date) -> float | None:
    """How many points the reported share lies behind the share of time gone (序时进度)."""
    start, due = schedule.start, schedule.due
    if start is None or due is None or due <= start or not isinstance(percent, int | float):
        return None
    gone = ((today - start).days + 1) / ((due - start).days + 1)
    # Rounded: a share such as 0.2 is not exact, and 30 points behind are not more than 30.
    return round(max(0.0, min(gone, 1.0) - percent) * 100, 6)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def build(plan: Plan, round_: Round, today: date, reports: Reports) -> Status:
    """The status of every task and department. Departments not heard of keep their last light, and it is said."""
    conflicts = {(conflict.task, conflict.department) for conflict in reports.conflicts}
    sheets, _ = divide(plan, round_, None)
    roles: dict[str, list[tuple[str, Role]]] = defaultdict(list)
    for sheet in sheets:
        for row in sheet.rows:
            roles[row.task].append((sheet.department, row.role))
    tasks = []
    for task in plan.tasks:
        statuses = tuple(
            _department_status(plan, task, name, role, today, reports, (task.id, name) in conflicts)
            for name, role in sorted(roles[task.id], key=lambda item: item[1] is Role.SUPPORT)
        )
        leads = [status for status in statuses if status.role is Role.LEAD]
        shares = [status.percent for status in leads if status.percent is not None]
        percent = round(fmean(shares), 1) if shares else None
        tasks.append(TaskStatus(task, overall(status.light for status in leads), percent, statuses))
    return Status(
        round_, today, tuple(tasks), tuple(_projects(tasks)), tuple(_summaries(sheets_of(tasks), reports)),
        tuple(reports.conflicts),
    )  # fmt: skip


def _department_status(
    plan: Plan, task: Task, name: str, role: Role, today: date, reports: Reports, open_question: bool
) -> DepartmentStatus:
    key = (task.id, name)
    entry, before = reports.entries.get(key), (reports.previous or {}).get(key)
    current = entry or before
    values = current.values if current else {}
    state, percent = values.get("state"), values.get("percent")
    if role is Role.SUPPORT:
        shown, reason = _support_light(entry, open_question)
    elif entry:
        repeats = bool(before) and _same_text(entry, before)
        shown, reason = light(task.schedule, entry, today, plan.settings, open_question=open_question, repeats=repeats)
    elif before:
        shown, reason = light(task.schedule, before, reports.previous_day or today, plan.settings)
        reason = f"本期未报送，沿用上期：{reason}"
    else:
        shown, reason = Light.GREY, "未报送，还没有进展"
    return DepartmentStatus(
        name,
        role,
        str(state.value) if state else None,
        round(float(percent.value) * 100, 1) if percent and isinstance(percent.value, int | float) else None,
        shown,
        reason,
        entry,
    )


def _same_text(entry: Entry, before: Entry | None) -> bool:
    now, then = entry.values.get("progress"), before.values.get("progress") if before else None
    return bool(now and then) and fold(str(now and now.value)) == fold(str(then and then.value))


def _projects(tasks: Sequence[TaskStatus]) -> list[ProjectStatus]:
    by_project: dict[str, list[TaskStatus]] = defaultdict(list)
    for status in tasks:
        by_project[status.task.project].append(status)
    found = []
    for project, members in by_project.items():
        shares = [member.percent for member in members if member.percent is not None]
        lights = Counter(member.light for member in members)
        percent = round(fmean(shares), 1) if shares else None
        found.append(ProjectStatus(project, {each: lights[each] for each in Light}, percent))
    return found


def sheets_of(tasks: Iterable[TaskStatus]) -> dict[str, list[DepartmentStatus]]:
    """The statuses of each department over all tasks."""
    found: dict[str, list[DepartmentStatus]] = defaultdict(list)
    for task in tasks:
        for status in task.departments:
            found[status.department].append(status)
    return found


def _summaries(departments: Mapping[str, Sequence[DepartmentStatus]], reports: Reports) -> list[DepartmentSummary]:
    found = []
    for name, statuses in departments.items():
        leads = [status for status in statuses if status.role is Role.LEAD]
        moments = [status.entry.at for status in statuses if status.entry and status.entry.at]
        at = min(moments, default=None)
        found.append(
            DepartmentSummary(
                name,
                overall(status.light for status in leads),
                returned=any(status.entry for status in statuses),
                owes=bool(leads),
                tasks=len(statuses),
                lead=len(leads),
                at=at,
                late=bool(at and reports.deadline and at.date() > reports.deadline),
            )
        )
    return found
