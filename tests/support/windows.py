"""A Windows desktop under Wine: programs of Windows on a screen of their own, and a mouse; nothing of it is left running."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from scripts.windows import build, wine
from support import programs

T = TypeVar("T")

PROFILE = build.PLACE / "prefix/drive_c/users" / wine.USER
"""The user's own folder."""
HELPER = "分工表助手"
YES, NO, OK = 0.39, 0.66, 0.5
"""Where the buttons of a message box lie, as shares of its width."""
PROGRAMS = r"HKCU\Software\Microsoft\Windows\CurrentVersion\App Paths"
"""Where programs say where they are."""
_MINIMIZED = """
import ctypes, time
user = ctypes.windll.user32
for _ in range(600):
    window = user.FindWindowW("TkTopLevel", None)
    if window and user.IsIconic(window):
        break
    time.sleep(0.2)
"""
_SHOW = f"""{_MINIMIZED}
user.ShowWindow(window, 9)
user.SetWindowPos(window, None, 300, 480, 0, 0, 1)
user.SetForegroundWindow(window)
time.sleep(1)
"""
_COPY = """
import ctypes, sys
user, kernel = ctypes.windll.user32, ctypes.windll.kernel32
kernel.GlobalAlloc.restype = kernel.GlobalLock.restype = ctypes.c_void_p
data = sys.argv[1].encode("utf-16-le") + bytes(2)
memory = ctypes.c_void_p(kernel.GlobalAlloc(2, len(data)))
ctypes.memmove(ctypes.c_void_p(kernel.GlobalLock(memory)), data, len(data))
kernel.GlobalUnlock(memory)
user.OpenClipboard(None)
user.EmptyClipboard()
user.SetClipboardData(13, memory)
user.CloseClipboard()
"""
START = 180.0
"""Seconds for whatever is waited for."""
_WIDEST = 500
"""Pixels that no message box is wide."""


def windows_path(path: Path) -> str:
    """Return a path as Windows' programs write it."""
    return "Z:" + str(path.resolve()).replace("/", "\\")


