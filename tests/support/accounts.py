"""What must become of every value in a returned sheet: which were lost, doubled or changed on their way into the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from support.returns import Fact, Sheet
from xlplan.decisions.settled import Settled
from xlplan.returns.empty_answers import says_nothing
from xlplan.returns.received import Received
from xlplan.terms.cells import CellError, NoCachedValue, as_text, column_letters
from xlplan.terms.fields import Field
from xlplan.terms.headings import CLOSED_MARK, REPORTED_COLUMNS, TASK_SHEET_ALIASES, TASK_SHEET_HEADINGS

_OF_OTHER_SHEETS: Final = ("return-second-table", "return-column-extra", "return-column-twice")


def unaccounted(came: Sequence[tuple[Sheet, Received]], settled: Settled) -> list[str]:
    """Return what is wrong with what became of these returns of one department, in words; nothing should be.

    Every value is counted, or in a doubt, a conflict or a reason that names it; what counts stands in the cell it is said to come
    from, means that, and belongs to that task.
    """
    wrong: list[str] = []
    origins: dict[tuple[str, str | None], list[Fact]] = {}
    for sheet, received in came:
        facts = list(sheet.facts())
        if not received.verdict.taken:
            wrong += [] if received.reasons else ["refused without a reason"]
            continue
        read = [fact for fact in facts if fact.sheet == received.sheet]
        for fact in read:
            origins.setdefault((fact.cell, fact.name), []).append(fact)
        wrong += [f"lost: {_words(fact)}" for fact in read if not _accounted(fact, received, settled, sheet)]
        said = {(fact.line.task, fact.name, _meaning(fact)) for fact in read}
        named = {reason.sheet for reason in received.reasons if reason.code in _OF_OTHER_SHEETS}
        wrong += [
            f"lost on another sheet: {_words(fact)}"
            for fact in facts
            if fact.sheet != received.sheet and fact.sheet not in named and not fact.added
            if not isinstance(fact.put.value, CellError | NoCachedValue) and _column_found(sheet, fact)
            # An answer that says nothing is missed nowhere.
            if fact.name != "progress" or not says_nothing(as_text(fact.put.value))
            if (fact.line.task, fact.name, _meaning(fact)) not in said
        ]
        wrong += _locked(sheet, received)
    for (task, _), entry in settled.entries.items():
        for name, reported in entry.values.items():
            found = origins.get((reported.cell, name), [])
            if not any(f.line.owner == task and f.put.sure and f.put.meaning == reported.value for f in found):
                wrong.append(
                    f"counts, though nobody put it there: {task} {name} {reported} {[_words(f) for f in found]}"
                )
            row = next(row for row in came[0][0].sent.rows if row.task == task)
            if row.withdrawn or (row.closed and name in ("percent", "expected")):
                wrong.append(f"counts, though nothing is to be filled in there: {task} {name} {reported}")
    return wrong


def _meaning(fact: Fact) -> object:
    return fact.put.meaning if fact.put.sure else as_text(fact.put.value)


def _words(fact: Fact) -> str:
    return f"{fact.sheet} {fact.cell} {fact.name} {fact.line.number!r} {str(fact.put.value)[:30]!r}"


def _column_found(sheet: Sheet, fact: Fact) -> bool:
    return fact.line.owner is not None and fact.name in REPORTED_COLUMNS


def _accounted(fact: Fact, received: Received, settled: Settled, sheet: Sheet) -> bool:
    shown = as_text(fact.put.value)
    # A row that only seems to be a task's, and says what is counted for it anyway, is no question.
    for task in {fact.line.task, fact.line.text_task} - {None}:
        entry = settled.entries.get((str(task), sheet.sent.department))
        counted = entry.values.get(Field(fact.name)) if entry and fact.name else None
        if counted and fact.put.sure and counted.value == fact.put.meaning:
            return True
    tasks = {fact.line.task, fact.line.text_task, as_text(fact.line.number)}
    if shown == CLOSED_MARK and any(row.shut and row.task in tasks for row in sheet.sent.rows):
        # What stands in a shut row when it is sent says nothing when it comes back.
        return True
    if plain(fact, sheet) and not _open(fact, settled):
        return False
    return _open(fact, settled) or _named(fact, received, shown)


def _open(fact: Fact, settled: Settled) -> bool:
    shown = as_text(fact.put.value)
    doubts = any(
        each.doubt.field == fact.name
        and (
            each.doubt.cell == fact.cell
            or each.doubt.shown == shown
            or (fact.put.sure and each.doubt.proposal == fact.put.meaning)
        )
        for each in settled.doubts
    )
    conflict = any(
        each.field == fact.name and any(value == fact.put.meaning for value, _ in each.values)
        for each in settled.conflicts
    )
    return doubts or conflict


def _named(fact: Fact, received: Received, shown: str) -> bool:
    letters = fact.cell.rstrip("0123456789")
    start = shown.strip()[:12]
    return any(
        reason.cell == fact.cell
        or f"（{fact.cell}）" in reason.message
        or (reason.code in ("return-column-extra", "return-column-twice") and reason.message.startswith(f"{letters}列"))
        or (len(start) > 3 and start in reason.message)
        for reason in received.reasons
    )


def plain(fact: Fact, sheet: Sheet) -> bool:
    """Return True if a value has to count: certain, in the one column and the one row for it, and nothing else says otherwise."""
    row = next((row for row in sheet.sent.rows if row.task == fact.line.owner), None)
    if row is None or row.withdrawn or not fact.put.sure or fact.added or sheet.copies or not sheet.identity:
        return False
    if row.closed and fact.name in ("percent", "expected"):
        return False
    if fact.name == "progress" and says_nothing(as_text(fact.put.value)):
        return False
    columns = [column for column in sheet.columns if column.name == fact.name]
    rows = [line for line in sheet.lines if row.task in (line.task, line.text_task)]
    heading = columns[0].heading
    known = isinstance(heading, str) and heading.strip(" *：\n").removesuffix("（必填）") in (
        TASK_SHEET_HEADINGS[Field(str(fact.name))], *TASK_SHEET_ALIASES[Field(str(fact.name))],
    )  # fmt: skip
    return len(columns) == 1 and len(rows) == 1 and known


def _locked(sheet: Sheet, received: Received) -> Iterator[str]:
    """Yield locked cells that were changed on rows that were read, and that no reason names."""
    if received.sheet != sheet.name:
        return
    live = {row.task for row in sheet.sent.live}
    for cell, line in sheet.changed():
        if line.owner in live and not any(reason.cell == cell for reason in received.reasons):
            row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            letters = cell[: -len(row)]
            number = next(n for n, column in enumerate(sheet.columns) if column.name == "id" and not column.key)
            unmatched = {r.cell for r in received.reasons if r.code in ("return-row-unknown", "return-row-unmatched")}
            if f"{column_letters(number)}{row}" not in unmatched and letters:
                yield f"a locked cell was changed and nobody said so: {cell} {line.number!r}"
