"""Which column of a table becomes which field: by what its heading means beside the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from xlplan.plan.first_leads import first_leads
from xlplan.plan.heading_rows import Heading, HeadingRows
from xlplan.plan.marked_columns import mark_roles
from xlplan.plan.role_column import says_roles
from xlplan.terms.cells import Grid, as_text, is_blank
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.heading_words import (
    PROBLEM_DEPTH,
    PROJECT_DEPTH,
    REQUIREMENT_DEPTH,
    TASK_DEPTH,
    ColumnSubject,
    meaning_of,
)
from xlplan.terms.headings import PLAN_HEADINGS, heading_key
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

WHEN_DONE: Final = pattern_of("(?:实际)?(?:办结|销号|结案)(?:时间|日期)|实际(?:完成|办结|销号)(?:时间|日期)")
"""Headings of columns that say when a task was done, beside one that says until when."""


class How(StrEnum):
    """How the cells of several columns become the text of one field."""

    NAMES = "names"
    PARTS = "parts"
    """What a thing is called, and what more is said of it."""
    SPAN = "span"
    PERIODS = "periods"
    MONTH = "month"
    """The month in one column, and what more is said of the time in another."""
    ADJUSTED = "adjusted"
    """The limit as it was adjusted in one column, and in another the first one, which holds where none was adjusted."""
    MARKED = "marked"
    ROLES = "roles"
    """An office in one column, and in another whether it leads or supports."""


class JoinedColumns(NamedTuple):
    """A field that several columns give, each with its heading."""

    how: How
    columns: tuple[tuple[int, str], ...]
    marks: tuple[Mapping[str, Field], ...] = ()
    """What the marks in each column mean, where these are departments."""

    @property
    def kept(self) -> bool:
        """Whether its columns also stay as they are."""
        return self.how in (How.PERIODS, How.ADJUSTED)


@dataclass
class Columns:
    """The columns as they are taken; of a field that several give, `fields` names the first."""

    fields: dict[Field, int] = field(default_factory=dict)
    joined: dict[Field, JoinedColumns] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    periods: tuple[tuple[int, str], ...] = ()
    """Columns of quarters or months beside a limit, each with its heading."""

    def consumed(self) -> set[int]:
        """Return the columns whose cells stand in a field."""
        single = {column for name, column in self.fields.items() if name not in self.joined}
        return single | {column for each in self.joined.values() for column, _ in each.columns}


_PERIODS_AT_LEAST: Final = 2
_ENDED: Final = pattern_of(
    "(?:计划|预计|拟|项目|工程|整体|全面)*(?:竣工|完工|验收|投产|投用|交付|建成|通车|运营|投入使用|投入运营|结项|结题|交工)(?:验收|备案|投产|投用|使用|交付|移交)*(?:节点|年月)?"
)
_DAYS: Final = pattern_of(r"(?:20)?\d\d(?:年|[-./])\d{1,2}.*|\d{1,2}[月.]\D{0,3}\d{0,2}.*|.*[月年季][底末度前中]?")
_IN_MONTHS: Final = pattern_of(r"^(?!.*工期).*\((?:月份?|几月)\)$")
_ADJUSTED: Final = pattern_of("(?:调整|变更|延期|顺延|延长|修改|更新)(?:后|以后|之后|到|至)?的?|最新|新的")
_NAMES_OFFICES: Final = (ColumnSubject.LEADING, ColumnSubject.UNIT, ColumnSubject.SUPPORTING)
_FIRST: Final = pattern_of("牵头|抓总|总牵头")
_OVERSEES: Final = pattern_of("(?:行业|上级)?(?:主管|归口)(?:单位|部门)")
_RESPONSIBLE: Final = pattern_of("责任|主责|承办|负责")


class _Choice:
    def __init__(self, grid: Grid, rows: HeadingRows) -> None:
        self.grid = grid
        self.rows = rows
        self.taken = Columns()
        self.free = [each for each in rows.known if each.by_hand is None]
        self.said: set[int] = set()
        """Columns without a field of which a finding tells already."""

    def of(self, *parts: ColumnSubject) -> list[Heading]:
        return [each for each in self.free if each.meaning and each.meaning.part in parts]

    def take(self, name: Field, heading: Heading) -> None:
        self.taken.fields[name] = heading.column
        self.free.remove(heading)

    def join(self, name: Field, how: How, headings: Sequence[Heading]) -> None:
        self.taken.fields[name] = headings[0].column
        self.taken.joined[name] = JoinedColumns(how, tuple((each.column, each.own) for each in headings))
        if how is not How.PERIODS:
            self.free = [each for each in self.free if each not in headings]

    def fixed(self, name: Field) -> bool:
        """Take the column of the fixed heading, if there is one."""
        for each in self.free:
            if each.own == PLAN_HEADINGS[name]:
                self.take(name, each)
                return True
        return False

    def say(self, code: str, at: Heading, name: Field | None, **values: str) -> None:
        self.taken.findings.append(finding(code, sheet=self.grid.sheet, cell=at.name, field=name, **values))

    def say_taken(self, heading: Heading, name: Field, why: str) -> None:
        self.say(
            "column-taken", heading, name, heading=f"{heading.name}“{heading.text}”", value=PLAN_HEADINGS[name], why=why
        )

    def say_twice(self, name: Field, used: Heading, others: Sequence[Heading]) -> None:
        for other in others:
            self.free.remove(other)
            self.said.add(other.column)
        named = "、".join(f"{each.name}“{each.text}”" for each in sorted([used, *others]))
        if others:
            self.say(
                "column-twice",
                others[0],
                name,
                heading=PLAN_HEADINGS[name],
                columns=named,
                used=f"{used.name}“{used.text}”",
            )


def choose_columns(grid: Grid, rows: HeadingRows) -> Columns:
    """Choose the columns of a table; findings name what was not certain, and headings that nobody knows."""
    choice = _Choice(grid, rows)
    _by_hand(choice)
    roles = _role_columns(choice)
    _who(choice)
    _with_roles(choice, roles)
    _when(choice)
    _what(choice)
    for name, part in (
        (Field.ID, ColumnSubject.ID),
        (Field.LEADER, ColumnSubject.LEADER),
        (Field.PERSON, ColumnSubject.PERSON),
        (Field.STAGE, ColumnSubject.GOAL),
    ):
        if name not in choice.taken.fields and not choice.fixed(name) and (found := choice.of(part)):
            # 编号 goes before a running number.
            choice.take(name, next((each for each in found if heading_key(each.own).endswith("编号")), found[0]))
    choice.taken.fields = dict(sorted(choice.taken.fields.items(), key=lambda item: item[1]))
    for each in rows.headings:
        if rule := first_leads(each.text):
            choice.say("first-leads", each, Field.LEAD, value=rule)
    told = choice.taken.consumed() | choice.said
    for each in rows.headings:
        # A running number beside 编号 says nothing of its own.
        if each.column not in told and not (each.meaning and each.meaning.part is ColumnSubject.ID):
            choice.say("column-unknown", each, None, heading=each.text)
    return choice.taken


def _by_hand(choice: _Choice) -> None:
    named: dict[Field, list[Heading]] = {}
    for each in choice.rows.known:
        if each.by_hand:
            named.setdefault(each.by_hand, []).append(each)
    for name, headings in named.items():
        if len(headings) > 1:
            choice.join(name, How.SPAN if name is Field.SCHEDULE else How.NAMES, headings)
        else:
            choice.taken.fields[name] = headings[0].column


def _who(choice: _Choice) -> None:
    """Take 牵头 as lead, 责任 beside it and 配合 as share, 责任 beside 牵头 alone as support; 责任 alone as lead."""
    if marked := choice.of(ColumnSubject.MARKED):
        _marked(choice, marked)
        return
    by_hand = Field.LEAD in choice.taken.fields
    leads = choice.of(ColumnSubject.LEADING) or choice.of(ColumnSubject.ANSWERABLE) or choice.of(ColumnSubject.UNIT)
    overseeing = [each for each in leads if _OVERSEES.fullmatch(heading_key(each.own))]
    if not by_hand and any(_RESPONSIBLE.search(each.own) for each in leads):
        # 主管单位 beside 责任单位 looks after the office that does it.
        leads = [each for each in leads if each not in overseeing]
        choice.free = [each for each in choice.free if each not in overseeing]
    answerable = [each for each in choice.of(ColumnSubject.ANSWERABLE) if by_hand or each not in leads]
    first = [each for each in leads if _FIRST.search(each.own)]
    if len(leads) > 1 and len(first) == 1:
        # 主要责任单位 beside 牵头单位 says no more than 责任单位 does.
        answerable += [each for each in leads if each not in first and _RESPONSIBLE.search(each.own)]
        leads = [each for each in leads if each in first or each not in answerable]
    alike = {heading_key(each.text) for each in leads}
    if not by_hand and len(leads) > 1 and len(alike) == 1:
        for each in leads:
            others = "、".join(other.name for other in leads if other is not each)
            choice.say_taken(each, Field.LEAD, f"与{others}同一个标题，合在一格里")
        choice.join(Field.LEAD, How.NAMES, leads)
    elif not by_hand and leads:
        plain = [each for each in leads if _RESPONSIBLE.search(each.own)] or leads
        used = next((each for each in leads if each.own == PLAN_HEADINGS[Field.LEAD]), plain[0])
        choice.take(Field.LEAD, used)
        choice.say_twice(Field.LEAD, used, [each for each in leads if each is not used])
        if used.meaning and used.meaning.part is ColumnSubject.UNIT:
            choice.say_taken(used, Field.LEAD, "没有别的列写明由谁负责")
    by_hand_support = Field.SUPPORT in choice.taken.fields
    supports = choice.of(ColumnSubject.SUPPORTING)
    if Field.SHARE in choice.taken.fields:
        answerable = []
    elif answerable and (supports or by_hand_support):
        _share(choice, answerable)
        answerable = []
    if by_hand_support:
        return
    supports = [*answerable, *supports]
    exact = [each for each in supports if each.own == PLAN_HEADINGS[Field.SUPPORT]]
    if len(supports) > 1 and not exact:
        for each in supports:
            others = "、".join(f"“{other.text}”" for other in supports if other is not each)
            choice.say_taken(each, Field.SUPPORT, f"与{others}合在一格里")
        choice.join(Field.SUPPORT, How.NAMES, supports)
    elif supports:
        used = exact[0] if exact else supports[0]
        choice.take(Field.SUPPORT, used)
        choice.say_twice(Field.SUPPORT, used, [each for each in supports if each is not used])
        if used in answerable:
            choice.say_taken(used, Field.SUPPORT, "旁边另有牵头的一列")


def _marked(choice: _Choice, columns: Sequence[Heading]) -> None:
    """Take departments as columns: those with one mark carry out, those with another support."""
    roles, sure = mark_roles(choice.grid, [each.column for each in columns], choice.rows.bottom) or ({}, False)
    meant = []
    for each in columns:
        above = meaning_of(heading_key(each.parents[-1])) if each.parents else None
        supports = above is not None and above.part is ColumnSubject.SUPPORTING
        meant.append(dict.fromkeys(roles, Field.SUPPORT) if supports and not sure else roles)
    places = tuple((each.column, each.own) for each in columns)
    for name in (Field.LEAD, Field.SUPPORT):
        if any(name in each.values() for each in meant):
            choice.taken.fields[name] = columns[0].column
            choice.taken.joined[name] = JoinedColumns(How.MARKED, places, tuple(meant))
    choice.free = [each for each in choice.free if each not in columns]
    named = "、".join(f"{each.name}“{each.own}”" for each in columns)
    said = "、".join(f"{mark}是{PLAN_HEADINGS[role]}" for mark, role in sorted(roles.items()))
    choice.say("column-marks" if sure else "column-marks-assumed", columns[0], Field.LEAD, columns=named, roles=said)


def _role_columns(choice: _Choice) -> list[Heading]:
    """Put aside the columns whose cells say who leads and who supports, whatever stands above them."""
    if choice.of(ColumnSubject.MARKED):
        return []
    roles = [
        each
        for each in choice.rows.headings
        if each.by_hand is None
        and not (each.meaning and each.meaning.part in _NAMES_OFFICES)
        and says_roles(choice.grid, each.column, choice.rows.bottom)
    ]
    choice.free = [each for each in choice.free if each not in roles]
    return roles


def _with_roles(choice: _Choice, roles: Sequence[Heading]) -> None:
    """Join the one column of roles to that of the offices; say of any other that its words are not read."""
    who = next((each for each in choice.rows.headings if each.column == choice.taken.fields.get(Field.LEAD)), None)
    if who is None:
        return
    if len(roles) == 1 and Field.LEAD not in choice.taken.joined:
        choice.join(Field.LEAD, How.ROLES, [who, roles[0]])
        why = f"它写明“{who.text}”里各是牵头还是配合，同一项任务的几行合成一项"
        choice.say_taken(roles[0], Field.LEAD, why)
        return
    if roles:
        named = "、".join(f"{each.name}“{each.text}”" for each in roles)
        choice.say("column-roles-unread", roles[0], Field.LEAD, heading=named, value=who.text)
        choice.said.update(each.column for each in roles)


def _share(choice: _Choice, columns: Sequence[Heading]) -> None:
    """Take the columns of those who are responsible where others lead and others support."""
    for each in columns:
        others = "、".join(f"“{other.text}”" for other in columns if other is not each)
        why = f"旁边另有牵头、配合的列{f'，与{others}合在一格里' if others else ''}"
        if others or each.own != PLAN_HEADINGS[Field.SHARE]:
            choice.say_taken(each, Field.SHARE, why)
    if len(columns) > 1:
        choice.join(Field.SHARE, How.NAMES, columns)
    else:
        choice.take(Field.SHARE, columns[0])


def _when(choice: _Choice) -> None:
    """Take a limit, or a beginning and an end, or what is to be done in each quarter or month."""
    periods = choice.of(ColumnSubject.PERIOD)
    words = "、".join(f"{each.name}“{each.own}”" for each in periods)
    several = len(periods) >= _PERIODS_AT_LEAST
    if not _limit(choice) and several:
        choice.join(Field.SCHEDULE, How.PERIODS, periods)
        choice.say_taken(periods[0], Field.SCHEDULE, f"{words}各列连成一个时限，各列原样保留")
    elif several:
        choice.taken.periods = tuple((each.column, each.own) for each in periods)
        choice.say("column-periods", periods[0], None, columns=words)
        choice.said.update(each.column for each in periods)


def _limit(choice: _Choice) -> bool:
    """Take the column of the limit, or those of its beginning and end; return False if there is none."""
    if Field.SCHEDULE in choice.taken.fields or choice.fixed(Field.SCHEDULE):
        return True
    limits = sorted(choice.of(ColumnSubject.LIMIT), key=lambda each: -(each.meaning.depth if each.meaning else 0))
    # Beside a limit, 办结时间 is when it was done.
    limits = [each for each in limits if not WHEN_DONE.fullmatch(heading_key(each.own))] or limits
    adjusted = [each for each in limits if _ADJUSTED.search(each.own)]
    if adjusted and len(adjusted) < len(limits):
        _adjusted(choice, adjusted, [each for each in limits if each not in adjusted])
        return True
    starts, ends, months = choice.of(ColumnSubject.START), choice.of(ColumnSubject.END), choice.of(ColumnSubject.MONTH)
    if not (limits or ends or months):
        # 竣工验收 with days below it is the end.
        ends = [
            each
            for each in reversed(choice.rows.headings)
            if _ENDED.fullmatch(heading_key(each.own)) and _holds_days(choice, each)
        ]
        choice.free += [each for each in ends if each not in choice.free]
    if starts and (ends or limits):
        span = [starts[0], (ends or limits)[0]]
        choice.join(Field.SCHEDULE, How.SPAN, span)
        for each in span:
            choice.say_taken(each, Field.SCHEDULE, f"“{span[0].text}”和“{span[1].text}”两列合成一个时限")
        limits = [each for each in limits if each in choice.free]
        if limits:
            choice.say_twice(Field.SCHEDULE, span[0], limits)
    elif limits or ends:
        used, *others = limits or ends
        choice.take(Field.SCHEDULE, used)
        same = [each for each in others if each.meaning and used.meaning and each.meaning.depth == used.meaning.depth]
        choice.say_twice(Field.SCHEDULE, used, same)
        if months and (used.meaning and used.meaning.part is ColumnSubject.LIMIT):
            choice.join(Field.SCHEDULE, How.MONTH, [months[0], used])
            choice.say_taken(months[0], Field.SCHEDULE, f"“{used.text}”里没写是哪个月的，照它算")
        elif _IN_MONTHS.search(fold(used.own)):
            choice.join(Field.SCHEDULE, How.MONTH, [used])
            choice.say_taken(used, Field.SCHEDULE, "标题写明填的是几月")
    elif starts:
        choice.join(Field.SCHEDULE, How.SPAN, starts[:1])
        choice.say_taken(starts[0], Field.SCHEDULE, "只写了从哪一天开始")
    elif months:
        choice.join(Field.SCHEDULE, How.MONTH, months[:1])
        choice.say_taken(months[0], Field.SCHEDULE, "没有别的列写明时限")
    return Field.SCHEDULE in choice.taken.fields


def _holds_days(choice: _Choice, heading: Heading) -> bool:
    """Return True if most of what stands in a column are days or months."""
    values = [choice.grid.at(row, heading.column) for row in range(choice.rows.bottom, len(choice.grid.rows))]
    said = [as_text(value) for value in values if not is_blank(value)]
    return 2 * sum(bool(_DAYS.fullmatch(fold(text))) for text in said) > len(said)


def _adjusted(choice: _Choice, adjusted: Sequence[Heading], first: Sequence[Heading]) -> None:
    """Take the limit as it was adjusted last; a row that says none goes by the one before it, the first at the end."""
    order = [*sorted(adjusted, reverse=True), first[0]]
    choice.join(Field.SCHEDULE, How.ADJUSTED, order)
    counts = "、".join(f"“{each.text}”" for each in order[:-1])
    choice.say_taken(order[0], Field.SCHEDULE, f"以{counts}为准，那里没写的用“{first[0].text}”；各列原样保留")
    choice.say_twice(Field.SCHEDULE, order[0], [each for each in first[1:] if _depth(each) == _depth(first[0])])


def _what(choice: _Choice) -> None:
    """Take the deepest column for tasks, the first of the others for what they belong to."""
    # 类别 alone says of what kind a task is, and never what it is.
    whats = [each for each in choice.of(ColumnSubject.WHAT) if _depth(each)]
    fixed = Field.CONTENT in choice.taken.fields or choice.fixed(Field.CONTENT)
    if not fixed:
        used = _deepest(choice, whats) or next(iter(choice.of(ColumnSubject.GOAL)), None)
        if used is None:
            return
        same = [
            each
            for each in whats
            if each is not used and _depth(each) == _depth(used) >= TASK_DEPTH and not _grouped(choice, each)
        ]
        under_one = [each for each in same if each.text == used.text and _heads_both(choice, used, each)]
        if under_one:
            # One heading merged over several columns: a task's name, and what more is said of it.
            choice.join(Field.CONTENT, How.PARTS, sorted([used, *under_one]))
            others = "、".join(each.name for each in under_one)
            choice.say_taken(used, Field.CONTENT, f"与{others}同一个标题，合在一格里")
        else:
            choice.take(Field.CONTENT, used)
        choice.say_twice(Field.CONTENT, used, [each for each in same if each not in under_one])
        if _depth(used) < TASK_DEPTH or len(whats) > 2:
            choice.say_taken(used, Field.CONTENT, "几列里它写得最细" if len(whats) > 1 else "没有别的列写明做什么")
    if Field.PROJECT in choice.taken.fields or choice.fixed(Field.PROJECT):
        return
    left = [
        each
        for each in choice.of(ColumnSubject.WHAT)
        if _depth(each) <= PROJECT_DEPTH
        and _depth(each) != REQUIREMENT_DEPTH
        # A problem of each task's own is said beside it; one of several tasks is what they belong to.
        and (_depth(each) != PROBLEM_DEPTH or "问题" not in each.own or _grouped(choice, each))
    ]
    if left:
        project = min(left, key=lambda each: (not _grouped(choice, each), _depth(each), each.column))
        choice.take(Field.PROJECT, project)
        if _depth(project) >= TASK_DEPTH or "问题" in project.own or len(left) > 1:
            choice.say_taken(project, Field.PROJECT, "任务按它归类")


def _heads_both(choice: _Choice, one: Heading, other: Heading) -> bool:
    """Return True if one heading is merged over two columns."""
    return any(
        area.top < choice.rows.bottom and area.bottom >= choice.rows.top
        and area.left <= min(one.column, other.column) and max(one.column, other.column) <= area.right
        for area in choice.grid.merges
    )  # fmt: skip


def _depth(heading: Heading) -> int:
    return heading.meaning.depth if heading.meaning else 0


def _deepest(choice: _Choice, whats: Sequence[Heading]) -> Heading | None:
    """Return the column of the tasks; one that is merged over several rows only says what they belong to."""
    single = [each for each in whats if not _grouped(choice, each)] or whats
    return max(single, key=lambda each: (_depth(each), -each.column), default=None)


def _grouped(choice: _Choice, heading: Heading) -> bool:
    return any(
        area.left == heading.column and area.top >= choice.rows.bottom and area.bottom > area.top
        for area in choice.grid.merges
    )
