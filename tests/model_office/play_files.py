"""The files of the model office: its workbook with the rows typed into 待核实, and the sheets that departments fill in."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

import openpyxl

from model_office.office import Cells, Limit, ReceivedOn, Report, Year
from xlplan.terms.fields import Field
from xlplan.terms.headings import (
    CLOSED_MARK,
    DEPARTMENT_HEADINGS,
    PENDING_HEADINGS,
    PLAN_HEADINGS,
    RETURN_HEADINGS,
    TASK_SHEET_HEADINGS,
)  # fmt: skip
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import CONSOLE, DEPARTMENTS, PENDING, PLAN, RETURNS, SETTINGS, TASKS

OPERATOR: Final = "张三"
SHARE_HEADING: Final = "责任部门"
LABELS: Final = {"lead": "执行", "share": "责任", "support": "支持", "summary": "综述"}
ROUND_HEADING: Final = "期次"
TYPED_COLUMNS: Final = tuple(PENDING_HEADINGS.values())


def write_workbook(
    path: Path,
    year: Year,
    names: Mapping[str, Sequence[str]],
    limits: Mapping[str, Limit],
    typed: Sequence[Mapping[str, object]],
    received: Sequence[tuple[ReceivedOn, datetime | None]],
) -> None:
    """Write the office's workbook as it stands.

    `names` are each department's names, the newest last, `limits` the changed time limits, `typed` the rows of 待核实
    by their headings, `received` the 收到日期 put right on 回收情况, each with the 收到时间 that the program shows.
    """
    book = openpyxl.Workbook()
    plan: Any = book.active
    plan.title = PLAN
    heads = [PLAN_HEADINGS[Field(name)] for name in ("id", "project", "content", "lead", "support", "schedule")]
    shares = any(task.shares for task in year.tasks)
    if shares:
        heads.insert(4, SHARE_HEADING)
    plan.append(heads)
    now = {name: each[-1] for each in names.values() for name in each}
    for task in year.tasks:
        columns = [task.leads, *([task.shares] if shares else []), task.supports]
        named = ["、".join(now.get(name, name) for name in column) for column in columns]
        limit = limits.get(task.number, task.limit)
        plan.append([task.number, task.project, task.content, *named, limit.text])
    _write_departments(book.create_sheet(DEPARTMENTS), year, names)
    settings = book.create_sheet(SETTINGS)
    of = year.settings
    said = {"title": of.title, "year": of.year, "warning_days": of.warning_days, "amber_behind": of.amber_behind}
    for name, value in (said | {"red_behind": of.red_behind}).items():
        settings.append([SETTING_ITEMS[name][0], value])
    if of.plan_start:
        settings.append(["计划开始日", of.plan_start])
    pending = book.create_sheet(PENDING)
    pending.append([PENDING])
    pending.append([])
    pending.append(list(TYPED_COLUMNS))
    for row in typed:
        pending.append([row.get(heading) for heading in TYPED_COLUMNS])
    if received:
        returns = book.create_sheet(RETURNS)
        returns.append([RETURNS])
        returns.append([])
        returns.append([RETURN_HEADINGS[name] for name in ("department", "received", "received_on")])
        for each, at in received:
            returns.append([each.department, at, each.received])
    book.create_sheet(CONSOLE).append([None, "经办人", OPERATOR])
    book.save(path)


def _write_departments(sheet: Any, year: Year, names: Mapping[str, Sequence[str]]) -> None:
    sheet.append([DEPARTMENT_HEADINGS[name] for name in ("name", "aliases", "kind", "members", "section")])
    for each in (each for each in year.departments if each.name in names):
        known = names[each.name]
        sheet.append([known[-1], "、".join(known[:-1]) or None, each.kind, None, None])
    for group in year.groups:
        members = "\n".join(names[name][-1] for name in group.members)
        section = next(each[-1] for each in names.values() if group.section in each)
        sheet.append([group.name, None, "群组", members, section])


def fill_sheet(source: Path, target: Path, report: Report) -> list[str]:
    """Fill in a department's sheet just as a report says, and nothing else; return what the sheet had no place for."""
    book = openpyxl.load_workbook(source)
    sheet: Any = book[TASKS]
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == TASK_SHEET_HEADINGS[Field.ID])
    columns = {str(cell.value): int(cell.column) for cell in sheet[head]}
    for label in ("填报人", "审核人"):
        place = next(cell for row in sheet.iter_rows(max_row=head) for cell in row if cell.value == label)
        sheet.cell(place.row, place.column + 1).value = OPERATOR
    left = {*report.rows, *(f"综述{number}" for number in report.summaries)}
    for line in range(head + 1, sheet.max_row + 1):
        number, role = (sheet.cell(line, columns[TASK_SHEET_HEADINGS[name]]).value for name in (Field.ID, Field.ROLE))
        if not number:
            continue
        if role == LABELS["summary"]:
            cells = Cells(progress=report.summaries.get(str(number)))
            left.discard(f"综述{number}")
        else:
            cells = report.rows.get(str(number), Cells())
            left.discard(str(number))
        _fill_row(sheet, line, columns, cells)
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    at = datetime.combine(report.day, time(9)).timestamp()
    os.utime(target, (at, at))
    return sorted(left)


def _fill_row(sheet: Any, line: int, columns: Mapping[str, int], cells: Cells) -> None:
    values: dict[Field, object] = {
        Field.STATE: cells.state,
        Field.PERCENT: None if cells.percent is None else cells.percent / 100,
        Field.PROGRESS: cells.progress,
        Field.PROBLEMS: cells.problems,
        Field.EXPECTED: cells.expected,
    }
    for name, value in values.items():
        cell = sheet.cell(line, columns[TASK_SHEET_HEADINGS[name]])
        if cell.value != CLOSED_MARK:
            cell.value = value


def shown(name: str, value: object) -> object:
    """Return a value as the office types it into 报送值."""
    if name == "percent" and isinstance(value, int):
        return value / 100
    return value


def as_day(value: date) -> datetime:
    """Return the morning of a day."""
    return datetime.combine(value, time(10))
