"""The sheet 督办看板: figures, native charts, lists, and the fixed tables that the charts follow."""

from __future__ import annotations

from typing import Any, Final

from xlsxwriter.chart import Chart
from xlsxwriter.utility import xl_cell_to_rowcol, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from scripts.templates.status_parts import LEVEL, PROGRESS_TITLE
from xlplan.files.papers.style import (
    BLUE,
    BORDER,
    CENTRED,
    EXPLANATION,
    FONT,
    GREY,
    HEADING,
    INK,
    LIGHT_COLOURS,
    LIGHT_FILLS,
    LINE,
    NAVY,
    PALE,
    TEXT,
    TITLE,
    Styles,
    set_up_page,
)
from xlplan.status.rollup import PUNCTUALITY
from xlplan.status.words import HEAD, LONGEST, TAIL
from xlplan.terms.choices import LIGHT_WORDS
from xlplan.terms.sheets import (
    DASHBOARD,
    DASHBOARD_HEADINGS,
    DASHBOARD_LISTS,
    DASHBOARD_RANGES,
    DASHBOARD_SILENT,
    DASHBOARD_WORDS,
)

_WIDTHS: Final = (2.0, 22.0, *[11.75] * 9, 2.0)
_TITLES: Final = {
    "decide": "一、需要领导决定的事项",
    "red": "二、红灯任务",
    "amber": "三、黄灯任务",
    "projects": "各工程推进情况",
    "trend": "历次趋势",
    "returns": "报送是否按时",
    "departments": "各部门报送情况",
}
_CHARTS_ROW: Final = 8
_CHART_ROWS: Final = 24
_CHART_ROW_HEIGHT: Final = 7.5
"""Points: all charts lie beside each other, so that figures and charts fit on one screen of 1366 × 768."""
_CHART_COLUMNS: Final = ((1, 2), (3, 3), (6, 3), (9, 2))
"""Of each chart the first column and how many it takes."""
_NAMES_COLUMN: Final = 11
"""The right margin holds the projects' names as the charts say them."""
_SHORT: Final = f'=IF(LEN({{0}})>{LONGEST},LEFT({{0}},{HEAD})&"…"&RIGHT({{0}},{TAIL}),{{0}}&"")'
_FIRST_COLUMN: Final = 1
_LAST_COLUMN: Final = 10
_PIXELS: Final = tuple(round(width * 7 + 5) for width in _WIDTHS)
_GAP: Final = 10
_FORMATS: Final = {
    "平均进度": "0%",
    "序时进度": "0%",
    "比序时": "+0%;-0%;0%",
    "与上期比": "+0%;-0%;0%",
    "收到日期": "mm-dd",
    "质量提醒": "0;-0;–",
    **dict.fromkeys(LIGHT_WORDS.values(), "0;-0;–"),
}

_NOT_YET: Final = "还没有数据，请点“生成汇总”"
_LINK: Final = {"font_color": BLUE, "underline": 1}

Area = tuple[int, int, int, int]


def table_area(name: str) -> Area:
    """Return first row, first column, last row and last column (from 0) of a table's cells below its headings."""
    first, last = DASHBOARD_RANGES[name].split(":")
    return (*xl_cell_to_rowcol(first), *xl_cell_to_rowcol(last))


def write_dashboard(sheet: Worksheet, book: Workbook, styles: Styles) -> None:
    """Write figures on top, charts below them, then the lists and the tables."""
    sheet.hide_gridlines(2)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 36)
    sheet.merge_range(0, _FIRST_COLUMN, 0, _LAST_COLUMN, DASHBOARD, styles.get(TITLE))
    said = "点“生成汇总”后，数字、图和下面的表一起更新，与汇总工作簿的“总览”相同；点数字，看它算了哪些；点编号，看它来自哪份报送表的哪一格（LibreOffice 里按住 Ctrl 点，到“进展汇总”里那几行：它打不开别的文件的某一格）。"
    sheet.set_row(1, 30)
    sheet.merge_range(1, _FIRST_COLUMN, 1, _LAST_COLUMN, said, styles.get(EXPLANATION))
    _write_figures(sheet, styles)
    for name in DASHBOARD_LISTS:
        _write_list(sheet, styles, name)
    for name in ("projects", "trend", "returns", "departments"):
        _write_table(sheet, styles, name)
    _write_why_empty(sheet, styles)
    _write_chart_names(sheet, styles, table_area("projects"))
    _insert_charts(sheet, book)
    set_up_page(sheet, None)
    # What a leader acts on, on one page; the tables below, which the charts follow, are for the screen.
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, table_area("red")[2], _LAST_COLUMN + 1)


