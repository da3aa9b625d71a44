"""The stand-in as a process: windows as Excel has them, behind which xlwings finds it, and orders line by line on standard input."""

from __future__ import annotations

import ctypes
import json
import os
import queue
import re
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pythoncom
import win32con
import win32event
import win32gui

from excel.stand_in import serving
from excel.stand_in.files import ERROR, Cell
from excel.stand_in.model import Application, Worksheet
from excel.stand_in.serving import IGNORED, REJECTED, RETRY_LATER, Served, as_com

_GET_OBJECT, _NATIVE = 0x3D, -16


class _Window(Served):
    """What a window of a workbook says of itself."""

    def __init__(self, app: Application) -> None:
        self.Application = app


class StandIn:
    """One Excel, and what it is told to do."""

    def __init__(self, kind: str) -> None:
        self._silent = kind == "silent"
        wps = ("WPS Spreadsheets", r"C:\Program Files\Kingsoft\WPS Office\office6")
        self.app = Application(*wps) if kind == "wps" else Application()
        self._window = as_com(_Window(self.app))
        self._address = int(re.search("with obj at (0x[0-9A-Fa-f]+)", repr(self._window))[1], 16)  # type: ignore[index]
        self._busy, self._seconds, self._until, self._after = 0, 0.0, 0.0, 0
        self._ends = 0
        serving.REFUSAL.append(self._refusal)
        self._oleacc = ctypes.OleDLL("oleacc")
        self._oleacc.LresultFromObject.restype = ctypes.c_ssize_t
        self._iid = (ctypes.c_byte * 16)()
        ctypes.oledll.ole32.CLSIDFromString("{00020400-0000-0000-C000-000000000046}", self._iid)
        names = ["XLMAIN", "XLDESK", *(["EXCEL7"] if kind != "protected" else [])]
        above = 0
        for name in names:
            made = win32gui.WNDCLASS()
            made.lpszClassName, made.lpfnWndProc = name, self._answer
            style = win32con.WS_CHILD if above else win32con.WS_OVERLAPPEDWINDOW
            above = win32gui.CreateWindow(win32gui.RegisterClass(made), name, style, 0, 0, 200, 100, above, 0, 0, None)
            self.app.Hwnd = self.app.Hwnd or above
        win32gui.ShowWindow(self.app.Hwnd, win32con.SW_SHOWNA)

    def _answer(self, window: int, message: int, first: int, second: int) -> int:
        if message == _GET_OBJECT and second & 0xFFFFFFFF == _NATIVE & 0xFFFFFFFF and not self._silent:
            return int(
                self._oleacc.LresultFromObject(
                    self._iid, ctypes.c_size_t(first & 0xFFFFFFFF), ctypes.c_void_p(self._address)
                )
            )
        return int(win32gui.DefWindowProc(window, message, first, second))

    def _refusal(self) -> int:
        if self._ends:
            self._ends -= 1
            if not self._ends:
                os._exit(0)
        if not self._busy:
            return 0
        self._after -= 1
        if self._after >= 0:
            return 0
        self._until = self._until or time.monotonic() + self._seconds
        return self._busy if time.monotonic() < self._until else 0

    # -- orders ---------------------------------------------------------------------------------------------------

    def open(self, path: str) -> None:
        self.app.Workbooks.Open(path)

    def make(self, path: str, *sheets: str) -> None:
        """Open a workbook that is in no file: sheets of these names, and the cell by which buttons find it."""
        made = self.app.Workbooks.Add()
        made.path = Path(path)
        made.sheets = [Worksheet(made, name) for name in sheets]
        made.ActiveSheet = made.sheets[0]
        made.Names.Add("xlplan_nonce", f"={sheets[0]}!$A$1")
        made.Saved = True

    def mark(self, name: str, nonce: str) -> None:
        """Do what the add-in's macro does to the workbook in front: a hidden name, and the saved state as it was."""
        book = self.app.ActiveWorkbook
        assert book
        saved = book.Saved
        book.Names.Add(name, f'="{nonce}"', False)
        book.Saved = saved

    def front(self, path: str) -> None:
        """Bring a workbook to the front."""
        self.app.ActiveWorkbook = next(book for book in self.app.books if str(book.path) == path)

    def close_all(self) -> None:
        while self.app.books:
            self.app.books[0].Close()

    def busy(self, kind: str, seconds: float, after: int = 0) -> None:
        """Refuse every call for some seconds, which begin when so many calls have been answered."""
        self._busy = {"editing": IGNORED, "dialogue": REJECTED, "modal": RETRY_LATER}[kind]
        self._seconds, self._after, self._until = seconds, after, 0.0

    def program(self, **values: Any) -> None:
        vars(self.app).update(values)

    def ends(self, after: int) -> None:
        """Be closed by the user when so many more calls were begun."""
        self._ends = after

    def sheet(self, name: str, **values: Any) -> None:
        """Change what a sheet of the first workbook is."""
        found = self.app.books[0].Worksheets.Item(name)
        for key, value in values.items():
            setattr(found, key, set(value) if isinstance(value, list) else value)

    def cell(self, name: str, row: int, column: int, value: Any, format: str = "General", formula: str = "") -> None:
        """Put something odd into a cell."""
        found = self.app.books[0].Worksheets.Item(name)
        found.cells[row, column] = Cell(ERROR + value["error"] if isinstance(value, dict) else value, formula)
        found.formats[row, column] = format

    def book(self, **values: Any) -> None:
        vars(self.app.books[0]).update(values)

    def lose(self, name: str) -> None:
        """Let a name lose its cells."""
        self.app.books[0].Names.Item(name).RefersTo = "=#REF!"

    def end(self) -> None:
        raise SystemExit


def main(kind: str) -> None:
    """Serve until `end`, or the end of the orders."""
    pythoncom.CoInitialize()
    excel = StandIn(kind)
    orders: queue.SimpleQueue[str] = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            orders.put(line)
        orders.put('["end", [], {}]')

    threading.Thread(target=read, daemon=True).start()
    print("ready", flush=True)
    while True:
        win32event.MsgWaitForMultipleObjects([], False, 20, win32event.QS_ALLINPUT)
        pythoncom.PumpWaitingMessages()
        while not orders.empty():
            name, words, more = json.loads(orders.get())
            getattr(excel, name)(*words, **more)
            print("done", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
