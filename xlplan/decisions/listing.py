"""The rows of 待核实 as they are listed, in the open workbook and in 待核实.xlsx: what is open, and what the office wrote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from xlplan.decisions.carry_out import Answers
from xlplan.decisions.case import Case
from xlplan.decisions.model import Decision, Question, RowKey, key_of
from xlplan.decisions.office_rows import milestone_day
from xlplan.decisions.row_notes import RowNote
from xlplan.decisions.sheet import OWN_KINDS, Line, shown, shown_key
from xlplan.returns.received import Entered
from xlplan.returns.sheet import reported_text
from xlplan.terms.cells import CellError, CellValue, as_text
from xlplan.terms.choices import QuestionKind
from xlplan.terms.fields import Field
from xlplan.terms.headings import ITEM_WORDS, item_field
from xlplan.terms.text import Folded, fold

PendingValue = str | int | float | date | datetime | None
PendingRow = Mapping[str, PendingValue]
"""Values by the identifiers of the columns of 待核实."""


def pending(
    questions: Iterable[Question],
    round_: str,
    lines: Iterable[Line] = (),
    answers: Answers | None = None,
    *,
    about: Callable[[str, str], str] = lambda department, task: "",
) -> list[PendingRow]:
    """Return 待核实: what is open, with what `lines` hold beside it unless `answers` carried it out; then own rows.

    `round_` is the one in which the questions are asked that name no other, `about` tells of a department's task what one has
    to know to decide.
    """
    answers = answers or Answers()
    written = [line for line in answers.left(lines) if line.decided or line.own]
    by_key: defaultdict[RowKey, list[Line]] = defaultdict(list)
    for line in written:
        # A copied row stays as long as it differs.
        if not line.from_office and not any(_decided(line, "") == _decided(other, "") for other in by_key[line.key]):
            by_key[line.key].append(line)
    rows: list[PendingRow] = []
    for question in questions:
        # An added row is about no task, whatever number the department gave it.
        added = question.kind is QuestionKind.NEW_ROW
        known = shown(question.reported).replace("；", "\n") if added else about(question.department, question.task)
        asked = {**_asked(question, round_), "about": known}
        own = [{**asked, **_decided(line, answers.why(line))} for line in by_key.pop(shown_key(question), ())]
        rows += own or [asked]
    left = {line.row for lines_ in by_key.values() for line in lines_}
    for line in written:
        if line.own or line.row in left:
            why = answers.why(line) or ("" if line.own else RowNote.GONE)
            rows.append({**{name: _plain(value) for name, value in line.values.items()}, **_decided(line, why)})
    return [{**row, "number": number} for number, row in enumerate(rows, 1)]


def _asked(question: Question, round_: str) -> PendingRow:
    return {
        "kind": question.kind, "department": question.department, "task": question.task,
        "item": ITEM_WORDS[question.field] if question.field else "", "before": shown(question.before),
        "reported": shown(question.reported), "source": question.source, "note": question.note, "round": question.round or round_,
    }  # fmt: skip


def _decided(line: Line, why: str) -> PendingRow:
    """Return what the office wrote into its columns, and why it was not carried out."""
    note: PendingRow = {"note": why} if why else {}
    return {**{name: _plain(line.values.get(name)) for name in _DECIDED}, **note}


_DECIDED: Final = ("decision", "leader", "date")


def _plain(value: CellValue) -> PendingValue:
    if isinstance(value, CellError):
        # A text that began with an equals sign by mistake must not vanish.
        return value.text
    return value if isinstance(value, str | int | float | date | None) else as_text(value)


def done_rows(answers: Answers, door: str) -> list[PendingRow]:
    """Return the office's own rows of a file, `door`, that have been carried out, each with a note that says so."""
    return [
        {**{name: _plain(value) for name, value in line.values.items()}, "note": RowNote.DONE}
        for line in answers.handled
        if line.own and line.door == door
    ]


