"""The rows of a return beside those of the sheet that was sent: whose each is, and how they differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from xlplan.handout.sheets import DepartmentSheet, SheetRow, row_name
from xlplan.returns.days import DAY_READ, read_expected
from xlplan.returns.sender import by_content
from xlplan.returns.sheet import Doubt, Reported, Return, ReturnedRow, reported_text
from xlplan.terms.catalogue import Extent
from xlplan.terms.cells import NOTHING, cell_place
from xlplan.terms.choices import Role
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import CLOSED_MARK, ITEM_WORDS, TASK_SHEET_HEADINGS
from xlplan.terms.sheets import SEND_BACK_MARK
from xlplan.terms.text import Folded, fold

_SHOWN: Final = 40
_LISTED: Final = 200
"""At most this many added rows are listed one by one; a cell dragged down makes hundreds of thousands."""


def matched(found: Return, sheet: DepartmentSheet) -> tuple[list[ReturnedRow], list[Finding]]:
    """Return the rows of tasks that were sent, each once, under the 编号 as it was sent; and what is to be said of the return.

    That is what its reading found, and how the rows differ from those that were sent.
    """
    assigned = _assigned(found, sheet)
    rows: dict[str, ReturnedRow] = {}
    reasons = [*assigned.reasons]
    shut: dict[int, SheetRow] = {}
    for sent in sheet.rows:
        key = sent.key
        if sent.shut or sent.shut_columns:
            came = (*assigned.direct.get(key, ()), *assigned.held.get(key, ()))
            shut |= {cell_place(row.cell)[0]: sent for row in came}
        row, unlike = _matched_row(found, sent, assigned.direct.get(key, ()), assigned.held.get(key, ()))
        reasons += unlike
        if row:
            other = rows.get(row.task)
            rows[row.task] = _together(other, row) if other else row
    return [*rows.values()], [*_of_cells(found, shut), *reasons]


def _of_cells(found: Return, shut: Mapping[int, SheetRow]) -> Iterator[Finding]:
    """Yield what reading the cells found, as it is to be said of the rows with shut cells, given by their numbers from 0.

    Whoever reads a cell does not know that it is shut, nor that the mark in it was sent with it.
    """
    for each in found.reasons:
        sent = shut.get(cell_place(each.cell)[0]) if each.cell else None
        if sent is None or each.cell is None or each.field is None:
            yield each
        elif each.kind.leaves_open is Extent.CELL or each.code == DAY_READ:
            # What stands in a cell that is not to be filled in need not be clear: it is told that it was not taken.
            if not (sent.withdrawn or each.field in sent.shut_columns):
                yield each
        elif each.code != "return-says-nothing" or not sent.shut:
            yield each
        elif (said := found.nothing[each.cell]) != CLOSED_MARK:
            # Nobody is to write more about a task that is gone.
            yield _withdrawn_filled(sent, each.field, each.cell, said) if sent.withdrawn else each


def _withdrawn_filled(sent: SheetRow, name: Field, cell: str, value: str) -> Finding:
    return finding("return-withdrawn-filled", cell=cell, task=sent.task, field=name, task_id=sent.task,
                   heading=ITEM_WORDS[name], value=value, how="销号" if sent.closing else "撤销")  # fmt: skip


def _together(row: ReturnedRow, other: ReturnedRow) -> ReturnedRow:
    """Return a task's own row and its 综述 in one: they have no column in common."""
    return replace(row, values={**row.values, **other.values}, doubts=(*row.doubts, *other.doubts))


def _matched_row(
    found: Return, sent: SheetRow, direct: Sequence[ReturnedRow], held: Sequence[ReturnedRow]
) -> tuple[ReturnedRow | None, list[Finding]]:
    """Return the row of a task that was sent, if it came back and still counts, and how it differs from what was sent."""
    if sent.shut:
        direct, held = [*map(_without_marks, direct)], [*map(_without_marks, held)]
    if sent.withdrawn:
        return None, [
            _withdrawn_filled(sent, name, cell, shown) for row in (*direct, *held) for name, cell, shown in _filled(row)
        ]
    if not direct and not held:
        if sent.role is Role.SUMMARY:
            return None, [finding("return-summary-missing", task=sent.task, field=Field.SUMMARY, value=sent.task)]
        return None, [finding("return-row-missing", task=sent.task, value=sent.task)]
    reasons: list[Finding] = []
    if shut := sent.shut_columns:
        reasons += [each for row in (*direct, *held) for each in _closed_filled(row, sent)]
        direct, held = [_without(row, shut) for row in direct], [_without(row, shut) for row in held]
    merged = direct[0] if direct else None
    if merged and (merged.doubts or len(direct) > 1):
        merged = replace(merged, task=sent.task, doubts=_doubts(direct, sent.task))
    if merged and len(direct) > 1:
        merged, twice = _same_task_twice(direct, merged)
        reasons.append(twice)
    for row in (*direct, *held):
        # Most come back as they were sent.
        if row.given != sent.locked:
            reasons += _edited(found, row, sent)
    row = _with_held(merged, held, sent.task) if held or merged is None else merged
    # The locked cells were compared; dropping them saves memory with thousands of returns.
    return ReturnedRow(sent.task, row.cell, row.values, {}, row.doubts), reasons


