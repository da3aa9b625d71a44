"""Merged cells as openpyxl reads them, in less time.

It looks up the border and the protection of each merged cell among all that the workbook has: a third of a load of the shipped
workbook, which the tests load some hundreds of times. Here each is looked up once in a workbook.
"""

from __future__ import annotations

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
    first = area.start_cell
    for edge in ("top", "left", "right", "bottom"):
        side = getattr(first.border, edge)
        if side and side.style is None:
            continue
        known = _known(area.ws.parent).setdefault((first._style.borderId, edge), {})
        for place in getattr(area, edge):
            cell = _cell(area.ws, place)
            before = cell._style.borderId
            if before not in known:
                cell.border += Border(**{edge: side})
                known[before] = cell._style.borderId
            cell._style.borderId = known[before]
    for place in area.cells:
        _cell(area.ws, place)._style.protectionId = first._style.protectionId


def _known(book: Any) -> dict[tuple[int, str], dict[int, int]]:
    """Return what a border became, by the border that gave an edge, and the edge, in this workbook."""
    found: dict[tuple[int, str], dict[int, int]] = book.__dict__.setdefault("_edges", {})
    return found


def _cell(sheet: Any, place: tuple[int, int]) -> Any:
    if place not in sheet._cells:
        sheet._cells[place] = MergedCell(sheet, *place)
    cell = sheet._cells[place]
    if not cell._style:
        cell._style = StyleArray()
    return cell
