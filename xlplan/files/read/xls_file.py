"""Grids out of an .xls, with what calamine does not tell: its error cells and which values are formulas' results (MS-XLS 2.4)."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from xlplan.files.look.macros import xls_macros
from xlplan.files.read.by_calamine import ERRORS, Specials, grids_by_calamine
from xlplan.files.read.contents import Contents, macro_notes
from xlplan.files.read.number_formats import NumberFormat, built_in_code, number_format
from xlplan.files.read.xls_sight import read_fonts, read_sight
from xlplan.terms.cells import CellError, Sight

_FORMULA: Final = 0x0006
_EOF: Final = 0x000A
_FILEPASS: Final = 0x002F
_MULRK: Final = 0x00BD
_NUMBER: Final = 0x0203
_RK: Final = 0x027E
_FORMAT: Final = 0x041E
_XF: Final = 0x00E0
_BOUNDSHEET: Final = 0x0085
_BOOLERR: Final = 0x0205
_BOF: Final = 0x0809
# Records of filled cells: each starts with its row and column, MULRK with its first column.
_CELLS: Final = frozenset([_FORMULA, _BOOLERR, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x027E])
_COLUMNS: Final = 256
_VERSION: Final = 0x0600


def has_password(data: bytes) -> bool:
    """Return True if the workbook's stream is encrypted. Raise ValueError, or what olefile raises."""
    stream = _stream(data)
    return any(kind == _FILEPASS for kind, _ in _records(stream, 0))


def read_xls(data: bytes, name: str) -> Contents:
    """Read an .xls; `name` is for messages. Raise DamagedError, or as `has_password`, struct.error if a record is too short.

    A formula that was never calculated cannot be found: the format always holds a result, 0 if nothing else.
    """
    stream = _stream(data)
    sheets = [body for kind, body in _records(stream, 0) if kind == _BOUNDSHEET]
    places = [struct.unpack_from("<I", body)[0] for body in sheets]
    styles = _formats(stream)
    formats = [_formatted(stream, place, styles) for place in places]
    shown = [{cell: form.parts for cell, form in each.items() if form.parts} for each in formats]
    grids = grids_by_calamine(data, name, [_sheet(stream, place) for place in places], shown, formats)
    sights = _sights(stream, [place for place, body in zip(places, sheets, strict=True) if body[5:6] == b"\0"])
    seen = [replace(grid, sight=sight) for grid, sight in zip(grids, sights, strict=False)] if sights else grids
    return Contents(seen, macro_notes(xls_macros(data)))


def _sights(stream: bytes, places: Sequence[int]) -> list[Sight]:
    """Return what is seen on the worksheets; nothing where the records beside the cells are damaged or of older versions."""
    if len(stream) < 6 or struct.unpack_from("<H", stream, 4)[0] != _VERSION:
        return []
    try:
        fonts = read_fonts(_records(stream, 0))
        return [read_sight(_records(stream, place), fonts) for place in places]
    except (struct.error, ValueError, IndexError):
        return []


def _stream(data: bytes) -> bytes:
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as container:
        for name in ("Workbook", "Book"):
            if container.exists(name):
                return bytes(container.openstream(name).read())
    raise ValueError("no workbook in it")


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one substream, without those of embedded charts."""
    depth = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        body = stream[place + 4 : place + 4 + size]
        if len(body) < size:
            raise ValueError("a record is cut off")
        place += 4 + size
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, body


def _formats(stream: bytes) -> Mapping[int, NumberFormat]:
    """Return the styles, by their numbers, that show a number otherwise than it is."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    for kind, body in _records(stream, 0):
        if kind == _FORMAT and len(body) >= 5:
            wide = body[4] & 1
            codes[struct.unpack_from("<H", body)[0]] = body[5:].decode("utf-16-le" if wide else "latin-1", "replace")
        elif kind == _XF and len(body) >= 4:
            formats.append(struct.unpack_from("<H", body, 2)[0])
    shown = {
        style: number_format(number, codes.get(number, built_in_code(number))) for style, number in enumerate(formats)
    }
    return {style: form for style, form in shown.items() if form.code}


def _formatted(stream: bytes, place: int, formats: Mapping[int, NumberFormat]) -> dict[tuple[int, int], NumberFormat]:
    """Return the cells with numbers that have such a style."""
    found: dict[tuple[int, int], NumberFormat] = {}
    for kind, body in _records(stream, place):
        if kind not in (_FORMULA, _NUMBER, _RK, _MULRK) or len(body) < 10:
            continue
        row, column = struct.unpack_from("<HH", body)
        # A number and its style for each cell, 6 bytes; then the last column.
        offsets = range(4, len(body) - 7, 6) if kind == _MULRK else (4,)
        for n, offset in enumerate(offsets):
            if form := formats.get(struct.unpack_from("<H", body, offset)[0]):
                found[row, column + n] = form
    return found


def _sheet(stream: bytes, place: int) -> Specials:
    found: Specials = []
    for kind, body in _records(stream, place):
        if kind not in _CELLS:
            continue
        row, column = struct.unpack_from("<HH", body)
        if column >= _COLUMNS:
            # A reader would allocate all columns up to it and run out of memory.
            raise ValueError("a column that no sheet has")
        if kind == _BOOLERR and len(body) >= 8 and body[7]:
            found.append((row, column, CellError(ERRORS.get(body[6], "#VALUE!"))))
        elif kind == _FORMULA and len(body) >= 14:
            found.append((row, column, None))
            if body[12:14] == b"\xff\xff" and body[6] == 2:
                found.append((row, column, CellError(ERRORS.get(body[8], "#VALUE!"))))
    return found
