"""A row of a sheet's part divided into its values and what stands between them, which says which cells they are in.

Nearly every row was met before with other values, in this file or in another one made from the same workbook, and is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter, le
from typing import Final, NamedTuple

from xlplan.files.read.plain_xml import plain_piece, unescaped
from xlplan.files.read.xlsx_sheet import FORMULA_SHOWN
from xlplan.terms.cells import CellValue, column_index

_EDGE: Final = b"v>"
"""At this a row is divided: every other piece is a value, with what is left of its end tag."""
VALUE_END: Final = b"</"
_MARK: Final = b"\x01"
"""What plain XML cannot hold: by it the edges of an inline text are told from those of other values."""
_MARKED: Final = _MARK.decode()
INLINE_END: Final = VALUE_END + _MARK
_INLINE_EDGES: Final = (
    (b'<is><t xml:space="preserve">', b"<\x01v>"), (b"<is><t>", b"<\x01v>"), (b"</t></is>", b"</\x01v>"),
    (b"<v/>", b"<v></v>"), (b"<v />", b"<v></v>"),
)  # fmt: skip
"""How values that are written otherwise are rewritten so that they are divided likewise."""
_AFTER_NUMBER: Final = (b'" s="', b'" t="')
_WITH_NUMBER: Final = re.compile(rb'<c (?!r="[A-Z]+")')
_TAG: Final = re.compile(r"""<(/?)(c|f)((?: (?!xmlns=)[A-Za-z]+="[^"<>&]*")*) ?(/?)>|([^<>]+)""")
_NUMBERED_ROW: Final = re.compile(rb'<row r="([1-9][0-9]{0,6})"')
_ROW: Final = re.compile(r"""<row((?: (?!xmlns=)(?:(?:x14ac|xml):)?[A-Za-z][A-Za-z0-9]*="[^"<>&]*")*) ?(/?)""")
# What stands most often before a value: the end of the cell before, and the cell.
_COMMON: Final = re.compile(
    r'(</c>)?<c r="([A-Z]{1,2})([1-9][0-9]{0,6})"(?: s="([0-9]{1,4})")?(?: t="(s|n|str|b|inlineStr)")?><'
)
_STYLE: Final = re.compile(r"[0-9]{1,5}")
_ATTRIBUTE: Final = re.compile(r' ([A-Za-z0-9:]+)="([^"]*)"')
_PREFIX: Final = "x14ac:"
"""Of attributes that may be there if the root explains it; beside it only XML's own is known."""
_PLACE: Final = re.compile(r"([A-Z]{1,2})([0-9]{1,7})")
_HEIGHT: Final = re.compile(r"[1-9][0-9]*(?:\.[0-9]+)?")
_ROW_NUMBER: Final = re.compile(r"[1-9][0-9]{0,6}")
INLINE: Final = "inlineStr"
_KINDS: Final = ("s", "n", "str", "b", INLINE)
_MOST_GAPS: Final = 20_000
_MOST_ROWS: Final = 8_000
_MOST_LAYOUTS: Final = 4_000
"""How many are remembered: some megabytes."""
_LONGEST: Final = 2**13
"""Bytes between the values of a row that is remembered."""


class PlainCell(NamedTuple):
    """A cell with a value, as what stands before the value says; `begin` is the first column told of there."""

    begin: int
    row: int
    column: int
    kind: str
    style: int
    formula: str | None
    inline: bool


class Cells(NamedTuple):
    """Which cells of a row have values."""

    others: Sequence[tuple[int, PlainCell]]
    """Those that are no shared texts, with their places among the values."""
    spread: Callable[[Sequence[CellValue]], tuple[CellValue, ...]] | None
    """Puts the values and a blank after them into their columns; None where they are in them."""


class RowLayout(NamedTuple):
    """A row and which of its cells have values; `first` is that of the rows without cells before it, if there are any, from 0 as `row`.

    `prefixed` tells whether the head of the part must explain a prefix.
    """

    first: int
    row: int
    prefixed: bool
    others: Sequence[tuple[int, PlainCell]]
    spread: Callable[[Sequence[CellValue]], tuple[CellValue, ...]] | None


