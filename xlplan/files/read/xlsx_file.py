"""Grids out of an .xlsx or .xlsm, with what calamine does not tell: its error cells and formulas (ECMA-376-1)."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from html import unescape
from string import ascii_uppercase, digits
from typing import Final
from xml.etree.ElementTree import ParseError

from xlplan.files.look.container import ZipPackage, open_package
from xlplan.files.look.limits import MAX_CELLS
from xlplan.files.look.macros import package_macros
from xlplan.files.read.by_calamine import Specials, grids_by_calamine, require_near, unreadable_error
from xlplan.files.read.contents import Contents, macro_notes
from xlplan.files.read.number_formats import DateParts, ShownParts, built_in_parts, format_parts
from xlplan.files.read.relationships import elements, links
from xlplan.files.read.xlsx_sight import SightReader
from xlplan.terms.cells import CellError, Grid, NoCachedValue
from xlplan.terms.pictures import PICTURE_CELL, is_picture

# The size of a sheet (ECMA-376-1, 18.3.1.4 and 18.3.1.73; Excel 2007 and later).
_ROWS: Final = 2**20
_COLUMNS: Final = 2**14

# Possessive, so that no text makes it slow; a `>` inside quotation marks does not end a tag.
_TAG = re.compile(rb"""<(?:[^\s<>:/]++:)?+(row|c|f|v|is)(?=[\s/>])((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""")
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,9})(\d{1,12})["']""")
_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d{1,6})["']""")
_SHOWN: Final = 200
# calamine reads nothing of a workbook with any other (#SPILL!, #CALC!, …).
_KNOWN_ERRORS: Final = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
_RICH = re.compile(rb"""\svm\s*=\s*["']""")
_TYPE_ERROR = re.compile(rb"""\st\s*=\s*["']e["']""")
# A cell as programs write it, without an error.
_PLAIN_CELL = re.compile(rb"""<c r="([A-Z]{1,3}\d{1,7})"(?: s="\d+")?(?: t="(?:s|inlineStr|str|n|b)")?/?>""")
_PLAIN_FORMULA = re.compile(
    rb"""<c r="([A-Z]{1,3})(\d{1,7})"(?: s="\d+")?(?: t="(?:(str)|n|b)")?><f(?: [^<>]*+)?>([^<]*+)</f>(?:<v>([^<]*+)</v>|<v ?/>)?</c>"""
)
_TYPE_TEXT = re.compile(rb"""\st\s*=\s*["']str["']""")


def read_xlsx(data: bytes, name: str) -> Contents:
    """Read an .xlsx or .xlsm; `name` is for messages. Raise NotAWorkbookError, DamagedError or PasswordError."""
    with open_package(data, name) as package:
        return Contents(_grids(package, name), macro_notes(package_macros(package)))


def _grids(package: ZipPackage, name: str) -> list[Grid]:
    try:
        parts, active = _sheet_parts(package)
        scans = {sheet: _Scan(package.read(part)) for sheet, part in parts.items()}
        styles = _partial_styles(package)
        shown = {sheet: _shown(package.read(part), styles) for sheet, part in parts.items()} if styles else {}
        reader = SightReader(package)
        sights = {sheet: reader.sheet(part) for sheet, part in parts.items()}
    except (LookupError, ParseError, ValueError) as error:
        raise unreadable_error(name) from error
    data = package.data
    for sheet, scan in scans.items():
        if scan.bottom >= _ROWS or scan.right >= _COLUMNS:
            raise unreadable_error(name)
        require_near(scan.bottom, scan.right, name, sheet)
    if any(scan.new_errors for scan in scans.values()):
        data = _with_known_errors(data, {part: scans[sheet] for sheet, part in parts.items()})
    grids = grids_by_calamine(data, name, {sheet: scan.special for sheet, scan in scans.items()}, shown)
    return [replace(grid, active=grid.sheet == active, sight=sights[grid.sheet]) for grid in grids]


def _partial_styles(package: ZipPackage) -> Mapping[bytes, DateParts]:
    """Return the styles, by their numbers, that show only a part of a date."""
    parts = [target for target in package.namelist() if target.casefold().endswith("xl/styles.xml")]
    try:
        return _styles(package.read(parts[0])) if parts else {}
    except (ParseError, ValueError):  # The values are there without their styles.
        return {}


@lru_cache(64)
def _styles(part: bytes) -> Mapping[bytes, DateParts]:
    codes: dict[str, str] = {}
    formats: list[str] = []
    inside = False
    for tag, attributes in elements(part):
        if tag == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag in ("cellXfs", "cellStyles"):
            inside = tag == "cellXfs"
        elif tag == "xf" and inside:
            formats.append(attributes.get("numFmtId", "0"))
    found: dict[bytes, DateParts] = {}
    for style, number in enumerate(formats):
        by_number = built_in_parts(int(number)) if number.isdecimal() else None
        if parts := format_parts(codes[number]) if number in codes else by_number:
            found[str(style).encode()] = parts
    return found


def _shown(xml: bytes, styles: Mapping[bytes, DateParts]) -> ShownParts:
    """Return the cells whose style shows only a part of a date."""
    found: dict[tuple[int, int], DateParts] = {}
    row, column = -1, -1
    for tag in _TAG.finditer(xml):
        if tag[1] == b"row":
            place = _REFERENCE.search(tag[2])
            row, column = int(place[2]) - 1 if place else row + 1, -1
        elif tag[1] == b"c":
            place = _REFERENCE.search(tag[2])
            if place and place[1]:
                row, column = int(place[2]) - 1, _column(place[1])
            else:
                column += 1
            style = _STYLE.search(tag[2])
            if style and style[1] in styles:
                found[row, column] = styles[style[1]]
    return found


