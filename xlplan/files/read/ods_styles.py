"""Which cells of an .ods show only a part of their date (ODF 1.3, part 3, 16.29.10 and 19.498)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from xlplan.files.read.number_formats import DateParts, ShownParts, parts_of

_SECTIONS = re.compile(
    rb"""<number:(?:text|number)-style(?=\s)((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>(.{0,4000}?)</number:(?:text|number)-style>""",
    re.DOTALL,
)
_DATE_STYLE = re.compile(
    rb"""<number:date-style(?=\s)((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>(.{0,4000}?)</number:date-style>""", re.DOTALL
)
_STYLE = re.compile(rb"""<style:style(?=\s)((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""")
_TAG = re.compile(
    rb"""<(/?)(table:table|table:table-column|table:table-row|table:table-cell|table:covered-table-cell)"""
    rb"""(?=[\s/>])((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>"""
)
_TIMES = re.compile(rb"""\stable:number-(?:rows|columns)-repeated\s*=\s*["'](\d{1,12})["']""")
_DATE = re.compile(rb"""\soffice:value-type\s*=\s*["']date["']""")
_MOST: Final = 1000
"""Repeats of a cell that are looked at."""


def partial_styles(*parts: bytes) -> Mapping[bytes, DateParts]:
    """Return the cell styles in content.xml and styles.xml, by their names, that show only a part of a date."""
    dates: dict[bytes, DateParts] = {}
    for xml in parts:
        for found in _DATE_STYLE.finditer(xml):
            inside = found[2]
            if b"<number:hours" in inside or b"<number:minutes" in inside:
                continue
            # number:day-of-week is no day.
            year, month, day = (
                re.search(rb"<number:" + part + rb"[\s/>]", inside) for part in (b"year", b"month", b"day")
            )
            shown = parts_of(year=bool(year), month=bool(month), day=bool(day))
            if shown and (name := _value(found[1], b"style:name")):
                dates[name] = shown
    if not dates:
        return {}
    for xml in parts:
        # A format of several sections is a style that points to one for each.
        for found in _SECTIONS.finditer(xml):
            applied = re.search(rb"<style:map\s[^<>]*", found[2])
            name = _value(found[1], b"style:name")
            if applied and (shown := dates.get(_value(applied[0], b"style:apply-style-name"))):
                dates[name] = shown
    cells: dict[bytes, DateParts] = {}
    parents: dict[bytes, bytes] = {}
    for xml in parts:
        for found in _STYLE.finditer(xml):
            name = _value(found[1], b"style:name")
            data = _value(found[1], b"style:data-style-name")
            if data in dates:
                cells[name] = dates[data]
            elif not data:
                parents[name] = _value(found[1], b"style:parent-style-name")
    # A style without a format of its own has that of its parent.
    cells.update({name: cells[parent] for name, parent in parents.items() if parent in cells})
    return cells


def shown_parts(content: bytes, styles: Mapping[bytes, DateParts]) -> Sequence[ShownParts]:
    """Return, for each table of content.xml, the cells that show only a part of their date."""
    tables: list[dict[tuple[int, int], DateParts]] = []
    defaults: list[tuple[int, bytes]] = []  # up to which column, and its style
    depth = 0
    row = column = -1
    rows = 1
    row_style = b""
    for tag in _TAG.finditer(content):
        closing, kind, attributes = tag[1] == b"/", tag[2], tag[3]
        single = attributes.endswith(b"/")
        if kind == b"table:table":
            depth += -1 if closing else 0 if single else 1
            if not closing and depth == 1:
                tables.append({})
                row, rows, defaults = -1, 1, []
        elif depth != 1:
            continue
        elif kind == b"table:table-column":
            if not closing:
                end = (defaults[-1][0] if defaults else 0) + _times(attributes)
                defaults.append((end, _value(attributes, b"table:default-cell-style-name")))
        elif kind == b"table:table-row":
            if not closing:
                rows = _times(attributes)
                row, column = row + 1, -1
                row_style = _value(attributes, b"table:default-cell-style-name")
            if closing or single:
                row += rows - 1
        elif not closing:
            first, column = column + 1, column + _times(attributes)
            if not _DATE.search(attributes):
                continue
            default = next((style for end, style in defaults if first < end), b"")
            style = _value(attributes, b"table:style-name") or row_style or default
            if style in styles:
                for r in range(row, row + min(rows, _MOST)):
                    for c in range(first, min(column + 1, first + _MOST)):
                        tables[-1][r, c] = styles[style]
    return tables


def _times(attributes: bytes) -> int:
    found = _TIMES.search(attributes)
    return max(int(found[1]), 1) if found else 1


def _value(attributes: bytes, name: bytes) -> bytes:
    found = re.search(rb"\s" + re.escape(name) + rb"""\s*=\s*["']([^"'<]*)["']""", attributes)
    return found[1] if found else b""
