"""What somebody sees on a sheet of an .xls that its values do not tell (MS-XLS 2.4: ROW, COLINFO, FONT, SST, NOTE, OBJ, TXO)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from xlplan.terms.cells import Overlay, OverlayKind, Sight, Struck

_FONT: Final = 0x0031
_XF: Final = 0x00E0
_SST: Final = 0x00FC
_CONTINUE: Final = 0x003C
_ROW: Final = 0x0208
_COLINFO: Final = 0x007D
_LABELSST: Final = 0x00FD
_NOTE: Final = 0x001C
_OBJ: Final = 0x005D
_TXO: Final = 0x01B6
_DRAWING: Final = 0x00EC
_ANCHOR: Final = 0xF010
_TEXT_OBJECTS: Final = frozenset([2, 3, 4, 6, 9, 30])
"""Rectangles, ovals, arcs, text boxes, polygons and newer shapes."""
_PICTURE_OBJECT: Final = 8

Records = Iterable[tuple[int, bytes]]
Runs = Sequence[tuple[int, int]]


@dataclass
class Fonts:
    """Which fonts strike text through, the font of each cell style, and the shared strings with their runs of fonts."""

    struck: list[bool] = field(default_factory=list)
    styles: list[int] = field(default_factory=list)
    strings: list[tuple[str, Runs]] = field(default_factory=list)

    def strikes(self, font: int) -> bool:
        """Return True if a font strikes text through; no font has the number 4."""
        index = font - (font > 4)
        return index < len(self.struck) and self.struck[index]

    def style_strikes(self, style: int) -> bool:
        """Return True if the font of a cell style strikes text through."""
        return style < len(self.styles) and self.strikes(self.styles[style])


def read_fonts(records: Records) -> Fonts | None:
    """Read the fonts of a workbook; None if none of them strikes text through."""
    fonts = Fonts()
    table: list[bytes] = []
    before = 0
    for kind, body in records:
        if kind == _FONT and len(body) >= 4:
            fonts.struck.append(bool(struct.unpack_from("<H", body, 2)[0] & 0x08))
        elif kind == _XF and len(body) >= 2:
            fonts.styles.append(struct.unpack_from("<H", body)[0])
        elif kind == _SST or (kind == _CONTINUE and before == _SST):
            table.append(body)
            kind = _SST
        before = kind
    if not any(fonts.struck):
        return None
    if table:
        fonts.strings = _Strings(table).read()
    return fonts


class _Strings:
    """Reads the table of shared strings, which goes on in further records (2.5.293)."""

    def __init__(self, segments: Sequence[bytes]) -> None:
        self._segments = segments
        self._segment, self._place = 0, 0

    def read(self) -> list[tuple[str, Runs]]:
        count = struct.unpack("<4xI", self._take(8))[0]
        return [self._string() for _ in range(min(count, 1 << 20))]

    def _take(self, size: int) -> bytes:
        taken = b""
        while len(taken) < size:
            if self._place >= len(self._segments[self._segment]):
                self._segment, self._place = self._segment + 1, 0
            more = self._segments[self._segment][self._place : self._place + size - len(taken)]
            self._place += len(more)
            taken += more
        return taken

    def _string(self) -> tuple[str, Runs]:
        length, flags = struct.unpack("<HB", self._take(3))
        runs = struct.unpack("<H", self._take(2))[0] if flags & 8 else 0
        more = struct.unpack("<I", self._take(4))[0] if flags & 4 else 0
        text, wide = "", bool(flags & 1)
        while len(text) < length:
            if self._place >= len(self._segments[self._segment]):
                # Inside a text the next record says anew how wide its characters are.
                self._segment, self._place = self._segment + 1, 0
                wide = bool(self._take(1)[0] & 1)
            rest = self._segments[self._segment][self._place :]
            size = min((length - len(text)) << wide, len(rest) & ~int(wide))
            if size <= 0:
                raise ValueError("half a character")
            text += self._take(size).decode("utf-16-le" if wide else "latin-1", "replace")
        fonts = [struct.unpack("<HH", self._take(4)) for _ in range(runs)]
        self._take(more)
        return text, [(start, font) for start, font in fonts]


def read_sight(records: Records, fonts: Fonts | None) -> Sight:
    """Return what is seen on one sheet. Raise struct.error or ValueError if its records are damaged."""
    rows: set[int] = set()
    columns: set[int] = set()
    cells: dict[tuple[int, int], Struck] = {}
    drawn = _Drawn()
    for kind, body in records:
        if kind == _ROW and len(body) >= 14 and body[12] & 0x20:
            rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _COLINFO and len(body) >= 10 and body[8] & 1:
            first, last = struct.unpack_from("<HH", body)
            columns.update(range(first, min(last, 255) + 1))
        elif kind == _LABELSST and fonts and len(body) >= 10:
            row, column, style, number = struct.unpack_from("<HHHI", body)
            text, runs = fonts.strings[number] if number < len(fonts.strings) else ("", ())
            if found := _struck(text, runs, style, fonts):
                cells[row, column] = found
        else:
            drawn.add(kind, body)
    return Sight(frozenset(rows), frozenset(columns), cells, sorted(drawn.overlays(), key=lambda each: each[1:3]))


def _struck(text: str, runs: Runs, style: int, fonts: Fonts) -> Struck | None:
    starts = [(0, fonts.style_strikes(style)), *((start, fonts.strikes(font)) for start, font in runs)]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    pieces = [(text[start:end], strikes) for (start, strikes), end in zip(starts, ends, strict=True)]
    gone = "".join(piece for piece, strikes in pieces if strikes).strip()
    return Struck(gone, "".join(piece for piece, strikes in pieces if not strikes).strip()) if gone else None


class _Drawn:
    """Collects comments, text boxes and pictures: an object's place comes before it, its text after it."""

    def __init__(self) -> None:
        self._place = (0, 0)
        self._objects: list[tuple[int, int, tuple[int, int]]] = []
        self._texts: dict[int, str] = {}
        self._notes: list[tuple[int, int, int, str]] = []
        self._waiting: tuple[int, int] | None = None

    def add(self, kind: int, body: bytes) -> None:
        """Look at one record."""
        if kind == _DRAWING:
            self._place = next(_anchors(body), self._place)
        elif kind == _OBJ and len(body) >= 8:
            what, number = struct.unpack_from("<HH", body, 4)
            self._objects.append((number, what, self._place))
        elif kind == _TXO and len(body) >= 14 and self._objects:
            length = struct.unpack_from("<H", body, 10)[0]
            self._waiting = (self._objects[-1][0], length) if length else None
        elif kind == _CONTINUE and self._waiting and body:
            number, length = self._waiting
            text = body[1:].decode("utf-16-le" if body[0] & 1 else "latin-1", "replace")[:length]
            self._texts[number] = self._texts.get(number, "") + text
            left = length - len(text)
            self._waiting = (number, left) if left > 0 else None
        elif kind == _NOTE and len(body) >= 11:
            row, column, _, number, size = struct.unpack_from("<HHHHH", body)
            author = body[11:].decode("utf-16-le" if body[10] & 1 else "latin-1", "replace")[:size]
            self._notes.append((row, column, number, author))

    def overlays(self) -> Iterator[Overlay]:
        """Yield what was found."""
        for row, column, number, author in self._notes:
            text = self._texts.get(number, "").replace("\r", "\n").strip()
            text = text.removeprefix(f"{author}:").strip() if author else text
            if text:
                yield Overlay(OverlayKind.COMMENT, row, column, text, author)
        for number, what, place in self._objects:
            text = self._texts.get(number, "").replace("\r", "\n").strip()
            if what == _PICTURE_OBJECT:
                yield Overlay(OverlayKind.PICTURE, *place, "")
            elif what in _TEXT_OBJECTS and text:
                yield Overlay(OverlayKind.BOX, *place, text)


def _anchors(body: bytes) -> Iterator[tuple[int, int]]:
    """Yield the cells at which the shapes of a drawing begin (MS-ODRAW 2.2.1 and MS-XLS 2.5.193)."""
    place = 0
    while place + 8 <= len(body):
        head, kind, size = struct.unpack_from("<HHI", body, place)
        if kind == _ANCHOR and place + 18 <= len(body):
            column, _, row = struct.unpack_from("<HHH", body, place + 10)
            yield row, column
        # What holds others is as long as all of them; its own record ends behind its head.
        place += 8 if head & 0xF == 0xF else 8 + size
