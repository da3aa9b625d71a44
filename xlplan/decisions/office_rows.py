"""What the office itself writes on 待核实: replies that came without a file (代录), and its own findings (核定进展)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from xlplan.decisions.agreed import VERIFIABLE
from xlplan.decisions.case import Case, is_closed
from xlplan.decisions.model import Answered, Decision, NothingToDo
from xlplan.decisions.settled import name_now
from xlplan.decisions.sheet import OWN_KINDS, Line, line_finding
from xlplan.handout.sheets import SheetRow
from xlplan.handout.split import roles, row_of
from xlplan.plan.plan import Task
from xlplan.plan.settings import read_day
from xlplan.returns.days import number_typed
from xlplan.returns.received import Entered
from xlplan.returns.sheet import Reported, ReturnedRow, read_value, reported_text
from xlplan.terms.cells import as_text
from xlplan.terms.choices import QuestionKind, State
from xlplan.terms.errors import SettingError
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding
from xlplan.terms.headings import CLOSED_COLUMNS, ITEM_FIELDS, ITEM_WORDS, PENDING_HEADINGS, TASK_SHEET_HEADINGS
from xlplan.terms.text import fold

_EARLIEST_YEAR: Final = 2000
"""A small number in a cell that shows days is a day of 1900."""
BY_LEADER: Final = "领导同意"
"""What the day in a row is that of, unless the department's report or the office's finding."""
_NOT_ON_A_SHEET: Final = frozenset({"entered-department", "entered-withdrawn"})
"""Findings that this round's sheets do not hold a row."""


def _cure(name: Field, case: Case) -> str:
    """Return how a value of a column is to be written."""
    cures = {
        Field.STATE: f"请从这些里选：{'、'.join(State)}。",
        Field.PERCENT: "请写成 80% 的样子。",
        Field.EXPECTED: f"请写成 {case.wording.example} 的样子。",
    }
    return cures.get(name, "请直接写上文字。")


def enter(line: Line, case: Case, *, last: bool) -> Answered:
    """Return the entry of a reply (代录); of several rows on one cell only the `last` has to match the last entry."""
    place = _place(line, case, ("department", "task", "item", "reported", "source"))
    if isinstance(place, Finding):
        return _entered_while_held(line, case) or place
    department, row = place
    name = line.field
    if name not in ITEM_FIELDS:
        options = "、".join(ITEM_WORDS[each] for each in ITEM_FIELDS)
        return line_finding("entered-item", line, "item", value=line.text("item"), options=options)
    heading = ITEM_WORDS[name]
    if row.closed and name in CLOSED_COLUMNS:
        return line_finding("entered-closed", line, "item", value=heading, task_id=row.task)
    value = line.values["reported"]
    day = day_of(line, case, "部门报来")
    said_on = day if isinstance(day, date) else case.today
    reading = read_value(name, value, replace(case.wording, written_by=said_on))
    # What the office writes itself it can write in full.
    if reading.value is None or not reading.certain or reading.filled_in:
        guess = f"是不是 {reported_text(name, reading.value)}？" if reading.value is not None else ""
        return line_finding("entered-unclear", line, "reported", value=as_text(value), heading=heading, guess=guess,
                        cure=_cure(name, case))  # fmt: skip
    values = {name: Reported(reading.value, line.cell("reported"))}
    rows = (ReturnedRow(row.task, line.cell("task"), values, {}),)
    if isinstance(day, Finding):
        return day
    item = Entered(department, rows, line.text("source"), case.operator, day=day)
    of_no_round = not case.round_of(line) and day is not None and case.since is not None and day < case.since
    known = [
        each
        for each in case.received
        if isinstance(each, Entered) and case.present_name(each.department) == case.present_name(department)
        if any(one.task == row.task and name in one.values for one in each.rows)
    ]
    if not case.stays(line):
        return _of_no_round(line, case) if of_no_round else item
    before = [each.day for each in (known[-1:] if last else known) if _same(each, item)]
    if before and not _is_later(day, before):
        return NothingToDo.DONE_BEFORE
    earlier = [
        each
        for each in case.entered
        if each.round != case.round and case.present_name(each.department) == case.present_name(department)
    ]
    new = _is_new(day, (each.day for each in earlier if _same(each, item)), case)
    if not case.round_of(line) and not new:
        return NothingToDo.DONE_EARLIER
    return _of_no_round(line, case) if of_no_round else item


