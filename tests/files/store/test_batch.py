"""Of many files those that are written are flushed while others are made; none gets its name before it is flushed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from xlplan.files.store import batch as batches
from xlplan.files.store.batch import Batch
from xlplan.terms.errors import NotWritableError


@pytest.fixture
def flushed(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    found: list[list[str]] = []

    def note(files: Sequence[tuple[str, Path]]) -> Sequence[tuple[str, Path]]:
        if files:
            found.append([path.name for _, path in files])
        return files

    monkeypatch.setattr(batches, "_MANY", 2)
    monkeypatch.setattr(batches, "_flush", note)
    return found


def test_each_file_is_flushed_once_in_the_middle_or_at_the_end(tmp_path: Path, flushed: list[list[str]]) -> None:
    with Batch() as batch:
        kept = batch.reserve(tmp_path / "1")
        batch.add(tmp_path / "2", b"2")
        assert flushed == []
        Path(kept).write_bytes(b"1")
        batch.written(kept, tmp_path / "1")
        batch.add(tmp_path / "3", b"3")
        batch.finish()
    assert flushed == [["2", "1"], ["3"]]
    assert [(tmp_path / name).read_text() for name in "123"] == ["1", "2", "3"]


def test_what_cannot_be_flushed_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(files: Sequence[tuple[str, Path]]) -> Sequence[tuple[str, Path]]:
        raise NotWritableError("磁盘读写出错。", "请换一个地方。")

    monkeypatch.setattr(batches, "_MANY", 2)
    monkeypatch.setattr(batches, "_flush", refused)
    with pytest.raises(NotWritableError), Batch() as batch:
        for name in "123":
            batch.add(tmp_path / name, b"x")
        monkeypatch.undo()
        batch.finish()
    assert [*tmp_path.iterdir()] == []


def test_whoever_gives_up_waits_for_what_is_being_flushed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    going_on, ended = threading.Event(), threading.Event()

    def slow(files: Sequence[tuple[str, Path]]) -> Sequence[tuple[str, Path]]:
        going_on.wait(10)
        assert all(Path(temporary).exists() for temporary, _ in files)
        ended.set()
        return files

    monkeypatch.setattr(batches, "_MANY", 2)
    monkeypatch.setattr(batches, "_flush", slow)
    with pytest.raises(KeyboardInterrupt), Batch() as batch:
        for name in "12":
            batch.add(tmp_path / name, b"x")
        threading.Timer(0.05, going_on.set).start()
        raise KeyboardInterrupt
    assert ended.is_set()
    assert [*tmp_path.iterdir()] == []
