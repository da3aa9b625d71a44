"""The mark of the web: what browsers and mail programs leave on a file, and for which Excel blocks its macros."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

_STREAM: Final = "Zone.Identifier"
_FROM_OUTSIDE: Final = ("ZoneId=3", "ZoneId=4")


def web_mark(path: Path) -> bool:
    """Return True if a file is marked as having come from the internet."""
    return any(zone in text for text in _zone_texts(path) for zone in _FROM_OUTSIDE) or _quarantined(path)


def _zone_texts(path: Path) -> list[str]:
    texts = []
    # On Windows the stream of the file; on Linux what some archivers and network folders make of it, a file beside.
    with contextlib.suppress(OSError):
        texts.append(Path(f"{path}:{_STREAM}").read_text("utf-8", "replace"))
    if sys.platform.startswith("linux"):
        # NTFS disks show streams like this.
        with contextlib.suppress(OSError):
            texts.append(os.getxattr(path, f"user.{_STREAM}").decode("utf-8", "replace"))
    return texts


def _quarantined(path: Path) -> bool:
    if sys.platform != "darwin":
        return False
    command = ["xattr", "-p", "com.apple.quarantine", str(path)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=10)
    return done.returncode == 0
