"""What a save in LibreOffice loses is said at once, once, and only where the buttons stand nowhere else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support import calc, programs
from support.account import until

from xlplan.files.office_book import workbook_file
from xlplan.files.store.shipped import SHEETS_ALONE, WORKBOOK, shipped
from xlplan.office.helper.saves import Saves
from xlplan.office.helper.watching import Watching
from xlplan.terms.buttons import BUTTONS


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the shipped workbook as Calc saves it."""
    programs.require("soffice")
    path = tmp_path_factory.mktemp("saved") / "分工表.xlsm"
    calc.save({path: shipped(WORKBOOK)})
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return Path(shutil.copy(shipped(WORKBOOK), tmp_path / "分工表.xlsm"))


def test_a_save_that_lost_the_buttons_is_told_once(book: Path, saved: Path) -> None:
    saves = Saves(lambda: False)
    assert saves.look(book) == ""
    Path(shutil.copy(saved, book.with_name("新"))).replace(book)
    said = saves.look(book)
    assert "“分工表.xlsm”操作台上的按钮没有了" in said and "“另存为”.ods" in said and "xlplan install" in said
    assert saves.look(book) == ""


def test_nothing_is_said_where_calc_has_the_buttons_or_where_there_never_were_any(
    book: Path, saved: Path, tmp_path: Path
) -> None:
    calc_has_them = Saves(lambda: True)
    assert calc_has_them.look(book) == ""
    Path(shutil.copy(saved, book.with_name("新"))).replace(book)
    assert calc_has_them.look(book) == ""
    plain = Path(shutil.copy(shipped(SHEETS_ALONE), tmp_path / "表.xlsx"))
    assert Saves(lambda: False).look(plain) == ""
    assert Saves(lambda: False).look(tmp_path / "没有.xlsm") == ""


def test_what_was_lost_before_the_first_look_is_not_told_at_every_start(saved: Path) -> None:
    saves = Saves(lambda: False)
    assert saves.look(saved) == ""
    os.utime(saved, (1, 1))
    assert saves.look(saved) == ""


def test_buttons_of_another_version_are_not_lost(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saves = Saves(lambda: False)
    assert saves.look(book) == ""
    monkeypatch.setattr(workbook_file, "BUTTONS", (*BUTTONS, replace(BUTTONS[0], sub="OnNew")))
    os.utime(book, (1, 1))
    assert workbook_file.look_into(book).lacking
    assert saves.look(book) == ""


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def watching(told: list[str]) -> Iterator[Watching]:
    made = Watching(tell=told.append, saves=Saves(lambda: False))
    made.start()
    yield made
    made.stop()


def test_the_helper_sees_the_save(book: Path, saved: Path, watching: Watching, told: list[str]) -> None:
    watching.look(book)
    until(lambda: watching.standing(book), "the first look")
    assert told == []
    Path(shutil.copy(saved, book.with_name("新"))).replace(book)
    until(lambda: told, "the save to be seen")
    assert len(told) == 1 and "按钮没有了" in told[0]