def _without_marks(row: ReturnedRow) -> ReturnedRow:
    """Return a row without the marks that its shut cells were sent with."""
    values = {name: value for name, value in row.values.items() if value.value != CLOSED_MARK}
    return replace(row, values=values, doubts=tuple(doubt for doubt in row.doubts if doubt.shown != CLOSED_MARK))


def _closed_filled(row: ReturnedRow, sent: SheetRow) -> Iterator[Finding]:
    """Yield the values in closed cells."""
    code = "return-summary-filled" if sent.role is Role.SUMMARY else "return-closed-filled"
    for name, cell, shown in _filled(row):
        if name in sent.shut_columns:
            yield finding(code, cell=cell, task=sent.task, field=name, task_id=sent.task,
                          heading=TASK_SHEET_HEADINGS[name], value=shown[:_SHOWN])  # fmt: skip


def _filled(row: ReturnedRow) -> Iterator[tuple[Field, str, str]]:
    """Yield the filled cells of a row, clear or not: column, cell and text."""
    yield from ((name, value.cell, reported_text(name, value.value)) for name, value in row.values.items())
    yield from ((doubt.field, doubt.cell, doubt.shown) for doubt in row.doubts)


def _without(row: ReturnedRow, shut: Collection[Field]) -> ReturnedRow:
    """Return the row without values in closed cells."""
    if not row.doubts and row.values.keys().isdisjoint(shut):
        return row
    return replace(
        row,
        values={name: value for name, value in row.values.items() if name not in shut},
        doubts=tuple(doubt for doubt in row.doubts if doubt.field not in shut),
    )


class _Assigned(NamedTuple):
    """Returned rows by the keys of those sent: those of a row, and the held ones that only their text assigns to one."""

    direct: Mapping[Folded, Sequence[ReturnedRow]]
    held: Mapping[Folded, Sequence[ReturnedRow]]
    reasons: Sequence[Finding]
    """Held rows, and those that belong to no task."""


def _assigned(found: Return, sheet: DepartmentSheet) -> _Assigned:
    """Find the task of each returned row."""
    contents = {row.task_key: row.content for row in sheet.rows}
    keys = {row.key for row in sheet.rows}
    direct: dict[Folded, list[ReturnedRow]] = defaultdict(list)
    held: dict[Folded, list[ReturnedRow]] = defaultdict(list)
    strange: list[ReturnedRow] = []
    reasons: list[Finding] = []
    for row in found.rows:
        key = row.task_key
        content = row.given.get(Field.CONTENT)
        plain = content is not None and content == contents.get(key)
        task = None if plain else by_content(row, sheet)
        if key in contents and (task is None or fold(task) == key):
            key, row = _whose(row, row.task, keys)
            direct[key].append(row)
        elif task is not None:
            key, row = _whose(row, task, keys)
            held[key].append(row)
            reasons.append(finding("return-row-unmatched", cell=row.cell, task=task, field=Field.ID, task_id=task,
                                   value=row.task or NOTHING))  # fmt: skip
        else:
            strange.append(row)
    return _Assigned(direct, held, [*reasons, *_strange(found, strange)])


def _whose(row: ReturnedRow, task: str, keys: Collection[Folded]) -> tuple[Folded, ReturnedRow]:
    """Return the key of the sent row that a task's row answers: its 综述 or its own; and the row read as that."""
    summary = row.says_summary
    key = fold(row_name(task, summary=summary))
    if key not in keys:
        # Of a task that has but one row, 本单位职责 need not tell which it is.
        summary, key = not summary, fold(row_name(task, summary=not summary))
    return key, row.read_as(summary=summary)


