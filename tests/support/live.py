"""The shipped workbook open in a real Calc without a screen, and its buttons' functions."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import xlwings

from support import programs
from support.calc import START
from support.office import ROUND
from xlplan.actions.book import open_book
from xlplan.files.papers.replies import Reply, fill_in
from xlplan.files.store.shipped import WORKBOOK, shipped
from xlplan.office.buttons import verbs
from xlplan.office.buttons.guard import Outcome
from xlplan.office.buttons.questions import Answer
from xlplan.terms.choices import Role
from xlplan.terms.fields import Field
from xlplan.terms.headings import RESULT_SHEETS
from xlplan.terms.sheets import HEADING_ROW, PLAN

HANDED_OUT = datetime(2023, 6, 12, 9)
TAKEN_IN = datetime(2023, 6, 25, 10)


@contextmanager
def running(profile: Path) -> Iterator[xlwings.App]:
    """Start a Calc of its own; it ends with the block."""
    programs.require("soffice")
    from xlplan.office import libreoffice

    libreoffice.register()
    app = libreoffice.start(profile, timeout=START)
    yield xlwings.App(impl=app)
    if app.is_alive():
        app.kill()


def in_an_office(folder: Path) -> Path:
    """Put the shipped workbook into a folder of an office."""
    place = folder / "教育局 督导室"
    place.mkdir()
    return Path(shutil.copy(shipped(WORKBOOK), place / "分工 表.xlsm"))


def press(book: xlwings.Book, verb: str, now: datetime = HANDED_OUT, **answer: Answer) -> Outcome:
    """Press a button."""
    return verbs.press(verb, book, now, lambda text, share: None, **answer)


def done(book: xlwings.Book, verb: str, now: datetime = HANDED_OUT) -> Outcome:
    """Press a button that does what it is for."""
    outcome = press(book, verb, now)
    assert outcome.ok, outcome.message
    return outcome


def listed(book: xlwings.Book, name: str) -> list[dict[str, Any]]:
    """Return the rows of a result sheet by its identifiers."""
    values = book.sheets[name].range("A1:R400").value
    head = {heading: field for field, heading in RESULT_SHEETS[name].items()}
    fields = [head.get(text) for text in values[HEADING_ROW - 1]]
    rows = ({field: v for field, v in zip(fields, row, strict=True) if field} for row in values[HEADING_ROW:])
    return [row for row in rows if any(value is not None for value in row.values())]


def answer(path: Path, *departments: str, progress: str = "已印发方案，召开推进会2次。", **more: object) -> None:
    """Let these departments fill in what they got, and the office drop it into 回收."""
    workspace = open_book(path).workspace
    ledger = workspace.open_ledger()
    assert ledger is not None
    with ledger:
        for (name, _), sent in ledger.sent(ROUND).items():
            if name not in departments:
                continue
            values = {"state": "推进中", "progress": progress, **more}
            filled = {Field(column): value for column, value in values.items()}
            said = {row.task: filled for row in sent.sheet.rows if row.role is Role.LEAD}
            source = workspace.located(sent.path)
            reply = Reply({Field.FILLER: "李四", Field.REVIEWER: "王五"}, said)
            fill_in(source, workspace.returned_folder(ROUND) / source.name, reply)


def follow(book: xlwings.Book, target: str, frame: str = "_self") -> None:
    """Open a place as Calc does itself: in the workbook that is clicked into, or in one that a command names; a click hands other files to the desktop."""
    from xlplan.office.libreoffice.uno_bridge import properties

    controller = book.impl.api.CurrentController
    dispatcher = book.app.impl.service("com.sun.star.frame.DispatchHelper")
    wanted = properties(URL=target, Referer=book.impl.api.URL, FrameName=frame)
    dispatcher.executeDispatch(controller.Frame, ".uno:Open", "", 0, wanted)


def numbered(book: xlwings.Book) -> list[Any]:
    """Return the 编号 on 分工表, row by row."""
    return list(book.sheets[PLAN].range("A4:A28").value)
