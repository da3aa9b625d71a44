"""Roll-ups of lights: a project, the whole plan, a leader's tasks, a group's members; and the trend over rounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from statistics import fmean
from typing import Final

from xlplan.plan.leaders import leaders_of
from xlplan.plan.plan import Plan
from xlplan.status.light_case import time_gone
from xlplan.status.lights import overall
from xlplan.status.model import DepartmentStatus, DepartmentSummary, Status, TaskStatus
from xlplan.terms.choices import Light, Role, State
from xlplan.terms.fields import Field
from xlplan.terms.records import record
from xlplan.terms.shares import mean

UNNAMED: Final = "（未写）"
"""What a project without a name is called."""
IN_TIME, LATE, MISSING = PUNCTUALITY = ("按时报送", "迟报", "未报送")


@record(frozen=True, slots=True)
class Counted:
    """The tasks that the numbers of a roll-up count: `summed` makes them of these alone."""

    name: str
    lit: Mapping[Light, Sequence[TaskStatus]]
    """The tasks at each light."""
    timed: Sequence[tuple[TaskStatus, float, float]]
    """The tasks that the means are over, with the share and the share of time gone (0–1)."""
    moved: Sequence[tuple[TaskStatus, float]]
    """Those of them that can be compared with the round before, with the change of their share."""

    def silent(self, light: Light) -> list[TaskStatus]:
        """Return the tasks at a light that have no new report this round."""
        return [each for each in self.lit[light] if each.silent]


@record(frozen=True, slots=True)
class Total:
    """A set of tasks: how many stand at each light, and their mean share (0–1)."""

    name: str
    lights: Mapping[Light, int]
    share: float | None
    gone: float | None = None
    """序时进度: the mean share of time gone, over the same tasks as `share`."""
    change: float | None = None
    """By how much the mean share has changed since the round before, over the tasks that have both."""
    compared: int = 0
    """How many tasks `change` is over."""
    silent: Mapping[Light, int] = field(default_factory=dict)
    """How many of the tasks at each light have no new report this round."""

    @property
    def tasks(self) -> int:
        """The number of tasks."""
        return sum(self.lights.values())


def counted(name: str, tasks: Iterable[TaskStatus], today: date) -> Counted:
    """Return what the roll-up of these tasks counts on a day."""
    lit: dict[Light, list[TaskStatus]] = {each: [] for each in Light}
    timed = []
    for task in tasks:
        lit[task.light].append(task)
        # Both means are over the same tasks, or they could not be compared.
        if task.share is not None and (gone := _gone(task, today)) is not None:
            timed.append((task, task.share, gone))
    moved = [(task, share - task.past.share) for task, share, _ in timed if task.past and task.past.share is not None]
    return Counted(name, lit, timed, moved)


def summed(each: Counted) -> Total:
    """Return the numbers of what is counted."""
    return Total(
        each.name, {light: len(tasks) for light, tasks in each.lit.items()}, mean(share for _, share, _ in each.timed),
        mean(gone for _, _, gone in each.timed), mean(change for _, change in each.moved), len(each.moved),
        {light: len(each.silent(light)) for light in Light},
    )  # fmt: skip


def total(name: str, tasks: Iterable[TaskStatus], today: date) -> Total:
    """Return the roll-up of these tasks on a day."""
    return summed(counted(name, tasks, today))


def _gone(task: TaskStatus, today: date) -> float | None:
    """Return 序时进度 of a task, the mean of those whose share counts: each has its own days. None where no deadline is left."""
    if task.leads and all(each.agreements.past_deadline(task.task.schedule, today) for each in task.leads):
        return None
    counted = task.counted
    gone = [time_gone(each.start, each.due, today) for each in task.leads if each.department in counted]
    known = [each for each in gone if each is not None]
    # Not rounded: it goes into a mean.
    return fmean(known) if known else None


def timed_by_department(status: Status) -> dict[str, list[tuple[TaskStatus, float, float]]]:
    """Return what the mean share of each department is over, tasks that `total` would count as well: share and share of time gone."""
    found: dict[str, list[tuple[TaskStatus, float, float]]] = defaultdict(list)
    for task in status.tasks:
        for each in task.leads:
            if each.paused or each.agreements.past_deadline(task.task.schedule, status.today):
                continue
            share, gone = 1.0 if each.closed else each.share, time_gone(each.start, each.due, status.today)
            if share is not None and gone is not None:
                found[each.department].append((task, share, gone))
    return found


def project_names(status: Status) -> list[str]:
    """Return the projects in the order of the table, as it names them."""
    return list(dict.fromkeys(each.task.project for each in status.tasks))


def counted_projects(status: Status) -> list[Counted]:
    """Return what the roll-up of each project counts, in the order of the table."""
    members: dict[str, list[TaskStatus]] = defaultdict(list)
    for each in status.tasks:
        members[each.task.project].append(each)
    return [counted(name, tasks, status.today) for name, tasks in members.items()]


def projects(status: Status) -> list[Total]:
    """Return a roll-up for each project, in the order of the table."""
    return [summed(each) for each in counted_projects(status)]


@record(frozen=True, slots=True)
class LeaderPage:
    """The tasks of one 分管领导; `leader` is None for tasks that nobody answers for."""

    leader: str | None
    counted: Counted
    alarms: Sequence[TaskStatus]
    """Red tasks, then amber ones."""
    help: Sequence[tuple[TaskStatus, DepartmentStatus]]
    """Departments that ask for help (需协调)."""
    missing: Sequence[str]
    """Departments that owe a return on these tasks."""
    shared: Sequence[tuple[TaskStatus, Sequence[str]]] = ()
    """Those of the tasks that other leaders answer for as well, with these."""

    @property
    def total(self) -> Total:
        """The numbers over the tasks."""
        return summed(self.counted)


def leaders(plan: Plan, status: Status) -> list[LeaderPage]:
    """Return a page for each 分管领导: the one named with the task, else with the departments that carry it out."""
    members: dict[str | None, list[tuple[TaskStatus, list[str]]]] = {}
    for each in status.tasks:
        named = leaders_of(plan, each.task, (has.department for has in each.leads))
        pages: Sequence[str | None] = named or [None]
        for name in pages:
            members.setdefault(name, []).append((each, [other for other in named if other != name]))
    silent = {each.department for each in status.departments if each.owes and not each.returned}
    if not set(members) - {None}:
        return []
    return [
        _page(name, of, silent, status.today) for name, of in sorted(members.items(), key=lambda item: item[0] is None)
    ]


def _page(
    name: str | None, members: Sequence[tuple[TaskStatus, list[str]]], silent: set[str], today: date
) -> LeaderPage:
    tasks = [task for task, _ in members]
    owing = [each.department for task in tasks for each in task.leads if each.owed]
    owing += [each.department for task in tasks for each in task.summaries if each.owed]
    missing = [name for name in owing if name in silent]
    return LeaderPage(
        name, counted(name or "", tasks, today), alarms(tasks),
        [(task, each) for task in tasks for each in task.departments if asks_for_help(task, each)],
        list(dict.fromkeys(missing)), [(task, others) for task, others in members if others],
    )  # fmt: skip


def alarms(tasks: Iterable[TaskStatus]) -> list[TaskStatus]:
    """Return the red tasks, then the amber ones, each in the order of the table."""
    lit = [each for each in tasks if each.light in (Light.RED, Light.AMBER)]
    return sorted(lit, key=lambda each: each.light is Light.AMBER)


def asks_for_help(task: TaskStatus, each: DepartmentStatus) -> bool:
    """Return True if a department asks for help with what it cannot settle itself, be it since an earlier round."""
    return each.state == State.NEEDS_HELP and not (each.closed or each.paused or task.closed)


def awaits_closing(each: DepartmentStatus) -> bool:
    """Return True for 待销号: reported as done, and the office has not agreed yet."""
    return each.role.carries_out and each.state == State.DONE and not each.closed


@record(frozen=True, slots=True)
class GroupStatus:
    """A group on one task: who has reported on it and who owes that, lowest light, its 归口科室 and 综述, and `members` for the annex."""

    group: str
    section: str
    light: Light
    returned: Sequence[str]
    missing: Sequence[str]
    overview: str
    members: Sequence[DepartmentStatus]
    role: Role = Role.LEAD

    @property
    def words(self) -> str:
        """The group in one line."""
        asked, came = len(self.returned) + len(self.missing), len(self.returned)
        return f"{self.group}：应报{asked}，已报{came}，未报{len(self.missing)}"

    @property
    def lowest(self) -> list[DepartmentStatus]:
        """The members that stand at the group's light."""
        return [each for each in self.members if each.light is self.light]


