"""The mouse and the keyboard of Windows, for a window of Tk in this process; under Wine a program of Linux takes the pictures."""

from __future__ import annotations

import ctypes
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from support.window_clicks import LONG, Clicks

if sys.platform != "win32":
    raise ImportError("Windows alone")

_USER: Final = ctypes.windll.user32
_IMPORT: Final = Path("Z:/usr/bin/import")
_LEFT_DOWN, _LEFT_UP = 2, 4
_KEY_UP, _UNICODE = 2, 4
_KEYS: Final = {"Escape": 0x1B, "Return": 0x0D, "ctrl": 0x11, "shift": 0x10, "Home": 0x24, "End": 0x23}
"""Windows' codes of keys that are no letters, by xdotool's names."""
_DIALOGUE: Final = "#32770"
"""The class of Windows' own dialogues."""


class ClicksInWindows(Clicks):
    """The mouse of Windows."""

    _answered = 0

    def picture(self, path: str) -> None:
        """Write what is on the screen as a PNG; on Windows itself nothing does."""
        if _IMPORT.exists():
            self._root.update()
            target = path.replace("\\", "/").removeprefix("Z:")
            subprocess.run(["start", "/wait", "/unix", "/usr/bin/import", "-window", "root", target], shell=False, stdin=subprocess.DEVNULL)  # fmt: skip

    def _press_at(self, x: int, y: int, times: int) -> None:
        _USER.SetCursorPos(x, y)
        for _ in range(times):
            for down_or_up in (_LEFT_DOWN, _LEFT_UP):
                self.live(0.1)
                _USER.mouse_event(down_or_up, 0, 0, 0, 0)

    def _strike(self, *keys: str) -> None:
        for key in keys:
            codes = [_KEYS.get(each) or ord(each.upper()) for each in key.split("+")]
            for code in codes:
                _USER.keybd_event(code, 0, 0, 0)
            for code in reversed(codes):
                _USER.keybd_event(code, 0, _KEY_UP, 0)

    def _answer(self, path: Path) -> None:
        end = time.monotonic() + LONG
        while (box := _USER.FindWindowW(_DIALOGUE, None)) in (0, self._answered) or not _USER.IsWindowVisible(box):
            assert time.monotonic() < end, "waited in vain for a file dialogue"
            time.sleep(0.1)
        self._answered = box
        time.sleep(1)
        # Over the name that is proposed.
        self._strike("Home", "shift+End")
        for unit in memoryview(str(path).encode("utf-16-le")).cast("H"):
            _type(unit)
        self._strike("Return")


class _Key(ctypes.Structure):
    """INPUT with a KEYBDINPUT, as large as the largest of its kinds."""

    _fields_ = (
        ("type", ctypes.c_ulong), ("gap", ctypes.c_ulong), ("code", ctypes.c_ushort), ("unit", ctypes.c_ushort), ("flags", ctypes.c_ulong),
        ("time", ctypes.c_ulong), ("extra", ctypes.c_void_p), ("rest", ctypes.c_ubyte * 8),
    )  # fmt: skip


def _type(unit: int) -> None:
    """Type a unit of UTF-16, whatever the keyboard."""
    for flags in (_UNICODE, _UNICODE | _KEY_UP):
        key = _Key(1, 0, 0, unit, flags, 0, None)
        _USER.SendInput(1, ctypes.byref(key), ctypes.sizeof(key))