def restored(
    rows: Sequence[PendingRow],
    decided: Iterable[Decision],
    entered: Iterable[Entered],
    stands: Callable[[PendingRow], bool] = lambda _: False,
    called: Callable[[str], str] = fold,
) -> list[PendingRow]:
    """Return the rows of 待核实 with what the office had decided in them, and its own rows, after that was taken back.

    What still stands in the other door is not written into this one: `stands` tells of a row. `called` tells the present
    name of a department, as it is compared: the office may have typed an earlier one.
    """
    by_key = {_shown_key(each): each for each in decided if each.ruling}
    found: list[PendingRow] = []
    for row in rows:
        done = None if stands(row) else by_key.get(row_key(row))
        words = {"decision": done.ruling, "leader": done.leader, "date": done.day} if done else {}
        note = {"note": None} if row.get("note") == RowNote.DONE else {}
        found.append({**row, **words, **note})
    own = [
        *(_own_row(each.kind, each.department, each.task, each.field, each.reported, each.note, each) for each in decided
          if not each.ruling),
        *(
            _own_row(QuestionKind.ENTERED, item.department, row.task, name, reported_text(name, value.value), item.source, item)
            for item in entered for row in item.rows for name, value in row.values.items()
        ),
    ]  # fmt: skip

    def place(row: PendingRow) -> tuple[Folded, ...]:
        kind, _, *rest = row_key(row)
        return (kind, fold(called(as_text(row.get("department")))), *rest)

    there = {place(row) for row in found}
    found += [row for row in own if place(row) not in there and not stands(row)]
    return [{**row, "number": number} for number, row in enumerate(found, 1)]


def typed_keys(answers: Answers, round_: str) -> list[str]:
    """Return what identifies the answered questions of other rounds whose rows stood in the file of this one."""
    here = [line for line in answers.handled if line.door and not line.of and not line.own]
    return [_typed_key(line.key, round_) for line in here if line.text("round")]


def typed_key(decision: Decision, round_: str) -> str:
    """Return what `typed_keys` has of a decision whose row stood in the file of a round."""
    return _typed_key(_shown_key(decision), round_)


def _typed_key(key: RowKey, round_: str) -> str:
    kind, department, task, item, _, reported = key
    # 原值 may be left blank.
    return "\x1f".join(("typed", round_, kind, department, task, item, reported))


def stands_in(lines: Iterable[Line], row: PendingRow, case: Case) -> bool:
    """Return True if one of these lines answers the same as a row: the same question, or the same cell in the office's words."""
    texts = {name: as_text(row.get(name)) for name in ("kind", "department", "task", "item", "round")}
    here = fold(texts["kind"]), case.present_name(texts["department"]), fold(texts["task"])
    for line in lines:
        if case.round_of(line) not in ("", texts["round"]):
            continue
        if line.kind not in OWN_KINDS:
            if line.decided and line.key == row_key(row):
                return True
            continue
        there = fold(line.kind), case.present_name(line.text("department")), fold(line.text("task"))
        if there != here:
            continue
        if line.kind == QuestionKind.MILESTONE:
            day = milestone_day(line)
            same = day is not None and day.isoformat() == texts["item"]
        else:
            # A finding of the office may leave the item to the program.
            same = line.field in (None, item_field(texts["item"]))
        if same:
            return True
    return False


def _own_row(
    kind: QuestionKind, department: str, task: str, field: Field | None, reported: str, source: str, of: Decision | Entered
) -> PendingRow:  # fmt: skip
    signed = {"leader": of.leader} if isinstance(of, Decision) else {}
    milestone = kind is QuestionKind.MILESTONE
    item = reported if milestone else ITEM_WORDS[field] if field else ""
    return {
        "kind": kind, "department": department, "task": task, "item": item, "reported": None if milestone else reported,
        "source": source, "round": of.round, "date": of.day, **signed,
    }  # fmt: skip


def has_words_of(row: PendingRow, line: Line) -> bool:
    """Return True if a row holds the same words of the office as a line."""
    return all(_plain(line.values.get(name)) == row.get(name) for name in _DECIDED)


def row_key(row: PendingRow) -> RowKey:
    """Return which question or entry a row shows, as `Line.key` does of a line."""
    texts = {name: as_text(row.get(name)) for name in ("kind", "department", "task", "item", "before", "reported")}
    field = item_field(texts["item"])
    return key_of(texts["kind"], texts["department"], texts["task"], field, texts["before"], texts["reported"])


def _shown_key(each: Decision) -> RowKey:
    return key_of(each.kind, each.department, each.task, each.field, shown(each.before), shown(each.reported))
