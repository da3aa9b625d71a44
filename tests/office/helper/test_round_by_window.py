"""A whole round of 16 departments by the helper's window alone; under Windows' Python tests/windows plays the same."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.account import LONG
from support.screen import open_screen
from support.window_script import run_script

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Xvfb is for Linux")
pytest.importorskip("tkinter", reason="缺少 Tk：请运行：sudo apt-get install python3-tk")

SCRIPT = """
from support.window_round import Round

window.helper.start()
window.watching.start()
open_books.open_path = lambda path: None
Round(window, mouse, folder, Path(keep)).play()
window.helper.stop()
"""


def test_a_whole_round_by_the_window_alone(needs_screen: None, tmp_path: Path, keep: Path) -> None:
    with open_screen(tmp_path / "home", "1280x720x24") as screen:
        run_script(SCRIPT, tmp_path, keep, screen, seconds=5 * LONG)
