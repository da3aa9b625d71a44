"""Marks that the sheets of the shipped workbook put on themselves: borders where a row is filled, colours by word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from xlplan.files.papers.style import BORDER, LIGHT_FILLS, NAVY, NOTE_FILL, Styles
from xlplan.terms.sheets import HEADING_ROW, LAST_RESULT_ROW


def border_filled_rows(sheet: Any, styles: Styles, columns: int) -> None:
    """Draw borders around the rows below the headings as soon as something stands in them; none below where no heading is."""
    row = HEADING_ROW + 1
    sheet.conditional_format(
        HEADING_ROW,
        0,
        LAST_RESULT_ROW - 1,
        columns - 1,
        {
            "type": "formula",
            "criteria": f'=AND(A${HEADING_ROW}<>"",COUNTA($A{row}:${xl_col_to_name(columns - 1)}{row})>0)',
            "format": styles.get(BORDER),
        },
    )


def colour_words(sheet: Any, styles: Styles, column: int, words: Mapping[str, str]) -> None:
    """Fill cells of `column` that begin with one of `words`, which map to the names of lights or to `note`."""
    for word, colour in words.items():
        fill, ink = LIGHT_FILLS.get(colour, (NOTE_FILL, NAVY))
        sheet.conditional_format(
            HEADING_ROW,
            column,
            LAST_RESULT_ROW - 1,
            column,
            {
                "type": "text",
                "criteria": "begins with",
                "value": word,
                # Calc takes one of several formats that meet: this one has to have the borders too.
                "format": styles.get(BORDER, {"bg_color": fill, "font_color": ink, "bold": True}),
            },
        )
