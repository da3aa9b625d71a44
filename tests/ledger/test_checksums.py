"""Checksums: whatever bit of a row changes is noticed, and ledgers that had none get them."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from support.every_table import write_the_rest
from support.office import ROUND, Office, run
from support.old_ledger import make_old

from xlplan.actions.book import open_book
from xlplan.ledger.log import everything
from xlplan.ledger.rebuilding import contents
from xlplan.ledger.schema import SCHEMA_VERSION
from xlplan.ledger.store import Ledger
from xlplan.terms.errors import LedgerError

NOW = datetime(2023, 6, 25, 9, 0)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office with something in every table, and an action that was taken back."""
    found = Office.small(tmp_path_factory.mktemp("begun"))
    found.do("split")
    found.answer("教育科", edit=lambda filled: setattr(filled.cell("1.1", "percent"), "value", "80"))
    found.do("merge")
    run("undo", found.book)
    found.do("merge")
    found.do("remind")
    write_the_rest(found, NOW)
    return found


@pytest.fixture
def works(begun: Office, tmp_path: Path) -> Office:
    shutil.copytree(begun.book.parent, tmp_path, dirs_exist_ok=True)
    return Office(tmp_path / begun.book.name)


def _places(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as db:
        tables = [
            row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'") if row[0] != "meta"
        ]
        return [(name, row[1]) for name in tables for row in db.execute(f"PRAGMA table_info({name})")]


def test_a_change_in_any_column_of_any_table_is_noticed(works: Office) -> None:
    data = works.ledger.read_bytes()
    places = _places(works.ledger)
    assert len({name for name, _ in places}) > 10
    for name, column in places:
        works.ledger.write_bytes(data)
        with closing(sqlite3.connect(works.ledger, isolation_level=None)) as db:
            last = db.execute(f"SELECT MAX(rowid) FROM {name}").fetchone()[0]
            db.execute(f"UPDATE {name} SET {column} = CASE WHEN typeof({column}) = 'integer' THEN {column} + 64"
                       f" ELSE 'x' || ifnull({column}, '') END WHERE rowid = ?", (last,))  # fmt: skip
        with pytest.raises(LedgerError, match="和写下的时候不一样"):
            contents(works.ledger)


def test_a_row_that_is_gone_is_noticed(works: Office) -> None:
    data = works.ledger.read_bytes()
    for name in {name for name, _ in _places(works.ledger)}:
        works.ledger.write_bytes(data)
        with closing(sqlite3.connect(works.ledger, isolation_level=None)) as db:
            db.execute(f"DELETE FROM {name} WHERE rowid = (SELECT MAX(rowid) FROM {name})")
        with pytest.raises(LedgerError, match="和写下的时候不一样"):
            contents(works.ledger)


def test_no_flipped_bit_gives_another_ledger_silently(works: Office) -> None:
    data, before = works.ledger.read_bytes(), contents(works.ledger)
    chance = random.Random(18)
    noticed = 0
    for _ in range(400):
        flipped = bytearray(data)
        # Most of the file is text; the first page says what the file is.
        flipped[chance.randrange(4096, len(data))] ^= 1 << chance.randrange(8)
        works.ledger.write_bytes(flipped)
        try:
            after = contents(works.ledger)
        except LedgerError:
            noticed += 1
            continue
        # Of the plan's own properties there is a copy beside the log.
        assert {**after, "meta": None} == {**before, "meta": None}
    assert noticed > 20


@pytest.mark.parametrize(
    ("table", "column", "asks"),
    [
        ("returned_row", "progress", lambda ledger: ledger.received(ROUND)),
        ("returned_row", "progress", lambda ledger: ledger.received_heads(ROUND)),
        ("returned_row", "percent", lambda ledger: ledger.received_asking(ROUND, str)),
        ("received", "reasons", lambda ledger: ledger.received(ROUND)),
        ("sent_row", "content", lambda ledger: ledger.sent(ROUND)),
        ("sent_row", "content", lambda ledger: [*ledger.asked(ROUND)]),
        ("sent", "department", lambda ledger: ledger.sent(ROUND)),
        ("decision", "verdict", lambda ledger: ledger.decisions()),
        ("task_number", "task", lambda ledger: ledger.numbers()),
        ("file_name", "name", lambda ledger: ledger.file_names()),
        ("reminder", "day", lambda ledger: ledger.reminders(ROUND)),
        ("received_on", "day", lambda ledger: ledger.received_on(ROUND)),
        ("action", "summary", lambda ledger: ledger.actions()),
    ],
)
def test_it_is_noticed_when_the_rows_are_used(works: Office, table: str, column: str, asks: object) -> None:
    with closing(sqlite3.connect(works.ledger, isolation_level=None)) as db:
        db.execute(f"UPDATE {table} SET {column} = 'x' WHERE rowid = (SELECT MAX(rowid) FROM {table})")
    with Ledger(works.ledger) as ledger:
        assert callable(asks)
        with pytest.raises(LedgerError, match="和写下的时候不一样"):
            asks(ledger)


def test_what_was_taken_back_is_in_nobodys_way(works: Office) -> None:
    """Nothing of it is used; a rebuild mends it all the same."""
    with closing(sqlite3.connect(works.ledger, isolation_level=None)) as db:
        db.execute("UPDATE returned_row SET progress = 'x' WHERE received IN"
                   " (SELECT id FROM received WHERE action IN (SELECT id FROM action WHERE undone_at IS NOT NULL))")  # fmt: skip
    assert works.do("status").code in (0, 1)
    assert run("rebuild", works.book, "--json").json["reason"] == "damaged"


def test_an_action_taken_back_by_a_flipped_bit_is_not(works: Office) -> None:
    with closing(sqlite3.connect(works.ledger, isolation_level=None)) as db:
        db.execute("UPDATE action SET undone_at = NULL WHERE undone_at IS NOT NULL")
    assert "和写下的时候不一样" in works.do("status").err


def test_a_damaged_ledger_does_not_take_the_place_of_a_log(works: Office) -> None:
    with closing(sqlite3.connect(works.ledger, isolation_level=None)) as db:
        db.execute("UPDATE returned_row SET progress = 'x'")
    newest = max((works.root / "归档" / "操作记录").glob("*.gz"))
    newest.unlink()
    assert works.do("merge").code == 2
    assert run("rebuild", works.book).code == 0


@pytest.mark.parametrize("version", range(7, SCHEMA_VERSION))
def test_ledger_and_log_of_an_earlier_version_open_and_are_rebuilt(works: Office, version: int) -> None:
    with Ledger(works.ledger) as ledger:
        before = (
            ledger.received(ROUND),
            ledger.sent(ROUND),
            ledger.actions(),
            ledger.decisions(),
            ledger.reminders(ROUND),
        )
    make_old(works.ledger, version)
    log = open_book(works.book).workspace.log
    with closing(sqlite3.connect(works.ledger, isolation_level=None)) as db:
        record = log.record(log.newest + 1)
        for line in everything(db, log.newest + 1):
            record.add(line)
        record.publish()
        db.execute("UPDATE meta SET value = ? WHERE key = 'log'", (str(log.newest),))
    old = works.ledger.read_bytes()
    for there in (True, False):
        works.ledger.write_bytes(old)
        if not there:
            works.ledger.unlink()
        assert run("rebuild", works.book, "--json").json["rebuilt"] is not there
        contents(works.ledger)
        with Ledger(works.ledger) as ledger:
            after = (
                ledger.received(ROUND),
                ledger.sent(ROUND),
                ledger.actions(),
                ledger.decisions(),
                ledger.reminders(ROUND),
            )
            assert after == before
