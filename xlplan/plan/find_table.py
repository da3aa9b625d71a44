"""Which of a workbook's sheets holds the responsibility table."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from xlplan.plan.heading_rows import ByHand
from xlplan.plan.no_table import no_table
from xlplan.plan.table import Table, table_in
from xlplan.plan.table_rows import all_task_rows
from xlplan.terms.cells import Grid, cell_name
from xlplan.terms.findings import finding
from xlplan.terms.headings import RESULT_SHEETS
from xlplan.terms.sheets import PLAN


def likeliest(table: Table) -> tuple[bool, bool, bool, int]:
    """Order tables: 分工表 before others, a sheet that shows before a hidden one, the active one first, then by columns."""
    grid = table.grid
    return grid.sheet == PLAN, not grid.hidden, grid.active, len(table.columns)


def tables_in(
    grids: Sequence[Grid], by_hand: ByHand | None = None, kept: Collection[str] = (), *, assume: bool = True
) -> list[Table | None]:
    """Return the table of each sheet, or None; where no sheet has one by its headings, with `assume` those by what stands below."""
    found = [table_in(grid, by_hand, kept) for grid in grids]
    return found if any(found) or not assume else [table_in(grid, by_hand, kept, assume=True) for grid in grids]


def find_table(grids: Sequence[Grid], by_hand: ByHand | None = None, kept: Collection[str] = ()) -> Table:
    """Find the likeliest table; findings name the others. `by_hand` and `kept` are as in `table_in`. Raise NoTableError for none."""
    tables = [table for table in tables_in(grids, by_hand, kept) if table]
    if not tables:
        raise no_table(grids, "", by_hand)
    chosen = max(tables, key=likeliest)
    for other in tables:
        count = 0 if other is chosen or other.grid.sheet in RESULT_SHEETS else len(list(all_task_rows(other)))
        if count:
            place = cell_name(other.heading_row, min(other.columns.values()))
            chosen.findings.append(
                finding("table-second", sheet=other.grid.sheet, cell=place, value=other.grid.sheet, count=count,
                        used=chosen.grid.sheet, how="隐藏的工作表" if other.grid.hidden else "工作表")
            )  # fmt: skip
    return chosen
