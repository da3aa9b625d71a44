"""The cells of a sheet as programs mostly write them, read row by row (`plain_row`); the same as `xlsx_sheet` finds.

Whatever is not known exactly is left to `xlsx_sheet`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from xlplan.files.read.number_formats import NumberFormat, day_value
from xlplan.files.read.plain_row import (
    INLINE,
    INLINE_END,
    VALUE_END,
    PlainCell,
    UnknownError,
    divided,
    row_tag,
    with_edges,
)
from xlplan.files.read.plain_xml import is_plain, plain_bytes, unescaped
from xlplan.files.read.xlsx_parts import plain_text
from xlplan.files.read.xlsx_sheet import NUMBER, ROWS, Sheet, pieces, read_sheet
from xlplan.terms.cells import CellValue, NoCachedValue

_DATA: Final = b"<sheetData>"
_DATA_END: Final = b"</sheetData>"
_ROW_END: Final = b"</row>"
_TRUTHS: Final = {b"1": True, b"0": False}
_MOST_AMOUNTS: Final = 20_000
"""How many are remembered: some megabytes."""
_EXPLAINED: Final = re.compile(rb"""<worksheet\s[^<>]*\sxmlns:x14ac=["'][^<>]*>""")
_EMPTY: Final[Sequence[CellValue]] = ()


_amounts: dict[tuple[bytes, str, bool], CellValue] = {}
_numbers: list[bytes] = []


def numbered(texts: Sequence[str]) -> dict[bytes, str]:
    """Return shared texts by what stands for them in a row that is divided."""
    _numbers.extend(b"%d%b" % (number, VALUE_END) for number in range(len(_numbers), len(texts)))
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
    head, tail = bytes(part[:begin]), bytes(part[end + len(_DATA_END) :])
    try:
        around = _around(head, tail)
        sheet = Sheet(merges=[*around.merges], hidden_columns=set(around.hidden_columns))
        rows = _Rows(texts, formats, from_1904, sheet)
        for piece in pieces(part, begin + len(_DATA), end):
            rows.read(piece)
        if rows.prefixed and not _EXPLAINED.search(head):
            return None
    except (ValueError, LookupError, OverflowError):
        return None
    if sheet.rows:
        reaches(len(sheet.rows) - 1, rows.right)
    return sheet


@lru_cache(256)
def _around(head: bytes, tail: bytes) -> Sheet:
    """Return what a sheet says outside its cells; of departments with as many rows it is the same. Raise ValueError."""
    if not is_plain(head):
        raise UnknownError
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
        """Read the next rows. Raise ValueError or LookupError for what is not plain."""
        # All at once what `_text` would ask of each text; what stands between the values is looked at where it is new.
        plain_bytes(cells)
        *filled, last = with_edges(cells).split(_ROW_END)
        texts, rows = self._texts, self._sheet.rows
        for piece in filled:
            (first, row, prefixed, others, spread), values = divided(piece)
            if not self._row < first <= row < ROWS:
                raise UnknownError
            self._row = row
            if prefixed:
                self.prefixed = True
            if not values:
                continue
            found: list[CellValue] = [*map(texts.get, values)]
            for place, cell in others:
                found[place] = self._value(cell, row, values[place])
            if None in found:
                raise UnknownError
            if "" in found:
                found = [None if value == "" else value for value in found]
            if spread:
                found.append(None)
                found = [*spread(found)]
            if len(rows) < row:
                rows.extend([_EMPTY] * (row - len(rows)))
            rows.append(found)
            if len(found) > self.right:
                self.right = len(found) - 1
        place = 0
        while place < len(last):
            # Rows without cells.
            after = last.index(b">", place)
            row, closed, prefixed = row_tag(last[place:after])
            if not self._row < row < ROWS or not closed:
                raise UnknownError
            self._row, place = row, after + 1
            if prefixed:
                self.prefixed = True

    def _value(self, cell: PlainCell, row: int, value: bytes) -> CellValue:
        """Return the value of a cell that is no shared text; "" where it is blank. Raise ValueError or LookupError."""
        _, _, column, kind, style, formula, inline = cell
        ending = INLINE_END if inline else VALUE_END
        if kind == INLINE and formula is None:
            return _text(value, ending)
        if not value.endswith(ending):
            raise UnknownError
        whole, value = value, value[: -len(ending)]
        if formula is not None:
            if not (value or kind == "str"):
                # A result that was never saved.
                return NoCachedValue(f"={formula}")
            self._sheet.formulas.add((row, column))
        if kind == "s":
            return self._texts[value + VALUE_END]
        if kind in ("str", INLINE):
            return _text(whole, ending)
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
        raise UnknownError
    amount = float(value)
    if amount in (float("inf"), -float("inf")):
        raise UnknownError
    meant = day_value(amount, shown, from_1904=from_1904)
    if key and len(_amounts) < _MOST_AMOUNTS:
        _amounts[key] = meant
    return meant


@lru_cache(1 << 13)
def _text(value: bytes, ending: bytes) -> str:
    """Return a text of a plain piece; names and time limits come again and again. Raise ValueError if there is more in it."""
    if not value.endswith(ending):
        raise UnknownError
    text = value[: -len(ending)]
    if b"<" in text:
        raise UnknownError
    return plain_text(unescaped(text.decode()))
