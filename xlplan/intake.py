"""One returned file, already read into grids: whose it is and what it reports, or the reason why not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from xlplan.columns import (
    CLOSED_MARK,
    IDENTITY,
    REPORTED_COLUMNS,
    STATES,
    TASK_SHEET_COUNT,
    TASK_SHEET_HEADINGS,
    TASK_SHEET_LABELS,
    fold,
    heading_key,
    task_sheet_field,
)
from xlplan.errors import SettingError
from xlplan.findings import Finding, finding
from xlplan.grid import CellError, CellValue, Grid, NoCachedValue, as_text, cell_name, is_blank
from xlplan.identity import Identity, read_identity
from xlplan.settings import read_day

_HEADING_ROWS: Final = 60
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)%")
_CELL_TEXT = 40

ReportedValue = str | float | date


@dataclass(frozen=True, slots=True)
class Reported:
    """A value that a department filled in, and the cell (A1) it stood in."""

    value: ReportedValue
    cell: str


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """What was found in the row of one task. `given` are the texts of the locked columns, as they came back."""

    task: str
    cell: str
    values: Mapping[str, Reported]
    given: Mapping[str, Reported]


@dataclass(frozen=True, slots=True)
class Return:
    """A returned sheet, read but not yet judged."""

    identity: Identity
    signature: str
    people: Mapping[str, str]
    """filler, phone and reviewer, where filled in."""
    rows: Sequence[ReturnedRow]
    reasons: Sequence[Finding] = ()


@dataclass
class _Sheet:
    grid: Grid
    heading_row: int
    columns: Mapping[str, int]
    reasons: list[Finding] = field(default_factory=list)


def read_return(grids: Sequence[Grid]) -> Return | Finding:
    """What a returned workbook reports, or the finding that says why nothing can be taken from it."""
    hidden = next((grid for grid in grids if grid.sheet == IDENTITY), None)
    identity = read_identity(hidden) if hidden else None
    tables = [table for grid in grids if grid.sheet != IDENTITY and (table := _find_table(grid))]
    if not tables:
        return finding("return-no-table", value="、".join((TASK_SHEET_HEADINGS["id"], TASK_SHEET_HEADINGS["progress"])))
    if identity is None:
        return finding("return-no-identity")
    table = max(tables, key=lambda found: len(found.columns))
    for name in ("id", *REPORTED_COLUMNS):
        if name not in table.columns:
            table.reasons.append(
                finding("return-column-missing", sheet=table.grid.sheet, field=name, value=TASK_SHEET_HEADINGS[name])
            )
    rows = list(_rows(table))
    return Return(*identity, _people(table), rows, table.reasons)


def _find_table(grid: Grid) -> _Sheet | None:
    for number, row in enumerate(grid.rows[:_HEADING_ROWS]):
        columns: dict[str, int] = {}
        for column, value in enumerate(row):
            name = task_sheet_field(value) if isinstance(value, str) else None
            if name:
                columns.setdefault(name, column)
        if {"id", "progress"} <= set(columns) or len(columns) >= 8:
            return _Sheet(grid, number, columns)
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
        for name in REPORTED_COLUMNS:
            if (
                name in columns
                and grid.at(row, columns[name]) != CLOSED_MARK
                and not is_blank(grid.at(row, columns[name]))
            ):
                reported = _read_cell(table, row, name, task)
                if reported is not None:
                    values[name] = reported
        given = {
            name: Reported(text, cell_name(row, columns[name]))
            for name in ("project", "content", "role", "schedule")
            if name in columns and (text := as_text(grid.at(row, columns[name])))
        }
        if task or values or "content" in given:
            yield ReturnedRow(task, cell_name(row, columns.get("id", 0)), values, given)


def _read_cell(table: _Sheet, row: int, name: str, task: str) -> Reported | None:
    """A filled cell's value; None, with a reason, where it is not certain what it says."""
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
    if name == "state":
        state = next((state for state in STATES if fold(state) == fold(shown)), None)
        if state is None:
            reason("return-state-unknown", shown, options="、".join(STATES))
        return Reported(state, cell) if state else None
    if name == "percent":
        percent = read_percent(value)
        if percent is None:
            number = value if isinstance(value, int | float) and not isinstance(value, bool) else 0
            guess = f"是不是 {as_text(float(number))}%？" if 1 < number <= 100 else "应在 0% 到 100% 之间。"
            reason("return-percent-unclear", shown, guess=guess)
        return Reported(percent, cell) if percent is not None else None
    if name == "expected":
        try:
            return Reported(read_day(value), cell)
        except SettingError:
            reason("return-date-unclear", shown)
            return None
    return Reported(shown, cell)


def read_percent(value: CellValue) -> float | None:
    """A share from 0 to 1, out of a number in that range or a text with a percent sign; None where it is not certain."""
    if isinstance(value, bool | date | datetime):
        return None
    if isinstance(value, int | float):
        return float(value) if 0 <= value <= 1 else None
    found = _PERCENT.fullmatch(fold(as_text(value)))
    share = float(found[1]) / 100 if found else -1.0
    return share if 0 <= share <= 1 else None