def _entered_while_held(line: Line, case: Case) -> NothingToDo | None:
    """Return that a reply was entered before, on a row that no sheet holds any more; None if it was not."""
    name = line.field
    if name not in ITEM_FIELDS or not case.stays(line):
        return None
    value = read_value(name, line.values["reported"], case.wording).value
    who = case.present_name(line.text("department"))
    known = any(
        case.present_name(each.department) == who and each.source == line.text("source")
        for each in case.entered
        for row in each.rows
        if fold(row.task) == fold(line.text("task")) and name in row.values and row.values[name].value == value
    )
    return NothingToDo.DONE_BEFORE if known else None


def _is_new(day: date | None, before: Iterable[date | None], case: Case) -> bool:
    """Return True if what an earlier round carried out word for word on these days is said anew: on another day, which this round has seen."""
    known = list(before)
    of_this_round = day is not None and case.since is not None and day >= case.since
    return not known or (of_this_round and day not in known)


def _is_later(day: date | None, before: Iterable[date | None]) -> bool:
    """Return True if a row is of a day after those on which the same was carried out in this round: it is said once more."""
    return day is not None and all(each is not None and each < day for each in before)


def _of_no_round(line: Line, case: Case) -> Finding:
    """Return the question of which round a reply is that came before this one was handed out."""
    return line_finding("entered-older", line, "date", value=line.text("date")[:10], round=case.round)


def _same(one: Entered, other: Entered) -> bool:
    """Return True if a row was entered before; the cell does not count, as rows move when others leave the sheet."""
    said = [
        (item.source, [(row.task, {n: v.value for n, v in row.values.items()}) for row in item.rows])
        for item in (one, other)
    ]
    return said[0] == said[1]


def verify(line: Line, case: Case, *, last: bool) -> Answered:
    """Return the office's own finding on a task's progress (核定进展); `last` is as in `enter`."""
    place = _place(line, case, ("department", "task", "reported"))
    if isinstance(place, Finding) and place.code in _NOT_ON_A_SHEET:
        place = _place_in_plan(line, case) or place
    if case.stays(line) and _verified_in_words(line, case, held=not isinstance(place, Finding)):
        return NothingToDo.DONE_BEFORE
    if isinstance(place, Finding):
        return place
    department, row = place
    found = _found(line, case, row)
    if isinstance(found, Finding):
        return found
    name, text = found
    day = day_of(line, case, "核定")
    if isinstance(day, Finding):
        return day
    known = [
        each
        for each in case.decisions
        if (each.kind, each.task, each.field) == (QuestionKind.VERIFIED, row.task, name)
        if case.present_name(each.department) == case.present_name(department)
    ]
    if case.stays(line):
        here = [each for each in known if each.round == case.round]
        before = [each.day for each in (here[-1:] if last else here) if fold(each.reported) == fold(text)]
        if before and not _is_later(day, before):
            return NothingToDo.DONE_BEFORE
        new = _is_new(day, (each.day for each in known if fold(each.reported) == fold(text)), case)
        if not case.round_of(line) and not new:
            return NothingToDo.DONE_EARLIER
    claim = case.claims.of.get((row.task, department))
    said = claim.entry.values.get(name) if claim else None
    return Decision(
        case.round, QuestionKind.VERIFIED, department, row.task, name, reported_text(name, said.value) if said else "", text,
        None, line.text("leader"), day, case.operator, line.text("source"),
    )  # fmt: skip


