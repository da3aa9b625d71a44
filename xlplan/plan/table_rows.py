"""The rows of a responsibility table: which are tasks, and what their cells say."""

from __future__ import annotations

from collections.abc import Iterator

from xlplan.plan.column_choice import How
from xlplan.plan.role_column import tasks_of_rows, with_roles
from xlplan.plan.row_judge import RowJudge
from xlplan.plan.row_kinds import RowKind, SkippedRow
from xlplan.plan.table import Table
from xlplan.plan.task_cells import Cell, cell_at, joined_cell
from xlplan.terms.cells import as_text, cell_name, column_letters, filled_rows, is_blank
from xlplan.terms.fields import Field
from xlplan.terms.text import fold


def task_rows(table: Table) -> Iterator[tuple[int, dict[Field, Cell]]]:
    """Yield the rows that hold a task, its first where it has several; a finding names those that hold something else."""
    roles = table.joined.get(Field.LEAD)
    if roles is None or roles.how is not How.ROLES:
        yield from _rows(table)
        return
    cells = dict(_rows(table))
    anchors = table.grid.anchors()
    who, role = (column for column, _ in roles.columns)

    def text(row: int, column: int) -> str:
        return cell_at(table.grid, anchors, row - 1, column, column_letters(column)).text

    others = [column for column in range(max(map(len, table.grid.rows))) if column not in (who, role)]
    said = ((row, [fold(text(row, column)) for column in others]) for row in cells)
    for first, *more in tasks_of_rows(said):
        lead = with_roles([(text(row, who), text(row, role)) for row in (first, *more)])
        table.folded.update((row - 1, first - 1) for row in more)
        yield (
            first,
            {**cells[first], Field.LEAD: cells[first][Field.LEAD]._replace(text=lead, value=lead)}
            if more
            else cells[first],
        )


def _rows(table: Table) -> Iterator[tuple[int, dict[Field, Cell]]]:
    grid = table.grid
    anchors = grid.anchors()
    judge = RowJudge(table)
    end = len(grid.rows) if table.end is None else table.end
    _skip_others(table)
    _skip_struck(table, end)
    columns = [
        (name, column, column_letters(column)) for name, column in table.columns.items() if name not in table.joined
    ]
    for row in filled_rows(grid):
        if row < table.first_row or _is_struck(table, row):
            continue
        if row >= end:
            break
        cells: dict[Field, Cell] = {}
        own: list[Cell] = []
        for name, column, letters in columns:
            cells[name] = cell = cell_at(grid, anchors, row, column, letters)
            if not cell.shared and not is_blank(cell.value):
                own.append(cell)
        for name, several in table.joined.items():
            parts = [cell_at(grid, anchors, row, column, column_letters(column)) for column, _ in several.columns]
            own += [part for part in parts if not part.shared and not is_blank(part.value)]
            cells[name] = joined_cell(name, several, parts)
        if not own:
            continue
        if kind := judge.kind(row, cells, own):
            first = min(own, key=lambda cell: (len(cell.name), cell.name))
            table.skipped[row] = SkippedRow(kind, first.name, " ".join(first.text.split())[:30], row)
            continue
        yield row + 1, cells


def all_task_rows(table: Table) -> Iterator[tuple[int, dict[Field, Cell]]]:
    """Yield the tasks of a table and of those of the same kind below it on its sheet."""
    for part in table.parts:
        yield from task_rows(part)


def _skip_others(table: Table) -> None:
    """Note the rows of tables of another kind."""
    for first, end in table.others:
        for row in filled_rows(table.grid):
            if first <= row < end:
                column = next(c for c, value in enumerate(table.grid.rows[row]) if not is_blank(value))
                text = " ".join(as_text(table.grid.at(row, column)).split())[:30]
                table.skipped[row] = SkippedRow(RowKind.OTHER_TABLE, cell_name(row, column), text, first)


def _is_struck(table: Table, row: int) -> bool:
    """Return True if all of what is to be done is struck through."""
    struck = table.grid.sight.struck
    if not struck:
        return False
    item = struck.get((row, table.columns[Field.CONTENT]))
    return item is not None and not item.left


def _skip_struck(table: Table, end: int) -> None:
    """Note the rows whose task is struck through."""
    column = table.columns[Field.CONTENT]
    for row, place in sorted(table.grid.sight.struck):
        if place == column and table.first_row <= row < end and _is_struck(table, row):
            text = " ".join(table.grid.sight.struck[row, column].gone.split())[:30]
            table.skipped[row] = SkippedRow(RowKind.STRUCK, cell_name(row, column), text, row)
