"""The rows of a responsibility table: which are tasks, and what their cells say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from xlplan.plan.columns import JoinedColumns
from xlplan.plan.joined import joined_text
from xlplan.plan.table import Table
from xlplan.terms.cells import (
    CellError,
    CellValue,
    Grid,
    NoCachedValue,
    as_text,
    cell_name,
    column_letters,
    filled_rows,
    is_blank,
)
from xlplan.terms.fields import Field
from xlplan.terms.findings import finding
from xlplan.terms.headings import plan_field
from xlplan.terms.text import fold

_FOOTNOTE = re.compile(r"^(注|备注|说明|填表说明|附注)")
# In the column of the contents a task may well begin with 说明.
_PLAIN_FOOTNOTE = re.compile(r"^(注|备注|说明|填表说明|附注)\d{0,2}[:：]")
_WORDS = re.compile(r"[\u4e00-\u9fff]{3}")


class Cell(NamedTuple):
    """What a task's cell says: `name` (A1) is where it is written, which for a shared cell is the top of its area."""

    text: str
    name: str
    shared: bool = False
    value: CellValue = None


def task_rows(table: Table) -> Iterator[tuple[int, dict[Field, Cell]]]:
    """Yield the rows that hold a task; a finding names those that hold something else."""
    grid = table.grid
    anchors = grid.anchors()
    wide = {cell_name(area.top, area.left) for area in grid.merges if area.right - area.left >= 2}
    columns = [
        (name, column, column_letters(column)) for name, column in table.columns.items() if name not in table.joined
    ]
    for row in filled_rows(grid):
        if row < table.first_row:
            continue
        cells: dict[Field, Cell] = {}
        own: list[Cell] = []
        for name, column, letters in columns:
            cells[name] = cell = _cell(grid, anchors, row, column, letters)
            if not cell.shared and not is_blank(cell.value):
                own.append(cell)
        for name, several in table.joined.items():
            parts = [_cell(grid, anchors, row, column, column_letters(column)) for column, _ in several.columns]
            own += [part for part in parts if not part.shared and not is_blank(part.value)]
            cells[name] = _joined(several, parts)
        if not own:
            continue
        if _no_task(cells, own, wide):
            first = min(own, key=lambda cell: (len(cell.name), cell.name))
            text = " ".join(first.text.split())[:30]
            table.skipped[row] = finding("row-skipped", sheet=grid.sheet, cell=first.name, row=row + 1, text=text)
            continue
        yield row + 1, cells


def _cell(grid: Grid, anchors: Mapping[tuple[int, int], tuple[int, int]], row: int, column: int, letters: str) -> Cell:
    top, left = anchors.get((row, column), (row, column)) if anchors else (row, column)
    # Shared downwards only: what is merged sideways belongs to its first column.
    if top != row and left == column:
        value = grid.at(top, column)
        return Cell(as_text(value).replace("\r\n", "\n"), f"{letters}{top + 1}", True, value)
    values = grid.rows[row]
    value = values[column] if column < len(values) else None
    text = value if isinstance(value, str) else as_text(value)
    return Cell(text.replace("\r\n", "\n") if "\r" in text else text, f"{letters}{row + 1}", False, value)


def _joined(several: JoinedColumns, parts: Sequence[Cell]) -> Cell:
    """Return the cell of a field that several columns give; it is written in the first of them that says anything."""
    said = [part for part in parts if not is_blank(part.value)]
    first = said[0] if said else parts[0]
    # An error or a formula is told as in any cell; of sound cells the text is what counts.
    faulty = next((part.value for part in said if isinstance(part.value, CellError | NoCachedValue)), None)
    text = joined_text(
        several.how, [(heading, part.text) for (_, heading), part in zip(several.columns, parts, strict=True)]
    )
    return Cell(text, first.name, bool(said) and all(part.shared for part in said), faulty or text or None)


def is_footnote(text: str) -> bool:
    """Return True if a text that stands alone in a row reads as a remark on the table."""
    return bool(_FOOTNOTE.match(text))


def _no_task(cells: Mapping[Field, Cell], own: Sequence[Cell], wide: Set[str]) -> bool:
    """Return True for a section's title, a footnote, or the headings over again; `wide` are cells merged sideways."""
    if len(own) > 1:
        return all(plan_field(cell.text) == name for name, cell in cells.items() if not is_blank(cell.value))
    if any(cell.shared and cell.text for cell in cells.values()):
        return False
    text = own[0].text.strip()
    if own[0].name in wide or _PLAIN_FOOTNOTE.match(text):
        return True
    if own[0] is cells.get(Field.ID):
        return bool(_WORDS.search(fold(text)) or _FOOTNOTE.match(text))
    return own[0] is not cells.get(Field.CONTENT) and bool(_FOOTNOTE.match(text))
