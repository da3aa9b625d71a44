"""The tables of the ledger, and what makes a ledger of an earlier version one of this."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from typing import Final

from xlplan.decisions.agreed import LATE
from xlplan.decisions.model import BY_VERIFICATION
from xlplan.ledger import checksums, planned_rows, returned_rows
from xlplan.ledger.statements import carry_out_each
from xlplan.terms.choices import Ruling

SCHEMA_VERSION: Final = 14
_REMINDERS: Final = """
CREATE TABLE reminder (
    id INTEGER PRIMARY KEY, action INTEGER NOT NULL REFERENCES action (id), round TEXT NOT NULL, department TEXT NOT NULL,
    lack TEXT NOT NULL, day TEXT NOT NULL);
"""
_DECISIONS: Final = """
CREATE TABLE doubt (
    id INTEGER PRIMARY KEY, received INTEGER NOT NULL REFERENCES received (id), task TEXT NOT NULL, field TEXT NOT NULL,
    cell TEXT NOT NULL, shown TEXT NOT NULL, proposal TEXT, kind TEXT);
CREATE TABLE decision (
    id INTEGER PRIMARY KEY, action INTEGER NOT NULL REFERENCES action (id), round TEXT NOT NULL, kind TEXT NOT NULL,
    department TEXT NOT NULL, task TEXT NOT NULL, field TEXT NOT NULL, before TEXT NOT NULL, reported TEXT NOT NULL,
    verdict TEXT NOT NULL, leader TEXT NOT NULL, day TEXT, operator TEXT NOT NULL, note TEXT NOT NULL);
CREATE INDEX doubt_by_received ON doubt (received);
"""
_CORRECTIONS: Final = """
CREATE TABLE setting_change (
    id INTEGER PRIMARY KEY, action INTEGER NOT NULL REFERENCES action (id), name TEXT NOT NULL, before TEXT NOT NULL,
    after TEXT NOT NULL);
CREATE TABLE received_on (
    id INTEGER PRIMARY KEY, action INTEGER NOT NULL REFERENCES action (id), round TEXT NOT NULL, department TEXT NOT NULL,
    day TEXT NOT NULL, operator TEXT NOT NULL);
"""
_SUPERVISION: Final = """
CREATE TABLE supervised (
    id INTEGER PRIMARY KEY, action INTEGER NOT NULL REFERENCES action (id), year INTEGER NOT NULL, number INTEGER NOT NULL,
    round TEXT NOT NULL, department TEXT NOT NULL, task TEXT NOT NULL, colour TEXT NOT NULL, day TEXT NOT NULL,
    answer_by TEXT NOT NULL, due TEXT, texts TEXT NOT NULL);
CREATE TABLE reply_slip (
    id INTEGER PRIMARY KEY, action INTEGER NOT NULL REFERENCES action (id), year INTEGER NOT NULL, number INTEGER NOT NULL,
    task TEXT NOT NULL, signed_by TEXT NOT NULL, signed_on TEXT, measures TEXT NOT NULL, promised TEXT);
