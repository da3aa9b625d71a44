"""How long `xlplan --help` takes, against what a script pays for `import pandas, openpyxl` before it does anything.

    python benchmarks/startup.py [RUNS]

Prints the median of both in seconds and their ratio; the aim is a ratio under 0.25. Needs pandas, which xlplan does not.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

HELP = [sys.executable, "-c", "from xlplan.cli import main; main(['--help'])"]
IMPORTS = [sys.executable, "-c", "import pandas, openpyxl"]


def seconds(command: list[str]) -> float:
    """One run, from start to end."""
    start = time.perf_counter()
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main() -> None:
    """Run both in turn, so that a busy machine slows both alike."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    # The first run of each compiles modules and fills the system's cache.
    seconds(HELP), seconds(IMPORTS)
    pairs = [(seconds(HELP), seconds(IMPORTS)) for _ in range(runs)]
    ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"xlplan --help            {ours:.3f} s")
    print(f"import pandas, openpyxl  {theirs:.3f} s")
    print(f"ratio                    {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
