"""The sheet 督办看板: figures, native charts, and the fixed tables that both follow."""

from __future__ import annotations

from typing import Any, Final

from xlsxwriter.chart import Chart
from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from scripts.workbook_lists import SHIPPED_ROUND, setting_cell
from xlplan.columns import DASHBOARD, DASHBOARD_HEADINGS, DASHBOARD_RANGES, LIGHT_WORDS, RETURN_WORDS
from xlplan.files.style import (
    BORDER,
    CENTRED,
    EXPLANATION,
    FONT,
    GREY,
    HEADING,
    INK,
    LIGHT_FILLS,
    LIGHTS,
    LINE,
    NAVY,
    PALE,
    TEXT,
    TITLE,
    Styles,
    set_up_page,
)

_WIDTHS: Final = (2.0, 30.0, 17.0, 17.0, 17.0, 17.0, 17.0, 17.0, 2.0)
_TITLES: Final = {"projects": "各工程亮灯", "returns": "报送情况", "departments": "各部门进度"}
_FIGURES_ROW: Final = 3
_CHARTS_ROW: Final = 6
_SECOND_CHART_ROW: Final = 19
_LAST_COLUMN: Final = 8
_PIXELS: Final = tuple(round(width * 7 + 5) for width in _WIDTHS)
_GAP: Final = 10

Area = tuple[int, int, int, int]


def table_area(name: str) -> Area:
    """First row, first column, last row, last column (from 0) of a table's cells below its headings."""
    first, last = DASHBOARD_RANGES[name].split(":")
    return (*xl_cell_to_rowcol(first), *xl_cell_to_rowcol(last))


def write_dashboard(sheet: Worksheet, book: Workbook, styles: Styles) -> None:
    """Figures on top, charts below them, then the tables."""
    sheet.hide_gridlines(2)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 36)
    sheet.merge_range(0, 1, 0, _LAST_COLUMN - 1, "", styles.get(TITLE))
    sheet.write_formula(
        0, 1, f'={setting_cell("round")}&"  {DASHBOARD}"', styles.get(TITLE), f"{SHIPPED_ROUND}  {DASHBOARD}"
    )
    sheet.merge_range(
        1, 1, 1, _LAST_COLUMN - 1, "点“生成汇总”后，数字、图和下面的表一起更新。", styles.get(EXPLANATION)
    )
    _write_figures(sheet, styles)
    for name in DASHBOARD_RANGES:
        _write_table(sheet, styles, name)
    _insert_charts(sheet, book)
    set_up_page(sheet, None)
    sheet.print_area(0, 0, table_area("departments")[2], _LAST_COLUMN)


def _write_figures(sheet: Worksheet, styles: Styles) -> None:
    projects, returns = table_area("projects"), table_area("returns")
    columns = [(projects[0], column, projects[2], column) for column in range(projects[1] + 1, projects[3] + 1)]
    lights = [f"{_absolute(area)}" for area in columns]
    figures: list[tuple[str, str, tuple[str, str]]] = [
        ("任务总数", f"=SUM({_absolute((projects[0], projects[1] + 1, projects[2], projects[3]))})", (PALE, NAVY)),
        *(
            (f"{LIGHT_WORDS[colour]}灯", f"=SUM({cells})", LIGHT_FILLS[colour])
            for colour, cells in zip(LIGHT_WORDS, lights, strict=True)
        ),
        *(
            (word, f"=N({xl_rowcol_to_cell(row, returns[3], True, True)})", fill)
            for row, word, fill in zip(
                range(returns[0], returns[2] + 1), RETURN_WORDS, ((PALE, NAVY), LIGHT_FILLS["red"]), strict=True
            )
        ),
    ]
    sheet.set_row(_FIGURES_ROW - 1, 8)
    sheet.set_row(_FIGURES_ROW, 22)
    sheet.set_row(_FIGURES_ROW + 1, 40)
    for column, (name, formula, (fill, ink)) in enumerate(figures, 1):
        card = {"bg_color": fill, "font_color": ink, "left": 5, "right": 5, "left_color": "#FFFFFF"}
        card["right_color"] = "#FFFFFF"
        sheet.write_string(_FIGURES_ROW, column, name, styles.get(CENTRED, card))
        big = {"font_size": 20, "bold": True, "num_format": "0"}
        sheet.write_formula(_FIGURES_ROW + 1, column, formula, styles.get(CENTRED, card, big), 0)


def _write_table(sheet: Worksheet, styles: Styles, name: str) -> None:
    top, left, bottom, right = table_area(name)
    sheet.set_row(top - 2, 26)
    sheet.write_string(top - 2, left, _TITLES[name], styles.get(TITLE, {"font_size": 12}))
    sheet.set_row(top - 1, 22)
    for column, heading in enumerate(DASHBOARD_HEADINGS[name], left):
        sheet.write_string(top - 1, column, heading, styles.get(HEADING))
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            number = {"num_format": "0%"} if DASHBOARD_HEADINGS[name][column - left] == "平均进度" else {}
            sheet.write_blank(row, column, None, styles.get(TEXT if column == left else CENTRED, number))
    if name == "returns":
        for row, word in enumerate(RETURN_WORDS, top):
            sheet.write_string(row, left, word, styles.get(TEXT, BORDER))
    first = xl_rowcol_to_cell(top, left, col_abs=True)
    sheet.conditional_format(
        top,
        left,
        bottom,
        right,
        {"type": "formula", "criteria": f'={first}<>""', "format": styles.get(BORDER)},
    )
    if name == "departments":
        for colour, word in LIGHT_WORDS.items():
            fill, ink = LIGHT_FILLS[colour]
            look = styles.get({"bg_color": fill, "font_color": ink, "bold": True})
            sheet.conditional_format(
                top, left, bottom, right, {"type": "text", "criteria": "begins with", "value": word, "format": look}
            )


