"""Which tables of a source are taken, and which of them belong together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from xlplan.plan.find_table import likeliest, tables_in
from xlplan.plan.form_pairs import Labels, form_shape
from xlplan.plan.importing.by_hand import chosen_grids
from xlplan.plan.importing.record import ImportRecord
from xlplan.plan.importing.sheets_alike import tables_alike
from xlplan.plan.no_table import no_table
from xlplan.plan.row_judge import says_who
from xlplan.plan.sheet_tables import SAMPLE_TITLE
from xlplan.plan.table import Table
from xlplan.plan.table_rows import all_task_rows, task_rows
from xlplan.plan.task_cells import Cell
from xlplan.plan.title import TextLine
from xlplan.terms.cells import Grid, cell_name, is_blank
from xlplan.terms.errors import NoTableError
from xlplan.terms.fields import Field
from xlplan.terms.text import fold

_CONTINUED: Final = re.compile(r"\(?续(上?表)?\d*\)?$")


@dataclass
class TablePart:
    """A table that is taken, or the part of it on another page; `heads` are its headings by column."""

    table: Table
    rows: dict[int, int]
    """0-based row of the source → row of the new plan, counted from the first task."""
    heads: dict[int, str]
    cells: dict[int, Mapping[Field, Cell]] = field(default_factory=dict)
    """What the cells of each task say, by its 0-based row of the source."""
    sections: dict[int, TextLine] = field(default_factory=dict)
    """0-based row of a section's title (-1 above the table) → the title, which is the name of a project."""
    sections_are_projects: bool = True
    """False where a column names them: then a title says at most who does what stands below it."""

    @property
    def names_projects(self) -> bool:
        """Whether a column says of any task what it belongs to."""
        column, grid = self.table.columns.get(Field.PROJECT), self.table.grid
        if column is None:
            return False
        anchors = grid.anchors()
        return any(not is_blank(grid.at(*anchors.get((row, column), (row, column)))) for row in self.rows)


def find_parts(record: ImportRecord, *, assume: bool = False) -> list[TablePart]:
    """Return the tables that are taken: of a document all, of a workbook the sheet 分工表 or the one with most columns, and those of its kind.

    `assume` is as in `tables_in`. Raise NoTableError for none, and for one below a form: which of the two is meant is not known.
    """
    grids = chosen_grids(record.source.grids, record.choice, record.source.name)
    by_hand = record.choice.columns
    found = tables_in(grids, by_hand, assume=assume)
    tables = [table for table in found if table]
    if not tables:
        raise no_table(grids, f"“{record.source.name}”里", by_hand)
    parts: list[TablePart] = []
    if not record.source.document:
        best = max(tables, key=lambda table: (*likeliest(table), len(table.grid.rows)))
        if form_shape(replace(best.grid, rows=best.grid.rows[: best.heading_row]), Labels(by_hand)):
            raise no_table([best.grid], f"“{record.source.name}”里", by_hand)
        together = [best] if record.choice.sheet is not None else tables_alike(best, tables, by_hand)
        for one in together:
            parts += [_part(record, each, None) for each in one.parts]
        _say_together(record, parts)
    else:
        for grid, table in zip(grids, found, strict=True):
            if table:
                if parts and _is_form(record, table):
                    continue
                parts += [_part(record, each, None) for each in table.parts]
            elif parts and _goes_on(record, grid, parts[-1].table.grid):
                # A table that was cut in two has its headings in the first part alone.
                before = parts[-1]
                record.add_finding("import-continued", grid.sheet, other=before.table.grid.sheet)
                parts.append(
                    _part(
                        record, Table(grid, -1, 0, before.table.columns, [], joined=before.table.joined), before.heads
                    )
                )
    if not record.count:
        raise NoTableError(
            f"“{record.source.name}”的“{parts[0].table.grid.sheet}”里只有标题，没有任务。",
            "请换一份有内容的表；只要一份空白工作簿时，不写 --from。",
        )
    return parts


def _say_together(record: ImportRecord, parts: Sequence[TablePart]) -> None:
    """Say which sheets are read as one table, with how many tasks each."""
    counts: dict[str, int] = {}
    for part in parts:
        counts[part.table.grid.sheet] = counts.get(part.table.grid.sheet, 0) + len(part.rows)
    if len(counts) > 1:
        first = parts[0].table
        record.add_finding(
            "import-sheets-together", first.grid.sheet, cell_name(first.heading_row, min(first.columns.values())),
            count=len(counts), names="、".join(f"{sheet}（{count} 项）" for sheet, count in counts.items()),
        )  # fmt: skip


def _is_form(record: ImportRecord, table: Table) -> bool:
    """Return True for a blank form or a sample behind the tables of a document: nobody is to do anything in it."""
    lines = record.source.above.get(table.grid.sheet, ())
    tasks = [cells for _, cells in all_task_rows(table)]
    table.skipped.clear()
    blank = not any(
        cells[Field.CONTENT].text.strip() and (cells[Field.LEAD].text.strip() or says_who(cells[Field.CONTENT].text))
        for cells in tasks
    )
    return blank or any(SAMPLE_TITLE.search(line.text) for line in lines[-2:])


def _goes_on(record: ImportRecord, grid: Grid, before: Grid) -> bool:
    """Return True if a table without headings is the next page of the one before it: as wide, and with no text between."""
    lines = record.source.above.get(grid.sheet)
    between = lines is not None and all(_CONTINUED.match(fold(line.text)) for line in lines)
    return between and wide(grid) == wide(before)


def _part(record: ImportRecord, table: Table, heads: dict[int, str] | None) -> TablePart:
    cells: dict[int, Mapping[Field, Cell]] = {row - 1: said for row, said in task_rows(table)}
    rows = {row: record.count + index for index, row in enumerate(cells)}
    record.count += len(rows)
    # What is carried along is said of each column that goes into the new table.
    record.plan.findings += [record.named(item) for item in table.findings if item.code != "column-unknown"]
    return TablePart(table, rows, heads if heads is not None else dict(table.heads), cells)


def wide(grid: Grid) -> int:
    """Return how many columns a grid has."""
    return max(map(len, grid.rows), default=0)
