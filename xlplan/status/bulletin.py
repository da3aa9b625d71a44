"""督办通报: what the paper for signature says of a round, as values for its template.

Who is late or behind is named only if 设置 says that the leaders agreed to it; otherwise numbers and reasons stand alone. Who
asks the leaders for something is always named: without that nobody can decide it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from xlplan.plan.plan import Plan
from xlplan.schedule.calendar import day_words
from xlplan.schedule.rounds import next_round
from xlplan.status.changes import NOT_COMPARABLE, compared
from xlplan.status.matters import Matter, matters
from xlplan.status.model import DepartmentStatus, DepartmentSummary, Status, TaskStatus
from xlplan.status.reasons_together import reasons_together
from xlplan.status.rollup import Total, TrendPoint, alarms, owing, projects, total
from xlplan.status.tables import not_in
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
    return {
        "计划名称": plan.title, "标题": title_lines(plan.title), "序时说明": _note(alarms(status.tasks)), "期次": status.round.name, "截至": day_words(status.today), "日期": day_words(status.today),
        "任务数": whole.tasks, **{light.label: whole.lights[light] for light in Light}, "平均进度": _mean(whole),
        "与上期相比": compared(trend, status) if status.before else "", "应报": len(owed), "已报": len(owed) - len(silent),
        "迟报": sum(each.late for each in owed), "未报": len(silent),
        "各工程": [_project(each) for each in projects(status)],
        "警示": _alarms(status, named),
        "报送情况": _returns(owed, named),
        "待定": _matters(status),
        "补报": _to_report(silent, deadline, status.today), "下期": _next(plan, status, deadline if silent else None),
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
    plain = replace(task, departments=tuple(replace(each, reason=_unexplained(each)) for each in task.departments))
    why = (
        alarm_reasons(plain)
        if named
        else reasons_together(each.reason for each in plain.leads if each.light is task.light)
    )
    return {"编号": task.task.id, "任务": headline(task.task.content), "亮灯": task.light.label, "情况": why}


def _unexplained(each: DepartmentStatus) -> str:
    """Return why a department's light is what it is, but for where 序时进度 counts from: the paper says that once."""
    return each.reason.replace(f"（{_counted_from(each)}）", "")


def _counted_from(each: DepartmentStatus) -> str:
    words = each.case.start[1] if each.case else ""
    return words if words and f"（{words}）" in each.reason else ""


def _note(tasks: Iterable[TaskStatus]) -> str:
    """Return from when 序时进度 counts, as far as the reasons for red and amber lights rest on it."""
    lit = (each for task in tasks for each in task.leads if each.light is task.light)
    said = dict.fromkeys(words for each in lit if (words := _counted_from(each)))
    return f"序时进度：{'；'.join(said)}" if said else ""


_LINE: Final = 20
"""Letters of the title that a line takes."""
_ENDS: Final = "、，；：”》）和及与年月区县市局"
_BEGINS: Final = "“《（"


def title_lines(title: str) -> str:
    """Return the title in lines of about the same length, each ended where the words allow it: no line takes the end of a word alone."""
    count = -(-len(title) // _LINE)
    if count < 2:
        return title
    length = len(title) / count
    near = range(max(1, int(length - 4)), min(len(title), _LINE, int(length + 4)) + 1)
    fits = [place for place in near if title[place - 1] in _ENDS or title[place : place + 1] in _BEGINS]
    rest_fits = [place for place in fits or near if len(title) - place <= _LINE * (count - 1)]
    best = min(rest_fits or [_LINE], key=lambda place: abs(place - length))
    return f"{title[:best]}\n{title_lines(title[best:])}"


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


def _returns(owed: Sequence[DepartmentSummary], named: bool) -> str:
    parts = []
    silent, late = (
        [each.department for each in owed if not each.returned],
        [each.department for each in owed if each.late],
    )
    for word, names in (("未报送", silent), ("迟报", late)):
        if names:
            parts.append(f"{word}的有{len(names)}个单位{_named(names) if named else ''}")
    apart = [f"{state}的{len(names)}个{_named(names) if named else ''}" for state, names in not_in(owed).items()]
    said = "；".join(parts) + "。" if parts else "应报送的单位都按时报送。"
    return f"{said}已报送的里面，{'，'.join(apart)}。" if apart else said


def _to_report(silent: Sequence[str], deadline: date | None, today: date) -> str:
    """Return what is asked of those that have not reported; only past the deadline are they behind."""
    if not silent:
        return ""
    if deadline and today <= deadline:
        return f"还没有报送的单位请在{day_words(deadline)}前报送。"
    return "未报送的单位要立即补报。"


def _named(names: Sequence[str]) -> str:
    return f"：{'、'.join(names)}"


def _next(plan: Plan, status: Status, said: date | None) -> str:
    """Return the sentence on the next deadline: that of 设置 if it lies ahead and is not said already, else a blank to fill in."""
    deadline: date | None = plan.settings.deadline
    if deadline and deadline > status.today:
        of = plan.settings.round if plan.settings.round != status.round.name else ""
        return f"{of}报送截止时间为{day_words(deadline)}。" if of or deadline != said else ""
    following = next_round(status.round)
    name = f"下一期（{following.name}）" if following else "下一期"
    return f"{name}报送截止时间为　　年　　月　　日。"
