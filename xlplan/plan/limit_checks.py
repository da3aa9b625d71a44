"""The rules on time limits: generators that yield findings of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from xlplan.plan.found import at, at_heading, left_blank, on_one_line
from xlplan.plan.name_shapes import ends_as_unit, is_collective, is_person_or_number
from xlplan.plan.plan import Plan
from xlplan.schedule.calendar import days_that_are_none
from xlplan.schedule.rounds import Round
from xlplan.schedule.schedule import Schedule, ScheduleKind
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.patterns import pattern_of
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import SETTINGS
from xlplan.terms.text import fold

_BARE_NUMBER: Final = pattern_of(r"[\d.]{1,8}|[〇零一二三四五六七八九十]{1,4}")
# Left over beside a day that was read, these say that it is another one.
_TURNS: Final = pattern_of(
    r"^(?:[去上前]|[去上前]年.{0,2}|[春夏秋冬][季天]?|\d{1,2}[日号](?:[之以]?前|起|[之以]?内)?)$|^(?:不早|原定|原计划|不得?早)|(?:推迟|延后|延期|延长|提前)[为至到]?$|(?:调整|改)[为至到]$|^(?:调整|改)$"
    r"|^(?:\d{1,2}|[一二两三四五六七八九十半])个?(?:周|星期|天|日|月|工作日)[左之]?[右内]?$"
    r"|(?:开学|放假|[寒暑]假|期[中末]|节|元旦|[五十六七八]一)[之以]?[前后初](?:起|开始)?$"
)
_LEAP_YEAR: Final = 2000
_HALF_YEAR: Final = 6
_PERIOD: Final = pattern_of(r"(?:20\d\d年度?)?(?:第?[一二三四1-4]季度|[上下]半年|\d{1,2}月份?)")
_HOPED: Final = pattern_of("力争|争取")
_NAMES_A_YEAR: Final = pattern_of(r"20\d\d|(?<!\d)\d\d年|[今明次本当同来翌去上]年(?!度)|[〇零一二三四五六七八九]{4}年")

_Said = tuple[str, Mapping[str, object]]
"""The code of a finding, and its values."""


def schedules(plan: Plan) -> Iterator[Finding]:
    """Require time limits that are there, are read, and do not end before they begin."""
    if Field.SCHEDULE in plan.fields and plan.tasks and all(left_blank(each, Field.SCHEDULE) for each in plan.tasks):
        # A table without limits is told so once.
        period = _PERIOD.search(plan.title)
        title = f"标题里的“{period[0]}”没有当作时限。" if period else ""
        yield at_heading(plan, Field.SCHEDULE, "limits-missing", title=title)
        return
    # A table says the same of many tasks.
    told: dict[tuple[int, str, bool], Sequence[_Said]] = {}
    for task in plan.with_own(Field.SCHEDULE):
        key = (id(task.schedule), task.text(Field.SCHEDULE), left_blank(task, Field.SCHEDULE))
        said = told.get(key)
        if said is None:
            said = told[key] = [*_said_of(plan, task.schedule, on_one_line(key[1]), is_blank=key[2])]
        for code, values in said:
            yield at(plan, task, Field.SCHEDULE, code, **values)


def _said_of(plan: Plan, schedule: Schedule, text: str, *, is_blank: bool) -> Iterator[_Said]:
    """Yield what is to be said of a limit and its text."""
    if is_blank:
        yield "schedule-blank", {}
    elif no_days := [
        day for part in schedule.unparsed for day in days_that_are_none(part, plan.settings.year or _LEAP_YEAR)
    ]:
        yield "schedule-no-day", {"value": text, "day": "、".join(no_days)}
    elif code := _says_no_day(schedule, text):
        yield code, {"value": text, "year": plan.year, "later": plan.year + 2}
    for each in schedule.recurrences:
        if each.by and _is_nobody_known(plan, each.by):
            yield "schedule-doer", {"value": each.by, "text": on_one_line(each.text)}
    for part in schedule.unparsed:
        if schedule.read and _BARE_NUMBER.fullmatch(part):
            yield "schedule-number", {"value": text, "part": part, "year": plan.year}
    if part := "、".join(_turned(schedule)):
        yield "schedule-part", {"value": text, "part": part, "year": plan.year}
    for clause in schedule.year_assumed:
        due = next((each.due for each in schedule.milestones if each.text == clause), schedule.due)
        yield "schedule-year", {"value": on_one_line(clause), "due": due}
    for clause in schedule.term_assumed:
        due = next((each.due for each in schedule.milestones if each.text == clause), schedule.due)
        yield "schedule-term", {"value": on_one_line(clause), "due": due}
    for clause in schedule.reversed:
        yield "schedule-reversed", {"value": on_one_line(clause)}
    for clause in schedule.unclear:
        due = next((each.due for each in schedule.milestones if each.text == clause), schedule.due)
        meaning = "含当期" if plan.settings.before_includes else "不含当期"
        yield "schedule-boundary", {"value": on_one_line(clause), "due": due, "meaning": meaning}


def _says_no_day(schedule: Schedule, text: str) -> str:
    """Return the code of a limit that was not read, or that is read and says no day; "" for any other."""
    if text and not schedule.read:
        # 立行立改 is understood.
        return "schedule-unread" if schedule.unparsed else "schedule-none"
    if schedule.kind is ScheduleKind.NONE and schedule.start is None and schedule.read:
        return "schedule-none"
    return ""


def _turned(schedule: Schedule) -> Iterator[str]:
    """Yield left-over words that make another day of the one that was read: 不早于, 去年, 调整为; 力争 beside a second day."""
    if not schedule.read:
        return
    yield from (part for part in schedule.unparsed if _TURNS.search(part))
    if schedule.milestones and (found := _HOPED.search(schedule.text)):
        yield found[0]


def _is_nobody_known(plan: Plan, doer: str) -> bool:
    """Return True for an office or a person that is no department. 校级 and 各校 say on which level, not who."""
    if not (ends_as_unit(doer) or is_person_or_number(doer)) or is_collective(doer):
        return False
    return not all(mention.names for mention in plan.registry.read(doer))


def due_before(plan: Plan, first: Round) -> Iterator[Finding]:
    """Yield for each time limit that had ended before the first round began that it is over, or that the next year may be meant."""
    for task in plan.with_own(Field.SCHEDULE):
        due = task.schedule.due
        if due and first.start and due < first.start:
            if asked := _may_be_next_year(plan, task.schedule, first.start):
                yield at(plan, task, Field.SCHEDULE, "schedule-next-year", **asked, when=f"{first.name}第一次下发时")
            else:
                yield at(plan, task, Field.SCHEDULE, "schedule-over", due=due, round=first.name)


def due_before_made(plan: Plan, today: date) -> Iterator[Finding]:
    """Yield for each time limit of a table of this year that is long over, as the table is taken over, that the next year may be meant."""
    if plan.year != today.year:
        return
    asked_of = [
        (task, asked)
        for task in plan.with_own(Field.SCHEDULE)
        if (asked := _may_be_next_year(plan, task.schedule, today))
    ]
    ahead = sum(bool(task.schedule.due and task.schedule.due >= today) for task in plan.tasks)
    # Where most of it is over, the table is only taken over late.
    if len(asked_of) <= ahead:
        for task, asked in asked_of:
            yield at(plan, task, Field.SCHEDULE, "schedule-next-year", **asked, when="今天")


def _may_be_next_year(plan: Plan, schedule: Schedule, day: date) -> dict[str, object]:
    """Return the values of the question whether the next year is meant; empty unless no year is written and it is nearer to `day`."""
    due = schedule.due
    if due is None or due >= day or _NAMES_A_YEAR.search(fold(schedule.text)):
        return {}
    later = due.replace(year=due.year + 1, day=min(due.day, 28))
    if later - day >= day - due:
        return {}
    return {"value": on_one_line(schedule.text), "due": due, "year": plan.year, "later": later.year}


def start_missing(plan: Plan, first: Round) -> Iterator[Finding]:
    """Ask for 计划开始日 where a plan of the year's second half is judged from 1 January: it would lag behind before it began."""
    start = first.start
    if start is None or start.month <= _HALF_YEAR or plan.settings.plan_start:
        return
    whole = [
        task for task in plan.tasks if task.schedule.due and task.schedule.due >= start and task.schedule.start is None
    ]
    if whole:
        yield finding(
            "plan-start-missing", sheet=SETTINGS, name=SETTING_ITEMS["plan_start"][0], count=len(whole),
            first=whole[0].id, round=first.name, year=start.year,
        )  # fmt: skip
