"""The status workbook for the leaders: an overview, every task, every department, and where each word came from."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from xlplan.columns import KIND_ENTERED, PROGRESS_HEADINGS, REPORTED_COLUMNS, TASK_SHEET_HEADINGS, Role
from xlplan.files.status_cells import (
    LONGEST,
    chinese_day,
    fill,
    headline,
    row_height_capped,
    together,
    write_percent,
    write_words,
)
from xlplan.files.status_overview import write_overview
from xlplan.files.style import (
    BORDER,
    CENTRED,
    FONT,
    FONT_SIZE,
    TEXT,
    Styles,
    write_table_head,
)
from xlplan.lights import Light
from xlplan.plan import Plan
from xlplan.split import due_words
from xlplan.status import DepartmentSummary, Status, TaskStatus

_TASK_WIDTHS: Final = (7, 16, 24, 16, 13, 6, 8, 44, 20, 24, 28)
_DEPARTMENT_HEADINGS: Final = ("部门", "是否报送", "登记时间", "按时情况", "承担任务", "其中执行", "亮灯")
_SOURCE_HEADINGS: Final = ("编号", "部门", "项目", "报送内容", "文件", "单元格")


def status_report(plan: Plan, status: Status) -> bytes:
    """The status workbook's bytes, the same for the same status."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_format_properties": {"font_name": FONT, "font_size": FONT_SIZE},
        },
    )
    created = datetime.combine(status.today, datetime.min.time())
    book.set_properties({"title": f"{status.round.name}进展汇总", "created": created})
    styles = Styles(book)
    write_overview(book, styles, plan, status)
    _tasks(book.add_worksheet("进展汇总"), styles, status)
    _departments(book.add_worksheet("部门报送"), styles, status)
    _sources(book.add_worksheet("数据来源"), styles, status)
    book.close()
    return stream.getvalue()


def _tasks(sheet: Worksheet, styles: Styles, status: Status) -> None:
    headings = list(PROGRESS_HEADINGS.values())
    write_table_head(
        sheet, styles, f"{status.round.name}进展汇总", f"截至{chinese_day(status.today)}。主要内容只列要点；全文见分工表。",
        headings, _TASK_WIDTHS,
    )  # fmt: skip
    for row, task in enumerate(status.tasks, 3):
        leads = [each for each in task.departments if each.role is Role.LEAD]
        due = due_words(task.task.schedule)
        texts = {
            1: task.task.project,
            2: headline(task.task.content),
            3: "、".join(each.department for each in leads),
            7: _each(task, "progress"),
            8: together((each.department, each.verified) for each in task.departments if each.verified),
            9: _each(task, "problems"),
            10: together((each.department, each.reason) for each in leads),
        }
        sheet.set_row(row, row_height_capped([(text, _TASK_WIDTHS[column]) for column, text in texts.items()]))
        sheet.write_string(row, 0, task.task.id, styles.get(CENTRED, BORDER))
        for column, text in texts.items():
            write_words(sheet, row, column, text, styles.get(TEXT, BORDER))
        if isinstance(due, date):
            sheet.write_datetime(
                row,
                4,
                datetime.combine(due, datetime.min.time()),
                styles.get(CENTRED, BORDER, {"num_format": "yyyy-mm-dd"}),
            )
        else:
            sheet.write_string(row, 4, due, styles.get(CENTRED, BORDER))
        sheet.write_string(row, 5, task.light.label, styles.get(CENTRED, BORDER, fill(task.light)))
        write_percent(sheet, styles, row, 6, task.percent)
    sheet.autofilter(2, 0, max(2, len(status.tasks) + 2), len(headings) - 1)


def _each(task: TaskStatus, field: str) -> str:
    return together((each.department, text) for each in task.departments if (text := each.text(field).strip()))


def _departments(sheet: Worksheet, styles: Styles, status: Status) -> None:
    widths = (24, 12, 20, 14, 12, 12, 10)
    write_table_head(
        sheet,
        styles,
        f"{status.round.name}部门报送情况",
        "只有支持任务的部门自愿填报，不算未报送。",
        _DEPARTMENT_HEADINGS,
        widths,
    )
    for row, each in enumerate(sorted(status.departments, key=lambda item: (not item.owes, item.returned)), 3):
        sheet.set_row(row, 22)
        sheet.write_string(row, 0, each.department, styles.get(TEXT, BORDER))
        look = fill(Light.RED) if each.owes and not each.returned else {}
        sheet.write_string(row, 1, _returned(each), styles.get(CENTRED, BORDER, look))
        if each.at:
            sheet.write_datetime(row, 2, each.at, styles.get(CENTRED, BORDER, {"num_format": "yyyy-mm-dd hh:mm"}))
        else:
            sheet.write_blank(row, 2, None, styles.get(CENTRED, BORDER))
        punctual = "" if not each.at else "迟报" if each.late else "按时"
        write_words(sheet, row, 3, punctual, styles.get(CENTRED, BORDER, fill(Light.AMBER) if each.late else {}))
        sheet.write_number(row, 4, each.tasks, styles.get(CENTRED, BORDER))
        sheet.write_number(row, 5, each.lead, styles.get(CENTRED, BORDER))
        write_words(
            sheet,
            row,
            6,
            each.light.label if each.owes else "",
            styles.get(CENTRED, BORDER, fill(each.light) if each.owes else {}),
        )


def _returned(each: DepartmentSummary) -> str:
    return "已报送" if each.returned else "未报送" if each.owes else "自愿"


def _sources(sheet: Worksheet, styles: Styles, status: Status) -> None:
    widths = (8, 20, 22, 76, 46, 9)
    sources = {
        each.entry.source_of(name)
        for task in status.tasks
        for each in task.departments
        if each.entry
        for name in each.entry.values
    }
    folders = {source.rpartition("/")[0] for source in sources if not source.startswith(KIND_ENTERED)}
    folder = f"{folders.pop()}/" if len(folders) == 1 else ""
    where = f"文件都在 {folder} 里。" if folder.strip("/") else ""
    text = f"汇总里的每一处内容，都来自下列文件的这个单元格。{where}"
    write_table_head(sheet, styles, "数据来源", text, _SOURCE_HEADINGS, widths)
    row = 3
    for task in status.tasks:
        for each in task.departments:
            for field in REPORTED_COLUMNS:
                reported = each.entry.values.get(field) if each.entry else None
                if each.entry is None or reported is None:
                    continue
                value = reported.value
                source = each.entry.source_of(field).removeprefix(folder)
                cells = (task.task.id, each.department, TASK_SHEET_HEADINGS[field], None, source, reported.cell)
                text = str(value)
                sheet.set_row(row, row_height_capped([(text, widths[3]), (source, widths[4])]))
                for column, cell in enumerate(cells):
                    if cell is not None:
                        sheet.write_string(row, column, cell, styles.get(TEXT if column in (1, 4) else CENTRED, BORDER))
                if field == "percent" and isinstance(value, float):
                    sheet.write_number(row, 3, value, styles.get(TEXT, BORDER, {"num_format": "0%"}))
                else:
                    sheet.write_string(row, 3, text[:LONGEST], styles.get(TEXT, BORDER))
                row += 1
    if row > 3:
        sheet.autofilter(2, 0, row - 1, len(widths) - 1)