class UnknownError(ValueError):
    """Something that is not of the plain kind."""


_gaps: dict[str, PlainCell] = {}
_rows: dict[bytes, RowLayout] = {}
"""By all that stands round their values."""
_layouts: dict[bytes, Cells] = {}
"""What stands between the values of a row of any number, as `_numberless` gives it."""


def divided(piece: bytes) -> tuple[RowLayout, list[bytes]]:
    """Return the layout of a row, as `with_edges` leaves it, and its values, each with what is left of its end tag. Raise ValueError."""
    parts = piece.split(_EDGE)
    around = _EDGE.join(parts[::2])
    layout = _rows.get(around) or _laid_out(around)
    if not len(parts) % 2:
        raise UnknownError
    return layout, parts[1::2]


def with_edges(rows: bytes) -> bytes:
    """Return plain rows with all their values divided from the rest in one way."""
    if b"<is>" in rows or b"<v/" in rows or b"<v /" in rows:
        for edge, same in _INLINE_EDGES:
            rows = rows.replace(edge, same)
    return rows


@lru_cache(4096)
def row_tag(tag: bytes) -> tuple[int, bool, bool]:
    """Return a row's number from 0, whether it has no cells, and whether the head of the part must explain a prefix. Raise ValueError."""
    usual = _NUMBERED_ROW.match(tag)
    if not usual:
        return _any_row(tag)
    # Its number aside, most rows are said alike.
    _, closed, prefixed = _any_row(b'<row r="1"' + tag[usual.end() :])
    return int(usual[1]) - 1, closed, prefixed


@lru_cache(1024)
def _any_row(tag: bytes) -> tuple[int, bool, bool]:
    found = _ROW.fullmatch(plain_piece(tag))
    if not found:
        raise UnknownError
    said = _attributes(found[1])
    if not _ROW_NUMBER.fullmatch(said.get("r", "")) or said.get("hidden", "0") not in ("0", "false"):
        raise UnknownError
    if "ht" in said and not _HEIGHT.fullmatch(said["ht"]):
        raise UnknownError
    return int(said["r"]) - 1, bool(found[2]), any(name.startswith(_PREFIX) for name in said)


def _attributes(text: str) -> dict[str, str]:
    """Return the attributes of a tag. Raise ValueError if one is doubled."""
    said = _ATTRIBUTE.findall(text)
    values = dict(said)
    if len(values) != len(said):
        raise UnknownError
    return values


def _numberless(gaps: bytes, row: int) -> bytes | None:
    """Return what stands between the values of a row without the row's number, where each cell has it and then a style or type.

    None where that is not so of every one of them. No two rows of the same number give the same.
    """
    number = b"%d" % (row + 1)
    for after in _AFTER_NUMBER:
        bare, count = gaps.replace(number + after, after), gaps.count(after)
        if len(gaps) - len(bare) == len(number) * count > 0 and bare.count(after) == count:
            # A cell with neither style nor type still has its number, which the next row would take over unread.
            return None if _WITH_NUMBER.search(bare) else bare
    return None


def _laid_out(around: bytes) -> RowLayout:
    """Read what stands round the values of a row, and remember it. Raise ValueError."""
    end = around.index(b">")
    first, closed, prefixed = row_tag(around[:end])
    row = first
    while closed:
        before, begin = row, end + 1
        end = around.index(b">", begin)
        row, closed, also = row_tag(around[begin:end])
        prefixed = prefixed or also
        if row <= before:
            raise UnknownError
    between = around[end + 1 :]
    key = _numberless(between, row)
    cells = _layouts.get(key) if key else None
    if cells is None:
        cells = _read_cells(between, row)
        if key and len(_layouts) < _MOST_LAYOUTS and len(key) <= _LONGEST:
            _layouts[key] = cells
    layout = RowLayout(first, row, prefixed, *cells)
    if len(around) <= _LONGEST:
        if len(_rows) >= _MOST_ROWS:
            _rows.clear()
        _rows[around] = layout
    return layout


