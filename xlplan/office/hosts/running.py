"""The spreadsheet programs that run on this computer: in Windows and macOS Excel, on Linux Calc. Each is asked apart from the others."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from xlplan.office.hosts.host_errors import explained, is_busy

if TYPE_CHECKING:
    import xlwings

T = TypeVar("T")

_log: Final = logging.getLogger("xlplan.helper")


class AskedPrograms:
    """One look at all programs: what is wrong with one of them, or with a workbook, stays with it."""

    def __init__(self) -> None:
        self.busy = False
        self._wps = False
        self._silent = 0

    def answers(self, ask: Callable[[xlwings.App], T]) -> Iterator[tuple[T, str]]:
        """Yield what each program answers, and its name."""
        import xlwings

        for number, find in running_programs():
            try:
                impl, program = find()
                if sys.platform == "win32" and names_wps(str(impl.api.Name), str(impl.api.Path)):
                    # WPS takes Excel's place in COM, and the same class for its windows.
                    self._wps = True
                    continue
                answer = ask(xlwings.App(impl=impl))
            except Exception as error:
                self.note(error, f"program {number}")
                self._silent += explained(error) is None
                continue
            yield answer, program

    def suiting(self, wanted: Callable[[xlwings.Book], bool]) -> Iterator[tuple[xlwings.Book, str]]:
        """Yield the open workbooks that are wanted, and their program's name."""
        for books, program in self.answers(lambda app: list(app.books)):
            for book in books:
                try:
                    suits = wanted(book)
                except Exception as error:
                    # While it is being opened or closed, a workbook of somebody else's answers with anything at all.
                    self.note(error, "a workbook")
                    continue
                if suits:
                    yield book, program

    def note(self, error: Exception, what: str) -> None:
        """Note what a program or a workbook answered that is passed over."""
        self.busy = self.busy or is_busy(error)
        _log.info("%s was passed over: %r", what, error)

    def says(self) -> str:
        """Return what else a user has to know who does not find a workbook."""
        told = ""
        if self._silent:
            told += "有的 Excel 窗口不回答：可能是受保护的视图（请点“启用编辑”），或是以管理员身份打开的。"
        if self._wps:
            told += "WPS 正开着：按钮不能在 WPS 里直接用，请在助手窗口里选择文件来做，或改用 Excel 打开。"
        return told


def running_programs() -> Iterator[tuple[int, Callable[[], tuple[Any, str]]]]:
    """Yield each running program's number, and what asks for it: one that cannot be asked must not hide the others."""
    if sys.platform.startswith("linux"):
        from xlplan.office import libreoffice

        libreoffice.register()
        for app in libreoffice.listen():
            yield app.pid, partial(_calc, app)
        return
    import xlwings

    running = xlwings.apps.keys()
    for pid in running:
        yield pid, partial(_excel, pid)


def _calc(app: Any) -> tuple[Any, str]:
    return app, "LibreOffice Calc"


def _excel(pid: int) -> tuple[Any, str]:
    import xlwings

    return xlwings.apps[pid].impl, "Microsoft Excel"


def names_wps(name: str, path: str) -> bool:
    """Return True if a program's own name and folder are those of WPS Spreadsheets rather than Excel's."""
    parts = path.replace("\\", "/").casefold().split("/")
    return "wps" in name.casefold() or any(part.startswith(("wps", "kingsoft")) for part in parts)
