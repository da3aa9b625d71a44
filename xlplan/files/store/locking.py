"""A lock that ends with the process that holds it, however that ends."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xlplan.files.store.writing import not_writable


@contextmanager
def hold(path: Path, timeout: float = 0.0) -> Iterator[bool]:
    """Hold the lock of this file within the block; wait up to `timeout` seconds. Yields whether it is held.

    Raise NotWritableError if the file cannot be opened as a lock.
    """
    from filelock import FileLock, Timeout

    try:
        lock = FileLock(path, mode=_mode(path))
        lock.acquire(timeout=timeout)
    except Timeout:
        yield False
        return
    except OSError as error:
        raise not_writable(path, error) from error
    try:
        yield True
    finally:
        lock.release()


def _mode(path: Path) -> int:
    """Return who may open the lock: all who may write beside it, whoever of them made it. Raise OSError."""
    with contextlib.suppress(FileExistsError):
        # The system takes off what the user's umask forbids; the library would not.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    # The library wants the owner's rights among them.
    return stat.S_IMODE(path.lstat().st_mode) | 0o600
