"""A workbook's first page by an Excel that nobody sees: in a process of its own, which has an end whatever Excel does.

The Excel is this process's alone, so nothing of the user's is ended with it: no file that the user opens meanwhile goes into it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Final

PAGE_SECONDS: Final = 60.0
"""How long it may take; a box that Excel opens (activation, recovery) is seen by nobody and would wait for ever."""
_NO_MACROS: Final = 3  # msoAutomationSecurityForceDisable
_PDF: Final = 0  # xlTypePDF


def make_page(report: Path, page: Path, seconds: float = PAGE_SECONDS) -> None:
    """Write the first page of a workbook's first sheet as PDF; write nothing where Excel does not do it in time."""
    command = [sys.executable, "-P", "-m", "xlplan.office.hosts.excel_page", str(report), str(page)]
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="ascii",
        creationflags=hidden,
    )  # fmt: skip
    late = threading.Timer(seconds, process.kill)
    late.start()
    try:
        assert process.stdout
        # The number of its Excel comes first; once it has ended Excel itself, "ended".
        said = process.stdout.read().split()
    finally:
        late.cancel()
        process.wait()
    if said and said[-1] != "ended":
        _end(int(said[0]))


def _end(number: int) -> None:
    with contextlib.suppress(OSError):
        os.kill(number, signal.SIGTERM)


def export_page(excel: Any, report: str, page: str) -> None:
    """Let a fresh Excel write the page; it runs no macro, opens no link, and takes no file from others."""
    excel.Visible = False
    excel.DisplayAlerts = False
    excel.IgnoreRemoteRequests = True
    excel.AutomationSecurity = _NO_MACROS
    book = excel.Workbooks.Open(report, 0, True)
    # Type, Filename, Quality, IncludeDocProperties, IgnorePrintAreas, From, To, OpenAfterPublish
    book.Worksheets(1).ExportAsFixedFormat(_PDF, page, 0, True, False, 1, 1, False)
    book.Close(False)


def print_page(report: str, page: str) -> None:
    """Start an Excel, tell its process's number, let it write, and end it."""
    if sys.platform == "win32":
        import pythoncom
        import win32process
        from win32com.client import DispatchEx

        from xlplan.office.hosts.running import names_wps

        pythoncom.CoInitialize()
        excel = DispatchEx("Excel.Application")
        print(win32process.GetWindowThreadProcessId(excel.Hwnd)[1], flush=True)
        try:
            # WPS answers in Excel's name, and what it prints is not known.
            if not names_wps(str(excel.Name), str(excel.Path)):
                export_page(excel, report, page)
        finally:
            # Left on, Excel would keep it for the user.
            excel.IgnoreRemoteRequests = False
            excel.Quit()
            print("ended", flush=True)


if __name__ == "__main__":
    print_page(*sys.argv[1:])
