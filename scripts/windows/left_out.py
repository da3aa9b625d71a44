"""Say what `make test-windows` leaves out where Wine cannot be had: python -m scripts.windows.left_out MARKERS."""

from __future__ import annotations

import subprocess
import sys

from scripts import ROOT


def count(expression: str, *places: str) -> int:
    """Return how many tests an expression of markers selects: in all folders, or in some."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-m", expression, *places]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8")
    return sum("::" in line for line in done.stdout.splitlines())


def main(expression: str) -> None:
    """Print how many tests an expression of markers would have run on Windows' Python, and their share of all tests.

    What is skipped as a whole outside Windows (tests/windows) is not among them.
    """
    left, known = count(expression), count("")
    print(
        f"没有 Wine（见上文）：{left} 项测试没有在 Windows 的 Python 上运行，它们占全部 {known} 项的 {left * 100 // max(known, 1)}%。"
    )


if __name__ == "__main__":
    main(sys.argv[1])