def _write_figures(sheet: Worksheet, styles: Styles) -> None:
    row, first, _, _ = table_area("figures")
    plain = (PALE, NAVY)
    looks = (plain, *LIGHT_FILLS.values(), plain, LIGHT_FILLS["amber"], plain, plain, LIGHT_FILLS["red"])
    sheet.set_row(row - 2, 8)
    sheet.set_row(row - 1, 22)
    sheet.set_row(row, 40)
    for column, (name, (fill, ink)) in enumerate(zip(DASHBOARD_HEADINGS["figures"], looks, strict=True), first):
        card = {"bg_color": fill, "font_color": ink, "left": 5, "right": 5, "left_color": "#FFFFFF"}
        card["right_color"] = "#FFFFFF"
        sheet.write_string(row - 1, column, name, styles.get(CENTRED, card))
        big = {"font_size": 20, "bold": True, "num_format": _FORMATS.get(name, "0")}
        sheet.write_blank(row, column, None, styles.get(CENTRED, card, big))
    below, _ = xl_cell_to_rowcol(DASHBOARD_SILENT.split(":")[0])
    sheet.set_row(below, 16)
    for column, (fill, ink) in enumerate(LIGHT_FILLS.values(), first + 1):
        small = {"bg_color": fill, "font_color": ink, "font_size": 9, "left": 5, "right": 5}
        card = {**small, "left_color": "#FFFFFF", "right_color": "#FFFFFF"}
        sheet.write_blank(below, column, None, styles.get(CENTRED, card))
    top, bottom = (xl_cell_to_rowcol(cell)[0] for cell in DASHBOARD_WORDS.split(":"))
    for row in range(top, bottom + 1):
        sheet.set_row(row, 22)
        sheet.merge_range(row, _FIRST_COLUMN, row, _LAST_COLUMN, "", styles.get(TEXT, {"bold": row == bottom}))


def _write_why_empty(sheet: Worksheet, styles: Styles) -> None:
    """Write what shows through a chart that has nothing to draw: why it is empty."""
    look = styles.get(CENTRED, {"font_color": GREY})
    figure = xl_rowcol_to_cell(*table_area("figures")[:2], True, True)
    top, left, bottom, _ = table_area("projects")
    shares = xl_range_abs(top, left + 6, bottom, left + 7)
    counts = xl_range_abs(*table_area("returns")[:2], *table_area("returns")[2:])
    more = {
        1: f'IF(COUNT({shares})=0,"没有一个工程可比：要有到期日，还要报了完成进度","")',
        3: f'IF(SUM({counts})=0,"本期没有应报送的部门","")',
    }
    for number, (first, columns) in enumerate(_CHART_COLUMNS):
        place = (_CHARTS_ROW + 8, first, _CHARTS_ROW + 15, first + columns - 1)
        sheet.merge_range(*place, "", look)
        otherwise = more.get(number, '""')
        sheet.write_formula(*place[:2], f'=IF({figure}="","{_NOT_YET}",{otherwise})', look, _NOT_YET)


def _write_list(sheet: Worksheet, styles: Styles, name: str) -> None:
    top, left, bottom, right = table_area(name)
    _write_title(sheet, styles, name)
    look = styles.get(CENTRED, BORDER, {"bold": True, "bg_color": PALE, "font_color": NAVY})
    sheet.set_row(top - 1, 22)
    for column, heading in enumerate(DASHBOARD_HEADINGS[name], left):
        sheet.write_string(top - 1, column, heading, look)
    sheet.merge_range(top - 1, right, top - 1, _LAST_COLUMN, DASHBOARD_HEADINGS[name][-1], look)
    formats = (styles.get(TEXT, BORDER), styles.get(CENTRED, BORDER, _LINK), styles.get(CENTRED, BORDER))
    for row in range(top, bottom + 1):
        _close(sheet, row, top)
        for column, made in enumerate(formats, left):
            sheet.write_blank(row, column, None, made)
        sheet.merge_range(row, right, row, _LAST_COLUMN, "", styles.get(TEXT, BORDER))
    _colour_words(sheet, styles, name)


