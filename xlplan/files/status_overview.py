"""The first page of the status workbook: what a leader sees who turns no page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xlplan.columns import Role
from xlplan.files.status_cells import chinese_day, fill, headline, row_height_capped, together, write_percent
from xlplan.files.style import (
    BORDER,
    CENTRED,
    EXPLANATION,
    FONT,
    GREY,
    HEADING,
    LIGHT_FILLS,
    LIGHTS,
    NAVY,
    TEXT,
    TITLE,
    Styles,
    row_height,
    set_up_page,
)
from xlplan.lights import Light
from xlplan.plan import Plan
from xlplan.rollup import projects
from xlplan.status import Status

_CHART_ROWS: Final = 13
# As many rows as are still read with ease when the overview is made to fit one page.
_ONE_PAGE: Final = 42
_NUMBER: Final = re.compile(r"^\s*\d+\s*[.．、]\s*")


def write_overview(book: Workbook, styles: Styles, plan: Plan, status: Status) -> None:
    """The first sheet, made to fit one page of paper: the numbers, who is missing, what needs attention, the chart."""
    sheet = book.add_worksheet("总览")
    sheet.hide_gridlines(2)
    widths = (30, 10, 9, 9, 9, 9, 12, 3, 16)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 34)
    sheet.merge_range(0, 0, 0, 6, plan.title or "进展汇总", styles.get(TITLE, {"text_wrap": True, "font_size": 15}))
    sheet.set_row(0, row_height([(plan.title, sum(widths[:7]))], 15, 34))
    owing = [each for each in status.departments if each.owes]
    returned = [each for each in owing if each.returned]
    sheet.merge_range(
        1,
        0,
        1,
        6,
        f"{status.round.name}推进情况　　截至{chinese_day(status.today)}",
        styles.get(EXPLANATION, {"font_size": 11}),
    )
    sheet.set_row(1, 22)
    lights = {light: sum(task.light is light for task in status.tasks) for light in Light}
    figures: list[tuple[str, int, Mapping[str, object]]] = [("任务", len(status.tasks), {"font_color": NAVY})]
    figures += [(f"{light.label}灯", lights[light], fill(light)) for light in Light]
    figures += [("未报送部门", len(owing) - len(returned), {"font_color": NAVY})]
    sheet.set_row(2, 8)
    sheet.set_row(3, 20)
    sheet.set_row(4, 34)
    for column, (label, value, look) in enumerate(figures):
        sheet.write_string(3, column, label, styles.get(CENTRED, BORDER, {"font_color": GREY, "font_size": 9}))
        sheet.write_number(4, column, value, styles.get(CENTRED, BORDER, {"font_size": 18, "bold": True}, look))
    sheet.write_string(3, 6, "应报 / 已报", styles.get(CENTRED, BORDER, {"font_color": GREY, "font_size": 9}))
    sheet.write_string(
        4, 6, f"{len(owing)} / {len(returned)}", styles.get(CENTRED, BORDER, {"font_size": 14, "bold": True})
    )
    sheet.set_row(5, 10)
    for column, heading in enumerate(("工程名称", "任务数", "红", "黄", "绿", "灰", "平均进度")):
        sheet.write_string(6, column, heading, styles.get(HEADING))
    sheet.set_row(6, 24)
    first = 7
    rolled = projects(status)
    for number, project in enumerate(rolled):
        row = first + number
        name = project.name or "（未写工程名称）"
        sheet.set_row(row, row_height([(name, widths[0])]))
        sheet.write_string(row, 0, name, styles.get(TEXT, BORDER))
        sheet.write_number(row, 1, project.tasks, styles.get(CENTRED, BORDER))
        for column, light in enumerate(Light, 2):
            count = project.lights[light]
            sheet.write_number(
                row, column, count, styles.get(CENTRED, BORDER, fill(light) if count else {}, {"num_format": "0;;–"})
            )
        write_percent(sheet, styles, row, 6, project.percent)
    row = first + len(rolled) + 1
    late = [each.department for each in owing if not each.returned]
    text = f"未报送：{'、'.join(late)}" if late else "应报送的部门都已报送。"
    sheet.merge_range(
        row, 0, row, 6, text, styles.get(TEXT, {"bold": True}, {"font_color": LIGHT_FILLS["red"][1]} if late else {})
    )
    sheet.set_row(row, row_height_capped([(text, sum(widths[:7]))]))
    row = _attention(sheet, styles, status, row + 2, sum(widths[2:7]), widths[0])
    if rolled:
        _lights_chart(book, sheet, first, first + len(rolled) - 1, row)
        row += _CHART_ROWS
    set_up_page(sheet, None)
    sheet.set_portrait()
    if row <= _ONE_PAGE:
        sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, row, 6)


def _attention(sheet: Worksheet, styles: Styles, status: Status, row: int, wide: float, narrow: float) -> int:
    """The red and amber tasks with their reasons, red ones first; returns the row after them."""
    tasks = sorted(
        (t for t in status.tasks if t.light in (Light.RED, Light.AMBER)), key=lambda t: t.light is Light.AMBER
    )
    if not tasks:
        return row
    sheet.write_string(row, 0, "需要关注的任务", styles.get(HEADING))
    sheet.write_string(row, 1, "亮灯", styles.get(HEADING))
    sheet.merge_range(row, 2, row, 6, "原因", styles.get(HEADING))
    sheet.set_row(row, 24)
    for task in tasks:
        row += 1
        name = f"{task.task.id} {_NUMBER.sub('', headline(task.task.content))}"
        lit = [d for d in task.departments if d.role is Role.LEAD and d.light is task.light]
        why = together(
            (d.department, f"{d.reason}（{problem}）" if (problem := d.text("problems")) else d.reason) for d in lit
        )
        sheet.set_row(row, row_height_capped([(name, narrow), (why, wide)]))
        sheet.write_string(row, 0, name, styles.get(TEXT, BORDER))
        sheet.write_string(row, 1, task.light.label, styles.get(CENTRED, BORDER, fill(task.light)))
        sheet.merge_range(row, 2, row, 6, why, styles.get(TEXT, BORDER))
    return row + 2


def _lights_chart(book: Workbook, sheet: Worksheet, first: int, last: int, row: int) -> None:
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    for column, light in enumerate(Light, 2):
        chart.add_series(
            {
                "name": ["总览", 6, column],
                "categories": ["总览", first, 0, last, 0],
                "values": ["总览", first, column, last, column],
                "fill": {"color": LIGHTS[light.value]},
                "gap": 60,
                "data_labels": {"value": True, "num_format": "0;;", "font": {"color": "#FFFFFF", "bold": True}},
            }
        )
    font = {"name": FONT, "size": 9}
    chart.set_title({"name": "各工程亮灯情况（任务数）", "name_font": {"name": FONT, "size": 11}, "overlay": False})
    chart.set_y_axis({"reverse": True, "num_font": font, "line": {"none": True}})
    chart.set_x_axis({"num_font": font, "major_gridlines": {"visible": False}, "visible": False})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_size({"width": 648, "height": _CHART_ROWS * 20 - 20})
    sheet.insert_chart(row, 0, chart, {"object_position": 2, "description": "各工程红黄绿灰任务数"})
