"""The real table as an office keeps it: one plain sheet without 编号, and nothing of this program."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment

from scripts.workbook.seed import read_seed
from xlplan.actions.demo import ROUND

HEADINGS = ("工程名称", "主要内容", "执行部门", "支持部门", "活动频率或完成时限")
SHEET = "责任分工"
_WIDTHS = (24, 60, 14, 14, 36)


def write_plain_table(path: Path, *, with_settings: bool = True) -> Path:
    """Write the table; `with_settings` adds a sheet 设置 with round and deadline, and no other of the fixed sheets."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    sheet.append(HEADINGS)
    for task in read_seed().tasks:
        sheet.append((task.project, task.content, task.lead, task.support, task.schedule))
    for column in (1, 5):
        # A cell that says nothing is merged with the one above, as in the original.
        starts = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, column).value is not None]
        for first, after in zip(starts, [*starts[1:], sheet.max_row + 1], strict=True):
            if after - first > 1:
                sheet.merge_cells(start_row=first, end_row=after - 1, start_column=column, end_column=column)
    for letter, width in zip("ABCDE", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    for row in range(2, sheet.max_row + 1):
        sheet.row_dimensions[row].height = 66
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="center")
    if with_settings:
        settings = book.create_sheet("设置")
        settings.append(("当前期次", ROUND))
        settings.append(("报送截止日", "2023-06-25"))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path
