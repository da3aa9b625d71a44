"""Where the helper's window stands: beside the workbook, never upon its buttons, and where the user put it from then on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from xlplan.terms.areas import ScreenArea, ScreenPlace

_STEP: Final = 5
"""Pixels by which a window is tried lower."""
_GEOMETRY: Final = re.compile(r"(\d+)x(\d+)\+(-?\d+)\+(-?\d+)")


def place_beside(screen: ScreenArea, size: tuple[int, int], least: int, stand: ScreenPlace) -> ScreenArea:
    """Return where a window of this size, as low as `least` pixels at need, covers the least of a workbook and none of what is kept free.

    Where there is no such place, it is the lower right corner, as low as may be.
    """
    width, height = min(size[0], screen.right - screen.left), min(size[1], screen.bottom - screen.top)
    least = min(least, height)
    found = [
        place
        for high in (*range(height, least, -_STEP), least)
        for place in _places(screen, width, high, stand)
        if screen.holds(place) and not any(place.shared(each) for each in stand.kept)
    ]
    # Of several that cover as much of the sheet, the first is the highest, and on the right.
    return min(
        found,
        key=lambda each: each.shared(stand.window) / ((each.right - each.left) * (each.bottom - each.top)),
        default=ScreenArea(screen.right - width, screen.bottom - least, screen.right, screen.bottom),
    )


def _places(screen: ScreenArea, width: int, height: int, stand: ScreenPlace) -> Iterator[ScreenArea]:
    whole = stand.window
    sides = dict.fromkeys((screen.right - width, whole.right, whole.left - width, screen.left))
    tops = dict.fromkeys((
        screen.bottom - height, whole.bottom, whole.top - height, screen.top,
        *(edge for each in stand.kept for edge in (each.top - height, each.bottom)),
    ))  # fmt: skip
    for left in sides:
        for top in tops:
            yield ScreenArea(left, top, left + width, top + height)


def read_geometry(text: str) -> ScreenArea | None:
    """Return the rectangle of Tk's words for a window's size and place; None where they are none."""
    found = _GEOMETRY.fullmatch(text)
    if not found:
        return None
    wide, high, left, top = map(int, found.groups())
    return ScreenArea(left, top, left + wide, top + high)


def geometry(area: ScreenArea) -> str:
    """Return Tk's words for a window's size and place."""
    return f"{area.right - area.left}x{area.bottom - area.top}+{area.left}+{area.top}"


def framed(area: ScreenArea, title: int, side: int) -> ScreenArea:
    """Return what a window takes with its title and edges; Tk's words tell its corner with them, its size without."""
    return ScreenArea(area.left, area.top, area.right + 2 * side, area.bottom + title + side)


def unframed(area: ScreenArea, title: int, side: int) -> ScreenArea:
    """Return what Tk's words say of a window that takes so much with its title and edges."""
    return framed(area, -title, -side)


def on_screen(area: ScreenArea, screen: ScreenArea) -> ScreenArea:
    """Return a rectangle moved, and made smaller at need, so that it lies on a screen: it may be another one than it was put on."""
    wide = min(area.right - area.left, screen.right - screen.left)
    high = min(area.bottom - area.top, screen.bottom - screen.top)
    left = min(max(area.left, screen.left), screen.right - wide)
    top = min(max(area.top, screen.top), screen.bottom - high)
    return ScreenArea(left, top, left + wide, top + high)
