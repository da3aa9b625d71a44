"""What the archive loses is told, put back by the next merge where it can be, and never stops the work."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from support.office import Office, run

from xlplan.actions.archive import ArchiveState, archive_state
from xlplan.actions.book import open_book
from xlplan.ledger.rebuilding import contents


@pytest.fixture
def works(tmp_path: Path) -> Office:
    found = Office.small(tmp_path)
    found.do("split")
    found.answer("教育科")
    assert found.do("merge").code in (0, 1)
    return found


def state(works: Office) -> ArchiveState:
    found = archive_state(open_book(works.book).workspace)
    assert found is not None
    return found


def originals(works: Office) -> list[Path]:
    return sorted(path for path in (works.root / "归档").glob("*.xlsx"))


def records(works: Office) -> list[Path]:
    return sorted((works.root / "归档/操作记录").glob("*.jsonl.gz"))


def test_originals_that_are_gone_are_named_and_put_back_by_the_next_merge(works: Office) -> None:
    assert state(works).whole
    for path in originals(works):
        path.unlink()
    found = state(works).originals
    returned = works.sheet_of("教育科").relative_to(works.book.parent).as_posix().replace("下发", "回收")
    assert returned in found.missing and len(found.missing) > 1 and not found.altered
    merged = works.json("merge")
    (file,) = merged["files"]
    assert (file["verdict"], [reason["code"] for reason in file["reasons"]]) == (
        "duplicate",
        ["return-unchanged", "return-put-back"],
    )
    assert returned not in state(works).originals.missing
    assert [reason["code"] for reason in works.json("merge")["files"][0]["reasons"]] == ["return-unchanged"]


def test_originals_that_still_lie_where_they_were_are_put_back_by_a_rebuild(works: Office) -> None:
    (came,) = works.returned.iterdir()
    sheet = works.sheet_of("教育科")
    shown = [path.relative_to(works.book.parent).as_posix() for path in (sheet, came)]
    gone, altered = (works.root / "归档" / f"{sha256(path.read_bytes()).hexdigest()}.xlsx" for path in (sheet, came))
    data = altered.read_bytes()
    gone.unlink()
    altered.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    rebuilt = json.loads(_rebuild(works, 0))
    assert (rebuilt["rebuilt"], sorted(rebuilt["put_back"]), rebuilt["missing"]) == (False, sorted(shown), [])
    assert gone.read_bytes() == sheet.read_bytes() and altered.read_bytes() == data
    assert state(works).whole


def test_what_lies_there_with_other_bytes_is_not_put_back(works: Office) -> None:
    sheet = works.sheet_of("教育科")
    (works.root / "归档" / f"{sha256(sheet.read_bytes()).hexdigest()}.xlsx").unlink()
    sheet.write_bytes(b"x")
    rebuilt = json.loads(_rebuild(works, 1))
    assert (rebuilt["put_back"], rebuilt["missing"]) == ([], [sheet.relative_to(works.book.parent).as_posix()])


def test_an_original_that_was_altered_is_named(works: Office) -> None:
    path = originals(works)[0]
    path.write_bytes(path.read_bytes()[:-1] + b"\1")
    assert state(works).originals.altered == [path.name]


@pytest.mark.parametrize(
    "damage",
    [
        "older record",
        "newest record",
        "no records",
        "key",
        "a bit of the key",
        "a bit of the plan",
        "no key",
        "stray",
        "odd name",
    ],
)
def test_damage_of_log_and_key_is_healed_from_the_sound_ledger(works: Office, damage: str) -> None:
    before = contents(works.ledger)
    key = works.root / "归档/签名密钥.json"
    match damage:
        case "older record":
            records(works)[0].write_bytes(records(works)[0].read_bytes()[:30])
            # A later action does not need it; only a rebuild would.
        case "newest record":
            records(works)[-1].write_bytes(b"x")
        case "no records":
            for path in records(works):
                path.unlink()
        case "key":
            key.write_text("[]")
        case "a bit of the key" | "a bit of the plan":
            said = key.read_bytes()
            at = said.index(json.loads(said)[damage.rpartition(" ")[2]].encode())
            key.write_bytes(said[:at] + bytes([said[at] ^ 1]) + said[at + 1 :])
        case "no key":
            key.unlink()
        case "stray":
            last = records(works)[-1]
            last.with_name(f"{int(last.name[:6]) + 1:06}.jsonl.gz").write_bytes(b"\0")
        case "odd name":
            records(works)[0].with_name("９.jsonl.gz").write_bytes(b"\0")
    assert bool(state(works).log) == (damage != "odd name")
    for verb in ("status", "merge"):
        assert works.do(verb).code in (0, 1), verb
    assert _rebuild(works, 0)
    found = state(works)
    assert found.whole, found
    after = contents(works.ledger)
    assert {name: rows for name, rows in after.items() if name != "meta"} == {
        name: rows for name, rows in before.items() if name != "meta"
    }
    works.ledger.unlink()
    assert json.loads(_rebuild(works, 0))["reason"] == "missing"
    assert contents(works.ledger)["received"] == before["received"]


def test_a_key_that_changed_in_the_ledger_is_noticed_and_mended(works: Office) -> None:
    before = contents(works.ledger)
    key = str(dict(before["meta"])["key"])  # type: ignore[arg-type]
    with closing(sqlite3.connect(works.ledger)) as db, db:
        db.execute("UPDATE meta SET value = ? WHERE key = 'key'", (("e" if key[0] == "f" else "f") + key[1:],))
    done = works.do("status")
    assert (done.code, "台账里的签名密钥" in done.err, "rebuild" in done.err) == (2, True, True), done
    assert _rebuild(works, 0)
    assert contents(works.ledger) == before


def test_a_key_of_before_gets_its_checksum(works: Office) -> None:
    path = works.root / "归档/签名密钥.json"
    said = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({"plan": said["plan"], "key": said["key"]}), "utf-8")
    assert works.do("merge").code in (0, 1)
    assert json.loads(path.read_text("utf-8")) == said


def test_a_value_that_changed_in_the_ledger_is_noticed_and_mended_from_the_log(works: Office) -> None:
    data = works.ledger.read_bytes()
    assert "1.1的进展。".encode() in data
    works.ledger.write_bytes(data.replace("1.1的进展。".encode(), "1.1的进屔。".encode()))
    assert "合并2023年第二季度：1个文件" in state(works).ledger, "which step it was"
    for verb in ("status", "merge", "remind"):
        done = works.do(verb)
        assert (done.code, "和写下的时候不一样" in done.err, "xlplan rebuild" in done.err) == (2, True, True), verb
    assert json.loads(_rebuild(works, 0))["reason"] == "damaged"
    assert state(works).whole
    assert works.do("status").code in (0, 1)


def test_what_a_step_says_of_itself_is_altered_and_a_rebuild_mends_it(works: Office) -> None:
    before = contents(works.ledger)
    with closing(sqlite3.connect(works.ledger)) as db, db:
        db.execute("UPDATE action SET at = '2023-01-01T00:00:00' WHERE verb = 'merge'")
    for verb in ("status", "merge"):
        done = works.do(verb)
        assert (done.code, "xlplan rebuild" in done.err) == (2, True), verb
    assert "和写下的时候不一样" in run("doctor", works.book).out
    assert json.loads(_rebuild(works, 0))["reason"] == "damaged"
    assert contents(works.ledger) == before


def test_an_original_altered_at_the_same_size_is_put_back_by_the_next_merge(works: Office) -> None:
    (came,) = works.returned.iterdir()
    path = works.root / "归档" / f"{sha256(came.read_bytes()).hexdigest()}.xlsx"
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    (file,) = works.json("merge")["files"]
    assert [reason["code"] for reason in file["reasons"]] == ["return-unchanged", "return-put-back"]
    assert path.read_bytes() == data
    assert state(works).whole


def test_a_file_that_is_new_to_the_ledger_takes_the_place_of_what_was_altered_under_its_name(works: Office) -> None:
    (came,) = works.returned.iterdir()
    run("undo", works.book)
    path = works.root / "归档" / f"{sha256(came.read_bytes()).hexdigest()}.xlsx"
    path.write_bytes(b"\0" * path.stat().st_size)
    works.json("merge")
    assert path.read_bytes() == came.read_bytes()


def _rebuild(works: Office, code: int) -> str:
    done = run("rebuild", works.book, "--json")
    assert done.code == code, (done.out, done.err)
    return done.out
