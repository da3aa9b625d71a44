"""Run Windows' Python under Wine: python -m scripts.windows.run -m pytest …; nothing of it is left running."""

from __future__ import annotations

import sys

from scripts.windows import build, wine


def tell(line: str) -> None:
    """Pass on what it prints, at once."""
    sys.stdout.write(line)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(wine.run_python(build.PLACE, sys.argv[1:], tell))