class WindowsDesktop:
    """The screen, and what is done on it."""

    def __init__(self, environment: Mapping[str, str], pictures: Path) -> None:
        self.environment = environment
        self._pictures = pictures

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a program of Windows, or with `start` what a double-click starts."""
        null = subprocess.DEVNULL
        return subprocess.Popen(["wine", *words], env=self.environment, stdin=null, stdout=null, stderr=null, cwd="/")

    def install(self, program: str) -> None:
        """Let a program say that it is WPS's spreadsheet."""
        self.run("reg", "add", rf"{PROGRAMS}\et.exe", "/ve", "/d", program, "/f")

    def run(self, *words: str) -> int:
        """Run a program of Windows to its end, and return its exit code."""
        return self.start(*words).wait(START)

    def windows(self, title: str) -> list[str]:
        """Return the identifiers of the visible windows with this in their titles."""
        return self._do("xdotool", "search", "--onlyvisible", "--name", title).split()

    def window(self, title: str, but: str = "") -> str:
        """Return a visible window with this in its title, other than `but`, as soon as there is one."""
        return self.wait_for(lambda: next((w for w in self.windows(title) if w != but), ""), f"a window “{title}”")

    def boxes(self, title: str) -> list[str]:
        """Return the visible message boxes with this in their titles: the helper's own window is wider."""
        return [window for window in self.windows(title) if self._place(window).get("WIDTH", _WIDEST) < _WIDEST]

    def press(self, window: str, x: float) -> None:
        """Click with the mouse on a button of a message box: it lies in the lowest row, at a share of the width."""
        place = self._place(window)
        self.click_at(place["X"] + int(x * place["WIDTH"]), place["Y"] + place["HEIGHT"] - 26)

    def click_at(self, x: int, y: int) -> None:
        """Click with the mouse at a place of the screen."""
        self._do("xdotool", "mousemove", str(x), str(y), "sleep", "0.2", "click", "1")

    def say(self, title: str, answer: float, but: str = "") -> str:
        """Click `answer` (`YES`, `NO`) in a box that asks, wait until it is gone, and return its window."""
        box = self.window(title, but)
        self.close(box, title, answer)
        return box

    def close(self, box: str, title: str, answer: float) -> None:
        """Click `answer` in a box that is there, and wait until it is gone."""
        time.sleep(0.5)
        self.press(box, answer)
        self.wait_for(lambda: box not in self.windows(title), "the box to close")

    def wait_for_helper(self) -> None:
        """Wait until the helper is there: its window comes up over all others, and lies in the task bar a moment later."""
        self.python(_MINIMIZED)

    def show_helper(self) -> tuple[int, int, int]:
        """Show the helper's window as a click in the task bar does, beside the folders that it will open.

        Return where it lies: left, top, width.
        """
        self.python(_SHOW)
        window = self.window(f"^{HELPER}$")
        place = self._place(window)
        return place["X"], place["Y"], place["WIDTH"]

    def paste(self, text: str) -> None:
        """Paste a text where the cursor is, and press Enter."""
        self.python(_COPY, text)
        self._do("xdotool", "key", "ctrl+v", "sleep", "0.5", "key", "Return")

    def python(self, code: str, *words: str) -> None:
        """Run a few lines on Windows' Python beside what is there."""
        program = windows_path(build.PLACE / "python/python.exe")
        assert self.run(program, "-I", "-c", f"exec({code!r})", *words) == 0

    def colour(self, x: int, y: int) -> str:
        """Return the colour of a place of the screen, as #RRGGBB."""
        return self._do("import", "-window", "root", "-crop", f"1x1+{x}+{y}", "-depth", "8", "txt:-").split()[-2]

    def picture(self, name: str, part: str = "") -> None:
        """Keep a picture of the screen, or of a part (WxH+X+Y), cut to what is on it."""
        path = self._pictures / f"{name}.png"
        self._do("import", "-window", "root", *(["-crop", part] if part else []), str(path))
        self._do("convert", str(path), "-trim", "+repage", str(path))

    def wait_for(self, probe: Callable[[], T], what: str) -> T:
        """Return what `probe` gives as soon as it gives anything; fail, naming `what`."""
        end = time.monotonic() + START
        while time.monotonic() < end:
            if found := probe():
                return found
            time.sleep(0.2)
        self.picture("在等")
        raise AssertionError(f"waited in vain for {what}")

    def _place(self, window: str) -> dict[str, int]:
        """Return X, Y, WIDTH and HEIGHT of a window; nothing where it has just gone."""
        lines = self._do("xdotool", "getwindowgeometry", "--shell", window).split()
        return {name: int(value) for name, _, value in (line.partition("=") for line in lines) if value.isdigit()}

    def _do(self, *words: str) -> str:
        done = subprocess.run(
            words, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8"
        )
        return done.stdout


@contextmanager
def desktop(pictures: Path) -> Iterator[WindowsDesktop]:
    """Open a Windows desktop with a fresh profile of ours. Stop the test where Wine cannot be had."""
    programs.require("xdotool", "import")
    if not (build.PLACE / "stamp").is_file() or not shutil.which("wine"):
        programs.skip("没有装好 Windows 的 Python：make test-windows 会说为什么")
    data = PROFILE / "AppData/Local/xlplan"
    with wine.sole_use(build.PLACE), wine.screen() as display:
        shutil.rmtree(data, ignore_errors=True)
        environment = wine.environment_of(build.PLACE, display)
        for name in [each for each in environment if each.startswith("PYTHON")]:
            del environment[name]
        environment["PATH"] = os.environ["PATH"]
        made = WindowsDesktop(environment, pictures)
        try:
            yield made
        finally:
            # For the tests that run on Windows' Python there is no program.
            made.run("reg", "delete", rf"{PROGRAMS}\et.exe", "/f")
            wine.end(environment)
            shutil.rmtree(data, ignore_errors=True)
