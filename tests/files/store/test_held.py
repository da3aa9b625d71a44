"""Files that another program holds, as Windows refuses them; by real handles: tests/windows/test_held.py."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from support.office import Office, run

from xlplan.files.store import held
from xlplan.files.store.batch import Batch
from xlplan.terms.errors import NotWritableError

Refuse = Callable[[Callable[[Path], bool]], None]


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Refuse:
    """Have renaming to and removing of some files refused, as if a program held them."""

    def so(is_held: Callable[[Path], bool]) -> None:
        def replacing(source: str | Path, target: str | Path) -> None:
            if is_held(Path(target)):
                raise PermissionError(13, "held")
            replace(source, target)

        def unlinking(path: str | Path, **options: int) -> None:
            if is_held(Path(path)):
                raise PermissionError(13, "held")
            unlink(path, **options)

        replace, unlink = os.replace, os.unlink
        monkeypatch.setattr(os, "replace", replacing)
        monkeypatch.setattr(os, "unlink", unlinking)

    return so


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Waiting as on Windows, by a clock that only waiting moves."""
    pauses: list[float] = []
    monkeypatch.setattr(held, "WAITS", True)
    monkeypatch.setattr(held.time, "sleep", pauses.append)
    monkeypatch.setattr(held.time, "monotonic", lambda: sum(pauses))
    return pauses


def test_a_file_that_is_let_go_is_taken_then(tmp_path: Path, waited: list[float], refuse: Refuse) -> None:
    refuse(lambda path: sum(waited) < 0.3)
    (tmp_path / "新").write_bytes(b"new")
    held.rename(tmp_path / "新", tmp_path / "旧")
    assert (tmp_path / "旧").read_bytes() == b"new"
    assert 0.3 <= sum(waited) < 0.4


def test_many_that_are_held_cost_one_wait(tmp_path: Path, waited: list[float], refuse: Refuse) -> None:
    refuse(lambda path: True)
    patience = held.Patience()
    for number in range(100):
        with pytest.raises(PermissionError):
            held.remove(tmp_path / f"{number}", patience)
    assert sum(waited) == pytest.approx(held.PATIENCE, abs=0.1)


def test_a_folder_in_the_way_is_not_waited_for(tmp_path: Path, waited: list[float], refuse: Refuse) -> None:
    refuse(lambda path: True)
    (tmp_path / "夹").mkdir()
    with pytest.raises(IsADirectoryError):
        held.rename(tmp_path / "新", tmp_path / "夹")
    assert waited == []


def test_ctrl_c_while_a_file_is_waited_for_puts_all_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refuse: Refuse
) -> None:
    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    paths = [tmp_path / name for name in "甲乙丙"]
    for path in paths:
        path.write_bytes(b"old")
    refuse(lambda path: path == paths[2])
    monkeypatch.setattr(held, "WAITS", True)
    monkeypatch.setattr(held.time, "sleep", interrupted)
    with pytest.raises(KeyboardInterrupt), Batch() as batch:
        for path in paths:
            batch.add(path, b"new")
        batch.finish()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == dict.fromkeys("甲乙丙", b"old")


def test_what_cannot_be_put_back_does_not_stop_the_rest(tmp_path: Path, refuse: Refuse) -> None:
    paths = [tmp_path / name for name in "甲乙丙"]
    with Batch() as batch:
        for path in paths:
            batch.add(path, b"new")
        batch.finish()
        refuse(lambda path: path == paths[1])
        with pytest.raises(NotWritableError, match="乙"):
            batch.put_back()
    assert list(tmp_path.iterdir()) == [paths[1]]


@pytest.fixture
def works(tmp_path: Path) -> Office:
    return Office.small(tmp_path)


def test_a_hand_out_whose_record_cannot_be_taken_away_says_so(works: Office, refuse: Refuse) -> None:
    refuse(lambda path: path.name == works.sheet_of("教育科").name or path.name.endswith(".jsonl.gz"))
    done = works.do("split")
    assert (done.code, "操作记录" in done.err) == (2, True), done


def test_a_ledger_that_cannot_be_replaced_stays(works: Office, monkeypatch: pytest.MonkeyPatch, refuse: Refuse) -> None:
    monkeypatch.setattr(held, "WAITS", False)
    works.do("split")
    works.ledger.write_bytes(b"no database" * 100)
    refused: list[Path] = []

    def second(path: Path) -> bool:
        if path == works.ledger:
            refused.append(path)
        return path == works.ledger and len(refused) == 1

    refuse(second)
    done = run("rebuild", works.book)
    assert (done.code, "写不了" in done.err, works.ledger.read_bytes()[:11]) == (2, True, b"no database")
