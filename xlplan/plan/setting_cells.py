"""Where the settings stand on the sheet 设置, and the sheet as if other values stood there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from xlplan.terms.cells import CellValue, Grid, as_text, is_blank
from xlplan.terms.headings import heading_key
from xlplan.terms.setting_items import SETTING_ITEMS

_IDENTIFIERS: Final = {heading_key(name): identifier for identifier, (name, _, _) in SETTING_ITEMS.items()}


def setting_places(rows: Sequence[Sequence[CellValue]]) -> dict[str, tuple[int, int]]:
    """Return the cell of each setting by row and column from 0; of an item that stands there twice, the first with a value."""
    places: dict[str, tuple[int, int]] = {}
    for number, row in enumerate(rows):
        for column, value in enumerate(row[:-1]):
            identifier = _IDENTIFIERS.get(heading_key(value)) if isinstance(value, str) else None
            place = places.get(identifier or "")
            if identifier and (place is None or is_blank(rows[place[0]][place[1]])):
                places[identifier] = (number, column + 1)
    return places


def as_percent(grid: Grid, row: int, column: int) -> CellValue:
    """Return a cell's value; of a number that the cell shows as a percent, what it shows: 25% for 0.25."""
    value = grid.at(row, column)
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and "%" in (grid.formats or {}).get((row, column), "")
    ):
        return f"{as_text(round(float(value) * 100, 6))}%"
    return value


def setting_text(grid: Grid, name: str) -> str:
    """Return what stands in the cell of a setting, as text."""
    place = setting_places(grid.rows).get(name)
    return as_text(as_percent(grid, *place)).strip() if place else ""


def still_says(grid: Grid, name: str, text: str) -> bool:
    """Return True if the cell of a setting says so still, as it shows or, kept before it was looked at so, as the number in it."""
    place = setting_places(grid.rows).get(name)
    return text in (setting_text(grid, name), as_text(grid.at(*place)).strip() if place else "")


def with_values(grid: Grid, values: Mapping[str, str]) -> Grid:
    """Return the sheet as if these texts stood in it, by setting; an item that it does not list is added."""
    places = setting_places(grid.rows)
    rows = [[*row] for row in grid.rows]
    for name, text in values.items():
        if name in places:
            row, column = places[name]
            rows[row][column] = text
        else:
            rows.append([SETTING_ITEMS[name][0], text])
    return replace(grid, rows=rows)
