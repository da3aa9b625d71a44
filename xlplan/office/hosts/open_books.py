"""Finding an open workbook: in Excel through xlwings' own engines, in LibreOffice Calc (Linux) through the engine here.

Calls into the programs belong to one thread: on Windows, COM objects may not be used in another.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from xlplan.files.look.file_names import readable, visible
from xlplan.files.look.there import file_there
from xlplan.files.store.user_data import data_folder
from xlplan.files.store.workspace import holder
from xlplan.files.store.writing import make_folder
from xlplan.office.hosts import com_gate
from xlplan.office.hosts.host_errors import BusyError, HostError, explained, is_busy
from xlplan.office.hosts.marks import is_marked, nonce_in_cell, unmark
from xlplan.office.hosts.running import AskedPrograms
from xlplan.terms.records import record

if TYPE_CHECKING:
    import xlwings

_TABLES: Final = frozenset({".xlsx", ".xlsm", ".ods"})
_STATUS_BAR: Final = 200
"""Characters of a status bar: Excel's takes 255 at most."""

_PATIENCE: Final = 4.0
"""Seconds to look for a workbook while its program still ends the macro."""


@record(frozen=True)
class Opened:
    """An open workbook that a button may be pressed for."""

    name: str
    fullname: str
    program: str


def start_thread() -> None:
    """Prepare a thread for the functions here. Call it once in the thread, before any of them."""
    if sys.platform == "win32":
        import pythoncom  # comes with xlwings there

        pythoncom.CoInitialize()
    com_gate.prepare()


def find_requested(
    nonce: str, named: str = "", later: Collection[str] = (), patience: float = _PATIENCE
) -> xlwings.Book:
    """Return the open workbook that a request means, and take its hidden name away. Raise HostError if there is none, or several.

    It is the one that holds the nonce, or one of `later`: those of presses after it, which were not taken. An add-in cannot set it
    in a workbook whose structure is protected: then it is the only one of the full name that the request says.
    """

    def otherwise(book: xlwings.Book) -> bool:
        return any(is_marked(book, each) for each in tuple(later)) or (bool(named) and full_name(book) == named)

    of_name = f"“{PureWindowsPath(named).name}”" if named else ""
    book = _find(
        lambda book: is_marked(book, nonce),
        patience,
        f"没有找到点按钮的那份工作簿{of_name}。它可能刚刚关闭，或者表格软件正忙（正在编辑单元格、有弹出的窗口没有关）。",
        otherwise,
    )
    unmark(book)
    return book


def find_opened(opened: Opened, patience: float = _PATIENCE) -> xlwings.Book:
    """Return the workbook that `list_opened` told of. Raise HostError if it is closed by now."""
    return _find(
        lambda book: full_name(book) == opened.fullname,
        patience,
        f"没有找到“{opened.name}”，它可能已经关闭，或者改了名字。",
    )


def list_opened() -> list[Opened]:
    """List the open workbooks that have the cell xlplan_nonce, in all programs that answer; where none has, all that are saved.

    A file that the program made is none of them. Raise BusyError if there are none and a program is busy: nothing is waited
    for here.
    """
    asked = AskedPrograms()
    own: list[Opened] = []
    others: list[Opened] = []
    with com_gate.patient(0):
        for book, program in asked.suiting(lambda _: True):
            each = Opened(str(book.name), full_name(book), program)
            try:
                if nonce_in_cell(book) is not None:
                    own.append(each)
                elif _may_hold_a_table(each):
                    others.append(each)
            except Exception as error:
                # While it is being opened or closed, a workbook answers with anything at all.
                asked.note(error, "a workbook")
    found = own or others
    if not found and asked.busy:
        raise BusyError
    return found


def _may_hold_a_table(opened: Opened) -> bool:
    path = Path(opened.fullname)
    return path.suffix.casefold() in _TABLES and file_there(path) and holder(path) is None


def full_name(book: xlwings.Book) -> str:
    """Return a workbook's name with its folder as its program has it: an address of the network stays one."""
    if sys.platform == "win32":
        return str(book.api.FullName)
    import xlwings

    try:
        return str(book.fullname)
    except xlwings.XlwingsError:
        # It looks for the place of a network address on this computer, and does not find it.
        return f"https://{book.name}"


