"""The rules of the table: one generator for each, which yields findings of the catalogue."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Final

from xlplan.plan.bracket_roles import several_leads
from xlplan.plan.departments import registry_findings
from xlplan.plan.first_leads import first_leads
from xlplan.plan.further import content_says_done, is_state, says_done
from xlplan.plan.mentions import HowNamed, Mention
from xlplan.plan.name_shapes import ends_as_unit, is_collective, is_person_or_number
from xlplan.plan.near_names import near_pairs
from xlplan.plan.plan import Plan, Task
from xlplan.plan.task_names import NAMING_FIELDS
from xlplan.schedule.calendar import days_that_are_none
from xlplan.schedule.rounds import Round
from xlplan.schedule.schedule import Schedule, ScheduleKind
from xlplan.terms.catalogue import CATALOGUE
from xlplan.terms.cells import CellError, NoCachedValue
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding, told_once
from xlplan.terms.headings import PLAN_HEADINGS
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

_SMALL_GAP: Final = 100
_SHOWN_TASKS: Final = 20
_NO_DEPARTMENT: Final = {
    HowNamed.SHARED: "department-shared",
    HowNamed.FULL: "department-full",
    HowNamed.NOBODY: "department-nobody",
    HowNamed.OTHERS: "department-others",
}

_MENDED_ONCE: Final = frozenset({"group-empty", "department-doubtful"})
_ROLES: Final = {field: PLAN_HEADINGS[field] for field in NAMING_FIELDS}
_BARE_NUMBER: Final = pattern_of(r"[\d.]{1,8}|[〇零一二三四五六七八九十]{1,4}")
# Left over beside a day that was read, these say that it is another one.
_TURNS: Final = pattern_of(
    r"^(?:[去上前]|[去上前]年.{0,2}|[春夏秋冬][季天]?|\d{1,2}[日号](?:[之以]?前|起|[之以]?内)?)$|^(?:不早|原定|原计划|不得?早)|(?:调整|改|推迟|延后|延期|延长|提前)[为至到]?$"
    r"|(?:开学|放假|[寒暑]假|期[中末]|节|元旦|[五十六七八]一)[之以]?[前后初](?:起|开始)?$"
)
_AS_ABOVE: Final = pattern_of(r"[同如]上(?:[一项条款格行]){0,2}|[〃″]|''|\"")
_LEAP_YEAR: Final = 2000
_HOPED: Final = pattern_of("力争|争取")

_Rule = Callable[[Plan], Iterator[Finding]]
_RULES: Final[list[_Rule]] = []


def rule(check: _Rule) -> _Rule:
    """Make a generator one of the rules of the table."""
    _RULES.append(check)
    return check


_PAIRS: Final = {"（": "）", "(": ")", "《": "》", "【": "】", "〔": "〕", "「": "」", "『": "』", "“": "”", "[": "]"}
_CLOSERS: Final = {closer: opener for opener, closer in _PAIRS.items()} | {")": "（", "）": "（"}
_BRACKET: Final = pattern_of(f"[{re.escape(''.join(sorted(_PAIRS.keys() | _CLOSERS.keys())))}]")
_LIST_NUMBER: Final = pattern_of(r"(^|[\s。；;，,：:])[\d一二三四五六七八九十a-zA-Z]{1,3}$")
_NUMBER = pattern_of(r"(?P<prefix>.*\D)?(?P<number>\d{1,9})$")


def _at(plan: Plan, task: Task, field: Field, code: str, **values: object) -> Finding:
    cell = task.cells.get(field)
    return finding(code, sheet=plan.sheet, cell=cell.name if cell else None, task=task.id, field=field, **values)


def _blank(task: Task, field: Field) -> bool:
    """Return True if a person left the cell blank; an error value has a finding of its own."""
    cell = task.cells.get(field)
    if cell is not None and cell.text[:1].isalnum():
        # As most do: what can be read is not blank.
        return False
    return cell is not None and not fold(cell.text) and not isinstance(cell.value, CellError | NoCachedValue)


@rule
def required(plan: Plan) -> Iterator[Finding]:
    """Require project, content and lead."""
    nowhere = not any(fold(task.project) for task in plan.tasks)
    if nowhere and Field.PROJECT in plan.fields:
        # A table without projects is told so once.
        yield _at(plan, plan.tasks[0], Field.PROJECT, "projects-missing")
    for field, code in (
        (Field.PROJECT, "project-missing"),
        (Field.CONTENT, "content-missing"),
        (Field.LEAD, "lead-missing"),
    ):
        for task in () if nowhere and field is Field.PROJECT else plan.with_own(field):
            # 无 or a dash names nobody, and another column may say who leads.
            if field is Field.LEAD and (_blank(task, field) or task.text(field)):
                missing = not plan.mentions(task, field)
            else:
                missing = _blank(task, field)
            if missing:
                yield _at(plan, task, field, code)


@rule
def departments(plan: Plan) -> Iterator[Finding]:
    """Require each name in a cell to be a department or a group with members; ask about any other."""
    if plan.registry.inferred:
        yield finding("registry-missing", sheet=plan.sheet)
    yield from registry_findings(plan.registry)
    # What is to be mended at one place is told once, with all the cells.
    once: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for field in NAMING_FIELDS:
        for task in plan.with_own(field):
            mentions = plan.named(task)[field]
            for mention in mentions:
                for item in _mention(plan, task, field, mention):
                    if item.code in _MENDED_ONCE:
                        once[item.code, item.message].append(item)
                    else:
                        yield item
            yield from _roles(plan, task, field, mentions)
    yield from map(told_once, once.values())


@rule
def first_of_all(plan: Plan) -> Iterator[Finding]:
    """Ask about a cell that says of those below it as well that the first leads."""
    for field in NAMING_FIELDS:
        for task in plan.with_own(field):
            if (said := first_leads(task.text(field))).endswith("同"):
                yield _at(plan, task, field, "first-leads", value=said)


@rule
def near_names(plan: Plan) -> Iterator[Finding]:
    """Ask about names that are almost the same, where the table itself has to say which departments there are."""
    if not plan.registry.inferred:
        return
    first: dict[str, tuple[Task, Field]] = {}
    for field in NAMING_FIELDS:
        for task in plan.with_own(field):
            for mention in plan.registry.read(task.text(field)):
                for name in mention.names:
                    first.setdefault(name, (task, field))
    for name, near in near_pairs(first):
        yield _at(plan, *first[name], "registry-near", value=name, near=near)


def _roles(plan: Plan, task: Task, field: Field, mentions: Sequence[Mention]) -> Iterator[Finding]:
    """Say how a cell that holds roles is read."""
    if all((mention.role or field) is field for mention in mentions):
        return
    said = {
        f"{PLAN_HEADINGS[each]} {'、'.join(names)}": None
        for each in NAMING_FIELDS
        if (
            names := dict.fromkeys(
                mention.text
                for mention in mentions
                if (mention.role or field) is each and mention.how is not HowNamed.OTHERS
            )
        )
    }
    assumed = [mention.text for mention in mentions if mention.assumed and field is not mention.role]
    yield _at(plan, task, field, "department-role-assumed" if assumed else "department-roles",
              value=_line(task.text(field)), roles="；".join(said), names="、".join(assumed))  # fmt: skip


def _meant_above(plan: Plan, task: Task, field: Field) -> str:
    """Return what stands nearest above in the same column and names somebody; "" where nothing does."""
    texts = (_line(each.text(field)) for each in reversed(plan.tasks) if each.row < task.row)
    return next((text for text in texts if text and not _AS_ABOVE.fullmatch(fold(text))), "")


def _mention(plan: Plan, task: Task, field: Field, mention: Mention) -> Iterator[Finding]:
    if mention.flagged:
        yield _at(plan, task, field, "department-flag", value=_line(task.text(field))[:40], name=mention.text)
    if mention.aside:
        code = "department-changed" if mention.aside.startswith("原") else "department-aside"
        yield _at(plan, task, field, code, value=mention.aside, name=mention.text)
    if mention.how in _NO_DEPARTMENT:
        above = _meant_above(plan, task, field) if _AS_ABOVE.fullmatch(fold(mention.text)) else ""
        cure = f"上面写的是“{above}”：是它的，请写上“{above}”；不是的，" if above else ""
        yield _at(plan, task, field, _NO_DEPARTMENT[mention.how], value=mention.text, names="、".join(mention.names), cure=cure,
                  options="、".join(name for way in mention.options for name in way))  # fmt: skip
    elif mention.how == HowNamed.UNKNOWN and plan.registry.inferred:
        yield _at(plan, task, field, "department-doubtful", value=mention.text)
    elif mention.how == HowNamed.UNKNOWN:
        near = plan.registry.nearest(mention.text)
        cure = f"是不是“{'”或“'.join(near)}”？若是，请改过来；" if near else ""
        yield _at(plan, task, field, "department-unknown", value=mention.text,
                  cure=cure + ("若不是，" if near else "") + "请在“部门”表里加上它，或写进某个部门的“别名”。")  # fmt: skip
    elif mention.how == HowNamed.AMBIGUOUS:
        options = "；".join("、".join(way) for way in mention.options)
        yield _at(plan, task, field, "department-ambiguous", value=mention.text, options=options)
    elif mention.how == HowNamed.RUN_TOGETHER:
        yield _at(plan, task, field, "department-run-together", value=mention.text, names="、".join(mention.names))
    for name in mention.names:
        if not plan.registry.expand(name):
            yield _at(plan, task, field, "group-empty", value=name)


@rule
def both_roles(plan: Plan) -> Iterator[Finding]:
    """Refuse a department in several columns of a task, groups seen as their members; it gets the strongest."""
    members = cache(lambda name: frozenset(department.name for department in plan.registry.expand(name)))
    for task in plan.tasks:
        named = [
            members(name) for mentions in plan.named(task).values() for mention in mentions for name in mention.names
        ]
        if sum(map(len, named)) == len(frozenset().union(*named)):
            # Nobody twice, as in most tasks.
            continue
        stronger: dict[str, Field] = {}
        for field in NAMING_FIELDS:
            own: set[str] = set()
            for name in (name for mention in plan.mentions(task, field) for name in mention.names):
                own |= members(name)
                for first in NAMING_FIELDS:
                    both = {each for each in members(name) if stronger.get(each) is first}
                    if both:
                        shown = name if both == members(name) else "、".join(sorted(both))
                        at = field if field in task.cells else Field.LEAD
                        yield _at(plan, task, at, "department-both-roles", value=shown, first=_ROLES[first],
                                  second=_ROLES[field])  # fmt: skip
            stronger |= {each: field for each in own if each not in stronger}


@rule
def brackets(plan: Plan) -> Iterator[Finding]:
    """Require brackets and quotation marks to come in pairs."""
    for field in (Field.PROJECT, Field.CONTENT, *NAMING_FIELDS, Field.SCHEDULE, Field.STAGE):
        for task in plan.with_own(field):
            text = task.text(field)
            for bracket, place in _unpaired(text):
                around = text[max(0, place - 8) : place + 12].replace("\n", " ").strip()
                yield _at(plan, task, field, "bracket-unbalanced", value=f"“…{around}…”" if len(text) > 20 else f"“{text}”",
                          bracket=bracket)  # fmt: skip


@lru_cache(1 << 10)
def _pair_up(marks: str) -> bool:
    """Return True if all marks of a text are pairs; few texts differ in them."""
    waiting: list[str] = []
    for mark in marks:
        if mark in _PAIRS:
            waiting.append("（" if mark == "(" else mark)
        elif not waiting or waiting.pop() != _CLOSERS[mark]:
            return False
    return not waiting


def _unpaired(text: str) -> list[tuple[str, int]]:
    """Return brackets without their other half; a full-width bracket may close a half-width one."""
    if _pair_up("".join(_BRACKET.findall(text))):
        return []
    waiting: list[tuple[str, int]] = []
    alone: list[tuple[str, int]] = []
    for found in _BRACKET.finditer(text):
        mark, place = found[0], found.start()
        if mark in _PAIRS:
            waiting.append((mark, place))
            continue
        opener = _CLOSERS[mark]
        openers = ("（", "(") if opener == "（" else (opener,)
        # `1)` and `2）` number a list; they close nothing.
        if waiting and waiting[-1][0] in openers:
            waiting.pop()
        elif opener != "（" or not _LIST_NUMBER.search(text[:place]):
            alone.append((mark, place))
    return sorted(waiting + alone, key=lambda found: found[1])


@rule
def schedules(plan: Plan) -> Iterator[Finding]:
    """Require time limits that are there, are read, and do not end before they begin."""
    for task in plan.with_own(Field.SCHEDULE):
        schedule = task.schedule
        if _blank(task, Field.SCHEDULE):
            yield _at(plan, task, Field.SCHEDULE, "schedule-blank")
        elif no_days := [
            day for part in schedule.unparsed for day in days_that_are_none(part, plan.settings.year or _LEAP_YEAR)
        ]:
            yield _at(plan, task, Field.SCHEDULE, "schedule-no-day", value=_line(task.text(Field.SCHEDULE)),
                      day="、".join(no_days))  # fmt: skip
        elif task.text(Field.SCHEDULE) and not schedule.read:
            yield _at(
                plan,
                task,
                Field.SCHEDULE,
                "schedule-unread",
                value=_line(task.text(Field.SCHEDULE)),
                year=plan.year,
                later=plan.year + 2,
            )
        elif schedule.kind is ScheduleKind.NONE and schedule.start is None and schedule.read:
            yield _at(
                plan,
                task,
                Field.SCHEDULE,
                "schedule-none",
                value=_line(task.text(Field.SCHEDULE)),
                year=plan.year,
                later=plan.year + 2,
            )
        for each in schedule.recurrences:
            if each.by and _is_nobody_known(plan, each.by):
                yield _at(plan, task, Field.SCHEDULE, "schedule-doer", value=each.by, text=_line(each.text))
        for part in schedule.unparsed:
            if schedule.read and _BARE_NUMBER.fullmatch(part):
                yield _at(
                    plan,
                    task,
                    Field.SCHEDULE,
                    "schedule-number",
                    value=_line(task.text(Field.SCHEDULE)),
                    part=part,
                    year=plan.year,
                )
        if part := "、".join(_turned(schedule)):
            yield _at(
                plan,
                task,
                Field.SCHEDULE,
                "schedule-part",
                value=_line(task.text(Field.SCHEDULE)),
                part=part,
                year=plan.year,
            )
        for clause in schedule.year_assumed:
            due = next((each.due for each in schedule.milestones if each.text == clause), schedule.due)
            yield _at(plan, task, Field.SCHEDULE, "schedule-year", value=_line(clause), due=due)
        for clause in schedule.reversed:
            yield _at(plan, task, Field.SCHEDULE, "schedule-reversed", value=_line(clause))
        for clause in schedule.unclear:
            due = next((each.due for each in schedule.milestones if each.text == clause), schedule.due)
            yield _at(plan, task, Field.SCHEDULE, "schedule-boundary", value=_line(clause), due=due,
                      meaning="含当期" if plan.settings.before_includes else "不含当期")  # fmt: skip


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


def _line(text: str) -> str:
    return " ".join(text.split())


@rule
def numbers(plan: Plan) -> Iterator[Finding]:
    """Require the numbers inside a project to run on without gaps; name a gap at the task after it."""
    by_prefix: dict[tuple[str, str], list[tuple[int, Task]]] = defaultdict(list)
    # A row whose number was derived fills a gap too.
    taken = {task.task_key for task in plan.tasks}
    for task in plan.tasks:
        found = _NUMBER.match(task.id) if task.given else None
        if found:
            # Plain running numbers (序号) run through the whole table, not through each project.
            scope = task.project if found["prefix"] else ""
            by_prefix[scope, found["prefix"] or ""].append((int(found["number"]), task))
    for (_, prefix), members in by_prefix.items():
        present = {number for number, _ in members}
        # Running numbers may go on from another table, or begin with a year: they start where they start.
        previous = 0 if prefix else min(present) - 1
        for number, task in sorted(members, key=lambda member: member[0]):
            missing: Sequence[int] = range(previous + 1, number)
            if len(missing) <= _SMALL_GAP:
                missing = [n for n in missing if fold(f"{prefix}{n}") not in taken]
            if missing and len(present) > 1:
                named = [f"{prefix}{n}" for n in (missing if len(missing) <= 5 else (missing[0], missing[-1]))]
                shown = "、".join(named) if len(missing) <= 5 else " 至 ".join(named)
                yield _at(plan, task, Field.ID, "id-gap", project=task.project or plan.sheet, missing=shown)
            previous = number


@rule
def done_already(plan: Plan) -> Iterator[Finding]:
    """Ask about tasks that a column of the office's own calls done: they are handed out all the same."""
    told: set[int] = set()
    words_of: dict[str, list[tuple[Task, str]]] = {}
    for task in plan.tasks:
        for heading, text in task.further:
            if is_state(heading) and says_done(heading, text, plan.today):
                words_of.setdefault(heading, []).append((task, text))
        if words := content_says_done(task.content):
            words_of.setdefault(PLAN_HEADINGS[Field.CONTENT], []).append((task, words))
    for heading, said in words_of.items():
        done = [(task, text) for task, text in said if task.row not in told]
        told |= {task.row for task, _ in done}
        if done:
            first, words = done[0][0], "、".join(dict.fromkeys(text for _, text in done))
            yield _at(
                plan, first, Field.CONTENT, "task-done", count=len(done), heading=heading, value=words[:40],
                tasks="、".join(task.id for task, _ in done[:_SHOWN_TASKS]) + ("等" if len(done) > _SHOWN_TASKS else ""),
            )  # fmt: skip


