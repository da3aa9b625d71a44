"""拆分下发 against a plain pandas script, an openpyxl script and the floor, on the same table in the same run.

    python benchmarks/splitting.py [RUNS]

10,000 tasks, 500 departments. Every contestant is a process of its own, measured from its start to its end; `xlplan split` does
all that it does in an office: read, plan, divide, fill, sign, hash, write, archive, ledger. Then xlplan alone with 1,000, 10,000
and 100,000 tasks, 40 rows for each department.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import running
import tables

from xlplan.actions.book import open_book
from xlplan.handout.signature import Identity
from xlplan.handout.split import divide
from xlplan.schedule.rounds import read_round

TASKS, DEPARTMENTS = 10_000, 500
SIZES = (1_000, 10_000, 100_000)
PEERS = Path(__file__).with_name("peers.py")


def divide_for_floor(table: Path) -> None:
    """Write the values of all cells of all departments into a JSON beside the table."""
    plan = open_book(table).plan(datetime(2023, 6, 1).date())
    sheets = divide(plan, read_round(tables.ROUND), None).sheets
    filled = {}
    for sheet in sheets:
        rows = [[r.task, r.project, r.content, r.role.label, r.schedule, str(r.due)] for r in sheet.rows]
        prints = {row.task: row.fingerprint for row in sheet.rows}
        hidden = Identity("0" * 32, sheet.round, 1, sheet.department, prints).rows(b"key")
        filled[sheet.department] = [rows, hidden]
    table.with_suffix(".json").write_text(json.dumps(filled, ensure_ascii=False), "utf-8")


def xlplan(table: Path) -> Callable[[], running.Run]:
    """Return a first split into a fresh folder, to be measured."""

    def once() -> running.Run:
        folder = Path(tempfile.mkdtemp(dir=table.parent))
        try:
            book = Path(shutil.copy(table, folder))
            return running.run(
                [sys.executable, "-m", "xlplan", "split", book, "--round", tables.ROUND, "--due", tables.DUE],
                table.parent / "log.txt",
            )
        finally:
            shutil.rmtree(folder)

    return once


def peer(name: str, table: Path) -> Callable[[], running.Run]:
    """Return a script of benchmarks/peers.py that writes into an empty folder."""

    def once() -> running.Run:
        folder = Path(tempfile.mkdtemp(dir=table.parent))
        try:
            return running.run([sys.executable, PEERS, name, table, folder], table.parent / "log.txt")
        finally:
            shutil.rmtree(folder)

    return once


def measure(
    runs: int = 5, tasks: int = TASKS, departments: int = DEPARTMENTS, sizes: Sequence[int] = SIZES
) -> list[running.Row]:
    """Measure and print both tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = tables.write_table(folder / "分工表.xlsx", tasks, departments)
        divide_for_floor(table)
        contestants = {"xlplan split": xlplan(table)} | {
            script: peer(script, table) for script in ("floor", "pandas", "openpyxl")
        }
        times = running.in_turn(runs, contestants)
        print(running.table(times, "xlplan split", f"{tasks:,} tasks, {departments} departments"))
        print()
        grown = {}
        for size in sizes:
            larger = tables.write_table(folder / f"{size}.xlsx", size, size // 20)
            repetitions = runs if size < sizes[-1] else max(1, runs // 3)
            label = f"{size:,} tasks, {size // 20:,} departments"
            grown[label] = running.in_turn(repetitions, {"": xlplan(larger)})[""]
        print(running.table(grown, next(iter(grown)), "xlplan split"))
    action = f"split, {tasks:,} tasks for {departments} departments"
    return [running.row(action, times, "xlplan split", "floor", running.growth([*grown.values()]))]


if __name__ == "__main__":
    measure(*map(int, sys.argv[1:2]))
