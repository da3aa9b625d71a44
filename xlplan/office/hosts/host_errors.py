"""What a spreadsheet program answers when it cannot do what is asked, put into words for people."""

from __future__ import annotations

from typing import Final

from xlplan.terms.errors import XlplanError

# What COM answers while Excel is busy (a macro runs, a cell is edited, a dialogue is open): RPC_E_CALL_REJECTED,
# RPC_E_SERVERCALL_RETRYLATER, VBA_E_IGNORE; and once it is gone: RPC_S_SERVER_UNAVAILABLE, RPC_S_CALL_FAILED,
# RPC_E_DISCONNECTED, CO_E_OBJNOTCONNECTED.
BUSY: Final = frozenset({-2147418111, -2147417846, -2146777998})
GONE: Final = frozenset({-2147023174, -2147023170, -2147417848, -2147220995})


class HostError(XlplanError):
    """The spreadsheet program does not do what is asked of it; the message says why."""

    code = "host"


class BusyError(HostError):
    """The program is busy, and stayed so for as long as was waited."""

    code = "host-busy"

    def __init__(self) -> None:
        super().__init__(
            "Excel 正忙（正在编辑单元格，或有弹出的窗口没有关）。", "请按回车结束编辑、关掉弹出的窗口，再点一次按钮。"
        )


def com_codes(error: BaseException) -> frozenset[int]:
    """Return the numbers in an error of COM: its own, and that of the program behind it; none for any other error."""
    if type(error).__name__ not in ("com_error", "error") or not error.args:
        return frozenset()
    # An exception of the program itself comes as DISP_E_EXCEPTION, with its number inside.
    inside = error.args[2] if len(error.args) > 2 else None
    found = (error.args[0], inside[5] if isinstance(inside, tuple) and len(inside) > 5 else None)
    return frozenset(number for number in found if isinstance(number, int))


def is_busy(error: BaseException) -> bool:
    """Return True if a program answered that it is busy now."""
    return isinstance(error, BusyError) or bool(com_codes(error) & BUSY) or type(error).__name__ == "ExcelBusyError"


def stands_in_the_way(error: BaseException) -> bool:
    """Return True if the program, and nothing that is wrong with the workbook, was the cause: it is busy, or gone."""
    return (
        is_busy(error)
        or isinstance(error, HostError)
        or (not isinstance(error, XlplanError) and bool(explained(error)))
    )


def explained(error: BaseException) -> XlplanError | None:
    """Put an error of a spreadsheet program into words for people; return None for a fault of this program."""
    if isinstance(error, XlplanError):
        return error
    if isinstance(getattr(error, "message", None), str) and hasattr(error, "hint"):
        return HostError(error.message, error.hint)  # type: ignore[attr-defined]
    if is_busy(error):
        return BusyError()
    if com_codes(error) & GONE:
        return HostError("Excel 已经关闭，操作没有做完。", "请重新打开工作簿，再点一次按钮。")
    return None
