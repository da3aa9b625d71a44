"""The shipped workbook on the stand-in, button by button, and a whole round."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

if sys.platform != "win32":
    pytest.skip("Windows alone: make test-windows", allow_module_level=True)

import xlwings
from support.live import TAKEN_IN, answer, done, in_an_office, listed, numbered, press

from excel.conftest import StandIn
from xlplan.office.hosts import com_gate, open_books
from xlplan.terms.buttons import BUTTONS
from xlplan.terms.choices import ReturnState
from xlplan.terms.sheets import FINDINGS, PENDING, PLAN, PROGRESS, RETURNS, SENT

ROWS = range(4, 29)
"""The rows of the shipped table."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return in_an_office(tmp_path)


@pytest.fixture
def book(excel: StandIn, path: Path) -> xlwings.Book:
    excel.tell("open", str(path))
    (opened,) = open_books.list_opened()
    return open_books.find_opened(opened)


def test_every_button_works(book: xlwings.Book) -> None:
    plainly = (
        "validate",
        "split",
        "merge",
        "status",
        "remind",
        "supervise",
        "enter",
        "close",
        "yearly",
        "folder",
        "help",
    )
    for verb in plainly:
        outcome = press(book, verb, TAKEN_IN)
        assert outcome.ok, (verb, outcome.message)
    # There is no Excel on this computer.
    assert press(book, "doctor", TAKEN_IN).message.startswith("环境检查：发现")
    assert "要把期次" in done(book, "round", TAKEN_IN).message
    assert done(book, "undo", TAKEN_IN).message.startswith("已撤销")
    assert {*plainly, "doctor", "round", "undo"} == {button.verb for button in BUTTONS}
    assert book.app.status_bar is False and book.app.screen_updating is True


def test_a_whole_round_whatever_the_user_does_meanwhile(
    excel: StandIn, book: xlwings.Book, path: Path, beside: Callable[[str], StandIn]
) -> None:
    protected = beside("protected")
    before = numbered(book)
    # A column of the office's own with money, two new rows without 编号, and a filter over one of them.
    plan = book.sheets[PLAN]
    plan.range("H3").value = "经费"
    for row in ROWS:
        excel.tell("cell", PLAN, row, 8, 50000.0, format='"¥"#,##0.00')
    for row in (10, 11):
        excel.tell("cell", PLAN, row, 1, None)
    excel.tell("sheet", PLAN, filter=[5, 11, 12])
    asked = done(book, "validate")
    assert asked.ask
    done(book, "validate")
    assert numbered(book) == before and plan.api.FilterMode is False
    assert listed(book, FINDINGS)

    excel.tell("sheet", SENT, filter=[4, 6])
    done(book, "split")
    departments = [str(row["department"]) for row in listed(book, SENT) if row["file"]]
    assert len(departments) == len(set(departments)) == 16
    answer(path, "教育科", "组宣科", "进修学校")

    said: list[str] = []
    excel.tell("busy", "editing", 3, 150)
    with com_gate.patient(com_gate.WAIT, said.append):
        outcome = done(book, "merge", TAKEN_IN)
    assert said == [com_gate.WAITING] and "3" in outcome.message
    assert [row["returned"] for row in listed(book, RETURNS)].count(ReturnState.SENT_BACK) == 3
    excel.tell("sheet", PROGRESS, filter=[5, 6, 7])
    done(book, "status", TAKEN_IN)
    assert len({str(row["id"]) for row in listed(book, PROGRESS)}) == len(before)
    done(book, "remind", TAKEN_IN)
    assert listed(book, PENDING) is not None
    assert done(book, "undo", TAKEN_IN).message.startswith("已撤销：催报")
    assert protected.runs
