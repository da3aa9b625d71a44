"""Returned files are read in processes that may die: each gets an answer, in its order."""

from __future__ import annotations

import hashlib
import random
import re
import struct
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from support import calc
from support.damage import damaged, encrypted, in_every_format
from support.incoming import UNREADABLE, filled, handed_out, judged, put, said
from support.office import Office

from xlplan.actions.book import open_book
from xlplan.actions.intake import Intake
from xlplan.actions.merge import merge
from xlplan.files.apart import pool
from xlplan.files.apart.messages import File
from xlplan.files.apart.pool import OnExecutor, read_all
from xlplan.files.store.collecting import Collected


@pytest.fixture
def works(tmp_path: Path) -> Office:
    return handed_out(tmp_path)


def killer(works: Office, tmp_path: Path) -> bytes:
    """Return an .xls that claims four billion rows: a reader that makes room for them ends its process."""
    source = tmp_path / "源.xlsx"
    source.write_bytes(filled(works))
    data = bytearray(calc.convert(source, "xls", tmp_path / "存").read_bytes())
    place = data.index(struct.pack("<HH", 0x0200, 14))
    data[place + 8 : place + 12] = b"\xff\xff\xff\xff"
    return bytes(data)


def test_a_file_that_kills_its_worker_is_named_and_the_others_go_on(
    works: Office, tmp_path: Path, needs_calc: None
) -> None:
    original = filled(works)
    put(works, "杀手.xls", killer(works, tmp_path))
    put(works, "一.xlsx", original)
    found = judged(works)
    assert found == {"一.xlsx": ("accepted", []), "杀手.xls": UNREADABLE}
    assert "其余文件不受影响" in said(works, "杀手.xls")


def test_a_file_that_takes_too_long_is_named_and_the_others_go_on(works: Office) -> None:
    data = encrypted(filled(works), "secret")
    # The file itself says how often the password is hashed.
    slow = re.sub(rb'spinCount="\d{6}"', b'spinCount="999999"', data)
    assert slow != data
    files = [("慢.xlsx", slow), ("快.xlsx", filled(works))]
    results = [reading for _, reading in read_all(files, lambda file: file, passwords=["a"] * 9, seconds=0.5)]
    assert results[0] and results[0].error and "太久" in results[0].error.message
    assert results[1] and results[1].error is None


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_any_executor_may_be_passed_in(works: Office, kind: str) -> None:
    for department in ("教育科", "组宣科", "一小"):
        works.answer(department)
    put(works, "坏.xlsx", b"PK")
    context = get_context("spawn")
    with ThreadPoolExecutor(3) if kind == "threads" else ProcessPoolExecutor(2, mp_context=context) as executor:
        merging = merge(open_book(works.book), works.round, datetime(2023, 6, 20), readers=OnExecutor(executor))
    assert sorted(item.verdict.value for item in merging.files) == ["accepted"] * 3 + ["unreadable"]


def test_what_a_reader_cannot_keep_is_kept_by_the_program(works: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    path = works.answer("教育科")
    to_read = Intake.to_read

    def elsewhere(self: Intake, file: Collected) -> File | None:
        found = to_read(self, file)
        return found and found._replace(keep=f"{found.keep}/没有")

    monkeypatch.setattr(Intake, "to_read", elsewhere)
    assert judged(works) == {path.name: ("accepted", [])}
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert (works.root / f"归档/{digest}.xlsx").read_bytes() == path.read_bytes()
    assert not [each for each in (works.root / "归档").iterdir() if each.name.endswith(".tmp")]


def test_answers_come_in_order_however_many_there_are(works: Office) -> None:
    data = filled(works)
    wanted: list[Any] = [(f"{n}.xlsx", data if n % 3 else b"") if n % 5 else None for n in range(200)]
    found = list(read_all(wanted, lambda file: file))
    assert [file for file, _ in found] == wanted
    for file, reading in found:
        assert (reading is None) == (file is None)
        if file and reading:
            assert (reading.error is None) == bool(file[1])
            assert reading.error is None or file[0] in reading.error.message


def test_workers_that_have_read_many_files_are_let_go(works: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_GROWN", 40)
    pool.end_all()
    few = [("1.xlsx", filled(works))] * 39
    assert len(list(read_all(few, lambda file: file))) == 39
    pool.let_go()
    kept = len(pool._idle)
    list(read_all(few[:1], lambda file: file))
    pool.let_go()
    assert (kept > 0, pool._idle) == (True, [])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return a sound return in every format."""
    folder = tmp_path_factory.mktemp("完好")
    works = Office.small(folder)
    works.do("split")
    return in_every_format(filled(works), folder)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "xlsb", "csv", "加密.xlsx"])
def test_damage_of_any_kind_gives_an_answer_for_each_file(kind: str, whole: dict[str, bytes], needs_calc: None) -> None:
    chance = random.Random(kind)
    files = [(f"{number}.{kind}", damaged(whole[kind], chance)) for number in range(20 if "加密" in kind else 250)]
    found = list(read_all(files, lambda file: file, seconds=20))
    assert [file for file, _ in found] == files
    for (name, _), reading in found:
        assert reading is not None
        assert reading.error is None or (name in reading.error.message and reading.error.hint)
