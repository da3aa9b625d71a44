"""Finding an open workbook: in Excel through xlwings' own engines, in LibreOffice Calc (Linux) through the engine here.

Calls into the programs belong to one thread: on Windows, COM objects may not be used in another.
"""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xlplan.terms.errors import XlplanError
from xlplan.terms.sheets import NAME_NONCE

if TYPE_CHECKING:
    import xlwings

_log: Final = logging.getLogger("xlplan.helper")

_PATIENCE: Final = 4.0
"""Seconds to look for a workbook while its program still ends the macro, or a cell is being edited."""

# What COM answers while Excel is busy (a macro runs, a cell is edited, a dialogue is open), and once it is gone:
# RPC_E_CALL_REJECTED, RPC_E_SERVERCALL_RETRYLATER, VBA_E_IGNORE; RPC_S_SERVER_UNAVAILABLE, RPC_S_CALL_FAILED,
# RPC_E_DISCONNECTED.
_BUSY: Final = frozenset({-2147418111, -2147417846, -2146777998})
_GONE: Final = frozenset({-2147023174, -2147023170, -2147417848})


class HostError(XlplanError):
    """The spreadsheet program does not do what is asked of it; the message says why."""

    code = "host"


@dataclass(frozen=True)
class Opened:
    """An open workbook with a responsibility table's buttons."""

    name: str
    fullname: str
    program: str


def start_thread() -> None:
    """Prepare a thread for the functions here. Call it once in the thread, before any of them."""
    if sys.platform == "win32":
        import pythoncom  # comes with xlwings there

        pythoncom.CoInitialize()


def find_marked(nonce: str, patience: float = _PATIENCE) -> xlwings.Book:
    """Return the open workbook whose cell xlplan_nonce holds this nonce. Raise HostError if there is none, or several."""
    return _find(
        lambda book: _marked(book) == nonce,
        patience,
        "没有找到点按钮的那份工作簿。它可能刚刚关闭，或者表格软件正忙（正在编辑单元格、有弹出的窗口没有关）。",
    )


def find_opened(opened: Opened, patience: float = _PATIENCE) -> xlwings.Book:
    """Return the workbook that `list_opened` told of. Raise HostError if it is closed by now."""
    return _find(
        lambda book: str(book.fullname) == opened.fullname,
        patience,
        f"没有找到“{opened.name}”，它可能已经关闭，或者改了名字。",
    )


def list_opened() -> list[Opened]:
    """List the open workbooks that have the cell xlplan_nonce, in all programs found."""
    found = []
    for book, program in _books():
        if _suits(book, lambda each: _marked(each) is not None):
            found.append(Opened(str(book.name), str(book.fullname), program))
    return found


def _suits(book: xlwings.Book, wanted: Callable[[xlwings.Book], bool]) -> bool:
    try:
        return wanted(book)
    except Exception as error:
        # While it is being opened or closed, a workbook of somebody else's answers with anything at all.
        _log.info("a workbook was passed over: %r", error)
        return False


def _find(wanted: Callable[[xlwings.Book], bool], patience: float, absent: str) -> xlwings.Book:
    end = time.monotonic() + patience
    while True:
        books = [book for book, _ in _books() if _suits(book, wanted)]
        if len(books) == 1:
            return books[0]
        if books:
            names = "、".join(f"“{book.fullname}”" for book in books)
            raise HostError(f"有几份工作簿分不清是哪一份：{names}。", "请只留一份打开着，再点一次按钮。")
        if time.monotonic() >= end:
            raise HostError(absent + _impostors(), "请确认工作簿开着、没有弹出的窗口，再点一次按钮。")
        time.sleep(0.1)


def _books() -> Iterator[tuple[xlwings.Book, str]]:
    """Yield every open workbook that answers."""
    import xlwings

    for app, program in _apps():
        try:
            for book in xlwings.App(impl=app).books:
                yield book, program
        except Exception as error:
            # Whoever is busy or gone holds no workbook now; the search is repeated.
            if explained(error) is None:
                raise


