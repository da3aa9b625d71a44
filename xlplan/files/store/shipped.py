"""The files that xlplan ships: from the wheel's data, or from the checkout it runs in."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xlplan.terms.errors import FileMissingError

_PACKAGE: Final = Path(__file__).resolve().parents[2]

WORKBOOK: Final = "workbook/分工表.xlsm"
ADDIN: Final = "workbook/分工表.xlam"
"""Excel's add-in: the workbook's buttons for any workbook."""
CALC_ADDIN: Final = "workbook/分工表.oxt"
"""LibreOffice's, the same for Calc."""
SHEETS_ALONE: Final = "workbook/操作台和结果表.xlsx"
"""操作台, 部门, 设置 and the result sheets: what is copied into a workbook that has only a table."""
DEPARTMENT_TEMPLATE: Final = "部门任务表.xlsx"
OTHERS_TEMPLATE: Final = "部门任务表（有其他要求）.xlsx"
"""For departments whose tasks have 其他要求."""
STATUS_TEMPLATE: Final = "进展汇总.xlsx"
YEARLY_TEMPLATE: Final = "年度考核台账.xlsx"
MANUAL: Final = "使用说明.html"
"""In the wheel; a checkout has it once it was built."""


def shipped(name: str) -> Path:
    """Return the path of a shipped file such as `workbook/分工表.xlsm`. Raise FileMissingError."""
    for root in (_PACKAGE / "data", _PACKAGE.parent):
        if (root / name).is_file():
            return root / name
    raise FileMissingError(f"安装不完整：缺少 {name}。", "请重新安装 xlplan。")


def template(name: str, own: Path) -> Path:
    """Return a template's path: the office's own copy in its folder `模板/` if there is one, else the shipped one."""
    return own / name if (own / name).is_file() else shipped(f"templates/{name}")
