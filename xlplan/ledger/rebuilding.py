"""A ledger out of its log, and what tells whether the one that is there is the same.

What was told once (`told:` in meta) is in no log and counts for nothing: it tells no ledger from another, and a new one keeps it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from xlplan.ledger import checksums
from xlplan.ledger.decided import TOLD
from xlplan.ledger.log import Log, made_again
from xlplan.ledger.queries import UNUSABLE, altered, unusable
from xlplan.ledger.schema import SCHEMA_VERSION, version_of

Tables = dict[str, list[tuple[object, ...]]]
_IS_TOLD: Final = f"substr(key, 1, {len(TOLD)}) = '{TOLD}'"


def make_again(path: Path, log: Log, newest: int | None = None) -> None:
    """Write the ledger that a log tells of, all of it or up to a record, to a new file. Raise LedgerError or NotWritableError."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            # A new file needs no journal beside it: cut off, it is thrown away.
            db.execute("PRAGMA journal_mode=OFF")
            db.execute("PRAGMA synchronous=FULL")
            db.execute("BEGIN")
            made_again(db, log, log.newest if newest is None else newest)
            db.execute("COMMIT")
    except UNUSABLE as error:
        raise unusable(path, error) from error


def contents(path: Path) -> Tables:
    """Read and check all rows of a ledger's tables that count. Raise LedgerError if it is damaged, NotWritableError."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True)) as db:
            said = [row[0] for row in db.execute("PRAGMA integrity_check(3)")]
            if said != ["ok"]:
                raise sqlite3.DatabaseError("；".join(said))
            # By what made it: a table whose entry says that it is none is still read and written as one.
            made = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE TABLE %' ORDER BY name"
            tables = [row[0] for row in db.execute(made)]
            if checksums.TABLE in tables:
                for action in checksums.differing_sums(db):
                    raise altered(path, db, action)
            # In what order rows came counts, but not in what order a ledger's own properties were set.
            which = {"meta": f"WHERE NOT {_IS_TOLD} ORDER BY key"}
            return {
                name: db.execute(f'SELECT * FROM "{name}" {which.get(name, "ORDER BY rowid")}').fetchall()
                for name in tables
            }
    except UNUSABLE as error:
        raise unusable(path, error) from error


def keep_told(old: Path, fresh: Path) -> None:
    """Let a ledger that was made again say the same of what was told once as the old one, where that can still be read. Raise LedgerError or NotWritableError."""
    try:
        with closing(sqlite3.connect(f"{old.as_uri()}?mode=rw", uri=True)) as db:
            told = db.execute(f"SELECT key, value FROM meta WHERE {_IS_TOLD}").fetchall()
    except UNUSABLE:
        return
    try:
        with closing(sqlite3.connect(f"{fresh.as_uri()}?mode=rw", uri=True)) as db, db:
            db.execute(f"DELETE FROM meta WHERE {_IS_TOLD}")
            db.executemany("INSERT INTO meta VALUES (?, ?)", told)
    except UNUSABLE as error:
        raise unusable(fresh, error) from error


def outdated(path: Path) -> bool:
    """Return True if a ledger has the tables of an earlier version, or none yet: its making was cut off. Raise LedgerError or NotWritableError."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True)) as db:
            return version_of(db) < SCHEMA_VERSION
    except UNUSABLE as error:
        raise unusable(path, error) from error