def _find(
    wanted: Callable[[xlwings.Book], bool],
    patience: float,
    absent: str,
    otherwise: Callable[[xlwings.Book], bool] | None = None,
) -> xlwings.Book:
    """Find the one workbook that is wanted; where no program has it and none is busy, the one that fits `otherwise`."""
    begun = time.monotonic()
    while True:
        asked = AskedPrograms()
        with com_gate.patient(0):
            books = [book for book, _ in asked.suiting(wanted)]
            if not books and not asked.busy and otherwise:
                books = [book for book, _ in asked.suiting(otherwise)]
        if len(books) == 1:
            return books[0]
        if books:
            names = "、".join(f"“{full_name(book)}”" for book in books)
            raise HostError(f"有几份工作簿分不清是哪一份：{names}。", "请只留一份打开着，再点一次按钮。")
        waited = time.monotonic() - begun
        if asked.busy and waited < max(patience, com_gate.usual_wait()):
            com_gate.tell_waiting(waited)
        elif asked.busy:
            raise BusyError
        elif waited >= patience:
            raise HostError(absent + asked.says(), "请确认工作簿开着、没有弹出的窗口，再点一次按钮。")
        time.sleep(0.1)


def show_status(book: xlwings.Book, text: str | None) -> bool:
    """Put a text into the status bar of the workbook's program; None gives the bar back.

    Return False where the program is busy: it is not waited for. A closed program is no error.
    """

    def show() -> None:
        book.app.status_bar = text[:_STATUS_BAR] if text is not None else False

    return _asked(show)


def _asked(ask: Callable[[], object]) -> bool:
    """Ask something of a program without waiting; return False where it is busy. A closed program is no error."""
    try:
        with com_gate.patient(0):
            ask()
    except Exception as error:
        if explained(error) is None:
            raise
        return not is_busy(error)
    return True


def give_back(book: xlwings.Book) -> bool:
    """Give the program of a workbook its status bar back, and let it paint; one that was busy as a button gave up may not.

    Return False where the program is busy: it is not waited for. A closed program is no error.
    """
    return show_status(book, None) and _asked(lambda: _paint(book.app))


def paint_again() -> bool:
    """Let every Excel paint: a helper that was ended while it wrote had stopped it. Return False where one is busy.

    Calc is given free by the next button: to look for it takes longer than to write.
    """
    if sys.platform != "win32":
        return True
    asked = AskedPrograms()
    with com_gate.patient(0):
        for _ in asked.answers(_paint):
            pass
    return not asked.busy


def _paint(app: xlwings.App) -> None:
    if not app.screen_updating:
        app.screen_updating = True


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


def open_path(path: Path) -> None:
    """Open a folder in the file manager, a file with the system's program for it. Raise HostError where the system has none."""
    if sys.platform == "win32":
        import os

        try:
            os.startfile(path)
        except OSError as error:
            why = "系统里没有能打开它的程序，或者不让打开"
            raise HostError(
                f"打不开“{visible(readable(str(path)))}”：{why}。", "请自己在文件管理器里打开它。"
            ) from error
        return
    program = "open" if sys.platform == "darwin" else "xdg-open"
    try:
        started = subprocess.Popen(
            [program, str(path)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise HostError(
            f"打不开“{visible(readable(str(path)))}”：系统里没有 {program}。", "请自己在文件管理器里打开它。"
        ) from error
    # Some file managers stay in front for as long as the folder is looked at.
    threading.Thread(target=_reap, args=(started,), daemon=True).start()


def open_page(page: Path, part: str) -> None:
    """Open an HTML file in the browser at a part of it, "" for its beginning. Raise HostError where the system has none."""
    if not part:
        return open_path(page)
    # The systems' own ways of opening a file lose the part: a page of one line leads on to it.
    address = f"{page.resolve().as_uri()}#{quote(part)}"
    folder = data_folder()
    make_folder(folder)
    leading = folder / f"{page.stem}.html"
    leading.write_text(
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={address}">', "utf-8"
    )
    return open_path(leading)


def _reap(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        process.wait()
