"""What the status sheets say in words: changes since the round before, days to go, what the leaders must decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from xlplan.handout.split import due_words
from xlplan.plan.plan import Plan
from xlplan.schedule.calendar import day_words
from xlplan.status.rollup import GroupStatus, TrendPoint, asks_for_help, awaits_closing, due_of, parties, returned_from
from xlplan.status.status import DepartmentStatus, Status, TaskStatus
from xlplan.terms.choices import Light, QuestionKind, Role, State
from xlplan.terms.fields import Field
from xlplan.terms.shares import points

NOTHING_BEFORE = "首次"
_NUMBER: Final = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_ORDINAL: Final = re.compile(rf"^(?:[（(]{_NUMBER}[）)][.．、]?|{_NUMBER}(?:[）)]|[.．、](?!\d)))\s*")


def together(said: Iterable[tuple[str, str]]) -> str:
    """Return what each department says, one line each; those that say the same share a line."""
    names: dict[str, list[str]] = {}
    for department, text in said:
        names.setdefault(text, []).append(department)
    return "\n".join(f"{'、'.join(departments)}：{text}" for text, departments in names.items())


def headline(content: str) -> str:
    """Return the first sentence of a task's content, without its ordinal: 编号 stands beside it."""
    first = _ORDINAL.sub("", content.strip()).split("。", 1)[0].split("\n", 1)[0]
    return first if len(first) <= 60 else first[:59] + "…"


def said(task: TaskStatus, field: Field) -> str:
    """Return what all departments reported in a column this round, each with its name."""
    return together((each.department, text) for each in task.departments if (text := each.text(field).strip()))


Parties = Sequence[GroupStatus | DepartmentStatus]


def lead_words(parties: Parties) -> str:
    """Return 执行部门 as the table names them: a group by its own name."""
    return "、".join(each.group if isinstance(each, GroupStatus) else each.department for each in parties)


def progress_words(task: TaskStatus, parties: Parties) -> str:
    """Return 本期进展: a group by its numbers and its section's 综述, others in their own words."""
    grouped = [each for each in parties if isinstance(each, GroupStatus)]
    hidden = {member.department for group in grouped for member in group.members}
    hidden |= {group.section for group in grouped if group.overview}
    named = {each.department for each in parties if isinstance(each, DepartmentStatus)}
    own = together(
        (each.department, text)
        for each in task.departments
        if (text := each.text(Field.PROGRESS).strip()) and (each.department in named or each.department not in hidden)
    )
    lines = [f"{each.words}。{_overview(each)}" for each in grouped]
    return "\n".join(part for part in (*lines, own) if part)


def _overview(group: GroupStatus) -> str:
    return f"{group.section}综述：{group.overview}" if group.overview else "各单位的原话见群组明细。"


def reasons(parties: Parties) -> str:
    """Return the reasons for the task's light; for a group, those of its lowest members."""
    said = []
    for each in parties:
        if isinstance(each, DepartmentStatus):
            said.append((each.department, each.reason))
        else:
            first = each.lowest[0] if each.lowest else None
            more = f"等{len(each.lowest)}个单位" if len(each.lowest) > 1 else ""
            words = f"最低{each.light.label}灯，{first.department}{more}：{first.reason}" if first else "没有成员"
            said.append((each.group, words))
    return together(said)


def alarm_reasons(task: TaskStatus) -> str:
    """Return why a task is red or amber, with the problems that its departments named."""
    lit = [each for each in task.leads if each.light is task.light]
    return together(
        (d.department, f"{d.reason}（{problem}）" if (problem := d.text(Field.PROBLEMS).strip()) else d.reason)
        for d in lit
    )


def task_lines(plan: Plan, status: Status) -> list[dict[str, str | float | date | None]]:
    """Return 进展汇总: one line for each task, by the columns of PROGRESS_HEADINGS."""
    returned = returned_from(status)
    lines = []
    for task in status.tasks:
        who = parties(plan, task, returned)
        values: dict[str, str | float | date | None] = {
            "id": task.task.id, "project": task.task.project, "content": headline(task.task.content), "lead": lead_words(who),
            "due": due_words(task.task.schedule), "days": days_words(task, status.today), "light": task.light.label,
            "percent": task.share, "change": change_words(task),
            "progress": progress_words(task, who),
            "verified": together((each.department, each.verified) for each in task.departments if each.verified), "problems": said(task, Field.PROBLEMS), "note": reasons(who),
        }  # fmt: skip
        lines.append(values)
    return lines


