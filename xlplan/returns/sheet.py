"""One returned file, already read into grids: its sender and what it reports, or the reason why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, NamedTuple

from xlplan.handout.signature import Identity, read_identity
from xlplan.returns.values import CellReading, ReportedValue, read_expected, read_share, read_state
from xlplan.terms.cells import (
    CellError,
    CellValue,
    Grid,
    NoCachedValue,
    as_text,
    cell_name,
    cell_place,
    column_letters,
    is_blank,
)
from xlplan.terms.choices import State
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import (
    CLOSED_COLUMNS,
    CLOSED_MARK,
    LOCKED_COLUMNS,
    REPORTED_COLUMNS,
    TASK_SHEET_COUNT,
    TASK_SHEET_HEADINGS,
    TASK_SHEET_LABELS,
    heading_key,
    task_sheet_field,
)
from xlplan.terms.sheets import IDENTITY
from xlplan.terms.text import Folded, fold

_HEADING_ROWS: Final = 60
_CELL_TEXT = 40
_LISTED: Final = 20
"""The number of cells that one reason lists; it always says how many there are."""
_UNNAMED: Final = 200
"""At most this many rows without 编号 and text are read one by one; a dragged cell makes hundreds of thousands."""
_GIVEN: Final[tuple[Field, ...]] = tuple(name for name in LOCKED_COLUMNS if name is not Field.ID)
_FREE: Final = frozenset(REPORTED_COLUMNS) - {Field.STATE, Field.PERCENT, Field.EXPECTED}
"""Columns that take any text as it is."""

# Texts that a program would calculate or run if typed. A dash before words begins a list.
_LIKE_FORMULA: Final = re.compile(r"\s*[=+@]|[\t\r]|\s*-[\w(]*[\d(|!]", re.ASCII)


class Reported(NamedTuple):
    """A value that a department filled in, and the cell (A1) it stood in."""

    value: ReportedValue
    cell: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A cell whose meaning is uncertain: its text (`shown`), and its probable meaning, or None."""

    task: str
    field: Field
    cell: str
    shown: str
    proposal: ReportedValue | None


@dataclass(frozen=True, slots=True)
class Wording:
    """How an office's departments write: their words for states (folded), and the year of days without one."""

    states: Mapping[str, State] = field(default_factory=dict)
    year: int | None = None


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """The row of one task. `given` are the locked texts as they came back, but for cells under merged areas."""

    task: str
    cell: str
    """The cell (A1) of 编号, filled or not."""
    values: Mapping[Field, Reported]
    given: Mapping[Field, str]
    doubts: Sequence[Doubt] = ()

    @property
    def task_key(self) -> Folded:
        """The 编号 as it is compared."""
        return fold(self.task)

    def __reduce__(self) -> tuple[Any, ...]:
        values = [(name, *reported) for name, reported in self.values.items()]
        return _Packed, (self.task, self.cell, values, self.given, self.doubts)


@lru_cache(1 << 16)
def _once(text: str) -> str:
    """Intern a string; returns repeat a few names many times."""
    return text


class _Packed:
    """A row to leave a reader process: packed in a third of the time, unpacked with interned names of cells."""

    def __new__(  # type: ignore[misc]
        cls, task: str, cell: str, values: Sequence[tuple[Field, ReportedValue, str]], given: Mapping[Field, str],
        doubts: Sequence[Doubt],
    ) -> ReturnedRow:  # fmt: skip
        found = {name: Reported(value, _once(place)) for name, value, place in values}
        return ReturnedRow(task, _once(cell), found, given, doubts)


@dataclass(frozen=True, slots=True)
class Return:
    """A returned sheet, read but not yet judged. `identity` is None if its hidden sheet is gone."""

    identity: Identity | None
    signature: str
    people: Mapping[Field, str]
    """Filler, phone and reviewer, if filled in."""
    rows: Sequence[ReturnedRow]
    reasons: Sequence[Finding] = ()
    sheet: str = ""
    """The sheet of the rows."""
    head: str = ""
    """All text above the table, to find its sender."""
    letters: Mapping[Field, str] = field(default_factory=dict)
    """The column letters of each locked field."""

    def place(self, row: ReturnedRow, name: Field) -> str:
        """Return the cell (A1) of a locked field in a row."""
        return f"{self.letters[name]}{cell_place(row.cell)[0] + 1}"


