"""代录 and 办结销号: both lead to 待核实, where the office writes, and carry out what is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from xlplan.actions.book import Book
from xlplan.actions.decide import CLOSING, ENTERING, Deciding, Pending, decide
from xlplan.actions.doors import pending_path
from xlplan.decisions.carry_out import Answers
from xlplan.decisions.case import is_closed, lead_departments
from xlplan.decisions.row_notes import RowNote
from xlplan.decisions.sheet import OFFICE, OWN_KINDS
from xlplan.office.buttons.choosing import ChosenRow, chosen
from xlplan.office.buttons.guard import Outcome
from xlplan.office.buttons.surface import OpenSurface, Surface, current_round, put_round
from xlplan.office.sheets.cell_values import Row
from xlplan.schedule.rounds import Round
from xlplan.telling.decide import how_to_enter, tell_deciding
from xlplan.terms.choices import QuestionKind, Ruling, State
from xlplan.terms.fields import Field
from xlplan.terms.headings import TASK_SHEET_HEADINGS
from xlplan.terms.sheets import CONSOLE, PENDING, RETURNS, SENT
from xlplan.terms.text import fold

_WANTED: Final = ("department", "task", "item", "reported", "source")


def press_close(job: Surface) -> Outcome:
    """Close what a leader has agreed to; for selected tasks, make the rows for leader and day."""

    def prepare(choices: Sequence[ChosenRow], rows: list[Row], pending: Pending) -> list[Row]:
        wanted = set(_wanted(choices, pending))
        asked = {
            (fold(str(row.get("task"))), row.get("department")) for row in rows if row.get("kind") == QuestionKind.CLOSE
        }
        prepared: list[Row] = []
        for row in rows:
            mine = (
                row.get("kind") == QuestionKind.CLOSE and (fold(str(row.get("task"))), row.get("department")) in wanted
            )
            decided = mine and not row.get("decision")
            prepared.append({**row, "decision": Ruling.CLOSE, "note": RowNote.HOW_TO_CLOSE} if decided else row)
        for task, department in sorted(wanted - asked):
            entry = pending.case.settled.entries.get((pending.case.task(department, task) or "", department))
            state = entry.values.get(Field.STATE) if entry else None
            prepared.append(
                {
                    "number": len(prepared) + 1, "kind": QuestionKind.CLOSE, "department": department,
                    "task": pending.case.task(department, task), "item": TASK_SHEET_HEADINGS[Field.STATE],
                    "before": str(state.value) if state else None, "reported": State.DONE, "source": OFFICE,
                    "decision": Ruling.CLOSE, "note": RowNote.HOW_TO_CLOSE,
                }
            )  # fmt: skip
        return prepared

    def waits(row: Row) -> str | None:
        if row.get("kind") != QuestionKind.CLOSE:
            return None
        return next((name for name in ("leader", "date") if not row.get(name)), None)

    return _press(job, CLOSING, prepare, waits)


def _wanted(choices: Sequence[ChosenRow], pending: Pending) -> Iterator[tuple[str, str]]:
    """Yield the chosen tasks, by folded 编号, with each department that carries them out and is not done."""
    case = pending.case
    for choice in choices:
        mine = choice.task and choice.kind in ("", QuestionKind.CLOSE)
        for department in lead_departments(case, choice.task) if mine else ():
            named = not choice.department or choice.department == department
            if named and not is_closed(case, choice.task, department):
                yield fold(choice.task), department


def press_enter(job: Surface) -> Outcome:
    """Record what is written on the office's own rows; if there are none, begin one for what is selected."""

    def prepare(choices: Sequence[ChosenRow], rows: list[Row], pending: Pending) -> list[Row]:
        if any(row.get("kind") in OWN_KINDS for row in rows):
            return rows
        begun: list[Row] = [
            {
                "number": len(rows) + number, "kind": QuestionKind.ENTERED, "department": _department(choice, pending),
                "task": choice.task, "item": TASK_SHEET_HEADINGS[Field.PROGRESS],
                "note": how_to_enter(named=bool(choice.task)),
            }
            for number, choice in enumerate(choices or [ChosenRow()], 1)
        ]  # fmt: skip
        return rows + begun

    def waits(row: Row) -> str | None:
        if row.get("kind") not in OWN_KINDS:
            return None
        return next((name for name in _WANTED if not row.get(name)), None)

    return _press(job, ENTERING, prepare, waits)


def _department(choice: ChosenRow, pending: Pending) -> str:
    leads = lead_departments(pending.case, choice.task) if choice.task else []
    return choice.department or (leads[0] if len(leads) == 1 else "")


def _file(source: Book, round_: Round) -> str:
    """Return where to write in a workbook that is read as it is saved: its own sheet, or the file that a merge writes."""
    if source.sheet(PENDING) is not None:
        return PENDING
    return source.workspace.shown(pending_path(source.workspace, round_.name))


def _press(
    job: Surface,
    what: Deciding,
    prepare: Callable[[Sequence[ChosenRow], list[Row], Pending], list[Row]],
    waits: Callable[[Row], str | None],
) -> Outcome:
    """Carry out what is written; if nothing was, prepare rows, and lead to the first cell to be written.

    `waits` returns a row's column that is still to be written.
    """
    job.prepare(SENT, RETURNS, PENDING)
    source = job.source(CONSOLE, PENDING)
    round_ = current_round(source)
    choices = chosen(job, source) if isinstance(job, OpenSurface) else []
    answers: Answers = decide(source, round_.name, job.now, what)
    job.carried_out = bool(answers.count)
    left: list[tuple[int, str]] = []

    def amend(rows: list[Row], pending: Pending) -> list[Row]:
        amended = rows if answers.count else prepare(choices, rows, pending)
        left.extend((number, field) for number, row in enumerate(amended) if (field := waits(row)))
        return amended

    if not isinstance(job, OpenSurface):
        outcome = job.end(tell_deciding(what, round_, answers, file=_file(source, round_)), source)
        leads = "" if answers.count or answers.findings else what.kinds[0]
        return replace(outcome, leads=leads, idle=not answers.count)
    listed = put_round(job, source, round_, answers=answers, amend=amend)
    outcome = job.end(tell_deciding(what, round_, listed.answers, len(left)), source, PENDING)
    if left:
        job.sheets[PENDING].select(*left[0])
    return replace(outcome, idle=not answers.count)
