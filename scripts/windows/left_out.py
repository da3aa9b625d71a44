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
    """Print how many tests an expression of markers would have run on Windows' Python, and their share of all tests."""
    # What is for Windows alone cannot even be read elsewhere.
    places = [path for folder in ("windows", "excel") for path in (ROOT / "tests" / folder).glob("test_*.py")]
    alone = sum(path.read_text("utf-8").count("\ndef test_") for path in places)
    both, known = count(expression), count("")
    print(
        f"没有 Wine（原因见上文）：{both + alone} 项测试没有在 Windows 的 Python 上运行，占全部 {known + alone} 项的"
        f" {(both + alone) * 100 // max(known + alone, 1)}%；其中 {both} 项已在 Linux 上运行，{alone} 项只有 Windows 上才有。"
    )


if __name__ == "__main__":
    main(sys.argv[1])
