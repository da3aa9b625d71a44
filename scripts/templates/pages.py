"""What the pages of the leaders' workbooks share: paper, title and headings, and the prototype rows that are repeated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from xlplan.files.papers.style import BORDER, EXPLANATION, FONT, FONT_SIZE, HEADING, TEXT, TITLE, Styles

BASE: Final[Mapping[str, Any]] = {"font_name": "Arial", "font_size": FONT_SIZE}
"""The unit of columns' widths is this font's digit: 7 pixels in every program, whether it has Chinese fonts or not."""

NARROW: Final[Mapping[str, Any]] = {"font_name": BASE["font_name"]}
"""For days in a narrow column: one that does not fit shows as ###."""

CLOSE: Final[Mapping[str, Any]] = {**TEXT, "indent": 0}
"""For text in long lists: no room is spent beside it."""

Cells = Sequence[tuple[str, Mapping[str, Any]]]
"""The cells of a row: placeholder and looks."""


def page_setup(sheet: Any, *, portrait: bool = False, heading: int | None = None) -> None:
    """Set up A4, one page wide, numbered; `heading` (0-based) is repeated on each page and stays on the screen."""
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    (sheet.set_portrait if portrait else sheet.set_landscape)()
    sheet.set_margins(left=0.35, right=0.35, top=0.45, bottom=0.55)
    sheet.set_footer(f'&L&"{FONT},常规"&9{{{{计划名称}}}}&R&"{FONT},常规"&9第 &P 页  共 &N 页', {"margin": 0.25})
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    if heading is not None:
        sheet.repeat_rows(heading)
        sheet.freeze_panes(heading + 1, 1)


def page_head(
    sheet: Any, styles: Styles, title: str, note: str, widths: Sequence[float], note_height: float = 22
) -> None:
    """Write title and note across columns of these widths, in the first two rows."""
    last = len(widths) - 1
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 32)
    sheet.set_row(1, note_height)
    sheet.merge_range(0, 0, 0, last, title, styles.get(TITLE))
    sheet.merge_range(1, 0, 1, last, note, styles.get(EXPLANATION))


def table_head(
    sheet: Any,
    styles: Styles,
    title: str,
    note: str,
    headings: Sequence[str],
    widths: Sequence[float],
    note_height: float = 22,
) -> None:
    """Write title, note and headings into the first three rows."""
    page_head(sheet, styles, title, note, widths, note_height)
    heading_row(sheet, styles, 2, headings)
    page_setup(sheet, heading=2)


def heading_row(sheet: Any, styles: Styles, row: int, headings: Sequence[str]) -> None:
    """Write the headings of a table into a row (0-based)."""
    sheet.set_row(row, 26)
    for column, heading in enumerate(headings):
        sheet.write_string(row, column, heading, styles.get(HEADING))


def prototype(sheet: Any, styles: Styles, row: int, cells: Cells, variant: str = "") -> None:
    """Write one prototype: placeholders with their looks; the first carries the variant."""
    for column, (name, look) in enumerate(cells):
        mark = f"#{variant}" if variant and column == 0 else ""
        sheet.write_string(row, column, f"{{{{{name}{mark}}}}}", styles.get(BORDER, look))
