"""What 总览 in the report file and 督办看板 in the open workbook show of a round: the same, from here.

Shares are 0–1 and rounded: a program that saves the file again must keep the same number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import accumulate
from typing import Final

from xlplan.schedule.calendar import day_words
from xlplan.status.backing import silent_name
from xlplan.status.changes import NOT_COMPARABLE
from xlplan.status.matters import matters
from xlplan.status.model import DepartmentSummary, Status, TaskStatus
from xlplan.status.rollup import (
    IN_TIME,
    LATE,
    MISSING,
    UNNAMED,
    Total,
    TrendPoint,
    alarms,
    by_punctuality,
    owing,
    projects,
    timed_by_department,
    total,
)
from xlplan.status.words import alarm_reasons
from xlplan.terms.choices import Light, ReturnState
from xlplan.terms.records import record
from xlplan.terms.shares import mean

Value = str | int | float | date | datetime | None
Values = dict[str, Value]

LIGHTS: Final = tuple(light.label for light in Light)
FIGURES: Final = ("任务", *(f"{name}灯" for name in LIGHTS), "平均进度", "待定", "应报", "已报", "未报")
TOTALS: Final = ("任务数", *LIGHTS, "平均进度", "序时进度", "比序时", "与上期比")
DEPARTMENT: Final = (
    "部门", "是否报送", "登记时间", "按时情况", "承担任务", "其中执行", "平均进度", "亮灯", "质量提醒",
)  # fmt: skip
CALLED: Final = {"登记时间": "收到日期"}
"""Headings that are worded otherwise than the placeholder below them, which templates of offices have."""
_NAMES: Final = 75
"""So many letters of names stand in the line of who has not reported, which has room for two lines."""
TREND: Final = ("期次", *LIGHTS, "平均进度", "应报", "已报", "算到")


def figures(status: Status) -> Values:
    """Return the numbers at the top, by FIGURES."""
    whole, owed = total("", status.tasks, status.today), by_punctuality(owing(status))
    returned, missing = len(owed[IN_TIME]) + len(owed[LATE]), len(owed[MISSING])
    return {
        "任务": whole.tasks, **{f"{light.label}灯": whole.lights[light] for light in Light}, "平均进度": NOT_COMPARABLE if whole.share is None else whole.share,
        "待定": len(matters(status)), "应报": returned + missing, "已报": returned, "未报": missing,
    }  # fmt: skip


def silent_counts(status: Status) -> Values:
    """Return what stands below the number of each light at the top: how many of its tasks have no new report this round."""
    whole = total("", status.tasks, status.today)
    return {silent_name(each): f"{whole.silent[each]}项无新报" if whole.silent[each] else "" for each in Light}


def who_is_silent(status: Status) -> str:
    """Return who has not reported, and whose report the office entered or sent back: by name, as many as two lines hold."""
    owed = owing(status)
    silent = [each.department for each in owed if not each.returned]
    apart = [f"{state}{len(names)}个（{_named(names, _NAMES // 4)}）" for state, names in not_in(owed).items()]
    said = "应报送的部门都已报送"
    if silent:
        # Before that day nobody is late; a round that is over is judged on it.
        until = status.deadline if status.deadline and status.today < status.deadline else None
        when = f"（{day_words(until)}截止，还没到）" if until else ""
        room = (_NAMES // 2 if apart else _NAMES) - len(when)
        said = f"未报送{when}：{_named(silent, room, '个部门（点“未报”看全部，“部门报送”里也有）')}"
    return f"{said}。" + (f"已报的里面，{'、'.join(apart)}。" if apart else "")


def not_in(owed: Iterable[DepartmentSummary]) -> dict[ReturnState, list[str]]:
    """Return those of the departments counted as returned whose own report is not in: sent back (退回待改), or entered by the office (代录)."""
    found = {state: [each.department for each in owed if each.came is state] for state in _NOT_IN}
    return {state: names for state, names in found.items() if names}


_NOT_IN: Final = (ReturnState.SENT_BACK, ReturnState.ENTERED)


def _named(names: Sequence[str], room: int, more: str = "个") -> str:
    """Return the names, as many as find room in so many letters, and how many they are if that is not all."""
    ends = accumulate(len(name) + 1 for name in names)
    shown = [name for place, (name, end) in enumerate(zip(names, ends, strict=True)) if end <= room or not place]
    return "、".join(shown) + ("" if len(shown) == len(names) else f"等{len(names)}{more}")


def light_count(each: Total, light: Light) -> str:
    """Return how many tasks stand at a light, and how many of them have no new report this round."""
    old = f"（{each.silent[light]}项无新报）" if each.silent.get(light) else ""
    return f"{light.label}灯 {each.lights[light]}{old}"


@record(frozen=True, slots=True)
class Section:
    """One list of tasks. `none` is shown if it is empty."""

    title: str
    none: str
    lines: Sequence[tuple[TaskStatus, str]]


SECTION_FIGURES: Final = ("待定", f"{Light.RED.label}灯", f"{Light.AMBER.label}灯")
"""The number, by FIGURES, of each of the sections."""


def sections(status: Status) -> tuple[Section, Section, Section]:
    """Return what the leaders must decide, the red tasks and the amber ones, each with its reasons."""
    decide = [(each.task, each.words) for each in matters(status)]
    lit = {light: [(task, alarm_reasons(task)) for task in alarms(status.tasks) if task.light is light]
           for light in (Light.RED, Light.AMBER)}  # fmt: skip
    return (
        _section("一", "需要领导决定的事项", decide, "没有需要领导决定的事项。"),
        _section("二", "红灯任务", lit[Light.RED], "没有红灯任务。"),
        _section("三", "黄灯任务", lit[Light.AMBER], "没有黄灯任务。"),
    )


def _section(number: str, title: str, lines: Sequence[tuple[TaskStatus, str]], none: str) -> Section:
    return Section(f"{number}、{title}（{len(lines)}项）", none, lines)


def total_values(each: Total) -> Values:
    """Return a roll-up, by TOTALS."""
    ahead = None if each.share is None or each.gone is None else round(each.share - each.gone, 6)
    return {
        "任务数": each.tasks, **{light.label: each.lights[light] for light in Light}, "平均进度": each.share,
        "序时进度": each.gone, "比序时": NOT_COMPARABLE if ahead is None else ahead, "与上期比": _changed(each),
    }  # fmt: skip


def _changed(each: Total) -> str | None:
    """Return by how much the mean share has changed, and over how many tasks: `+5%（3项）`; None where nothing compares."""
    if each.change is None:
        return None
    # Halves away from 0, as a sheet's format rounds them.
    moved = int(abs(each.change) * 100 + 0.5)
    sign = "" if not moved else "+" if each.change > 0 else "-"
    return f"{sign}{moved}%（可比{each.compared}项）"


def project_values(status: Status) -> list[Values]:
    """Return the roll-up of each project, by 工程 and TOTALS."""
    return [{"工程": each.name or UNNAMED, **total_values(each)} for each in projects(status)]


def department_values(status: Status) -> list[Values]:
    """Return each department by DEPARTMENT: first those whose return is missing, last those that owe none."""
    timed = timed_by_department(status)
    asked = {each.department for each in owing(status)}
    ordered = sorted(status.departments, key=lambda each: (each.department not in asked, each.returned))
    return [
        {
            "部门": each.department,
            "是否报送": each.came,
            "登记时间": each.at,
            "按时情况": "" if not each.returned else "迟报" if each.late else "按时",
            "承担任务": each.tasks, "其中执行": each.lead,
            "平均进度": mean(share for _, share, _ in timed[each.department]),
            "亮灯": each.light.label if each.department in asked and each.lead else "", "质量提醒": len(each.notes),
        }
        for each in ordered
    ]  # fmt: skip


def punctuality(owed: Iterable[DepartmentSummary]) -> dict[str, int]:
    """Return how many of the departments that owe a return were in time, late or missing, by PUNCTUALITY."""
    return {name: len(members) for name, members in by_punctuality(owed).items()}


def trend_values(each: TrendPoint) -> Values:
    """Return a round, by TREND."""
    return {
        "期次": each.round, **{light.label: each.total.lights[light] for light in Light},
        "平均进度": each.total.share, "应报": each.owed, "已报": each.returned, "算到": each.day,
    }  # fmt: skip
