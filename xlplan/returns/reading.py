"""Grids of one returned file into a Return, or the reason why there is none."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from xlplan.handout.signature import find_identity
from xlplan.returns.empty_answers import says_nothing
from xlplan.returns.rows import CELL_TEXT, GIVEN, TaskTable, listed_cells, read_rows
from xlplan.returns.sheet import Return, ReturnedRow, Wording, reported_text
from xlplan.returns.sight import sight_reasons, without_struck
from xlplan.terms.cells import (
    CellValue,
    Grid,
    as_text,
    cell_name,
    cell_place,
    column_letters,
    is_blank,
    shown_cell,
)
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import (
    REPORTED_COLUMNS,
    TASK_SHEET_COUNT,
    TASK_SHEET_HEADINGS,
    TASK_SHEET_LABELS,
    heading_key,
    task_sheet_field,
)
from xlplan.terms.sheets import IDENTITY
from xlplan.terms.text import fold

_HEADING_ROWS: Final = 60
_FEWEST_COLUMNS: Final = 2
_LABELS: Final = {heading_key(label): name for name, label in TASK_SHEET_LABELS.items()}
_NO_VALUE: Final = {*_LABELS, heading_key(TASK_SHEET_COUNT)}


class _Read(NamedTuple):
    """A task table with what it reports."""

    table: TaskTable
    rows: Sequence[ReturnedRow]
    reasons: Sequence[Finding]

    @property
    def filled(self) -> int:
        """The number of cells that were filled in."""
        return sum(len(row.values) + len(row.doubts) for row in self.rows)


def read_return(grids: Sequence[Grid], wording: Wording | None = None) -> Return | Finding:
    """Return what a returned workbook reports, or the finding that says why nothing can be taken from it."""
    identity = find_identity(grids)
    tables = [
        _Read(seen, *read_rows(seen))
        for grid in grids
        if grid.sheet != IDENTITY and (table := _find_table(grid, wording or Wording()))
        for seen in (without_struck(table),)
    ]
    if not tables:
        return finding(
            "return-no-table", value="、".join((TASK_SHEET_HEADINGS[Field.ID], TASK_SHEET_HEADINGS[Field.PROGRESS]))
        )
    # Of a sheet and its copy, take the one that was filled in, and that shows.
    read = max(tables, key=lambda found: (found.filled > 0, not found.table.grid.hidden, len(found.table.columns)))
    table = read.table
    reasons = [
        *read.reasons,
        *_missing_columns(table),
        *_extra_columns(table),
        *sight_reasons(table, read.rows, (wording or Wording()).comments),
    ]
    for other in tables:
        if other is not read:
            reasons += [*_second_table(other, read), *_extra_columns(other.table)]
    head = " ".join(
        as_text(value) for row in table.grid.rows[: table.heading_row] for value in row if not is_blank(value)
    )
    found, signature = identity or (None, "")
    letters = {name: column_letters(table.columns[name]) for name in GIVEN if name in table.columns}
    nothing = {
        each.cell: as_text(table.grid.at(*cell_place(each.cell))).strip()
        for each in read.reasons
        if each.code == "return-says-nothing" and each.cell
    }
    return Return(
        found,
        signature,
        people_above(table.grid, table.heading_row),
        read.rows,
        reasons,
        table.grid.sheet,
        head,
        letters,
        nothing,
    )


def _find_table(grid: Grid, wording: Wording) -> TaskTable | None:
    found = find_headings(grid)
    return TaskTable(grid, *found, wording, grid.anchors()) if found else None


def find_headings(grid: Grid) -> tuple[int, Mapping[Field, int]] | None:
    """Return the row of a task table's headings, from 0, and the column of each; None if there is no table."""
    for number, row in enumerate(grid.rows[:_HEADING_ROWS]):
        if len(row) < _FEWEST_COLUMNS:
            continue
        columns = _columns(tuple(row))
        if {Field.ID, Field.PROGRESS} <= set(columns) or len(columns) >= 8:
            return number, columns
    return None


# Thousands of returns have the same headings.
@lru_cache(64)
def _columns(row: tuple[CellValue, ...]) -> Mapping[Field, int]:
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


def _missing_columns(table: TaskTable) -> Iterator[Finding]:
    missing = [name for name in (Field.ID, *REPORTED_COLUMNS) if name not in table.columns]
    if missing:
        names = "”“".join(TASK_SHEET_HEADINGS[name] for name in missing)
        yield finding("return-column-missing", sheet=table.grid.sheet, field=missing[0], value=names)


def _extra_columns(table: TaskTable) -> Iterator[Finding]:
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
        cells = listed_cells([(cell_name(row, column), shown_cell(grid.at(row, column))) for row in rows])
        yield finding(
            "return-column-twice" if name else "return-column-extra", sheet=grid.sheet, cell=cell_name(rows[0], column),
            heading=shown_cell(heading)[:CELL_TEXT], column=column_letters(column), cells=cells,
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
                      used=read.table.grid.sheet, cells=listed_cells(differing))  # fmt: skip


def people_above(grid: Grid, heading_row: int) -> dict[Field, str]:
    """Return the values above a table: the first filled cell right of each label, or the text after its colon.

    无 and a mark fill nothing in.
    """
    people: dict[Field, str] = {}
    for row in grid.rows[:heading_row]:
        for column, value in enumerate(row):
            if not isinstance(value, str):
                continue
            label, colon, beside = unicodedata.normalize("NFKC", value).partition(":")
            name = _LABELS.get(heading_key(label))
            if name is None:
                continue
            if colon and beside.strip():
                if not says_nothing(beside):
                    people.setdefault(name, beside.strip())
                continue
            for right in row[column + 1 :]:
                if not is_blank(right):
                    if not (isinstance(right, str) and heading_key(right) in _NO_VALUE) and not says_nothing(
                        as_text(right)
                    ):
                        people.setdefault(name, as_text(right).strip())
                    break
    return people
