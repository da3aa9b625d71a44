"""The first sheet of 进展汇总.xlsx, 总览: the figures, four charts, and what leaders must decide or know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from scripts.templates.pages import page_setup
from scripts.templates.status_parts import (
    LEVEL,
    NAMES_COLUMN,
    add_light_series,
    colour_lights,
    new_chart,
    progress_chart,
    returns_chart,
)
from xlplan.files.papers.annexes import PROJECTS, TREND
from xlplan.files.papers.style import (
    BLUE,
    BORDER,
    CENTRED,
    EXPLANATION,
    FONT,
    GREY,
    LIGHT_FILLS,
    NAVY,
    PALE,
    TEXT,
    TITLE,
    Styles,
)
from xlplan.status.backing import silent_field
from xlplan.status.tables import FIGURES
from xlplan.terms.choices import Light

_CHARTS_ROW: Final = 8
_CHART_ROWS: Final = 9
_HIGH: Final = 2 * _CHART_ROWS * 24 - 8
_LOW: Final = _CHART_ROWS * 24 - 8
_PLACES: Final = (
    (0, 2, 0, 280, _HIGH),
    (3, 54, 0, 270, _HIGH),
    (7, 18, 0, 210, _LOW),
    (7, 18, _CHART_ROWS, 210, _LOW),
)
"""Of each chart: its column, how far from there it begins, how many rows down, its width and height; in pixels."""
_LAST: Final = 9
"""The last column of 总览."""
_SPANS: Final = ((0, 0), (1, 3), (4, 4), (5, _LAST))


def build_overview(book: Any, sheet: Any, styles: Styles) -> None:
    """Lay out 总览."""
    for column in range(_LAST + 1):
        sheet.set_column(column, column, 10.3)
    sheet.set_row(0, 40)
    sheet.merge_range(0, 0, 0, _LAST, "{{计划名称}}", styles.get(TITLE, {"text_wrap": True, "align": "center"}))
    sheet.set_row(1, 22)
    sheet.merge_range(
        1,
        0,
        1,
        _LAST,
        "{{期次}}推进情况　　截至{{截至}}",
        styles.get(EXPLANATION, {"font_size": 11, "align": "center"}),
    )
    sheet.set_row(2, 6)
    for row, height in zip(range(3, 6), (18, 34, 14), strict=True):
        sheet.set_row(row, height)
    plain = {"font_color": NAVY}
    looks = [
        plain,
        *({"bg_color": fill, "font_color": ink} for fill, ink in LIGHT_FILLS.values()),
        {**plain, "num_format": "0%"},
        *[plain] * 4,
    ]
    for column, (label, look) in enumerate(zip(FIGURES, looks, strict=True)):
        small = styles.get(CENTRED, BORDER, {"font_color": GREY, "font_size": 9})
        sheet.write_string(3, column, "需领导决定" if label == "待定" else label, small)
        # Number and what stands below it are one card.
        big = styles.get(CENTRED, BORDER, {"font_size": 18, "bold": True, "bottom": 0}, look)
        sheet.write_string(4, column, f"{{{{{label}数}}}}", big)
        below = styles.get(CENTRED, BORDER, {"font_size": 8, "top": 0}, look)
        sheet.write_blank(5, column, None, below)
    # A cell that leads somewhere holds one line: how many of a light's tasks have no new report has a cell of its own.
    for column, (light, look) in enumerate(zip(Light, looks[1:], strict=False), 1):
        below = styles.get(CENTRED, BORDER, {"font_size": 8, "top": 0}, look)
        sheet.write_string(5, column, f"{{{{{silent_field(light)}}}}}", below)
    for row, name, bold in ((6, "{{与上期相比}}", False), (7, "{{未报送}}", True)):
        # Room for two lines: what went back and forward, and who is missing.
        sheet.set_row(row, 33)
        sheet.merge_range(row, 0, row, _LAST, name, styles.get(TEXT, {"bold": bold}))
    for row in range(_CHARTS_ROW, _CHARTS_ROW + 2 * _CHART_ROWS):
        sheet.set_row(row, 18)
    _overview_charts(book, sheet)
    first = _CHARTS_ROW + 2 * _CHART_ROWS
    section = styles.get(TEXT, {"bold": True, "font_color": "#FFFFFF", "bg_color": BLUE}, BORDER)
    heading = styles.get(CENTRED, BORDER, {"bold": True, "bg_color": PALE, "font_color": NAVY})
    _merged(sheet, first, section, ["{{节#节}}"], [(0, _LAST)])
    _merged(sheet, first + 1, heading, ["{{编号#头}}", "{{任务}}", "{{亮灯}}", "{{情况}}"], _SPANS)
    _merged(sheet, first + 2, styles.get(TEXT, BORDER), ["{{编号}}", "{{任务}}", "{{亮灯}}", "{{情况}}"], _SPANS)
    for name, (column, _) in (("编号", _SPANS[0]), ("亮灯", _SPANS[2])):
        sheet.write_string(first + 2, column, f"{{{{{name}}}}}", styles.get(CENTRED, BORDER))
    _merged(sheet, first + 3, styles.get(TEXT, BORDER, {"font_color": GREY}), ["{{节#空}}"], [(0, _LAST)])
    colour_lights(sheet, styles, first + 2, first + 2, _SPANS[2][0])
    page_setup(sheet, portrait=True)
    sheet.print_area(0, 0, first + 3, _LAST)


def _overview_charts(book: Any, sheet: Any) -> None:
    """Add four charts, the same as on 督办看板: those of the projects, which may be many, as high as there is room."""
    lights = new_chart(book, "bar", "各工程亮灯（任务数）", "stacked")
    add_light_series(lights, PROJECTS, 3, 2, NAMES_COLUMN)
    lights.set_y_axis({"reverse": True, "num_font": {"name": FONT, "size": 8, **LEVEL}, "line": {"none": True}})
    lights.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    trend = new_chart(book, "bar", "历次亮灯（任务数）", "stacked")
    add_light_series(trend, TREND, 3, 1)
    trend.set_y_axis({"reverse": True, "num_font": {"name": FONT, "size": 8, **LEVEL}, "line": {"none": True}})
    trend.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    progress = progress_chart(book, 8)
    returned = returns_chart(book, 8)
    words = (
        "各工程红黄绿灰任务数",
        "各工程平均进度与序时进度",
        "历次红黄绿灰任务数",
        "按时、迟报、未报送的部门数",
    )
    charts = (lights, progress, trend, returned)
    for chart, said, (column, left, below, width, high) in zip(charts, words, _PLACES, strict=True):
        chart.set_size({"width": width, "height": high})
        place = {"x_offset": left, "y_offset": 4, "object_position": 3, "description": said}
        sheet.insert_chart(_CHARTS_ROW + below, column, chart, place)


def _merged(sheet: Any, row: int, look: Any, texts: Sequence[str], spans: Sequence[tuple[int, int]]) -> None:
    for text, (left, right) in zip(texts, spans, strict=True):
        if left == right:
            sheet.write_string(row, left, text, look)
        else:
            sheet.merge_range(row, left, row, right, text, look)
