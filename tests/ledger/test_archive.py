"""归档 holds enough to make the ledger again: the same rows, whatever was done; and what happens where one of the two is gone."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from support.every_table import write_the_rest
from support.office import ROWS, Office, run, table

from xlplan.ledger.rebuilding import Tables, contents
from xlplan.ledger.store import Ledger

NOW = datetime(2023, 6, 25, 9, 0)


def rebuilt(works: Office) -> Any:
    done = run("rebuild", works.book, "--json")
    assert done.code == 0, done
    return done.json


def beside_the_ledger(works: Office) -> list[str]:
    return sorted(
        path.name for path in works.root.iterdir() if path.is_file() and not path.name.startswith(".正在使用")
    )


def eventful(works: Office) -> None:
    """Write everything that is ever written into a ledger."""
    works.do("split")
    works.answer("教育科", edit=lambda filled: setattr(filled.cell("1.1", "percent"), "value", "80"))
    works.answer("组宣科", "一.xlsx")
    works.answer("组宣科", "二.xlsx", lambda filled: setattr(filled.cell("1.2", "percent"), "value", 0.9))
    (works.returned / "空.xlsx").write_bytes(b"")
    works.do("merge")
    run("undo", works.book)
    works.do("merge")
    works.do("remind")
    write_the_rest(works, NOW)
    table(works.book, [(*ROWS[0][:5], "2023年10月底前"), *ROWS[1:]])
    works.do("split", "--due", "2023-07-01")
    run("undo", works.book)
    table(works.book, [(*ROWS[0][:5], "2023年11月底前"), *ROWS[1:]])
    works.do("split")
    # A numbering by content, in a round of its own.
    table(works.book, [("", *row[1:]) for row in ROWS])
    Office(works.book, "2023年第三季度").do("split")


@pytest.fixture
def works(tmp_path: Path) -> Office:
    return Office.small(tmp_path)


@pytest.fixture(scope="module")
def eventful_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    made = Office.small(tmp_path_factory.mktemp("eventful"))
    eventful(made)
    return made


@pytest.fixture
def before(works: Office, eventful_office: Office) -> Tables:
    """Let everything have been written in `works`, and return what its ledger holds."""
    shutil.copytree(eventful_office.book.parent, works.book.parent, dirs_exist_ok=True)
    return contents(works.ledger)


def test_every_table_is_filled_in_these_tests(before: Tables) -> None:
    assert [name for name, rows in before.items() if not rows] == []
    assert [row[5] is not None for row in before["action"]] == [False, True, False, False, False, True, False, False]


@pytest.mark.parametrize("how", ["missing", "empty", "wiped", "cut", "no database"])
def test_a_ledger_that_is_gone_or_damaged_is_made_again_row_for_row(works: Office, before: Tables, how: str) -> None:
    data = works.ledger.read_bytes()
    broken = {
        "missing": None,
        "empty": b"",
        "wiped": data[:4096] + b"\xff" * (len(data) - 4096),
        "cut": data[: len(data) // 2],
        "no database": b"this is no database at all, but a text of some length" * 20,
    }[how]
    works.ledger.unlink()
    if broken is not None:
        works.ledger.write_bytes(broken)
    if how != "cut":
        refused = works.do("merge")
        assert (refused.code, "xlplan rebuild" in refused.err, "Traceback" in refused.err) == (2, True, False)
    status = rebuilt(works)
    assert status["reason"] == ("missing" if how in ("missing", "empty") else "damaged")
    assert contents(works.ledger) == before
    if broken is None:
        assert (status["set_aside"], beside_the_ledger(works)) == (None, ["台账.sqlite3"])
    else:
        assert works.book.parent.joinpath(status["set_aside"]).read_bytes() == broken
        assert len(beside_the_ledger(works)) == 2
    assert rebuilt(works)["rebuilt"] is False
    assert works.do("merge").code == 1


def test_the_files_that_are_out_are_still_known_afterwards(works: Office) -> None:
    works.do("split")
    works.ledger.unlink()
    rebuilt(works)
    works.answer("教育科")
    assert [file["verdict"] for file in works.json("merge")["files"]] == ["accepted"]


def test_a_whole_ledger_is_left_alone(works: Office, before: Tables) -> None:
    data = works.ledger.read_bytes()
    done = run("rebuild", works.book)
    assert (done.code, "台账完好" in done.out) == (0, True)
    assert works.ledger.read_bytes() == data
    assert beside_the_ledger(works) == ["台账.sqlite3"]


def test_what_was_changed_by_hand_is_found_and_set_aside(works: Office, before: Tables) -> None:
    with closing(sqlite3.connect(works.ledger, isolation_level=None)) as db:
        db.execute("UPDATE returned_row SET percent = '1.0' WHERE percent IS NOT NULL")
    done = run("rebuild", works.book)
    assert (done.code, "损坏" in done.out, "没有删除" in done.out) == (0, True, True)
    assert contents(works.ledger) == before


def test_what_was_told_once_tells_no_ledger_from_another_and_is_kept(works: Office, before: Tables) -> None:
    with Ledger(works.ledger) as ledger:
        ledger.remember_told(["typed\x1f待销号", "received\x1f又一行"])
    assert contents(works.ledger) == before
    assert rebuilt(works)["rebuilt"] is False
    with closing(sqlite3.connect(works.ledger, isolation_level=None)) as db:
        db.execute("UPDATE returned_row SET percent = '1.0' WHERE percent IS NOT NULL")
    assert rebuilt(works)["reason"] == "damaged"
    with Ledger(works.ledger) as ledger:
        assert ledger.told() == {"typed\x1f待销号", "received\x1f又一行"}


def test_an_old_backup_in_its_place_is_said_and_not_gone_on_with(works: Office) -> None:
    works.do("split")
    old = works.ledger.read_bytes()
    works.answer("教育科")
    works.do("merge")
    works.answer("组宣科")
    works.do("merge")
    before = contents(works.ledger)
    works.ledger.write_bytes(old)
    done = works.do("status")
    assert (done.code, "少了最近 2 步" in done.err, "xlplan rebuild" in done.err) == (2, True, True)
    assert works.ledger.read_bytes() == old
    assert rebuilt(works)["reason"] == "differs"
    assert contents(works.ledger) == before


def test_an_old_journal_does_not_get_into_the_new_ledger(works: Office, before: Tables) -> None:
    works.ledger.write_bytes(b"no database at all" * 100)
    works.ledger.with_name("台账.sqlite3-journal").write_bytes(b"left by a run that was cut off")
    rebuilt(works)
    assert contents(works.ledger) == before
    assert not works.ledger.with_name("台账.sqlite3-journal").exists()


def test_the_log_is_begun_anew_where_it_is_gone(works: Office, before: Tables) -> None:
    shutil.rmtree(works.root / "归档" / "操作记录")
    (works.root / "归档" / "签名密钥.json").unlink()
    assert works.do("status").code == 0
    works.ledger.unlink()
    rebuilt(works)
    after = contents(works.ledger)
    assert {**after, "meta": None} == {**before, "meta": None}
    assert dict(after["meta"])["key"] == dict(before["meta"])["key"]  # type: ignore[arg-type]


def test_without_the_log_or_the_key_nothing_is_made_up(works: Office, before: Tables) -> None:
    works.ledger.unlink()
    secrets = works.root / "归档" / "签名密钥.json"
    key = secrets.read_bytes()
    secrets.unlink()
    done = run("rebuild", works.book)
    assert (done.code, "签名密钥" in done.err) == (2, True)
    secrets.write_bytes(key)
    record = works.root / "归档" / "操作记录" / "000003.jsonl.gz"
    data = record.read_bytes()
    for broken in (None, data[:-20], b"", gzip.compress(b"nothing\n")):
        record.unlink()
        if broken is not None:
            record.write_bytes(broken)
        done = run("rebuild", works.book)
        assert (done.code, record.name in done.err, "Traceback" in done.err) == (2, True, False), done
        assert not works.ledger.exists()
        record.write_bytes(data)
    rebuilt(works)
    assert contents(works.ledger) == before


def test_a_workbook_that_was_never_handed_out_has_nothing_to_make_a_ledger_of(works: Office) -> None:
    done = run("rebuild", works.book)
    assert (done.code, "没有操作记录" in done.err) == (2, True)
    assert not works.root.exists()


def test_the_archive_of_another_plan_is_not_mixed_with_this_one(works: Office, tmp_path: Path) -> None:
    works.do("split")
    other = tmp_path / "另一处"
    other.mkdir()
    others = Office.small(other)
    others.do("split")
    shutil.rmtree(works.root / "归档")
    shutil.copytree(others.root / "归档", works.root / "归档")
    done = works.do("split")
    assert (done.code, "不是同一套" in done.err) == (2, True)


@pytest.mark.linux("rights for owner, group and others: on Windows those of the folder hold")
def test_only_its_owner_can_read_the_key(works: Office) -> None:
    works.do("split")
    secrets = works.root / "归档" / "签名密钥.json"
    assert secrets.stat().st_mode & 0o777 == 0o600
    with Ledger(works.ledger) as ledger:
        assert ledger.key.hex() in secrets.read_text("utf-8")
        logged = b"".join(gzip.decompress(path.read_bytes()) for path in (works.root / "归档/操作记录").iterdir())
        assert ledger.key.hex().encode() not in logged and ledger.plan.encode() in logged


def test_every_file_that_was_sent_or_came_is_in_the_archive(works: Office, before: Tables) -> None:
    kept = {path.name.partition(".")[0] for path in (works.root / "归档").iterdir()} | {sha256(b"").hexdigest()}
    assert {row[-1] for row in before["sent"]} | {row[4] for row in before["received"]} <= kept


def test_a_log_without_its_first_record_is_said(works: Office) -> None:
    works.do("split")
    (works.root / "归档" / "操作记录" / "000001.jsonl.gz").unlink()
    works.ledger.unlink()
    done = run("rebuild", works.book)
    assert (done.code, "000001.jsonl.gz" in done.err, "Traceback" in done.err) == (2, True, False)
