"""The helper as people use it: a process of its own, clicks that come from the macros of a running Calc, a window."""

from __future__ import annotations

import gc
import json
import re
import shutil
import sys
import threading
import weakref
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from support import programs
from support.account import LONG, Account, Calc, last_result, until
from support.plain_table import write_plain_table

from xlplan import __version__
from xlplan.actions.book import open_book
from xlplan.files.store.shipped import WORKBOOK, shipped
from xlplan.office.buttons.guard import Done, Outcome
from xlplan.office.buttons.round_question import RoundAnswer, RoundQuestion
from xlplan.office.helper import serving as helper_module
from xlplan.office.helper.events import BooksListed
from xlplan.office.helper.serving import Helper
from xlplan.office.hosts import open_books, running
from xlplan.office.hosts.host_errors import HostError
from xlplan.office.libreoffice import uno_bridge
from xlplan.office.setup import helper_log
from xlplan.office.setup.presence import end_running, only_one, running_version
from xlplan.terms.sheets import CONSOLE, NAME_NONCE

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the engine for Calc is for Linux")

STAND_IN = """
import sys, time
from pathlib import Path

from xlplan.office.buttons.guard import Outcome
from xlplan.office.helper.resident import be_helper


def press(verb, book, now, report, *, answer=None):
    if verb == "split":
        raise KeyError("something inside")
    if verb == "merge":
        Path(sys.argv[1], "merging").touch()
        while not Path(sys.argv[1], "enough").exists():
            report("working", 0.5)
            book.sheets[0]["B40"].value = time.time()
    sheet = book.sheets[0]
    sheet["B30"].value = f"{verb} {book.name}"
    return Outcome(True, f"done {verb}")


be_helper(press, window="--window" in sys.argv)
"""


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    folder = tmp_path / "account"
    folder.mkdir()
    script = folder / "stand_in.py"
    script.write_text(STAND_IN, encoding="utf-8")
    made = Account(folder, [sys.executable, script, folder])
    yield made
    made.end()


@pytest.fixture
def calc(account: Account, tmp_path: Path) -> Iterator[Calc]:
    programs.require("soffice")
    try:
        uno_bridge.load()
    except uno_bridge.BridgeMissingError as error:
        programs.stop(error.message)
    started = Calc(account, tmp_path / "profile")
    yield started
    started.end()


@pytest.fixture
def book_path(tmp_path: Path) -> Path:
    folder = tmp_path / "带 空格的文件夹"
    folder.mkdir()
    return Path(shutil.copy(shipped(WORKBOOK), folder / "分工表.xlsm"))


def cell(book: Any, address: str) -> str:
    return str(book.api.Sheets.getByName(CONSOLE).getCellRangeByName(address).String)


def test_a_click_is_carried_out_in_the_workbook_it_came_from(account: Account, calc: Calc, book_path: Path) -> None:
    account.start_helper()
    other = calc.open(Path(shutil.copy(book_path, book_path.with_name("另一份.xlsm"))))
    book = calc.open(book_path)
    calc.click(book, "OnValidate")
    until(lambda: cell(book, "B30") == "validate 分工表.xlsm", "the workbook to be written")
    calc.click(other, "OnStatus")
    until(lambda: cell(other, "B30") == "status 另一份.xlsm", "the other workbook to be written")
    assert cell(book, "B30") == "validate 分工表.xlsm"


def test_after_a_crash_in_a_button_the_user_knows_and_the_next_click_works(
    account: Account, calc: Calc, book_path: Path
) -> None:
    account.start_helper()
    book = calc.open(book_path)
    calc.click(book, "OnSplit")
    told = until(lambda: (text := last_result(book, "拆分下发")) != "还没有做过" and text, "the crash to be told")
    assert "没有做完：程序内部出错（KeyError）" in told
    assert str(account.data / "helper.log") in told
    assert 'raise KeyError("something inside")' in account.log()
    calc.click(book, "OnValidate")
    until(lambda: cell(book, "B30").startswith("validate"), "the next click to work")