def parties(plan: Plan, status: TaskStatus) -> list[GroupStatus | DepartmentStatus]:
    """Return who carries out a task, as its cell names them: groups, or departments."""
    by_name = {each.department: each for each in status.departments}
    found: list[GroupStatus | DepartmentStatus] = []
    doing = [
        (mention, role) for role in (Role.LEAD, Role.SHARE) for mention in plan.mentions(status.task, Field(role.value))
    ]
    for mention, role in doing:
        for name in mention.names:
            department = plan.registry.find(name)
            if department is None:
                continue
            if not department.is_group:
                each = by_name.get(department.name)
                found += [each] if each and each.role is role else []
                continue
            members = [
                each
                for member in plan.registry.expand(name)
                if (each := by_name.get(member.name)) and each.role is role
            ]
            section = plan.registry.section_of(department)
            found.append(
                GroupStatus(
                    department.name, section.name if section else "", overall(each.light for each in members),
                    [each.department for each in members if each.reported],
                    # What is closed or paused, or in no sheet of the round, is not asked for.
                    [each.department for each in members if each.owed and not each.reported],
                    next((each.text for each in status.summaries if section and each.department == section.name), ""),
                    members, role,
                )
            )  # fmt: skip
    return found


def owing(status: Status) -> list[DepartmentSummary]:
    """Return the departments that owe a return, with those that gave it and whose tasks were closed or paused since."""
    return [each for each in status.departments if each.owes or each.reported_owed]


def by_punctuality(owed: Iterable[DepartmentSummary]) -> dict[str, list[DepartmentSummary]]:
    """Return the departments that owe a return by whether they were in time, late or have not reported, by PUNCTUALITY."""
    found: dict[str, list[DepartmentSummary]] = {name: [] for name in PUNCTUALITY}
    for each in owed:
        found[MISSING if not each.returned else LATE if each.late else IN_TIME].append(each)
    return found


@record(frozen=True, slots=True)
class TrendPoint:
    """The whole plan at the end of one round."""

    round: str
    total: Total
    owed: int
    returned: int
    day: date
    """The day on which it is judged."""


def trend_point(status: Status) -> TrendPoint:
    """Return the round's point on the trend."""
    owed = owing(status)
    return TrendPoint(
        status.round.name, total("", status.tasks, status.today), len(owed), sum(each.returned for each in owed),
        status.today,
    )  # fmt: skip
