"""A click on 校验 in a real Calc with the helper resident, against starting Python for each click as RunPython would.

    PYTHONPATH=tests python benchmarks/clicks.py [CLICKS]

The mouse clicks (xdotool, Xvfb) on the shipped workbook, first with its 25 tasks (there on the add-in's toolbar too, and once on each other button of a round), then with 1,000. Measured from the click: until
the macro has left its request (the status bar says so then), and until the new result stands on 操作台. The peer is a process
that imports xlwings and runs `xlplan validate` on the same file: it does not even write a sheet. Needs LibreOffice, Xvfb, xdotool.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import running
import tables
from support import screen
from support.screen import Calc, wait_for

from scripts.as_user import search_path
from xlplan.actions.book import open_book
from xlplan.actions.demo import ROUND, send_in
from xlplan.ledger.store import Ledger
from xlplan.terms.sheets import HEADING_ROW, NAME_LAST_RESULTS, PLAN

PEER = "import sys, xlwings; from xlplan.cli import command_line; command_line(sys.argv[1:])"
LONGEST = 60.0
ROUND_OF_CLICKS = ("拆分下发", "合并回收", "生成汇总", "催报", "督办单", "代录", "办结销号", "年度台账", "撤销上一步")


def result(calc: Calc, caption: str) -> Any:
    """Return what 操作台 says of the last press of a button."""
    area = calc.document.NamedRanges.getByName(NAME_LAST_RESULTS).getReferredCells()
    return next(row[1:] for row in area.getDataArray() if row[0] == caption)


def until(done: Callable[[], bool]) -> float:
    """Return the seconds until `done` returns True."""
    start = time.perf_counter()
    while not done():
        if time.perf_counter() - start > LONGEST:
            raise SystemExit("the click was not answered")
        time.sleep(0.002)
    return time.perf_counter() - start


def click(display: screen.Screen, calc: Calc, caption: str = "校验", *, toolbar: bool = False) -> tuple[float, float]:
    """Return the seconds from the click until the request, and until the result."""
    place = (calc.tools() if toolbar else calc.buttons())[caption]
    time.sleep(0.5)
    folder = display.requests
    files = set(folder.iterdir())
    before = result(calc, caption)
    start = time.perf_counter()
    display.click(*place)
    until(lambda: set(folder.iterdir()) != files)
    asked = time.perf_counter() - start
    until(lambda: result(calc, caption) != before)
    took = time.perf_counter() - start
    # The time of a result is shown to the second, and the next one has to differ.
    time.sleep(2.0)
    return asked, took


def fill(calc: Calc, tasks: int) -> None:
    """Put this many tasks into the open workbook."""
    sheet = calc.document.Sheets.getByName(PLAN)
    area = sheet.getCellRangeByPosition(0, HEADING_ROW, len(tables.FIELDS) - 1, HEADING_ROW + tasks - 1)
    area.merge(False)
    names = tables.shipped_plan().registry.departments
    real = [department.name for department in names if not department.is_group]
    rows = []
    for number, row in enumerate(tables.task_rows(tasks, len(real))):
        known = (real[number % len(real)], real[(number + 1) % len(real)])
        rows.append((*row[:3], *known, *row[5:]))
    area.setDataArray(tuple(rows))


def apart(book: Path) -> float:
    """Return the seconds of one process that is started for one click."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", PEER, "validate", str(book)], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode > 1:
        raise SystemExit(done.stderr.decode())
    return time.perf_counter() - start


def measure_toolbar(display: screen.Screen, calc: Calc, clicks: int) -> running.Row:
    """Measure clicks on the add-in's toolbar, in the same Calc."""
    click(display, calc, toolbar=True)
    both = [click(display, calc, toolbar=True) for _ in range(clicks)]
    asked, took = (statistics.median(each) for each in zip(*both, strict=True))
    print(f"{'25 tasks, toolbar':<34}{asked:10.2f}{took:9.2f}", flush=True)
    return running.Row(
        f"click on 校验 on Calc's toolbar, 25 tasks, to its result (to the first sign {asked:.2f} s)", took, None, {}
    )


def measure_buttons(display: screen.Screen, calc: Calc, book: Path) -> list[running.Row]:
    """Measure one click on each button that has a result on 操作台, in the order of a round in which all departments answer."""
    rows = []
    for caption in ROUND_OF_CLICKS:
        if caption == "合并回收":
            workspace = open_book(book).workspace
            with Ledger(workspace.ledger_path) as ledger:
                for each in ledger.sent(ROUND).values():
                    send_in(workspace, each, workspace.returned_folder(ROUND))
        asked, took = click(display, calc, caption)
        print(f"{f'25 tasks, {caption}':<34}{asked:10.2f}{took:9.2f}", flush=True)
        action = f"click on {caption} in Calc, 25 tasks, to its result (to the first sign {asked:.2f} s)"
        rows.append(running.Row(action, took, None, {}))
    return rows


def measure(clicks: int = 7) -> list[running.Row]:
    """Measure the clicks and print the table."""
    rows = []
    # `install` puts the add-in into Calc.
    os.environ["PATH"] = search_path()
    with tempfile.TemporaryDirectory() as name, screen.open_screen(Path(name) / "home") as display:
        folder = Path(name)
        (folder / "重点工作").mkdir()
        book = Path(shutil.copy(tables.SHIPPED, folder / "重点工作" / "分工表.xlsm"))
        large = tables.write_table(folder / "千项.xlsx", 1000, 50)
        screen.make_profile(display)
        log = folder / "log.txt"
        installing = display.start(sys.executable, "-m", "xlplan", "install", str(book), log=log)
        if installing.wait(screen.START):
            raise SystemExit(log.read_text("utf-8"))
        helper = display.start(sys.executable, "-m", "xlplan", "helper", "--minimized", log=folder / "helper.txt")
        try:
            wait_for(lambda: display.requests.is_dir(), "the helper")
            with screen.open_calc(display, book) as calc:
                print(f"{'median seconds':<34}{'feedback':>10}{'result':>9}{'python per click':>18}{'ratio':>8}")
                for tasks, file in ((25, book), (1000, large)):
                    if tasks > 25:
                        fill(calc, tasks)
                    click(display, calc)
                    apart(file)
                    pairs = [(click(display, calc), apart(file)) for _ in range(clicks)]
                    asked = statistics.median(each[0] for each, _ in pairs)
                    took = statistics.median(each[1] for each, _ in pairs)
                    peer = statistics.median(seconds for _, seconds in pairs)
                    print(f"{f'{tasks:,} tasks':<34}{asked:10.2f}{took:9.2f}{peer:18.2f}{took / peer:8.2f}", flush=True)
                    action = f"click on 校验 in Calc, {tasks:,} tasks, to its result (to the first sign {asked:.2f} s)"
                    rows.append(
                        running.Row(action, took, None, {"a Python started for each click": running.Ratio(peer / took)})
                    )
                    if tasks == 25:
                        rows.append(measure_toolbar(display, calc, clicks))
                        rows += measure_buttons(display, calc, book)
        finally:
            screen.end(helper)
    return rows


if __name__ == "__main__":
    measure(*map(int, sys.argv[1:2]))
