"""A workbook of lists: what the buttons write into the open workbook, for people who work on saved files."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from xlplan.files.papers.style import (
    BORDER,
    FONT,
    FONT_SIZE,
    LIGHT_FILLS,
    NAVY,
    NOTE_FILL,
    TEXT,
    Styles,
    ValuesWorkbook,
    row_height_capped,
    write_table_head,
)
from xlplan.terms.records import record

_NARROWEST: Final = 11.0
_WIDEST: Final = 54.0


@record(frozen=True)
class Listing:
    """One sheet: a list with its headings, and what it is."""

    sheet: str
    explanation: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()
    """Of the columns, in characters, for a list that is printed; else they follow the texts."""


def list_report(listings: Sequence[Listing], now: datetime, colours: Mapping[str, str]) -> bytes:
    """Return the workbook's bytes; `colours` maps words alone in a cell to a light or to `note`."""
    stream = io.BytesIO()
    looks = {"font_name": FONT, "font_size": FONT_SIZE}
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with ValuesWorkbook(stream, {**options, "default_format_properties": looks}) as book:
        book.set_properties({"title": listings[0].sheet, "created": now.replace(microsecond=0)})
        styles = Styles(book)
        for listing in listings:
            page = book.add_worksheet(listing.sheet)
            columns = zip(listing.headings, *listing.rows, strict=True)
            widths = listing.widths or [_width(texts) for texts in columns]
            write_table_head(page, styles, listing.sheet, listing.explanation, listing.headings, widths)
            for number, row in enumerate(listing.rows, 3):
                page.set_row(number, row_height_capped(list(zip(row, widths, strict=True))))
                for column, text in enumerate(row):
                    page.write_string(number, column, text, styles.get(TEXT, BORDER, _look(colours.get(text))))
            page.autofilter(2, 0, max(2, len(listing.rows) + 2), len(listing.headings) - 1)
    return stream.getvalue()


def _look(colour: str | None) -> Mapping[str, object]:
    if colour is None:
        return {}
    fill, ink = LIGHT_FILLS.get(colour, (NOTE_FILL, NAVY))
    return {"bg_color": fill, "font_color": ink, "bold": True}


def _width(texts: Sequence[str]) -> float:
    """Return a column's width in characters; a Chinese one counts as two."""
    longest = max(len(line.encode("gb18030")) for text in texts for line in (text or " ").split("\n"))
    return min(_WIDEST, max(_NARROWEST, longest + 4))
