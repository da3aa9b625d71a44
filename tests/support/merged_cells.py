"""Merged cells as openpyxl reads them, in less time.

It looks up the border and the protection of each merged cell among all that the workbook has: a third of a load of the shipped
workbook, which the tests load some hundreds of times. Here they are looked up once for all cells that had the same before.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from openpyxl.cell.cell import MergedCell
from openpyxl.styles.borders import Border
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.merge import MergedCellRange


def load() -> None:
    """Let openpyxl use it from now on."""
    MergedCellRange.format = _format


def _format(area: Any) -> None:
    """Give the cells at an edge the border that the area's first cell has there, and all cells its protection."""
    for edge in ("top", "left", "right", "bottom"):
        side = getattr(area.start_cell.border, edge)
        if side and side.style is None:
            continue
        border = Border(**{edge: side})
        known: dict[int, int] = {}
        for place in getattr(area, edge):
            cell = _cell(area.ws, place)
            before = cell._style.borderId
            if before not in known:
                cell.border += border
                known[before] = cell._style.borderId
            cell._style.borderId = known[before]
    first = area.start_cell
    if first.protection is not None:
        first.protection = copy(first.protection)
        for place in area.cells:
            _cell(area.ws, place)._style.protectionId = first._style.protectionId


def _cell(sheet: Any, place: tuple[int, int]) -> Any:
    if place not in sheet._cells:
        sheet._cells[place] = MergedCell(sheet, *place)
    cell = sheet._cells[place]
    if not cell._style:
        cell._style = StyleArray()
    return cell
