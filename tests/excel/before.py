"""Show on an old checkout what the stand-in's ways did to it: python -m scripts.windows.run -m excel.before CHECKOUT.

For commit 9918e35, whose modules had other names. What it printed is in tests/excel/before.txt; its lines are numbered as
the list of faults of that commit.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from excel.conftest import ENDS, StandIn, running

PATIENCE = 10.0
"""Seconds after which a call counts as one that does not come back."""
TABLE = "分工表"


def tried(act: Callable[[], Any], patience: float = PATIENCE) -> str:
    """Return what comes of it: a value, an error, or nothing for all of `patience`."""
    found: list[str] = []

    def work() -> None:
        import pythoncom

        pythoncom.CoInitialize()
        try:
            found.append(repr(act()))
        except Exception as error:
            found.append(f"{type(error).__name__}: {error}")

    thread = threading.Thread(target=work, daemon=True)
    begun = time.monotonic()
    thread.start()
    thread.join(patience)
    return found[0] if found else f"no answer after {time.monotonic() - begun:.0f} s"


def ended(checkout: str) -> str:
    prepare = f"sys.path.insert(0, {checkout!r}); from xlplan.office import hosts"
    command = [sys.executable, "-c", ENDS.format(prepare=prepare)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace")
    return " ".join(done.stdout.split())


def main(checkout: str) -> None:
    """Print a line for each way."""
    sys.path.insert(0, checkout)
    import xlwings

    from xlplan.office import cells, hosts, live, sheets

    folder = Path(tempfile.mkdtemp())

    def fresh(excel: StandIn) -> None:
        excel.tell("close_all")
        (folder / "表.xlsm").touch()
        excel.tell("make", str(folder / "表.xlsm"), "操作台", TABLE)

    def sheet() -> Any:
        return xlwings.apps.active.books[0].sheets[TABLE]

    def say(what: str, act: Callable[[], Any], patience: float = PATIENCE) -> None:
        print(f"{what}: {tried(act, patience)}", flush=True)

    with running("excel") as excel:
        fresh(excel)
        excel.tell("sheet", TABLE, filter=[6, 7])

        def numbers() -> Any:
            cells.fill_numbers(sheet(), 1, {5: "1.1", 6: "1.2", 7: "1.3", 8: "1.4"})
            return sheet().range("A5:A8").value

        say("1 numbers 1.1 to 1.4 into rows 5 to 8, of which a filter hides 6 and 7", numbers)
        for number, what, value, code in (
            ("3", "a currency cell", 0.5, '"¥"#,##0.00'),
            ("4", "20230630 formatted as a date", 20230630.0, "yyyy-mm-dd"),
            ("13", "#SPILL!", {"error": 2045}, "General"),
            ("16", "8:30 formatted as a time", 8.5 / 24, "h:mm"),
        ):
            fresh(excel)
            excel.tell("cell", TABLE, 1, 1, value, format=code)
            excel.tell("cell", TABLE, 2, 1, "甲")
            say(f"{number} {what} is read", lambda: live.read_sheet({TABLE: sheet()}, TABLE).at(0, 0))
        fresh(excel)
        excel.tell("cell", TABLE, 1, 1, "2023年第二季度", formula="=设置!B2")

        def asked_for_a_lock() -> Any:
            cells.require_unlocked(sheet(), 1, 1)
            return sheet().range("A1").formula

        say("15 a cell with a formula, once it was asked whether it is locked", asked_for_a_lock)

        def status() -> Any:
            book = xlwings.apps.active.books[0]
            hosts.show_status(book, "长" * 500)
            return len(book.app.status_bar)

        say("25 characters that are put into the status bar, of 500", status)
        fresh(excel)
        excel.tell("lose", "xlplan_nonce")
        say("14 a name that lost its cell", lambda: sheets._named(xlwings.apps.active.books[0], "xlplan_nonce"))
        fresh(excel)
        excel.tell("book", address="https://d.docs.live.net/abc/表.xlsm")
        say("7 the list of open workbooks, one of OneDrive among them", hosts.list_opened)
        fresh(excel)
        with running("silent"):
            say("6 the list of open workbooks beside a window that does not answer", hosts.list_opened)
        with running("protected"):
            say("2 what a program that ends would run, beside an Excel in Protected View", lambda: ended(checkout), 60)
        for kind in ("dialogue", "modal", "editing"):
            excel.tell("busy", kind, 600)
            say(f"5 the list of open workbooks, {kind}", hosts.list_opened)
            excel.tell("busy", kind, 0)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
