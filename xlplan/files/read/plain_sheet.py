"""The cells of a sheet as programs mostly write them, read row by row; the same as `xlsx_sheet` finds.

What stands in a row between its values says which cells they are in. Nearly every row was met before with other values, in
this file or in another one made from the same workbook, and is looked up. Whatever is not known exactly is left to `xlsx_sheet`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter, le
from typing import Final, NamedTuple

from xlplan.files.read.number_formats import NumberFormat, day_value
from xlplan.files.read.plain_xml import is_plain, plain_piece, unescaped
from xlplan.files.read.xlsx_parts import plain_text
from xlplan.files.read.xlsx_sheet import FORMULA_SHOWN, NUMBER, Sheet, read_sheet
from xlplan.terms.cells import CellValue, NoCachedValue, column_index

_DATA: Final = b"<sheetData>"
_DATA_END: Final = b"</sheetData>"
_ROW_END: Final = b"</row>"
_EDGE: Final = b"v>"
"""At this a row is divided: every other piece is a value, with what is left of its end tag."""
_VALUE_END: Final = b"</"
_MARK: Final = b"\x01"
"""What plain XML cannot hold: by it the edges of an inline text are told from those of other values."""
_INLINE_END: Final = _VALUE_END + _MARK
_INLINE_EDGES: Final = (
    (b'<is><t xml:space="preserve">', b"<\x01v>"), (b"<is><t>", b"<\x01v>"), (b"</t></is>", b"</\x01v>"),
    (b"<v/>", b"<v></v>"), (b"<v />", b"<v></v>"),
)  # fmt: skip
"""How values that are written otherwise are rewritten so that they are divided likewise."""
_TAG: Final = re.compile(r"""<(/?)(c|f)((?: [A-Za-z]+="[^"<>&]*")*) ?(/?)>|([^<>]+)""")
_ROW: Final = re.compile(r"""<row((?: [A-Za-z0-9]+(?::[A-Za-z]+)?="[^"<>&]*")*) ?(/?)""")
# What stands most often before a value: the end of the cell before, and the cell.
_COMMON: Final = re.compile(
    r'(</c>)?<c r="([A-Z]{1,2})([1-9][0-9]{0,4})"(?: s="([0-9]{1,4})")?(?: t="(s|n|str|b|inlineStr)")?><'
)
_STYLE: Final = re.compile(r"[0-9]{1,5}")
_ATTRIBUTE: Final = re.compile(r' ([A-Za-z0-9:]+)="([^"]*)"')
_PREFIXES: Final = ("x14ac:", "xml:")
"""Of attributes that may be there; all others are not known."""
_EXPLAINED: Final = b'xmlns:x14ac="'
_PLACE: Final = re.compile(r"([A-Z]{1,2})([0-9]{1,5})")
_HEIGHT: Final = re.compile(r"[1-9][0-9]*(?:\.[0-9]+)?")
_ROW_NUMBER: Final = re.compile(r"[1-9][0-9]{0,4}")
_INLINE: Final = "inlineStr"
_KINDS: Final = ("s", "n", "str", "b", _INLINE)
_TRUTHS: Final = {b"1": True, b"0": False}
_MOST_GAPS: Final = 20_000
_MOST_LAYOUTS: Final = 6_000
_MOST_AMOUNTS: Final = 20_000
"""How many are remembered: some megabytes."""
_EMPTY: Final[Sequence[CellValue]] = ()


class _Cell(NamedTuple):
    """A cell with a value, as what stands before the value says; `begin` is the first column told of there."""

    begin: int
    row: int
    column: int
    kind: str
    style: int
    formula: str | None
    inline: bool


class _Layout(NamedTuple):
    """Which cells of a row have values; `row` is None where there is no cell at all."""

    row: int | None
    others: Sequence[tuple[int, _Cell]]
    """Those that are no shared texts, with their places among the values."""
    spread: Callable[[Sequence[CellValue]], tuple[CellValue, ...]] | None
    """Puts the values and a blank after them into their columns; None where they are in them."""


class _UnknownError(ValueError):
    """Something that is not of the plain kind."""


