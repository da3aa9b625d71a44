"""The cells of a sheet as programs mostly write them, read by what stands between two values; the same as `xlsx_sheet` finds.

Between two values stand tags that say which cell comes next. Nearly every such gap was met before, in this file or in another
one made from the same workbook, and is looked up. Whatever is not known exactly is left to `xlsx_sheet`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from xlplan.files.read.number_formats import NumberFormat, day_value
from xlplan.files.read.plain_xml import is_plain, unescaped
from xlplan.files.read.xlsx_parts import plain_text
from xlplan.files.read.xlsx_sheet import FORMULA_SHOWN, NUMBER, Sheet, read_sheet
from xlplan.terms.cells import CellValue, NoCachedValue, column_index

_DATA: Final = "<sheetData>"
_DATA_END: Final = "</sheetData>"
_VALUE: Final = re.compile(r'<v(?:>([^<]*)</v>| ?/>)|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>')
_TAG: Final = re.compile(r"""<(/?)(row|c|f)((?: [A-Za-z]+(?::[A-Za-z]+)?="[^"<>&]*")*) ?(/?)>|([^<>]+)""")
# What stands most often between two values: the end of a cell, perhaps that of a row, and the next cell.
_COMMON: Final = re.compile(
    r'</c>(?:</row><row r="([1-9][0-9]{0,4})"((?: [A-Za-z0-9]+(?::[A-Za-z]+)?="[^"<>&]*")*)>)?'
    r'<c r="([A-Z]{1,2})([1-9][0-9]{0,4})"(?: s="([0-9]{1,4})")?(?: t="(s|n|str|b|inlineStr)")?>'
)
_ATTRIBUTE: Final = re.compile(r' ([A-Za-z:]+)="([^"]*)"')
_PREFIXES: Final = ("x14ac:", "xml:")
"""Of attributes that may be there; all others are not known."""
_PLACE: Final = re.compile(r"([A-Z]{1,2})([0-9]{1,5})")
_HEIGHT: Final = re.compile(r"[1-9][0-9]*(?:\.[0-9]+)?")
_ROW_NUMBER: Final = re.compile(r"[1-9][0-9]{0,4}")
_INLINE: Final = "inlineStr"
_KINDS: Final = ("s", "n", "str", "b", _INLINE)
_TRUTHS: Final = {"1": True, "0": False}
_MOST_GAPS: Final = 20_000
"""How many gaps are remembered: some megabytes."""
_EMPTY: Final[Sequence[CellValue]] = ()


class _Gap(NamedTuple):
    """What a gap says: cells without a value in the rest of the row (`rest`: which row), and the next cell with one."""

    rest: int | None
    new: bool
    """Whether another row has begun."""
    row: int
    column: int
    kind: str
    style: int
    formula: str | None
    foreign: bool
    """Whether it uses a prefix that the head of the part must explain."""


class _UnknownError(ValueError):
    """Something that is not of the plain kind."""


_gaps: dict[str, _Gap] = {}


def plain_sheet(
    part: bytes,
    texts: Sequence[str],
    formats: Sequence[NumberFormat],
    *,
    from_1904: bool,
    reaches: Callable[[int, int], None],
) -> Sheet | None:
    """Return what `xlsx_sheet.read_sheet` does, for a sheet of the plain kind; None for any other. Raise what `reaches` raises."""
    xml = is_plain(part)
    begin = xml.find(_DATA)
    end = xml.find(_DATA_END, begin)
    if begin < 0 or end < 0 or xml.count(_DATA) != 1 or xml.count(_DATA_END) != 1:
        return None
    head, tail = xml[:begin], xml[end + len(_DATA_END) :]
    try:
        around = _around(head, tail)
        sheet = Sheet(merges=[*around.merges], hidden_columns=set(around.hidden_columns))
        bottom, right = _read(xml[begin + len(_DATA) : end], head, texts, formats, from_1904, sheet)
    except (ValueError, LookupError, OverflowError):
        return None
    if sheet.rows:
        reaches(bottom, right)
    return sheet


@lru_cache(64)
def _around(head: str, tail: str) -> Sheet:
    """Return what a sheet says outside its cells; of thousands made from one workbook it is the same. Raise ValueError."""
    empty = f"{head}<sheetData/>{tail}".encode()
    return read_sheet(empty, (), (), from_1904=False, reaches=lambda bottom, right: None)


def _read(
    cells: str, head: str, texts: Sequence[str], formats: Sequence[NumberFormat], from_1904: bool, sheet: Sheet
) -> tuple[int, int]:
    """Put the cells into the sheet and return how far they reach. Raise ValueError or LookupError for what is not plain."""
    pieces = _VALUE.split(cells)
    *between, last = pieces[::3]
    gaps: list[_Gap] = []
    for place, piece in enumerate(between):
        gap = _gaps.get(piece) if place else None
        if gap is None:
            gap = _parsed(piece, first=not place)
            if place and len(_gaps) < _MOST_GAPS:
                _gaps[piece] = gap
        gaps.append(gap)
    if any(gap.foreign for gap in gaps) and 'xmlns:x14ac="' not in head:
        raise _UnknownError
    rows, formulas = sheet.rows, sheet.formulas
    number, right, length = -1, -1, 0
    row: list[CellValue] = []
    for (rest, new, at, column, kind, style, formula, _), value, inline in zip(
        gaps, pieces[1::3], pieces[2::3], strict=True
    ):
        if rest is not None and rest != number:
            raise _UnknownError
        if at != number:
            if not new or at < number:
                raise _UnknownError
            rows.extend([_EMPTY] * (at - len(rows)))
            row = []
            rows.append(row)
            number, length = at, 0
        elif new:
            raise _UnknownError
        if column != length:
            if column < length:
                raise _UnknownError
            row.extend([None] * (column - length))
        length = column + 1
        right = max(right, column)
        if (inline is not None) is not (kind == _INLINE):
            raise _UnknownError
        if formula is not None:
            if not (value or kind in (_INLINE, "str")):
                # A result that was never saved.
                row.append(NoCachedValue(f"={formula}"))
                continue
            formulas.add((at, column))
        if kind == "s":
            # `int` takes more than digits.
            if not (value and value.isascii() and value.isdigit()):
                raise _UnknownError
            row.append(texts[int(value)] or None)
        elif kind == _INLINE:
            if formula is not None:
                raise _UnknownError
            row.append(plain_text(unescaped(inline)) or None)
        elif kind == "str":
            row.append(plain_text(unescaped(value or "")) or None)
        elif kind == "b":
            row.append(_TRUTHS[value])
        else:
            if not NUMBER.fullmatch(value or ""):
                raise _UnknownError
            amount, shown = float(value), formats[style]
            if amount in (float("inf"), -float("inf")):
                raise _UnknownError
            if shown.code:
                sheet.formats[at, column] = shown.code
            row.append(day_value(amount, shown, from_1904=from_1904))
    _check_end(last, number, first=not gaps)
    return number, right


