"""A large ledger is compared with its checksums by another process: what is altered is noticed as without one."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from support.office import ROUND, Office

from xlplan.files.apart import ledger_check
from xlplan.files.apart.ledger_check import checked_meanwhile
from xlplan.ledger import checksums
from xlplan.ledger.store import Ledger
from xlplan.schedule.rounds import read_round
from xlplan.terms.errors import LedgerError

NAME = read_round(ROUND).name


@pytest.fixture
def works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(ledger_check, "_MANY", 1)
    office = Office.small(tmp_path)
    office.do("split")
    return office


def alter(office: Office) -> None:
    with closing(sqlite3.connect(office.ledger)) as db, db:
        db.execute("UPDATE sent_row SET content = content || '。' WHERE sent = 1")


def test_one_that_is_sound_is_compared_by_the_other_process_alone(
    works: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    sums = checksums.sums

    def noted(db: sqlite3.Connection, of: list[str], *rest: object) -> object:
        looked.extend(of)
        return sums(db, of, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(checksums, "sums", noted)
    with Ledger(works.ledger) as ledger:
        with checked_meanwhile(ledger, NAME):
            assert ledger.sent(NAME)
        assert ledger.sent(NAME)
    assert "sent_row" not in looked


@pytest.mark.parametrize("program", [sys.executable, "/no/such/program", "/bin/false"])
def test_what_is_altered_is_noticed_whatever_becomes_of_that_process(
    works: Office, program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    alter(works)
    monkeypatch.setattr(sys, "executable", program)
    with Ledger(works.ledger) as ledger, pytest.raises(LedgerError, match="和写下的时候不一样"), checked_meanwhile(ledger, NAME):  # fmt: skip
        ledger.sent(NAME)


def test_what_goes_wrong_because_of_it_is_said_so(works: Office) -> None:
    alter(works)
    with Ledger(works.ledger) as ledger, pytest.raises(LedgerError, match="和写下的时候不一样"), checked_meanwhile(ledger, NAME):  # fmt: skip
        raise ValueError("no day")


def test_a_merge_refuses_an_altered_ledger_and_takes_nothing_in(works: Office) -> None:
    works.answer("教育科")
    alter(works)
    before = works.ledger.read_bytes()
    done = works.do("merge")
    assert (done.code, "和写下的时候不一样" in done.err) == (2, True)
    assert works.ledger.read_bytes() == before
