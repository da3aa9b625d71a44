"""A column that the template keeps for the screen, printed with the others: where it holds what one needs on paper."""

from __future__ import annotations

import re
from typing import Final

from xlplan.files.template.heights import column_widths, width_of
from xlplan.files.template.package import Package
from xlplan.files.template.xml import Element
from xlplan.terms.cells import column_index

_AREA: Final = re.compile(r"((?:'(?:[^']|'')*'|[^'!,]+)!\$)([A-Z]+)(\$\d+:\$)([A-Z]+)(\$\d+)")
_WIDEST, _NARROWEST = 28.0, 40.0
"""Characters: what the column takes at most, and what it leaves to the one that makes room for it."""


def print_too(package: Package, part: str, title: str, column: str) -> None:
    """Add a column of a sheet to what is printed of it, so wide that the print becomes little smaller.

    The widest column makes room. Nothing changes where the sheet has no single area to print, or the column lies in or before it.
    """
    workbook = next(each.target for each in package.relationships("") if each.kind == "officeDocument")
    for name in package.xml(workbook).root.walk():
        area = _AREA.fullmatch(name.text()) if name.get("name") == "_xlnm.Print_Area" else None
        if area is None or area[1][:-2].strip("'").replace("''", "'") != title:
            continue
        last, wanted = column_index(area[4]) + 1, column_index(column) + 1
        if wanted > last:
            name.set_text(f"{area[1]}{area[2]}{area[3]}{column}{area[5]}")
            package.changed(workbook)
            _make_room(package.xml(part).root, column_index(area[2]) + 1, last, wanted)
            package.changed(part)


def _make_room(sheet: Element, first: int, last: int, wanted: int) -> None:
    columns, widths = sheet.child("cols"), column_widths(sheet)
    if columns is None:
        return
    width = min(_WIDEST, width_of(wanted, widths))
    added = width + sum(width_of(each, widths) for each in range(last + 1, wanted))
    widest = max(range(first, last + 1), key=lambda each: width_of(each, widths))
    room = width_of(widest, widths)
    _set_width(columns, wanted, width)
    _set_width(columns, widest, min(room, max(_NARROWEST, room - added)))


def _set_width(columns: Element, column: int, width: float) -> None:
    """Give one column a width of its own, cut out of the range of columns that it is described with."""
    cut: list[Element | str] = []
    for each in columns.children:
        if isinstance(each, str) or not int(each.get("min", "1")) <= column <= int(each.get("max", "1")):
            cut.append(each)
            continue
        ranges = ((int(each.get("min", "1")), column - 1), (column, column), (column + 1, int(each.get("max", "1"))))
        for begin, end in ranges:
            if begin <= end:
                piece = Element(each.name, each.start, each.end)
                piece.set("min", str(begin))
                piece.set("max", str(end))
                if begin == column:
                    piece.set("width", f"{width:g}")
                cut.append(piece)
    columns.children = cut
