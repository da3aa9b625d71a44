"""How high a repeated row must be for its wrapped text: Excel, Calc and phone programs do not work it out when a file is opened.

An estimate from the template's own column widths and font sizes, a little generous; the height is written as one the program may
change, so that a row still grows while somebody types into it, but for a row whose highest text stands in merged cells: those no
program counts when it fits rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil
from typing import Final

from xlplan.files.template.xml import Element

HIGHEST: Final = 409.0  # points: Excel's limit for a row
_PIXEL: Final = 96 / 72  # pixels a point
_LINE: Final = 1.4  # line height to font size: 宋体 needs 1.2, the CJK fonts on Linux 1.45
_PADDING: Final = 4.0  # points above and below the text together
_CELL_MARGIN: Final = 5  # pixels beside the text
_INDENT: Final = 13  # pixels a step: Excel takes 9, Calc 10 points
# A number format's sections, and the parts of one: quoted words or a plain character.
_SECTION: Final = re.compile(r'(?:^|;)((?:"[^"]*"|[^;"])*)')
_PART: Final = re.compile(r'"([^"]*)"|(.)', re.DOTALL)
_SLACK: Final = 0.96  # of a line is used: punctuation is carried over
_MOST: Final = 4096
"""How many heights are remembered of the texts in one cell: what many departments do stands in each of their sheets."""


class Measures:
    """Font sizes and wrapping of a workbook's cell formats, from its styles part."""

    def __init__(self, styles: Element | None) -> None:
        fonts = _list(styles, "fonts")
        self._sizes = [float(size.get("val", "11")) if (size := font.child("sz")) else 11.0 for font in fonts] or [11.0]
        codes = {each.get("numFmtId"): each.get("formatCode") for each in _list(styles, "numFmts")}
        self._formats: list[tuple[float, bool, int, str]] = []
        for each in _list(styles, "cellXfs"):
            alignment = each.child("alignment")
            wraps = alignment is not None and alignment.get("wrapText") in ("1", "true")
            font = int(each.get("fontId", "0"))
            indent = int(alignment.get("indent") or "0") if alignment is not None else 0
            shown = text_section(codes.get(each.get("numFmtId"), ""))
            self._formats.append((self._sizes[font] if font < len(self._sizes) else 11.0, wraps, indent, shown))
        self.digit = max(1, round(self._sizes[0] * _PIXEL / 2))  # pixels: the unit of column widths

    def format(self, index: str) -> tuple[float, bool, int, str]:
        """Return font size in points, whether text wraps, steps of indent, and what is shown of a text (@), of a cell's `s`."""
        number = int(index or 0)
        return self._formats[number] if number < len(self._formats) else (11.0, False, 0, "@")


def text_section(code: str) -> str:
    """Return what a number format shows of a text, with @ in the text's place; "@" where it shows it as it is."""
    sections = _SECTION.findall(code)
    # The fourth is for texts; the only one is where it has a place for them.
    found = sections[3] if len(sections) > 3 else sections[0] if len(sections) == 1 and "@" in code else "@"
    return "".join(quoted or plain for quoted, plain in _PART.findall(found))


def _list(styles: Element | None, local: str) -> Sequence[Element]:
    found = styles.child(local) if styles is not None else None
    return list(found.elements()) if found is not None else []


class Fit:
    """The room in one wrapping cell."""

    def __init__(self, width: float, size: float, digit: int, indent: int = 0, shown: str = "@") -> None:
        self._shown = shown
        usable = max(width * digit - _CELL_MARGIN - indent * _INDENT, size)
        self._capacity = max(2.0, usable * 2 / (size * _PIXEL) * _SLACK)  # half-width characters a line
        self._short = self._capacity / 2  # so many characters fit in a line whatever they are
        self._line = size * _LINE
        self._known: dict[str, float] = {}

    def height(self, text: str) -> float:
        """Return the height in points that a text needs."""
        if self._shown != "@":
            text = self._shown.replace("@", text)
        if len(text) <= self._short and "\n" not in text:
            return self._line + _PADDING
        known = self._known.get(text)
        if known is not None:
            return known
        lines = 0
        for line in text.split("\n"):
            # UTF-8 takes three bytes for a full-width character, which takes the room of two others.
            units = (len(line) + len(line.encode("utf-8", "surrogatepass"))) / 2
            lines += max(1, ceil(units / self._capacity))
        height = min(HIGHEST, lines * self._line + _PADDING)
        if len(self._known) < _MOST:
            self._known[text] = height
        return height


def column_widths(sheet: Element) -> list[tuple[int, int, float]]:
    """Return first column, last column and width in characters, as the sheet has them."""
    columns = sheet.child("cols")
    return [
        (int(each.get("min", "1")), int(each.get("max", "1")), float(each.get("width", "9")))
        for each in (columns.elements() if columns is not None else ())
    ]


def width_of(column: int, widths: Sequence[tuple[int, int, float]]) -> float:
    """Return a column's width; Excel's usual one if the sheet does not say."""
    return next((width for first, last, width in widths if first <= column <= last), 9.0)
