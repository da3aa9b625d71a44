"""Which of a workbook's sheets holds the responsibility table."""

from __future__ import annotations

from collections.abc import Sequence

from xlplan.plan.no_table import no_table
from xlplan.plan.table import Table, table_in
from xlplan.plan.table_rows import all_task_rows
from xlplan.terms.cells import Grid, cell_name
from xlplan.terms.findings import finding
from xlplan.terms.headings import RESULT_SHEETS
from xlplan.terms.sheets import PLAN


def find_table(grids: Sequence[Grid]) -> Table:
    """Find 分工表, else the table with most columns; findings name the others. Raise NoTableError for none."""
    tables = [table for grid in grids if (table := table_in(grid))]
    if not tables:
        raise no_table(grids, "")
    chosen = max(tables, key=lambda table: (table.grid.sheet == PLAN, len(table.columns)))
    for other in tables:
        count = 0 if other is chosen or other.grid.sheet in RESULT_SHEETS else len(list(all_task_rows(other)))
        if count:
            place = cell_name(other.heading_row, min(other.columns.values()))
            chosen.findings.append(
                finding("table-second", sheet=other.grid.sheet, cell=place, value=other.grid.sheet, count=count,
                        used=chosen.grid.sheet)
            )  # fmt: skip
    return chosen
