"""Clicks on the add-in's tab as its macros leave them: the hidden name in the stand-in, the request file for a helper that runs."""

from __future__ import annotations

import queue
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

if sys.platform != "win32":
    pytest.skip("Windows alone: make test-windows", allow_module_level=True)

import openpyxl
import xlwings
from support.live import answer, in_an_office
from support.office import ROUND
from support.plain_table import SHEET, write_plain_table

from excel.conftest import StandIn
from xlplan.files.office_book.workbook_file import look_into
from xlplan.files.store.shipped import ADDIN, shipped
from xlplan.office.buttons.guard import Done, Outcome
from xlplan.office.buttons.round_question import RoundAnswer
from xlplan.office.buttons.table_question import TableAnswer, TableQuestion, TableReading
from xlplan.office.helper.serving import Helper, buttons_press
from xlplan.office.hosts import com_gate, open_books
from xlplan.terms.buttons import ADDIN_BUTTONS
from xlplan.terms.sheets import NAME_REQUEST, PLAN, SENT, WORKBOOK_SHEETS

TABLE = "分工表"
LONG = 300.0
"""Seconds for a step under Wine."""


class Clicks:
    """The macros of the add-in, and a helper that serves them."""

    def __init__(self, folder: Path, press: Any) -> None:
        self._folder = folder
        self.helper = Helper([folder], press, again_seconds=0)
        self._version = look_into(shipped(ADDIN)).version

    def leave(self, excel: StandIn, verb: str, book: str, *, mark: bool = True) -> str:
        """Leave a request for the workbook in front, whose full name is `book`; return the first line of the answer."""
        nonce = f"f{uuid.uuid4().hex[1:]}"
        if mark:
            excel.tell("mark", NAME_REQUEST, nonce)
        values = {
            "protocol": "2", "nonce": nonce, "verb": verb, "version": self._version, "host": "Microsoft Excel",
            "os": "Windows (64-bit) NT 10.00", "book": quote(book, safe="/-._~"),
        }  # fmt: skip
        path = self._folder / nonce
        path.with_suffix(".tmp").write_bytes(
            "".join(f"{key}={value}\r\n" for key, value in values.items()).encode("ascii")
        )
        path.with_suffix(".tmp").rename(path.with_suffix(".request"))
        end = time.monotonic() + LONG
        while True:
            # As the macro does: a file that has just come may be held for a moment.
            with suppress(FileNotFoundError, PermissionError):
                return path.with_suffix(".answer").read_text("ascii").split("\n")[0]
            assert time.monotonic() < end, "no answer"
            time.sleep(0.02)

    def done(self) -> Done:
        """Return how the next step ends."""
        while True:
            event = self.helper.events.get(timeout=LONG)
            if isinstance(event, Done):
                return event

    def click(self, excel: StandIn, verb: str, book: str, **how: bool) -> Done:
        assert self.leave(excel, verb, book, **how) == "accepted"
        return self.done()


@pytest.fixture
def clicks(tmp_path: Path, beside: Callable[[str], StandIn]) -> Iterator[Callable[..., Clicks]]:
    """Provide helpers with their macros. They end before the stand-ins beside: they hold objects of theirs."""
    made: list[Clicks] = []

    def start(press: Any = buttons_press) -> Clicks:
        made.append(Clicks(tmp_path / f"requests-{len(made)}", press))
        made[-1].helper.start()
        return made[-1]

    yield start
    for each in made:
        each.helper.stop()


