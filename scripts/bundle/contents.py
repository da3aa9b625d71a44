"""What every offline bundle carries beside the program, and where it lies."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from scripts import ROOT

ADDINS: Final = "加载项"
"""Apart from 工作簿, whose files are there to be opened."""
_FOLDERS: Final = (("workbook", "工作簿"), ("templates", "模板"), ("docs", "文档"))
_ADDIN: Final = ("*.xlam", "*.oxt")
_LEFT_OUT: Final = ("~$*", ".~lock.*")


def copy_contents(folder: Path) -> None:
    """Copy workbook, add-ins, templates, manual and licence into a bundle's folder; `program` is there."""
    for source, target in _FOLDERS:
        shutil.copytree(ROOT / source, folder / target, ignore=shutil.ignore_patterns(*_LEFT_OUT, *_ADDIN))
    (folder / ADDINS).mkdir()
    for pattern in _ADDIN:
        for path in sorted((ROOT / "workbook").glob(pattern)):
            shutil.copy(path, folder / ADDINS)
    shutil.copy(ROOT / "LICENSE", folder / "program")