def _strange(found: Return, rows: Sequence[ReturnedRow]) -> Iterator[Finding]:
    """Yield rows that belong to no task, the first of them one by one."""
    for row in rows[:_LISTED]:
        reason = finding("return-row-unknown", cell=row.cell, task=row.task or None, value=row.task or NOTHING,
                         text=_said(found, row, _SHOWN) or NOTHING)  # fmt: skip
        yield replace(reason, after=_said(found, row))
    if rest := rows[_LISTED:]:
        yield finding("return-rows-unknown", cell=rest[0].cell, value=len(rest), first=rest[0].cell,
                      last=rest[-1].cell, text=_said(found, rest[0], _SHOWN) or NOTHING)  # fmt: skip


def _said(found: Return, row: ReturnedRow, longest: int | None = None) -> str:
    """Return all that an added row says: what was reported first, each cell by its heading."""
    parts = [
        *_filled(row),
        *((name, found.place(row, name), text) for name, text in row.given.items() if text),
    ]
    said = [f"{ITEM_WORDS[name]}（{cell}）{text.strip()[:longest]}" for name, cell, text in parts]
    return "；".join([*(each.rstrip("。") for each in said[:-1]), *said[-1:]])


def _doubts(rows: Iterable[ReturnedRow], task: str) -> tuple[Doubt, ...]:
    return tuple(replace(doubt, task=task) for row in rows for doubt in row.doubts)


def _edited(found: Return, row: ReturnedRow, sent: SheetRow) -> Iterator[Finding]:
    """Yield the locked cells that differ from what was sent."""
    given = row.given
    for name, old in sent.locked.items():
        now = given.get(name)
        if now is None or now == old or fold(now) == fold(old):
            continue
        # A sheet that went back says above it what was to be corrected.
        if name is Field.PREVIOUS and now.startswith(SEND_BACK_MARK) and fold(now).endswith(fold(old)):
            continue
        if name is not Field.DUE or not _same_day(now, sent.due):
            edited = finding("return-locked-edited", cell=found.place(row, name), task=sent.task, field=name,
                             task_id=sent.task, heading=TASK_SHEET_HEADINGS[name], old=old[:_SHOWN] or NOTHING,
                             value=now[:_SHOWN] or NOTHING)  # fmt: skip
            yield replace(edited, before=old or NOTHING, after=now or NOTHING)


def _same_day(text: str, due: date | None) -> bool:
    """Return True if a text (of a CSV file) is the day as another program shows it."""
    return due is not None and read_expected(text, due.year).value == due


def _with_held(row: ReturnedRow | None, held: Sequence[ReturnedRow], task: str) -> ReturnedRow:
    """Return the row with the values of held rows as doubts: none counts until the office confirms it."""
    doubts = [*(row.doubts if row else ())]
    values = row.values if row else {}
    for each in held:
        doubts += [
            Doubt(task, name, reported.cell, reported_text(name, reported.value), reported.value)
            for name, reported in each.values.items()
            if name not in values or values[name].value != reported.value
        ]
        doubts += _doubts([each], task)
    return replace(row or held[0], task=task, values=values, doubts=tuple(doubts))


def _same_task_twice(rows: Sequence[ReturnedRow], merged: ReturnedRow) -> tuple[ReturnedRow, Finding]:
    """Return one row for several of the same 编号, and that it was so: cells that differ become doubts."""
    names = dict.fromkeys(name for row in rows for name in row.values)
    agreed: dict[Field, Reported] = {}
    differing: list[str] = []
    open_ = list(merged.doubts)
    for name in names:
        said = {row.values[name].value for row in rows if name in row.values}
        if len(said) == 1:
            agreed[name] = next(row.values[name] for row in rows if name in row.values)
        else:
            shown = {
                reported_text(name, row.values[name].value): row.values[name] for row in rows if name in row.values
            }
            differing.append(f"{ITEM_WORDS[name]}“{'”与“'.join(sorted(shown))}”")
            open_.extend(Doubt(merged.task, name, each.cell, text, each.value) for text, each in shown.items())
    how = f"不同（{'；'.join(differing)}）" if differing else "相同，只算一次"
    twice = finding("return-row-twice", cell=rows[1].cell, task=merged.task, value=merged.task, how=how)
    return replace(merged, values=agreed, doubts=tuple(open_)), twice
