"""Returned workbooks into grids: .xlsx and .xlsm as any other, and .xls and .ods, as older programs and Linux desktops save them.

What a file is is told by its bytes. The office's own workbook stays .xlsx or .xlsm.
"""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Final

from xlplan.errors import DamagedError, NotAWorkbookError, PasswordError, XlplanError
from xlplan.files.apart import PASSWORD, decoded
from xlplan.files.container import kind_of, ods_content, require_no_password
from xlplan.files.reading import MAX_CELLS, read_grids
from xlplan.grid import Grid

_SECONDS: Final = 60
_ROW = re.compile(rb"<table:table-row\b([^>]*)>(.*?)</table:table-row>", re.DOTALL)
_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*)>")
_ROWS_REPEATED = re.compile(rb'\snumber-rows-repeated="(\d+)"|\stable:number-rows-repeated="(\d+)"')
_COLUMNS_REPEATED = re.compile(rb'\stable:number-columns-repeated="(\d+)"')


def read_returned(data: bytes, name: str) -> list[Grid]:
    """The grids of a returned workbook's bytes; `name` is for messages.

    Raises NotAWorkbookError, DamagedError or PasswordError. In .xls and .ods error cells and formulas that were never
    calculated read as blank: calamine does not tell them, and their bytes are not looked at here as those of .xlsx are. So such
    a cell counts as not filled in there, which is asked about where it is required.
    """
    kind = kind_of(data)
    if kind not in ("xls", "ods"):
        return read_grids(data, name)
    if kind == "ods":
        _require_sane(ods_content(data, name), name)
    else:
        require_no_password(data, name)
    return _read_apart(data, name)


def _read_apart(data: bytes, name: str) -> list[Grid]:
    """Read in a process of its own: a damaged .xls can end the process that reads it, or take all memory."""
    command = [sys.executable, "-P", "-m", "xlplan.files.apart"]
    # Windows would show a black window for a moment.
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=_SECONDS, check=False, creationflags=flags
        )
    except subprocess.TimeoutExpired as error:
        raise _damaged(name) from error
    if done.returncode == PASSWORD:
        raise PasswordError(f"“{name}”有打开密码。", "请用表格软件打开，去掉密码后另存，再试一次。")
    if done.returncode:
        raise _damaged(name)
    return decoded(done.stdout)


def _damaged(name: str) -> XlplanError:
    return DamagedError(f"“{name}”已损坏，读不出来。", "请用表格软件打开，另存为 .xlsx 再试；打不开时请对方重新发送。")


def _require_sane(content: bytes, name: str) -> None:
    """Raises NotAWorkbookError where few bytes stand for more cells than can be held: a row or cell may say it is repeated."""
    cells = 0
    for attributes, inside in _ROW.findall(content):
        rows = _ROWS_REPEATED.search(attributes)
        width = filled = 0
        for cell in _CELL.findall(inside):
            columns = _COLUMNS_REPEATED.search(cell)
            width += int(columns[1]) if columns else 1
            if b"office:value-type" in cell:
                filled = width
        cells += filled * (int(rows[1] or rows[2]) if rows else 1)
    if cells > MAX_CELLS:
        raise NotAWorkbookError(
            f"“{name}”里写满了重复的单元格（{cells} 个），没有读取。",
            "请对方删去表格右边和下边多余的行列，另存后重新发送。",
        )
