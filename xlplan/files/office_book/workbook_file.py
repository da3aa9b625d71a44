"""What the file of the office's workbook says beside its cells: macros, buttons, the program's version."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Final

from xlplan.files.look.container import open_package, read_bytes
from xlplan.files.office_book.vba_project import read_modules
from xlplan.files.read.xlsx_file import read_xlsx
from xlplan.terms.buttons import BUTTONS
from xlplan.terms.cells import as_text, column_index
from xlplan.terms.records import record
from xlplan.terms.sheets import NAME_VERSION

_MODULE: Final = "XlPlan"
"""The module of macros that the buttons call."""
_BOOK: Final = "xl/workbook.xml"
_PROJECT: Final = "xl/vbaProject.bin"
_DRAWING: Final = re.compile(r"xl/drawings/[^/]+\.vml", re.IGNORECASE)
_SHAPE: Final = re.compile(r'<v:shape\b[^>]*?\bid="([^"]*)"[^>]*>(.*?)</v:shape>', re.DOTALL)
_MACRO: Final = re.compile(r"<x:FmlaMacro>([^<]*)</x:FmlaMacro>")
_NAME: Final = re.compile(rf'<(?:\w+:)?definedName\b[^>]*\bname="{NAME_VERSION}"[^>]*>([^<]*)<')
_CELL: Final = re.compile(r"'?(?P<sheet>.*?)'?!\$?(?P<column>[A-Z]+)\$?(?P<row>\d+)")


@record(frozen=True)
class WorkbookFile:
    """`modules` are the macros' sources by module; `buttons` the Subs of form buttons; `version` "" if unknown."""

    modules: dict[str, str]
    buttons: frozenset[str]
    version: str

    @property
    def has_macros(self) -> bool:
        """True if it has the macros that the buttons call, so that it had the buttons too."""
        return _MODULE in self.modules

    @property
    def has_buttons(self) -> bool:
        """True if a button stands in it that the macros of this version answer to: one at the least."""
        return any(button.sub in self.buttons for button in BUTTONS)

    @property
    def lacking(self) -> list[str]:
        """The captions of the buttons that it lacks."""
        return [button.caption for button in BUTTONS if button.sub not in self.buttons]


def look_into(path: Path) -> WorkbookFile:
    """Look into a saved .xlsm or .xlsx. Raise what reading a workbook raises."""
    data = read_bytes(path)
    package = open_package(data, path.name)
    names = package.names
    modules = read_modules(package.read(_PROJECT)) if _PROJECT in names else {}
    drawings = [package.read(name).decode("utf-8", "replace") for name in names if _DRAWING.fullmatch(name)]
    # Other programs may give the part another name; then the version is unknown.
    workbook = package.read(_BOOK).decode("utf-8", "replace") if _BOOK in names else ""
    shapes = [shape for drawing in drawings for shape in _SHAPE.findall(drawing)]
    uses = Counter(identifier for identifier, _ in shapes)
    # Calc saves all shapes with one id, and then finds none of the buttons when it opens the file.
    macros = [
        unescape(each) for identifier, inside in shapes if uses[identifier] == 1 for each in _MACRO.findall(inside)
    ]
    subs = frozenset(re.split(r"[.!]", macro)[-1] for macro in macros)
    return WorkbookFile(modules, subs, _version(workbook, data, path.name))


def _version(workbook: str, data: bytes, name: str) -> str:
    named = _NAME.search(workbook)
    place = _CELL.fullmatch(unescape(named[1]).strip()) if named else None
    if place is None:
        return ""
    grid = next((each for each in read_xlsx(data, name).grids if each.sheet == place["sheet"].replace("''", "'")), None)
    return as_text(grid.at(int(place["row"]) - 1, column_index(place["column"]))) if grid else ""
