"""A damaged backup: what is sound of it comes back, what is not goes to nobody and is named, and what can be is mended."""

from __future__ import annotations

import json
import os
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from support.office import ROWS, Office, run, table

from xlplan.files.store.backup import MARK
from xlplan.ledger.rebuilding import contents


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    found = tmp_path / "另一块盘"
    found.mkdir()
    return found


@pytest.fixture
def works(tmp_path: Path, disk: Path) -> Office:
    (tmp_path / "本局").mkdir()
    return Office.small(tmp_path / "本局", settings={"backup": str(disk)})


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    found = tmp_path / "新电脑"
    found.mkdir()
    return found


def place_of(disk: Path) -> Path:
    (found,) = disk.iterdir()
    return found


def flipped(path: Path, *, keep_time: bool = False) -> None:
    """Alter one bit; with `keep_time` as a disk does it, without anybody writing."""
    was = path.stat()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    if keep_time:
        os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))


def check(works: Office) -> dict[str, object]:
    (found,) = [
        each for each in json.loads(run("doctor", works.book, "--json").out)["checks"] if each["name"] == "备份"
    ]
    return found


def test_altered_originals_are_named_go_to_nobody_and_all_else_comes_back(
    works: Office, disk: Path, fresh: Path
) -> None:
    works.do("split")
    works.answer("教育科")
    works.do("merge")
    sheet = works.sheet_of("组宣科")
    shown = sheet.relative_to(works.book.parent).as_posix()
    damaged = place_of(disk) / "归档" / f"{sha256(sheet.read_bytes()).hexdigest()}.xlsx"
    flipped(damaged)
    done = run("restore", fresh, "--from", disk, "--json")
    said = done.json
    assert (done.code, said["altered"], said["missing"], said["lacking"]) == (1, [damaged.name], [], [shown])
    again = Office(fresh / works.book.name, works.round, works.due)
    assert (
        not again.sheet_of("组宣科").exists()
        and again.sheet_of("教育科").read_bytes() == works.sheet_of("教育科").read_bytes()
    )
    assert said["actions"] == 2


def test_what_is_altered_in_the_archive_is_not_put_back_by_undo(works: Office) -> None:
    works.do("split")
    first = works.sheet_of("教育科").read_bytes()
    table(works.book, [(*ROWS[0][:5], "2023年10月底前"), *ROWS[1:]])
    works.do("split")
    flipped(works.root / "归档" / f"{sha256(first).hexdigest()}.xlsx")
    done = run("undo", works.book, "--json")
    (lacking,) = done.json["lacking"]
    assert lacking not in done.json["restored"] and not (works.book.parent / lacking).exists()
    assert done.code == 0 and "教育科" in lacking


@pytest.mark.parametrize("keep_time", [False, True])
def test_an_original_that_is_altered_in_the_backup_is_copied_again(
    works: Office, disk: Path, *, keep_time: bool
) -> None:
    works.do("split")
    damaged = sorted((place_of(disk) / "归档").glob("*.xlsx"))[0]
    flipped(damaged, keep_time=keep_time)
    assert check(works)["ok"] is False and damaged.name in str(check(works)["message"])
    if keep_time:
        # Every action reading all of the backup would take long: a rebuild does it.
        assert json.loads(run("rebuild", works.book, "--json").out)["mended"] == [f"归档/{damaged.name}"]
    else:
        works.answer("教育科")
        works.do("merge")
    assert damaged.read_bytes() == (works.root / "归档" / damaged.name).read_bytes()
    assert check(works)["ok"] is True


def test_what_a_backup_lacks_and_a_record_cut_in_it_are_noticed_and_copied_again(works: Office, disk: Path) -> None:
    works.do("split")
    gone = sorted((place_of(disk) / "归档").glob("*.xlsx"))[0]
    cut = sorted((place_of(disk) / "归档/操作记录").iterdir())[-1]
    gone.unlink()
    cut.write_bytes(cut.read_bytes()[:-20])
    assert "2 个文件少了或坏了" in str(check(works)["message"])
    mended = json.loads(run("rebuild", works.book, "--json").out)["mended"]
    assert sorted(mended) == sorted([f"归档/{gone.name}", f"归档/操作记录/{cut.name}"])
    assert check(works)["ok"] is True


def test_an_altered_original_is_not_backed_up_and_all_else_is(works: Office, disk: Path) -> None:
    works.do("split")
    damaged = sorted((works.root / "归档").glob("*.xlsx"))[0]
    flipped(damaged)
    shutil.rmtree(disk)
    works.answer("教育科")
    said = works.do("merge").out
    assert "1 份原件坏了" in said and damaged.name in said
    place = place_of(disk)
    kept = {path.name for path in (works.root / "归档").rglob("*") if path.is_file()}
    assert kept - {path.name for path in (place / "归档").rglob("*")} == {damaged.name}
    assert (place / MARK).is_file()