def _insert_charts(sheet: Worksheet, book: Workbook) -> None:
    projects, returns, departments = (table_area(name) for name in ("projects", "returns", "departments"))
    wide, narrow = sum(_PIXELS[1:5]) - _GAP, sum(_PIXELS[5:8])
    height = (_SECOND_CHART_ROW - _CHARTS_ROW) * 20 - _GAP

    # Lying bars: the long names of projects stay level in every program.
    lights = book.add_chart({"type": "bar", "subtype": "stacked"})
    for offset, colour in enumerate(LIGHT_WORDS, 1):
        column = projects[1] + offset
        lights.add_series(
            {
                "name": f"{LIGHT_WORDS[colour]}灯",
                "categories": [DASHBOARD, projects[0], projects[1], projects[2], projects[1]],
                "values": [DASHBOARD, projects[0], column, projects[2], column],
                "fill": {"color": LIGHTS[colour]},
                "gap": 70,
                # A light that no task has shows no 0.
                "data_labels": {"value": True, "num_format": "0;;;", "font": _font(9, "#FFFFFF")},
            }
        )
    _dress(lights, "各工程亮灯（任务数）")
    # XlsxWriter names a bar chart's axes by where they lie: names are on y, and the first one is to be on top.
    lights.set_y_axis({"num_font": _font(9), "line": {"color": LINE}, "reverse": True})
    lights.set_x_axis({**_VALUE_AXIS, "num_format": "0", "label_position": "high"})
    _place(sheet, lights, _CHARTS_ROW, 1, wide, height, "各工程红黄绿灰灯的任务数，堆积条形图")

    returned = book.add_chart({"type": "doughnut"})
    returned.add_series(
        {
            "name": "报送情况",
            "categories": [DASHBOARD, returns[0], returns[1], returns[2], returns[1]],
            "values": [DASHBOARD, returns[0], returns[3], returns[2], returns[3]],
            "points": [
                {"fill": {"color": LIGHTS["green"]}, "border": {"color": "#FFFFFF"}},
                {"fill": {"color": LIGHTS["red"]}, "border": {"color": "#FFFFFF"}},
            ],
            "data_labels": {"value": True, "num_format": "0;;;", "font": {**_font(10, "#FFFFFF"), "bold": True}},
        }
    )
    _dress(returned, "报送情况（部门数）")
    returned.set_hole_size(55)
    _place(sheet, returned, _CHARTS_ROW, 5, narrow, height, "已报送和未报送的部门数，圆环图")

    progress = book.add_chart({"type": "column"})
    progress.add_series(
        {
            "name": "平均进度",
            "categories": [DASHBOARD, departments[0], departments[1], departments[2], departments[1]],
            "values": [DASHBOARD, departments[0], departments[1] + 1, departments[2], departments[1] + 1],
            "fill": {"color": "#3F75AD"},
            "gap": 60,
            "data_labels": {"value": True, "num_format": "0%", "font": _font(9)},
        }
    )
    _dress(progress, "各部门平均进度")
    progress.set_legend({"none": True})
    progress.set_x_axis({"num_font": _font(9), "line": {"color": LINE}})
    progress.set_y_axis({**_VALUE_AXIS, "max": 1, "major_unit": 0.2, "num_format": "0%"})
    _place(sheet, progress, _SECOND_CHART_ROW, 1, wide + narrow + _GAP, 300, "各部门执行任务的平均进度，柱形图")


def _dress(chart: Chart, title: str) -> None:
    chart.set_title({"name": title, "name_font": {**_font(12, NAVY), "bold": True}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": _font(9, GREY)})
    chart.set_chartarea({"border": {"color": LINE}, "fill": {"color": "#FFFFFF"}})
    # Rows of height 0 are left out of the chart, so a short plan leaves no empty places.
    chart.show_blanks_as("gap")


def _place(sheet: Worksheet, chart: Chart, row: int, column: int, width: int, height: int, words: str) -> None:
    chart.set_size({"width": width, "height": height})
    sheet.insert_chart(row, column, chart, {"object_position": 3, "description": words})


def _font(size: float, colour: str = INK) -> dict[str, Any]:
    return {"name": FONT, "size": size, "color": colour}


_VALUE_AXIS: Final[dict[str, Any]] = {
    "num_font": _font(9),
    "major_gridlines": {"visible": True, "line": {"color": PALE}},
    "line": {"none": True},
    "min": 0,
}


def _absolute(area: Area) -> str:
    return f"{xl_rowcol_to_cell(area[0], area[1], True, True)}:{xl_rowcol_to_cell(area[2], area[3], True, True)}"
