"""Tests of what may not be read or written: root may do everything, so it gives its rights up for a while."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NOBODY = 65534


@contextmanager
def as_anybody() -> Iterator[Path]:
    """Yield a new folder, owned by whoever this process is inside the block: an ordinary person, even if it was root."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        root = os.geteuid() == 0
        if root:
            os.chown(folder, _NOBODY, _NOBODY)
            os.seteuid(_NOBODY)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o700)
