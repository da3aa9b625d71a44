"""Splitting a large table: what two processes make is what one makes, and whatever cuts it off leaves whole files alone."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from support.office import run
from support.tables import HEADINGS, workbook

from xlplan.actions.book import open_book
from xlplan.files.papers import filling
from xlplan.files.papers.correcting import SendBackOrder
from xlplan.files.papers.department_sheet import DepartmentTemplate
from xlplan.handout.sheets import DepartmentSheet, Sent
from xlplan.handout.split import divide
from xlplan.reissue.marks import Mark, SendBack
from xlplan.schedule.rounds import read_round
from xlplan.terms.fields import Field

ROUND = "2023年第二季度"
DUE = "2099-12-31"
PATIENCE = 300
"""Seconds for one split, however busy the machine is."""
TASKS = 240
"""From so many tasks on a second process is started here: with the number that stands in the program all would take longer."""
BEGUN = "begun"
"""The file that says that a split begins: before, Ctrl-C would meet Python itself."""
BEGIN = f"""
import signal
# Until the command begins, which takes Ctrl-C from there on.
signal.signal(signal.SIGINT, signal.SIG_DFL)
open("{BEGUN}", "x").close()
from xlplan.__main__ import main
from xlplan.files.papers import filling
filling._MANY = {TASKS}
signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""
NAMES = [f"第{number}小学" for number in range(1, 41)]
MOMENTS = (
    (".xlplan-*", 0),
    (".xlplan-*", 1),
    (".xlplan-*", 14),
    (".xlplan-*", 28),
    (".xlplan-*", 80),
    ("[!.]*.xlsx", 1),
)
"""When a split is cut off: as soon as so many files of a name lie in the working folder."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a table large enough for a second process."""
    rows = [
        (f"{n // 5 + 1}.{n % 5 + 1}", f"工程{n // 5}", f"做好第{n}件事。", NAMES[n % 40], NAMES[n * 7 % 40], "常规工作")
        for n in range(TASKS)
    ]
    path = tmp_path_factory.mktemp("large") / "分工表.xlsx"
    path.write_bytes(workbook([HEADINGS, *rows], departments=[(name,) for name in NAMES]))
    return path


@pytest.fixture
def two_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "_MANY", TASKS)


@pytest.fixture
def book(large: Path, tmp_path: Path) -> Path:
    """Put the table into a folder of its own."""
    path = tmp_path / large.name
    path.write_bytes(large.read_bytes())
    return path


@pytest.fixture(scope="module")
def sheets(large: Path) -> list[DepartmentSheet]:
    return divide(open_book(large).plan(date(2023, 6, 1)), read_round(ROUND), None).sheets


def begin(book: Path) -> subprocess.Popen[str]:
    """Start a split in a process group of its own, as a terminal does."""
    return subprocess.Popen(
        [sys.executable, "-c", BEGIN, "split", book.name, "--round", ROUND, "--due", DUE],
        cwd=book.parent, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        encoding="utf-8", start_new_session=True,
    )  # fmt: skip


def begun(book: Path, name: str, count: int) -> subprocess.Popen[str]:
    """Start a split in an empty folder and wait until it begins and so many files of a name are there, or it has ended."""
    clear(book)
    process = begin(book)
    end = time.monotonic() + PATIENCE
    while process.poll() is None and not (
        (book.parent / BEGUN).exists() and len(list(book.parent.glob(f"分工表-工作区/**/{name}"))) >= count
    ):
        assert time.monotonic() < end
        time.sleep(0.003)
    return process


def damaged(folder: Path) -> list[str]:
    """Return the files under their own names that are not whole."""
    return [
        path.name
        for path in folder.rglob("*")
        if path.suffix in (".xlsx", ".zip") and (not zipfile.is_zipfile(path) or zipfile.ZipFile(path).testzip())
    ]


def temporaries(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(".xlplan-*")]


def recorded(folder: Path) -> dict[str, str]:
    """Return path and SHA-256 of each file that was handed out according to the ledger."""
    ledger = folder / "台账.sqlite3"
    if not ledger.exists():
        return {}
    with closing(sqlite3.connect(ledger)) as db:
        return dict(db.execute("SELECT path, sha256 FROM sent").fetchall())


