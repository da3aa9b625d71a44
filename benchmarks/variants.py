"""合并回收 of one ZIP file with many differing files of one department, beside reading them alone.

    PYTHONPATH=tests python benchmarks/variants.py [RUNS] [FILES]

A careless or hostile ZIP file must not stop a round: each file may cost what it is, not what it is beside all others. Three cells of
each of 200 files differ from those of the others.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import running
import tables
from support.office import Filled, Office

PEERS = Path(__file__).with_name("peers.py")
CELLS = (("1.1", "progress"), ("1.2", "problems"), ("1.4", "next"))


def make_office(folder: Path, files: int) -> tuple[Path, Path]:
    """Return a workbook that was handed out, with such a ZIP file among its returns, and a folder with the same files."""
    works = Office.small(folder)
    works.do("split")
    filled = Filled.open(works.sheet_of("教育科"))
    filled.complete()
    alone = folder / "alone"
    alone.mkdir()
    with zipfile.ZipFile(works.returned / "教育科.zip", "w") as package:
        for number in range(files):
            for task, name in CELLS:
                filled.cell(task, name).value = f"第{number}稿"
            file = io.BytesIO()
            filled.book.save(file)
            package.writestr(f"{number}.xlsx", file.getvalue())
            (alone / f"{number}.xlsx").write_bytes(file.getvalue())
    return works.book, alone


def merge(book: Path) -> Callable[[], running.Run]:
    """Return a first merge of the round, to be measured."""

    def once() -> running.Run:
        with tempfile.TemporaryDirectory() as name:
            shutil.copytree(book.parent, Path(name) / "office")
            copy = Path(name) / "office" / book.name
            command = [sys.executable, "-m", "xlplan", "merge", copy, "--round", tables.ROUND]
            return running.run(command, Path(name) / "log.txt", expected=(0, 1))

    return once


def measure(runs: int = 3, files: int = 200) -> list[running.Row]:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "office").mkdir()
        book, alone = make_office(Path(name) / "office", files)
        times = running.in_turn(
            runs,
            {
                "xlplan merge": merge(book),
                "pandas, calamine": lambda: running.run(
                    [sys.executable, PEERS, "concat-calamine", alone, str(files)], Path(name) / "log.txt"
                ),
            },
        )
    print(running.table(times, "xlplan merge", f"{files} variants of one department"))
    return [running.row(f"merge, {files} differing files of one department in a ZIP file", times, "xlplan merge")]


if __name__ == "__main__":
    measure(*map(int, sys.argv[1:]))
