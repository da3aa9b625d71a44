"""What the status sheets say of a task in words: who carries it out, what was reported, why it is lit, days to go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from xlplan.handout.split import due_words, how_often
from xlplan.status.model import DepartmentStatus, TaskStatus
from xlplan.status.rollup import GroupStatus, asks_for_help
from xlplan.terms.choices import Role, State
from xlplan.terms.fields import Field

_NAMED: Final = 3
"""How many departments with the same due day are named."""
_REASONS: Final = 5
"""How many of the reasons of a group's members are told."""
_NUMBER: Final = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_ORDINAL: Final = re.compile(rf"^(?:[（(]{_NUMBER}[）)][.．、]?|{_NUMBER}(?:[）)]|[.．、](?!\d)))\s*")


def told_together(said: Iterable[tuple[str, str]]) -> str:
    """Return what each department says, one line each; those that say the same share a line."""
    names: dict[str, list[str]] = {}
    for department, text in said:
        names.setdefault(text, []).append(department)
    return "\n".join(f"{'、'.join(departments)}：{text}" for text, departments in names.items())


_LONG: Final = 36
_SHORTEST: Final = 8
"""Letters of a headline: more than the first are cut, to no less than the second."""
LONGEST: Final = 10
HEAD: Final = 5
TAIL: Final = 4
"""Letters of a name in a chart: more than the first are left out between the other two."""


def headline(content: str) -> str:
    """Return the first sentence of a task's content, without its ordinal: 编号 stands beside it. A long one ends with a clause."""
    first = _ORDINAL.sub("", content.strip()).split("。", 1)[0].split("\n", 1)[0]
    if len(first) <= _LONG:
        return first
    # A clause that ends in good time says what it is about; what follows stands in 分工表.
    ends = [place for place, letter in enumerate(first[:_LONG]) if letter in "，；：、,;:" and place >= _SHORTEST]
    return first[: ends[-1] if ends else _LONG - 1] + "…"


def chart_name(name: str) -> str:
    """Return a project's name as a chart says it: a long one by how it begins and ends."""
    return name if len(name) <= LONGEST else f"{name[:HEAD]}…{name[-TAIL:]}"


def said(task: TaskStatus, field: Field) -> str:
    """Return what all departments reported in a column this round, each with its name."""
    return told_together((each.department, text) for each in task.departments if (text := each.text(field).strip()))


def states_words(task: TaskStatus) -> str:
    """Return how the departments that carry a task out stand on it; whose state it is only where they differ."""
    found = [(each.department, state_words(each)) for each in task.leads]
    return found[0][1] if len({words for _, words in found}) == 1 else told_together(found)


def state_words(each: DepartmentStatus) -> str:
    """Return how a department stands on a task: what it said, or what was decided."""
    routine = "转为常规工作，" if each.case and each.case.in_routine else ""
    unsaid = "没有写状态" if each.claim else f"{routine}没有报过"
    return "已销号" if each.closed else "已暂缓" if each.paused else each.state or unsaid


Parties = Sequence[GroupStatus | DepartmentStatus]


def lead_words(parties: Parties) -> str:
    """Return 执行部门 as the table names them, a group by its own name; after them 责任部门, marked so."""

    def named(role: Role) -> str:
        return "、".join(
            each.group if isinstance(each, GroupStatus) else each.department for each in parties if each.role is role
        )

    shares = named(Role.SHARE)
    return "；".join(filter(None, (named(Role.LEAD), f"{Role.SHARE.label}：{shares}" if shares else "")))


def progress_words(task: TaskStatus, parties: Parties) -> str:
    """Return 本期进展: a group by its numbers and its section's 综述, others in their own words."""
    grouped = [each for each in parties if isinstance(each, GroupStatus)]
    hidden = {member.department for group in grouped for member in group.members}
    hidden |= {group.section for group in grouped if group.overview}
    named = {each.department for each in parties if isinstance(each, DepartmentStatus)}
    own = told_together(
        (each.department, text)
        for each in task.departments
        if (text := each.text(Field.PROGRESS).strip()) and (each.department in named or each.department not in hidden)
    )
    lines = [f"{each.words}。{_overview(each)}" for each in grouped]
    return "\n".join(part for part in (*lines, own) if part)


def _overview(group: GroupStatus) -> str:
    return f"{group.section}综述：{group.overview}" if group.overview else "各单位的原话见群组明细。"


