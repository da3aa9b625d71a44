"""A table that names people and no office: read with nobody who carries the tasks out, and that is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from xlplan.plan.importing.label_rows import headings_without_who
from xlplan.plan.importing.model import ImportSource
from xlplan.plan.importing.more_columns import with_more_columns
from xlplan.terms.cells import Grid, cell_name
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.heading_words import ColumnSubject
from xlplan.terms.headings import PLAN_HEADINGS

_PEOPLE: Final = (ColumnSubject.PERSON, ColumnSubject.LEADER)
_TIMES: Final = (
    ColumnSubject.LIMIT, ColumnSubject.START, ColumnSubject.END, ColumnSubject.MONTH, ColumnSubject.PERIOD,
)  # fmt: skip


def with_nobody_named(source: ImportSource) -> ImportSource | None:
    """Return a source whose tables of tasks, people and limits have a blank column for who does it; None if it has none."""
    made = [_with_column(grid) for grid in source.grids]
    if not any(made):
        return None
    grids = [each[0] if each else grid for each, grid in zip(made, source.grids, strict=True)]
    return replace(source, grids=grids, findings=[*source.findings, *(each[1] for each in made if each)])


def _with_column(grid: Grid) -> tuple[Grid, Finding] | None:
    rows = headings_without_who(grid)
    if rows is None:
        return None
    people = [each for each in rows.known if each.meaning and each.meaning.part in _PEOPLE]
    if not people or not any(each.meaning and each.meaning.part in _TIMES for each in rows.known):
        return None
    place, made, merges = with_more_columns(grid, 1, rows.headings[-1].column)
    made[rows.bottom - 1][place] = PLAN_HEADINGS[Field.LEAD]
    headed = "、".join(f"{each.name}“{each.text}”" for each in people)
    told = finding("import-nobody", sheet=grid.sheet, cell=cell_name(rows.bottom - 1, people[0].column), field=Field.LEAD,
                   columns=headed)  # fmt: skip
    return replace(grid, rows=made, merges=merges), told
