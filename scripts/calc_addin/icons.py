"""The pictures on LibreOffice's toolbar, one for each button, as lines on a field of 24 by 24."""

from __future__ import annotations

from typing import Final

_NAVY: Final = "#1F3A5F"
_BLUE: Final = "#2F75B5"
_GREEN: Final = "#2E8B57"
_RED: Final = "#C0392B"
_AMBER: Final = "#C77700"
_PAGE: Final = "M5 3h9l5 5v13H5z M14 3v5h5"
_CALENDAR: Final = "M4 6h16v14H4z M4 10h16 M8 3v4 M16 3v4"

# Paths that are drawn with a line, each with its colour.
_LINES: Final = {
    "validate": ((_NAVY, _PAGE), (_GREEN, "M8 14l3 3 5-6")),
    "split": ((_NAVY, "M3 9h6v6H3z"), (_BLUE, "M9 12h11 M17 9l3 3-3 3 M9 10l9-6 M14.500 4H18v3.500 M9 14l9 6 M14.500 20H18v-3.500")),
    "merge": ((_NAVY, "M15 9h6v6h-6z"), (_GREEN, "M3 12h10 M10 9l3 3-3 3 M4 4l9 5 M4 20l9-5")),
    "status": ((_NAVY, "M3 21h18 M3 3v18"), (_RED, "M7 20v-6"), (_AMBER, "M12 20V9"), (_GREEN, "M17 20V5")),
    "remind": ((_AMBER, "M6 17v-6a6 6 0 0 1 12 0v6l2 2H4z M12 3v2"), (_NAVY, "M10 22h4")),
    "supervise": ((_NAVY, _PAGE), (_RED, "M12 10v5 M12 17.500v1")),
    "round": ((_NAVY, _CALENDAR), (_GREEN, "M8 15h8 M13 12l3 3-3 3")),
    "enter": ((_NAVY, "M3 21h18"), (_BLUE, "M5 17l1-4L16 3l3 3L9 16z")),
    "close": ((_RED, "M12 3a9 9 0 1 1-.01 0z"), (_RED, "M7.500 12l3.500 3.500 6-7")),
    "yearly": ((_NAVY, _CALENDAR), (_BLUE, "M8 13v1 M12 13v1 M16 13v1 M8 17v1 M12 17v1 M16 17v1")),
    "undo": ((_BLUE, "M4 10h10a5 5 0 0 1 0 10H8 M8 5l-5 5 5 5"),),
    "sheets": ((_NAVY, "M3 4h18v16H3z M3 9h18 M9 9v11"), (_GREEN, "M15 11v6 M12 14h6")),
    "folder": ((_AMBER, "M3 6h7l2 3h9v11H3z"),),
    "doctor": ((_NAVY, "M10 3a7 7 0 1 1-.01 0z M15 15l6 6"), (_GREEN, "M10 7v6 M7 10h6")),
    "help": ((_BLUE, "M12 3a9 9 0 1 1-.01 0z"), (_BLUE, "M9 9.500a3 3 0 1 1 4.500 2.500q-1.500 1-1.500 2.500 M12 17v.5")),
}  # fmt: skip


def icon(verb: str) -> bytes:
    """Return the picture of a verb's button as an SVG file. Raise KeyError for a verb without one."""
    drawn = "".join(f'<path stroke="{colour}" d="{path}"/>' for colour, path in _LINES[verb])
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" fill="none" '
        f'stroke-width="2" stroke-linejoin="round" stroke-linecap="round">{drawn}</svg>\n'
    ).encode("ascii")
