"""Two runs on one workbook at the same time, in processes of their own: one waits, or says who it waits for; nothing is taken twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.office import Office, run_apart

from xlplan.ledger.rebuilding import contents

HOLDING = """
import sys, time
from pathlib import Path
from xlplan.actions.common import open_book
with open_book(Path(sys.argv[1])).workspace.hold("09:30 开始的“合并回收”"):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def works(tmp_path: Path) -> Office:
    found = Office.small(tmp_path)
    found.do("split")
    return found


@contextmanager
def held(works: Office, seconds: float) -> Iterator[subprocess.Popen[str]]:
    """While another process holds the working folder, or a bit longer."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(works.book), str(seconds)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout and process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("verb", ["split", "merge", "status", "undo"])
def test_the_second_says_who_holds_it(works: Office, verb: str) -> None:
    before = contents(works.ledger)
    words = [] if verb == "undo" else ["--round", works.round]
    with held(works, 60):
        done = run_apart(verb, works.book, *words, "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "locked")
    assert "09:30 开始的“合并回收”" in done.json["error"]["message"]
    assert contents(works.ledger) == before
    assert run_apart(verb, works.book, *words).code in (0, 1)


def test_the_second_waits_a_little(works: Office) -> None:
    works.answer("教育科")
    with held(works, 0.3):
        assert [file["verdict"] for file in works.json("merge")["files"]] == ["accepted"]


def test_one_that_was_killed_holds_nothing(works: Office) -> None:
    with held(works, 60) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert works.do("status").code == 0
    assert not [path for path in works.root.iterdir() if path.name == ".正在使用.txt"]


def test_two_merges_at_once_take_each_file_once(works: Office) -> None:
    for department in ("教育科", "组宣科", "一小", "二小"):
        works.answer(department)
    words = [sys.executable, "-c", "from xlplan.cli import main; main()", "merge", works.book, "--round", works.round]
    both = [
        subprocess.Popen([*words, "--json"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, encoding="utf-8")
        for _ in range(2)
    ]
    said = [json.loads(process.communicate(timeout=120)[0]) for process in both]
    outcomes = sorted(
        result["error"]["code"] if "error" in result else "、".join({file["verdict"] for file in result["files"]})
        for result in said
    )
    # One came first; the other found all of it known, or gave up and said so.
    assert outcomes in (["accepted", "duplicate"], ["accepted", "locked"])
    assert len(contents(works.ledger)["received"]) == 4


def test_two_splits_at_once_hand_out_once(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    words = [sys.executable, "-c", "from xlplan.cli import main; main()", "split", works.book, "--round", works.round]
    both = [subprocess.Popen([*words, "--json"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) for _ in range(2)]
    codes = sorted(process.wait(timeout=120) for process in both)
    assert codes in ([1, 1], [1, 2])
    rows = contents(works.ledger)
    assert (len(rows["action"]), len(rows["sent"])) == (1, 5)
