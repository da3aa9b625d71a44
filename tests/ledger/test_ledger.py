"""The ledger: one transaction for each action, taken back whole, and never a wrong word about what it holds."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from support import disk
from support.office import ROUND, ROWS, Office, run, snapshot, table
from support.old_ledger import make_old

from xlplan.ledger import returned_rows
from xlplan.ledger.schema import SCHEMA_VERSION
from xlplan.ledger.store import Ledger
from xlplan.returns.received import Received
from xlplan.returns.sheet import Reported, ReturnedRow
from xlplan.terms.choices import Verdict
from xlplan.terms.errors import NotWritableError
from xlplan.terms.fields import Field
from xlplan.terms.findings import finding

NOW = datetime(2023, 6, 20, 9, 0)
FULL = 2
"""SQLite waits until each transaction is on the disk."""


@pytest.fixture
def works(tmp_path: Path) -> Office:
    found = Office.small(tmp_path)
    found.do("split")
    return found


def test_while_an_action_is_written_others_can_read(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    with Ledger(path) as ledger, ledger.action("split", ROUND, NOW, "下发") as writer:
        # As many as ten thousand tasks bring.
        writer.add_numbers({"主要内容" * 250 + str(number): "1.1" for number in range(6_000)})
        with closing(sqlite3.connect(path, timeout=0)) as other:
            assert other.execute("SELECT count(*) FROM action").fetchone() == (0,)
    assert path.stat().st_size > 2**24


def test_an_action_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with Ledger(tmp_path / "a.sqlite3") as ledger:
        with pytest.raises(RuntimeError), ledger.action("split", ROUND, NOW, "x") as writer:
            writer.add_numbers({"p": "1.1"})
            raise RuntimeError
        assert ledger.numbers() == {}
        assert ledger.last_action() is None


def test_a_power_cut_takes_no_action_that_was_done(tmp_path: Path) -> None:
    # What is not waited for in other tests.
    disk.unload()
    try:
        with Ledger(tmp_path / "a.sqlite3") as ledger:
            kept = [ledger._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "journal_mode")]
    finally:
        disk.load()
    assert kept == [FULL, "delete"]


def test_an_action_is_named_and_timed(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    with Ledger(path) as ledger, ledger.action("split", ROUND, NOW, "下发") as writer:
        writer.add_numbers({"p": "1.1"})
    with Ledger(path) as ledger:
        action = ledger.last_action()
        assert action and (action.verb, action.round, action.at, action.summary) == ("split", ROUND, NOW, "下发")
        assert ledger.numbers() == {"p": "1.1"}


def test_plan_and_key_stay_the_same_and_are_each_ledgers_own(tmp_path: Path) -> None:
    with Ledger(tmp_path / "a.sqlite3") as one, Ledger(tmp_path / "b.sqlite3") as other:
        assert (one.plan, one.key) != (other.plan, other.key)
        with Ledger(tmp_path / "a.sqlite3") as again:
            assert (again.plan, again.key) == (one.plan, one.key)


def test_files_that_no_link_may_lead_to_are_those_whose_macros_were_noted(tmp_path: Path) -> None:
    noted = Received(
        "回收/甲.xlsm", "a", Verdict.NOTED, (finding("return-duplicate", value="x"), finding("return-macros"))
    )
    named = Received(
        "回收/乙.xlsx", "b", Verdict.NOTED, (finding("return-duplicate", value='"code": "return-macros"'),)
    )
    with Ledger(tmp_path / "a.sqlite3") as ledger:
        with ledger.action("merge", ROUND, NOW, "合并") as writer:
            writer.add_received(ROUND, [noted, named, replace(named, path="回收/丙.xlsx", reasons=())])
        assert ledger.shut_files() == {"回收/甲.xlsm"}
        action = ledger.last_action()
        assert action
        with ledger.taking_back(action, NOW):
            pass
        assert ledger.shut_files() == set()


def test_no_write_ahead_log_is_left_beside_it(works: Office) -> None:
    assert [path.name for path in works.root.iterdir() if path.name.startswith("台账")] == ["台账.sqlite3"]
    with closing(sqlite3.connect(works.ledger)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_undo_takes_back_the_merge_and_then_the_split(works: Office) -> None:
    works.answer("教育科")
    works.do("merge")
    undone = run("undo", works.book, "--json").json
    assert (undone["action"]["verb"], undone["removed"]) == ("merge", [])
    assert "教育科" in works.json("status")["tasks"][0]["departments"][0]["department"]
    assert not works.json("status")["departments"][0]["returned"]
    undone = run("undo", works.book, "--json").json
    assert (undone["action"]["verb"], undone["action"]["round"], len(undone["removed"])) == ("split", ROUND, 5)
    assert not works.handed_out.exists()
    assert works.do("merge").code == 2, "nothing is handed out any more"
    assert run("undo", works.book, "--json").json["action"] is None


def test_merging_again_after_undo_gives_the_same_state(works: Office) -> None:
    works.answer("教育科")
    works.answer("组宣科", "一.xlsx")
    works.answer("组宣科", "二.xlsx", lambda filled: setattr(filled.cell("1.2", "percent"), "value", 0.9))
    first, status = works.json("merge"), works.json("status")
    run("undo", works.book)
    assert works.json("merge") == first
    assert works.json("status") == status


def test_splitting_again_after_undo_gives_the_same_bytes(works: Office) -> None:
    def workbooks() -> dict[str, str]:
        # The lists in 通知 say when the workbooks were handed out.
        return {name: digest for name, (_, digest) in snapshot(works.handed_out).items() if "/" not in name}

    before = workbooks()
    run("undo", works.book)
    works.do("split")
    assert before
    assert workbooks() == before


def test_undoing_a_second_split_brings_the_revision_before_back(works: Office) -> None:
    first = snapshot(works.handed_out)
    for day in ("2023年10月底前", "2023年11月底前"):
        table(works.book, [(*ROWS[0][:5], day), *ROWS[1:]])
        works.do("split")
        if day == "2023年10月底前":
            second = works.sheet_of("教育科").read_bytes()
    undone = run("undo", works.book, "--json").json
    assert (undone["removed"], len(undone["restored"]), undone["kept"]) == ([], 2, [])
    assert works.sheet_of("教育科").read_bytes() == second
    run("undo", works.book)
    assert {n: d for n, (_, d) in snapshot(works.handed_out).items()} == {n: d for n, (_, d) in first.items()}


def test_undoing_a_second_split_brings_back_what_was_answered_before_it(works: Office) -> None:
    first = works.sheet_of("教育科").read_bytes()
    works.answer("教育科")
    works.do("merge")
    table(works.book, [(*ROWS[0][:5], "2023年10月底前"), *ROWS[1:]])
    works.do("split")
    undone = run("undo", works.book, "--json").json
    assert (undone["kept"], works.sheet_of("教育科").read_bytes()) == ([], first)


def test_undo_leaves_files_that_were_answered_or_filled_in(works: Office) -> None:
    shutil.copy(works.answer("教育科"), works.sheet_of("教育科"))
    undone = run("undo", works.book, "--json").json
    assert [Path(path).name for path in undone["kept"]] == [works.sheet_of("教育科").name]
    assert [path.name for path in works.handed_out.iterdir()] == [works.sheet_of("教育科").name]


def test_undo_that_cannot_finish_takes_nothing_back(works: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(path: str | Path, **options: int) -> None:
        if Path(path).parent == works.handed_out:
            raise PermissionError(13, "held")
        unlink(path, **options)

    unlink = os.unlink
    # Only on Windows does a program that holds a file prevent its removal.
    monkeypatch.setattr(os, "unlink", held)
    assert run("undo", works.book).code == 2
    monkeypatch.undo()
    assert run("undo", works.book, "--json").json["action"]["verb"] == "split"


@pytest.mark.parametrize(
    "data", [b"this is no database at all, but a text of some length" * 20, b"SQLite format 3\0" + bytes(84)]
)
def test_a_damaged_ledger_is_said_and_left_as_it_is(works: Office, data: bytes) -> None:
    works.ledger.write_bytes(data)
    for verb in ("split", "merge", "status"):
        done = works.do(verb)
        assert done.code == 2 and re.search("已损坏：(文件的开头不是台账的|里面的结构对不上)", done.err), done
        assert "Traceback" not in done.err
    assert works.ledger.read_bytes() == data


def test_a_ledger_damaged_inside_is_said(works: Office) -> None:
    data = bytearray(works.ledger.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    works.ledger.write_bytes(data)
    done = works.do("merge")
    assert (done.code, "已损坏：里面的结构对不上" in done.err, "Traceback" in done.err) == (2, True, False), done.err


@pytest.mark.parametrize("place", [0, 13])
def test_one_bit_of_its_schema_is_said_and_a_rebuild_mends_it(works: Office, place: int) -> None:
    works.do("split")
    data = bytearray(works.ledger.read_bytes())
    # What the database says of it is no text that can be read.
    for found in re.finditer(b"CREATE TABLE sent_row", bytes(data)):
        data[found.start() + place] ^= 1 << 7
    works.ledger.write_bytes(data)
    done = works.do("status")
    assert done.code == 2 and "已损坏" in done.err, done.err
    assert "Traceback" not in done.err and "程序自己" not in done.err, done.err
    said = {each["name"]: each for each in run("doctor", works.book, "--json").json["checks"]}
    assert said["台账"]["ok"] is False
    assert run("rebuild", works.book).code in (0, 1)
    assert works.do("status").code in (0, 1)


def test_a_ledger_of_a_later_version_is_left_alone(works: Office) -> None:
    with closing(sqlite3.connect(works.ledger, isolation_level=None)) as db:
        db.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    done = works.do("split")
    assert (done.code, "较新版本" in done.err) == (2, True)


def test_a_ledger_of_the_version_before_is_brought_up(works: Office) -> None:
    make_old(works.ledger, 6)
    assert {item["revision"] for item in works.json("split")["files"]} == {1}
    with Ledger(works.ledger) as ledger:
        assert ledger.book == "", "who did what was done earlier is not known"


def test_a_ledger_of_version_seven_has_the_corrections_from_then_on(works: Office) -> None:
    make_old(works.ledger, 7)
    with Ledger(works.ledger) as ledger, ledger.action("receive", ROUND, NOW, "收到日期") as writer:
        writer.add_received_on(ROUND, {"教育科": date(2023, 6, 19)}, "李四")
    with Ledger(works.ledger) as ledger:
        assert ledger.received_on(ROUND) == {"教育科": date(2023, 6, 19)}


@pytest.mark.parametrize("version", [7, 8])
def test_what_came_in_cells_is_the_same_in_rows(works: Office, version: int) -> None:
    """Earlier versions kept a row for each cell; made again out of the log it is as it was brought up."""
    works.answer("教育科", edit=lambda filled: filled.complete())
    works.do("merge")
    with Ledger(works.ledger) as ledger:
        before = ledger.received(ROUND)
    make_old(works.ledger, version)
    works.do("merge")
    with Ledger(works.ledger) as ledger:
        assert ledger.received(ROUND) == before != []
    works.ledger.unlink()
    assert run("rebuild", works.book).code == 0
    with Ledger(works.ledger) as ledger:
        assert ledger.received(ROUND) == before


def test_a_value_of_another_kind_than_its_columns_stays_what_it_is() -> None:
    values = {Field.PERCENT: Reported("一半", "I6"), Field.PROGRESS: Reported(0.1 + 0.2, "J6"), Field.EXPECTED: Reported("月底", "M6"),
              Field.SUMMARY: Reported(date(2023, 6, 1), ""), Field.NEXT: Reported("", "L6")}  # fmt: skip
    row = ReturnedRow("1.1", "A6", values, {})
    task, cell, *texts, cells = returned_rows.dump_row(row)
    assert cells == "I6:text,J6:number,L6,M6:text,:day"
    assert returned_rows.load_row(task, cell, texts, cells, ()) == row


def test_the_last_correction_of_a_day_counts_until_it_is_taken_back(tmp_path: Path) -> None:
    with Ledger(tmp_path / "a.sqlite3") as ledger:
        for at, day in ((NOW, 19), (datetime(2023, 6, 22, 9), 18)):
            with ledger.action("receive", ROUND, at, "收到日期") as writer:
                writer.add_received_on(ROUND, {"教育科": date(2023, 6, day)}, "李四")
        assert ledger.received_on(ROUND) == {"教育科": date(2023, 6, 18)}
        assert ledger.received_on("别期") == {}
        # What was known by the end of a day.
        assert ledger.received_on(ROUND, date(2023, 6, 21)) == {"教育科": date(2023, 6, 19)}
        last = ledger.last_action()
        assert last
        with ledger.taking_back(last, NOW):
            pass
        assert ledger.received_on(ROUND) == {"教育科": date(2023, 6, 19)}


def test_what_was_told_once_is_remembered_and_is_no_action(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    with Ledger(path) as ledger:
        ledger.remember_told([])
        ledger.remember_told(["0a", "fe"])
        ledger.remember_told(["fe"])
    with Ledger(path) as ledger:
        assert ledger.told() == {"0a", "fe"}
        assert (ledger.last_action(), ledger.untouched) == (None, True)


def test_a_ledger_that_another_program_writes_is_not_waited_for_forever(works: Office) -> None:
    works.answer("教育科")
    db = sqlite3.connect(works.ledger, isolation_level=None)
    db.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(NotWritableError), Ledger(works.ledger) as ledger:
            ledger.last_action()
    finally:
        db.execute("ROLLBACK")
        db.close()