class _Table(NamedTuple):
    """Where a task table stands: `columns` by field, from 0, as is the row of the headings."""

    grid: Grid
    heading_row: int
    columns: Mapping[Field, int]
    wording: Wording
    anchors: Mapping[tuple[int, int], tuple[int, int]]
    """The first cell of the merged area, by the cells under it."""


class _Read(NamedTuple):
    """A task table with what it reports."""

    table: _Table
    rows: Sequence[ReturnedRow]
    reasons: Sequence[Finding]

    @property
    def filled(self) -> int:
        """The number of cells that were filled in."""
        return sum(len(row.values) + len(row.doubts) for row in self.rows)


def read_return(grids: Sequence[Grid], wording: Wording = Wording()) -> Return | Finding:
    """Return what a returned workbook reports, or the finding that says why nothing can be taken from it."""
    hidden = next((grid for grid in grids if grid.sheet == IDENTITY), None)
    identity = read_identity(hidden) if hidden else None
    tables = [
        _Read(table, *_rows(table))
        for grid in grids
        if grid.sheet != IDENTITY and (table := _find_table(grid, wording))
    ]
    if not tables:
        return finding(
            "return-no-table", value="、".join((TASK_SHEET_HEADINGS[Field.ID], TASK_SHEET_HEADINGS[Field.PROGRESS]))
        )
    # Of a sheet and its copy, take the one that was filled in.
    read = max(tables, key=lambda found: (found.filled > 0, len(found.table.columns)))
    table = read.table
    reasons = [*read.reasons, *_missing_columns(table), *_extra_columns(table)]
    for other in tables:
        if other is not read:
            reasons += [*_second_table(other, read), *_extra_columns(other.table)]
    head = " ".join(
        as_text(value) for row in table.grid.rows[: table.heading_row] for value in row if not is_blank(value)
    )
    found, signature = identity or (None, "")
    letters = {name: column_letters(table.columns[name]) for name in _GIVEN if name in table.columns}
    return Return(found, signature, _people(table), read.rows, reasons, table.grid.sheet, head, letters)


def _find_table(grid: Grid, wording: Wording) -> _Table | None:
    for number, row in enumerate(grid.rows[:_HEADING_ROWS]):
        columns = _columns(row)
        if {Field.ID, Field.PROGRESS} <= set(columns) or len(columns) >= 8:
            return _Table(grid, number, columns, wording, grid.anchors())
    return None


def _columns(row: Sequence[CellValue]) -> dict[Field, int]:
    """Return the column of each heading; of several with the same one, that with the exact words, else the first."""
    columns: dict[Field, int] = {}
    exact: set[Field] = set()
    for column, value in enumerate(row):
        name = task_sheet_field(value) if isinstance(value, str) else None
        if name is None:
            continue
        same = heading_key(str(value)) == heading_key(TASK_SHEET_HEADINGS[name])
        if name not in columns or (same and name not in exact):
            columns[name] = column
        if same:
            exact.add(name)
    return columns


def _missing_columns(table: _Table) -> Iterator[Finding]:
    for name in (Field.ID, *REPORTED_COLUMNS):
        if name not in table.columns:
            yield finding("return-column-missing", sheet=table.grid.sheet, field=name, value=TASK_SHEET_HEADINGS[name])


def _extra_columns(table: _Table) -> Iterator[Finding]:
    """Yield findings on filled cells below the heading row in columns that are not read."""
    grid, used = table.grid, set(table.columns.values())
    filled: dict[int, list[int]] = {}
    for row in range(table.heading_row + 1, len(grid.rows)):
        for column, value in enumerate(grid.rows[row]):
            if value is not None and column not in used and not is_blank(value):
                filled.setdefault(column, []).append(row)
    for column, rows in sorted(filled.items()):
        heading = grid.at(table.heading_row, column)
        name = task_sheet_field(heading) if isinstance(heading, str) else None
        cells = _listed([(cell_name(row, column), _shown(grid.at(row, column))) for row in rows])
        yield finding(
            "return-column-twice" if name else "return-column-extra", sheet=grid.sheet, cell=cell_name(rows[0], column),
            heading=_shown(heading)[:_CELL_TEXT], column=column_letters(column), cells=cells,
            other=TASK_SHEET_HEADINGS[name] if name else "",
        )  # fmt: skip


