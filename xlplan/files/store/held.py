"""Rename, remove and write files that another program may hold: wait a moment, then give up.

A virus scanner or a preview looks at each fresh file of Windows for some tenths of a second, and nobody else can
rename it meanwhile.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

PATIENCE: Final = 2.5
"""Seconds to wait while another program holds a file."""
_PAUSE: Final = 0.05
WAITS: Final = sys.platform == "win32"
"""Whether waiting helps: elsewhere a refusal is about rights, and these do not come by waiting."""

_T = TypeVar("_T")


class Patience:
    """So long each file is waited for; once one was waited for in vain, no other is: many refusals cost one wait."""

    def __init__(self, seconds: float | None = None) -> None:
        self._seconds = PATIENCE if seconds is None else seconds

    def wait(self, act: Callable[[], _T]) -> _T:
        """Return what `act` returns; while Windows refuses it, try again. Raise what `act` raises last."""
        until = time.monotonic() + self._seconds
        while True:
            try:
                return act()
            except PermissionError:
                if not WAITS or time.monotonic() >= until:
                    self._seconds = 0.0
                    raise
            time.sleep(_PAUSE)


def rename(source: str | Path, target: str | Path, patience: Patience | None = None) -> None:
    """Rename a file over whatever has the new name. Raise OSError."""
    # Windows refuses it as if somebody held it. Thousands of files: pathlib takes as long as the system.
    if WAITS and os.path.isdir(target):  # noqa: PTH112
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    (patience or Patience()).wait(lambda: os.replace(source, target))  # noqa: PTH105


def remove(path: str | Path, patience: Patience | None = None, *, missing_ok: bool = False) -> None:
    """Remove a file. Raise OSError."""
    try:
        (patience or Patience()).wait(lambda: os.unlink(path))  # noqa: PTH108
    except FileNotFoundError:
        if not missing_ok:
            raise


def write(path: Path, content: bytes, patience: Patience | None = None) -> None:
    """Write a small file in place, not by way of another name. Raise OSError."""
    (patience or Patience()).wait(lambda: path.write_bytes(content))
