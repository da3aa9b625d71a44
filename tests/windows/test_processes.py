"""Real processes of Windows: two at one ledger, one that is killed, a workbook that a spreadsheet program has open, readers that die."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

if sys.platform != "win32":
    pytest.skip("Windows alone: make test-windows", allow_module_level=True)

import win32con
import win32file
from support.account import until
from support.office import Office

from xlplan.files.apart import pool
from xlplan.files.store import held


def begin(*words: object) -> subprocess.Popen[str]:
    """Start `xlplan` in a process of its own."""
    command = [sys.executable, "-P", "-m", "xlplan", *map(str, words)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")  # fmt: skip


def hand_out(works: Office) -> None:
    """Hand out; the table names a department that is not known, which a person is told."""
    assert works.do("split").code == 1


@pytest.fixture
def works(tmp_path: Path) -> Office:
    return Office.small(tmp_path)


def test_two_processes_at_one_ledger_lose_nothing(works: Office) -> None:
    hand_out(works)
    for department in ("教育科", "组宣科"):
        works.answer(department)
    both = [begin("merge", works.book, *works.words("merge")) for _ in range(2)]
    ends = [process.communicate(timeout=120) for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes in ([1, 1], [1, 2]), ends
    if 2 in codes:
        refused = next(said for process, (_, said) in zip(both, ends, strict=True) if process.returncode == 2)
        assert "正在使用" in refused, refused
    listed = works.json("merge")["files"]
    assert len(listed) == 2 and {each["verdict"] for each in listed} == {"duplicate"}, listed


def test_a_killed_run_is_gone_on_with_by_the_next(works: Office) -> None:
    process = begin("split", works.book, *works.words("split"))
    until(lambda: process.poll() is not None or list(works.root.rglob(".xlplan-*")), "the split to write", 60)
    process.kill()
    process.communicate(timeout=180)
    assert works.do("split").code in (0, 1)
    assert list(works.root.rglob(".xlplan-*.tmp")) == []
    assert works.do("merge").code in (0, 1)


def test_a_return_that_somebody_has_open_is_read_all_the_same(works: Office) -> None:
    hand_out(works)
    path = works.answer("教育科")
    # As Excel opens a workbook to change it: others may read.
    handle = win32file.CreateFile(str(path), win32con.GENERIC_READ | win32con.GENERIC_WRITE, win32con.FILE_SHARE_READ, None, win32con.OPEN_EXISTING, 0, None)  # fmt: skip
    try:
        assert [each["verdict"] for each in works.json("merge")["files"]] == ["accepted"]
    finally:
        handle.Close()


def test_a_return_that_nobody_else_may_read_is_said_and_the_others_go_on(works: Office) -> None:
    hand_out(works)
    path = works.answer("教育科")
    works.answer("组宣科")
    handle = win32file.CreateFile(str(path), win32con.GENERIC_READ, 0, None, win32con.OPEN_EXISTING, 0, None)
    try:
        files = works.json("merge")["files"]
    finally:
        handle.Close()
    verdicts = {Path(each["path"]).name[:3]: each["verdict"] for each in files}
    assert verdicts["组宣科"] == "accepted" and verdicts["教育科"] != "accepted", files
    later = {Path(each["path"]).name[:3]: each["verdict"] for each in works.json("merge")["files"]}
    assert later["教育科"] == "accepted"


def test_a_hand_out_that_somebody_has_open_is_named(works: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "PATIENCE", 0.2)
    hand_out(works)
    sheet = works.sheet_of("教育科")
    before = {path.name: path.read_bytes() for path in works.handed_out.glob("*.xlsx")}
    handle = win32file.CreateFile(str(sheet), win32con.GENERIC_READ, win32con.FILE_SHARE_READ, None, win32con.OPEN_EXISTING, 0, None)  # fmt: skip
    try:
        done = works.do("split", "--due", "2098-01-01")
    finally:
        handle.Close()
    assert (done.code, "教育科" in done.err, "正被别的程序打开" in done.err) == (2, True, True), done
    assert {path.name: path.read_bytes() for path in works.handed_out.glob("*.xlsx")} == before


def test_readers_that_die_cost_no_return(works: Office) -> None:
    hand_out(works)
    content = works.answer("教育科").read_bytes()
    first = [reading for _, reading in pool.read_all([("一.xlsx", content)], lambda file: file)]
    for worker in pool._idle:
        worker._process.kill()
    second = [reading for _, reading in pool.read_all([(f"{n}.xlsx", content) for n in range(40)], lambda file: file)]
    assert len(second) == 40 and all(each and each.error is None for each in [*first, *second])
    pool.end_all()


def test_a_workbook_that_lies_beside_is_no_program(works: Office) -> None:
    """A department's file next to python's modules must not be imported by the processes that read."""
    (works.book.parent / "pickle.py").write_text("raise SystemExit(7)", "utf-8")
    hand_out(works)