_CELL: Final = re.compile(rb'(<c r="[A-Z]{1,2})([1-9][0-9]{0,4})"')
_HOLE: Final = b"\x02"
"""What stands for a row's number, where a row is compared with another: plain XML cannot hold it."""

_gaps: dict[bytes, _Cell] = {}
_layouts: dict[bytes, _Layout] = {}
_shapes: dict[bytes, _Layout] = {}
"""Layouts by the same without the row's number: in a long table every row is new."""
_amounts: dict[tuple[bytes, str, bool], CellValue] = {}
_numbers: list[bytes] = []


def numbered(texts: Sequence[str]) -> dict[bytes, str]:
    """Return shared texts by what stands for them in a row that is divided."""
    _numbers.extend(b"%d%b" % (number, _VALUE_END) for number in range(len(_numbers), len(texts)))
    return dict(zip(_numbers, texts, strict=False))


def plain_sheet(
    part: bytes,
    texts: Mapping[bytes, str],
    formats: Sequence[NumberFormat],
    *,
    from_1904: bool,
    reaches: Callable[[int, int], None],
) -> Sheet | None:
    """Return what `xlsx_sheet.read_sheet` does, for a sheet of the plain kind; None for any other. Raise what `reaches` raises.

    `texts` are as `numbered` gives them.
    """
    begin = part.find(_DATA)
    end = part.rfind(_DATA_END)
    if not 0 <= begin < end:
        return None
    head, tail = part[:begin], part[end + len(_DATA_END) :]
    try:
        around = _around(head, tail)
        sheet = Sheet(merges=[*around.merges], hidden_columns=set(around.hidden_columns))
        rows = _Rows(texts, formats, from_1904, sheet)
        rows.read(part[begin + len(_DATA) : end])
        if rows.prefixed and _EXPLAINED not in head:
            return None
    except (ValueError, LookupError, OverflowError):
        return None
    if sheet.rows:
        reaches(len(sheet.rows) - 1, rows.right)
    return sheet


@lru_cache(64)
def _around(head: bytes, tail: bytes) -> Sheet:
    """Return what a sheet says outside its cells; of thousands made from one workbook it is the same. Raise ValueError."""
    if not is_plain(head):
        raise _UnknownError
    return read_sheet(b"%b<sheetData/>%b" % (head, tail), (), (), from_1904=False, reaches=lambda bottom, right: None)


class _Rows:
    """Puts the cells into a sheet; `right` is the last column with a value, `prefixed` whether a prefix has to be explained."""

    def __init__(
        self, texts: Mapping[bytes, str], formats: Sequence[NumberFormat], from_1904: bool, sheet: Sheet
    ) -> None:
        self._texts, self._formats, self._from_1904, self._sheet = texts, formats, from_1904, sheet
        self._row = self.right = -1
        self.prefixed = False

    def read(self, cells: bytes) -> None:
        """Read all rows. Raise ValueError or LookupError for what is not plain."""
        *pieces, last = cells.split(_ROW_END)
        texts, rows = self._texts, self._sheet.rows
        for piece in pieces:
            tag, _, body = piece.partition(b">")
            while self._begin(tag):
                tag, _, body = body.partition(b">")
            parts = body.split(_EDGE)
            layout = _layouts.get(_EDGE.join(parts[::2]))
            if layout is None:
                parts = _with_edges(body).split(_EDGE)
                layout = _laid_out(parts[::2])
            row = self._row
            if layout.row not in (None, row) or not len(parts) % 2:
                raise _UnknownError
            if len(parts) == 1:
                continue
            values = parts[1::2]
            found: list[CellValue] = [*map(texts.get, values)]
            for place, cell in layout.others:
                found[place] = self._value(cell, values[place])
            if None in found:
                raise _UnknownError
            if "" in found:
                found = [None if value == "" else value for value in found]
            if layout.spread:
                found.append(None)
                found = [*layout.spread(found)]
            if len(rows) < row:
                rows.extend([_EMPTY] * (row - len(rows)))
            rows.append(found)
            if len(found) > self.right:
                self.right = len(found) - 1
        while last:
            # Rows without cells.
            tag, _, last = last.partition(b">")
            if not self._begin(tag):
                raise _UnknownError

    def _begin(self, tag: bytes) -> bool:
        """Begin a row; return True if it has no cells. Raise ValueError."""
        row, closed, prefixed = _row(tag)
        if row <= self._row:
            raise _UnknownError
        self._row = row
        if prefixed:
            self.prefixed = True
        return closed

    def _value(self, cell: _Cell, value: bytes) -> CellValue:
        """Return the value of a cell that is no shared text; "" where it is blank. Raise ValueError or LookupError."""
        row = self._row
        _, _, column, kind, style, formula, inline = cell
        ending = _INLINE_END if inline else _VALUE_END
        if not value.endswith(ending):
            raise _UnknownError
        value = value[: -len(ending)]
        if formula is not None:
            if not (value or kind == "str"):
                # A result that was never saved.
                return NoCachedValue(f"={formula}")
            self._sheet.formulas.add((row, column))
        if kind == "s":
            return self._texts[value + _VALUE_END]
        if kind in ("str", _INLINE):
            return plain_text(_words(value))
        if kind == "b":
            return _TRUTHS[value]
        shown = self._formats[style]
        if shown.code:
            self._sheet.formats[row, column] = shown.code
        return _number(value, shown, self._from_1904)


