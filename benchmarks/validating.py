"""校验 against the checks that a colleague's pandas script does on the same table, and against reading it alone.

    python benchmarks/validating.py [RUNS]

10,000 tasks, 500 departments, all in order. `xlplan validate` applies every rule and writes 校验结果.xlsx; the script looks for
empty cells, double numbers and departments that are not on the list, and prints them. The floor is calamine reading the sheets. Then
xlplan alone with 1,000, 10,000 and 100,000 tasks.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import running
import tables

TASKS, DEPARTMENTS = 10_000, 500
SIZES = (1_000, 10_000, 100_000)
PEERS = Path(__file__).with_name("peers.py")


def xlplan(table: Path) -> Callable[[], running.Run]:
    """Return the check of the table, which exits with 1 if the shipped texts have findings."""

    def once() -> running.Run:
        command = [sys.executable, "-m", "xlplan", "validate", table]
        return running.run(command, table.parent / "log.txt", expected=(0, 1))

    return once


def peer(name: str, table: Path) -> Callable[[], running.Run]:
    """Return a script of benchmarks/peers.py."""
    return lambda: running.run([sys.executable, PEERS, name, table], table.parent / "log.txt")


def measure(
    runs: int = 5, tasks: int = TASKS, departments: int = DEPARTMENTS, sizes: Sequence[int] = SIZES
) -> list[running.Row]:
    """Measure and print both tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = tables.write_table(folder / "分工表.xlsx", tasks, departments)
        times = running.in_turn(
            runs,
            {
                "xlplan validate": xlplan(table),
                "reading alone": peer("read-table", table),
                "pandas": peer("check-pandas", table),
            },
        )
        print(running.table(times, "xlplan validate", f"{tasks:,} tasks, {departments} departments"))
        print()
        grown = {}
        for size in sizes:
            larger = tables.write_table(folder / f"{size}.xlsx", size, size // 20)
            grown[f"{size:,} tasks"] = running.in_turn(max(1, runs // 2), {"": xlplan(larger)})[""]
        print(running.table(grown, next(iter(grown)), "xlplan validate"))
    action = f"validate, {tasks:,} tasks, {departments} departments"
    return [running.row(action, times, "xlplan validate", "reading alone", running.growth([*grown.values()]))]


if __name__ == "__main__":
    measure(*map(int, sys.argv[1:2]))
