"""Draws how three tables of other offices are read in the helper's window; run by `make pictures`, in a process of its own.

python -m reading_pictures FOLDER IMAGES DISPLAY
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from support import ROOT

from xlplan.office.helper.serving import Helper
from xlplan.office.helper.window import HelperWindow
from xlplan.office.hosts import open_books

TABLES: Final = {
    "别的表-三种职责": "T01-政府工作报告分解.docx",
    "别的表-自己的列": "T04-民生实事项目表.xlsx",
    "别的表-按季度分列": "T06-重点项目季度推进表.xlsx",
}
"""Pictures, and the tables that they are of."""
SOURCES: Final = ROOT / "tests/data/别的单位的表"


def draw(folder: Path, images: Path, display: str) -> None:
    """Draw the dialogue over each table."""
    open_books.list_opened = list
    helper = Helper([folder / "requests"])
    helper.start()
    window = HelperWindow(helper, screen=display)
    for name, table in TABLES.items():
        dialog = window.begin_with(SOURCES / table, folder / "分工表.xlsm")
        dialog.top.geometry("+10+10")
        dialog.top.lift()
        end = time.monotonic() + 2
        while time.monotonic() < end:
            window.root.update()
            time.sleep(0.02)
        number = str(dialog.top.winfo_id())
        command = ["import", "-display", display, "-window", number, str(images / f"{name}.png")]
        subprocess.run(command, stdin=subprocess.DEVNULL, check=True)
        dialog.cancel.invoke()
    helper.stop()


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
