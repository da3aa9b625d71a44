"""Real clicks into a window of Tk, from the process that has it."""

from __future__ import annotations

import os
import subprocess
import time
import tkinter
from collections.abc import Callable
from typing import Any

LONG = 120.0
"""Seconds to wait for anything."""


class Clicks:
    """A mouse and a keyboard on the screen of a window, which goes on living meanwhile."""

    def __init__(self, root: tkinter.Misc, display: str) -> None:
        self._root = root
        self._environment = {**os.environ, "DISPLAY": display}

    def until(self, condition: Callable[[], Any], what: str) -> Any:
        """Let the window live until a condition holds; return what it gives."""
        end = time.monotonic() + LONG
        while not (found := condition()):
            assert time.monotonic() < end, f"waited in vain for {what}"
            self._root.update()
            time.sleep(0.02)
        return found

    def click(self, widget: Any, *, times: int = 1, x: int | None = None, y: int | None = None) -> None:
        """Click into the middle of a widget that can be used, or at a place within it."""
        self.until(widget.winfo_viewable, "the widget to be seen")
        if widget.winfo_class().startswith("T"):
            self.until(lambda: not widget.instate(["disabled"]), "the widget to be usable")
        self.live(0.4)  # Tk is told of a window's place a moment later
        across = widget.winfo_rootx() + (widget.winfo_width() // 2 if x is None else x)
        down = widget.winfo_rooty() + (widget.winfo_height() // 2 if y is None else y)
        self._tell("mousemove", str(across), str(down), "click", "--repeat", str(times), "--delay", "60", "1")
        self.live(0.2)

    def key(self, *keys: str) -> None:
        """Press keys, by xdotool's names."""
        self._tell("key", *keys)
        self.live(0.2)

    def live(self, seconds: float) -> None:
        """Let the window live for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._root.update()
            time.sleep(0.02)

    def picture(self, path: str) -> None:
        """Write what is on the screen as a PNG."""
        self._run("import", "-window", "root", path)

    def _tell(self, *words: str) -> None:
        self._run("xdotool", *words)

    def _run(self, *command: str) -> None:
        subprocess.run(command, env=self._environment, stdin=subprocess.DEVNULL, check=True, timeout=LONG)
