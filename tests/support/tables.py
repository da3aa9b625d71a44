"""Responsibility tables as real workbooks: small ones made by openpyxl, and their parts changed as programs change them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

import openpyxl

from xlplan.files.read.xlsx_file import read_xlsx
from xlplan.plan.checks import check
from xlplan.plan.plan import Plan
from xlplan.plan.read_plan import read_plan
from xlplan.terms.cells import PLAIN_SIGHT, Area, CellValue, Grid, Sight, cell_place
from xlplan.terms.headings import DEPARTMENT_HEADINGS
from xlplan.terms.sheets import DEPARTMENTS, PLAN, SETTINGS

TODAY = date(2023, 6, 25)
FIELDS = ("id", "project", "content", "lead", "support", "schedule")
HEADINGS = ("编号", "工程名称", "主要内容", "执行部门", "支持部门", "活动频率或完成时限")
FIRST = ("1.1", "甲工程", "做好第一件事。", "教育科", "组宣科", "2023年6月底前完成")
SECOND = ("1.2", "甲工程", "做好第二件事。", "组宣科", "教育科\n进修学校", "常规工作")
# Name, aliases, kind, members.
REGISTRY = (
    ("教育科", "基教科"),
    ("组宣科", ""),
    ("进修学校", "教师进修学校、区进修校"),
    ("各校", "", "群组", "一小\n二小"),
)

Rows = Sequence[Sequence[object]]
Cells = Sequence[Sequence[CellValue]]


def row(base: Sequence[str], **changes: object) -> tuple[object, ...]:
    """Return a row with some of its cells changed, by the identifiers of their columns."""
    return tuple(changes.get(field, value) for field, value in zip(FIELDS, base, strict=True))


def workbook(
    rows: Rows,
    *,
    merges: Sequence[str] = (),
    departments: Rows | None = REGISTRY,
    settings: Mapping[str, object] | None = None,
    sheet: str = PLAN,
    second: Rows = (),
) -> bytes:
    """Make a workbook of these rows from A1 on; `departments` are rows of 部门 below its headings, None for no such sheet.

    `second` are the rows of one more sheet, called 旧表.
    """
    book = openpyxl.Workbook()
    table = book.active
    table.title = sheet
    for values in rows:
        table.append([None if value == "" else value for value in values])
    for area in merges:
        table.merge_cells(area)
    if departments is not None:
        other = book.create_sheet(DEPARTMENTS)
        for values in [list(DEPARTMENT_HEADINGS.values()), *departments]:
            other.append(list(values))
    if second:
        other = book.create_sheet("旧表")
        for values in second:
            other.append(list(values))
    if settings is not None:
        other = book.create_sheet(SETTINGS)
        for name, value in settings.items():
            other.append([name, value])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def plan(
    rows: Rows,
    *,
    merges: Sequence[str] = (),
    departments: Rows | None = REGISTRY,
    settings: Mapping[str, object] | None = None,
    sheet: str = PLAN,
    second: Rows = (),
    remembered: Mapping[str, str] | None = None,
    hidden: bool = False,
    sight: Sight = PLAIN_SIGHT,
) -> Plan:
    """Return the plan of these rows without a file; otherwise as `workbook`."""
    areas = [Area(*cell_place(first), *cell_place(last)) for first, _, last in (area.partition(":") for area in merges)]
    values = {
        sheet: [[None if value == "" else value for value in each] for each in rows],
        DEPARTMENTS: [] if departments is None else [list(DEPARTMENT_HEADINGS.values()), *departments],
        "旧表": second,
        SETTINGS: list((settings or {}).items()),
    }
    grids = [
        Grid(name, cast(Cells, each), areas if name == sheet else ())
        for name, each in values.items()
        if each or name == sheet
    ]
    grids[0] = replace(grids[0], hidden=hidden, sight=sight)
    return read_plan(grids, today=TODAY, remembered=remembered)


def read(data: bytes, *, remembered: Mapping[str, str] | None = None) -> Plan:
    """Read the plan of a workbook's bytes, as of 2023-06-25."""
    return read_plan(read_xlsx(data, "表.xlsx").grids, today=TODAY, remembered=remembered)


def found(plan: Plan) -> list[tuple[str, str, str | None, str | None]]:
    """Return the findings as (code, severity, cell, 编号), in their order."""
    return [(item.code, item.severity.value, item.cell, item.task) for item in check(plan)]


def edited(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Return a package with each part as `change(name, part)` gives it, without those it gives None for."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return file.getvalue()
