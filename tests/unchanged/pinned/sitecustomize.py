"""Loaded by each process that is compared: what the program draws by chance for good is the same in every run.

Names of temporary files stay what they are: two processes must not meet in them. What is packed out of a temporary file is of
the clock's own time, not of the file's, which is real. `time.sleep` sleeps: under libfaketime it fails (EINVAL) where what is
monotonic goes on. And there is no isal: of the same text it makes now and then other bytes, in the same process on the same
machine, and so other hashes in the ledger and other names in the archive. What is packed by zlib instead is always the same.
"""

import hashlib
import itertools
import secrets
import select
import sys
import time
import zipfile
from typing import Any

_KEPT = 16
"""From so many bytes on it is an identifier, a key or a salt, and not the name of a temporary file."""
_drawn = itertools.count(1)
_token_bytes, _token_hex = secrets.token_bytes, secrets.token_hex


def _pinned(nbytes: int | None = None) -> bytes:
    if nbytes is None or nbytes < _KEPT:
        return _token_bytes(nbytes)
    return hashlib.shake_256(f"pinned {next(_drawn)} {nbytes}".encode()).digest(nbytes)


def _pinned_hex(nbytes: int | None = None) -> str:
    return _token_hex(nbytes) if nbytes is None or nbytes < _KEPT else _pinned(nbytes).hex()


secrets.token_bytes, secrets.token_hex = _pinned, _pinned_hex


def _sleep(seconds: Any) -> None:
    select.select([], [], [], seconds)


time.sleep = _sleep


_from_file = zipfile.ZipInfo.from_file


def _by_the_clock(filename: Any, arcname: Any = None, *, strict_timestamps: bool = True) -> zipfile.ZipInfo:
    found = _from_file(filename, arcname, strict_timestamps=strict_timestamps)
    found.date_time = time.localtime()[:6]
    return found


zipfile.ZipInfo.from_file = _by_the_clock  # type: ignore[method-assign]
sys.modules["isal"] = None  # type: ignore[assignment]