def _second_table(other: _Read, read: _Read) -> Iterator[Finding]:
    """Yield what another sheet of the workbook reports and the sheet that is read does not."""
    said = {
        (row.task_key, name, fold(reported_text(name, reported.value)))
        for row in read.rows
        for name, reported in row.values.items()
    }
    differing = [
        (reported.cell, reported_text(name, reported.value))
        for row in other.rows
        for name, reported in row.values.items()
        if (row.task_key, name, fold(reported_text(name, reported.value))) not in said
    ]
    differing += [(doubt.cell, doubt.shown) for row in other.rows for doubt in row.doubts]
    if differing:
        sheet = other.table.grid.sheet
        yield finding("return-second-table", sheet=sheet, cell=differing[0][0], value=sheet,
                      used=read.table.grid.sheet, cells=_listed(differing))  # fmt: skip


def _listed(cells: Sequence[tuple[str, str]]) -> str:
    shown = "、".join(f"{cell}“{text[:_CELL_TEXT]}”" for cell, text in cells[:_LISTED])
    return shown if len(cells) <= _LISTED else f"{shown} 等{len(cells)}处"


def _shown(value: CellValue) -> str:
    """Return a cell's value as a reason shows it, including errors and formulas."""
    if isinstance(value, str):
        return value
    match value:
        case CellError():
            return value.text
        case NoCachedValue():
            return value.formula
    return as_text(value)


def _people(table: _Table) -> dict[Field, str]:
    """Return the values above the table: the first filled cell right of each label, or the text after its colon."""
    labels = {heading_key(label): name for name, label in TASK_SHEET_LABELS.items()}
    no_value = {*labels, heading_key(TASK_SHEET_COUNT)}
    people: dict[Field, str] = {}
    for row in table.grid.rows[: table.heading_row]:
        for column, value in enumerate(row):
            if not isinstance(value, str):
                continue
            label, colon, beside = unicodedata.normalize("NFKC", value).partition(":")
            name = labels.get(heading_key(label))
            if name is None:
                continue
            if colon and beside.strip():
                people.setdefault(name, beside.strip())
                continue
            for right in row[column + 1 :]:
                if not is_blank(right):
                    if not (isinstance(right, str) and heading_key(right) in no_value):
                        people.setdefault(name, as_text(right).strip())
                    break
    return people


def _rows(table: _Table) -> tuple[list[ReturnedRow], list[Finding]]:
    """Return what the rows of a table report, and what is to be said of their cells."""
    grid, columns, anchors = table.grid, table.columns, table.anchors
    reported = [(name, columns[name], column_letters(columns[name])) for name in REPORTED_COLUMNS if name in columns]
    locked = [(name, columns[name]) for name in _GIVEN if name in columns]
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
        values: dict[Field, Reported] = {}
        doubts: list[Doubt] = []
        for name, column, letters in reported:
            value = cells[column]
            if is_blank(value):
                merged = _read_merged(table, row, name, task) if anchors else None
                if merged:
                    doubts.append(merged[0])
                    reasons.append(merged[1])
                continue
            if value == CLOSED_MARK and name in CLOSED_COLUMNS:
                continue
            cell = f"{letters}{row + 1}"
            # Most filled cells are words.
            if isinstance(value, str) and _plain(name, value) and (row, column) not in grid.formulas:
                values[name] = Reported(value, cell)
                continue
            found, said = _read_cell(table, (row, column), cell, name, task)
            reasons += said
            if isinstance(found, Doubt):
                doubts.append(found)
            elif found:
                values[name] = found
        given = {
            name: value if isinstance(value := cells[column], str) else _shown(value)
            for name, column in locked
            if not anchors or (row, column) not in anchors
        }
        if task or values or doubts or any(given.values()):
            rows.append(ReturnedRow(task, cell_name(row, first), values, given, doubts))
    if rest := unnamed[_UNNAMED:]:
        top, last = (cell_name(row, first) for row in (rest[0], rest[-1]))
        filled = [column for column in sorted(headings) if not is_blank(grid.at(rest[0], column))]
        shown = _listed([(cell_name(rest[0], column), _shown(grid.at(rest[0], column))) for column in filled])
        reasons.append(
            finding("return-rows-unknown", sheet=grid.sheet, cell=top, value=len(rest), first=top, last=last,
                    text=shown)
        )  # fmt: skip
    return rows, reasons


