"""Whether a spreadsheet program has a workbook open: it leaves a file beside it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_MARKS: Final = (".~lock.{}#", "~${}", ".~{}")
"""What LibreOffice, Excel and WPS (on Linux) leave there, by the workbook's name."""


def mark_of_use(path: Path) -> str:
    """Return the name of the file that says that a workbook is open; "" if none lies beside it. A program that crashed leaves one, too."""
    names = (each.format(path.name) for each in _MARKS)
    return next((name for name in names if os.path.lexists(path.parent / name)), "")