def _number(value: bytes, shown: NumberFormat, from_1904: bool) -> CellValue:
    """Return what a number means as it is shown. Raise ValueError for what is none."""
    # Days and shares come again and again. What is shown of a day the code does not tell for certain.
    key = (value, shown.code, from_1904) if shown.parts is None else None
    known = _amounts.get(key) if key else None
    if known is not None:
        return known
    if not NUMBER.fullmatch(value.decode()):
        raise _UnknownError
    amount = float(value)
    if amount in (float("inf"), -float("inf")):
        raise _UnknownError
    meant = day_value(amount, shown, from_1904=from_1904)
    if key and len(_amounts) < _MOST_AMOUNTS:
        _amounts[key] = meant
    return meant


@lru_cache(1 << 13)
def _words(text: bytes) -> str:
    """Return a text; names and time limits come again and again. Raise ValueError if there is more in it."""
    if b"<" in text:
        raise _UnknownError
    return unescaped(plain_piece(text))


def _with_edges(row: bytes) -> bytes:
    """Return a row with all its values divided from the rest in one way. Raise ValueError."""
    if _MARK in row:
        raise _UnknownError
    for edge, same in _INLINE_EDGES:
        row = row.replace(edge, same)
    return row


@lru_cache(4096)
def _row(tag: bytes) -> tuple[int, bool, bool]:
    """Return a row's number from 0, whether it has no cells, and whether the head of the part must explain a prefix. Raise ValueError."""
    found = _ROW.fullmatch(plain_piece(tag))
    if not found:
        raise _UnknownError
    said = _attributes(found[1])
    for name in said:
        if ":" in name and not name.startswith(_PREFIXES):
            raise _UnknownError
    if not _ROW_NUMBER.fullmatch(said.get("r", "")) or said.get("hidden", "0") not in ("0", "false"):
        raise _UnknownError
    if "ht" in said and not _HEIGHT.fullmatch(said["ht"]):
        raise _UnknownError
    return int(said["r"]) - 1, bool(found[2]), any(name.startswith(_PREFIXES[0]) for name in said)


def _attributes(text: str) -> dict[str, str]:
    """Return the attributes of a tag. Raise ValueError if one is doubled."""
    said = _ATTRIBUTE.findall(text)
    values = dict(said)
    if len(values) != len(said):
        raise _UnknownError
    return values


def _laid_out(gaps: Sequence[bytes]) -> _Layout:
    """Read what stands between the values of a row, and remember it. Raise ValueError."""
    key = _EDGE.join(gaps)
    if key in _layouts:
        return _layouts[key]
    shape, row = _without_row(key)
    layout = _shapes.get(shape) if shape else None
    if layout is None:
        layout = _taken_apart(gaps)
        if shape and len(_shapes) < _MOST_LAYOUTS:
            _shapes[shape] = layout
    elif layout.row is not None:
        layout = layout._replace(row=row)
    if len(_layouts) < _MOST_LAYOUTS:
        _layouts[key] = layout
    return layout


