"""Columns that an import adds on the right of a table, for what its cells hold beside something else."""

from __future__ import annotations

from xlplan.terms.cells import Area, CellValue, Grid


def with_more_columns(grid: Grid, count: int, last: int) -> tuple[int, list[list[CellValue]], list[Area]]:
    """Return the place of the first of `count` blank columns on the right, the rows with them, and the merged areas.

    What is merged over the whole table, up to its `last` column, such as the title of a section, is so over the new ones too.
    """
    width = max(map(len, grid.rows))
    rows: list[list[CellValue]] = [[*values, *[None] * (width - len(values) + count)] for values in grid.rows]
    merges = [
        area._replace(right=width + count - 1) if area.left < area.right >= last else area for area in grid.merges
    ]
    return width, rows, merges


def of_column(heading: str, column: str) -> str:
    """Return a heading that says to which other column it belongs: 联系人（牵头单位）."""
    return f"{heading}（{column}）" if column else heading