@rule
def several(plan: Plan) -> Iterator[Finding]:
    """Ask about a cell that holds several things to do, each with who leads it."""
    for task in plan.with_own(Field.CONTENT):
        if count := several_leads(task.content):
            yield _at(plan, task, Field.CONTENT, "content-several", value=_line(task.content)[:60], count=count)


@rule
def duplicates(plan: Plan) -> Iterator[Finding]:
    """Refuse the same content twice."""
    seen: dict[str, Task] = {}
    for task in plan.tasks:
        key = fold(task.content)
        if not key or task.cells[Field.CONTENT].shared:
            continue
        other = seen.setdefault(key, task)
        if other is not task:
            yield _at(plan, task, Field.CONTENT, "content-duplicate", other=f"{other.id}（第{other.row}行）")


def due_before(plan: Plan, first: Round) -> Iterator[Finding]:
    """Yield a note for each time limit that had ended before the first round began."""
    for task in plan.with_own(Field.SCHEDULE):
        due = task.schedule.due
        if due and first.start and due < first.start:
            yield _at(plan, task, Field.SCHEDULE, "schedule-over", due=due, round=first.name)


def check(plan: Plan, first: Round | None = None) -> list[Finding]:
    """Return all findings of a plan, those of reading it included, in the order of the sheet; `first` is its first round."""
    found = [*plan.findings, *(item for each in _RULES for item in each(plan))]
    found += due_before(plan, first) if first else ()
    order = {code: place for place, code in enumerate(CATALOGUE)}
    return sorted(found, key=lambda item: (item.sheet != plan.sheet, _place(item.cell), order[item.code]))


def _place(cell: str | None) -> tuple[int, int, str]:
    found = re.match(r"([A-Z]+)(\d+)$", cell or "")
    return (int(found[2]), len(found[1]), found[1]) if found else (0, 0, "")
