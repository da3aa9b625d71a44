"""`xlplan fetch --watch`: what arrives is taken in while it runs, and Ctrl-C is its proper end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.account import LONG, until
from support.office import Office


@pytest.mark.linux("Ctrl-C as a signal to one process")
def _listens() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_it_takes_in_what_arrives_until_it_is_told_to_end(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    works.do("split")
    answer = works.answer("教育科")
    answer = answer.rename(tmp_path / "报来的.xlsx")
    inbox = tmp_path / "下载"
    inbox.mkdir()
    words = ["fetch", works.book, "--round", works.round, inbox, "--watch", "--json"]
    command = [sys.executable, "-c", "from xlplan.cli import command_line; command_line()", *map(str, words)]
    out, err = tmp_path / "out", tmp_path / "err"
    with out.open("wb") as o, err.open("wb") as e:
        # What runs the tests in the background has its children ignore Ctrl+C.
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=o, stderr=e, preexec_fn=_listens)
    try:
        until(lambda: "已收0/4" in err.read_text("utf-8"), "the first look")
        answer.rename(inbox / "x.xlsx")
        until(lambda: "已收1/4" in err.read_text("utf-8"), "the file to be taken in")
        process.send_signal(signal.SIGINT)
        assert process.wait(LONG) == 1
    finally:
        process.kill()
        process.wait()
    assert "[收下] 教育科：x.xlsx" in err.read_text("utf-8")
    assert json.loads(out.read_text("utf-8"))["came"] == ["教育科"]
