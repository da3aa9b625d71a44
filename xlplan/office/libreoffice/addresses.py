"""Addresses of cells and links as text, in Excel's way and in Calc's."""

from __future__ import annotations

import re

from xlwings.utils import column_to_number

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]+)")
_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
_ROWS = re.compile(r"\$?([0-9]+):\$?([0-9]+)")


def bounds(address: str, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return row, column, height and width of an address such as A1, $A$1:C3, B:C or 2:4; `size` is that of the sheet."""
    if match := _COLUMNS.fullmatch(address):
        first, last = sorted(map(_column, match.groups()))
        return 1, first, size[0], last - first + 1
    if match := _ROWS.fullmatch(address):
        top, bottom = sorted(map(int, match.groups()))
        return top, 1, bottom - top + 1, size[1]
    corners = [_ADDRESS.fullmatch(corner) for corner in address.split(":")]
    if len(corners) > 2 or None in corners:
        raise ValueError(f"{address!r} is no address")
    rows = sorted(int(corner[2]) for corner in corners if corner)
    columns = sorted(_column(corner[1]) for corner in corners if corner)
    return rows[0], columns[0], rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1


def _column(letters: str) -> int:
    return int(column_to_number(letters.upper()))


def link_to_calc(address: str) -> str:
    """Write a link within the workbook (`#Sheet!A1`) as Calc does; leave any other as it is."""
    place, mark, cell = address.rpartition("!")
    return f"{place}.{cell}" if address.startswith("#") and mark else address


def link_from_calc(url: str) -> str:
    """Write a link of Calc as xlwings knows it."""
    place, mark, cell = url.rpartition(".")
    return f"{place}!{cell}" if url.startswith("#") and mark else url