def _place_in_plan(line: Line, case: Case) -> tuple[str, SheetRow] | None:
    """Return the department and the row that the table gives it, if that is not closed.

    What the office found counts in every round, whether or not this one asks the department.
    """
    found = _plan_place(line, case)
    if isinstance(found, Finding) or is_closed(case, found[1].id, found[0]):
        return None
    department, task = found
    routine = case.settled.agreed(task.id, department).in_routine(task.schedule, case.today)
    row = row_of(task, roles(case.plan, task)[department])
    return department, replace(row, closed=row.closed or routine)


def _verified_in_words(line: Line, case: Case, *, held: bool) -> bool:
    """Return True if an earlier version, which knew words alone, took down the same, or any did on a row no longer `held`."""
    who, task = case.present_name(line.text("department")), fold(line.text("task"))
    return any(
        fold(each.reported) == fold(line.text("reported")) and not (held and each.field in VERIFIABLE)
        for each in case.decisions
        if each.kind is QuestionKind.VERIFIED and fold(each.task) == task and case.present_name(each.department) == who
    )


def _found(line: Line, case: Case, row: SheetRow) -> tuple[Field, str] | Finding:
    """Return what the office found, and in which column: 完成进度 or 状态; other words only stand beside the report."""
    value, named = line.values["reported"], line.field
    for name in VERIFIABLE if named not in VERIFIABLE else (named,):
        reading = read_value(name, value, case.wording)
        if reading.value is not None and reading.certain:
            if name is Field.PERCENT and row.closed:
                return line_finding(
                    "entered-closed", line, "reported", value=TASK_SHEET_HEADINGS[name], task_id=row.task
                )
            return name, reported_text(name, reading.value)
        if reading.value is not None or named is name:
            guess = f"是不是 {reported_text(name, reading.value)}？" if reading.value is not None else ""
            return line_finding("entered-unclear", line, "reported", value=as_text(value), heading=TASK_SHEET_HEADINGS[name],
                                guess=guess, cure=_cure(name, case))  # fmt: skip
    return Field.PROGRESS, line.text("reported")


def take_up(line: Line, case: Case) -> Answered:
    """Return the decision to let a paused task go on (恢复), to open a closed one (重新立项), or on a milestone (节点)."""
    kind = next(each for each in OWN_KINDS if each == line.kind)
    place = _plan_place(line, case)
    if isinstance(place, Finding):
        return place
    department, task = place
    day, leader = day_of(line, case), line.text("leader")
    if isinstance(day, Finding):
        return day
    if not (leader and day):
        return incomplete(line, kind, leader, day)
    reported, agreed = "", case.settled.agreed(task.id, department)
    if kind is QuestionKind.MILESTONE:
        days = sorted({each.due for each in task.schedule.milestones})
        milestone = milestone_day(line)
        if milestone not in days:
            shown = "、".join(map(str, days)) or "没有"
            return line_finding("own-milestone", line, "item", value=line.text("item"), task_id=task.id, days=shown)
        reported = milestone.isoformat() if milestone else ""
    done = Decision(
        case.round, kind, department, task.id, None if reported else Field.STATE, "", reported, None, leader, day, case.operator,
        line.text("source"),
    )  # fmt: skip
    for each in case.decisions:
        since = {QuestionKind.RESUME: agreed.paused, QuestionKind.REOPEN: agreed.closed}.get(kind)
        again = since is not None and since.action > each.action and not case.stays(line)
        named = replace(each, department=name_now(each.department, case.plan.registry))
        if (named.key, each.leader, each.day) == (done.key, leader, day) and not again:
            return NothingToDo.DONE_BEFORE
    if kind is QuestionKind.RESUME and not agreed.paused:
        return line_finding("own-not-paused", line, "task", department=department, task_id=task.id)
    if kind is QuestionKind.REOPEN and not agreed.closings:
        return line_finding("own-not-closed", line, "task", department=department, task_id=task.id)
    return done


