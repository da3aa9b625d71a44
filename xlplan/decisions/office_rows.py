"""What the office itself writes on 待核实: replies that came without a file (代录), and its own findings (核定进展)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from xlplan.decisions.model import Answered, Decision, NothingToDo
from xlplan.decisions.settled import Settled
from xlplan.decisions.sheet import Line, line_finding
from xlplan.handout.split import Sent, SheetRow
from xlplan.plan.plan import Plan
from xlplan.plan.settings import read_day
from xlplan.returns.received import Entered, Submission
from xlplan.returns.sheet import Reported, ReturnedRow, Wording, read_value, reported_text
from xlplan.terms.cells import as_text
from xlplan.terms.choices import QuestionKind, Role, State
from xlplan.terms.errors import SettingError
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding
from xlplan.terms.headings import CLOSED_COLUMNS, PENDING_HEADINGS, REPORTED_COLUMNS, TASK_SHEET_HEADINGS
from xlplan.terms.text import fold

_EARLIEST_YEAR: Final = 2000
"""A small number in a cell that shows days is a day of 1900."""
_EXAMPLES: Final[Mapping[Field, str]] = {
    Field.STATE: f"请从这些里选：{'、'.join(State)}。",
    Field.PERCENT: "请写成 80% 的样子。",
    Field.EXPECTED: "请写成 2023-06-30 的样子。",
}


@dataclass(frozen=True)
class Case:
    """What the rows of 待核实 are checked against: one round, the operator, and all that is known of it."""

    round: str
    operator: str
    operator_cell: str
    plan: Plan
    latest: Mapping[str, Sent]
    settled: Settled
    decisions: Sequence[Decision]
    """All of them, in order."""
    received: Sequence[Submission]
    wording: Wording
    today: date
    kept: bool
    """True if rows that were carried out stay: nobody rewrites the sheet of a closed workbook."""

    def department(self, text: str) -> str:
        """Return the department of this name or alias if something was sent to it, else ""."""
        found = self.plan.registry.find(text)
        # A renamed department was sent something under either name.
        names = (fold(found.name if found else ""), fold(text))
        return next((name for key in names for name in self.latest if fold(name) == key), "")

    def row(self, department: str, task: str) -> SheetRow | None:
        """Return the row of a task on the department's newest sheet."""
        sent, key = self.latest.get(department), fold(task)
        return next((row for row in sent.sheet.live if row.task_key == key), None) if sent else None

    def task(self, department: str, text: str) -> str | None:
        """Return the 编号 as it was sent."""
        row = self.row(department, text)
        return row.task if row else None


def lead_departments(case: Case, task: str) -> list[str]:
    """Return the departments that carry out a task."""
    return [name for name in case.latest if (row := case.row(name, task)) and row.role is Role.LEAD]


def enter(line: Line, case: Case, *, last: bool) -> Answered:
    """Return the entry of a reply (代录); of several rows on one cell only the `last` has to match the last entry."""
    place = _place(line, case, ("department", "task", "item", "reported", "source"))
    if isinstance(place, Finding):
        return place
    department, row = place
    name = line.field
    if name not in REPORTED_COLUMNS:
        options = "、".join(TASK_SHEET_HEADINGS[each] for each in REPORTED_COLUMNS)
        return line_finding("entered-item", line, "item", value=line.text("item"), options=options)
    heading = TASK_SHEET_HEADINGS[name]
    if row.closed and name in CLOSED_COLUMNS:
        return line_finding("entered-closed", line, "item", value=heading, task_id=row.task)
    value = line.values["reported"]
    reading = read_value(name, value, case.wording)
    if reading.value is None or not reading.certain:
        guess = f"是不是 {reported_text(name, reading.value)}？" if reading.value is not None else ""
        return line_finding("entered-unclear", line, "reported", value=as_text(value), heading=heading, guess=guess,
                        cure=_EXAMPLES.get(name, "请直接写上文字。"))  # fmt: skip
    values = {name: Reported(reading.value, line.cell("reported"))}
    rows = (ReturnedRow(row.task, line.cell("task"), values, {}),)
    item = Entered(department, rows, line.text("source"), case.operator)
    known = [
        each
        for each in case.received
        if isinstance(each, Entered) and each.department == department
        if any(one.task == row.task and name in one.values for one in each.rows)
    ]
    if case.kept and any(_same(each, item) for each in (known[-1:] if last else known)):
        return NothingToDo.DONE_BEFORE
    return item


def _same(one: Entered, other: Entered) -> bool:
    """Return True if a row of a closed workbook was entered before."""
    said = [(item.source, [(row.task, row.values) for row in item.rows]) for item in (one, other)]
    return said[0] == said[1]


def verify(line: Line, case: Case, *, last: bool) -> Answered:
    """Return the office's own finding on a task's progress (核定进展); `last` is as in `enter`."""
    place = _place(line, case, ("department", "task", "reported"))
    if isinstance(place, Finding):
        return place
    department, row = place
    text = line.text("reported")
    known = [
        fold(each.reported)
        for each in case.decisions
        if each.kind == QuestionKind.VERIFIED and each.round == case.round
        if (each.task, each.department) == (row.task, department)
    ]
    if case.kept and fold(text) in (known[-1:] if last else known):
        return NothingToDo.DONE_BEFORE
    entry = case.settled.entries.get((row.task, department))
    before = entry.values.get(Field.PROGRESS) if entry else None
    day = agreed_on(line, case)
    if isinstance(day, Finding):
        return day
    return Decision(
        case.round, QuestionKind.VERIFIED, department, row.task, Field.PROGRESS, str(before.value) if before else "", text, None,
        line.text("leader"), day, case.operator, line.text("source"),
    )  # fmt: skip


def agreed_on(line: Line, case: Case) -> date | Finding | None:
    """Return the day of the leader's agreement in a row; None if it gives none."""
    if not line.text("date"):
        return None
    try:
        day = read_day(line.values["date"])
    except SettingError as error:
        return line_finding("decision-day", line, "date", value=line.text("date"), cure=error.hint)
    if day > case.today or day.year < _EARLIEST_YEAR:
        how = "还没有到" if day > case.today else "太早"
        return line_finding("decision-day-off", line, "date", value=day, how=how)
    return day


def _place(line: Line, case: Case, required: Sequence[str]) -> tuple[str, SheetRow] | Finding:
    """Return the department and the sheet's row that a row is about."""
    if blank := [name for name in required if not line.text(name)]:
        words = "、".join(PENDING_HEADINGS[name] for name in blank)
        cells = "、".join(line.cell(name) for name in blank)
        return line_finding("entered-blank", line, blank[0], value=line.kind, words=words, cells=cells)
    department = case.department(line.text("department"))
    if not department:
        near = "、".join(case.plan.registry.nearest(line.text("department")))
        return line_finding("entered-department", line, "department", value=line.text("department"), round=case.round,
                        cure=f"是不是 {near}？" if near else "请写“部门”表里的名称。")  # fmt: skip
    row = case.row(department, line.text("task"))
    if row is None:
        tasks = "、".join(each.task for each in case.latest[department].sheet.live)
        return line_finding("entered-task", line, "task", value=line.text("task"), department=department, tasks=tasks)
    return department, row
