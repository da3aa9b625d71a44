"""Say what `make test` leaves out where Wine cannot be had: python -m scripts.windows.left_out."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

from scripts import ROOT

ON_WINDOWS: Final = "core or windows"
"""The tests that run under Windows' Python, as pytest's -m."""


def count(expression: str) -> int:
    """Return how many tests an expression of markers selects."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-m", expression]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8")
    return sum("::" in line for line in done.stdout.splitlines())


def main() -> int:
    """Print what is left out, and how large a share of all tests it is. Missing Wine fails no test run."""
    left, known = count(ON_WINDOWS), count("")
    print(
        f"没有 Wine（见上文）：{left} 项测试没有在 Windows 的 Python 上运行，它们占全部 {known} 项的 {left * 100 // max(known, 1)}%。"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
