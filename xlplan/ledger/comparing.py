"""The process that compares a ledger with its checksums: it ends with 0 if tables are as they were written for a round.

`python -m xlplan.ledger.comparing LEDGER ROUND TABLE…`
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from xlplan.ledger.queries import Queries


class _Compared(Queries):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self._db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)

    def require(self, *tables: str, round_: str) -> None:
        """Raise LedgerError if these tables are not as they were written for a round."""
        with closing(self._db):
            self._check(*tables, round_=round_)


def compare(ledger: str, round_: str, *tables: str) -> None:
    """Compare tables of a ledger for a round. Raise LedgerError or sqlite3.Error."""
    _Compared(Path(ledger).absolute()).require(*tables, round_=round_)


if __name__ == "__main__":
    compare(*sys.argv[1:])