def days_words(task: TaskStatus, today: date) -> str:
    """Return the days to go or overdue of a task not done; for a recurring one to its next day, and what was missed."""
    if task.leads and all(each.agreements.closed or each.state == State.DONE for each in task.leads):
        return "已完成" if due_of(task) else ""
    due = due_of(task)
    parts = [_left(due, today)] if due else []
    turns = [each.turns for each in task.leads if each.turns and not each.agreements.closed]
    following = min((each.next for each in turns if each.next), default=None)
    missed = sorted({day for each in turns for day in each.missed})
    if following:
        left = _left(following, today)
        parts.append(left if following == today else f"下次{following.month}月{following.day}日，{left}")
    parts += [f"已错过{len(missed)}次"] if missed else []
    return "\n".join(parts)


def _left(due: date, today: date) -> str:
    left = (due - today).days
    return f"还有{left}天" if left > 0 else "今天到期" if left == 0 else f"超{-left}天"


def change_words(task: TaskStatus) -> str:
    """Return the change of light and share since the round before."""
    if task.past is None:
        return NOTHING_BEFORE
    parts = []
    if task.past.light is not task.light:
        parts.append(f"{task.past.light.label}→{task.light.label}")
    if task.past.share is not None and task.share is not None and task.past.share != task.share:
        parts.append(points(task.share - task.past.share))
    return "，".join(parts) or "不变"


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that the leaders must decide: which task, of which kind, and who asks for what."""

    task: TaskStatus
    kind: str
    asked: Sequence[tuple[DepartmentStatus, str]]

    @property
    def words(self) -> str:
        """What is asked; those that ask for the same stand together."""
        return f"{self.kind}｜" + together((each.department, words) for each, words in self.asked)


def matters(status: Status) -> list[Matter]:
    """Return 待销号, pauses and delays not yet agreed to, and 需协调, in the order of the table."""
    found = []
    for task in status.tasks:
        asked: dict[str, list[tuple[DepartmentStatus, str]]] = {}
        for each in task.departments:
            for kind, words in _asked(task, each):
                asked.setdefault(kind, []).append((each, words))
        found += [Matter(task, kind, who) for kind, who in asked.items()]
    return found


def _asked(task: TaskStatus, each: DepartmentStatus) -> Iterator[tuple[str, str]]:
    """Yield what a department asks for, with its kind: help and a delay often go together."""
    why = each.text(Field.PROBLEMS).strip()
    if awaits_closing(each):
        yield QuestionKind.CLOSE, "报已完成，请定是否同意销号。"
        return
    if asks_for_help(each):
        yield State.NEEDS_HELP, why or each.text(Field.PROGRESS) or "没有写事由。"
    if each.role is not Role.LEAD or each.entry is None:
        return
    if each.state == State.PAUSED and not each.agreements.paused:
        yield QuestionKind.PAUSE, why or each.text(Field.PROGRESS) or "没有写原因。"
        return
    due, expected = due_of(task), each.entry.values.get(Field.EXPECTED)
    if due and expected and isinstance(expected.value, date) and expected.value > due:
        yield (
            QuestionKind.DELAY,
            f"到期日{day_words(due)}，申请延到{day_words(expected.value)}。{'' if asks_for_help(each) else why}",
        )


def compared(trend: Sequence[TrendPoint]) -> str:
    """Return the plan's change since the round before, in one line; `trend` ends with this round."""
    if len(trend) < 2:
        return "第一期，没有可比的上期。"
    before, now = trend[-2].total, trend[-1].total
    parts = [
        f"{each.label}灯{now.lights[each] - before.lights[each]:+d}"
        for each in Light
        if now.lights[each] != before.lights[each]
    ]
    if before.share is not None and now.share is not None:
        parts.append(f"平均进度{points(now.share - before.share)}")
    return f"与上期（{trend[-2].round}）相比：{'，'.join(parts) or '没有变化'}。"