def _with_known_errors(data: bytes, scans: Mapping[str, _Scan]) -> bytes:
    """Return the package with `#VALUE!` for errors unknown to calamine; the scans keep the real ones."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.namelist():
            xml = old.read(part)
            for start, end in reversed(scans[part].new_errors if part in scans else ()):
                xml = xml[:start] + b"#VALUE!" + xml[end:]
            new.writestr(part, xml)
    return file.getvalue()


def _sheet_parts(package: ZipPackage) -> tuple[dict[str, str], str | None]:
    """Return the part of each worksheet, by the sheet's name, and the name of the active one."""
    root = package.read("_rels/.rels")
    book = next((target for kind, _, target in links(root, "") if kind == "officeDocument"), None)
    if book is None:
        raise ValueError("_rels/.rels names no workbook")
    folder, file = posixpath.split(book)
    targets = {
        identifier: target
        for kind, identifier, target in links(package.read(f"{folder}/_rels/{file}.rels".lstrip("/")), book)
        if kind == "worksheet"
    }
    sheets, active = _sheets(package.read(book))
    return {name: targets[identifier] for name, identifier in sheets if identifier in targets}, active


@lru_cache(64)
def _sheets(part: bytes) -> tuple[list[tuple[str, str]], str | None]:
    """Return name and relationship of each sheet that a workbook's main part lists, and which of them is active."""
    found = list(elements(part))
    sheets = [(a["name"], a["id"]) for tag, a in found if tag == "sheet" and "id" in a]
    # A program that writes no view shows the first.
    number = next((a.get("activeTab", "0") for tag, a in found if tag == "workbookView"), "")
    return sheets, sheets[int(number)][0] if number.isdecimal() and int(number) < len(sheets) else None


class _Scan:
    """What the tags of a sheet's XML say: its extent, error cells and formulas."""

    def __init__(self, xml: bytes) -> None:
        self.bottom = self.right = -1
        self.special: Specials = []
        self.new_errors: list[tuple[int, int]] = []
        """The places in the XML of error values unknown to calamine."""
        if not self._plain(xml):
            self._look(xml)

    def _plain(self, xml: bytes) -> bool:
        """Return True if all cells are as programs write them, none with an error: then one look at each is enough."""
        cells = xml[xml.find(b"<sheetData") : xml.rfind(b"</sheetData>") + 1]
        places = _PLAIN_CELL.findall(cells)
        # Cells with a prefix, or written in any other way, are not matched.
        if not places or len(places) != cells.count(b"<c") or b":c" in cells:
            return False
        formulas = []
        for found in re.finditer(b"<f", cells):
            formula = _PLAIN_FORMULA.match(cells, cells.rfind(b"<c ", 0, found.start()))
            if formula is None:
                return False
            formulas.append(formula.groups())
        together = b" ".join(places)
        bottom = max(map(int, set(together.translate(None, ascii_uppercase.encode()).split()))) - 1
        right = max(map(_column, set(together.translate(None, digits.encode()).split())))
        # Cells that only have a style take no space; it is counted only if it matters.
        if bottom >= _ROWS or right >= _COLUMNS or (bottom + 1) * (right + 1) > MAX_CELLS:
            return False
        self.bottom, self.right = bottom, right
        for letters, number, text, inside, value in formulas:
            result = (
                None if value or text else NoCachedValue("=" + unescape(inside.decode("utf-8", "replace"))[:_SHOWN])
            )
            self.special.append((int(number) - 1, _column(letters), result))
        return True

    def _look(self, xml: bytes) -> None:
        row, column = -1, -1
        error = text = formula = filled = rich = False
        shown = ""
        for tag in _TAG.finditer(xml):
            kind, attributes = tag[1], tag[2]
            if kind == b"row":
                place = _REFERENCE.search(attributes)
                row = int(place[2]) - 1 if place else row + 1
                column = -1
            elif kind == b"c":
                place = _REFERENCE.search(attributes)
                if place and place[1]:
                    row, column = int(place[2]) - 1, _column(place[1])
                else:
                    column += 1
                error, text = bool(_TYPE_ERROR.search(attributes)), bool(_TYPE_TEXT.search(attributes))
                formula = filled = False
                rich, shown = bool(_RICH.search(attributes)), ""
            else:
                if not filled:
                    # Cells that only have a style take no space.
                    filled = True
                    self.bottom, self.right = max(self.bottom, row), max(self.right, column)
                if kind == b"f":
                    formula = True
                    shown = "=" + _inner(xml, tag)
                    self.special.append((row, column, NoCachedValue(shown)))
                elif kind == b"v" and (error or formula):
                    value = _inner(xml, tag)
                    if formula and (value or text or error):
                        # An empty <v> is a result only if the result is a text.
                        self.special[-1] = (row, column, None)
                    if error:
                        # A picture placed in a cell is an error with a rich value, for programs that know none.
                        picture = (rich and not formula) or is_picture(shown)
                        self.special.append((row, column, PICTURE_CELL if picture else CellError(value or "#VALUE!")))
                        if value not in _KNOWN_ERRORS and not tag[2].endswith(b"/"):
                            self.new_errors.append((tag.end(), xml.find(b"<", tag.end())))


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    return column - 1


def _inner(xml: bytes, tag: re.Match[bytes]) -> str:
    """Return the text after a tag, as far as a message shows it."""
    if tag[2].endswith(b"/"):
        return ""
    end = xml.find(b"<", tag.end())
    return unescape(xml[tag.end() : min(end, tag.end() + _SHOWN)].decode("utf-8", "replace"))
