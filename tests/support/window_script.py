"""A script that clicks in the helper's window, in a process of its own: Tk opens no second window after the first one's end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support import ROOT
from support.account import LONG
from support.screen import Screen

_BEGIN = """
import shutil, sys
from pathlib import Path

from support.window_clicks import ClicksInX
from xlplan.office.helper.serving import Helper
from xlplan.office.helper.window import HelperWindow
from xlplan.office.hosts import open_books

folder, display, keep = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
open_books.list_opened = list
window = HelperWindow(Helper([folder / "requests"]), screen=display)
mouse = ClicksInX(window.root, display)
"""
_END = """
window.watching.stop()
print("as it should")
"""


def run_script(script: str, folder: Path, keep: Path, screen: Screen, *, seconds: float = LONG) -> None:
    """Run a script on a screen; it has `folder`, `keep` (for pictures), the helper's `window` and a `mouse`. It ends in so many `seconds`."""
    done = subprocess.run(
        [sys.executable, "-c", _BEGIN + script + _END, str(folder), screen.environment["DISPLAY"], str(keep)],
        env={**screen.environment, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.stdout == "as it should\n", done.stdout + done.stderr
