"""Rename, remove and write files that another program may hold: wait a moment, then give up.

A virus scanner or a preview looks at each fresh file of Windows for some tenths of a second, and nobody else can
rename it meanwhile.
"""

from __future__ import annotations

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

T = TypeVar("T")


def patiently(act: Callable[[], T]) -> T:
    """Return what `act` returns; while Windows refuses it, try again for `PATIENCE`. Raise what `act` raises last."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return act()
        except PermissionError:
            if not WAITS or time.monotonic() >= until:
                raise
        time.sleep(_PAUSE)


def rename(source: str | Path, target: str | Path) -> None:
    """Rename a file over whatever has the new name. Raise OSError."""
    # Thousands of files: pathlib takes as long as the system.
    patiently(lambda: os.replace(source, target))  # noqa: PTH105


def remove(path: str | Path, *, missing_ok: bool = False) -> None:
    """Remove a file. Raise OSError."""
    try:
        patiently(lambda: os.unlink(path))  # noqa: PTH108
    except FileNotFoundError:
        if not missing_ok:
            raise


def write(path: Path, content: bytes) -> None:
    """Write a small file in place, not by way of another name. Raise OSError."""
    patiently(lambda: path.write_bytes(content))
