"""Two people at work on one shared folder, each command a process: the second waits or is told who is at work, nothing is lost or doubled.

`python -m torture --kind clerks` does so for minutes.
"""

from __future__ import annotations

import getpass
import hashlib
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from support.clerks import Folder
from support.office import run

from xlplan.actions.book import open_book, who
from xlplan.ledger.rebuilding import contents, make_again
from xlplan.terms.sheets import CONSOLE, CONSOLE_OPERATOR

SECONDS = 6.0


def test_two_clerks_lose_and_double_nothing(tmp_path: Path) -> None:
    folder = Folder.made(tmp_path)
    works = folder.works
    chance = random.Random(1)

    def start() -> subprocess.Popen[bytes]:
        verb = chance.choice(("split", "merge", "merge", "merge", "remind"))
        said = (tmp_path / "said.txt").open("ab")
        words = [verb, works.book, "--round", works.round]
        return subprocess.Popen(
            [sys.executable, "-c", "from xlplan.cli import command_line; command_line()", *words],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said,
        )  # fmt: skip

    codes: Counter[int] = Counter()
    dropped: list[str] = []
    clerks = [start(), start()]
    end = time.monotonic() + SECONDS
    while clerks:
        for clerk in list(clerks):
            if clerk.poll() is not None:
                codes[clerk.returncode] += 1
                clerks.remove(clerk)
                clerks += [start()] if time.monotonic() < end else []
        if len(dropped) < 16 and time.monotonic() < end and chance.random() < 0.1:
            dropped.append(folder.drop(len(dropped)))
        time.sleep(0.02)
    said = (tmp_path / "said.txt").read_text("utf-8")
    assert set(codes) <= {0, 1, 2}, said
    # Whoever did not get the lock within a second was told.
    assert said.count("正在使用") == codes[2], said
    assert works.do("merge").code == 1
    book = open_book(works.book)
    ledger = book.workspace.open_ledger()
    assert ledger is not None
    with ledger:
        assert Counter(item.sha256 for item in ledger.received(works.round)) == Counter(dropped)
    assert run("rebuild", works.book, "--json").json["rebuilt"] is False
    make_again(tmp_path / "again", book.workspace.log)
    assert contents(tmp_path / "again") == contents(works.ledger)
    assert not list(works.root.rglob(".xlplan-*"))


def test_who_is_at_work_is_told_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder.made(tmp_path)
    now = datetime(2023, 6, 25, 9, 5)
    monkeypatch.setattr(getpass, "getuser", lambda: "zhang")
    assert who(open_book(folder.works.book), "合并回收", now) == "zhang 09:05 开始的“合并回收”"
    book = openpyxl.load_workbook(folder.works.book)
    book.create_sheet(CONSOLE).append([CONSOLE_OPERATOR, "王五"])
    book.save(folder.works.book)
    workspace = open_book(folder.works.book).workspace
    with workspace.alone(who(open_book(folder.works.book), "合并回收", now)):
        told = folder.works.do("status", "--json")
    assert told.code == 2
    assert "正在使用：王五 09:05 开始的“合并回收”" in told.json["error"]["message"]


def test_a_copy_of_the_folder_opens_on_another_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another path, another user, another home: everything goes on there, and nothing points back."""
    here = tmp_path / "张三的电脑" / "督查"
    here.mkdir(parents=True)
    folder = Folder.made(here)
    first = folder.drop(0)
    assert folder.works.do("merge").code == 1
    folder.works.do("status", "--today", "2023-06-25")
    backup = tmp_path / "U盘" / "备份 2023"
    shutil.copytree(here, backup)
    before = folder.works.do("status", "--json", "--today", "2023-06-25").json
    # The file that the copy still referred to is gone.
    here.parent.rename(tmp_path / "坏了")
    for name, value in (("HOME", "/nowhere"), ("USER", "lisi"), ("LOGNAME", "lisi"), ("USERNAME", "lisi")):
        monkeypatch.setenv(name, value)
    copy = Folder.at(backup)
    works = copy.works
    assert works.do("status", "--json", "--today", "2023-06-25").json == before
    second = copy.drop(1)
    merged = works.json("merge")
    verdicts = {Path(item["path"]).stem[-1]: item["verdict"] for item in merged["files"]}
    assert verdicts["0"] == "duplicate"
    assert verdicts["1"] in ("accepted", "noted")
    assert all(item["path"].startswith("分工表-工作区/") for item in merged["files"])
    assert run("undo", works.book, "--json").json["action"]["verb"] == "merge"
    assert works.do("merge").code == 1
    works.ledger.unlink()
    assert run("rebuild", works.book, "--json").json["reason"] == "missing"
    ledger = open_book(works.book).workspace.open_ledger()
    assert ledger is not None
    with ledger:
        assert sorted(item.sha256 for item in ledger.received(works.round)) == sorted([first, second])
        sent = ledger.sent(works.round)
        paths = [each.path for each in sent.values()] + [item.path for item in ledger.received(works.round)]
    assert not [path for path in paths if path.startswith("/")]
    for each in sent.values():
        assert hashlib.sha256((backup / each.path).read_bytes()).hexdigest() == each.sha256
    works.do("status", "--today", "2023-06-25")
    report = openpyxl.load_workbook(works.root / "汇总" / works.round / "进展汇总.xlsx")
    links = [cell.hyperlink.target for sheet in report for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    targets = [link for link in links if link]
    assert targets and not [link for link in targets if link.startswith(("/", "file:"))]
    for link in targets:
        assert (works.root / "汇总" / works.round / link.partition("#")[0]).resolve().is_file(), link
    assert "张三的电脑" not in "".join(link for link in targets)


def test_a_page_of_pdf_keeps_nobody_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    works = Folder.made(tmp_path).works
    others: list[int] = []

    def first_page(report: Path) -> None:
        assert report.is_file()
        others.append(works.do("merge").code)

    monkeypatch.setattr("xlplan.office.hosts.first_page.first_page", first_page)
    assert works.do("status").code == 0
    assert others == [1], "done, and some have not reported yet"
