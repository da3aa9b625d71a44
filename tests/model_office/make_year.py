"""Make up a model office and its year by a seed: 40 departments, two groups, 60 tasks of every kind of limit, 8 rounds."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Final

from model_office.office import Department, Group, Limit, Settings, Task, Year

OFFICES: Final = (
    "办公室", "组织科", "宣传科", "人事科", "财务科", "基建科", "督导科", "法规科", "安全科", "体卫科", "艺术科", "德育科", "学前科",
    "基教科", "职成科", "民办科", "审计科", "招生办", "考试中心", "教研室", "电教馆", "资助中心", "装备站", "后勤中心", "进修学校",
    "少年宫", "工会", "妇联", "关工委", "档案馆", "团区委",
)  # fmt: skip
MIDDLE_SCHOOLS: Final = ("第一中学", "第二中学", "外国语中学", "实验中学")
PRIMARY_SCHOOLS: Final = ("东街小学", "西街小学", "南湖小学", "北山小学", "中心小学")
GROUPS: Final = (Group("各中学", MIDDLE_SCHOOLS, "基教科"), Group("各小学", PRIMARY_SCHOOLS, "学前科"))
NEW_NAMES: Final = {"电教馆": "信息中心", "民办科": "社会教育科"}
"""Departments that have another name in the course of the year."""
TASKS: Final = 60
ROUNDS: Final = 8
_NUMBERS = "一二三四"


@dataclass(frozen=True)
class Turn:
    """One round in the calendar: its name, the day it is handed out, its return deadline, and the last day before the next."""

    round: str
    handed_out: date
    deadline: date
    last: date


@dataclass(frozen=True)
class Shape:
    """What a year has beyond the plain one, whose seeds keep their years: rows of 责任 and other settings, and what `make_events` does."""

    shares: bool = False
    settings: bool = False
    verified: bool = False
    """核定 of states, of silent rows and of routines too, up to 已完成, which is then closed."""
    refused: bool = False
    """退回 of what is said of routines too."""
    entered: bool = False
    """代录 of what was said some days before, of the day asked for, and beside a file."""
    late: bool = False
    """Files of the round before."""
    often: bool = False
    """Many a pause, end of a pause, closing and opening again."""
    beside: bool = False
    """Quarters and months beside each other."""
    joined: bool = False
    """Two departments are made into one within a round."""


PLAIN: Final = Shape()
SHAPES: Final = {
    "plain": PLAIN, "shares": Shape(shares=True, settings=True), "verified": Shape(verified=True), "refused": Shape(refused=True),
    "entered": Shape(entered=True), "late": Shape(late=True), "often": Shape(often=True),
    "all": Shape(*[True] * 7), "beside": Shape(beside=True), "joined": Shape(joined=True),
    "whole": Shape(*[True] * len(fields(Shape))),
}  # fmt: skip


def make_year(seed: int, rounds: int = ROUNDS, shape: Shape = PLAIN) -> Year:
    """Return the year of a seed, or its first rounds. The same seed gives the same year."""
    from model_office.make_events import make_events

    chance = Random(seed)
    turns = quarters() if chance.random() < 0.5 else months()
    if shape.beside:
        turns = quarters_and_months()
    settings = Settings(plan_start=chance.choice((None, date(2023, 1, 15))))
    if shape.settings:
        days, amber, red = (chance.choice(each) for each in ((5, 15, 30), (5, 10), (20, 30)))
        settings = replace(settings, warning_days=days, amber_behind=amber, red_behind=red)
    departments = tuple(
        Department(name, "学校" if name in MIDDLE_SCHOOLS + PRIMARY_SCHOOLS else "科室")
        for name in OFFICES + MIDDLE_SCHOOLS + PRIMARY_SCHOOLS
    )
    tasks = tuple(_tasks(chance, turns))
    if shape.shares:
        tasks = tuple(_with_shares(chance, each) for each in tasks)
    year = Year(seed, settings, departments, GROUPS, tasks, ())
    return make_events(chance, year, turns[:rounds], shape)


def quarters() -> list[Turn]:
    """Return eight quarters, each handed out in its last month."""
    starts = [date(2023 + n // 4, n % 4 * 3 + 3, 5) for n in range(9)]
    return [
        Turn(f"{each.year}年第{_NUMBERS[(each.month - 1) // 3]}季度", each, each + timedelta(15), after - timedelta(1))
        for each, after in pairwise(starts)
    ]


def months() -> list[Turn]:
    """Return eight months, each handed out on the 10th."""
    starts = [date(2023, month, 10) for month in range(3, 12)]
    return [
        Turn(f"{each.year}年{each.month}月", each, each + timedelta(10), after - timedelta(1))
        for each, after in pairwise(starts)
    ]


def quarters_and_months() -> list[Turn]:
    """Return two quarters and their last months with those between, each handed out while the one before is still going on."""
    all_ = sorted((*quarters()[:2], *months()), key=lambda turn: turn.handed_out)[:ROUNDS]
    return [replace(turn, last=after.handed_out - timedelta(1)) for turn, after in pairwise(all_)] + all_[-1:]


# Time limits.


def month_end(chance: Random, first: date, last: date) -> date:
    """Return the last day of a month between two days."""
    count = (last.year - first.year) * 12 + last.month - first.month
    month = first.month - 1 + chance.randint(0, max(count, 0))
    year, month = first.year + month // 12, month % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def deadline(due: date) -> Limit:
    """Return a deadline, of a month where it ends with one."""
    if (due + timedelta(1)).day == 1:
        return Limit(f"{due.year}年{due.month}月底前", "deadline", due=due)
    return Limit(f"{due.year}年{due.month}月{due.day}日前", "deadline", due=due)


def period(first: date, due: date) -> Limit:
    """Return a time from the first day of a month to the last of another."""
    return Limit(f"{first.year}年{first.month}月—{due.year}年{due.month}月", "period", first.replace(day=1), due)


def in_steps(days: Sequence[date]) -> Limit:
    """Return a deadline with milestones before it."""
    words = ("完成方案", "完成试点", "全面完成")
    text = "，".join(f"{day.year}年{day.month}月底前{word}" for day, word in zip(days, words, strict=True))
    return Limit(text, "deadline", due=days[-1], milestones=tuple(days[:-1]))


def in_halves(due: date, routine: date) -> Limit:
    """Return a deadline with a routine behind it."""
    text = f"{due.year}年{due.month}月底前完成方案。{routine.year}年{routine.month}月起常规实施。"
    return Limit(text, "deadline", due=due, routine_from=routine)


def first_after(day: date, months_later: int) -> date:
    """Return the first day of a month, so many months after that of a day."""
    month = day.month - 1 + months_later
    return date(day.year + month // 12, month % 12 + 1, 1)


def _limit(chance: Random, kind: str, turns: Sequence[Turn]) -> Limit:
    first, last = turns[0].handed_out, turns[-1].last
    span = (last - first).days
    match kind:
        case "deadline":
            return deadline(month_end(chance, first + timedelta(20), last + timedelta(60)))
        case "a day":
            return deadline(first + timedelta(chance.randint(10, span)))
        case "period":
            start = month_end(chance, first - timedelta(90), first)
            return period(start, month_end(chance, first + timedelta(span // 3), last + timedelta(90)))
        case "ahead":
            start = month_end(chance, first + timedelta(span // 3), last - timedelta(30))
            return period(start, month_end(chance, last - timedelta(20), last + timedelta(120)))
        case "steps":
            day = month_end(chance, first + timedelta(15), first + timedelta(span // 3))
            next_ = month_end(chance, first + timedelta(span // 3 + 40), first + timedelta(span * 2 // 3))
            return in_steps(
                (day, next_, month_end(chance, first + timedelta(span * 2 // 3 + 40), last + timedelta(60)))
            )
        case "halves":
            due = month_end(chance, first + timedelta(20), first + timedelta(span // 2))
            return in_halves(due, first_after(due, chance.randint(1, 3)))
        case "before":
            return deadline(month_end(chance, date(2022, 10, 1), date(2023, 1, 31)))
        case "routine":
            return Limit(chance.choice(("常规工作", "长期坚持", "常态化推进")), "routine")
        case "recurring":
            text, every = chance.choice((("每月一次", "month"), ("每季度一次", "quarter"), ("每周一查", "week")))
            return Limit(text, "recurring", every=every)
        case _:
            return Limit("视工作需要", "none")


_KINDS: Final = (
    *("deadline",) * 16, *("a day",) * 5, *("period",) * 8, *("ahead",) * 4, *("steps",) * 7, *("halves",) * 6, *("before",) * 2,
    *("routine",) * 5, *("recurring",) * 5, *("none",) * 2,
)  # fmt: skip


def _tasks(chance: Random, turns: Sequence[Turn]) -> Sequence[Task]:
    kinds = list(_KINDS)
    assert len(kinds) == TASKS
    chance.shuffle(kinds)
    found = []
    for place, kind in enumerate(kinds):
        number = f"{place // 10 + 1}.{place % 10 + 1}"
        everybody = list(OFFICES)
        chance.shuffle(everybody)
        leads = everybody[: chance.choice((1, 1, 1, 2, 2, 3))]
        supports = everybody[5 : 5 + chance.choice((0, 0, 1, 2))]
        # Each office leads something; some lead no more than supports say.
        turn = OFFICES[place % len(OFFICES)]
        if turn not in (*leads, *supports, "档案馆"):
            leads[0] = turn
        if place % 10 in (3, 7):
            leads.append(GROUPS[place % 10 == 7].name)
        leads = [each for each in leads if each != "档案馆"] or [turn if turn != "档案馆" else "办公室"]
        supports = [each for each in supports if each not in leads]
        limit = _limit(chance, kind, turns)
        content = f"做好第{number}项工作。"
        found.append(Task(number, f"第{place // 10 + 1}工程", content, tuple(leads), limit, tuple(supports)))
    return found


def _with_shares(chance: Random, task: Task) -> Task:
    """Return a task some of whose departments, or a group, have 责任."""
    others = [*task.leads[1:], *task.supports[:1]]
    shares = [each for each in others if chance.random() < 0.5]
    if not shares and chance.random() < 0.1:
        shares = [chance.choice([each.name for each in GROUPS if each.name not in task.leads] or ["工会"])]
    leads, supports = (tuple(each for each in names if each not in shares) for names in (task.leads, task.supports))
    return replace(task, leads=leads, shares=tuple(each for each in shares if each not in leads), supports=supports)
