"""Where a responsibility table lies in its sheet: found by headings rather than positions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from xlplan.plan.columns import How, JoinedColumns, choose_columns
from xlplan.plan.heading_rows import ByHand, HeadingReader, HeadingRows
from xlplan.terms.cells import Grid, as_text, is_blank
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding
from xlplan.terms.text import fold

HEADING_ROWS: Final = 40
"""How far down headings are looked for."""
ATTACHMENT = re.compile(r"^附件\d*$")


@dataclass
class Table:
    """Where a table lies in its grid; rows and columns count from 0. `findings` and `skipped` grow while it is read."""

    grid: Grid
    heading_row: int
    first_row: int
    columns: dict[Field, int]
    findings: list[Finding]
    skipped: dict[int, Finding] = field(default_factory=dict)
    """What is said of the rows that are no task."""
    joined: dict[Field, JoinedColumns] = field(default_factory=dict)
    """Fields that several columns give; `columns` names the first of them."""
    heads: dict[int, str] = field(default_factory=dict)
    """The heading above each column."""

    def taken(self) -> Iterator[tuple[Field, int]]:
        """Yield each field with each column whose cells go into it; of columns that stay as they are besides, none."""
        for name, column in self.columns.items():
            several = self.joined.get(name)
            if several is None:
                yield name, column
            elif several.how is not How.PERIODS:
                yield from ((name, each) for each, _ in several.columns)


def table_in(grid: Grid, by_hand: ByHand | None = None) -> Table | None:
    """Find the table of a sheet: the first rows of headings that say what is to be done and by whom."""
    reader = HeadingReader(grid, by_hand)
    best: HeadingRows | None = None
    for row in range(min(HEADING_ROWS, len(grid.rows))):
        found = reader.at(row)
        if found and found.is_of_plan and (best is None or _is_better(found, best)):
            best = found
    if best is None:
        return None
    chosen = choose_columns(grid, best)
    if not {Field.CONTENT, Field.LEAD} <= chosen.fields.keys():
        return None
    heads = {each.column: each.text for each in best.headings}
    return Table(grid, best.top, best.bottom, chosen.fields, chosen.findings, joined=chosen.joined, heads=heads)


def _is_better(later: HeadingRows, best: HeadingRows) -> bool:
    """Return True if headings that begin further down are those of the table: named by hand, or the title is above them."""
    if later.by_hand_count != best.by_hand_count:
        return later.by_hand_count > best.by_hand_count
    return later.top < best.bottom and len(later.known) > len(best.known)


def title_above(table: Table) -> str:
    """Return the document's title: the longest line above the headings."""
    lines = []
    for row in range(table.heading_row):
        texts = [as_text(value).strip() for value in table.grid.rows[row] if not is_blank(value)]
        lines += [text for text in texts[:1] if not ATTACHMENT.match(fold(text))]
    return max(lines, key=len, default="").replace("\n", "")
