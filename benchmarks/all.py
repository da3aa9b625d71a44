"""Every benchmark in one run, and one table of them all.

    PYTHONPATH=tests python benchmarks/all.py [PAGE] [NAME]...

With a PAGE (docs/benchmarks.md), the table there is replaced by the new one, with the day and the machine. NAMEs choose some of the
benchmarks; those left out keep their lines out of the table.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path

import running

MODULES = ("startup", "clicks", "validating", "splitting", "merging", "statuses")
BEGIN, END = "<!-- table -->", "<!-- end of table -->"


def markdown(rows: Sequence[running.Row]) -> str:
    """Return the table for docs/benchmarks.md."""
    lines = [running.HEADINGS, ("---",) * len(running.HEADINGS), *(row.cells() for row in rows)]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{date.today()}, {running.machine()}:\n\n{table}"


def main() -> None:
    """Run the benchmarks, print their table and keep it."""
    page = next((Path(word) for word in sys.argv[1:] if word.endswith(".md")), None)
    names = [word for word in sys.argv[1:] if not word.endswith(".md")]
    rows: list[running.Row] = []
    for name in names or MODULES:
        rows += import_module(name).measure()
        print(flush=True)
    table = markdown(rows)
    print(table)
    if page:
        before, _, rest = page.read_text("utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        page.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
