"""The columns of another office's table with their first rows, as somebody looks at them who decides what each is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from xlplan.plan.columns import choose_columns
from xlplan.plan.find_table import likeliest, tables_in
from xlplan.plan.importing.by_hand import ReadingChoice, chosen_grids
from xlplan.plan.importing.model import ImportSource
from xlplan.plan.importing.turned import with_turned_tables
from xlplan.plan.no_table import likeliest_headings
from xlplan.terms.cells import Grid, as_text, filled_rows
from xlplan.terms.fields import Field

_ROWS: Final = 3


class ShownColumn(NamedTuple):
    """A column: its heading, the field that it is taken for (None: it is kept as it is), and what its first rows say."""

    heading: str
    taken: Field | None
    texts: tuple[str, ...]


def preview(grids: Sequence[Grid], choice: ReadingChoice, source: str, kept: Collection[str] = ()) -> list[ShownColumn]:
    """Return the columns of the likeliest table; none where nothing looks like headings. Raise MisuseError as `new_plan` does.

    `kept` are headings of columns that are no field.
    """
    looked = chosen_grids(grids, choice, source)
    tables = [table for table in tables_in(looked, choice.columns, kept, assume=False) if table]
    if not tables:
        turned = with_turned_tables(ImportSource(source, looked), choice.columns)
        grids = turned.grids if turned else looked
        tables = [table for table in tables_in(grids, choice.columns, kept) if table]
    if tables:
        best = max(tables, key=lambda table: (*likeliest(table), len(table.grid.rows)))
        taken = {column: name for name, column in best.columns.items()}
        taken |= {column: name for name, several in best.joined.items() for column, _ in several.columns}
        return _shown(best.grid, best.first_row, best.heads, taken)
    found = likeliest_headings(looked, choice.columns)
    if found is None:
        return []
    grid, rows = found
    columns = choose_columns(grid, rows)
    taken = {column: name for name, column in columns.fields.items()}
    return _shown(grid, rows.bottom, {each.column: each.text for each in rows.headings}, taken)


def _shown(grid: Grid, first: int, heads: Mapping[int, str], taken: Mapping[int, Field]) -> list[ShownColumn]:
    rows = [row for row in filled_rows(grid) if row >= first][:_ROWS]
    return [
        ShownColumn(heading, taken.get(column), tuple(" ".join(as_text(grid.at(row, column)).split()) for row in rows))
        for column, heading in sorted(heads.items())
        if heading
    ]
