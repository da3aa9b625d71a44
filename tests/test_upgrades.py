"""A ledger that an earlier version wrote goes on, with all it holds, from whatever is done first."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from support import ROOT
from support.office import Office, run

from xlplan.ledger import SCHEMA_VERSION
from xlplan.ledger.rebuilding import Contents, contents

TEXTS = ROOT / "tests/data/ledgers"
VERSIONS = range(1, SCHEMA_VERSION)


def columns(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """The columns of each table, with type, constraint and default."""
    with closing(sqlite3.connect(path)) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {name: [row[1:] for row in db.execute(f"PRAGMA table_info({name})")] for name in tables}


def indexes(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as db:
        return {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql NOT NULL")}


def aged(works: Office, version: int) -> Contents:
    """Let the ledger be one that an earlier version wrote, with what that could hold; tells what it is to hold when brought up."""
    now = columns(works.ledger)
    held = contents(works.ledger)
    old = works.root / "old"
    with closing(sqlite3.connect(old)) as db:
        db.executescript((TEXTS / f"version-{version}.sql").read_text("utf-8"))
        there = columns(old)
        for table, rows in held.items():
            names = [str(column[0]) for column in now[table]]
            kept = [name for name in names if table in there and name in {column[0] for column in there[table]}]
            defaults = {str(column[0]): str(column[3]).strip("'") for column in now[table] if column[0] not in kept}
            cells = [dict(zip(names, row, strict=True)) for row in rows if row[0] != "log" or table != "meta"]
            if not kept:
                held[table] = []
                continue
            db.executemany(
                f"INSERT INTO {table} ({', '.join(kept)}) VALUES ({', '.join('?' * len(kept))})",
                [[cell[name] for name in kept] for cell in cells],
            )
            held[table] = [tuple((cell | defaults)[name] for name in names) for cell in cells]
        db.commit()
    old.replace(works.ledger)
    shutil.rmtree(works.root / "归档/操作记录")
    (works.root / "归档/签名密钥.json").unlink()
    return held


@pytest.fixture
def works(tmp_path: Path) -> Office:
    found = Office.small(tmp_path)
    found.do("split")
    found.answer("教育科")
    found.do("merge")
    run("undo", found.book)
    found.answer("组宣科")
    found.do("merge")
    return found


def test_there_is_an_old_text_for_each_version() -> None:
    assert sorted(path.stem for path in TEXTS.iterdir()) == [f"version-{version}" for version in VERSIONS]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("first", ["validate", "status", "merge", "undo", "split"])
def test_an_older_ledger_is_brought_up_by_whatever_comes_first(works: Office, version: int, first: str) -> None:
    status = works.json("status", "--today", "2023-06-25")
    fresh = columns(works.ledger), indexes(works.ledger)
    held = aged(works, version)
    done = run(first, works.book) if first in ("validate", "undo") else works.do(first)
    assert done.code in (0, 1), done
    with closing(sqlite3.connect(works.ledger)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert (columns(works.ledger), indexes(works.ledger)) == fresh
    after = contents(works.ledger)
    if first == "undo":
        assert [row[5] is not None for row in after["action"]] == [False, True, True]
    else:
        assert {**after, "meta": None} == {**held, "meta": None}
        assert dict(held["meta"]).items() < dict(after["meta"]).items()  # type: ignore[arg-type]
        assert works.json("status", "--today", "2023-06-25") == status
    works.ledger.unlink()
    assert run("rebuild", works.book).code == 0
    assert contents(works.ledger) == after


@pytest.mark.parametrize("version", VERSIONS)
def test_one_that_is_only_read_at_the_same_time_is_not_brought_up_twice(works: Office, version: int) -> None:
    aged(works, version)
    for _ in range(2):
        assert run("validate", works.book).code in (0, 1)
    assert len(list((works.root / "归档/操作记录").iterdir())) == 1
