"""Files that another program holds: a scanner for a moment, a person for long; by real handles of Windows."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest

if sys.platform != "win32":
    pytest.skip("Windows alone: make test-windows", allow_module_level=True)

import win32con
import win32file

from xlplan.files.store import held
from xlplan.files.store.batch import Batch
from xlplan.files.store.writing import write_beside, write_whole
from xlplan.terms.errors import NotWritableError

READ_AND_WRITE = win32con.FILE_SHARE_READ | win32con.FILE_SHARE_WRITE


def hold(path: Path, share: int):  # type: ignore[no-untyped-def]
    """Open a file as another program does, which lets others do no more than `share` says."""
    return win32file.CreateFile(str(path), win32con.GENERIC_READ, share, None, win32con.OPEN_EXISTING, 0, None)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "分工 表&.xlsx"
    path.write_bytes(b"old")
    return path


def test_a_scanner_holds_a_name_for_300_ms(table: Path) -> None:
    handle = hold(table, READ_AND_WRITE)
    release = threading.Timer(0.3, handle.Close)
    release.start()
    write_whole(table, b"new")
    release.join()
    assert table.read_bytes() == b"new"


def test_a_scanner_holds_each_fresh_file_of_a_batch(tmp_path: Path) -> None:
    releases = []
    with Batch() as batch:
        for name in ("人事处.xlsx", "财务处.xlsx"):
            fresh = batch.add(tmp_path / name, b"content")
            batch._flushed.add(fresh)
            handle = hold(Path(fresh), READ_AND_WRITE)
            releases.append(threading.Timer(0.3, handle.Close))
        for release in releases:
            release.start()
        batch.finish()
    for release in releases:
        release.join()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["人事处.xlsx", "财务处.xlsx"]


@pytest.mark.parametrize("share", [0, READ_AND_WRITE])
def test_a_person_has_the_file_open(table: Path, share: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "PATIENCE", 0.2)
    handle = hold(table, share)
    try:
        with pytest.raises(NotWritableError) as caught:
            write_whole(table, b"new")
        assert table.name in str(caught.value)
        assert "正被别的程序打开" in str(caught.value)
        assert write_beside(table, b"new").name == "分工 表&（2）.xlsx"
    finally:
        handle.Close()
    assert table.read_bytes() == b"old"


def test_a_batch_that_cannot_be_finished_leaves_all_as_it_was(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "PATIENCE", 0.2)
    other = table.with_name("乙.xlsx")
    handle = hold(table, READ_AND_WRITE)
    try:
        with pytest.raises(NotWritableError), Batch() as batch:
            batch.add(other, b"new")
            batch.add(table, b"new")
            batch.finish()
    finally:
        handle.Close()
    assert [(path.name, path.read_bytes()) for path in table.parent.iterdir()] == [(table.name, b"old")]


def test_a_wait_ends(table: Path) -> None:
    handle = hold(table, READ_AND_WRITE)
    begun = time.monotonic()
    try:
        with pytest.raises(PermissionError):
            held.remove(table)
    finally:
        handle.Close()
    assert held.PATIENCE <= time.monotonic() - begun < held.PATIENCE + 2