def _plain(name: Field, value: str) -> bool:
    """Return True if a text is taken as it is, without any finding."""
    return name in _FREE and not _LIKE_FORMULA.match(value)


def _read_merged(table: _Table, row: int, name: Field, task: str) -> tuple[Doubt, Finding] | None:
    """Return a doubt on a blank cell merged with one above it, and why: does that value go for this task too?"""
    column = table.columns[name]
    anchor = table.anchors.get((row, column))
    if anchor is None or anchor[1] != column or not task:
        return None
    value = table.grid.at(*anchor)
    if is_blank(value) or value == CLOSED_MARK or isinstance(value, CellError | NoCachedValue):
        return None
    cell, shown = cell_name(row, column), as_text(value)
    why = finding("return-merged", sheet=table.grid.sheet, cell=cell, task=task, field=name, task_id=task,
                  heading=TASK_SHEET_HEADINGS[name], other=cell_name(*anchor), value=shown[:_CELL_TEXT])  # fmt: skip
    return Doubt(task, name, cell, shown, read_value(name, value, table.wording).value), why


def _read_cell(
    table: _Table, place: tuple[int, int], cell: str, name: Field, task: str
) -> tuple[Reported | Doubt | None, list[Finding]]:
    """Return a filled cell's value, a doubt if it is uncertain, or None if it says nothing; and what is to be said of it."""
    value = table.grid.at(*place)

    def reason(code: str, shown: str, **more: object) -> Finding:
        return finding(
            code, sheet=table.grid.sheet, cell=cell, task=task or None, field=name, task_id=task or "（无编号）",
            heading=TASK_SHEET_HEADINGS[name], value=shown[:_CELL_TEXT], **more,
        )  # fmt: skip

    if isinstance(value, CellError):
        return None, [reason("return-cell-error", value.text)]
    if isinstance(value, NoCachedValue):
        return None, [reason("return-uncalculated", value.formula)]
    shown, reading = as_text(value), read_value(name, value, table.wording)
    said = [reason("return-formula", shown)] if place in table.grid.formulas else []
    if reading.certain and reading.value is not None:
        if _LIKE_FORMULA.match(shown):
            said.append(reason("return-formula-text", shown))
        return Reported(reading.value, cell), said
    guess = f"是不是 {reported_text(name, reading.value)}？" if reading.value is not None else ""
    said.append(reason(_UNCLEAR[name], shown, guess=guess, options="、".join(State)))
    return Doubt(task, name, cell, shown, reading.value), said


def read_value(name: Field, value: CellValue, wording: Wording) -> CellReading:
    """Return what a filled cell of a column says, by the column's identifier."""
    match name:
        case Field.STATE:
            return read_state(as_text(value), wording.states)
        case Field.PERCENT:
            return read_share(value)
        case Field.EXPECTED:
            return read_expected(value, wording.year)
        case _:
            return CellReading(as_text(value), True)


_UNCLEAR: Final = {
    Field.STATE: "return-state-unknown",
    Field.PERCENT: "return-percent-unclear",
    Field.EXPECTED: "return-date-unclear",
}


def reported_text(name: Field, value: ReportedValue | None) -> str:
    """Return a reported value as people read it: a share as 80%."""
    if isinstance(value, float) and name is Field.PERCENT:
        return f"{as_text(round(value * 100, 4))}%"
    return as_text(value)