def test_while_a_button_is_at_work_another_click_is_refused_as_busy(
    account: Account, calc: Calc, book_path: Path
) -> None:
    account.start_helper()
    book = calc.open(book_path)
    calc.click(book, "OnMerge")
    until((account.folder / "merging").exists, "the work to begin")
    calc.click(book, "OnValidate")
    answer = account.requests / f"{book.names(NAME_NONCE).refers_to_range.raw_value}.answer"
    assert answer.read_bytes() == b"refused\nbusy\n"
    (account.folder / "enough").touch()
    until(lambda: cell(book, "B30").startswith("merge"), "the first work to end")


def test_the_helper_survives_the_program_being_killed_in_the_middle(
    account: Account, calc: Calc, book_path: Path, tmp_path: Path
) -> None:
    running = account.start_helper()
    book = calc.open(book_path)
    calc.click(book, "OnMerge")
    until((account.folder / "merging").exists, "the work to begin")
    calc.end()
    until(lambda: "LibreOffice 已经关闭，操作没有做完" in account.log(), "the end of the program to be noticed")
    (account.folder / "enough").touch()
    assert running.poll() is None
    again = Calc(account, tmp_path / "profile")
    try:
        book = again.open(book_path)
        until(lambda: _served(account, again, book), "the next click to work")
    finally:
        again.end()


def _served(account: Account, calc: Calc, book: Any) -> bool:
    """Click, wait until the click has come to its end, and tell whether it was carried out."""

    def ended() -> int:
        return sum(account.log().count(words) for words in ("refused", "INFO validate: ", "WARNING validate: "))

    before = ended()
    calc.click(book, "OnValidate")
    # Another click before that would put another mark on the workbook, and the first would find it nowhere.
    until(lambda: ended() > before, "the click to end")
    return cell(book, "B30").startswith("validate")


def test_a_second_helper_takes_over(account: Account, calc: Calc, book_path: Path) -> None:
    first = account.start_helper()
    second = account.start_helper()
    assert first.wait(LONG) == 0
    assert second.poll() is None
    state = json.loads((account.data / "helper.json").read_text(encoding="utf-8"))
    assert state == {"pid": second.pid, "version": __version__}
    book = calc.open(book_path)
    calc.click(book, "OnStatus")
    until(lambda: cell(book, "B30").startswith("status"), "the second helper to serve")


def test_without_a_screen_the_helper_runs_without_its_window(account: Account) -> None:
    running = account.start_helper("--window")
    until(lambda: "no window" in account.log(), "the window to be left out")
    assert running_version(account.data) == __version__
    assert end_running(account.data)
    assert running.wait(LONG) == 0
    assert running_version(account.data) is None


def test_a_killed_helper_leaves_nothing_that_stops_the_next_one(account: Account) -> None:
    first = account.start_helper()
    first.kill()
    first.wait(LONG)
    assert running_version(account.data) is None
    second = account.start_helper()
    assert running_version(account.data) == __version__
    assert second.poll() is None


def test_only_the_older_helper_ends_and_the_newer_waits_for_it(tmp_path: Path) -> None:
    order: list[str] = []

    def newer() -> None:
        with only_one(tmp_path):
            order.append("newer began")

    with only_one(tmp_path) as handover:
        thread = threading.Thread(target=newer)
        thread.start()
        until(handover.exists, "the newer helper to ask")
        order.append("older ended")
    thread.join(LONG)
    assert order == ["older ended", "newer began"]
    assert not handover.exists()


# In this process: what the window would be told


def done(helper: Helper) -> Done:
    while True:
        event = helper.events.get(timeout=LONG)
        if isinstance(event, Done):
            return event


