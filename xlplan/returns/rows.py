"""The rows of a task table that came back: what each cell reports, and what is to be said of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Final, NamedTuple

from xlplan.returns.days import DAY_READ, days_typed, number_typed
from xlplan.returns.empty_answers import says_not_ours, says_nothing, says_nothing_of_it
from xlplan.returns.sheet import Doubt, Reported, ReturnedRow, Wording, read_value, reported_text
from xlplan.returns.shown_share import guess_of, share_seen
from xlplan.returns.values import ReportedValue, share_of_either
from xlplan.terms.cells import (
    CellError,
    CellValue,
    Grid,
    NoCachedValue,
    as_text,
    cell_name,
    column_letters,
    is_blank,
    shown_cell,
)
from xlplan.terms.choices import Role, State
from xlplan.terms.day_text import shown_in
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import (
    CLOSED_COLUMNS,
    CLOSED_MARK,
    ITEM_FIELDS,
    ITEM_WORDS,
    LOCKED_COLUMNS,
    REPORTED_COLUMNS,
    SUMMARY_CLOSED_COLUMNS,
)
from xlplan.terms.patterns import pattern_of
from xlplan.terms.pictures import PICTURE, is_picture
from xlplan.terms.text import TURNING, fold

CELL_TEXT: Final = 40
"""The number of letters of a cell that a reason shows."""
_LISTED: Final = 20
"""The number of cells that one reason lists; it always says how many there are."""
_UNNAMED: Final = 200
"""At most this many rows without 编号 and text are read one by one; a dragged cell makes hundreds of thousands."""
GIVEN: Final[tuple[Field, ...]] = tuple(name for name in LOCKED_COLUMNS if name is not Field.ID)
_ANSWERS: Final = (Field.PROGRESS, Field.SUMMARY)
"""Where a department says in words what it did."""
_FREE: Final = frozenset(ITEM_FIELDS) - {Field.STATE, Field.PERCENT, Field.EXPECTED}
"""What takes any text as it is."""

# Texts that a program would calculate or run if typed. A dash before words begins a list.
_LIKE_FORMULA: Final = pattern_of(r"\s*[=+@]|[\t\r]|\s*-[\w(]*[\d(|!]", re.ASCII)


class TaskTable(NamedTuple):
    """Where a task table stands: `columns` by field, from 0, as is the row of the headings."""

    grid: Grid
    heading_row: int
    columns: Mapping[Field, int]
    wording: Wording
    anchors: Mapping[tuple[int, int], tuple[int, int]]
    """The first cell of the merged area, by the cells under it."""


Places = Sequence[tuple[Field, int, str]]
"""Columns in which something is reported, with their numbers and letters."""


def answer_places(columns: Mapping[Field, int]) -> Places:
    """Return where a table has the columns in which departments report."""
    return [(name, columns[name], column_letters(columns[name])) for name in REPORTED_COLUMNS if name in columns]


def read_answers(
    table: TaskTable, row: int, cells: Sequence[CellValue], places: Places, task: str, *, summary: bool = False
) -> tuple[dict[Field, Reported], list[Doubt], list[Finding]]:
    """Return what the cells of a task's row report, which of them are not clear, and what is to be said of them."""
    grid, anchors = table.grid, table.anchors
    values: dict[Field, Reported] = {}
    doubts: list[Doubt] = []
    reasons: list[Finding] = []
    closed = SUMMARY_CLOSED_COLUMNS if summary else CLOSED_COLUMNS
    for name, column, letters in places:
        value = cells[column]
        if summary and name is Field.PROGRESS:
            name = Field.SUMMARY
        if value is None or is_blank(value):
            merged = _read_merged(table, (row, column), name, task) if anchors else None
            if merged:
                doubts.append(merged[0])
                reasons.append(merged[1])
            continue
        # A row that is shut has the mark in every cell.
        if value == CLOSED_MARK and (name in closed or name is Field.STATE):
            continue
        cell = f"{letters}{row + 1}"
        # Most filled cells are words, or say plainly what their column asks.
        if (row, column) not in grid.formulas and not (anchors and (row, column) in anchors):
            plain = (
                value
                if isinstance(value, str) and taken_as_it_is(name, value)
                else _plain(table, (row, column), name, value)
            )
            if plain is not None:
                values[name] = Reported(plain, cell)
                continue
        found, said = _read_cell(table, (row, column), cell, name, task)
        reasons += said
        if isinstance(found, Doubt):
            doubts.append(found)
        elif found:
            values[name] = found
    return values, doubts, reasons


