"""What the sheets of the status workbook share: cells for lights, shares and texts, and how days and words are put."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xlplan.files.style import BORDER, CENTRED, GREY, LIGHT_FILLS, Styles, row_height
from xlplan.lights import Light

# No spreadsheet program shows a row higher than this, nor a cell of more characters.
_HIGHEST: Final = 400.0
LONGEST: Final = 32767


def fill(light: Light) -> Mapping[str, object]:
    """The colours of a light."""
    background, ink = LIGHT_FILLS[light.value]
    return {"bg_color": background, "font_color": ink, "bold": True}


def row_height_capped(cells: Sequence[tuple[str, float]]) -> float:
    """The height for a row of long texts: as high as needed, and no higher than programs allow."""
    try:
        return row_height(cells)
    except ValueError:
        return _HIGHEST


def together(said: Iterable[tuple[str, str]]) -> str:
    """What each department says, a line each; those that say the same share one."""
    names: dict[str, list[str]] = {}
    for department, text in said:
        names.setdefault(text, []).append(department)
    return "\n".join(f"{'、'.join(departments)}：{text}" for text, departments in names.items())


def headline(content: str) -> str:
    """The first sentence of a task's content, which says what it is about."""
    first = content.strip().split("。", 1)[0].split("\n", 1)[0]
    return first if len(first) <= 60 else first[:59] + "…"


def write_words(sheet: Worksheet, row: int, column: int, text: str, look: Format) -> None:
    """A text; where there is none, a cell that is really blank."""
    if text:
        sheet.write_string(row, column, text[:LONGEST], look)
    else:
        sheet.write_blank(row, column, None, look)


def write_percent(sheet: Worksheet, styles: Styles, row: int, column: int, percent: float | None) -> None:
    """A percent (0–100); a dash where there is none."""
    if percent is None:
        sheet.write_string(row, column, "—", styles.get(CENTRED, BORDER, {"font_color": GREY}))
    else:
        sheet.write_number(row, column, percent / 100, styles.get(CENTRED, BORDER, {"num_format": "0%"}))


def chinese_day(day: date) -> str:
    """A day as a Chinese text writes it."""
    return f"{day.year}年{day.month}月{day.day}日"