def _without_row(key: bytes) -> tuple[bytes, int]:
    """Return what stands between the values of a row without its number, and that from 0; empty if the number is not always the same."""
    pieces = _CELL.split(key)
    numbers = pieces[2::3]
    # What a formula says may look like a cell's place.
    if not numbers or numbers.count(numbers[0]) != len(numbers) or b"<f" in key or _HOLE in key:
        return b"", 0
    del pieces[2::3]
    return _HOLE.join(pieces), int(numbers[0]) - 1


def _taken_apart(gaps: Sequence[bytes]) -> _Layout:
    """Read what stands between the values of a row. Raise ValueError."""
    cells: list[_Cell] = []
    for place, gap in enumerate(gaps[:-1]):
        cell = _gaps.get(gap) if place else None
        if cell is None:
            cell = _parsed(gap, first=not place)
            if place and len(_gaps) < _MOST_GAPS:
                _gaps[gap] = cell
        cells.append(cell)
    end = _Tags(first=len(gaps) == 1)
    end.read(gaps[-1])
    rows = {cell.row for cell in cells} | ({end.row} if end.row >= 0 else set())
    columns = [cell.column for cell in cells]
    begins = [*(cell.begin for cell in cells[1:]), *([end.begin] if end.row >= 0 else ())]
    if end.state != _IN_ROW or len(rows) > 1 or any(map(le, begins, columns)):
        raise _UnknownError
    others = [(place, cell) for place, cell in enumerate(cells) if cell.kind != "s" or cell.formula is not None]
    spread = None
    if columns and columns != [*range(len(columns))]:
        blank = len(columns)
        places = dict(zip(columns, range(blank), strict=True))
        spread = itemgetter(*(places.get(column, blank) for column in range(columns[-1] + 1)))
    return _Layout(next(iter(rows), None), others, spread)


def _parsed(gap: bytes, *, first: bool) -> _Cell:
    """Read what stands before a value. Raise ValueError."""
    inline = gap.endswith(_MARK)
    gap = gap.removesuffix(_MARK)
    common = _COMMON.fullmatch(gap.decode())
    if common and (common[1] is None) is first:
        _, letters, number, style, kind = common.groups()
        column = column_index(letters)
        cell = _Cell(column, int(number) - 1, column, kind or "n", int(style or 0), None, inline)
    else:
        tags = _Tags(first)
        tags.read(gap.removesuffix(b"<"))
        if tags.state != _IN_CELL or not gap.endswith(b"<"):
            raise _UnknownError
        cell = _Cell(tags.begin, tags.row, tags.column, tags.kind, tags.style, tags.formula, inline)
    if inline is not (cell.kind == _INLINE) or (inline and cell.formula is not None):
        raise _UnknownError
    return cell


_IN_ROW, _IN_CELL, _IN_FORMULA, _AFTER_VALUE = range(4)


class _Tags:
    """The tags between two values of a row, and what they have said so far."""

    def __init__(self, first: bool) -> None:
        self.state = _IN_ROW if first else _AFTER_VALUE
        self.formula: str | None = None
        self.row = self.column = self.begin = -1
        self.kind, self.style = "n", 0

    def read(self, gap: bytes) -> None:
        text = plain_piece(gap)
        position = 0
        while position < len(text):
            found = _TAG.match(text, position)
            if not found:
                raise _UnknownError
            position = found.end()
            if found[5] is not None:
                if self.state != _IN_FORMULA:
                    raise _UnknownError
                self.formula = unescaped(found[5])[:FORMULA_SHOWN]
                continue
            if found[1] and (found[3] or found[4]):
                raise _UnknownError
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
            raise _UnknownError

    def cell(self, said: dict[str, str]) -> None:
        place = _PLACE.fullmatch(said.pop("r", ""))
        kind, style = said.pop("t", "n"), said.pop("s", "0")
        if not place or said or kind not in _KINDS or not _STYLE.fullmatch(style):
            raise _UnknownError
        row, column = int(place[2]) - 1, column_index(place[1])
        if row < 0 or column <= self.column or self.row not in (-1, row):
            raise _UnknownError
        if self.row < 0:
            self.begin = column
        self.row, self.column = row, column
        self.kind, self.style = kind, int(style)
