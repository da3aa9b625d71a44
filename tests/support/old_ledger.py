"""A ledger as an earlier version of the program left it, made out of one of today."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from xlplan.ledger import checksums

_CELLS = """
CREATE TABLE received_row (
    received INTEGER NOT NULL REFERENCES received (id), task TEXT NOT NULL, cell TEXT NOT NULL,
    PRIMARY KEY (received, task));
CREATE TABLE entry (
    received INTEGER NOT NULL REFERENCES received (id), task TEXT NOT NULL, field TEXT NOT NULL, cell TEXT NOT NULL,
    value TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (received, task, field));
"""
_FIELDS = ("state", "percent", "progress", "problems", "next", "expected", "evidence", "summary")
_KINDS = {"percent": "number", "expected": "day"}


def make_old(ledger: Path, version: int) -> None:
    """Give a ledger the tables of a version from 6 to 13."""
    with closing(sqlite3.connect(ledger, isolation_level=None)) as db:
        _marks_in_notes(db)
        if version < 13:
            db.executescript("DROP TABLE plan_task;")
            db.execute("DELETE FROM checksum WHERE of = 'plan_task'")
        if version < 12:
            db.executescript("DROP TABLE supervised; DROP TABLE reply_slip;")
            db.execute("DELETE FROM checksum WHERE of IN ('supervised', 'reply_slip')")
        if version < 11:
            db.executescript("DROP TABLE checksum; DROP INDEX sent_by_action; DROP INDEX received_by_action;")
        if version < 10:
            db.execute("ALTER TABLE sent_row DROP COLUMN others")
        if version < 9:
            _one_row_for_each_cell(db)
        if version < 8:
            db.executescript("DROP TABLE setting_change; DROP TABLE received_on;")
        if version < 7:
            db.execute("ALTER TABLE action DROP COLUMN book")
        db.execute(f"PRAGMA user_version={version}")


def _marks_in_notes(db: sqlite3.Connection) -> None:
    for column, mark in (("late", "到期后才提出"), ("verified", "按办公室核定")):
        db.execute(
            f"UPDATE decision SET note = ? || CASE WHEN note = '' THEN '' ELSE char(10) || note END WHERE {column}",
            (mark,),
        )
        db.execute(f"ALTER TABLE decision DROP COLUMN {column}")
    db.executescript("DROP TABLE judged_by;")
    db.execute("DELETE FROM checksum WHERE of = 'judged_by'")
    checksums.renew(db, ["decision"])


def _one_row_for_each_cell(db: sqlite3.Connection) -> None:
    db.executescript(_CELLS)
    rows = db.execute(
        f"SELECT received, task, cell, cells, {', '.join(_FIELDS)} FROM returned_row ORDER BY id"
    ).fetchall()
    for received, task, cell, cells, *values in rows:
        db.execute("INSERT INTO received_row VALUES (?, ?, ?)", (received, task, cell))
        places = iter(cells.split(","))
        for name, value in zip(_FIELDS, values, strict=True):
            if value is not None:
                place, _, kind = next(places).partition(":")
                entry = (received, task, name, place, value, kind or _KINDS.get(name, "text"))
                db.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", entry)
    db.execute("DROP TABLE returned_row")
