"""One returned file, already read into grids: whose it is and what it reports, or the reason why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from xlplan.columns import (
    CLOSED_MARK,
    IDENTITY,
    REPORTED_COLUMNS,
    STATES,
    TASK_SHEET_COUNT,
    TASK_SHEET_HEADINGS,
    TASK_SHEET_LABELS,
    heading_key,
    task_sheet_field,
)
from xlplan.findings import Finding, finding
from xlplan.grid import CellError, Grid, NoCachedValue, as_text, cell_name, is_blank
from xlplan.identity import Identity, read_identity
from xlplan.readings import Reading, ReportedValue, read_expected, read_percent, read_state

_HEADING_ROWS: Final = 60
_CELL_TEXT = 40


@dataclass(frozen=True, slots=True)
class Reported:
    """A value that a department filled in, and the cell (A1) it stood in."""

    value: ReportedValue
    cell: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A cell whose meaning is not certain: what stands there (`shown`), and what it probably means, or None."""

    task: str
    field: str
    cell: str
    shown: str
    proposal: ReportedValue | None


@dataclass(frozen=True, slots=True)
class Wording:
    """How an office's departments write: its own words for states (folded), and the year of a day written without one."""

    states: Mapping[str, str] = field(default_factory=dict)
    year: int | None = None


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """What was found in the row of one task. `given` are the texts of the locked columns, as they came back."""

    task: str
    cell: str
    values: Mapping[str, Reported]
    given: Mapping[str, Reported]
    doubts: Sequence[Doubt] = ()


@dataclass(frozen=True, slots=True)
class Return:
    """A returned sheet, read but not yet judged. `identity` is None where its hidden sheet is gone."""

    identity: Identity | None
    signature: str
    people: Mapping[str, str]
    """filler, phone and reviewer, where filled in."""
    rows: Sequence[ReturnedRow]
    reasons: Sequence[Finding] = ()
    sheet: str = ""
    """The sheet that the rows stand on."""
    head: str = ""
    """All that stands above the table, for telling whose it is."""


@dataclass
class _Sheet:
    grid: Grid
    heading_row: int
    columns: Mapping[str, int]
    wording: Wording
    reasons: list[Finding] = field(default_factory=list)


def read_return(grids: Sequence[Grid], wording: Wording = Wording()) -> Return | Finding:
    """What a returned workbook reports, or the finding that says why nothing can be taken from it."""
    hidden = next((grid for grid in grids if grid.sheet == IDENTITY), None)
    identity = read_identity(hidden) if hidden else None
    tables = [table for grid in grids if grid.sheet != IDENTITY and (table := _find_table(grid, wording))]
    if not tables:
        return finding("return-no-table", value="、".join((TASK_SHEET_HEADINGS["id"], TASK_SHEET_HEADINGS["progress"])))
    table = max(tables, key=lambda found: len(found.columns))
    for name in ("id", *REPORTED_COLUMNS):
        if name not in table.columns:
            table.reasons.append(
                finding("return-column-missing", sheet=table.grid.sheet, field=name, value=TASK_SHEET_HEADINGS[name])
            )
    rows = list(_rows(table))
    head = " ".join(
        as_text(value) for row in table.grid.rows[: table.heading_row] for value in row if not is_blank(value)
    )
    found, signature = identity or (None, "")
    return Return(found, signature, _people(table), rows, table.reasons, table.grid.sheet, head)


def _find_table(grid: Grid, wording: Wording) -> _Sheet | None:
    for number, row in enumerate(grid.rows[:_HEADING_ROWS]):
        columns: dict[str, int] = {}
        for column, value in enumerate(row):
            name = task_sheet_field(value) if isinstance(value, str) else None
            if name:
                columns.setdefault(name, column)
        if {"id", "progress"} <= set(columns) or len(columns) >= 8:
            return _Sheet(grid, number, columns, wording)
    return None


def _people(table: _Sheet) -> dict[str, str]:
    """Above the table: the value in the first filled cell right of each label."""
    labels = {heading_key(label): name for name, label in TASK_SHEET_LABELS.items()}
    no_value = {*labels, heading_key(TASK_SHEET_COUNT)}
    people: dict[str, str] = {}
    for row in table.grid.rows[: table.heading_row]:
        for column, value in enumerate(row):
            name = labels.get(heading_key(value)) if isinstance(value, str) else None
            if name is None:
                continue
            for right in row[column + 1 :]:
                if not is_blank(right):
                    if not (isinstance(right, str) and heading_key(right) in no_value):
                        people.setdefault(name, as_text(right).strip())
                    break
    return people


def _rows(table: _Sheet) -> Iterator[ReturnedRow]:
    grid, columns = table.grid, table.columns
    for row in range(table.heading_row + 1, len(grid.rows)):
        task = as_text(grid.at(row, columns["id"])).strip() if "id" in columns else ""
        values: dict[str, Reported] = {}
        doubts: list[Doubt] = []
        for name in REPORTED_COLUMNS:
            if name not in columns:
                continue
            value = grid.at(row, columns[name])
            if value == CLOSED_MARK or is_blank(value):
                continue
            found = _read_cell(table, row, name, task)
            if isinstance(found, Doubt):
                doubts.append(found)
            elif found:
                values[name] = found
        given = {
            name: Reported(text, cell_name(row, columns[name]))
            for name in ("project", "content", "role", "schedule")
            if name in columns and (text := as_text(grid.at(row, columns[name])))
        }
        if task or values or doubts or "content" in given:
            yield ReturnedRow(task, cell_name(row, columns.get("id", 0)), values, given, doubts)


def _read_cell(table: _Sheet, row: int, name: str, task: str) -> Reported | Doubt | None:
    """A filled cell's value; a doubt, with a reason, where it is not certain what it says; None where it says nothing."""
    place = (row, table.columns[name])
    value = table.grid.at(*place)
    cell = cell_name(*place)

    def reason(code: str, shown: str, **more: object) -> None:
        table.reasons.append(
            finding(code, sheet=table.grid.sheet, cell=cell, task=task or None, field=name, task_id=task or "（无编号）",
                    heading=TASK_SHEET_HEADINGS[name], value=shown[:_CELL_TEXT], **more)
        )  # fmt: skip

    if isinstance(value, CellError):
        reason("return-cell-error", value.text)
        return None
    if isinstance(value, NoCachedValue):
        reason("return-uncalculated", value.formula)
        return None
    if place in table.grid.formulas:
        reason("return-formula", as_text(value))
    shown = as_text(value)
    match name:
        case "state":
            reading = read_state(shown, table.wording.states)
        case "percent":
            reading = read_percent(value)
        case "expected":
            reading = read_expected(value, table.wording.year)
        case _:
            reading = Reading(shown, True)
    if reading.certain and reading.value is not None:
        return Reported(reading.value, cell)
    guess = f"是不是 {reported_text(name, reading.value)}？" if reading.value is not None else ""
    reason(_UNCLEAR[name], shown, guess=guess, options="、".join(STATES))
    return Doubt(task, name, cell, shown, reading.value)


_UNCLEAR: Final = {
    "state": "return-state-unknown",
    "percent": "return-percent-unclear",
    "expected": "return-date-unclear",
}


def reported_text(field_name: str, value: ReportedValue | None) -> str:
    """A reported value as people read it: a share as 80%."""
    if isinstance(value, float) and field_name == "percent":
        return f"{as_text(round(value * 100, 4))}%"
    return as_text(value)
