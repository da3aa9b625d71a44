"""督办通报: what the paper for signature says of a round, as values for its template.

Who is late or behind is named only if 设置 says that the leaders agreed to it; otherwise numbers and reasons stand alone. Who
asks the leaders for something is always named: without that nobody can decide it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from xlplan.plan.plan import Plan
from xlplan.schedule.calendar import day_words
from xlplan.schedule.rounds import next_round
from xlplan.status.changes import NOT_COMPARABLE, compared
from xlplan.status.matters import Matter, matters
from xlplan.status.model import Status, TaskStatus
from xlplan.status.reasons_together import told_together
from xlplan.status.rollup import Total, TrendPoint, alarms, owing, projects, total
from xlplan.status.words import alarm_reasons, headline
from xlplan.terms.choices import Light
from xlplan.terms.shares import whole_percent

_LISTED: Final = 20
"""So many amber tasks together with the red ones, and so many matters, stand in the paper: two pages of each."""


def bulletin(plan: Plan, status: Status, trend: Sequence[TrendPoint], deadline: date | None = None) -> dict[str, Any]:
    """Return the values by placeholder. `trend` ends with this round, whose reports are due by `deadline`."""
    named = plan.settings.name_departments
    whole = total("", status.tasks, status.today)
    owed = owing(status)
    silent = [each.department for each in owed if not each.returned]
    late = [each.department for each in owed if each.late]
    return {
        "计划名称": plan.title, "期次": status.round.name, "截至": day_words(status.today), "日期": day_words(status.today),
        "任务数": whole.tasks, **{light.label: whole.lights[light] for light in Light}, "平均进度": _mean(whole),
        "与上期相比": compared(trend, status) if status.before else "", "应报": len(owed), "已报": len(owed) - len(silent),
        "迟报": len(late), "未报": len(silent),
        "各工程": [_project(each) for each in projects(status)],
        "警示": _alarms(status, named),
        "报送情况": _returns(silent, late, named),
        "待定": _matters(status),
        "补报": _to_report(silent, deadline, status.today), "下期": _next(plan, status),
    }  # fmt: skip


def _mean(each: Total) -> str:
    return "" if each.share is None else whole_percent(each.share)


def _project(each: Total) -> dict[str, Any]:
    return {
        "名称": each.name or "（未写）", "任务数": each.tasks, **{light.label: each.lights[light] for light in Light},
        "平均进度": _mean(each) or NOT_COMPARABLE,
    }  # fmt: skip


def _alarms(status: Status, named: bool) -> list[dict[str, str]]:
    """Return every red task, and amber ones while it stays short; a last row counts the others, in whatever template."""
    found = alarms(status.tasks)
    listed = max(_LISTED, sum(each.light is Light.RED for each in found))
    rows = [_alarm(each, named) for each in found[:listed]]
    if left := len(found[listed:]):
        said = f"另有黄灯{left}项，见《进展汇总》的“明细”。"
        rows.append({"编号": "……", "任务": "", "亮灯": Light.AMBER.label, "情况": said})
    return rows


def _alarm(task: TaskStatus, named: bool) -> dict[str, str]:
    why = (
        alarm_reasons(task) if named else told_together(each.reason for each in task.leads if each.light is task.light)
    )
    return {"编号": task.task.id, "任务": headline(task.task.content), "亮灯": task.light.label, "情况": why}


def _matters(status: Status) -> list[str]:
    """Return what is to be decided; of a long list the others are counted by kind."""
    found = matters(status)
    said = [_matter(each) for each in found[:_LISTED]]
    if left := Counter(each.kind for each in found[_LISTED:]):
        kinds = "、".join(f"{kind}{count}件" for kind, count in left.items())
        said.append(f"另有{sum(left.values())}件（{kinds}），见《进展汇总》的“总览”。")
    return said


def _matter(each: Matter) -> str:
    return f"任务{each.task.task.id}（{headline(each.task.task.content)}）{each.kind}：{each.said}"


def _returns(silent: Sequence[str], late: Sequence[str], named: bool) -> str:
    parts = []
    for word, names in (("未报送", silent), ("迟报", late)):
        if names:
            parts.append(f"{word}的有{len(names)}个单位{_named(names) if named else ''}")
    return "；".join(parts) + "。" if parts else "应报送的单位都按时报送。"


def _to_report(silent: Sequence[str], deadline: date | None, today: date) -> str:
    """Return what is asked of those that have not reported; only past the deadline are they behind."""
    if not silent:
        return ""
    if deadline and today <= deadline:
        return f"还没有报送的单位请在{day_words(deadline)}前报送。"
    return "未报送的单位要立即补报。"


def _named(names: Sequence[str]) -> str:
    return f"：{'、'.join(names)}"


def _next(plan: Plan, status: Status) -> str:
    """Return the sentence on the next deadline: that of 设置 if it lies ahead, else a blank to fill in."""
    deadline: date | None = plan.settings.deadline
    if deadline and deadline > status.today:
        return f"报送截止时间为{day_words(deadline)}。"
    following = next_round(status.round)
    name = f"下一期（{following.name}）" if following else "下一期"
    return f"{name}报送截止时间为　　年　　月　　日。"