def _apps() -> Iterator[tuple[Any, str]]:
    if sys.platform.startswith("linux"):
        from xlplan.office import libreoffice

        libreoffice.register()
        yield from ((app, "LibreOffice Calc") for app in libreoffice.listen())
        return
    import xlwings

    yield from ((app.impl, "Microsoft Excel") for app in xlwings.apps if not _is_wps(app))


def _impostors() -> str:
    """Return what to say if WPS answers in Excel's name."""
    if sys.platform != "win32":
        return ""
    import xlwings

    if not any(_is_wps(app) for app in xlwings.apps):
        return ""
    return "WPS 正开着：按钮不能在 WPS 里直接用，请在助手窗口里选择文件来做，或改用 Excel 打开。"


def _is_wps(app: xlwings.App) -> bool:
    # WPS takes Excel's place in COM, and the same class for its windows.
    return sys.platform == "win32" and names_wps(str(app.api.Name), str(app.api.Path))


def names_wps(name: str, path: str) -> bool:
    """Return True if a program's own name and folder are those of WPS Spreadsheets rather than Excel's."""
    parts = path.replace("\\", "/").casefold().split("/")
    return "wps" in name.casefold() or any(part.startswith(("wps", "kingsoft")) for part in parts)


def _marked(book: xlwings.Book) -> str | None:
    """Return what the cell xlplan_nonce holds; None if the workbook has no such cell."""
    if NAME_NONCE not in book.names:
        return None
    area = book.names[NAME_NONCE].refers_to_range
    return "" if area is None or area.value is None else str(area.value)


def explained(error: BaseException) -> XlplanError | None:
    """Put an error of a spreadsheet program into words for people; return None for a fault of this program."""
    if isinstance(error, XlplanError):
        return error
    if isinstance(getattr(error, "message", None), str) and hasattr(error, "hint"):
        return HostError(error.message, error.hint)  # type: ignore[attr-defined]
    if type(error).__name__ != "com_error":
        return None
    number = error.args[0] if error.args else 0
    if number in _GONE:
        return HostError("Excel 已经关闭，操作没有做完。", "请重新打开工作簿，再点一次按钮。")
    if number in _BUSY:
        return HostError(
            "Excel 正忙（正在编辑单元格，或有弹出的窗口没有关）。", "请按回车结束编辑、关掉弹出的窗口，再点一次按钮。"
        )
    return None


def show_status(book: xlwings.Book, text: str | None) -> None:
    """Put a text into the status bar of the workbook's program; None gives the bar back. A closed program is no error."""
    try:
        book.app.status_bar = text if text is not None else False
    except Exception as error:
        if explained(error) is None:
            raise


def show_message(book: xlwings.Book, text: str, title: str) -> None:
    """Show a message box in the workbook's program without waiting for it; on Linux alone, where any thread may call."""
    if sys.platform.startswith("linux"):
        threading.Thread(target=_alert, args=(book, text, title), daemon=True).start()


def _alert(book: xlwings.Book, text: str, title: str) -> None:
    try:
        book.app.alert(text, title=title)
    except Exception as error:
        # The program was closed while the box was open.
        if explained(error) is None:
            raise


def open_folder(folder: Path) -> None:
    """Open a folder in the file manager. Raise HostError where the system has none."""
    if sys.platform == "win32":
        import os

        os.startfile(folder)
        return
    program = "open" if sys.platform == "darwin" else "xdg-open"
    try:
        started = subprocess.Popen(
            [program, str(folder)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise HostError(f"打不开文件夹“{folder}”：系统里没有 {program}。", "请自己在文件管理器里打开它。") from error
    # Some file managers stay in front for as long as the folder is looked at.
    threading.Thread(target=_reap, args=(started,), daemon=True).start()


def _reap(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        process.wait()
