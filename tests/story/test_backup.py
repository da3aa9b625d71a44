"""备份到: after each step all that cannot be made again lies in another place; from that alone the work goes on."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from support.office import Office, run
from support.plain_table import write_plain_table

from xlplan.actions.book import open_book
from xlplan.files.office_book.settings_file import settings_place
from xlplan.files.office_book.settings_kept import keep_settings
from xlplan.files.store.backup import MARK, NOTE
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


def copies(disk: Path) -> dict[str, bytes]:
    return {path.relative_to(disk).as_posix(): path.read_bytes() for path in disk.rglob("*") if path.is_file()}


def test_from_nothing_but_the_backup_the_next_round_goes_on(works: Office, disk: Path, tmp_path: Path) -> None:
    works.do("split")
    (works.root / "模板").mkdir(exist_ok=True)
    works.answer("教育科")
    merged = works.json("merge")
    held, status = contents(works.ledger), works.json("status", "--today", "2023-06-25")
    sheet = works.sheet_of("组宣科").read_bytes()
    shutil.rmtree(works.book.parent)
    fresh = tmp_path / "新电脑"
    fresh.mkdir()
    done = run("restore", fresh, "--from", disk, "--json")
    assert done.code == 0, (done.out, done.err)
    again = Office(fresh / works.book.name, works.round, works.due)
    assert Path(done.json["book"]) == again.book and done.json["missing"] == []
    after = contents(again.ledger)
    assert {name: rows for name, rows in after.items() if name != "meta"} == {
        name: rows for name, rows in held.items() if name != "meta"
    }
    assert again.sheet_of("组宣科").read_bytes() == sheet
    assert again.json("status", "--today", "2023-06-25") == status
    again.answer("组宣科")
    further = again.json("merge")
    assert [item["verdict"] for item in further["files"]] == ["accepted"]
    assert set(merged["missing"]) - set(further["missing"]) == {"组宣科"}


def test_only_what_is_new_is_copied_and_nothing_where_nothing_was_done(works: Office, disk: Path) -> None:
    works.do("split")
    first = copies(disk)
    times = {path: path.stat().st_mtime_ns for path in disk.rglob("*.xlsx")}
    assert any(name.endswith(MARK) for name in first) and not (works.root / NOTE).exists()
    works.answer("教育科")
    works.do("merge")
    second = copies(disk)
    assert set(first) < set(second)
    assert {path: path.stat().st_mtime_ns for path in times} == times
    run("undo", works.book)
    assert copies(disk) != second
    (place,) = disk.iterdir()
    for path in (works.root / "归档").rglob("*"):
        if path.is_file():
            assert (place / path.relative_to(works.root)).read_bytes() == path.read_bytes()


def test_a_backup_that_fails_harms_nothing_is_said_and_tried_again(works: Office, disk: Path) -> None:
    shutil.rmtree(disk)
    disk.write_text("不是文件夹")
    done = works.do("split")
    assert done.code in (0, 1) and "备份没有做成" in done.out and works.sheet_of("教育科").exists()
    said = json.loads(run("doctor", works.book, "--json").out)
    (check,) = [check for check in said["checks"] if check["name"] == "备份"]
    assert check["ok"] is False and "备份没有做成" in check["message"]
    for verb in ("status", "remind"):
        assert "备份没有做成" in works.do(verb).out, verb
    assert "备份没有做成" in run("undo", works.book).out
    disk.unlink()
    works.do("split")
    works.answer("教育科")
    done = works.do("merge")
    assert "备份没有做成" not in done.out and not (works.root / NOTE).exists()
    said = json.loads(run("doctor", works.book, "--json").out)
    (check,) = [check for check in said["checks"] if check["name"] == "备份"]
    assert check["ok"] is True and "最近一次备份" in check["message"]


def test_the_backup_of_another_plan_and_what_is_there_already_are_left_alone(
    works: Office, disk: Path, tmp_path: Path
) -> None:
    works.do("split")
    before = copies(disk)
    other = tmp_path / "别的"
    other.mkdir()
    twin = Office.small(other, settings={"backup": str(disk)})
    assert "另一份计划的备份" in twin.do("split").out
    assert copies(disk) == before
    refused = run("restore", works.book.parent, "--from", disk, "--json")
    assert refused.code == 2 and "已经在了" in refused.json["error"]["message"]
    nothing = run("restore", tmp_path / "空.xlsx", "--from", other, "--json")
    assert nothing.code == 2 and nothing.json["error"]["code"] == "file-missing"


def test_a_backup_within_the_working_folder_is_no_backup(works: Office) -> None:
    assert open_book(works.book).workspace.backup
    inside = Office.small(works.book.parent, settings={"backup": str(works.root / "备份")})
    assert "就在工作区里面" in inside.do("split").out


def test_the_settings_of_a_workbook_without_a_sheet_for_them_come_back_too(disk: Path, tmp_path: Path) -> None:
    book = write_plain_table(tmp_path / "本局" / "责任 表.xlsx", with_settings=False)
    written = {"round": "2023年第二季度", "deadline": "2023-06-25", "warning_days": "20", "backup": str(disk)}
    keep_settings(settings_place(book), written, book.name, datetime(2023, 6, 1))
    assert run("split", book, "--round", "2023Q2").code in (0, 1)
    settings = open_book(book).settings
    shutil.rmtree(book.parent)
    book.parent.mkdir()
    done = run("restore", book.parent, "--from", disk)
    assert done.code == 0
    # The computer that it came from may go on, and both would write into one backup.
    assert f"“备份到”仍是“{disk}”" in done.out
    assert open_book(book).settings == settings
    assert settings.warning_days == 20
