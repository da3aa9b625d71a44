"""A task's row of a return in the ledger: one row with a column for each value, and the cells that they came from."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any, Final

from xlplan.ledger.statements import carry_out_each
from xlplan.returns.sheet import Doubt, Reported, ReturnedRow
from xlplan.returns.values import ReportedValue
from xlplan.terms.fields import Field
from xlplan.terms.headings import ITEM_FIELDS

TABLE: Final = "returned_row"
COLUMNS: Final = ("received", "task", "cell", *(name.value for name in ITEM_FIELDS), "cells")
CREATE: Final = f"""
CREATE TABLE {TABLE} (
    id INTEGER PRIMARY KEY, received INTEGER NOT NULL REFERENCES received (id), task TEXT NOT NULL, cell TEXT NOT NULL,
    {", ".join(f"{name.value} TEXT" for name in ITEM_FIELDS)}, cells TEXT NOT NULL);
CREATE INDEX {TABLE}_by_received ON {TABLE} (received);
"""
"""`cells` names the cells of the values that are there, in the order of their columns, each with its kind if it is not its column's."""

_KINDS: Final = {Field.PERCENT: "number", Field.EXPECTED: "day"}
_TEXT: Final = "text"
_COLUMNS: Final = tuple((name, _KINDS.get(name, _TEXT)) for name in ITEM_FIELDS)

_NO_TEXTS: Final = tuple((place, kind) for place, (_, kind) in enumerate(_COLUMNS) if kind != _TEXT)

Row = tuple[Any, ...]


def dump_value(value: ReportedValue) -> tuple[str, str]:
    """Return a value as text, and its kind."""
    if isinstance(value, str):
        return value, _TEXT
    if isinstance(value, date):
        return value.isoformat(), "day"
    return repr(value), "number"


def load_value(text: str, kind: str) -> ReportedValue:
    """Return the value of a text of this kind. Raise ValueError if it is none."""
    if kind == "day":
        return date.fromisoformat(text)
    return float(text) if kind == "number" else text


def dump_doubt(doubt: Doubt) -> Row:
    """Return an uncertain cell as the table of doubts names its parts, without the return's number."""
    proposal = (None, None) if doubt.proposal is None else dump_value(doubt.proposal)
    return (doubt.task, doubt.field.value, doubt.cell, doubt.shown, *proposal)


def dump_row(row: ReturnedRow) -> Row:
    """Return a row of the table as `COLUMNS` names its parts, without the return's number."""
    texts: list[str | None] = []
    cells = []
    for name, usual in _COLUMNS:
        reported = row.values.get(name)
        if reported is None:
            texts.append(None)
            continue
        value, cell = reported
        text, kind = (value, _TEXT) if isinstance(value, str) else dump_value(value)
        texts.append(text)
        cells.append(cell if kind == usual else f"{cell}:{kind}")
    return (row.task, row.cell, *texts, ",".join(cells))


Answers = Sequence[Sequence[ReportedValue | None]]
"""What is reported in the columns of `REPORTED_COLUMNS`, each in its usual kind, from the first row of a sheet to the last."""


def any_said(column: Sequence[ReportedValue | None]) -> bool:
    """Return True if anything is reported in a column."""
    return column.count(None) < len(column)


def dump_plain(tasks: Sequence[str], first: int, letters: str, answers: Answers) -> list[Row]:
    """Return what `dump_row` does of rows one below the other, the first (from 1) of them given.

    `letters` are the letters of the reported columns, in the order of these; 编号 stands in column A.
    """
    texts = [
        [None if value is None else dump_value(value)[0] for value in column] if kind != _TEXT else column
        for column, (_, kind) in zip(answers, _COLUMNS, strict=False)
    ]
    said = zip(*([value is not None for value in column] for column in answers), strict=True)
    places = (_cells(row, letters, which) for row, which in enumerate(said, first))
    return [
        (task, cell, *values, None, cells)
        for task, values, (cell, cells) in zip(tasks, zip(*texts, strict=True), places, strict=True)
    ]


@lru_cache(1 << 13)
def _cells(row: int, letters: str, which: Sequence[bool]) -> tuple[str, str]:
    """Return the cell of 编号 in a row, and those of its values, of which some are there."""
    return f"A{row}", ",".join(f"{letter}{row}" for letter, there in zip(letters, which, strict=True) if there)


def load_row(task: str, cell: str, texts: Sequence[str | None], cells: str, doubts: Sequence[Doubt]) -> ReturnedRow:
    """Return the row of a task. Raise ValueError for what no row was dumped as."""
    values: dict[Field, Reported] = {}
    places = iter(cells.split(","))
    for (name, usual), text in zip(_COLUMNS, texts, strict=True):
        if text is not None:
            place = next(places, "")
            if usual is _TEXT and ":" not in place:
                values[name] = Reported(text, place)
            else:
                place, _, kind = place.partition(":")
                values[name] = Reported(load_value(text, kind or usual), place)
    return ReturnedRow(task, cell, values, {}, tuple(doubts))


def check_rows(rows: Sequence[Sequence[Any]]) -> None:
    """Raise ValueError or TypeError unless `dump_row` could have made each of these rows."""
    if not rows:
        return
    columns = [*zip(*rows, strict=True)]
    if len(columns) != len(COLUMNS) - 1:
        raise ValueError(f"{len(columns)} columns")
    tasks, places, *texts, cells = columns
    said = {*chain.from_iterable(texts)} - {None}
    if {*map(type, chain(tasks, places, cells, said))} != {str}:
        raise ValueError("something else than texts")
    if any(":" in each for each in cells):
        for task, place, *values, where in rows:
            load_row(task, place, values, where, ())
    for place, kind in _NO_TEXTS:
        for text in {*texts[place]} - {None}:
            load_value(text, kind)


def from_cells(db: sqlite3.Connection) -> None:
    """Make the table out of those of a ledger that has one row for each cell, and remove them."""
    carry_out_each(db, CREATE)
    cells = db.execute("SELECT received, task, field, cell, value, kind FROM entry ORDER BY received, rowid")
    values: defaultdict[str, dict[Field, Reported]] = defaultdict(dict)
    entry = cells.fetchone()
    for (received,) in db.execute("SELECT DISTINCT received FROM received_row ORDER BY received").fetchall():
        values.clear()
        while entry and entry[0] <= received:
            _, task, name, cell, value, kind = entry
            values[task][Field(name)] = Reported(load_value(value, kind), cell)
            entry = cells.fetchone()
        rows = db.execute("SELECT task, cell FROM received_row WHERE received = ? ORDER BY rowid", (received,))
        insert(db, [(received, *dump_row(ReturnedRow(task, cell, values[task], {}))) for task, cell in rows])
    db.execute("DROP TABLE entry")
    db.execute("DROP TABLE received_row")


def insert(db: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Add rows to the table."""
    db.executemany(f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})", rows)