def _write_table(sheet: Worksheet, styles: Styles, name: str) -> None:
    top, left, bottom, _ = table_area(name)
    headings = DASHBOARD_HEADINGS[name]
    _write_title(sheet, styles, name)
    sheet.set_row(top - 1, 22)
    for column, heading in enumerate(headings, left):
        sheet.write_string(top - 1, column, heading, styles.get(HEADING))
    for row in range(top, bottom + 1):
        _close(sheet, row, row if name == "returns" else top)
        for column, heading in enumerate(headings, left):
            number = {"num_format": _FORMATS[heading]} if heading in _FORMATS else {}
            sheet.write_blank(row, column, None, styles.get(TEXT if column == left else CENTRED, BORDER, number))
    if name == "returns":
        for row, word in enumerate(PUNCTUALITY, top):
            sheet.write_string(row, left, word, styles.get(TEXT, BORDER))
    _colour_words(sheet, styles, name)
    if name == "projects":
        for column, colour in enumerate(LIGHT_WORDS, left + 2):
            fill, ink = LIGHT_FILLS[colour]
            look = styles.get({"bg_color": fill, "font_color": ink, "bold": True})
            rule = {"type": "cell", "criteria": ">", "value": 0, "format": look}
            sheet.conditional_format(top, column, bottom, column, rule)


def _write_title(sheet: Worksheet, styles: Styles, name: str) -> None:
    top, left, _, _ = table_area(name)
    band = styles.get({"bold": True, "font_size": 12, "font_color": NAVY, "bottom": 2, "bottom_color": NAVY})
    sheet.set_row(top - 3, 12)
    sheet.set_row(top - 2, 26)
    for column in range(left, _LAST_COLUMN + 1):
        sheet.write_blank(top - 2, column, None, band)
    sheet.write_string(top - 2, left, _TITLES[name], band)


_COLOURS: Final = {**{word: colour for colour, word in LIGHT_WORDS.items()}, "未报送": "red", "迟报": "amber"}


def _close(sheet: Worksheet, row: int, first: int) -> None:
    """Close a table's row, unless it is the first, until there is something for it."""
    sheet.set_row(row, 20, None, {"hidden": row > first})


def _colour_words(sheet: Worksheet, styles: Styles, name: str) -> None:
    """Colour by the word cells that hold nothing else."""
    top, left, bottom, right = table_area(name)
    for word, colour in _COLOURS.items():
        fill, ink = LIGHT_FILLS[colour]
        look = styles.get({"bg_color": fill, "font_color": ink, "bold": True})
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look}
        sheet.conditional_format(top, left + 1, bottom, right, rule)