def incomplete(line: Line, what: str, leader: str, day: date | None) -> Finding:
    """Return the finding that a row lacks the leader who agreed, or the day."""
    lacking = [name for name, value in (("leader", leader), ("date", day)) if not value]
    words = "、".join(PENDING_HEADINGS[name] for name in lacking)
    cells = "、".join(line.cell(name) for name in lacking)
    return line_finding("decision-incomplete", line, lacking[0], value=what, words=words, cells=cells)


def milestone_day(line: Line) -> date | None:
    """Return the day of the milestone that a row (节点) names, or None."""
    try:
        return read_day(line.values.get("item"))
    except SettingError:
        return None


def _plan_place(line: Line, case: Case) -> tuple[str, Task] | Finding:
    """Return the department, by its present name, and the task that a row is about, sent out this round or not."""
    task, found = case.plan.task(line.text("task")), case.plan.registry.find(line.text("department"))
    name = found.name if found else ""
    if task is None or name not in roles(case.plan, task):
        return line_finding("own-unknown", line, "task", value=line.text("task"), department=line.text("department"))
    return name, task


def day_of(line: Line, case: Case, of: str = BY_LEADER) -> date | Finding | None:
    """Return the day in a row, which is that `of` something; None if it gives none."""
    if not line.text("date"):
        return None
    if (typed := number_typed(line.values["date"])) is not None:
        return line_finding("decision-day-typed", line, "date", value=as_text(typed), example=case.today)
    try:
        day = read_day(line.values["date"])
    except SettingError:
        return line_finding("decision-day", line, "date", value=line.text("date"), cure=f"请写成 {case.today} 的样子。")
    if day > case.today or day.year < _EARLIEST_YEAR:
        how = "还没有到" if day > case.today else "太早"
        return line_finding("decision-day-off", line, "date", value=day, how=how, of=of, example=case.today)
    return day


def _without_sheet(line: Line, case: Case, *, recalled: bool) -> Finding:
    """Return that a department has no sheet of the round, as it never had one or as that was taken back (`recalled`)."""
    text = line.text("department")
    near = "、".join(case.plan.registry.nearest(text))
    if recalled or case.plan.registry.find(text):
        cure = "要它报的，请先再拆分下发一次，它有了任务表再合并。"
    else:
        cure = f"是不是 {near}？" if near else "请写“部门”表里的名称。"
    how = f"“{case.round}”的任务表已经收回" if recalled else f"没有下发过“{case.round}”的任务"
    return line_finding("entered-department", line, "department", value=text, how=how, cure=cure)


def _place(line: Line, case: Case, required: Sequence[str]) -> tuple[str, SheetRow] | Finding:
    """Return the department and the sheet's row that a row is about."""
    if blank := [name for name in required if not line.text(name)]:
        words = "、".join(PENDING_HEADINGS[name] for name in blank)
        cells = "、".join(line.cell(name) for name in blank)
        return line_finding("entered-blank", line, blank[0], value=line.kind, words=words, cells=cells)
    department = case.department(line.text("department"))
    if not department or case.latest[department].recalled:
        return _without_sheet(line, case, recalled=bool(department))
    row = case.row(
        department, line.text("task"), summary=line.field is Field.SUMMARY and line.kind == QuestionKind.ENTERED
    )
    if row is None:
        sheet = case.latest[department].sheet
        plan_task = case.plan.task(line.text("task"))
        present = name_now(department, case.plan.registry)
        had = any(each.task_key == fold(line.text("task")) for each in sheet.rows)
        if had or (plan_task and present in roles(case.plan, plan_task)):
            return line_finding("entered-withdrawn", line, "task", value=line.text("task"), department=department)
        tasks = "、".join(each.name for each in sheet.live)
        return line_finding("entered-task", line, "task", value=line.text("task"), department=department, tasks=tasks)
    return department, row
