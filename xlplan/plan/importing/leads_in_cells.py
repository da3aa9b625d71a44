"""A table without a column for who does it, whose tasks say so in their own cells: 举办艺术节。（责任科室：体卫艺科）"""

from __future__ import annotations

from dataclasses import replace

from xlplan.plan.bracket_roles import read_brackets
from xlplan.plan.importing.label_rows import headings_without_who
from xlplan.plan.importing.model import ImportSource
from xlplan.plan.importing.more_columns import with_more_columns
from xlplan.terms.cells import Grid, as_text
from xlplan.terms.fields import Field
from xlplan.terms.heading_words import ColumnSubject
from xlplan.terms.headings import PLAN_HEADINGS


def with_lead_column(source: ImportSource) -> ImportSource | None:
    """Return a source with a blank column for who does it where most tasks say so themselves; None if it has no such table."""
    grids = [_with_column(grid) for grid in source.grids]
    if not any(grids):
        return None
    return replace(source, grids=[made or grid for made, grid in zip(grids, source.grids, strict=True)])


def _with_column(grid: Grid) -> Grid | None:
    rows = headings_without_who(grid)
    if rows is None:
        return None
    whats = [each for each in rows.known if each.meaning and each.meaning.part is ColumnSubject.WHAT]
    content = max(whats, key=lambda each: each.meaning.depth if each.meaning else 0, default=None)
    if content is None:
        return None
    texts = [as_text(grid.at(row, content.column)) for row in range(rows.bottom, len(grid.rows))]
    filled = [text for text in texts if text.strip()]
    if not filled or 2 * sum(_names_lead(text) for text in filled) < len(filled):
        return None
    place, made, merges = with_more_columns(grid, 1, rows.headings[-1].column)
    made[rows.bottom - 1][place] = PLAN_HEADINGS[Field.LEAD]
    return replace(grid, rows=made, merges=merges)


def _names_lead(text: str) -> bool:
    told = read_brackets(text)
    return told is not None and bool(told.text(Field.LEAD))
