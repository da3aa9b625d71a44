"""The parts of a workbook's package: its sheets, names, shared texts and macros."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Final, NamedTuple

from xlplan.files.office_book.upgrade.cells import Place, SheetCells, corners_of
from xlplan.files.office_book.vba_project import read_modules
from xlplan.files.template.package import Package
from xlplan.files.template.xml import Element
from xlplan.terms.sheets import CONSOLE

OWN_NAMES: Final = "xlplan_"
"""The prefixes of the program's own names."""
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORKSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


class Left(NamedTuple):
    """What was not carried over: the code of its finding, the sheet, the cell ("" if it has none), its text."""

    code: str
    sheet: str
    cell: str
    text: str


class PackagedBook:
    """A workbook as a package. `sheets` are the parts of its sheets, in the order of the tabs."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = next(
            (each.target for each in package.relationships("") if each.kind == "officeDocument"), "xl/workbook.xml"
        )
        targets = {link.id: link.target for link in package.relationships(self.part)}
        self.sheets: dict[str, str] = {}
        for each in children_of(self.root, "sheets"):
            identifier = next(value for name, value in each.attributes.items() if name.endswith(":id"))
            self.sheets[each.get("name")] = targets[identifier]

    @property
    def root(self) -> Element:
        """The element of the workbook's own part."""
        return self.package.xml(self.part).root

    def sheet(self, name: str) -> Element:
        """Return the element of a sheet's part."""
        return self.package.xml(self.sheets[name]).root

    def cells(self, name: str) -> SheetCells:
        """Return the cells of a sheet."""
        return SheetCells(self.sheet(name), self.strings)

    @cached_property
    def strings(self) -> list[Element]:
        """The shared texts, in order."""
        part = self._led_to("sharedStrings")
        return list(self.package.xml(part).root.elements()) if part in self.package.parts else []

    @property
    def names(self) -> Mapping[str, str]:
        """The references of the names defined for the whole workbook."""
        return {e.get("name"): e.text() for e in children_of(self.root, "definedNames") if not e.get("localSheetId")}

    def charts(self, sheet: str) -> list[Element]:
        """Return the charts on a sheet."""
        drawings = [each.target for each in self.package.relationships(self.sheets[sheet]) if each.kind == "drawing"]
        links = [link for drawing in drawings for link in self.package.relationships(drawing) if link.kind == "chart"]
        return [self.package.xml(link.target).root for link in links]

    @property
    def modules(self) -> Mapping[str, str]:
        """The sources of its macros. Raise DamagedError."""
        part = self._led_to("vbaProject")
        return read_modules(self.package.parts[part].data) if part in self.package.parts else {}

    def _led_to(self, kind: str) -> str:
        return next((each.target for each in self.package.relationships(self.part) if each.kind == kind), "")

    def console_area(self, name: str) -> tuple[Place, Place] | None:
        """Return the area of 操作台 with this name, or None."""
        sheet, _, reference = self.names.get(name, "").rpartition("!")
        try:
            return corners_of(reference) if sheet.strip("'") == CONSOLE else None
        except ValueError:
            return None

    def add_sheet(self, name: str) -> None:
        """Add an empty sheet after all others."""
        part = next(each for n in range(1, 1000) if (each := f"xl/worksheets/sheet{n}.xml") not in self.package.parts)
        self.package.put(part, b"<worksheet/>")
        self.package.declare(part, _WORKSHEET)
        identifier = self.package.link(self.part, f"{_OFFICE}/worksheet", part)
        sheets = self.root.child("sheets")
        assert sheets is not None
        number = max(int(each.get("sheetId")) for each in sheets.elements()) + 1
        prefix = next((key[6:] for key, value in self.root.attributes.items() if value == _OFFICE), "r")
        self.root.set(f"xmlns:{prefix}", _OFFICE)
        start = f'<sheet name="{name}" sheetId="{number}" {prefix}:id="{identifier}"/>'
        sheets.children.append(Element("sheet", start))
        self.package.changed(self.part)
        self.sheets[name] = part


def children_of(root: Element, name: str) -> list[Element]:
    """Return the children of the element of this name below `root`; none without such an element."""
    found = root.child(name)
    return list(found.elements()) if found is not None else []