@pytest.fixture
def resident(tmp_path: Path) -> Iterator[Helper]:
    """Start a helper in this process, whose buttons only say which one was pressed."""

    def press(verb: str, book: Any, now: datetime, report: Any, *, answer: bool | None = None) -> Outcome:
        return Outcome(True, f"{verb} {book.name} {answer}")

    helper_log.log_to(tmp_path / "log")
    made = Helper([tmp_path / "requests"], press, again_seconds=0)
    made.start()
    yield made
    made.stop()


def leave_request(helper_requests: Path, nonce: str) -> None:
    lines = ["protocol=1", f"nonce={nonce}", "verb=validate", f"version={__version__}", "host=x", "os=Unix"]
    beside = helper_requests / f"{nonce}.tmp"
    beside.write_text("\n".join(lines), encoding="ascii")
    beside.rename(helper_requests / f"{nonce}.request")


def test_a_request_whose_workbook_is_nowhere_open_is_told(
    resident: Helper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "running_programs", lambda: iter(()))
    leave_request(tmp_path / "requests", "f" + "1" * 31)
    told = done(resident)
    assert not told.ok
    assert told.message.startswith("没有找到点按钮的那份工作簿")
    assert (tmp_path / "requests" / ("f" + "1" * 31 + ".answer")).read_bytes() == b"accepted\n"


def test_open_workbooks_are_listed_and_served_from_the_window(resident: Helper, calc: Calc, book_path: Path) -> None:
    calc.open(book_path)
    resident.look()
    listed = next(
        event for event in iter(lambda: resident.events.get(timeout=LONG), None) if isinstance(event, BooksListed)
    )
    (opened,) = [each for each in listed.opened if each.fullname == str(book_path)]
    assert (opened.name, opened.program) == ("分工表.xlsm", "LibreOffice Calc")
    assert resident.press("undo", opened, answer=True)
    assert done(resident).message == "undo 分工表.xlsm True"


def test_what_is_asked_about_a_saved_file_is_answered_once(resident: Helper, tmp_path: Path) -> None:
    path = write_plain_table(tmp_path / "责任 表.xlsx", with_settings=False)
    answer = RoundAnswer("2023年第二季度", date(2023, 6, 25))
    assert resident.press("split", path)
    assert isinstance(done(resident).ask, RoundQuestion)
    assert not resident.answer("merge", answer)
    assert resident.press("split", path)
    assert isinstance(done(resident).ask, RoundQuestion)
    assert resident.answer("split", answer)
    handed = done(resident)
    assert (handed.ok, handed.ask) == (True, None), handed.message
    assert open_book(path).settings.deadline == answer.deadline
    assert not resident.answer("split", answer)


