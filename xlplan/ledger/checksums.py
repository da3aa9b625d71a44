"""A checksum of what each action wrote into each table, which tells whether a bit of it has changed since."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from typing import Final
from zlib import crc32

from xlplan.ledger.statements import carry_out_each

TABLE: Final = "checksum"
COLUMNS: Final = ("action", "of", "sum")
CREATE: Final = f"""
CREATE TABLE {TABLE} (
    action INTEGER NOT NULL REFERENCES action (id), of TEXT NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY (action, of));
CREATE INDEX sent_by_action ON sent (action);
CREATE INDEX received_by_action ON received (action);
"""
"""`of` is a table, or what was done with the action later."""

ACTIONS: Final = "action"
UNDONE: Final = "undone"
FILE_NAMES: Final = "file_name"
"""The names belong to no action: with an action that added some stands the sum of all that there were by then."""
_OF_AN_ACTION: Final = (
    "task_number",
    "sent",
    "received",
    "decision",
    "setting_change",
    "received_on",
    "reminder",
    "supervised",
    "reply_slip",
    "plan_task",
    "judged_by",
)
_OWNERS: Final = {"sent_row": "sent", "returned_row": "received", "doubt": "received"}
"""By a table without the action's number, the one that has it."""
_ALL: Final = (ACTIONS, UNDONE, *_OF_AN_ACTION, *_OWNERS)
EACH: Final = f"SELECT id FROM action UNION SELECT action FROM {TABLE}"
"""An action whose own row is gone is one."""


def sums(
    db: sqlite3.Connection, of: Collection[str], which: str = EACH, values: Sequence[object] = ()
) -> list[tuple[int, str, int]]:
    """Return the checksums of what some actions wrote, as rows of the table; `which` is SQL that gives their numbers."""
    found = [
        (action, name, total) for name in of if name != FILE_NAMES for action, total in _sums(db, name, which, values)
    ]
    if FILE_NAMES in of and (newest := db.execute("SELECT MAX(id) FROM action").fetchone()[0]):
        found.append((newest, FILE_NAMES, _sum_of_names(db)))
    return found


def differing_sums(
    db: sqlite3.Connection, of: Collection[str] = (*_ALL, FILE_NAMES), which: str = EACH, values: Sequence[object] = ()
) -> Iterator[int]:
    """Yield the actions of which something is not as it was written."""
    marks = ", ".join("?" * len(of))
    asked = f"SELECT action, of, sum FROM {TABLE} WHERE of IN ({marks}) AND of != ? AND action IN ({which})"
    # Rows: as a connection makes them, they are not tuples.
    written = {tuple(row) for row in db.execute(asked, (*of, FILE_NAMES, *values))}
    yield from sorted(
        {action for action, *_ in written ^ {*sums(db, [name for name in of if name != FILE_NAMES], which, values)}}
    )
    if FILE_NAMES in of:
        newest = db.execute(f"SELECT action, sum FROM {TABLE} WHERE of = ? ORDER BY action DESC LIMIT 1", (FILE_NAMES,))
        action, total = newest.fetchone() or (0, 0)
        if total != _sum_of_names(db):
            yield action


def sum_up_again(db: sqlite3.Connection) -> None:
    """Write the checksums of all that there is, in the place of those that there were."""
    db.execute(f"DELETE FROM {TABLE}")
    db.executemany(f"INSERT INTO {TABLE} VALUES (?, ?, ?)", sums(db, (*_ALL, FILE_NAMES)))


def kept(db: sqlite3.Connection) -> bool:
    """Return True if a ledger has checksums; an early one has none until it is brought up."""
    return bool(db.execute(f"PRAGMA table_info({TABLE})").fetchone())


def renew(db: sqlite3.Connection, of: Collection[str], but: Sequence[tuple[int]] = ()) -> None:
    """Write the checksums of some tables anew, if there are any, but for these actions."""
    if kept(db):
        marks, left = ", ".join("?" * len(of)), {action for (action,) in but}
        found = [each for each in sums(db, of) if each[0] not in left]
        db.executemany(f"DELETE FROM {TABLE} WHERE of IN ({marks}) AND action = ?", [(*of, each[0]) for each in found])
        db.executemany(f"INSERT INTO {TABLE} VALUES (?, ?, ?)", found)


def begin(db: sqlite3.Connection) -> None:
    """Make the table in a ledger that has none yet."""
    carry_out_each(db, CREATE)
    sum_up_again(db)


def _sums(db: sqlite3.Connection, name: str, which: str, values: Sequence[object]) -> Iterator[tuple[int, int]]:
    totals: dict[int, int] = {}
    if name != UNDONE and not db.execute(f'PRAGMA table_info("{name}")').fetchone():
        # A ledger of an earlier version has it only once it is brought up.
        return
    cursor = db.cursor()
    cursor.row_factory = None
    for action, text in cursor.execute(_texts(db, name, which), values):
        totals[action] = crc32(text, totals.get(action, 0))
    yield from totals.items()


def _texts(db: sqlite3.Connection, name: str, which: str) -> str:
    """Return SQL for the texts of rows, with the action that wrote them, in the order of writing."""
    if name == UNDONE:
        return f"SELECT id, CAST(undone_at AS BLOB) FROM action WHERE undone_at IS NOT NULL AND id IN ({which})"
    text = _text(db, name)
    if name == ACTIONS:
        return f"SELECT id, CAST({text} AS BLOB) FROM action WHERE id IN ({which})"
    owner = _OWNERS.get(name)
    if owner is None:
        return f'SELECT action, CAST({text} AS BLOB) FROM "{name}" WHERE action IN ({which}) ORDER BY action, rowid'
    # A cross join keeps to this order of its tables. Rows of thousands of files are joined before they come over here.
    return (
        f"SELECT {owner}.action, CAST(group_concat({text}, '#') AS BLOB) FROM {owner} CROSS JOIN {name}"
        f" ON {name}.{owner} = {owner}.id WHERE {owner}.action IN ({which}) GROUP BY {owner}.action, {owner}.id"
    )


def _text(db: sqlite3.Connection, table: str) -> str:
    """Return SQL for a row as text. Whether the action was taken back is told by a checksum of its own."""
    # Of a connection whose rows are no tuples, too.
    columns = [row[1] for row in db.execute(f'PRAGMA table_info("{table}")') if row[1] != "undone_at"]
    return f"printf('{'|'.join(['%s'] * len(columns))}', {', '.join(f'{table}.{column}' for column in columns)})"


def _sum_of_names(db: sqlite3.Connection) -> int:
    total = 0
    for (text,) in db.execute(f"SELECT CAST({_text(db, FILE_NAMES)} AS BLOB) FROM {FILE_NAMES} ORDER BY rowid"):
        total = crc32(text, total)
    return total
