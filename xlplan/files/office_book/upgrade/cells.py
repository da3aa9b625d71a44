"""A sheet's XML as cells to read, fill and move."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from typing import Final

from xlplan.files.office_book.upgrade.styles import AppendedStyles
from xlplan.files.template.order import put_in_order
from xlplan.files.template.xml import Element
from xlplan.terms.cells import cell_name, column_index

_PLACE: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")

Place = tuple[int, int]
"""Row and column, from 0."""


def place_of(reference: str) -> Place:
    """Return the place of a cell, or of an area's first one: `$C$9`, `B4:D6`. Raise ValueError."""
    found = _PLACE.match(reference)
    if not found:
        raise ValueError(reference)
    return int(found[2]) - 1, column_index(found[1])


def corners_of(reference: str) -> tuple[Place, Place]:
    """Return the first and the last place of an area. Raise ValueError."""
    first, _, last = reference.partition(":")
    return place_of(first), place_of(last or first)


class SheetCells:
    """The cells of a sheet; `strings` are the shared texts of its workbook."""

    def __init__(self, root: Element, strings: Sequence[Element]) -> None:
        self.root = root
        self._strings = strings
        found = root.child("sheetData")
        self.data = (
            found if found is not None else put_in_order(root, Element("sheetData", "<sheetData>", "</sheetData>"))
        )
        if not self.data.end:
            self.data.set_text("")
        self.rows: dict[int, Element] = {}
        self.cells: dict[Place, Element] = {}
        row = -1
        for each in self.data.elements():
            row = int(each.get("r") or row + 2) - 1
            self.rows[row] = each
            column = -1
            for cell in each.elements():
                column = place_of(cell.get("r"))[1] if cell.get("r") else column + 1
                cell.set("r", cell_name(row, column))
                self.cells[row, column] = cell

    def text(self, place: Place) -> str:
        """Return the content of a cell as in the file; "" if it is empty."""
        cell = self.cells.get(place)
        if cell is None:
            return ""
        inside = cell.child("is")
        if inside is not None:
            return inside.text()
        value = cell.child("v")
        if value is None:
            return ""
        return self._strings[int(value.text())].text() if cell.get("t") == "s" else value.text()

    def is_formula(self, place: Place) -> bool:
        """Return True if the cell has a formula."""
        return self.formula(place) is not None

    def formula(self, place: Place) -> str | None:
        """Return a cell's formula; "" if another cell holds it, for several cells."""
        cell = self.cells.get(place)
        found = cell.child("f") if cell is not None else None
        return None if found is None else found.text()

    def put(self, place: Place, cell: Element, look: str | None = None) -> None:
        """Put a copy of a cell at a place, replacing what is there; `look` is its style, by default its own."""
        new = copy.deepcopy(cell)
        new.set("r", cell_name(*place))
        if look is not None:
            new.set("s", look)
        row = self._row(place[0])
        if (old := self.cells.get(place)) is not None:
            row.children[row.children.index(old)] = new
        else:
            at = next(
                (
                    i
                    for i, e in enumerate(row.children)
                    if isinstance(e, Element) and place_of(e.get("r"))[1] > place[1]
                ),
                len(row.children),
            )
            row.children.insert(at, new)
            row.drop("spans")
        self.cells[place] = new

    def fill(self, place: Place, cell: Element) -> None:
        """Put as `put`, in the style of the cell that is there."""
        old = self.cells.get(place)
        self.put(place, cell, old.get("s") if old is not None else None)

    def add_row(self, number: int, attributes: Mapping[str, str]) -> None:
        """Add a row with these attributes below all others."""
        row = Element("row", "<row>", "</row>")
        for name, value in ({"r": str(number + 1)} | dict(attributes)).items():
            row.set(name, value)
        self.data.children.append(row)
        self.rows[number] = row

    def _row(self, number: int) -> Element:
        if number not in self.rows:
            row = Element("row", f'<row r="{number + 1}">', "</row>")
            later = [each for each in sorted(self.rows) if each > number]
            at = self.data.children.index(self.rows[later[0]]) if later else len(self.data.children)
            self.data.children.insert(at, row)
            self.rows[number] = row
        row = self.rows[number]
        if not row.end:
            row.set_text("")
        return row

    def measure(self) -> None:
        """Set the sheet's dimension."""
        if self.cells and (told := self.root.child("dimension")) is not None:
            last = cell_name(max(row for row, _ in self.cells), max(column for _, column in self.cells))
            told.set("ref", f"A1:{last}")


def dressed(root: Element, strings: Sequence[Element], looks: AppendedStyles) -> Element:
    """Return a copy of a sheet in another workbook's styles, texts in the cells, without results of formulas."""
    new = copy.deepcopy(root)
    for each in new.walk():
        if each.local == "c" or (each.local == "row" and each.get("s")):
            each.set("s", looks.cell(each.get("s")))
        if each.local == "c":
            _own_text(each, strings)
        elif each.local == "col":
            each.set("style", looks.cell(each.get("style")))
        elif each.local == "cfRule" and each.get("dxfId"):
            each.set("dxfId", looks.mark(each.get("dxfId")))
    return new


def _own_text(cell: Element, strings: Sequence[Element]) -> None:
    value = cell.child("v")
    if value is None:
        return
    if cell.child("f") is not None:
        cell.children.remove(value)
        cell.drop("t")
    elif cell.get("t") == "s":
        inside = Element("is", "<is>", "</is>")
        inside.children = copy.deepcopy(strings[int(value.text())].children)
        cell.children = [inside]
        cell.set("t", "inlineStr")
