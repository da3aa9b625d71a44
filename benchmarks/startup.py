"""How long `xlplan --help` takes, against what a script pays for `import pandas, openpyxl` before it does anything.

    python benchmarks/startup.py [RUNS]

The floor is a Python that does nothing. The aim is a quarter of the peer's time. Needs pandas, which xlplan does not.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import running

OURS, FLOOR = "xlplan --help", "python -c pass"
COMMANDS = {
    OURS: ["-m", "xlplan", "--help"],
    FLOOR: ["-c", "pass"],
    "import pandas, openpyxl": ["-c", "import pandas, openpyxl"],
}


def measure(runs: int = 11) -> list[running.Row]:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        contestants: dict[str, Callable[[], running.Run]] = {
            name: partial(running.run, [sys.executable, *command], Path(folder) / "log.txt")
            for name, command in COMMANDS.items()
        }
        times = running.in_turn(runs, contestants)
    print(running.table(times, OURS, "start"))
    return [running.row(f"start (`{OURS}`)", times, OURS, FLOOR)]


if __name__ == "__main__":
    measure(*map(int, sys.argv[1:2]))