def check_after(book: Path) -> None:
    """Check that nothing is damaged, what is recorded is there, and the next split completes and clears up, by itself alone."""
    folder = book.parent / "分工表-工作区"
    assert damaged(folder) == []
    done = run("split", book, "--round", ROUND, "--due", DUE)
    assert (done.code, done.err) == (0, "")
    assert len(list((folder / "下发" / ROUND).glob("*.xlsx"))) == len(NAMES)
    files = recorded(folder)
    assert len(files) == len(NAMES)
    assert {path: sha256((book.parent / path).read_bytes()).hexdigest() for path in files} == files
    assert (damaged(folder), temporaries(folder)) == ([], [])


def test_two_processes_make_what_one_makes(sheets: list[DepartmentSheet], tmp_path: Path, two_processes: None) -> None:
    start = filling.Start(tmp_path, "0" * 32, b"key")
    filler = filling.Filler(DepartmentTemplate.load(tmp_path), start)
    orders = [filling.SheetOrder(sheet, 1) for sheet in sheets]
    alone = [filler.fill(order) for order in orders]
    with filling.SecondProcess.start(TASKS) as second:
        together = dict(second.share(orders, filler, start))
    assert [together[place] for place in range(len(orders))] == alone


def test_sheets_that_go_back_are_made_by_two_processes_as_well(sheets: list[DepartmentSheet], tmp_path: Path) -> None:
    start = filling.Start(tmp_path, "0" * 32, b"key")
    filler = filling.Filler(DepartmentTemplate.load(tmp_path), start)
    orders = [
        SendBackOrder(
            SendBack(
                sheet.department, Sent(sheet, 1, "", "0" * 64),
                marks=[Mark(sheet.rows[0].task, Field.PROGRESS, "略", ("请写明做了什么。",))], corrects=("1" * 64,),
            )
        )
        for sheet in sheets
    ]  # fmt: skip
    alone = [filler.fill(order) for order in orders]
    assert all(each.cells for each in alone)
    with filling.SecondProcess.start(TASKS) as second:
        together = dict(second.share(orders, filler, start))
    assert [together[place] for place in range(len(orders))] == alone


def test_many_rows_in_a_short_table_are_worth_a_second_process_as_well(
    sheets: list[DepartmentSheet], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "_LATE", TASKS)
    start = filling.Start(tmp_path, "0" * 32, b"key")
    filler = filling.Filler(DepartmentTemplate.load(tmp_path), start)
    orders = [filling.SheetOrder(sheet, 1) for sheet in sheets]
    with filling.SecondProcess.start(TASKS) as second:
        begun = []
        for rows in (TASKS - 1, sum(len(sheet.rows) for sheet in sheets)):
            second.begin(rows)
            begun.append(second._process is not None)
        together = dict(second.share(orders, filler, start))
    assert (begun, sorted(together)) == ([False, True], [*range(len(orders))])


# Not known of Windows itself. Under Wine such a write hung in 5 of 20 runs where the process had CREATE_NO_WINDOW, in 0 of 80 without.
@pytest.mark.linux("that a write into a killed process's pipe ends: under Wine it hangs at times")
def test_what_the_second_process_does_not_answer_is_done_without_it(
    sheets: list[DepartmentSheet], tmp_path: Path, two_processes: None
) -> None:
    start = filling.Start(tmp_path, "0" * 32, b"key")
    filler = filling.Filler(DepartmentTemplate.load(tmp_path), start)
    orders = [filling.SheetOrder(sheet, 1) for sheet in sheets]
    with filling.SecondProcess.start(TASKS) as second:
        results = second.share(orders, filler, start)
        places = [next(results)[0]]
        assert second._process is not None
        second._process.kill()
        places += [place for place, _ in results]
    assert sorted(places) == list(range(len(orders)))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a whole console")
def test_ctrl_c_at_any_moment_leaves_whole_files_alone(book: Path) -> None:
    for name, count in MOMENTS:
        process = begun(book, name, count)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)
        # The split may have ended already, or Python may not have begun.
        assert "Traceback" not in said
        if process.returncode not in (0, -signal.SIGINT):
            assert (process.returncode, said.split()[0]) == (2, "错误：已中断，没有写完的内容都已丢弃。")
        assert temporaries(book.parent) == []
        check_after(book)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_split_is_gone_on_with_by_the_next(book: Path) -> None:
    for name, count in MOMENTS:
        process = begun(book, name, count)
        # The second process ends by itself.
        process.kill()
        process.communicate(timeout=PATIENCE)
        check_after(book)


def clear(book: Path) -> None:
    (book.parent / BEGUN).unlink(missing_ok=True)
    shutil.rmtree(book.parent / "分工表-工作区", ignore_errors=True)
