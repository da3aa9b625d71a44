"""Grids out of an .xlsb, with what calamine does not tell: how far a sheet reaches, its error cells and formulas (MS-XLSB 2.1.4)."""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
from collections.abc import Iterator
from typing import Final

from xlplan.files.look.container import checked_package
from xlplan.files.look.macros import package_macros
from xlplan.files.read.by_calamine import ERRORS, Specials, grids_by_calamine, require_near
from xlplan.files.read.contents import Contents, macro_notes
from xlplan.terms.cells import CellError

_ROW: Final = 0
_BLANK: Final = 1
_ERROR: Final = 3
_LAST_CELL: Final = 11
_FORMULAS: Final = range(8, 12)
_FORMULA_ERROR: Final = 11
_RICH_TEXT: Final = 62
_SHEET: Final = 156
_RELATIONSHIP = re.compile(rb"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb"""\b(Id|Target)\s*=\s*["']([^"']*)["']""")


def read_xlsb(data: bytes, name: str) -> Contents:
    """Read an .xlsb; `name` is for messages.

    Raise DamagedError or PasswordError, NotAWorkbookError for a cell far off, ValueError or LookupError if the parts do not fit
    together.
    """
    with checked_package(data, name) as package:
        grids = grids_by_calamine(data, name, _specials(package, name))
        return Contents(grids, macro_notes(package_macros(package)))


def _specials(package: zipfile.ZipFile, name: str) -> list[Specials]:
    targets = {}
    for element in _RELATIONSHIP.findall(package.read("xl/_rels/workbook.bin.rels")):
        attributes = dict(_ATTRIBUTE.findall(element))
        targets[attributes[b"Id"].decode()] = posixpath.normpath(posixpath.join("/xl", attributes[b"Target"].decode()))
    sheets = [_text(body, 8)[0] for kind, body in _records(package.read("xl/workbook.bin")) if kind == _SHEET]
    return [_sheet(package.read(targets[identifier].lstrip("/")), name) for identifier in sheets]


def _text(body: bytes, place: int) -> tuple[str, int]:
    """Return a text that is preceded by its length, and its end."""
    length = struct.unpack_from("<I", body, place)[0]
    end = place + 4 + 2 * length
    if end > len(body):
        raise ValueError("a text is cut off")
    return body[place + 4 : end].decode("utf-16-le", "replace"), end


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place < len(part):
        kind, place = _number(part, place, 2)
        size, place = _number(part, place, 4)
        body = part[place : place + size]
        if len(body) < size:
            raise ValueError("a record is cut off")
        place += size
        yield kind, body


def _number(part: bytes, place: int, most: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, lowest first, continued while the eighth bit is set; and its end."""
    number = 0
    for index in range(most):
        byte = part[place + index]
        # In the specification's list, record ids lack the continuation bits that they have in files.
        number |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return number, place + index + 1
    return number, place + most


def _sheet(part: bytes, name: str) -> Specials:
    found: Specials = []
    row = bottom = right = -1
    for kind, body in _records(part):
        if kind == _ROW:
            row = struct.unpack_from("<I", body)[0]
        elif _BLANK < kind <= _LAST_CELL or kind == _RICH_TEXT:
            column = struct.unpack_from("<I", body)[0]
            bottom, right = max(bottom, row), max(right, column)
            if kind in _FORMULAS:
                found.append((row, column, None))
            if kind in (_ERROR, _FORMULA_ERROR):
                found.append((row, column, CellError(ERRORS.get(body[8], "#VALUE!"))))
    require_near(bottom, right, name)
    return found