def test_what_the_archive_lost_and_nobody_has_is_taken_from_the_backup(works: Office, disk: Path) -> None:
    works.do("split")
    sheet = works.sheet_of("教育科")
    gone, altered = sorted((works.root / "归档").glob("*.xlsx"))[:2]
    held = [gone.read_bytes(), altered.read_bytes()]
    gone.unlink()
    flipped(altered)
    for path in sheet.parent.glob("*.xlsx"):
        path.unlink()
    works.do("status")
    assert "份原件坏了" not in works.do("remind").out, "the backup holds it"
    done = run("rebuild", works.book, "--json")
    assert (done.code, len(done.json["put_back"]), [gone.read_bytes(), altered.read_bytes()]) == (0, 2, held)


@pytest.mark.parametrize("lost", ["newest", "first", "all", "key", "cut"])
def test_without_a_ledger_records_and_key_are_taken_from_the_backup(lost: str, works: Office) -> None:
    works.do("split")
    works.answer("教育科")
    works.do("merge")
    before = contents(works.ledger)
    records = sorted((works.root / "归档/操作记录").glob("*.jsonl.gz"))
    match lost:
        case "newest":
            records[-1].unlink()
        case "first":
            records[0].write_bytes(b"x")
        case "all":
            shutil.rmtree(records[0].parent)
        case "key":
            (works.root / "归档/签名密钥.json").write_text("x")
        case "cut":
            records[-1].write_bytes(records[-1].read_bytes()[:-20])
    works.ledger.unlink()
    done = run("rebuild", works.book, "--json")
    assert done.code == 0 and done.json["fetched"], (done.out, done.err)
    assert contents(works.ledger) == before


def test_of_the_backup_of_another_plan_nothing_is_taken_and_nothing_is_put_there(
    works: Office, disk: Path, tmp_path: Path
) -> None:
    works.do("split")
    (tmp_path / "别的").mkdir()
    other = Office.small(tmp_path / "别的", settings={"backup": str(disk)})
    other.do("split")
    held = {path: path.read_bytes() for path in place_of(disk).rglob("*") if path.is_file()}
    (first, *_) = sorted((other.root / "归档/操作记录").iterdir())
    first.write_bytes(b"x")
    for path in (other.ledger, other.root / "归档/签名密钥.json"):
        path.unlink()
    assert run("rebuild", other.book).code == 2
    assert {path: path.read_bytes() for path in place_of(disk).rglob("*") if path.is_file()} == held
    assert not (other.root / "归档/签名密钥.json").exists()


def test_a_backup_that_cannot_be_mended_stops_no_rebuild(works: Office, disk: Path) -> None:
    works.do("split")
    copy = sorted((place_of(disk) / "归档").glob("*.xlsx"))[0]
    copy.unlink()
    copy.mkdir()
    works.ledger.unlink()
    assert run("rebuild", works.book).code == 0
    assert "备份没有做成" in works.do("status").out


def test_with_its_newest_record_cut_a_backup_brings_back_the_steps_before(
    works: Office, disk: Path, fresh: Path
) -> None:
    works.do("split")
    works.answer("教育科")
    works.do("merge")
    cut = sorted((place_of(disk) / "归档/操作记录").glob("*.gz"))[-1]
    cut.write_bytes(cut.read_bytes()[:-30])
    shutil.rmtree(works.book.parent)
    done = run("restore", fresh, "--from", disk)
    assert done.code == 1 and "最近 1 步的操作记录读不出来" in done.out and f"{cut.name}.损坏1" in done.out
    again = Office(fresh / works.book.name, works.round, works.due)
    assert again.sheet_of("教育科").is_file()
    again.answer("教育科")
    assert [file["verdict"] for file in again.json("merge")["files"]] == ["accepted"]


@pytest.mark.parametrize(
    ("damage", "words"),
    [("records", "备份里的文件坏了"), ("workbook", "备份里的文件坏了"), ("no workbook", "备份里没有工作簿")],
)
def test_a_restore_that_fails_leaves_nothing(damage: str, words: str, works: Office, disk: Path, fresh: Path) -> None:
    works.do("split")
    place = place_of(disk)
    (book,) = (place / "工作簿").iterdir()
    match damage:
        case "records":
            for path in (place / "归档/操作记录").iterdir():
                path.write_bytes(path.read_bytes()[:40])
        case "workbook":
            book.write_bytes(book.read_bytes()[:40])
        case "no workbook":
            book.unlink()
    shutil.rmtree(works.book.parent)
    for _ in range(2):
        done = run("restore", fresh, "--from", disk, "--json")
        assert done.code == 2 and words in done.json["error"]["message"]
        assert list(fresh.iterdir()) == []
