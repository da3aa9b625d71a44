"""Files and ledgers that are not waited for until they are on the disk: no test's process outlives a power cut.

What a cut leaves behind is tested on processes of their own (`support.cutting`), which wait as the program does.
"""

from __future__ import annotations

import os
import sqlite3
from typing import Any

_REAL = (os.fsync, getattr(os, "sync", None), sqlite3.connect)
"""What the program calls where no test is."""


def load() -> None:
    """Let this process wait for no disk from now on."""
    _put(lambda file: None, lambda: None, _connect)


def unload() -> None:
    """Let it wait again."""
    _put(*_REAL)


def _put(fsync: Any, sync: Any, connect: Any) -> None:
    os.fsync = fsync
    if sync is not None and hasattr(os, "sync"):
        os.sync = sync
    sqlite3.connect = connect


class _Connection(sqlite3.Connection):
    """A connection that takes an order to wait for the order not to."""

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Carry out a statement."""
        return super().execute("PRAGMA synchronous=OFF" if sql == "PRAGMA synchronous=FULL" else sql, *values)


def _connect(*words: Any, **more: Any) -> sqlite3.Connection:
    made: sqlite3.Connection = _REAL[2](*words, **{"factory": _Connection} | more)
    return made