def _read_cells(between: bytes, row: int) -> Cells:
    plain_piece(between.replace(_MARK, b""))
    *gaps, last = between.decode().split(_EDGE.decode())
    cells: list[PlainCell] = []
    for place, gap in enumerate(gaps):
        cell = _gaps.get(gap) if place else None
        if cell is None:
            cell = _parsed(gap, first=not place)
            if place and len(_gaps) < _MOST_GAPS:
                _gaps[gap] = cell
        cells.append(cell)
    end = _Tags(first=not gaps)
    end.read(last)
    rows = {cell.row for cell in cells} | ({end.row} if end.row >= 0 else set())
    columns = [cell.column for cell in cells]
    begins = [*(cell.begin for cell in cells[1:]), *([end.begin] if end.row >= 0 else ())]
    if end.state != _IN_ROW or not rows <= {row} or any(map(le, begins, columns)):
        raise UnknownError
    others = [(place, cell) for place, cell in enumerate(cells) if cell.kind != "s" or cell.formula is not None]
    spread = None
    if columns and columns != [*range(len(columns))]:
        blank = len(columns)
        places = dict(zip(columns, range(blank), strict=True))
        spread = itemgetter(*(places.get(column, blank) for column in range(columns[-1] + 1)))
    return Cells(others, spread)


def _parsed(gap: str, *, first: bool) -> PlainCell:
    """Read what stands before a value. Raise ValueError."""
    before = gap.removesuffix(_MARKED)
    inline = before != gap
    common = _COMMON.fullmatch(before)
    if common and (common[1] is None) is first:
        _, letters, number, style, kind = common.groups()
        column = column_index(letters)
        cell = PlainCell(column, int(number) - 1, column, kind or "n", int(style or 0), None, inline)
    else:
        tags = _Tags(first)
        tags.read(before.removesuffix("<"))
        if tags.state != _IN_CELL or not before.endswith("<"):
            raise UnknownError
        cell = PlainCell(tags.begin, tags.row, tags.column, tags.kind, tags.style, tags.formula, inline)
    if inline is not (cell.kind == INLINE) or (inline and cell.formula is not None):
        raise UnknownError
    return cell


_IN_ROW, _IN_CELL, _IN_FORMULA, _AFTER_VALUE = range(4)


class _Tags:
    """The tags between two values of a row, and what they have said so far."""

    def __init__(self, first: bool) -> None:
        self.state = _IN_ROW if first else _AFTER_VALUE
        self.formula: str | None = None
        self.row = self.column = self.begin = -1
        self.kind, self.style = "n", 0

    def read(self, gap: str) -> None:
        position = 0
        while position < len(gap):
            found = _TAG.match(gap, position)
            if not found:
                raise UnknownError
            position = found.end()
            if found[5] is not None:
                if self.state != _IN_FORMULA:
                    raise UnknownError
                self.formula = unescaped(found[5])[:FORMULA_SHOWN]
                continue
            if found[1] and (found[3] or found[4]):
                raise UnknownError
            self.take(found[1] + found[2], _attributes(found[3]), bool(found[4]))

    def take(self, tag: str, said: dict[str, str], closed: bool) -> None:
        state = self.state
        if tag == "c" and state == _IN_ROW:
            self.cell(said)
            if not closed:
                self.state = _IN_CELL
        elif tag == "/c" and (state == _AFTER_VALUE or (state == _IN_CELL and self.formula is None)):
            self.state = _IN_ROW
        elif tag == "f" and state == _IN_CELL and self.formula is None:
            self.formula = ""
            if not closed:
                self.state = _IN_FORMULA
        elif tag == "/f" and state == _IN_FORMULA:
            self.state = _IN_CELL
        else:
            raise UnknownError

    def cell(self, said: dict[str, str]) -> None:
        place = _PLACE.fullmatch(said.pop("r", ""))
        kind, style = said.pop("t", "n"), said.pop("s", "0")
        if not place or said or kind not in _KINDS or not _STYLE.fullmatch(style):
            raise UnknownError
        row, column = int(place[2]) - 1, column_index(place[1])
        if row < 0 or column <= self.column or self.row not in (-1, row):
            raise UnknownError
        if self.row < 0:
            self.begin = column
        self.row, self.column = row, column
        self.kind, self.style = kind, int(style)