def test_what_a_button_leaves_in_memory_is_gone_after_it(
    resident: Helper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Left:
        """Something that holds itself."""

        def __init__(self) -> None:
            self.itself = self

    left: list[weakref.ref[Left]] = []

    def press(*words: object) -> Outcome:
        left.append(weakref.ref(Left()))
        return Outcome(True, "做完了")

    monkeypatch.setattr("xlplan.office.buttons.verbs.press_file", press)
    before = gc.get_threshold()
    gc.set_threshold(1_000_000)
    try:
        assert resident.press("validate", tmp_path / "分工表.xlsx")
        assert done(resident).message == "做完了"
        until(lambda: left[0]() is None, "the memory to be given back")
    finally:
        gc.set_threshold(*before)


def test_through_the_addin_a_button_works_and_its_end_is_told(
    calc: Calc, book_path: Path, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    import xlwings

    from xlplan.office import entry

    def press(verb: str, book: Any, now: datetime, report: Any, *, answer: bool | None = None) -> Outcome:
        if verb == "split":
            raise KeyError("something inside")
        return Outcome(True, f"{verb} {book.name}")

    told: list[str] = []
    caller = xlwings.Book(impl=calc.open(book_path))
    monkeypatch.setattr(xlwings.Book, "caller", lambda: caller)
    monkeypatch.setattr(xlwings.App, "alert", lambda app, prompt, title: told.append(prompt))
    monkeypatch.setattr(entry, "data_folder", lambda: account.data)
    entry.run("validate", press)
    entry.run("split", press)
    assert told[0] == "validate 分工表.xlsm"
    assert told[1].startswith("“拆分下发”没有做完：程序内部出错（KeyError）")


def test_a_workbook_closed_meanwhile_is_told(resident: Helper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "running_programs", lambda: iter(()))
    gone = open_books.Opened("分工表.xlsm", str(tmp_path / "分工表.xlsm"), "LibreOffice Calc")
    assert resident.press("undo", gone)
    assert "没有找到“分工表.xlsm”，它可能已经关闭" in done(resident).message


def test_what_was_done_is_said_also_where_its_folder_cannot_be_opened(
    resident: Helper, book_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: Path) -> None:
        raise HostError("打不开文件夹。", "请自己打开它。")

    monkeypatch.setattr(open_books, "open_path", refuse)
    told = {}
    for verb in ("split", "remind", "folder"):
        until(lambda verb=verb: resident.press(verb, book_path), "the button before to end")  # type: ignore[misc]
        told[verb] = done(resident)
    assert (told["remind"].ok, told["folder"].ok) == (True, False)
    assert "“催报-群通知.txt”贴到群里" in told["remind"].message
    assert told["remind"].message.endswith("（打不开文件夹。请自己打开它。）")


@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        ("Microsoft Excel", r"C:\Program Files\Microsoft Office\root\Office16", False),
        ("Microsoft Excel", r"C:\Users\某某\AppData\Local\Kingsoft\WPS Office\12.1\office6", True),
        ("WPS 表格", r"D:\office6", True),
    ],
)
def test_wps_in_excels_place_is_recognised(name: str, path: str, expected: bool) -> None:
    assert running.names_wps(name, path) is expected


def test_on_a_saved_file_every_button_works_and_results_lie_beside_it(
    resident: Helper, book_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(open_books, "open_path", opened.append)

    def press(verb: str) -> Done:
        until(lambda: resident.press(verb, book_path), "the button before to end")
        return done(resident)

    before = book_path.read_bytes()
    told = {
        verb: press(verb)
        for verb in ("validate", "split", "merge", "status", "remind", "yearly", "folder", "undo", "help")
    }
    assert [verb for verb, each in told.items() if not each.ok] == []
    assert "还没报送：" in told["merge"].message
    workspace = book_path.with_name("分工表-工作区")
    reports = {path.name for path in workspace.glob("汇总/**/*.xlsx")}
    wanted = {
        "校验结果.xlsx",
        "下发清单.xlsx",
        "回收情况.xlsx",
        "进展汇总.xlsx",
        "未报名单.xlsx",
        "待核实.xlsx",
        "2023年度考核台账.xlsx",
    }
    assert reports == wanted
    assert "“催报-群通知.txt”贴到群里" in told["remind"].message
    assert "催报名单.xlsx" in told["undo"].message
    assert [each.name for each in opened[-3:-1]] == ["催报", "汇总"]
    assert opened[-1] == workspace
    assert book_path.read_bytes() == before


def test_a_file_that_is_no_plan_is_told_and_the_next_press_works(resident: Helper, tmp_path: Path) -> None:
    wrong = tmp_path / "通知.xlsx"
    wrong.write_text("no workbook", encoding="ascii")
    assert resident.press("validate", wrong)
    assert "不是 Excel 工作簿" in done(resident).message
    until(lambda: resident.press("help", wrong), "the next press")
    assert done(resident).ok


def test_the_log_says_nothing_of_the_helpers_own_failure(resident: Helper, tmp_path: Path) -> None:
    resident.look()
    assert any(isinstance(event, BooksListed) for event in iter(lambda: resident.events.get(timeout=LONG), None))
    text = (tmp_path / "log" / helper_log.LOG_NAME).read_text(encoding="utf-8")
    assert not re.search("itself failed", text)
    assert helper_module.POLL_SECONDS <= 0.1