def read_rows(table: TaskTable) -> tuple[list[ReturnedRow], list[Finding]]:
    """Return what the rows of a table report, and what is to be said of their cells."""
    grid, columns, anchors = table.grid, table.columns, table.anchors
    places = answer_places(columns)
    locked = [(name, columns[name]) for name in GIVEN if name in columns]
    named = [columns[name] for name in (Field.ID, Field.CONTENT) if name in columns]
    first = columns.get(Field.ID, 0)
    headings = {column: grid.at(table.heading_row, column) for column in columns.values()}
    blank: list[CellValue] = [None] * (max(headings) + 1)
    unnamed: list[int] = []
    rows: list[ReturnedRow] = []
    reasons: list[Finding] = []
    for row in range(table.heading_row + 1, len(grid.rows)):
        cells = [*grid.rows[row], *blank]
        if all(is_blank(cells[column]) for column in named):
            if all(is_blank(cells[column]) for column in headings):
                continue
            unnamed.append(row)
            if len(unnamed) > _UNNAMED:
                continue
        if all(cells[column] == heading for column, heading in headings.items()):
            continue  # the headings again, as at the top of every page
        task = as_text(cells[columns[Field.ID]]).strip() if Field.ID in columns else ""
        values, doubts, said = read_answers(table, row, cells, places, task, summary=is_summary(cells, columns))
        reasons += said
        given = {
            name: value if isinstance(value := cells[column], str) else shown_cell(value)
            for name, column in locked
            if not anchors or (row, column) not in anchors
        }
        if task or values or doubts or any(given.values()):
            rows.append(ReturnedRow(task, cell_name(row, first), values, given, doubts))
    if rest := unnamed[_UNNAMED:]:
        top, last = (cell_name(row, first) for row in (rest[0], rest[-1]))
        filled = [column for column in sorted(headings) if not is_blank(grid.at(rest[0], column))]
        shown = listed_cells([(cell_name(rest[0], column), shown_cell(grid.at(rest[0], column))) for column in filled])
        reasons.append(
            finding("return-rows-unknown", sheet=grid.sheet, cell=top, value=len(rest), first=top, last=last,
                    text=shown)
        )  # fmt: skip
    return rows, reasons


def is_summary(cells: Sequence[CellValue], columns: Mapping[Field, int]) -> bool:
    """Return True for a 综述 row: its 本单位职责 says so or, where that column is gone, what is shut in it."""
    if Field.ROLE in columns:
        role = cells[columns[Field.ROLE]]
        return isinstance(role, str) and fold(role) == Role.SUMMARY.label
    shut = [cells[columns[name]] for name in SUMMARY_CLOSED_COLUMNS if name in columns]
    progress = columns.get(Field.PROGRESS)
    return (
        bool(shut)
        and all(value == CLOSED_MARK for value in shut)
        and (progress is not None and cells[progress] != CLOSED_MARK)
    )


def taken_as_it_is(name: Field, value: str) -> bool:
    """Return True if a text is taken as it is, without any finding."""
    if name not in _FREE or _LIKE_FORMULA.match(value) or TURNING.search(value):
        return False
    return not (name in _ANSWERS and says_nothing_of_it(value))


def _plain(table: TaskTable, place: tuple[int, int], name: Field, value: CellValue) -> ReportedValue | None:
    """Return a state, share or day that is certain, in a cell of its usual kind, without any finding; None for anything else."""
    match name:
        case Field.STATE:
            usual = isinstance(value, str) and not _LIKE_FORMULA.match(value)
        case Field.PERCENT:
            usual = type(value) is float and not share_seen(table.grid, place, value)
        case _:
            usual = name is Field.EXPECTED and type(value) is date
    if not usual:
        return None
    reading = read_value(name, value, table.wording)
    return reading.value if reading.certain else None


def _read_merged(table: TaskTable, place: tuple[int, int], name: Field, task: str) -> tuple[Doubt, Finding] | None:
    """Return a doubt on a blank cell merged with one above it, and why: does that value go for this task too?"""
    row, column = place
    anchor = table.anchors.get((row, column))
    if anchor is None or anchor[1] != column or not task:
        return None
    value = table.grid.at(*anchor)
    if is_blank(value) or value == CLOSED_MARK or isinstance(value, CellError | NoCachedValue):
        return None
    cell, shown = cell_name(row, column), as_text(value)
    why = finding("return-merged", sheet=table.grid.sheet, cell=cell, task=task, field=name, task_id=task,
                  heading=ITEM_WORDS[name], other=cell_name(*anchor), value=shown[:CELL_TEXT])  # fmt: skip
    return Doubt(task, name, cell, shown, read_value(name, value, table.wording).value), why


