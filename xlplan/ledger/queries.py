"""How an open ledger is asked, and the error for one that cannot be."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from xlplan.terms.errors import LedgerError, NotWritableError, XlplanError

LIVE: Final = "JOIN action ON action.id = {0}.action AND action.undone_at IS NULL"
"""Joined to a table of this name, what was taken back does not count."""


class Queries:
    """Asks a ledger."""

    path: Path
    _db: sqlite3.Connection

    def _query(self, sql: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise unusable(self.path, error) from error

    def _each(self, sql: str, values: Sequence[object]) -> Iterator[Sequence[Any]]:
        """Yield the rows of a query one by one; some queries give hundreds of thousands."""
        try:
            cursor = self._db.cursor()
            cursor.row_factory = None
            yield from cursor.execute(sql, values)
        except sqlite3.DatabaseError as error:
            raise unusable(self.path, error) from error


_OF_THE_DISK: Final = frozenset(
    getattr(sqlite3, f"SQLITE_{name}") for name in ("BUSY", "CANTOPEN", "FULL", "IOERR", "LOCKED", "PERM", "READONLY")
)


def unusable(path: Path, error: sqlite3.DatabaseError) -> XlplanError:
    """Return the error for a ledger that could not be read or written: out of reach, or damaged."""
    # The lowest byte is the kind, those above it tell more.
    if (getattr(error, "sqlite_errorcode", None) or sqlite3.SQLITE_CORRUPT) & 0xFF in _OF_THE_DISK:
        return NotWritableError(
            f"台账“{path}”打不开或写不进去：{error}。", "请检查工作区能不能写、磁盘是否已满，再试一次。"
        )
    return LedgerError(
        f"台账“{path}”已损坏：{error}。",
        "请运行 xlplan rebuild 加上分工表的文件名：损坏的台账会改名留底，再按“归档”里的记录重建。",
    )
