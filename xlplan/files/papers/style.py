"""What the sheets that xlplan writes itself share: colours, cell formats, row heights and page setup.

Sheets made from a template look as `scripts/templates` builds it, or as the office restyled it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any, Final

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xlplan.terms.sheets import HEADING_ROW

FONT: Final = "微软雅黑"
FONT_SIZE: Final = 10.0
_PIXELS_PER_POINT: Final = 96 / 72
# 微软雅黑 and Noto Sans CJK both need just under 1.5 times the font size for a line.
_LINE_FACTOR: Final = 1.5
# The indent of a text cell, and the space Excel keeps free on both sides.
_CELL_MARGIN: Final = 17
_SPARE: Final = 0.25
"""Of a character: by so much programs may draw one line of text wider than it is reckoned here."""
_HIGHEST_ROW: Final = 409.0
# Characters of columns that a screen of 1366 pixels shows beside the programs' own margins.
_SEEN: Final = 144.0

NAVY: Final = "#1F3A5F"
BLUE: Final = "#2F5C8F"
PALE: Final = "#E8EEF5"
LINE: Final = "#B8C4D2"
GREY: Final = "#66727F"
INK: Final = "#1E2730"
INPUT: Final = "#FFF9E3"

LIGHT_COLOURS: Final[Mapping[str, str]] = {"red": "#D64541", "amber": "#E8A838", "green": "#4C9F70", "grey": "#A4ACB5"}
LIGHT_FILLS: Final[Mapping[str, tuple[str, str]]] = {
    "red": ("#FBE0DE", "#9C1F1B"),
    "amber": ("#FDEFCF", "#7A5200"),
    "green": ("#DFF1E5", "#1F6B3D"),
    "grey": ("#E9ECEF", "#4A545E"),
}
NOTE_FILL: Final = "#DCE9F7"


class ValuesWorkbook(Workbook):  # type: ignore[misc]
    """A workbook without formulas. It asks for no calculation, or Excel would ask on closing whether to save."""

    def _write_calc_pr(self) -> None:
        pass


Properties = Mapping[str, Any]

_CELL: Final[Properties] = {"text_wrap": True, "valign": "vcenter", "font_color": INK}
TEXT: Final[Properties] = {**_CELL, "align": "left", "indent": 1}
CENTRED: Final[Properties] = {**_CELL, "align": "center"}
BORDER: Final[Properties] = {"border": 1, "border_color": LINE}
HEADING: Final[Properties] = {**CENTRED, "bold": True, "font_color": "#FFFFFF", "bg_color": BLUE, **BORDER}
TITLE: Final[Properties] = {"bold": True, "font_size": 16, "font_color": NAVY, "valign": "vcenter"}
EXPLANATION: Final[Properties] = {**_CELL, "font_color": GREY, "font_size": 9}


class Styles:
    """The cell formats of one workbook; the same properties give the same format."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, *parts: Properties) -> Format:
        """Return the format with the properties of all `parts`; later ones win."""
        properties = {name: value for part in ({"font_name": FONT}, *parts) for name, value in part.items()}
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]


def text_lines(text: str, width: float, size: float = FONT_SIZE) -> int:
    """Return the number of lines of `text` in a column `width` characters wide, in a font of `size` points."""
    whole = (width * 7 + 5 - _CELL_MARGIN) / (size * _PIXELS_PER_POINT)
    # Of several lines each may end one character early, as none begins with a closing mark.
    room = whole - 1
    lines = 0
    for paragraph in text.split("\n"):
        ems = sum(1.0 if unicodedata.east_asian_width(mark) in "WFA" else 0.58 for mark in paragraph)
        lines += 1 if ems <= whole - _SPARE else max(1, ceil(ems / room))
    return lines


def height_of(cells: Sequence[tuple[str, float]], size: float = FONT_SIZE, least: float = 24) -> float:
    """Return the height in points that shows all of `cells` (text, column width), without an upper limit."""
    lines = max((text_lines(text, width, size) for text, width in cells), default=1)
    return max(least, lines * size * _LINE_FACTOR + 6)


def row_height(cells: Sequence[tuple[str, float]], size: float = FONT_SIZE, least: float = 24) -> float:
    """Return the height in points that shows all of `cells`. Raise ValueError if no row can be so high."""
    height = height_of(cells, size, least)
    if height > _HIGHEST_ROW:
        raise ValueError(f"a row of {height} points is higher than a spreadsheet allows")
    return height


def row_height_capped(cells: Sequence[tuple[str, float]]) -> float:
    """Return the height for a row of long texts: as needed, up to what programs allow."""
    try:
        return row_height(cells)
    except ValueError:
        return _HIGHEST_ROW


def set_up_page(sheet: Worksheet, heading_row: int | None = HEADING_ROW) -> None:
    """Set A4 landscape, one page wide, headings on each page, page numbers; no print area, as tables grow."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.55, bottom=0.65)
    sheet.set_footer(f'&C&"{FONT},常规"&9第 &P 页  共 &N 页', {"margin": 0.3})
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    if heading_row:
        sheet.repeat_rows(heading_row - 1)


def write_table_head(
    sheet: Worksheet, styles: Styles, title: str, explanation: str, headings: Sequence[str], widths: Sequence[float],
    title_columns: int = 0,
) -> None:  # fmt: skip
    """Write and freeze title (over all or `title_columns` columns), explanation, headings; set column formats."""
    last, room = 0, widths[0]
    while last + 1 < len(headings) and room + widths[last + 1] <= _SEEN:
        last += 1
        room += widths[last]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, styles.get(TEXT))
    sheet.set_row(0, 32)
    sheet.set_row(1, row_height([(explanation, room)], 9, 22))
    sheet.set_row(HEADING_ROW - 1, 26)
    sheet.merge_range(0, 0, 0, (title_columns or len(headings)) - 1, title, styles.get(TITLE))
    sheet.merge_range(1, 0, 1, last, explanation, styles.get(EXPLANATION))
    for column, heading in enumerate(headings):
        sheet.write_string(HEADING_ROW - 1, column, heading, styles.get(HEADING))
    sheet.freeze_panes(HEADING_ROW, 1)
    set_up_page(sheet)
