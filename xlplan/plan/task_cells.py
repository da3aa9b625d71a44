"""The cells of a row of a table: as one cell says it, merged or not, or as several columns give it together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from xlplan.plan.column_choice import How, JoinedColumns
from xlplan.plan.joined import joined_text, marked_names
from xlplan.terms.cells import CellError, CellValue, Grid, NoCachedValue, as_text, is_blank
from xlplan.terms.fields import Field


class Cell(NamedTuple):
    """What a task's cell says: `name` (A1) is where it is written, which for a shared cell is the top of its area."""

    text: str
    name: str
    shared: bool = False
    value: CellValue = None


def cell_at(
    grid: Grid, anchors: Mapping[tuple[int, int], tuple[int, int]], row: int, column: int, letters: str
) -> Cell:
    """Return a cell (from 0), one merged downwards with what its first cell says; `letters` name its column."""
    top, left = anchors.get((row, column), (row, column)) if anchors else (row, column)
    # Shared downwards only: what is merged sideways belongs to its first column.
    if top != row and left == column:
        value = grid.at(top, column)
        return Cell(as_text(value).replace("\r\n", "\n"), f"{letters}{top + 1}", True, value)
    values = grid.rows[row]
    value = values[column] if column < len(values) else None
    text = value if isinstance(value, str) else as_text(value)
    return Cell(text.replace("\r\n", "\n") if "\r" in text else text, f"{letters}{row + 1}", False, value)


def joined_cell(name: Field, several: JoinedColumns, parts: Sequence[Cell]) -> Cell:
    """Return the cell of a field that several columns give; it is written in the first of them that says anything."""
    said = [part for part in parts if not is_blank(part.value)]
    first = said[0] if said else parts[0]
    # An error or a formula is told as in any cell; of sound cells the text is what counts.
    faulty = next((part.value for part in said if isinstance(part.value, CellError | NoCachedValue)), None)
    if several.how is How.MARKED:
        text = marked_names(name, several, [part.text for part in parts])
    else:
        told = [(heading, part.text) for (_, heading), part in zip(several.columns, parts, strict=True)]
        text = joined_text(several.how, told)
    return Cell(text, first.name, bool(said) and all(part.shared for part in said), faulty or text or None)


def own_text(cells: Mapping[Field, Cell], name: Field) -> str:
    """Return what a cell of a row says that is its own."""
    cell = cells.get(name)
    return cell.text if cell and not cell.shared else ""