def _check_end(piece: str, number: int, *, first: bool) -> None:
    """Check what stands behind the last value. Raise ValueError."""
    if first and not piece:
        return
    tags = _Tags(first)
    tags.read(piece)
    if tags.state != _IN_DATA or tags.rest not in (None, number) or tags.foreign:
        raise _UnknownError


def _parsed(piece: str, *, first: bool) -> _Gap:
    """Read a gap. Raise ValueError."""
    common = None if first else _COMMON.fullmatch(piece)
    if common:
        row, attributes, letters, number, style, kind = common.groups()
        foreign = row is not None and _row_is_foreign(attributes)
        if row in (None, number):
            return _Gap(
                None,
                row is not None,
                int(number) - 1,
                column_index(letters),
                kind or "n",
                int(style or 0),
                None,
                foreign,
            )
    return _parsed_by_tags(piece, first=first)


@lru_cache(256)
def _row_is_foreign(attributes: str) -> bool:
    """Return whether a row's attributes, but for its number, use a prefix. Raise ValueError."""
    tags = _Tags(first=True)
    tags.begin_row(tags.attributes(f' r="1"{attributes}'))
    return tags.foreign


def _parsed_by_tags(piece: str, *, first: bool) -> _Gap:
    """Read a gap tag by tag. Raise ValueError."""
    tags = _Tags(first)
    tags.read(piece)
    if tags.state != _IN_CELL:
        raise _UnknownError
    return _Gap(
        tags.rest, tags.new, tags.row, tags.column, tags.kind, tags.style, formula=tags.formula, foreign=tags.foreign
    )


_IN_DATA, _IN_ROW, _IN_CELL, _IN_FORMULA, _AFTER_VALUE = range(5)


class _Tags:
    """The tags of one gap, and what they have said so far."""

    def __init__(self, first: bool) -> None:
        self.state = _IN_DATA if first else _AFTER_VALUE
        self.rest: int | None = None
        self.new = self.foreign = False
        self.formula: str | None = None
        self.row = self.column = -1
        self.kind, self.style = "n", 0

    def read(self, piece: str) -> None:
        position = 0
        while position < len(piece):
            found = _TAG.match(piece, position)
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
            self.take(found[1] + found[2], self.attributes(found[3]), bool(found[4]))

    def attributes(self, text: str) -> dict[str, str]:
        said = _ATTRIBUTE.findall(text)
        values = dict(said)
        if len(values) != len(said):
            raise _UnknownError
        for name in values:
            if ":" in name:
                if not name.startswith(_PREFIXES):
                    raise _UnknownError
                self.foreign = self.foreign or name.startswith(_PREFIXES[0])
        return values

    def take(self, tag: str, said: dict[str, str], closed: bool) -> None:
        state = self.state
        if tag == "c" and state == _IN_ROW:
            self.cell(said)
            if not closed:
                self.state = _IN_CELL
        elif tag == "/c" and (state == _AFTER_VALUE or (state == _IN_CELL and self.formula is None)):
            self.state = _IN_ROW
        elif tag == "row" and state == _IN_DATA:
            self.begin_row(said)
            if not closed:
                self.state = _IN_ROW
        elif tag == "/row" and state == _IN_ROW:
            self.state = _IN_DATA
        elif tag == "f" and state == _IN_CELL and self.formula is None:
            self.formula = ""
            if not closed:
                self.state = _IN_FORMULA
        elif tag == "/f" and state == _IN_FORMULA:
            self.state = _IN_CELL
        else:
            raise _UnknownError

    def begin_row(self, said: dict[str, str]) -> None:
        if not _ROW_NUMBER.fullmatch(said.get("r", "")) or said.get("hidden", "0") not in ("0", "false"):
            raise _UnknownError
        if "ht" in said and not _HEIGHT.fullmatch(said["ht"]):
            raise _UnknownError
        self.row, self.new = int(said["r"]) - 1, True

    def cell(self, said: dict[str, str]) -> None:
        place = _PLACE.fullmatch(said.pop("r", ""))
        kind, style = said.pop("t", "n"), said.pop("s", "0")
        if not place or said or kind not in _KINDS or not _ROW_NUMBER.fullmatch(str(int(style) + 1)):
            raise _UnknownError
        row = int(place[2]) - 1
        if self.new and row != self.row:
            raise _UnknownError
        if not self.new:
            if self.rest not in (None, row):
                raise _UnknownError
            self.rest = row
        self.row, self.column = row, column_index(place[1])
        self.kind, self.style = kind, int(style)
