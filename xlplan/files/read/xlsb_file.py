"""Grids out of an .xlsb, with what calamine does not tell: how far a sheet reaches, its error cells and formulas (MS-XLSB 2.1.4)."""

from __future__ import annotations

import posixpath
import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from xlplan.files.look.container import ZipPackage, checked_package
from xlplan.files.look.macros import package_macros
from xlplan.files.read.binary_records import records, text_at
from xlplan.files.read.by_calamine import ERRORS, Specials, grids_by_calamine, require_near
from xlplan.files.read.contents import Contents, macro_notes
from xlplan.files.read.number_formats import NumberFormat, built_in_code, number_format
from xlplan.files.read.xlsx_sight import SightReader
from xlplan.terms.cells import CellError, Grid, Overlay, Sight, Struck, is_blank

_ROW: Final = 0
_BLANK: Final = 1
_ERROR: Final = 3
_LAST_CELL: Final = 11
_FORMULAS: Final = range(8, 12)
_FORMULA_ERROR: Final = 11
_RICH_TEXT: Final = 62
_SHEET: Final = 156
_NUMBERS: Final = frozenset([2, 5, 9])
"""Numbers as RK and as real ones, and a formula's."""
_COLUMNS: Final = 60
_FORMAT: Final = 44
_STYLE: Final = 47
_FONT: Final = 43
_STRIKES: Final = 8
_CELL_STYLES: Final = 617
_CELL_STYLES_END: Final = 618
_STYLES: Final = "xl/styles.bin"
_RELATIONSHIP = re.compile(rb"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb"""\b(Id|Target)\s*=\s*["']([^"']*)["']""")


def read_xlsb(data: bytes, name: str) -> Contents:
    """Read an .xlsb; `name` is for messages.

    Raise DamagedError or PasswordError, NotAWorkbookError for a cell far off, ValueError or LookupError if the parts do not fit
    together.
    """
    package = checked_package(data, name)
    parts = _sheet_parts(package)
    styles, struck = _formats(package), _struck_styles(package)
    sheets = [_sheet(package.read(part), name, styles, struck) for part in parts]
    beside = SightReader(package)
    shown = [{cell: form.parts for cell, form in each.formats.items() if form.parts} for each in sheets]
    grids = grids_by_calamine(data, name, [each.specials for each in sheets], shown, [each.formats for each in sheets])
    seen = [
        replace(grid, sight=each.sight(grid, beside.overlays(part)))
        for grid, each, part in zip(grids, sheets, parts, strict=False)
    ]
    return Contents(seen if len(grids) == len(sheets) else grids, macro_notes(package_macros(package)))


@dataclass
class _Sheet:
    """What the records of a sheet say besides its values."""

    specials: Specials = field(default_factory=list)
    formats: dict[tuple[int, int], NumberFormat] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    struck: set[tuple[int, int]] = field(default_factory=set)
    """Cells whose style strikes their text through."""

    def sight(self, grid: Grid, overlays: Sequence[Overlay]) -> Sight:
        """Return what is hidden on it, struck through and beside its cells."""
        struck = {cell: Struck(str(grid.at(*cell)).strip(), "") for cell in self.struck if not is_blank(grid.at(*cell))}
        return Sight(frozenset(self.hidden_rows), frozenset(self.hidden_columns), struck, tuple(overlays))


def _formats(package: ZipPackage) -> Mapping[int, NumberFormat]:
    """Return the styles, by their numbers, that show a number otherwise than it is."""
    if not package.holds(_STYLES):
        return {}
    codes: dict[int, str] = {}
    formats: list[int] = []
    inside = False
    for kind, body in records(package.read(_STYLES)):
        if kind == _FORMAT:
            codes[struct.unpack_from("<H", body)[0]] = text_at(body, 2)[0]
        elif kind in (_CELL_STYLES, _CELL_STYLES_END):
            inside = kind == _CELL_STYLES
        elif kind == _STYLE and inside:
            formats.append(struct.unpack_from("<H", body, 2)[0])
    shown = {
        style: number_format(number, codes.get(number, built_in_code(number))) for style, number in enumerate(formats)
    }
    return {style: form for style, form in shown.items() if form.code}


def _struck_styles(package: ZipPackage) -> frozenset[int]:
    """Return the styles, by their numbers, whose font strikes text through."""
    if not package.holds(_STYLES):
        return frozenset()
    fonts: list[bool] = []
    used: list[int] = []
    inside = False
    for kind, body in records(package.read(_STYLES)):
        if kind == _FONT:
            fonts.append(bool(struct.unpack_from("<H", body, 2)[0] & _STRIKES))
        elif kind in (_CELL_STYLES, _CELL_STYLES_END):
            inside = kind == _CELL_STYLES
        elif kind == _STYLE and inside:
            used.append(struct.unpack_from("<H", body, 4)[0])
    return frozenset(style for style, font in enumerate(used) if font < len(fonts) and fonts[font])


def _sheet_parts(package: ZipPackage) -> list[str]:
    targets = {}
    for element in _RELATIONSHIP.findall(package.read("xl/_rels/workbook.bin.rels")):
        attributes = dict(_ATTRIBUTE.findall(element))
        targets[attributes[b"Id"].decode()] = posixpath.normpath(posixpath.join("/xl", attributes[b"Target"].decode()))
    sheets = [text_at(body, 8)[0] for kind, body in records(package.read("xl/workbook.bin")) if kind == _SHEET]
    return [targets[identifier].lstrip("/") for identifier in sheets]


def _sheet(part: bytes, name: str, styles: Mapping[int, NumberFormat], struck: frozenset[int]) -> _Sheet:
    sheet = _Sheet()
    found = sheet.specials
    row = bottom = right = -1
    for kind, body in records(part):
        if kind == _ROW:
            row = struct.unpack_from("<I", body)[0]
            if len(body) > 11 and body[11] & 0x10:
                sheet.hidden_rows.add(row)
        elif kind == _COLUMNS and len(body) >= 18:
            first, last = struct.unpack_from("<II", body)
            if body[16] & 1:
                sheet.hidden_columns.update(range(first, min(last, 255) + 1))
        elif _BLANK < kind <= _LAST_CELL or kind == _RICH_TEXT:
            column = struct.unpack_from("<I", body)[0]
            bottom, right = max(bottom, row), max(right, column)
            if struck and struct.unpack_from("<I", body, 4)[0] & 0xFFFFFF in struck:
                sheet.struck.add((row, column))
            if styles and kind in _NUMBERS and (form := styles.get(struct.unpack_from("<I", body, 4)[0] & 0xFFFFFF)):
                sheet.formats[row, column] = form
            if kind in _FORMULAS:
                found.append((row, column, None))
            if kind in (_ERROR, _FORMULA_ERROR):
                found.append((row, column, CellError(ERRORS.get(body[8], "#VALUE!"))))
    require_near(bottom, right, name)
    return sheet
