"""What has changed since the round before, in words: of a task, and of the whole plan, what went back first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from xlplan.returns.quality import says_none
from xlplan.schedule.calendar import day_words
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
_NEW_PROBLEM: Final = "新报了问题"
_MOVED: Final = 6
"""How many tasks are named that went back or forward."""
_TOLD: Final = 2
"""Of so few it is said as well in what they did."""

_Standing = TaskStatus | DepartmentStatus
_StoodThen = Past | DepartmentStatus


def change_words(task: TaskStatus) -> str:
    """Return the change of light and share since the round before, and whether a problem is new."""
    if task.past is None:
        return NOTHING_BEFORE
    new = f"，{_NEW_PROBLEM}" if new_problem(task) else ""
    if task.past.light is None:
        moved = went_back(task) or went_forward(task)
        return f"{NOT_COMPARABLE}{f'（{moved}）' if moved else ''}{new}"
    parts = []
    if task.past.light is not task.light:
        parts.append(f"{task.past.light.label}→{task.light.label}")
    if task.past.share is not None and task.share is not None and task.past.share != task.share:
        parts.append(points(task.share - task.past.share))
    if task.past.of_others:
        parts.append(f"进度{NOT_COMPARABLE}")
    return f"{'，'.join(parts) or '不变'}{new}"


def went_back(task: TaskStatus) -> str:
    """Return in what a task stands worse than the round before: its percent or its light; or ""."""
    return _compared_with_past(task, _fell)


def went_forward(task: TaskStatus) -> str:
    """Return in what a task stands better than the round before, and in nothing worse: its percent or its light; or ""."""
    return "" if went_back(task) else _compared_with_past(task, _rose)


def new_problem(task: TaskStatus) -> bool:
    """Return True if one who carried a task out in the round before reports a problem that was not named then."""
    if task.past is None:
        return False
    leads = task.leads if task.past.light else [now for now, _ in _stayed(task, task.past)]
    return any(_new_problem(each) for each in leads)


def _compared_with_past(task: TaskStatus, how: Callable[[_Standing, _StoodThen], str]) -> str:
    """Return how a task compares with the round before; where others carried it out, those who still do, each with its name."""
    past = task.past
    if past is None:
        return ""
    if past.light is None:
        known = _stayed(task, past)
        return told_together((now.department, words) for now, was in known if (words := how(now, was))).replace(
            "\n", "；"
        )
    return how(task, past)


def _stayed(task: TaskStatus, past: Past) -> list[tuple[DepartmentStatus, DepartmentStatus]]:
    """Return those who carried a task out in both rounds: as they stand now, and as they stood then."""
    then = {each.department: each for each in past.stayed}
    return [(each, then[each.department]) for each in task.leads if each.department in then]


def _fell(now: _Standing, was: _StoodThen) -> str:
    """Return in what a task, or a department on it, stands worse than it did; or ""."""
    parts = []
    if was.share is not None and now.share is not None and now.share < was.share:
        parts.append(f"{whole_percent(was.share)}→{whole_percent(now.share)}")
    if was.light and _worse(now.light, was.light):
        parts.append(f"{was.light.label}→{now.light.label}")
    return "，".join(parts)


def _rose(now: _Standing, was: _StoodThen) -> str:
    """Return in what a task, or a department on it, stands better than it did; or ""."""
    parts = []
    if was.share is not None and now.share is not None and now.share > was.share:
        parts.append(f"{whole_percent(was.share)}→{whole_percent(now.share)}")
    if was.light and _worse(was.light, now.light):
        parts.append(f"{was.light.label}→{now.light.label}")
    return "，".join(parts)


def _worse(one: Light, other: Light) -> bool:
    """Return True if the first of two lights is worse; GREY says nothing."""
    order = list(Light)
    return Light.GREY not in (one, other) and order.index(one) < order.index(other)


def _new_problem(each: DepartmentStatus) -> bool:
    text, before = each.text(Field.PROBLEMS), each.before.values.get(Field.PROBLEMS) if each.before else None
    return bool(text) and not says_none(text) and fold(text) != fold(str(before.value) if before else "")


def _moved(status: Status) -> Iterator[str]:
    """Yield what went back, then who names new problems, whatever became of the task, then what went forward, in words."""

    def moved(how: Callable[[TaskStatus], str]) -> list[tuple[str, str]]:
        return [(task.task.id, words) for task in status.tasks if (words := how(task))]

    problems = [(task.task.id, "") for task in status.tasks if new_problem(task)]
    for name, found in (("退步", moved(went_back)), (_NEW_PROBLEM, problems), ("进步", moved(went_forward))):
        if found:
            shown = "、".join(
                f"{number}（{words}）" if words and len(found) <= _TOLD else number for number, words in found[:_MOVED]
            )
            yield f"{name}{len(found)}项：{shown}{'等' if len(found) > _MOVED else ''}。"


def compared(trend: Sequence[TrendPoint], status: Status) -> str:
    """Return the plan's change since the round before, what went back first; `trend` ends with this round's `status`."""
    earlier = next((each for each in trend[:-1] if each.round == status.before), None)
    if earlier is None:
        return "没有可比的上期。" if trend[:-1] else "第一期，没有可比的上期。"
    before, now = earlier.total, trend[-1].total
    parts = [
        f"{each.label}灯{now.lights[each] - before.lights[each]:+d}"
        for each in Light
        if now.lights[each] != before.lights[each]
    ]
    if now.change is not None:
        parts.append(f"平均进度{points(now.change)}（可比的{now.compared}项）")
    since = f"与上期（{earlier.round}，算到{day_words(earlier.day)}）相比"
    return "".join([*_moved(status), f"{since}：{'，'.join(parts) or '没有变化'}。"])
