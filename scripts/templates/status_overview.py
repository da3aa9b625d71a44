"""The first sheet of 进展汇总.xlsx, 总览: the figures, four charts, and what leaders must decide or know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from scripts.templates.pages import page_setup
from scripts.templates.status_parts import (
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
from xlplan.status.tables import FIGURES
from xlplan.terms.choices import LIGHT_WORDS

_CHART_ROWS: Final = 9
_CHART_HEIGHT: Final = _CHART_ROWS * 24 - 8
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
    sheet.set_row(3, 30)
    sheet.set_row(4, 36)
    plain = {"font_color": NAVY}
    looks = [
        plain,
        *({"bg_color": fill, "font_color": ink} for fill, ink in LIGHT_FILLS.values()),
        {**plain, "num_format": "0%"},
        *[plain] * 4,
    ]
    # Below the name of a light: how many of its tasks have no new report.
    captions = {
        "待定": "需领导决定",
        **{f"{light}灯": f"{light}灯{{{{{light}灯无新报}}}}" for light in LIGHT_WORDS.values()},
    }
    for column, (label, look) in enumerate(zip(FIGURES, looks, strict=True)):
        small = styles.get(CENTRED, BORDER, {"font_color": GREY, "font_size": 9, "text_wrap": True})
        sheet.write_string(3, column, captions.get(label, label), small)
        big = styles.get(CENTRED, BORDER, {"font_size": 18, "bold": True}, look)
        sheet.write_string(4, column, f"{{{{{label}数}}}}", big)
    for row, name, bold in ((5, "{{与上期相比}}", False), (6, "{{未报送}}", True)):
        # Room for two lines: what went back and forward, and who is missing.
        sheet.set_row(row, 33)
        sheet.merge_range(row, 0, row, _LAST, name, styles.get(TEXT, {"bold": bold}))
    for row in range(7, 7 + 2 * _CHART_ROWS):
        sheet.set_row(row, 18)
    _overview_charts(book, sheet)
    first = 7 + 2 * _CHART_ROWS
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
    """Add four charts, two beside each other: the same as on 督办看板."""
    lights = new_chart(book, "bar", "各工程亮灯（任务数）", "stacked")
    add_light_series(lights, PROJECTS, 3, 2)
    lights.set_y_axis({"reverse": True, "num_font": {"name": FONT, "size": 8}, "line": {"none": True}})
    lights.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    trend = new_chart(book, "bar", "历次亮灯（任务数）", "stacked")
    add_light_series(trend, TREND, 3, 1)
    trend.set_y_axis({"reverse": True, "num_font": {"name": FONT, "size": 8}, "line": {"none": True}})
    trend.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    progress = progress_chart(book, 8)
    returned = returns_chart(book, 8)
    words = (
        "各工程红黄绿灰任务数",
        "历次红黄绿灰任务数",
        "各工程平均进度与序时进度",
        "按时、迟报、未报送的部门数",
    )
    for number, (chart, said) in enumerate(zip((lights, trend, progress, returned), words, strict=True)):
        below, right = divmod(number, 2)
        chart.set_size({"width": 312 if right else 450, "height": _CHART_HEIGHT})
        place = {"x_offset": 70 if right else 2, "y_offset": 4, "object_position": 3, "description": said}
        sheet.insert_chart(7 + below * _CHART_ROWS, 5 if right else 0, chart, place)


def _merged(sheet: Any, row: int, look: Any, texts: Sequence[str], spans: Sequence[tuple[int, int]]) -> None:
    for text, (left, right) in zip(texts, spans, strict=True):
        if left == right:
            sheet.write_string(row, left, text, look)
        else:
            sheet.merge_range(row, left, row, right, text, look)
