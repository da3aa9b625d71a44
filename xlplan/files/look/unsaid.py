"""Cells that calamine reads as blank, or as if they had been typed in: what each format's own scan tells of them."""

from __future__ import annotations

from typing import Final

from xlplan.files.look.limits import MAX_CELLS
from xlplan.terms.cells import CellError, NoCachedValue
from xlplan.terms.errors import NotAWorkbookError

Specials = list[tuple[int, int, CellError | NoCachedValue | None]]
"""(row, column, error or formula that was never calculated; None for a formula with a saved result), from 0."""

# MS-XLS 2.5.10 BErr; .xlsb has the same codes, and newer ones (MS-XLSB 2.5.98.2).
ERRORS: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA", 0x2C: "#SPILL!", 0x2D: "#CONNECT!", 0x2E: "#BLOCKED!", 0x2F: "#UNKNOWN!", 0x30: "#FIELD!", 0x31: "#CALC!",
}  # fmt: skip


def require_near(bottom: int, right: int, file: str, sheet: str = "") -> None:
    """Raises NotAWorkbookError where a sheet's last cell (from 0) is so far off that all up to it cannot be held."""
    if (bottom + 1) * (right + 1) > MAX_CELLS:
        where = f"的“{sheet}”" if sheet else ""
        raise NotAWorkbookError(
            f"“{file}”{where}在很远的地方（第{bottom + 1}行、第{right + 1}列）有单元格，没有读取。",
            "请删去表格右边和下边多余的行列，保存后再试。",
        )
