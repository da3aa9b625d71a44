"""A damaged backup: what is sound of it comes back, what is not goes to nobody and is named, and what can be is mended."""

from __future__ import annotations

import errno
import json
import os
import shutil
from contextlib import nullcontext
from hashlib import sha256
from pathlib import Path

import pytest
from support.office import ROWS, Office, run, table

from xlplan.actions import restore as restoring
from xlplan.files.store.backup import MARK
from xlplan.files.store.workspace import Workspace
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
    assert done.code == 1 and "教育科" in lacking


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
    assert "1 个文件坏了或少了" in said and damaged.name in said
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
    assert "个文件坏了" not in works.do("remind").out, "the backup holds it"
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
    records = place_of(disk) / "归档/操作记录"
    shutil.rmtree(records)
    records.write_bytes(b"x")
    works.ledger.unlink()
    done = run("rebuild", works.book)
    assert done.code == 0 and "备份没有做成" in done.out


def test_files_that_the_disk_does_not_give_are_named_and_stop_nothing(
    works: Office, disk: Path, fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    works.do("split")
    (works.root / "密码.txt").write_text("一二三", "utf-8")
    works.answer("教育科")
    works.do("merge")
    read = Path.read_bytes

    def refused(path: Path) -> bytes:
        if path.name == "密码.txt":
            raise OSError(errno.EIO, "input/output error", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    works.answer("组宣科")
    done = works.do("merge")
    assert done.code in (0, 1) and "要备份的文件读不出来" in done.out and "密码.txt" in done.out
    restored = run("restore", fresh, "--from", disk, "--json")
    assert (restored.code, restored.json["unread"]) == (1, ["密码.txt"])


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
    assert done.code == 1 and f"从操作记录 {cut.name} 起的最近 1 步" in done.out and f"{cut.name}.损坏1" in done.out
    again = Office(fresh / works.book.name, works.round, works.due)
    assert again.sheet_of("教育科").is_file()
    again.answer("教育科")
    assert [file["verdict"] for file in again.json("merge")["files"]] == ["accepted"]


@pytest.mark.parametrize("gone", [0, -1, -2])
def test_a_backup_that_lacks_a_record_says_how_many_steps_are_lost(
    works: Office, disk: Path, fresh: Path, gone: int
) -> None:
    works.do("split")
    for office in ("教育科", "组宣科"):
        works.answer(office)
        works.do("merge")
    held = contents(works.ledger)
    records = sorted((place_of(disk) / "归档/操作记录").iterdir())
    record, was = records[gone], records[gone].read_bytes()
    record.unlink()
    shutil.rmtree(works.book.parent)
    done = run("restore", fresh, "--from", disk, "--json")
    if gone == 0:
        assert done.code == 2
        return
    assert (done.code, done.json["lost"], done.json["actions"]) == (1, -gone, 3 + gone)
    # Found again it is put back, and what is behind it comes back with it.
    again = Office(fresh / works.book.name, works.round, works.due)
    for aside in done.json["aside"]:
        path = again.root / "归档/操作记录" / aside
        path.rename(path.with_name(aside.removesuffix(".损坏1")))
    (again.root / "归档/操作记录" / record.name).write_bytes(was)
    assert run("rebuild", again.book).code == 0
    assert contents(again.ledger)["received"] == held["received"]


@pytest.mark.parametrize("damage", ["flipped", "gone"])
def test_a_damaged_archive_does_no_harm_to_its_backup(works: Office, disk: Path, damage: str) -> None:
    works.do("split")
    works.answer("教育科")
    works.do("merge")
    before = contents(works.ledger)
    record = sorted((works.root / "归档/操作记录").iterdir())[1]
    copy = place_of(disk) / "归档/操作记录" / record.name
    was = copy.read_bytes()
    if damage == "gone":
        record.unlink()
    else:
        flipped(record)
    works.answer("组宣科")
    assert record.name in works.do("merge").out and copy.read_bytes() == was
    works.ledger.unlink()
    assert run("rebuild", works.book).code == 0 and record.read_bytes() == was
    assert len(contents(works.ledger)["action"]) == len(before["action"]) + 1
    assert check(works)["ok"] is True


def test_after_a_rebuild_from_the_ledger_a_damaged_record_is_spoken_of_no_more(works: Office, disk: Path) -> None:
    works.do("split")
    works.answer("教育科")
    works.do("merge")
    records = sorted((works.root / "归档/操作记录").iterdir())
    for record in (records[1], place_of(disk) / "归档/操作记录" / records[1].name):
        flipped(record)
    assert run("rebuild", works.book).code == 0
    assert "坏了" not in works.do("remind").out
    assert check(works)["ok"] is True


@pytest.mark.parametrize("where", ["here", "there"])
def test_a_folder_in_the_place_of_an_original_is_moved_aside(works: Office, disk: Path, where: str) -> None:
    works.do("split")
    root = works.root if where == "here" else place_of(disk)
    path = sorted((root / "归档").glob("*.xlsx"))[0]
    path.unlink()
    (path / "内").mkdir(parents=True)
    done = run("rebuild", works.book)
    assert done.code == 0 and path.is_file() and path.with_name(f"{path.name}.损坏1").is_dir()
    assert check(works)["ok"] is True


def test_a_mark_that_leads_elsewhere_is_not_followed(works: Office, disk: Path, fresh: Path) -> None:
    works.do("split")
    mark = place_of(disk) / MARK
    mark.write_text(mark.read_text("utf-8").replace(works.root.name, "../外面"), "utf-8")
    done = run("restore", fresh, "--from", disk, "--json")
    assert done.code == 2 and MARK in done.json["error"]["message"] and not (fresh.parent / "外面").exists()


def test_a_backup_without_its_workbook_is_noticed_and_mended(works: Office, disk: Path) -> None:
    works.do("split")
    (copy,) = (place_of(disk) / "工作簿").iterdir()
    copy.unlink()
    assert copy.name in str(check(works)["message"])
    assert run("rebuild", works.book).code == 0 and copy.read_bytes() == works.book.read_bytes()


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


@pytest.mark.parametrize("cut", ["rebuild", "carry_out"])
def test_a_restore_that_was_killed_is_not_taken_for_a_finished_one(
    works: Office, disk: Path, fresh: Path, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    works.do("split")
    held = {path.name for path in works.handed_out.glob("*.xlsx")}
    with monkeypatch.context() as patched:
        # As if killed: what tidies up does not run either.
        patched.setattr(restoring, "or_nothing", lambda *_: nullcontext())
        patched.setattr(*((restoring, cut) if cut == "rebuild" else (Workspace, cut)), _killed)
        assert run("restore", fresh, "--from", disk).code not in (0, 1)
    again = Office(fresh / works.book.name, works.round, works.due)
    assert "从备份恢复没有做完" in run("doctor", again.book).out
    (fresh / again.root.name / "后来放的.txt").write_bytes(b"x")
    refused = again.do("merge")
    assert refused.code == 2 and "xlplan restore" in refused.err
    assert run("restore", fresh, "--from", disk).code == 0
    assert {path.name for path in again.handed_out.glob("*.xlsx")} == held
    assert (fresh / f"{again.root.name}.损坏1" / "后来放的.txt").exists() and again.do("merge").code in (0, 1)


def _killed(*_: object, **__: object) -> None:
    raise SystemError
