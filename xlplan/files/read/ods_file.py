"""Grids of an .ods, with what calamine leaves out: repeats, merged and error cells, formulas (ODF 1.3, part 3, 9.1)."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import field, replace
from datetime import date, datetime, time, timedelta
from html import unescape
from typing import Final
from xml.etree.ElementTree import ParseError

from xlplan.files.look.container import checked_package
from xlplan.files.look.macros import ods_macros
from xlplan.files.read.by_calamine import Specials, grids_by_calamine, require_near, unreadable_error
from xlplan.files.read.contents import Contents, macro_notes
from xlplan.files.read.ods_sight import read_sights
from xlplan.files.read.ods_styles import partial_styles, shown_parts
from xlplan.terms.cells import PLAIN_SIGHT, Area, CellError, NoCachedValue
from xlplan.terms.records import record

_TAG = re.compile(
    rb"""<(/?)(table:table|table:table-row|table:table-cell|table:covered-table-cell|text:p|office:annotation)"""
    rb"""(?=[\s/>])((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>"""
)
_ROWS = re.compile(rb"""\stable:number-rows-repeated\s*=\s*["'](\d{1,12})["']""")
_COLUMNS = re.compile(rb"""\stable:number-columns-repeated\s*=\s*["'](\d{1,12})["']""")
_ROWS_SPANNED = re.compile(rb"""\stable:number-rows-spanned\s*=\s*["'](\d{1,12})["']""")
_COLUMNS_SPANNED = re.compile(rb"""\stable:number-columns-spanned\s*=\s*["'](\d{1,12})["']""")
_FORMULA = re.compile(rb"""\stable:formula\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_TYPE = re.compile(rb"""\soffice:value-type\s*=""")
# ODF has no error values: LibreOffice uses an attribute of its own and an empty text.
_ERROR = re.compile(rb"""\scalcext:value-type\s*=\s*["']error["']""")
_VALUE = re.compile(rb"""\soffice:value\s*=\s*["']([-+0-9.eE]{1,30})["']""")
_YEAR_AND_TENTHS = re.compile(rb"""\soffice:value\s*=\s*["'](20\d\d\.1)["']""")
_EARLY = re.compile(rb"""\soffice:date-value\s*=\s*["'](1899-12-31|1900-0[12]-\d\d)(?:T([0-9:.]+))?["']""")
_LONGER = re.compile(r"20\d\d\.10")
_INSIDE = re.compile(rb"<[^>]*>")
_SHOWN: Final = 200
_SPREAD: Final = 1000


def read_ods(data: bytes, name: str) -> Contents:
    """Read an .ods; `name` is for messages. Raise NotAWorkbookError, DamagedError or PasswordError."""
    package = checked_package(data, name)
    if "content.xml" not in package.names:
        raise unreadable_error(name)
    content = package.read("content.xml")
    others = [package.read(part) for part in ("styles.xml",) if part in package.names]
    tables = _tables(content, name)
    styles = partial_styles(content, *others)
    grids = grids_by_calamine(
        data, name, [table.specials for table in tables], shown_parts(content, styles) if styles else ()
    )
    try:
        sights = read_sights(content, *others)
    except (ParseError, ValueError) as error:
        raise unreadable_error(name) from error
    sights = sights if len(sights) == len(grids) else [PLAIN_SIGHT] * len(grids)
    whole = [
        replace(grid, merges=table.merges, sight=sight, formats=table.formats)
        for grid, table, sight in zip(grids, tables, sights, strict=True)
    ]
    return Contents(whole, macro_notes(ods_macros(data)))


@record(frozen=True, slots=True)
class _Table:
    specials: Specials = field(default_factory=list)
    merges: list[Area] = field(default_factory=list)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    """Of numbers that are shown otherwise: formats that show just that, as this one file keeps what is shown."""


def _tables(content: bytes, name: str) -> list[_Table]:
    """Return what each table of content.xml holds. Raise NotAWorkbookError if repeats reach too far."""
    sheets: list[_Table] = []
    depth = notes = 0
    row = column = right = bottom = -1
    rows = columns = 1
    error: CellError | None = None
    places: list[tuple[int, int]] = []
    text_from = -1
    number = value = ""
    for tag in _TAG.finditer(content):
        closing, kind, attributes = tag[1] == b"/", tag[2], tag[3]
        single = attributes.endswith(b"/")
        if kind == b"table:table":
            depth += -1 if closing else 0 if single else 1
            if not closing and depth == 1:
                sheets.append(_Table())
                row, right, bottom, rows = -1, -1, -1, 1
        elif kind == b"office:annotation":
            notes += -1 if closing else 0 if single else 1
        elif depth != 1 or notes:
            continue
        elif kind == b"table:table-row":
            if not closing:
                rows = _times(_ROWS, attributes)
                row, column = row + 1, -1
            if closing or single:
                row += rows - 1
        elif kind == b"text:p":
            if closing and number and text_from >= 0:
                # 2026.1 that shows as 2026.10 is no January.
                shown = _INSIDE.sub(b"", content[text_from : tag.start()]).strip().decode("utf-8", "replace")
                if _LONGER.fullmatch(shown) and shown != number:
                    sheets[-1].specials.extend((*place, shown) for place in places)
                number = ""
            if closing and value and text_from >= 0:
                shown = unescape(_INSIDE.sub(b"", content[text_from : tag.start()]).decode("utf-8", "replace")).strip()
                if '"' not in shown and not _is_number(shown, value):
                    sheets[-1].formats.update((place, f'"{shown}"') for place in places)
                value = ""
            if closing and error is not None and text_from >= 0:
                shown = unescape(_INSIDE.sub(b"", content[text_from : tag.start()]).decode("utf-8", "replace"))[:_SHOWN]
                for place in places:
                    sheets[-1].specials.append((*place, CellError(shown or "#VALUE!")))
                error = None
            text_from = -1 if closing or single else tag.end()
        elif not closing:
            columns = _times(_COLUMNS, attributes)
            first, column = column + 1, column + columns
            typed = _TYPE.search(attributes) is not None
            formula = _FORMULA.search(attributes)
            error = CellError("#VALUE!") if _ERROR.search(attributes) else None
            if typed or formula:
                right, bottom = max(right, column), max(bottom, row + rows - 1)
                require_near(bottom, right, name)
            down, across = _times(_ROWS_SPANNED, attributes), _times(_COLUMNS_SPANNED, attributes)
            if (down, across) != (1, 1):
                sheets[-1].merges.append(Area(row, first, row + down - 1, first + across - 1))
            number = found[1].decode() if (found := _YEAR_AND_TENTHS.search(attributes)) else ""
            value = found[1].decode() if (found := _VALUE.search(attributes)) else ""
            early = _early(attributes)
            if formula is None and error is None and not number and not value and early is None:
                continue
            places = [
                (r, c)
                for r in range(row, row + min(rows, _SPREAD))
                for c in range(first, min(column + 1, first + _SPREAD))
            ][:_SPREAD]
            if formula:
                result = None if typed else NoCachedValue(_formula(formula[1] or formula[2] or b""))
                sheets[-1].specials.extend((*place, result) for place in places)
            if error:
                sheets[-1].specials.extend((*place, error) for place in places)
            if early:
                sheets[-1].specials.extend((*place, early) for place in places)
    return sheets


def _is_number(shown: str, value: str) -> bool:
    """Return True if a cell shows its number as it is."""
    with suppress(ValueError):
        return float(shown) == float(value)
    return False


def _early(attributes: bytes) -> date | None:
    """Return a day of January or February 1900 as other formats have it: theirs is one later, as they count a 29th of February."""
    found = _EARLY.search(attributes)
    if not found:
        return None
    with suppress(ValueError):
        day = date.fromisoformat(found[1].decode()) + timedelta(days=1)
        return datetime.combine(day, time.fromisoformat(found[2].decode())) if found[2] else day
    return None


def _times(attribute: re.Pattern[bytes], attributes: bytes) -> int:
    found = attribute.search(attributes)
    return max(int(found[1]), 1) if found else 1


def _formula(text: bytes) -> str:
    """Return a formula as a person reads it: without the name of its grammar."""
    shown = unescape(text[:_SHOWN].decode("utf-8", "replace"))
    return shown[shown.find("=") :] if "=" in shown else f"={shown}"