class Pressed:
    """Takes the place of the buttons, and keeps which workbook was pressed, and what it was like then."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, bool, bool]] = []

    def __call__(self, verb: str, book: xlwings.Book, *_: object, **__: object) -> Outcome:
        self.seen.append((verb, open_books.full_name(book), NAME_REQUEST in book.names, book.api.Saved))
        return Outcome(True, "做完了")


def opened(excel: StandIn, folder: Path, name: str = "责任 分工=表 1%.xlsx") -> str:
    """Open a workbook with a table and no mark of ours in the stand-in; return its full name."""
    folder.mkdir(exist_ok=True)
    (folder / name).touch()
    excel.tell("make", str(folder / name), TABLE)
    excel.tell("lose", "xlplan_nonce")
    return str(folder / name)


def test_the_workbook_in_front_is_pressed_and_keeps_no_trace(
    excel: StandIn, clicks: Callable[..., Clicks], tmp_path: Path
) -> None:
    pressed = Pressed()
    names = [opened(excel, tmp_path, f"表{number}.xlsx") for number in range(3)]
    office = clicks(pressed)
    for number in (1, 2, 0):
        excel.tell("front", names[number])
        assert office.click(excel, "validate", names[number]).ok
    assert pressed.seen == [("validate", names[number], False, True) for number in (1, 2, 0)]


def test_of_two_workbooks_of_one_name_in_two_excels_it_is_the_one_clicked_in(
    excel: StandIn, clicks: Callable[..., Clicks], tmp_path: Path, beside: Callable[[str], StandIn]
) -> None:
    other = beside("excel")
    one, two = opened(excel, tmp_path / "甲"), opened(other, tmp_path / "乙")
    pressed = Pressed()
    office = clicks(pressed)
    office.click(other, "status", two)
    office.click(excel, "status", one)
    assert [name for _, name, _, _ in pressed.seen] == [two, one]


def test_where_no_name_can_be_added_the_full_name_tells_and_two_of_it_are_told(
    excel: StandIn, clicks: Callable[..., Clicks], tmp_path: Path, beside: Callable[[str], StandIn]
) -> None:
    pressed = Pressed()
    office = clicks(pressed)
    opened(excel, tmp_path / "甲")
    two = opened(excel, tmp_path / "乙")
    office.click(excel, "split", two, mark=False)
    assert [name for _, name, _, _ in pressed.seen] == [two]
    # Another Excel has the same file, to be read only.
    opened(beside("excel"), tmp_path / "乙")
    done = office.click(excel, "split", two, mark=False)
    assert not done.ok and "有几份工作簿分不清是哪一份" in done.message and len(pressed.seen) == 1


def test_a_workbook_that_is_closed_between_click_and_work_is_told_by_name(
    excel: StandIn, clicks: Callable[..., Clicks], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(com_gate, "WAIT", 1.0)
    office = clicks(Pressed())
    done = office.click(excel, "split", str(tmp_path / "刚关的.xlsx"), mark=False) if opened(excel, tmp_path) else None
    assert done and not done.ok and "没有找到点按钮的那份工作簿“刚关的.xlsx”" in done.message


def test_a_second_click_while_the_first_is_served_is_busy(
    excel: StandIn, clicks: Callable[..., Clicks], tmp_path: Path
) -> None:
    going: queue.SimpleQueue[None] = queue.SimpleQueue()

    def slow(verb: str, book: xlwings.Book, *_: object, **__: object) -> Outcome:
        going.get(timeout=LONG)
        return Outcome(True, "")

    office, name = clicks(slow), opened(excel, tmp_path)
    assert office.leave(excel, "merge", name) == "accepted"
    assert office.leave(excel, "merge", name) == "refused"
    going.put(None)
    assert office.done().ok


def test_a_workbook_opened_for_reading_only_is_told(
    excel: StandIn, clicks: Callable[..., Clicks], tmp_path: Path
) -> None:
    path = plain(tmp_path)
    excel.tell("open", str(path))
    excel.tell("book", ReadOnly=True)
    done = clicks().click(excel, "validate", str(path))
    assert not done.ok and "只读" in done.message


def plain(folder: Path) -> Path:
    """Put the shipped workbook into an office's folder as an .xlsx: without macros, buttons and ribbon."""
    source = in_an_office(folder)
    path = source.with_name("责任 分工=表.xlsx")
    openpyxl.load_workbook(source).save(path)
    source.unlink()
    return path


def test_every_button_of_the_tab_works_on_a_plain_xlsx(
    excel: StandIn, clicks: Callable[..., Clicks], tmp_path: Path
) -> None:
    path = plain(tmp_path)
    excel.tell("open", str(path))
    office = clicks()
    for verb in ("validate", "split"):
        assert office.click(excel, verb, str(path)).ok
    answer(path, "教育科", "组宣科")
    done = {"validate", "split"}
    for verb in ("merge", "status", "remind", "supervise", "enter", "close", "yearly", "folder", "help"):
        ended = office.click(excel, verb, str(path))
        assert ended.ok, (verb, ended.message)
        done.add(verb)
    # There is no Excel on this computer, and no other helper.
    assert office.click(excel, "doctor", str(path)).message.startswith("环境检查：发现")
    asked = office.click(excel, "round", str(path))
    assert asked.ask and "要把期次" in asked.message
    assert office.click(excel, "undo", str(path)).message.startswith("已撤销")
    assert not office.click(excel, "sheets", str(path)).ok
    assert done | {"doctor", "round", "undo", "sheets"} == {button.verb for button in ADDIN_BUTTONS}


def test_the_sheets_are_added_to_a_workbook_with_only_a_table_and_taken_out(
    excel: StandIn, clicks: Callable[..., Clicks], tmp_path: Path
) -> None:
    path = write_plain_table(tmp_path / "责任 分工=表.xlsx", with_settings=False)
    excel.tell("open", str(path))
    office = clicks()
    asked = office.click(excel, "validate", str(path))
    assert isinstance(asked.ask, TableQuestion) and not asked.ask.hindrance
    own = _cells(path)
    answer = TableAnswer(TableReading(), RoundAnswer(ROUND, date(2023, 6, 25)), add=True)
    assert office.helper.answer("validate", answer)
    done = office.done()
    assert done.ok, done.message
    assert _names(path) == [SHEET, *(name for name in WORKBOOK_SHEETS if name != PLAN)]
    for verb in ("split", "merge", "status"):
        assert office.click(excel, verb, str(path)).ok
    # What refers to one of them is told; one that was given another name is known again.
    excel.tell("sheet", SENT, Name="发出去的")
    excel.tell("cell", SHEET, 30, 8, 0.0, formula="=发出去的!A4")
    asked = str(office.click(excel, "sheets", str(path)).ask)
    assert f"“发出去的”（原来叫“{SENT}”）" in asked and f"您自己的“{SHEET}”H30的公式引用了它们" in asked
    excel.tell("cell", SHEET, 30, 8, None)
    assert office.helper.answer("sheets", True)
    gone = office.done()
    assert gone.ok, gone.message
    assert (_names(path), _cells(path)) == ([SHEET], own)


def _open(path: Path) -> xlwings.Book:
    return open_books.find_opened(open_books.Opened(path.name, str(path), "Microsoft Excel"))


def _names(path: Path) -> list[str]:
    return list(_open(path).sheet_names)


def _cells(path: Path) -> list[list[object]]:
    return list(_open(path).sheets[SHEET].used_range.value)
