"""A workbook that has a table and none of the fixed sheets: its results lie in 汇总/, and it stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlwings
from support.live import TAKEN_IN, press
from support.office import ROUND
from support.plain_table import SHEET, write_plain_table

from xlplan.actions.book import open_book
from xlplan.actions.demo import send_in
from xlplan.ledger.store import Ledger


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_plain_table(tmp_path / "教育局 督导室" / "责任 表.xlsx")


@pytest.fixture
def plain(calc: xlwings.App, path: Path) -> Iterator[xlwings.Book]:
    book = calc.books.open(str(path))
    yield book
    book.close()


def lists(path: Path, sheet: str) -> list[tuple[object, ...]]:
    """Return the rows of a list in 汇总/."""
    (found,) = open_book(path).workspace.reports.rglob(f"{sheet}.xlsx")
    return list(openpyxl.load_workbook(found)[sheet].values)


def test_a_round_goes_once_round_and_the_workbook_stays_as_it_is(plain: xlwings.Book, path: Path) -> None:
    before = path.read_bytes()
    outcome = press(plain, "validate")
    assert outcome.ok
    assert f"读的是“{SHEET}”里的25项任务" in outcome.message
    assert "没有改动它" in outcome.message
    assert any("5.4" in row for row in lists(path, "校验结果"))

    assert press(plain, "split").ok
    space = open_book(path).workspace
    with Ledger(space.ledger_path) as ledger:
        sent = list(ledger.sent(ROUND).values())
    assert len(sent) > 5
    for each in sent[1:]:
        send_in(space, each, space.returned_folder(ROUND))
    merged = press(plain, "merge", TAKEN_IN)
    assert merged.ok, merged.message
    states = {row[0]: row[1] for row in lists(path, "回收情况")}
    assert states[sent[0].sheet.department] == "未报送"
    summed = press(plain, "status", TAKEN_IN)
    assert summed.ok
    assert (space.report_folder(ROUND) / "进展汇总.xlsx").is_file()
    assert press(plain, "undo", TAKEN_IN).ok
    with Ledger(space.ledger_path) as ledger:
        assert ledger.received(ROUND) == []
    assert path.read_bytes() == before
    assert plain.sheet_names == [SHEET, "设置"]


def test_changes_that_are_not_saved_are_to_be_saved_first(plain: xlwings.Book, path: Path) -> None:
    plain.sheets[SHEET]["A40"].value = "刚写的"
    outcome = press(plain, "validate")
    assert not outcome.ok
    assert "没保存的改动" in outcome.message
    assert not (path.parent / "分工表-工作区").exists()


def test_without_a_round_it_says_where_to_write_one(calc: xlwings.App, tmp_path: Path) -> None:
    book = calc.books.open(str(write_plain_table(tmp_path / "没有设置.xlsx", with_settings=False)))
    assert press(book, "validate").ok
    outcome = press(book, "split")
    assert not outcome.ok
    assert "A1写“当前期次”" in outcome.message
    book.close()


def test_a_workbook_without_any_table_is_told(calc: xlwings.App, tmp_path: Path) -> None:
    other = openpyxl.Workbook()
    other.save(tmp_path / "别的.xlsx")
    book = calc.books.open(str(tmp_path / "别的.xlsx"))
    outcome = press(book, "validate")
    assert not outcome.ok
    assert "别的.xlsx" in outcome.message or "没有" in outcome.message
    book.close()