def _read_cell(
    table: TaskTable, place: tuple[int, int], cell: str, name: Field, task: str
) -> tuple[Reported | Doubt | None, list[Finding]]:
    """Return a filled cell's value, a doubt if it is uncertain, or None if it says nothing; and what is to be said of it."""
    value = table.grid.at(*place)

    def reason(code: str, shown: str, **more: object) -> Finding:
        return finding(
            code, sheet=table.grid.sheet, cell=cell, task=task or None, field=name, task_id=task or "（无编号）",
            heading=ITEM_WORDS[name], value=shown[:CELL_TEXT], **more,
        )  # fmt: skip

    if is_picture(value):
        # A picture proves something, and tells nothing.
        return (Reported(PICTURE, cell), []) if name is Field.EVIDENCE else (None, [reason("return-picture", PICTURE)])
    if isinstance(value, CellError):
        return None, [reason("return-cell-error", value.text)]
    if isinstance(value, NoCachedValue):
        return None, [reason("return-uncalculated", value.formula)]
    if name in _ANSWERS and says_nothing(as_text(value)):
        return None, [reason("return-says-nothing", as_text(value).strip())]
    if name in _ANSWERS and says_not_ours(as_text(value)):
        shown = as_text(value).strip()
        return Doubt(task, name, cell, shown, shown), [reason("return-not-ours", shown)]
    said = []
    if name in _FREE and isinstance(value, int | float | date | time) and not isinstance(value, bool):
        seen = shown_in(table.grid, place, value)
        value = as_text(value) if seen is None else seen
        if seen is None:
            said.append(reason("return-number-shown", value))
    elif isinstance(value, str) and TURNING.search(value):
        value = TURNING.sub(lambda found: f"\\u{ord(found[0]):04x}", value)
        said.append(reason("return-turning", value))
    typed = number_typed(value) if name is Field.EXPECTED else None
    shown, reading = as_text(value if typed is None else typed), read_value(name, value, table.wording)
    if place in table.grid.formulas:
        said.append(reason("return-formula", shown))
    if anchor := table.anchors.get(place):
        said.append(reason("return-under-merged", shown, other=cell_name(*anchor)))
    otherwise = share_seen(table.grid, place, value) if name is Field.PERCENT else None
    if otherwise and reading.value is not None:
        text = otherwise.shown or shown
        proposal = None if otherwise.shown else reading.value
        said.append(reason("return-percent-unclear", text, guess=guess_of(otherwise, shown, reading.value)))
        return Doubt(task, name, cell, text, proposal), said
    if reading.certain and reading.value is not None:
        if isinstance(table.grid.at(*place), str) and _LIKE_FORMULA.match(shown):
            said.append(reason("return-formula-text", shown))
        if reading.filled_in:
            read = reason(DAY_READ, shown, how=reading.filled_in, day=reading.value)
            said.append(replace(read, shown=shown.strip()))
        return Reported(reading.value, cell), said
    guess = f"是不是 {reported_text(name, reading.value)}？" if reading.value is not None else ""
    if name is Field.PERCENT and (share := share_of_either(value)):
        guess = f"是 {reported_text(name, share / 100)}，还是 {reported_text(name, share)}？完成进度最多 100%。"
    code, options = _UNCLEAR[name], "、".join(State)
    if name is Field.EXPECTED and (number := value if isinstance(value, float) else typed) is not None:
        days = [
            f"{day}（{written}）"
            for written, day in days_typed(number, table.wording.year, table.wording.round).items()
        ]
        guess = f"是 {'，还是 '.join(days)}？" if days else guess
        code = code if typed is None else "return-date-typed"
    said.append(reason(code, shown, guess=guess, options=options, example=table.wording.example))
    return Doubt(task, name, cell, shown, reading.value), said


_UNCLEAR: Final = {
    Field.STATE: "return-state-unknown",
    Field.PERCENT: "return-percent-unclear",
    Field.EXPECTED: "return-date-unclear",
}


def listed_cells(cells: Sequence[tuple[str, str]]) -> str:
    shown = "、".join(f"{cell}“{text[:CELL_TEXT]}”" for cell, text in cells[:_LISTED])
    return shown if len(cells) <= _LISTED else f"{shown} 等{len(cells)}处"
