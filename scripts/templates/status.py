"""Builds templates/进展汇总.xlsx: the leaders' status workbook, which the office may restyle.

What the code relies on is in the cells: the placeholders. Repeated rows stand once for each of their variants; charts follow
the rows of 工程情况 and 历次趋势 as these grow, and the three figures on 部门报送.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from scripts.templates.pages import (
    BASE,
    CLOSE,
    NARROW,
    Cells,
    heading_row,
    page_head,
    page_setup,
    prototype,
    table_head,
)
from scripts.templates.status_overview import build_overview
from scripts.templates.status_parts import (
    BACKING,
    NAMES_COLUMN,
    OVERVIEW,
    SOURCES,
    add_light_series,
    colour_lights,
    new_chart,
    returns_chart,
    rows_of,
)
from xlplan.files.papers.annexes import ANNEX_NUMBER, ANNEXES, GROUPS, LEADERS, PROJECTS, RETURNS, TASKS, TREND
from xlplan.files.papers.status_report import CHART_NAME
from xlplan.files.papers.style import (
    BLUE,
    BORDER,
    CENTRED,
    FONT,
    LIGHT_FILLS,
    NAVY,
    PALE,
    TEXT,
    Styles,
)
from xlplan.status.tables import CALLED, DEPARTMENT
from xlplan.terms.choices import LIGHT_WORDS
from xlplan.terms.headings import PROGRESS_HEADINGS

STATUS: Final = "进展汇总.xlsx"
_PERCENT: Final = {"num_format": "0%"}
_COUNT: Final = {"num_format": "0;-0;–"}
_WORDS: Final = ("红", "黄", "绿", "灰")
_LEADER: Final = "#BFD3EA"
_LINE_CHART_COLOUR: Final = "#2F5C8F"


def build_status(path: Path) -> None:
    """Build 进展汇总.xlsx."""
    book = xlsxwriter.Workbook(str(path), {"default_format_properties": dict(BASE)})
    book.set_properties({"created": datetime(2023, 1, 1)})
    styles = Styles(book)
    sheets = {name: book.add_worksheet(name) for name in (OVERVIEW, *ANNEXES, SOURCES, BACKING)}
    build_overview(book, sheets[OVERVIEW], styles)
    _projects(sheets[PROJECTS], styles)
    _tasks(sheets[TASKS], styles)
    _leaders(sheets[LEADERS], styles)
    _returns(book, sheets[RETURNS], styles)
    _groups(sheets[GROUPS], styles)
    _trend(book, sheets[TREND], styles)
    _sources(sheets[SOURCES], styles)
    _backing(sheets[BACKING], styles)
    for name in ANNEXES:
        sheets[name].set_header(f'&R&"{FONT},常规"&9附件{{{{{ANNEX_NUMBER}}}}}', {"margin": 0.2})
    book.close()


def _projects(sheet: Any, styles: Styles) -> None:
    headings = ("工程名称", "任务数", *_WORDS, "平均进度", "序时进度", "比序时", "与上期比")
    table_head(sheet, styles, "{{期次}}各工程推进情况", "平均进度和序时进度（已经过去的时间占计划期的份额）都只算报了进度、又有到期日的任务；已销号的算100%，暂缓的不算。",
          headings, (32, 9, 8, 8, 8, 8, 11, 11, 11, 17))  # fmt: skip
    count = {**CENTRED, **_COUNT}
    percent = {**CENTRED, **_PERCENT}
    points = {**CENTRED, "num_format": "+0%;-0%;0%"}
    cells: Cells = [
        ("工程", TEXT), ("任务数", CENTRED), *((word, count) for word in _WORDS), ("平均进度", percent), ("序时进度", percent),
        ("比序时", points), ("与上期比", points),
    ]  # fmt: skip
    prototype(sheet, styles, 3, cells)
    sheet.set_column(NAMES_COLUMN, NAMES_COLUMN, 1)
    unseen = styles.get({"font_color": "#FFFFFF", "font_size": 8, "shrink": True})
    sheet.write_string(3, NAMES_COLUMN, f"{{{{{CHART_NAME}}}}}", unseen)
    bold = {"bold": True, "bg_color": PALE}
    for column, (name, look) in enumerate(cells):
        text = "合计" if column == 0 else f"{{{{合计{name}}}}}"
        sheet.write_string(4, column, text, styles.get(look, BORDER, bold))
    for column, key in enumerate(LIGHT_WORDS, 2):
        background, ink = LIGHT_FILLS[key]
        look = styles.get({"bg_color": background, "font_color": ink, "bold": True})
        sheet.conditional_format(3, column, 3, column, {"type": "cell", "criteria": ">", "value": 0, "format": look})


def _tasks(sheet: Any, styles: Styles) -> None:
    looks: dict[str, Mapping[str, Any]] = {
        "id": {**CENTRED, "num_format": "@"}, "due": {**CENTRED, **NARROW, "num_format": "yyyy-mm-dd"}, "days": CENTRED, "light": CENTRED,
        "percent": {**CENTRED, **_PERCENT}, "change": CENTRED,
    }  # fmt: skip
    widths = {
        "id": 4.5, "project": 8, "content": 12.5, "lead": 8, "due": 10, "days": 7.5, "light": 4, "percent": 5, "change": 7,
        "progress": 39.2, "verified": 6.5, "problems": 11.5, "note": 36.8,
    }  # fmt: skip
    note = "截至{{截至}}。主要内容只列要点，全文见分工表；点编号或进度，看每个数字的来处；点亮灯，打开它所依据的报送表的那一格（“说明”里的“来源”是任务表的同一格）。"
    headings = list(PROGRESS_HEADINGS.values())
    table_head(sheet, styles, "{{期次}}进展汇总", note, headings, [widths[name] for name in PROGRESS_HEADINGS])
    prototype(sheet, styles, 3, [(heading, looks.get(name, CLOSE)) for name, heading in PROGRESS_HEADINGS.items()])
    # As much of the paper as printers reach: 25 tasks take half the pages.
    sheet.set_margins(left=0.25, right=0.25, top=0.4, bottom=0.45)
    light = list(PROGRESS_HEADINGS).index("light")
    colour_lights(sheet, styles, 3, 3, light)
    sheet.autofilter(2, 0, 3, len(headings) - 1)


def _leaders(sheet: Any, styles: Styles) -> None:
    headings = ("编号", "任务", "执行部门", "亮灯", "进度", "距到期", "情况")
    note = "截至{{截至}}。按分管领导分列：红黄灯任务、需要协调的事项、还没有报送的部门。"
    page_head(sheet, styles, "{{期次}}分管领导一览", note, (8, 34, 22, 7, 8, 10, 62))
    last = len(headings) - 1
    # It is a link, and Calc writes links in dark blue whatever the cell says: its ground is light.
    section = styles.get(TEXT, {"bold": True, "font_size": 13, "font_color": NAVY, "bg_color": _LEADER}, BORDER)
    label = styles.get(TEXT, BORDER, {"bold": True, "bg_color": PALE, "font_color": NAVY})
    sheet.set_row(2, 30)
    sheet.merge_range(2, 0, 2, last, "{{领导#领导}}", section)
    for column, heading in enumerate(headings):
        name = "编号#头" if column == 0 else heading
        sheet.write_string(
            3,
            column,
            f"{{{{{name}}}}}",
            styles.get(CENTRED, BORDER, {"bold": True, "bg_color": PALE, "font_color": NAVY}),
        )
    cells: Cells = [
        ("编号", {**CENTRED, "num_format": "@"}), ("任务", TEXT), ("执行部门", TEXT), ("亮灯", CENTRED), ("进度", {**CENTRED, **_PERCENT}),
        ("距到期", CENTRED), ("情况", TEXT),
    ]  # fmt: skip
    prototype(sheet, styles, 4, cells)
    sheet.merge_range(5, 0, 5, last, "{{领导#行}}", styles.get(TEXT, BORDER))
    sheet.merge_range(6, 0, 6, last, "{{领导#小节}}", label)
    colour_lights(sheet, styles, 4, 4, 3)
    page_setup(sheet)


def _returns(book: Any, sheet: Any, styles: Styles) -> None:
    note = "截至{{截至}}。只有支持任务的部门自愿填报，不算未报送。迟报和逾期是两回事：没有报送时，按以前报的和今天的日子亮灯。"
    page_head(sheet, styles, "{{期次}}部门报送情况", note, (20, 10, 14, 10, 10, 10, 10, 8, 9))
    for row, label in enumerate(("按时报送", "迟报", "未报送"), 2):
        sheet.set_row(row, 22)
        sheet.write_string(row, 0, label, styles.get(TEXT, BORDER, {"bg_color": PALE}))
        sheet.write_string(row, 1, f"{{{{{label}数}}}}", styles.get(CENTRED, BORDER, {"bold": True}))
    for row in range(5, 9):
        sheet.set_row(row, 22)
    chart = returns_chart(book, 9)
    chart.set_size({"width": 522, "height": 196})
    sheet.insert_chart(
        2, 2, chart, {"x_offset": 8, "y_offset": 4, "object_position": 3, "description": "按时、迟报、未报送的部门数"}
    )
    heading_row(sheet, styles, 9, [CALLED.get(name, name) for name in DEPARTMENT])
    looks: dict[str, Mapping[str, Any]] = {
        "部门": TEXT, "登记时间": {**CENTRED, "num_format": "yyyy-mm-dd"}, "平均进度": {**CENTRED, **_PERCENT},
        "质量提醒": {**CENTRED, **_COUNT},
    }  # fmt: skip
    prototype(sheet, styles, 10, [(name, looks.get(name, CENTRED)) for name in DEPARTMENT])
    colour_lights(sheet, styles, 10, 10, DEPARTMENT.index("亮灯"))
    for column, word, key in ((1, "未报送", "red"), (3, "迟报", "amber")):
        background, ink = LIGHT_FILLS[key]
        look = styles.get({"bg_color": background, "font_color": ink, "bold": True})
        sheet.conditional_format(
            10, column, 10, column, {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look}
        )
    sheet.autofilter(9, 0, 10, len(DEPARTMENT) - 1)
    page_setup(sheet, portrait=True)
    sheet.repeat_rows(9)


def _groups(sheet: Any, styles: Styles) -> None:
    headings = ("部门", "是否报送", "状态", "进度", "亮灯", "本期进展", "存在问题及需协调事项")
    note = "由一组单位（如各校）共同执行的任务：归口科室的综述，以及各单位的原话。"
    page_head(sheet, styles, "{{期次}}群组任务明细", note, (22, 11, 10, 8, 6, 60, 34))
    heading_row(sheet, styles, 2, headings)
    last = len(headings) - 1
    sheet.merge_range(
        3, 0, 3, last, "{{组#组}}", styles.get(TEXT, {"bold": True, "bg_color": PALE, "font_color": NAVY}, BORDER)
    )
    sheet.merge_range(4, 0, 4, last, "{{组#综述}}", styles.get(TEXT, BORDER, {"italic": True}))
    cells: Cells = [
        ("部门", TEXT), ("是否报送", CENTRED), ("状态", CENTRED), ("进度", {**CENTRED, **_PERCENT}), ("亮灯", CENTRED), ("本期进展", TEXT),
        ("存在问题", TEXT),
    ]  # fmt: skip
    prototype(sheet, styles, 5, cells)
    colour_lights(sheet, styles, 5, 5, 4)
    page_setup(sheet, heading=2)


def _trend(book: Any, sheet: Any, styles: Styles) -> None:
    headings = ("期次", *_WORDS, "平均进度", "应报", "已报", "算到")
    table_head(
        sheet,
        styles,
        "历次趋势",
        "每一期的亮灯、平均进度和报送情况，按“算到”那一天：下一期下发的前一天（不早于那一期的报送截止日），还在进行的是{{截至}}。",
        headings,
        (24, 9, 9, 9, 9, 11, 9, 9, 12),
    )
    cells: Cells = [
        ("期次", TEXT), *((word, {**CENTRED, **_COUNT}) for word in _WORDS), ("平均进度", {**CENTRED, **_PERCENT}), ("应报", CENTRED), ("已报", CENTRED),
        ("算到", {**CENTRED, "num_format": "yyyy-mm-dd"}),
    ]  # fmt: skip
    prototype(sheet, styles, 3, cells)
    # Two charts: in one, the line's points would lie on the numbers of the columns.
    line = new_chart(book, "line", "历次平均进度")
    line.add_series(
        {
            "name": "平均进度", "categories": rows_of(TREND, 3, 0), "values": rows_of(TREND, 3, 5),
            "line": {"color": _LINE_CHART_COLOUR, "width": 2.25}, "marker": {"type": "circle", "size": 6, "fill": {"color": _LINE_CHART_COLOUR}},
            "data_labels": {"value": True, "position": "above", "num_format": "0%", "font": {"name": FONT, "size": 9}},
        }
    )  # fmt: skip
    line.set_y_axis({"min": 0, "max": 1.25, "visible": False, "major_gridlines": {"visible": False}})
    line.set_legend({"none": True})
    chart = new_chart(book, "column", "历次亮灯（任务数）", "stacked")
    add_light_series(chart, TREND, 3, 1)
    said = (("历次平均进度", line, 150), ("历次红黄绿灰任务数", chart, 260))
    for row, (words, each, height) in zip((5, 13), said, strict=True):
        each.set_size({"width": 690, "height": height})
        sheet.insert_chart(row, 0, each, {"object_position": 2, "description": words})


def _sources(sheet: Any, styles: Styles) -> None:
    headings = ("编号", "部门", "项目", "报送内容", "文件", "单元格")
    cells: Cells = [
        ("编号", {**CENTRED, "num_format": "@"}), ("部门", TEXT), ("项目", CENTRED), ("内容", TEXT),
        ("文件", TEXT), ("单元格", {**CENTRED, "font_color": BLUE, "underline": 1}),
    ]  # fmt: skip
    table_head(
        sheet,
        styles,
        "数据来源",
        "汇总里的每一处内容都来自下列文件的这个单元格；点“单元格”一列可以打开报送来的表。这张表只在电子表里看，不打印。",
        headings,
        (8, 18, 14, 62, 42, 9),
    )
    prototype(sheet, styles, 3, cells)
    prototype(
        sheet, styles, 4, [(name, {**look, **_PERCENT} if name == "内容" else look) for name, look in cells], "进度"
    )
    sheet.autofilter(2, 0, 4, len(headings) - 1)
    _not_printed(sheet, len(headings) - 1)


def _backing(sheet: Any, styles: Styles) -> None:
    headings = ("编号", "任务", "执行部门", "状态", "亮灯", "进度", "序时进度", "与上期比", "依据")
    table_head(
        sheet,
        styles,
        "明细",
        "汇总各页和“督办看板”里的每个数字算了哪些任务、哪些部门；点数字，就到它的这一段。这张表只在电子表里看，不打印。",
        headings,
        (8, 28, 19, 13, 6, 7, 9, 13, 52),
    )
    last = len(headings) - 1
    section = styles.get(TEXT, {"bold": True, "font_color": "#FFFFFF", "bg_color": BLUE}, BORDER)
    label = styles.get(TEXT, {"bold": True, "bg_color": PALE, "font_color": NAVY}, BORDER)
    for row, variant, look in ((3, "节", section), (4, "小节", label)):
        sheet.merge_range(row, 0, row, last, f"{{{{节#{variant}}}}}", look)
    percent = {**CENTRED, **_PERCENT}
    cells: Cells = [
        ("编号", {**CENTRED, "num_format": "@"}), ("任务", TEXT), ("执行部门", TEXT),
        ("状态", CENTRED), ("亮灯", CENTRED), ("进度", percent), ("序时进度", percent), ("与上期比", CENTRED), ("依据", TEXT),
    ]  # fmt: skip
    prototype(sheet, styles, 5, cells)
    department: Cells = [("部门", TEXT), *cells[1:]]
    prototype(sheet, styles, 6, department, "部门")
    sheet.merge_range(6, 0, 6, 2, "{{部门#部门}}", styles.get(TEXT, BORDER))
    colour_lights(sheet, styles, 5, 6, headings.index("亮灯"))
    _not_printed(sheet, last)


def _not_printed(sheet: Any, last: int) -> None:
    """Keep a sheet off paper, which is long and of use where it can be clicked: programs leave out a page of empty cells."""
    sheet.print_area(0, last + 2, 1, last + 2)
