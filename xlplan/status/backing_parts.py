"""What the numbers of departments, leaders and earlier rounds count, in the blocks of `backing`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from xlplan.plan.plan import Plan
from xlplan.status.backing import (
    BackingBlock,
    BackingRow,
    Figure,
    PastStanding,
    by_report,
    departments,
    titled,
    without_empty,
)
from xlplan.status.model import DepartmentStatus, Status, SummaryStatus, TaskStatus
from xlplan.status.rollup import Counted, counted, leaders, timed_by_department
from xlplan.status.words import alarm_reasons, headline, state_words, states_words
from xlplan.terms.choices import Light, Role

OF_DEPARTMENT: Final = "部门"
OF_LEADER: Final = "分管领导"
OF_ROUND: Final = "期次"
NOBODY: Final = "没有写分管领导的任务"
"""What the tasks are called that no leader answers for."""
_MEAN: Final = "平均进度"
_TIMED: Final = "平均进度按{}项任务算（有序时进度的）"

_NAMED: Final = 3
"""How many who carried a task out are named, of an earlier round."""

Rows = Sequence[tuple[TaskStatus, DepartmentStatus | SummaryStatus]]
"""Tasks with the part that a department has in each."""


def department_blocks(status: Status) -> list[BackingBlock]:
    """Return what each department has to do, what its mean is over, and the notes on its return, in the order of the round."""
    rows: dict[str, list[tuple[TaskStatus, DepartmentStatus | SummaryStatus]]] = defaultdict(list)
    for task in status.tasks:
        has = {each.department for each in task.departments}
        for each in task.departments:
            rows[each.department].append((task, each))
        for summary in task.summaries:
            # Who has a row of its own on the task beside its 综述 has the task once.
            if summary.department not in has:
                rows[summary.department].append((task, summary))
    found, timed = [], timed_by_department(status)
    for one in status.departments:
        gone = {task.task.id: gone for task, _, gone in timed[one.department]}
        found.append(_department(one.department, rows[one.department], gone))
        notes = [BackingRow(note) for note in one.notes]
        found.append(titled(f"{one.department}：质量提醒{{}}条", [_of(one.department, "质量提醒")], notes))
    return without_empty(found)


def _department(name: str, rows: Rows, timed: Mapping[str, float]) -> BackingBlock:
    leads, others = [], []
    for task, each in rows:
        if isinstance(each, DepartmentStatus) and each.role.carries_out:
            leads.append(BackingRow(_standing(task, each), gone=timed.get(task.task.id)))
        else:
            others.append(BackingRow(_standing(task, each)))
    figures = [_of(name, "其中执行"), _of(name, "亮灯"), *([_of(name, _MEAN)] if timed else [])]
    parts = [
        titled(_with_mean(f"{name}：其中执行{{}}项", len(timed)), figures, leads),
        titled(f"{name}：其余{{}}项", [], others),
    ]
    return titled(f"{name}：承担任务{{}}项", [_of(name, "承担任务")], parts=parts)


def _of(department: str, name: str) -> Figure:
    return Figure(name, OF_DEPARTMENT, department)


def _with_mean(title: str, timed: int) -> str:
    return f"{title}，{_TIMED.replace('{}', str(timed))}" if timed else title


def _standing(task: TaskStatus, each: DepartmentStatus | SummaryStatus) -> PastStanding:
    number, content = task.task.id, headline(task.task.content)
    if isinstance(each, SummaryStatus):
        return PastStanding(number, content, Role.SUMMARY.label, each.words, "", None, "")
    share = 1.0 if each.closed and each.role.carries_out else each.share
    return PastStanding(number, content, each.role.label, state_words(each), each.light.label, share, each.reason)


def leader_blocks(plan: Plan, status: Status) -> list[BackingBlock]:
    """Return the tasks of each leader by their lights, with what the mean is over; nothing in a plan without leaders."""
    found = []
    for page in leaders(plan, status):
        gone = _gone(page.counted)
        parts = [
            by_report(f"{page.leader or NOBODY}：{light.label}灯{{}}项", [], [BackingRow(each, gone=gone.get(each.task.id)) for each in tasks])
            for light, tasks in page.counted.lit.items()
        ]  # fmt: skip
        title = _with_mean(f"{page.leader or NOBODY}：任务{{}}项", len(gone))
        found.append(titled(title, [Figure("任务", OF_LEADER, page.leader or "")], parts=parts))
    return without_empty(found)


def _gone(each: Counted) -> Mapping[str, float]:
    return {task.task.id: gone for task, _, gone in each.timed}


def round_blocks(status: Status) -> list[BackingBlock]:
    """Return what the numbers of an earlier round count: its tasks by their lights, and who owed a return. It holds on to no report."""
    name = status.round.name
    whole = counted("", status.tasks, status.today)
    gone = _gone(whole)
    parts = [
        titled(
            f"{name}：{light.label}灯{{}}项", [Figure(light.label, OF_ROUND, name)], list(_stood(tasks, light, gone))
        )
        for light, tasks in whole.lit.items()
    ]
    title = _with_mean(f"{name}：任务{{}}项", len(gone))
    tasks = titled(title, [Figure(_MEAN, OF_ROUND, name)] if gone else [], parts=parts)
    return without_empty([tasks, departments(status, f"{name}：", OF_ROUND, name)])


def _stood(tasks: Sequence[TaskStatus], light: Light, gone: Mapping[str, float]) -> Iterator[BackingRow]:
    for task in tasks:
        names = [each.department for each in task.leads]
        who = "、".join(names[:_NAMED]) + (f"等{len(names)}个单位" if len(names) > _NAMED else "")
        reason = alarm_reasons(task) if light in (Light.RED, Light.AMBER) else ""
        standing = PastStanding(
            task.task.id, headline(task.task.content), who, states_words(task), light.label, task.share, reason
        )
        yield BackingRow(standing, gone=gone.get(task.task.id))