def reasons(parties: Parties) -> str:
    """Return the reasons for the task's light; for a group, those of its lowest members, each with how many have it."""
    return told_together(
        (each.department, each.reason) if isinstance(each, DepartmentStatus) else (each.group, _group_reasons(each))
        for each in parties
    )


def _group_reasons(group: GroupStatus) -> str:
    """Return the group's light and why its lowest members have it, the reason of most first."""
    names: dict[str, list[str]] = {}
    for each in group.lowest:
        names.setdefault(each.reason, []).append(each.department)
    if not names:
        return "没有成员"
    by_count = sorted(names.items(), key=lambda item: -len(item[1]))
    told = [f"{who[0]}{f'等{len(who)}个单位' if len(who) > 1 else ''}：{reason}" for reason, who in by_count[:_REASONS]]
    rest = sum(len(who) for _, who in by_count[_REASONS:])
    more = [f"另有{rest}个单位各有原因，见群组明细"] if rest else []
    # A reason may have several parts, with ； between them.
    return "。".join([f"最低{group.light.label}灯，{told[0]}", *told[1:], *more])


def alarm_reasons(task: TaskStatus) -> str:
    """Return why a task is red or amber, with the problems that its departments named."""
    lit = [each for each in task.leads if each.light is task.light]
    return told_together(
        (d.department, f"{d.reason}（{problem}）" if (problem := _problem(task, d)) else d.reason) for d in lit
    )


def _problem(task: TaskStatus, each: DepartmentStatus) -> str:
    """Return the problem that a department names this round, or for which it has been asking for help since an earlier one."""
    return each.standing(Field.PROBLEMS) if asks_for_help(task, each) else each.text(Field.PROBLEMS).strip()


def _in_routine(task: TaskStatus, today: date) -> bool:
    """Return True if the deadline is closed for all who still carry the task out, and the routine behind it runs."""
    return bool(task.left) and all(each.agreements.in_routine(task.task.schedule, today) for each in task.left)


def due_shown(task: TaskStatus, today: date) -> date | str:
    """Return what 到期日 shows: the day, or how often to report; of a day put off, who agreed and when as well."""
    if _in_routine(task, today):
        return how_often(task.task.schedule)
    one = len(task.leads) == 1
    schedule = task.task.schedule
    delays = [
        (each.department, words)
        for each in task.left or task.leads
        if (words := each.agreements.words_of_delay(schedule, day_too=not one))
    ]
    if not delays or not task.due:
        return task.due or due_words(schedule)
    said = delays[0][1] if one else told_together(delays)
    return f"{task.due}\n{said}"


def days_words(task: TaskStatus, today: date) -> str:
    """Return the days to go or overdue of a task not done; for a recurring one to its next day."""
    if task.leads and all(each.closed or each.state == State.DONE for each in task.leads):
        return "已完成" if task.due else ""
    if task.leads and all(each.closed or each.paused for each in task.leads):
        return "已暂缓"
    parts = [_days_left(task, today)] if task.due and not _in_routine(task, today) else []
    turns = [each.turns for each in task.leads if each.turns and not each.closed]
    following = min((each.next for each in turns if each.next), default=None)
    if following:
        # Nothing falls due that somebody could be late with: it is the day of one of many turns.
        ahead = f"下次{following.month}月{following.day}日，{_left(following, today)}"
        parts.append("这一次就在今天" if following == today else ahead)
    return "\n".join(parts)


def _days_left(task: TaskStatus, today: date) -> str:
    """Return the days to go or overdue; where those who still carry the task out have other days, whose each is, the first day first."""
    by_day: dict[date, list[DepartmentStatus]] = {}
    for each in task.left:
        if each.due:
            by_day.setdefault(each.due, []).append(each)
    if len(by_day) < 2:
        return _left(task.due, today) if task.due else ""
    lines = []
    for day, who in sorted(by_day.items()):
        names = "、".join(each.department for each in who[:_NAMED])
        more = f"等{len(who)}个单位" if len(who) > _NAMED else ""
        done = all(each.state == State.DONE for each in who)
        lines.append(f"{names}{more}：{'已完成' if done else _left(day, today)}")
    return "\n".join(lines)


def _left(due: date, today: date) -> str:
    left = (due - today).days
    return f"还有{left}天" if left > 0 else "今天到期" if left == 0 else f"超{-left}天"
