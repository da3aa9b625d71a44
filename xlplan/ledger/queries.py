"""How an open ledger is asked, and the error for one that cannot be."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from xlplan.ledger import checksums
from xlplan.terms.errors import LedgerError, NotWritableError, XlplanError

LIVE: Final = "JOIN action ON action.id = {0}.action AND action.undone_at IS NULL"
"""Joined to a table of this name, what was taken back does not count."""
UNUSABLE: Final = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What a ledger that cannot be read or written raises; the latter where what SQLite says of the damage is damaged too."""


class Queries:
    """Asks a ledger."""

    path: Path
    _db: sqlite3.Connection

    def __init__(self) -> None:
        self._checked: set[tuple[str, str | None]] = set()
        """What was compared with its checksums: tables, for a round or for all."""
        self._open_action = 0
        """The action that is being written: its checksums come last."""

    def _check(self, *tables: str, round_: str | None = None) -> None:
        """Raise LedgerError if rows that count are not as they were written. Tables are looked at when they are first asked.

        With a round, only what was written by actions that were done for it, or wrote anything for it into the first table.
        """
        of = [name for name in tables if not {(name, None), (name, round_)} & self._checked]
        if not of:
            return
        which, values = "SELECT id FROM action WHERE id != ? AND undone_at IS NULL", (self._open_action,)
        try:
            if (checksums.ACTIONS, None) not in self._checked:
                each = f"SELECT * FROM ({checksums.EACH}) WHERE id != ?"
                self._refuse(checksums.differing_sums(self._db, (checksums.ACTIONS, checksums.UNDONE), each, values))
                self._checked.add((checksums.ACTIONS, None))
            if round_ is None:
                self._refuse(checksums.differing_sums(self._db, of, which, values))
            else:
                which += f" AND (round = ? OR id IN (SELECT action FROM {tables[0]} WHERE round = ?))"
                self._refuse(checksums.differing_sums(self._db, of, which, (*values, round_, round_)))
        except UNUSABLE as error:
            raise unusable(self.path, error) from error
        self._checked |= {(name, round_) for name in of}

    @contextmanager
    def checked_by(self, sound: Callable[[], bool], *tables: str, round_: str | None = None) -> Iterator[None]:
        """Let tables be asked before they are compared with their checksums; `sound` waits for whoever does that meanwhile.

        Raise LedgerError at the end as a question would, whatever else went wrong: that may come of it.
        """
        noted = {(name, round_) for name in tables} - self._checked
        self._checked |= noted
        try:
            yield
        finally:
            if not sound():
                self._checked -= noted
                self._check(*tables, round_=round_)

    def _check_all(self) -> None:
        """Raise LedgerError if anything is not as it was written, taken back or not."""
        self._refuse(checksums.differing_sums(self._db))

    def _refuse(self, actions: Iterator[int]) -> None:
        for action in actions:
            raise altered(self.path, self._db, action)

    def _query(self, sql: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        try:
            return self._db.execute(sql, values).fetchall()
        except UNUSABLE as error:
            raise unusable(self.path, error) from error

    def _each(self, sql: str, values: Sequence[object], *, named: bool = False) -> Iterator[Any]:
        """Yield the rows of a query one by one; some queries give hundreds of thousands. `named`: their columns have names."""
        try:
            cursor = self._db.cursor()
            if not named:
                cursor.row_factory = None
            yield from cursor.execute(sql, values)
        except UNUSABLE as error:
            raise unusable(self.path, error) from error


_LONGEST: Final = 504
"""Bytes of a path that SQLite opens, but on Windows: its own limit is 512, and the journal's name is longer by eight."""
_REBUILD: Final = "请运行 xlplan rebuild 加上分工表的文件名：损坏的台账会改名留底，再按“归档”里的记录重建。"
_OF_THE_DISK: Final[Mapping[int, str]] = {
    sqlite3.SQLITE_BUSY: "正被别的程序占用",
    sqlite3.SQLITE_CANTOPEN: "系统不让打开",
    sqlite3.SQLITE_FULL: "磁盘已满",
    sqlite3.SQLITE_IOERR: "磁盘或网络读写出错",
    sqlite3.SQLITE_LOCKED: "正被别的程序占用",
    sqlite3.SQLITE_PERM: "没有权限",
    sqlite3.SQLITE_READONLY: "只能读，不能写",
}
_OF_THE_FILE: Final[Mapping[int, str]] = {
    sqlite3.SQLITE_CONSTRAINT: "有的记录对不上另外的记录",
    sqlite3.SQLITE_CORRUPT: "里面的结构对不上",
    sqlite3.SQLITE_ERROR: "里面的表不全",
    sqlite3.SQLITE_NOTADB: "文件的开头不是台账的",
}


def unusable(path: Path, error: sqlite3.DatabaseError | UnicodeDecodeError) -> XlplanError:
    """Return the error for a ledger that could not be read or written: out of reach, or damaged."""
    if path.is_dir():
        return LedgerError(f"台账“{path}”已损坏：它的位置上是一个文件夹。", _REBUILD)
    # The lowest byte is the kind, those above it tell more.
    kind = (getattr(error, "sqlite_errorcode", None) or sqlite3.SQLITE_CORRUPT) & 0xFF
    long = len(os.fsencode(path.absolute()))
    if kind == sqlite3.SQLITE_CANTOPEN and long > _LONGEST and sys.platform != "win32":
        return NotWritableError(
            f"台账打不开：它的完整路径有{long}个字节（一个汉字算3个），数据库最多认{_LONGEST}个：“{path}”。",
            "文件夹套得太深，或名称太长：请把工作簿连同工作区移到短一些的文件夹里，再试一次。",
        )
    if kind in _OF_THE_DISK:
        return NotWritableError(
            f"台账“{path}”打不开或写不进去：{_OF_THE_DISK[kind]}。", "请检查工作区能不能写、磁盘是否已满，再试一次。"
        )
    return LedgerError(f"台账“{path}”已损坏：{_OF_THE_FILE.get(kind, '里面的内容读不出来')}。", _REBUILD)


def altered(path: Path, db: sqlite3.Connection, action: int) -> LedgerError:
    """Return the error for a ledger in which something of an action is not as it was written."""
    row = db.execute("SELECT at, summary FROM action WHERE id = ?", (action,)).fetchone()
    which = f"{str(row[0]).replace('T', ' ')} 那一步（{row[1]}）" if row else f"第 {action} 步"
    return LedgerError(
        f"台账“{path}”已损坏：{which}的记录和写下的时候不一样，可能是磁盘出了错，也可能被别的程序改过。", _REBUILD
    )


def kept_day(text: str | None) -> date | None:
    """Return a day that a ledger holds; None if it holds none there."""
    return date.fromisoformat(text) if text else None


def by_end_of(day: date | None) -> str:
    """Return the moment before which something was known by the end of a day, as actions are timed."""
    return (day + timedelta(days=1)).isoformat() if day else "9999"
