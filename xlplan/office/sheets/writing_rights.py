"""Before a block is written into an open workbook: may its cells be written, and are all rows in sight."""

from __future__ import annotations

import sys

import xlwings

from xlplan.office.hosts.host_errors import explained
from xlplan.office.sheets.blocks import block
from xlplan.office.sheets.cell_reading import values_in
from xlplan.terms.errors import NotWritableError


def require_unlocked(sheet: xlwings.Sheet, row: int, column: int) -> None:
    """Raise NotWritableError if a cell cannot be written because its sheet is protected.

    Excel for Windows is asked. The others have no common way to ask, and each fails with its own error: there the cell's
    own content is written back.
    """
    cell = block(sheet, (row, column))
    if sys.platform == "win32":
        if sheet.api.ProtectContents and cell.api.Locked and not sheet.api.ProtectionMode:
            raise _protected(sheet)
        return
    formula = cell.formula
    value = cell.value
    try:
        if isinstance(formula, str) and formula.startswith("=") and formula != value:
            cell.formula = formula
        else:
            cell.value = f"'{value}" if isinstance(value, str) else value
    except Exception as error:
        # If the program is gone or busy, reading fails too: that is another error and is not caught.
        _ = cell.value
        raise _protected(sheet) from error


def show_all_rows(sheet: xlwings.Sheet) -> None:
    """Show the rows that a filter hides. Raise NotWritableError if they cannot be shown.

    Excel writes a block's first value into every row in sight, and nothing into those that a filter hides.
    """
    try:
        if sys.platform == "win32":
            tables = [table.AutoFilter for table in sheet.api.ListObjects]
            for filtered in [each for each in tables if each is not None and each.FilterMode]:
                filtered.ShowAllData()
            if sheet.api.FilterMode:
                sheet.api.ShowAllData()
        elif sys.platform == "darwin" and sheet.api.autofilter_mode.get():
            sheet.api.autofilter_mode.set(False)
    except Exception as error:
        if (known := explained(error)) is not None:
            raise known from error
        raise NotWritableError(
            f"“{sheet.name}”正在筛选，有的行没有显示，写进去会错行，这一步没有做。",
            f"请在“{sheet.name}”里点“数据 → 清除”，让所有的行都显示出来，再点一次按钮。",
        ) from error


def require_written(cells: xlwings.Range, wanted: list[list[str]]) -> None:
    """Read texts back that were written into a block. Raise NotWritableError, naming a cell, if others stand there."""
    found = values_in(cells)
    for row, (texts, values) in enumerate(zip(wanted, found, strict=True)):
        for column, (text, value) in enumerate(zip(texts, values, strict=True)):
            if value != text:
                place = cells[row, column].get_address(False, False)
                raise NotWritableError(
                    f"“{cells.sheet.name}”的 {place} 应当写上“{text}”，读回来却是“{value if value is not None else '空'}”。",
                    "请核对这一列（先取消筛选），改对以后再点一次按钮。",
                )


def _protected(sheet: xlwings.Sheet) -> NotWritableError:
    return NotWritableError(
        f"工作表“{sheet.name}”受保护，写不进去，这一步没有做。", f"请取消“{sheet.name}”的工作表保护，再点一次按钮。"
    )
