"""Every benchmark in one run, and one table of them all.

    PYTHONPATH=tests python benchmarks/all.py [--small | --once] [PAGE] [NAME]...

With a PAGE (docs/benchmarks.md), the table there is replaced by the new one, with the day and the machine. NAMEs choose some of the
benchmarks; those left out keep their lines out of the table. With --small all is measured once, of sizes that take a few minutes in all:
it shows that the benchmarks work, and no PAGE is touched. With --once each contestant is measured once, of the full sizes: the day is then
said to be of one run.
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


def markdown(rows: Sequence[running.Row], *, once: bool = False) -> str:
    """Return the table for docs/benchmarks.md."""
    lines = [running.HEADINGS, ("---",) * len(running.HEADINGS), *(row.cells() for row in rows)]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{date.today()}, {running.machine()}{', one run of each' if once else ''}:\n\n{table}"


def main() -> None:
    """Run the benchmarks, print their table and keep it."""
    page = next((Path(word) for word in sys.argv[1:] if word.endswith(".md")), None)
    small, once = "--small" in sys.argv[1:], "--once" in sys.argv[1:]
    names = [word for word in sys.argv[1:] if not word.endswith(".md") and not word.startswith("--")]
    rows: list[running.Row] = []
    for name in names or MODULES:
        fewer: Mapping[str, Any] = {} if name == "clicks" else {"runs": 1}
        rows += import_module(name).measure(**SMALL[name] if small else fewer if once else {})
        print(flush=True)
    table = markdown(rows, once=once)
    print(table)
    if page and not small:
        before, _, rest = page.read_text("utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        page.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
