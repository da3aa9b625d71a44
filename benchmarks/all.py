"""Every benchmark in one run, and one table of them all.

    PYTHONPATH=tests python benchmarks/all.py [--small] [PAGE] [NAME]...

With a PAGE (docs/benchmarks.md), the table there is replaced by the new one, with the day and the machine. NAMEs choose some of the
benchmarks; those left out keep their lines out of the table. With --small all is measured once, of sizes that take a few minutes in all:
it shows that the benchmarks work, and no PAGE is touched.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import running

MODULES = ("startup", "clicks", "validating", "splitting", "merging", "variants", "statuses")
SMALL: Mapping[str, Mapping[str, Any]] = {
    "startup": {"runs": 1},
    "clicks": {"clicks": 1},
    "validating": {"runs": 1, "tasks": 1_000, "departments": 50, "sizes": (100, 1_000)},
    "splitting": {"runs": 1, "tasks": 1_000, "departments": 50, "sizes": (100, 1_000)},
    "merging": {"runs": 1, "sizes": (50, 100), "others": 50},
    "variants": {"runs": 1},
    "statuses": {"runs": 1, "tasks": 100, "departments": 20, "count": 2},
}
BEGIN, END = "<!-- table -->", "<!-- end of table -->"


def markdown(rows: Sequence[running.Row]) -> str:
    """Return the table for docs/benchmarks.md."""
    lines = [running.HEADINGS, ("---",) * len(running.HEADINGS), *(row.cells() for row in rows)]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{date.today()}, {running.machine()}:\n\n{table}"


def main() -> None:
    """Run the benchmarks, print their table and keep it."""
    page = next((Path(word) for word in sys.argv[1:] if word.endswith(".md")), None)
    small = "--small" in sys.argv[1:]
    names = [word for word in sys.argv[1:] if not word.endswith(".md") and word != "--small"]
    rows: list[running.Row] = []
    for name in names or MODULES:
        rows += import_module(name).measure(**SMALL[name] if small else {})
        print(flush=True)
    table = markdown(rows)
    print(table)
    if page and not small:
        before, _, rest = page.read_text("utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        page.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
