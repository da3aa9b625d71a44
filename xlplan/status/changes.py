"""What has changed since the round before, in words: of a task, and of the whole plan, what went back first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from xlplan.returns.quality import says_none
from xlplan.status.model import DepartmentStatus, Past, Status, TaskStatus
from xlplan.status.rollup import TrendPoint
from xlplan.status.words import told_together
from xlplan.terms.choices import Light
from xlplan.terms.fields import Field
from xlplan.terms.shares import points, whole_percent
from xlplan.terms.text import fold

NOTHING_BEFORE = "首次"
NOT_COMPARABLE: Final = "无可比"
"""Stands where there is no mean, or nothing to compare it with."""
_MOVED: Final = 6
"""How many tasks are named that went back or forward."""
_TOLD: Final = 2
"""Of so few it is said as well in what they did."""


def change_words(task: TaskStatus) -> str:
    """Return the change of light and share since the round before."""
    if task.past is None:
        return NOTHING_BEFORE
    if task.past.light is None:
        return NOT_COMPARABLE
    parts = []
    if task.past.light is not task.light:
        parts.append(f"{task.past.light.label}→{task.light.label}")
    if task.past.share is not None and task.share is not None and task.past.share != task.share:
        parts.append(points(task.share - task.past.share))
    if task.past.of_others:
        parts.append(f"进度{NOT_COMPARABLE}")
    return "，".join(parts) or "不变"


def went_back(task: TaskStatus) -> str:
    """Return in what a task stands worse than the round before: its percent, its light, new problems; or ""."""
    past = task.past
    if past is None:
        return ""
    if past.light is None:
        then = {each.department: each for each in past.stayed}
        known = [(each, then[each.department]) for each in task.leads if each.department in then]
        return told_together(
            (now.department, words) for now, was in known if (words := _fell(now, was, [now]))
        ).replace("\n", "；")
    return _fell(task, past, task.leads)


def _fell(now: TaskStatus | DepartmentStatus, was: Past | DepartmentStatus, leads: Iterable[DepartmentStatus]) -> str:
    """Return in what a task, or a department on it, stands worse than it did; or ""."""
    parts = []
    if was.share is not None and now.share is not None and now.share < was.share:
        parts.append(f"{whole_percent(was.share)}→{whole_percent(now.share)}")
    if was.light and _worse(now.light, was.light):
        parts.append(f"{was.light.label}→{now.light.label}")
    if any(_new_problem(each) for each in leads):
        parts.append("新报了问题")
    return "，".join(parts)


def went_forward(task: TaskStatus) -> str:
    """Return in what a task stands better than the round before: its percent or its light; or ""."""
    past = task.past
    if past is None or past.light is None or went_back(task):
        return ""
    parts = []
    if past.share is not None and task.share is not None and task.share > past.share:
        parts.append(f"{whole_percent(past.share)}→{whole_percent(task.share)}")
    if _worse(past.light, task.light):
        parts.append(f"{past.light.label}→{task.light.label}")
    return "，".join(parts)


def _worse(one: Light, other: Light) -> bool:
    """Return True if the first of two lights is worse; GREY says nothing."""
    order = list(Light)
    return Light.GREY not in (one, other) and order.index(one) < order.index(other)


def _new_problem(each: DepartmentStatus) -> bool:
    text, before = each.text(Field.PROBLEMS), each.before.values.get(Field.PROBLEMS) if each.before else None
    return bool(text) and not says_none(text) and fold(text) != fold(str(before.value) if before else "")


def _moved(status: Status) -> Iterator[str]:
    """Yield what went back, then what went forward, in words."""
    for name, moves in (("退步", went_back), ("进步", went_forward)):
        found = [(task.task.id, words) for task in status.tasks if (words := moves(task))]
        if found:
            shown = "、".join(
                f"{number}（{words}）" if len(found) <= _TOLD else number for number, words in found[:_MOVED]
            )
            yield f"{name}{len(found)}项：{shown}{'等' if len(found) > _MOVED else ''}。"


def compared(trend: Sequence[TrendPoint], status: Status) -> str:
    """Return the plan's change since the round before, what went back first; `trend` ends with this round's `status`."""
    if len(trend) < 2:
        return "第一期，没有可比的上期。"
    before, now = trend[-2].total, trend[-1].total
    parts = [
        f"{each.label}灯{now.lights[each] - before.lights[each]:+d}"
        for each in Light
        if now.lights[each] != before.lights[each]
    ]
    if now.change is not None:
        parts.append(f"平均进度{points(now.change)}（可比的{now.compared}项）")
    return "".join([*_moved(status), f"与上期（{trend[-2].round}）相比：{'，'.join(parts) or '没有变化'}。"])
