"""Clicks and keys into a window of Tk, from the process that has it, on any system; the mouse itself is the system's own."""

from __future__ import annotations

import os
import subprocess
import threading
import time
import tkinter
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any

LONG = 120.0
"""Seconds to wait for anything."""


class Clicks(ABC):
    """A mouse and a keyboard on the screen of a window, which goes on living meanwhile."""

    def __init__(self, root: tkinter.Misc) -> None:
        self._root = root

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
        self._press_at(across, down, times)
        self.live(0.2)

    def key(self, *keys: str) -> None:
        """Press keys, by xdotool's names."""
        self._strike(*keys)
        self.live(0.2)

    def live(self, seconds: float) -> None:
        """Let the window live for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._root.update()
            time.sleep(0.02)

    def answer(self, *paths: Path) -> None:
        """Type these paths into the file dialogues that come next, one after the other.

        Each lives in a loop of its own, so that it is answered from beside.
        """
        threading.Thread(target=lambda: [self._answer(path) for path in paths], daemon=True).start()

    @abstractmethod
    def picture(self, path: str) -> None:
        """Write what is on the screen as a PNG."""

    @abstractmethod
    def _press_at(self, x: int, y: int, times: int) -> None:
        """Move the mouse to a place of the screen and press its left button."""

    @abstractmethod
    def _strike(self, *keys: str) -> None:
        """Press keys, by xdotool's names."""

    @abstractmethod
    def _answer(self, path: Path) -> None:
        """Wait for a file dialogue, and type a path into it; not in the window's own thread."""


class ClicksInX(Clicks):
    """The mouse of an X display."""

    def __init__(self, root: tkinter.Misc, display: str) -> None:
        super().__init__(root)
        self._environment = {**os.environ, "DISPLAY": display}

    def picture(self, path: str) -> None:
        """Write what is on the screen as a PNG."""
        self._root.update()
        self._run("import", "-window", "root", path)

    def _press_at(self, x: int, y: int, times: int) -> None:
        self._run("xdotool", "mousemove", str(x), str(y), "click", "--repeat", str(times), "--delay", "60", "1")

    def _strike(self, *keys: str) -> None:
        self._run("xdotool", "key", *keys)

    def _answer(self, path: Path) -> None:
        # A dialogue of Tk's has no window that tells itself.
        time.sleep(1.5)
        self._run("xdotool", "type", "--delay", "8", str(path))
        self._run("xdotool", "key", "Return")

    def _run(self, *command: str) -> None:
        subprocess.run(command, env=self._environment, stdin=subprocess.DEVNULL, check=True, timeout=LONG)