def _insert_charts(sheet: Worksheet, book: Workbook) -> None:
    projects, trend, returns = (table_area(name) for name in ("projects", "trend", "returns"))
    height = round(_CHART_ROWS * _CHART_ROW_HEIGHT * 96 / 72) - _GAP
    for row in range(_CHARTS_ROW, _CHARTS_ROW + _CHART_ROWS):
        sheet.set_row(row, _CHART_ROW_HEIGHT)

    def place(chart: Chart, number: int, words: str) -> None:
        first, columns = _CHART_COLUMNS[number]
        chart.set_size({"width": sum(_PIXELS[first : first + columns]) - _GAP, "height": height})
        sheet.insert_chart(_CHARTS_ROW, first, chart, {"object_position": 2, "description": words})

    # Lying bars: the long names of projects stay level in every program.
    lights = book.add_chart({"type": "bar", "subtype": "stacked"})
    _light_series(lights, projects, 2, _NAMES_COLUMN)
    _dress(lights, "各工程亮灯（任务数）")
    # XlsxWriter names a bar chart's axes by where they lie: names are on y, and the first one is to be on top.
    names = {"num_font": {**_font(8), **LEVEL}, "line": {"color": LINE}, "reverse": True}
    counts = {"visible": False, "major_gridlines": {"visible": False}, "min": 0}
    lights.set_y_axis(names)
    lights.set_x_axis(counts)
    place(lights, 0, "各工程红黄绿灰灯的任务数，堆积条形图")

    rounds = book.add_chart({"type": "bar", "subtype": "stacked"})
    _light_series(rounds, trend, 1)
    _dress(rounds, "历次亮灯（任务数）")
    rounds.set_y_axis(names)
    rounds.set_x_axis(counts)
    place(rounds, 2, "历次红黄绿灰灯的任务数，堆积条形图")

    progress = book.add_chart({"type": "bar"})
    for offset, (name, colour) in enumerate(
        (("平均进度", LIGHT_COLOURS["green"]), ("序时进度", LIGHT_COLOURS["grey"])), 6
    ):
        progress.add_series(
            {
                "name": name,
                **_ranges(projects, projects[1] + offset, _NAMES_COLUMN),
                "fill": {"color": colour},
                "gap": 50,
                "data_labels": {"value": True, "num_format": "0%", "font": _font(8)},
            }
        )
    _dress(progress, PROGRESS_TITLE)
    progress.set_legend({"none": True})
    progress.set_y_axis(names)
    progress.set_x_axis({**counts, "max": 1.25})
    place(progress, 1, "各工程平均进度与序时进度，条形图")

    returned = book.add_chart({"type": "bar"})
    returned.add_series(
        {
            "name": "部门数",
            **_ranges(returns, returns[3]),
            "points": [{"fill": {"color": LIGHT_COLOURS[colour]}} for colour in ("green", "amber", "red")],
            "gap": 40,
            "data_labels": {"value": True, "num_format": "0", "font": {**_font(10), "bold": True}},
        }
    )
    _dress(returned, "报送情况（部门数）")
    returned.set_legend({"none": True})
    returned.set_y_axis(names)
    returned.set_x_axis(counts)
    place(returned, 3, "按时报送、迟报和未报送的部门数，条形图")


def _write_chart_names(sheet: Worksheet, styles: Styles, projects: Area) -> None:
    """Write the projects' names as the charts say them, in the margin: long ones shortened, or they run over each other in Calc."""
    look = styles.get({"font_color": "#FFFFFF", "font_size": 8, "shrink": True})
    for row in range(projects[0], projects[2] + 1):
        sheet.write_formula(row, _NAMES_COLUMN, _SHORT.format(xl_rowcol_to_cell(row, projects[1])), look, "")


def _ranges(table: Area, column: int, names: int | None = None) -> dict[str, list[object]]:
    """Return a column of a table as a chart's values; what they are of is in the column `names`, else in the table's first."""
    names = table[1] if names is None else names
    return {
        "categories": [DASHBOARD, table[0], names, table[2], names],
        "values": [DASHBOARD, table[0], column, table[2], column],
    }


def _light_series(chart: Chart, table: Area, first: int, names: int | None = None) -> None:
    for offset, colour in enumerate(LIGHT_WORDS, first):
        chart.add_series(
            {
                "name": f"{LIGHT_WORDS[colour]}灯",
                **_ranges(table, table[1] + offset, names),
                "fill": {"color": LIGHT_COLOURS[colour]},
                "gap": 70,
                # A light that no task has shows no 0.
                "data_labels": {"value": True, "position": "center", "num_format": "0;;;", "font": _font(9, "#FFFFFF")},
            }
        )


def _dress(chart: Chart, title: str) -> None:
    chart.set_title({"name": title, "name_font": {**_font(10.5, NAVY), "bold": True}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": _font(8, GREY)})
    # What stands in the cells behind says why a chart is empty.
    chart.set_chartarea({"border": {"color": LINE}, "fill": {"none": True}})
    chart.set_plotarea({"fill": {"none": True}})
    # Rows of height 0 are left out of the chart, so a short plan leaves no empty places.
    chart.show_blanks_as("gap")


def _font(size: float, colour: str = INK) -> dict[str, Any]:
    return {"name": FONT, "size": size, "color": colour}
