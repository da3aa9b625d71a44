"""合并回收 against what a colleague's pandas script does with the same files, and against reading them alone, in the same run.

    PYTHONPATH=tests python benchmarks/merging.py [RUNS] [FILES]...

5,000 returns of 40 rows. Every contestant is a process of its own, measured from its start to its end; `xlplan merge` does all that it
does in an office: look at the container, read in workers, check against what was sent, compare, keep each file, write the ledger.
The pandas script with openpyxl takes minutes: it gets a part of the files, and what each of them took is scaled to all, as its row says.
Then xlplan alone with 500, 5,000 and 20,000 returns, and 1,000 of other kinds: a third with remarks, and as Excel and WPS write them
(`writers`). MB is the largest process, "all MB" the sum of all
processes of a contestant at its highest. Needs pandas and LibreOffice.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import returns
import running
import tables

SIZES = (500, 5_000, 20_000)
OTHERS = 1_000
"""Returns with remarks, and as Excel and WPS write them."""
COMPARED = 5_000
PART = 200
PEERS = Path(__file__).with_name("peers.py")


def merge(book: Path, files: int) -> Callable[[], running.Run]:
    """Return a first merge of a round, to be measured."""

    def once() -> running.Run:
        folder = Path(tempfile.mkdtemp(dir=book.parent.parent))
        try:
            copy = returns.fresh(book, folder / "office")
            command = [sys.executable, "-m", "xlplan", "merge", copy, "--round", tables.ROUND]
            done = running.run(command, folder / "log.txt", expected=(0, 1))
            said = (folder / "log.txt").read_text("utf-8").partition("\n")[0]
            if f"看了 {files} 个文件" not in said or "应报送的部门都已报送" not in (folder / "log.txt").read_text(
                "utf-8"
            ):
                raise SystemExit(f"not all were taken: {said}")
            return done
        finally:
            shutil.rmtree(folder)

    return once


def peer(name: str, folder: Path, files: int, part: int | None = None) -> Callable[[], running.Run]:
    """Return a script of benchmarks/peers.py; with `part`, the time for each of that many files is scaled to all."""

    def started(count: int) -> running.Run:
        return running.run([sys.executable, PEERS, name, folder, str(count)], folder.parent / "log.txt")

    def once() -> running.Run:
        if part is None or part >= files:
            return started(files)
        first, some = started(1), started(part)
        return some.extended(first, (files - 1) / (part - 1))

    return once


def measure(runs: int = 3, sizes: Sequence[int] = SIZES, others: int = OTHERS) -> list[running.Row]:
    """Measure and print the tables."""
    with tempfile.TemporaryDirectory() as name:
        offices = {}
        for size in sizes:
            (Path(name) / str(size)).mkdir()
            offices[size] = returns.make_office(Path(name) / str(size), size)
        files = COMPARED if COMPARED in sizes else sizes[-1]
        book, folder = offices[files]
        reading = "reading alone (calamine, 2 processes)"
        times = running.in_turn(
            runs,
            {
                "xlplan merge": merge(book, files),
                reading: peer("read", folder, files, files),
                "pandas, calamine": peer("concat-calamine", folder, files),
                f"pandas, openpyxl (scaled from {PART} files)": peer("concat-openpyxl", folder, files, PART),
            },
        )
        print(running.table(times, "xlplan merge", f"{files:,} returns × {returns.ROWS} rows"))
        print()
        alone = {
            f"{size:,} returns": times["xlplan merge"]
            if size == files
            else running.in_turn(runs, {"": merge(*office)})[""]
            for size, office in ((size, (offices[size][0], size)) for size in sizes)
        }
        print(running.table(alone, f"{sizes[0]:,} returns", "xlplan merge"))
        # What does not grow with the returns, by the two smallest sizes.
        few, more = sizes[:2]
        mains = [alone[f"{size:,} returns"].main for size in (few, more)]
        fixed = mains[0] - (mains[1] - mains[0]) / (more - few) * few
    each = (times["xlplan merge"].main - fixed) / files * 1000
    action = f"merge, {files:,} returns of {returns.ROWS} rows (main process {each:.1f} ms each)"
    grown = f"{running.growth([*alone.values()])} ({', '.join(f'{size:,}' for size in sizes)})"
    largest = running.row(f"merge, {sizes[-1]:,} returns", {"": [*alone.values()][-1]}, "")
    return [
        running.row(action, times, "xlplan merge", reading, grown),
        largest,
        *(_other(runs, others, how) for how in HOWS),
    ]


HOWS: dict[str, dict[str, Any]] = {
    "a third with remarks": {"remarks": True},
    "as Excel writes them": {"save": returns.by_excel},
    "as WPS writes them": {"save": returns.by_wps},
}


def _other(runs: int, files: int, how: str) -> running.Row:
    """Measure returns of another kind, and print their table."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "office").mkdir()
        book, folder = returns.make_office(Path(name) / "office", files, **HOWS[how])
        times = running.in_turn(
            runs,
            {"xlplan merge": merge(book, files), "pandas, calamine": peer("concat-calamine", folder, files)},
        )
    print()
    print(running.table(times, "xlplan merge", f"{files:,} returns, {how}"))
    return running.row(f"merge, {files:,} returns, {how}", times, "xlplan merge")


if __name__ == "__main__":
    counts = [int(each) for each in sys.argv[1:]]
    measure(*counts[:1], *[counts[1:]] * bool(counts[1:]))
