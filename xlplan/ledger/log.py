"""The second copy of the ledger: each transaction's rows as lines of JSON, and a ledger made out of them again.

A record is a list of lines. The first says what it is; `[table, columns, rows]` are rows that were added, `{"undone": [id, at]}`
is an action taken back, and `{"place": …, "remove": …}` says which files went with it. A record of kind `all` holds the whole
ledger, its tables included, and what came before it is not needed any more.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, Protocol

from xlplan.ledger.schema import version_of
from xlplan.terms.errors import LedgerError
from xlplan.terms.records import record

ALL: Final = "all"
ACTION: Final = "action"
_KEPT_APART: Final = ("key", "log")
"""Of the table meta: the key has a file of its own; the place in the log is that of the record."""


@record(frozen=True, slots=True)
class Effect:
    """What an action does to files, each by its path and SHA-256; those to be placed are in the archive."""

    place: Sequence[tuple[str, str]] = ()
    remove: Sequence[tuple[str, str]] = ()


class Record(Protocol):
    """A record that is being written. It appears whole when it is published."""

    def add(self, line: object) -> None:
        """Add a line, of what JSON can hold."""

    def publish(self) -> None:
        """Make the record appear, whole. Raise OSError if it cannot be written."""

    def withdraw(self) -> None:
        """Remove the record: what it tells of could not be done."""


class Log(Protocol):
    """Where records are kept, numbered from 1."""

    @property
    def numbers(self) -> Sequence[int]:
        """The numbers of the records that are there, whatever is in them."""

    @property
    def newest(self) -> int:
        """The number of the newest record; 0 where there is none."""

    def record(self, number: int) -> Record:
        """Begin a new record."""

    def read(self, number: int) -> Iterator[Any]:
        """Yield the lines of a record. Raise LedgerError if it is missing or damaged."""

    def set_aside(self, number: int) -> str:
        """Give a record that cannot be read another name, so that it is none any more; return that."""

    def make_room(self) -> list[str]:
        """Move aside what lies where the log or the key belongs and is none; return the new names."""

    def secrets(self) -> tuple[str, str] | None:
        """Return the plan's id and the key that signs what is handed out, in hexadecimal; None if they are not kept."""

    def keep_secrets(self, plan: str, key: str) -> None:
        """Keep them where only the owner can read them. Raise LedgerError where others are kept there."""

    def carry_out(self, effect: Effect) -> None:
        """Do to the files what a cut-off action had still to do, or take it back."""


def heading(db: sqlite3.Connection, kind: str, number: int, version: int) -> dict[str, object]:
    """Return the first line of a record: of which plan it is, too, so that another's is not taken for one of this."""
    plan = db.execute("SELECT value FROM meta WHERE key = 'plan'").fetchone()[0]
    return {"record": number, "kind": kind, "version": version, "plan": plan}


def everything(db: sqlite3.Connection, number: int) -> Iterator[object]:
    """Yield the lines of a record that holds the whole ledger."""
    yield heading(db, ALL, number, version_of(db))
    made = db.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
    yield {"create": [sql for _, _, sql in made]}
    for kind, name, _ in made:
        if kind == "table":
            # By rowid: in what order rows came is told by it alone in some tables.
            cursor = db.execute(f'SELECT * FROM "{name}" ORDER BY rowid')
            columns = [column[0] for column in cursor.description]
            while rows := cursor.fetchmany(10_000):
                yield [name, columns, [list(row) for row in rows if name != "meta" or row[0] not in _KEPT_APART]]


def replay(db: sqlite3.Connection, lines: Iterable[Any]) -> Effect:
    """Write into a ledger what a record says, inside a transaction of the caller's; tells what is to be done to files."""
    effect = Effect()
    for line in lines:
        match line:
            case {"version": int(version), "kind": str(kind)} if kind == ALL:
                db.execute(f"PRAGMA user_version={version}")
            case {"create": [*statements]}:
                for statement in statements:
                    # A record may come from anywhere: nothing but tables and indexes is made.
                    if str(statement).startswith(("CREATE TABLE ", "CREATE INDEX ")):
                        db.execute(statement)
            case {"undone": [int(action), str(at)]}:
                db.execute("UPDATE action SET undone_at = ? WHERE id = ?", (at, action))
            case {"place": [*place], "remove": [*remove]}:
                effect = Effect([(p, d) for p, d in place], [(p, d) for p, d in remove])
            case [str(table), [*columns], [*rows]]:
                insert_rows(db, table, columns, rows)
    return effect


def insert_rows(db: sqlite3.Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Add rows to a table."""
    names = ", ".join(f'"{name.replace(chr(34), "")}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    db.executemany(f'INSERT INTO "{table.replace(chr(34), "")}" ({names}) VALUES ({marks})', rows)


def is_whole(log: Log, number: int) -> bool:
    """Return True if a record is there and can be read to its end."""
    try:
        for _ in log.read(number):
            pass
    except LedgerError:
        return False
    return True


def last_whole(log: Log) -> int:
    """Return the number of the newest record that a ledger can be made up to; 0 if there is none. Every record is read."""
    last = whole = 0
    for number in sorted(log.numbers):
        follows = number == last + 1 and last > 0
        last = number if is_whole(log, number) and (follows or next(log.read(number))["kind"] == ALL) else 0
        whole = last or whole
    return whole


def made_again(db: sqlite3.Connection, log: Log, newest: int) -> None:
    """Fill an empty database with all that a log says up to a record. Raise LedgerError where the log does not suffice."""
    first = newest
    while next(log.read(first))["kind"] != ALL:
        # The first of all is of that kind; where it is not there any more, reading says so.
        first -= 1
    for number in range(first, newest + 1):
        replay(db, log.read(number))
    secrets = log.secrets()
    assert secrets is not None
    insert_rows(db, "meta", ["key", "value"], [["key", secrets[1]], ["log", str(newest)]])
