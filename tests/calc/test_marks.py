"""Which workbook a request means, in a real Calc: the hidden name, the full name, and what is left as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings
from support import live

from xlplan.office.hosts import marks, open_books
from xlplan.office.hosts.host_errors import HostError

NONCE = "f" + "0123456789abcdef0123456789abcde"


@pytest.fixture(scope="module")
def calc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[xlwings.App]:
    with live.running(tmp_path_factory.mktemp("calc-profile")) as app:
        yield app


@pytest.fixture
def opened(calc: xlwings.App, tmp_path: Path) -> Iterator[list[xlwings.Book]]:
    """Two plain workbooks of one name, in different folders."""
    books = []
    for folder in ("甲", "乙"):
        path = tmp_path / folder / "分工 表.xlsx"
        path.parent.mkdir()
        openpyxl.Workbook().save(path)
        books.append(xlwings.Book(impl=calc.impl.books.open(str(path))))
    yield books
    for book in books:
        book.close()


def mark(book: xlwings.Book, nonce: str = NONCE) -> Any:
    """Do what an add-in does."""
    with book.impl.unnoticed():
        book.names.add(marks.NAME_REQUEST, f'="{nonce}"')
    return book.api


def test_the_hidden_name_tells_two_workbooks_of_one_name_apart_and_is_taken_away(opened: list[xlwings.Book]) -> None:
    first, second = opened
    first.sheets[0]["A1"].value = "改过"
    undo = first.api.UndoManager.AllUndoActionTitles
    mark(first)
    mark(second, "f" + "1" * 31)
    assert open_books.find_requested(NONCE).fullname == first.fullname
    assert [len(book.names) for book in opened] == [0, 1]
    assert (first.api.isModified(), second.api.isModified()) == (True, False)
    assert first.api.UndoManager.AllUndoActionTitles == undo
    assert undo


def test_without_the_name_the_full_name_says_which_one(opened: list[xlwings.Book]) -> None:
    assert open_books.find_requested(NONCE, opened[1].fullname).fullname == opened[1].fullname
    with pytest.raises(HostError, match=r"没有找到点按钮的那份工作簿“分工 表\.xlsx”"):
        open_books.find_requested(NONCE, opened[1].fullname.replace("乙", "丙"), patience=0)


def test_the_nonce_counts_more_than_the_name_it_had_before_it_was_saved_elsewhere(opened: list[xlwings.Book]) -> None:
    mark(opened[0])
    assert open_books.find_requested(NONCE, opened[1].fullname).fullname == opened[0].fullname


def test_two_marked_with_one_nonce_are_told_not_guessed(opened: list[xlwings.Book]) -> None:
    for book in opened:
        mark(book)
    with pytest.raises(HostError, match="分不清是哪一份"):
        open_books.find_requested(NONCE, patience=0)


def test_a_workbook_open_for_reading_only_is_found_too(calc: xlwings.App, opened: list[xlwings.Book]) -> None:
    name = opened[0].fullname
    opened[0].close()
    opened[0] = xlwings.Book(impl=calc.impl.books.open(name, read_only=True))
    mark(opened[0])
    assert open_books.find_requested(NONCE).fullname == name
    assert opened[0].api.isReadonly()
