"""What is said where a button has done its work, and the spreadsheet program then did not let it be shown."""

from __future__ import annotations

from typing import Final

from xlplan.terms.buttons import caption

_AGAIN: Final = frozenset({"split", "merge", "status"})
"""Buttons that may be clicked again: what they did is not done twice."""


def tell_not_shown(verb: str, *, busy: bool) -> str:
    """Return that all is done but the sheets of the workbook, why, and how they are brought up to date."""
    why = "Excel 正忙（正在编辑单元格，或有弹出的窗口没有关）" if busy else "表格软件已经关闭"
    mend = "请按回车结束编辑、关掉弹出的窗口" if busy else "请重新打开工作簿"
    again = f"再点一次“{caption(verb)}”，清单就会写全"
    later = f"不用再点“{caption(verb)}”；下一次点“{caption('merge')}”或“{caption('split')}”时，清单就会写全"
    return (
        f"已经办好，文件和台账都写了，只是工作簿里的清单没有写完：{why}。{mend}，{again if verb in _AGAIN else later}。"
    )
