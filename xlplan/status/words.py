"""What the status sheets say in words: changes since the round before, days to go, what the leaders must decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from xlplan.decisions.agreed import VERIFIABLE
from xlplan.handout.split import due_words, how_often
from xlplan.plan.further import lines as lines_of
from xlplan.plan.plan import Plan
from xlplan.returns.quality import says_none
from xlplan.schedule.calendar import day_words
from xlplan.status.light_case import found_done
from xlplan.status.light_source import source_words
from xlplan.status.model import DepartmentStatus, Past, Status, TaskStatus
from xlplan.status.rollup import GroupStatus, TrendPoint, asks_for_help, awaits_closing, parties, returned_from
from xlplan.terms.choices import Light, QuestionKind, Role, State
from xlplan.terms.fields import Field
from xlplan.terms.headings import ITEM_WORDS
from xlplan.terms.shares import points, whole_percent
from xlplan.terms.text import fold

NOTHING_BEFORE = "首次"
NOT_COMPARABLE: Final = "无可比"
"""Stands where there is no mean, or nothing to compare it with."""
_MOVED: Final = 6
"""How many tasks are named that went back or forward."""
_TOLD: Final = 2
"""Of so few it is said as well in what they did."""
_NAMED: Final = 3
"""How many departments with the same due day are named."""
_NUMBER: Final = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_ORDINAL: Final = re.compile(rf"^(?:[（(]{_NUMBER}[）)][.．、]?|{_NUMBER}(?:[）)]|[.．、](?!\d)))\s*")


def told_together(said: Iterable[tuple[str, str]]) -> str:
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
    return told_together((each.department, text) for each in task.departments if (text := each.text(field).strip()))


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
    return told_together(said)


def alarm_reasons(task: TaskStatus) -> str:
    """Return why a task is red or amber, with the problems that its departments named."""
    lit = [each for each in task.leads if each.light is task.light]
    return told_together(
        (d.department, f"{d.reason}（{problem}）" if (problem := _problem(task, d)) else d.reason) for d in lit
    )


def _problem(task: TaskStatus, each: DepartmentStatus) -> str:
    """Return the problem that a department names this round, or for which it has been asking for help since an earlier one."""
    return each.standing(Field.PROBLEMS) if asks_for_help(task, each) else each.text(Field.PROBLEMS).strip()


def task_lines(plan: Plan, status: Status) -> list[dict[str, str | float | date | None]]:
    """Return 进展汇总: one line for each task, by the columns of PROGRESS_HEADINGS."""
    returned = returned_from(status)
    lines = []
    for task in status.tasks:
        who = parties(plan, task, returned)
        values: dict[str, str | float | date | None] = {
            "id": task.task.id, "project": task.task.project, "content": "\n".join(filter(None, (headline(task.task.content), lines_of(task.task.further)))), "lead": lead_words(who),
            "due": due_shown(task, status.today), "days": days_words(task, status.today), "light": task.light.label,
            "percent": task.share, "change": change_words(task),
            "progress": progress_words(task, who),
            "verified": told_together((each.department, verified_words(each)) for each in task.departments if each.verified), "problems": said(task, Field.PROBLEMS), "note": "\n".join(filter(None, (reasons(who), source_words(task, status.round.name)))),
        }  # fmt: skip
        lines.append(values)
    return lines


def verified_words(each: DepartmentStatus) -> str:
    """Return what the office found, with what the department says itself beside it."""
    if not any(name in each.agreements.verified for name in VERIFIABLE):
        return each.verified
    return f"核定{each.verified}（自报{each.claimed}）" if each.claimed else f"核定{each.verified}"


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
        left = _left(following, today)
        parts.append(left if following == today else f"下次{following.month}月{following.day}日，{left}")
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


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that the leaders must decide: which task, of which kind, and who asks for what."""

    task: TaskStatus
    kind: str
    asked: Sequence[tuple[DepartmentStatus, str]]

    @property
    def said(self) -> str:
        """Who asks for what; those that ask for the same stand together."""
        return told_together((each.department, words) for each, words in self.asked)

    @property
    def words(self) -> str:
        """The kind, and what is asked."""
        return f"{self.kind}｜{self.said}"


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
    why = each.standing(Field.PROBLEMS)
    if awaits_closing(each):
        who = "办公室核定" if found_done(each.agreements, each.claim) else "报"
        yield QuestionKind.CLOSE, f"{who}已完成，请定是否同意销号。{_grounds(each, Field.PROGRESS, Field.EVIDENCE)}"
        return
    if helped := asks_for_help(task, each):
        said = why or each.standing(Field.PROGRESS) or "没有写事由。"
        yield State.NEEDS_HELP, _sentence(said) + _grounds(each, *([Field.PROGRESS] if why else []), Field.NEXT)
    if not each.role.carries_out or each.claim is None or each.closed or each.paused:
        return
    if each.state == State.PAUSED:
        yield QuestionKind.PAUSE, why or each.standing(Field.PROGRESS) or "没有写原因。"
        return
    if each.asks and each.due:
        late = "到期后才提出，" if asked_late(each) else ""
        yield (
            QuestionKind.DELAY,
            f"到期日{day_words(each.due)}，{late}申请延到{day_words(each.asks)}。{'' if helped else why}",
        )


def _grounds(each: DepartmentStatus, *names: Field) -> str:
    """Return what the department wrote in these columns, as the leaders need it to decide; it counts by now, be it earlier."""
    claimed = each.claim.values if each.claim else {}
    said = {name: str(claimed[name].value).strip().rstrip("。；") for name in names if name in claimed}
    return "".join(f"{ITEM_WORDS[name]}：{text}。" for name, text in said.items() if text)


def _sentence(text: str) -> str:
    return f"{text.rstrip('。；')}。"


def asked_late(each: DepartmentStatus) -> bool:
    """Return True if a delay was asked for after the day had passed."""
    at = each.claim.origin_of(Field.EXPECTED).at if each.claim else None
    return bool(at and each.due and at.date() > each.due)


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
