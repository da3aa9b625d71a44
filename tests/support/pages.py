"""The examples on pages for those who write code."""

from __future__ import annotations

import re
from pathlib import Path


def examples_in(page: Path) -> list[str]:
    """Return the blocks of Python of a page."""
    return re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
