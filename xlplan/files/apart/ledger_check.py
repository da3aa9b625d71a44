"""Have another process (`ledger.comparing`) compare a large ledger with its checksums while what it says is used already."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from xlplan.ledger.store import Ledger

_MANY: Final = 500
"""Sheets that were handed out: with fewer a process takes longer to start than these to be compared."""
_SENT: Final = ("sent", "sent_row")


@contextmanager
def checked_meanwhile(ledger: Ledger, round_: str) -> Iterator[None]:
    """Let what was handed out in a round be asked at once; that it is as it was written is known at the end, else raise LedgerError."""
    process = _started(ledger.path, round_, _SENT) if len(ledger.handed_out_by(round_)) >= _MANY else None
    if process is None:
        yield
        return
    # Whatever else it ended by, the ledger is compared here, which says what is wrong.
    with ledger.checked_by(lambda: process.wait() == 0, *_SENT, round_=round_):
        yield


def _started(ledger: Path, round_: str, tables: Sequence[str]) -> subprocess.Popen[bytes] | None:
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "xlplan.ledger.comparing", ledger, round_, *tables],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            # Windows would show a black window for a moment.
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
    except OSError:
        return None
