"""What can go wrong between an outside program and LibreOffice. Every message is Chinese and says how to go on."""

from __future__ import annotations


class LibreOfficeError(Exception):
    """LibreOffice refused. `message` says what, `hint` how to mend it; `code` is stable."""

    code = "libreoffice"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message}\n{hint}" if hint else message)
        self.message = message
        self.hint = hint


class ProgramGoneError(LibreOfficeError):
    """The program was closed or crashed; nothing more can be done through this connection."""

    code = "program-gone"

    def __init__(self, message: str = "LibreOffice 已经关闭，操作没有做完。") -> None:
        super().__init__(message, "请重新打开工作簿，再点一次按钮。")


class NotAnsweringError(LibreOfficeError):
    """The program runs, but did not answer in time (a macro or a long calculation keeps it busy)."""

    code = "not-answering"

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"LibreOffice 在 {seconds:g} 秒内没有回应。",
            "可能正在运行宏或计算。请等它空闲下来（必要时关闭弹出的窗口），再点一次按钮。",
        )


class BookClosedError(LibreOfficeError):
    """The workbook was closed while it was being worked on; the program still runs."""

    code = "book-closed"

    def __init__(self) -> None:
        super().__init__("工作簿在处理过程中被关闭，操作没有做完。", "请重新打开工作簿，再点一次按钮。")


class SheetGoneError(LibreOfficeError):
    """The sheet was deleted or renamed while it was being worked on."""

    code = "sheet-gone"

    def __init__(self, sheet: str) -> None:
        super().__init__(
            f"工作表“{sheet}”在处理过程中被删除或改名，操作没有做完。",
            "请恢复这张工作表（或它原来的名字），再点一次按钮。",
        )


class ProtectedError(LibreOfficeError):
    """Locked cells of a protected sheet were to be changed."""

    code = "protected"

    def __init__(self, sheet: str) -> None:
        super().__init__(f"工作表“{sheet}”受保护，不能写入。", "请在“工具 → 保护工作表”里取消保护，再点一次按钮。")
