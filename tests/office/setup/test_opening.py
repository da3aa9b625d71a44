"""`xlplan open`: which workbook it takes, and what it says where something is missing; the bundle's test opens a real one."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from xlplan.office.hosts.open_books import HostError
from xlplan.office.setup import opening
from xlplan.office.setup.desktop import Desktop
from xlplan.office.setup.install import install
from xlplan.office.setup.presence import only_one
from xlplan.terms.errors import FileMissingError


@pytest.fixture
def desktop(tmp_path: Path) -> Desktop:
    home = tmp_path / "家"
    home.mkdir()
    return Desktop("linux", home, {"HOME": str(home), "DISPLAY": ":0"}, home / "data", Path(sys.executable), False)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Collect the commands that would have been started."""
    started: list[list[str]] = []
    monkeypatch.setattr(opening, "_detached", lambda command: started.append(list(command)))
    return started


def test_of_a_folder_the_workbook_that_was_changed_last_is_opened(
    tmp_path: Path, desktop: Desktop, opened: list[list[str]]
) -> None:
    names = ("~$新.xlsm", ".~lock.新.ods", "说明.txt", "旧.xlsm", "新.ods")
    for number, name in enumerate(reversed(names)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1000 - number if name == "旧.xlsm" else 2000 + number,) * 2)
    with only_one(desktop.data):
        told = opening.open_with_helper(tmp_path, desktop)
    assert told.ok
    assert opened[-1][-1] == str(tmp_path / "新.ods")
    assert "助手已经在运行" in told.done


def test_nothing_to_open_is_said(tmp_path: Path, desktop: Desktop, opened: list[list[str]]) -> None:
    with pytest.raises(FileMissingError, match="没有工作簿"):
        opening.open_with_helper(tmp_path, desktop)
    with pytest.raises(FileMissingError, match="找不到"):
        opening.open_with_helper(tmp_path / "没有.xlsm", desktop)
    assert opened == []


def test_without_a_screen_nothing_is_said_to_be_open(tmp_path: Path, desktop: Desktop, opened: list[list[str]]) -> None:
    (tmp_path / "分工表.xlsm").touch()
    with only_one(desktop.data), pytest.raises(HostError, match="没有图形界面"):
        opening.open_with_helper(tmp_path, replace(desktop, environ={"HOME": str(desktop.home)}))
    assert opened == []


def test_a_helper_that_does_not_come_up_is_said_and_the_workbook_opens_all_the_same(
    tmp_path: Path, desktop: Desktop, opened: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "HELPER_STARTS", 0.2)
    book = tmp_path / "分工表.xlsm"
    book.touch()
    told = opening.open_with_helper(book, desktop)
    assert not told.ok
    assert "xlplan doctor" in told.notes[0]
    assert opened == [desktop.command, opened[-1]]
    assert opened[-1][-1] == str(book)


def test_a_helper_that_starts_at_login_is_from_then_on_the_new_one(
    tmp_path: Path, desktop: Desktop, opened: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "HELPER_STARTS", 0.0)
    install(None, desktop)
    desktop.autostart.write_text(desktop.autostart.read_text("utf-8").replace(sys.executable, "/older/python"), "utf-8")
    (tmp_path / "分工表.xlsm").touch()
    opening.open_with_helper(tmp_path / "分工表.xlsm", desktop)
    assert sys.executable in desktop.autostart.read_text("utf-8")
