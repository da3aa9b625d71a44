"""How much of a sheet a page of paper takes, by the sheet's page set-up and the widths of its columns."""

from __future__ import annotations

from typing import Final

from xlplan.files.template.heights import column_widths
from xlplan.files.template.xml import Element

_A4: Final = "9"
_INCHES: Final = {"8": (11.69, 16.54), _A4: (8.27, 11.69), "11": (5.83, 8.27), "1": (8.5, 11.0), "5": (8.5, 14.0)}
"""Width and height of upright paper, by Excel's number of its size."""
_POINTS, _PIXELS = 72, 96  # an inch
_MARGINS: Final = {"left": 0.7, "right": 0.7, "top": 0.75, "bottom": 0.75}


def page_room(sheet: Element, digit: int) -> float:
    """Return the points of rows that a page takes at the size to which the sheet is printed. `digit`: pixels of a width's unit."""
    setup, margins = sheet.child("pageSetup"), sheet.child("pageMargins")
    size = setup.get("paperSize", _A4) if setup is not None else _A4
    wide, high = _INCHES.get(size, _INCHES[_A4])
    if setup is not None and setup.get("orientation") == "landscape":
        wide, high = high, wide
    left, right, top, bottom = (
        float(margins.get(side, str(usual)) if margins is not None else usual) for side, usual in _MARGINS.items()
    )
    return (high - top - bottom) * _POINTS / _scale(sheet, setup, (wide - left - right) * _PIXELS, digit)


def _scale(sheet: Element, setup: Element | None, room: float, digit: int) -> float:
    fitted = any(each.get("fitToPage") in ("1", "true") for each in sheet.walk() if each.local == "pageSetUpPr")
    if not fitted:
        return int(setup.get("scale", "100")) / 100 if setup is not None else 1.0
    pixels = sum((last - first + 1) * width * digit for first, last, width in column_widths(sheet))
    return min(1.0, room / pixels) if pixels else 1.0