"""
_MARKS: Final = """
ALTER TABLE decision ADD COLUMN late INTEGER NOT NULL DEFAULT 0;
ALTER TABLE decision ADD COLUMN verified INTEGER NOT NULL DEFAULT 0;
"""
_POSITION: Final = "INSERT INTO meta VALUES ('log', '0');\n"
_CREATE: Final = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE action (
    id INTEGER PRIMARY KEY, verb TEXT NOT NULL, round TEXT, at TEXT NOT NULL, summary TEXT NOT NULL, undone_at TEXT,
    book TEXT NOT NULL DEFAULT '');
CREATE TABLE task_number (
    fingerprint TEXT NOT NULL, task TEXT NOT NULL, action INTEGER NOT NULL REFERENCES action (id));
CREATE TABLE sent (
    id INTEGER PRIMARY KEY, action INTEGER NOT NULL REFERENCES action (id), round TEXT NOT NULL,
    department TEXT NOT NULL, revision INTEGER NOT NULL, title TEXT NOT NULL, deadline TEXT,
    path TEXT NOT NULL, sha256 TEXT NOT NULL);
CREATE TABLE sent_row (
    sent INTEGER NOT NULL REFERENCES sent (id), position INTEGER NOT NULL, task TEXT NOT NULL, role TEXT NOT NULL,
    project TEXT NOT NULL, content TEXT NOT NULL, schedule TEXT NOT NULL, due TEXT NOT NULL, due_is_day INTEGER NOT NULL,
    previous TEXT NOT NULL, closed INTEGER NOT NULL, change TEXT NOT NULL DEFAULT '', others TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (sent, position));
CREATE TABLE file_name (department TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE received (
    id INTEGER PRIMARY KEY, action INTEGER NOT NULL REFERENCES action (id), round TEXT NOT NULL, path TEXT NOT NULL,
    sha256 TEXT NOT NULL, verdict TEXT NOT NULL, department TEXT, revision INTEGER, people TEXT NOT NULL,
    reasons TEXT NOT NULL, sheet TEXT NOT NULL DEFAULT '', corrects TEXT NOT NULL DEFAULT '[]');
{returned_rows.CREATE.lstrip()}{_DECISIONS}{_MARKS.lstrip()}CREATE INDEX sent_by_round ON sent (round, department);
CREATE INDEX received_by_round ON received (round);
{_POSITION}{_REMINDERS}{_CORRECTIONS}{_SUPERVISION}{planned_rows.CREATE.lstrip()}{planned_rows.CREATE_SETTINGS.lstrip()}{checksums.CREATE.lstrip()}"""


def _marks_and_settings(db: sqlite3.Connection) -> None:
    """Give decisions the marks that stood in the first line of their notes; what a round was judged by nobody wrote down."""
    damaged = [(action,) for action in checksums.differing_sums(db, ["decision"])] if checksums.kept(db) else []
    carry_out_each(db, _MARKS + planned_rows.CREATE_SETTINGS)
    for column, ruling, mark in (("late", Ruling.DELAY, LATE), ("verified", Ruling.CLOSE, BY_VERIFICATION)):
        db.execute(
            f"UPDATE decision SET {column} = 1, note = CASE WHEN instr(note, char(10)) THEN"
            " substr(note, instr(note, char(10)) + 1) ELSE '' END WHERE verdict = ? AND substr(note, 1, ?) = ?",
            (ruling, len(mark), mark),
        )
    # A decision that was not as it was written has a checksum still that says so.
    checksums.renew(db, ["decision"], damaged)


_UPGRADES: Final[Mapping[int, str | Callable[[sqlite3.Connection], None]]] = {
    1: """
ALTER TABLE sent_row ADD COLUMN change TEXT NOT NULL DEFAULT '';
CREATE TABLE file_name (department TEXT PRIMARY KEY, name TEXT NOT NULL);
""",
    2: f"""
ALTER TABLE received ADD COLUMN sheet TEXT NOT NULL DEFAULT '';
{_DECISIONS}""",
    3: "ALTER TABLE received ADD COLUMN corrects TEXT NOT NULL DEFAULT '[]'",
    4: _POSITION,
    5: _REMINDERS,
    6: "ALTER TABLE action ADD COLUMN book TEXT NOT NULL DEFAULT ''",
    7: _CORRECTIONS,
    8: returned_rows.from_cells,
    9: "ALTER TABLE sent_row ADD COLUMN others TEXT NOT NULL DEFAULT ''",
    10: checksums.begin,
    11: _SUPERVISION,
    12: planned_rows.from_sent,
    13: _marks_and_settings,
}
"""By the version of a ledger, what makes it one of the next version. What changes a table with checksums ends by renewing these."""


def version_of(db: sqlite3.Connection) -> int:
    """Return the version of a ledger's tables; 0 if it has none yet."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def bring_up(db: sqlite3.Connection) -> None:
    """Make the tables, or those of an earlier version to those of this. Inside a transaction of the caller's."""
    version = version_of(db)
    for step in [_UPGRADES[each] for each in range(version, SCHEMA_VERSION)] if version else [_CREATE]:
        if isinstance(step, str):
            carry_out_each(db, step)
        else:
            step(db)
    db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
