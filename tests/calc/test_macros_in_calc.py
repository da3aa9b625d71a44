"""The macros run in a real LibreOffice Calc: what a click leaves for the helper, and what the user is told without one."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import threading
import time
import uuid
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
import xlsxwriter
from support import calc, programs

from scripts.vba import build
from xlplan.office.libreoffice import uno_bridge
from xlplan.terms.buttons import BUTTONS, Button

with warnings.catch_warnings():
    # It uses old names of pyparsing's.
    warnings.simplefilter("ignore", DeprecationWarning)
    from oletools.olevba import VBA_Parser

SHEETS = ["Sheet1", "Sheet2"]
TEXTS = {
    "xlplan_version": "0.1",
    "xlplan_msg_unsaved": "请先保存",
    "xlplan_msg_old": "工作簿旧了",
    "xlplan_msg_no_helper": "请先启动助手",
}
START = 180
"""Seconds to wait for a program to come up, or for a macro to end."""


def workbook(path: Path, *, with_nonce: bool = True) -> Path:
    """Write a small workbook with the macros, the buttons and the named cells that the macros need."""
    with xlsxwriter.Workbook(path) as book:
        book.add_vba_project(io.BytesIO(build.build_project(SHEETS)), is_stream=True)
        book.set_vba_name("ThisWorkbook")
        console, texts = book.add_worksheet("操作台"), book.add_worksheet("文字")
        console.set_vba_name("Sheet1")
        texts.set_vba_name("Sheet2")
        if with_nonce:
            book.define_name("xlplan_nonce", "=操作台!$H$1")
        for row, (name, text) in enumerate(TEXTS.items()):
            texts.write_string(row, 0, text)
            book.define_name(name, f"=文字!$A${row + 1}")
        for row, button in enumerate(BUTTONS):
            console.insert_button(2 + 2 * row, 1, {"macro": button.macro, "caption": button.caption})
    return path


class Office:
    """A running Calc on a screen of its own, and the folder that its macros leave requests in."""

    def __init__(self, context: Any, requests: Path) -> None:
        self.requests = requests
        self._desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self._toolkit = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", context)

    def load(self, path: Path, **options: object) -> Any:
        properties = {"MacroExecutionMode": 4} | options  # 4: always, without asking
        return self._desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, _properties(properties))

    def run(self, book: Any, sub: str, *arguments: object) -> list[str]:
        """Run a Sub as a button does and press OK in each message box; return the boxes' texts."""
        failures: list[Exception] = []

        def invoke() -> None:
            address = f"vnd.sun.star.script:VBAProject.XlPlan.{sub}?language=Basic&location=document"
            try:
                book.getScriptProvider().getScript(address).invoke(arguments, (), ())
            except Exception as error:
                failures.append(error)

        messages = []
        thread = threading.Thread(target=invoke)
        thread.start()
        deadline = time.monotonic() + START
        while thread.is_alive() and time.monotonic() < deadline:
            if (message := self._dismissed_message()) is not None:
                messages.append(message)
            thread.join(0.05)
        assert not thread.is_alive(), f"{sub} did not end"
        assert not failures, failures
        return messages

    def _dismissed_message(self) -> str | None:
        uno = uno_bridge.load()

        def role(name: str) -> int:
            return int(uno.getConstantByName(f"com.sun.star.accessibility.AccessibleRole.{name}"))

        windows = [self._toolkit.getTopWindow(i) for i in range(self._toolkit.getTopWindowCount())]
        for window in filter(None, windows):
            context = window.getAccessibleContext()
            if context is None or context.getAccessibleRole() != role("ALERT"):
                continue
            parts = {part.getAccessibleRole(): part for part in _descendants(context)}
            if role("STATIC") in parts and role("PUSH_BUTTON") in parts:
                text = str(parts[role("STATIC")].getAccessibleName())
                parts[role("PUSH_BUTTON")].doAccessibleAction(0)
                # On a busy machine it is there for a while longer, and is no second one.
                self._gone(window)
                return text
        return None

    def _gone(self, window: Any) -> None:
        deadline = time.monotonic() + START
        while any(self._toolkit.getTopWindow(i) == window for i in range(self._toolkit.getTopWindowCount())):
            assert time.monotonic() < deadline, "the box does not close"
            time.sleep(0.02)

    def left(self) -> dict[str, str]:
        """Return the files in the request folder: content by name."""
        return {file.name: file.read_text(encoding="ascii") for file in self.requests.iterdir()}


class Helper:
    """Answers the first request it sees, as the resident helper does: takes it by renaming, then answers."""

    def __init__(self, requests: Path, answer: bytes | None) -> None:
        self._requests, self._answer = requests, answer
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _serve(self) -> None:
        while not self._stop.wait(0.005):
            for request in self._requests.glob("*.request"):
                request.rename(request.with_suffix(".taken"))
                if self._answer is not None:
                    unready = request.with_suffix(".unready")
                    unready.write_bytes(self._answer)
                    unready.rename(request.with_suffix(".answer"))
                return


def _properties(values: dict[str, object]) -> tuple[Any, ...]:
    uno = uno_bridge.load()

    def made(name: str, value: object) -> Any:
        found = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        found.Name, found.Value = name, value
        return found

    return tuple(made(name, value) for name, value in values.items())


def _descendants(context: Any) -> Iterator[Any]:
    for index in range(context.getAccessibleChildCount()):
        child = context.getAccessibleChild(index).getAccessibleContext()
        yield child
        yield from _descendants(child)


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    """Open a display of its own: without one, Calc shows no message box."""
    programs.require("soffice", "Xvfb")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x900x24"],
        pass_fds=[writing],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        display = ":" + pipe.readline().strip()
    yield display
    server.terminate()
    server.wait(START)


@pytest.fixture(scope="module")
def running(screen: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    uno = uno_bridge.load()
    folder = tmp_path_factory.mktemp("calc")
    requests = folder / "xlplan-S-1-5-21-1-2-3-1001"
    # Of another user: no file can be made there.
    (folder / "xlplan-S-1-5-21-1-2-3-1000").touch()
    pipe = f"xlplan-{uuid.uuid4().hex}"
    # The folders are those of Windows; what stands in ProgramData, Windows says there.
    own = {"DISPLAY": screen, "SAL_USE_VCLPLUGIN": "gen", "ProgramData": str(folder), "HOME": str(folder)}
    environment = {name: value for name, value in os.environ.items() if name != "XLPLAN_REQUESTS"} | own
    with (folder / "calc.log").open("wb") as log:
        profile = (folder / "profile").as_uri()
        process = subprocess.Popen(
            [
                "soffice",
                f"-env:UserInstallation={profile}",
                "--norestore",
                "--nologo",
                f"--accept=pipe,name={pipe};urp;",
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            start_new_session=True,
        )
        try:
            yield Office(_connected(uno, pipe, process), requests)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(START)


def _connected(uno: Any, pipe: str, process: subprocess.Popen[bytes]) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    no_connection = uno.getClass("com.sun.star.connection.NoConnectException")
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except no_connection:
            time.sleep(0.1)
    raise AssertionError("Calc did not start")


@pytest.fixture
def office(running: Office) -> Iterator[Office]:
    """Give Calc an empty request folder."""
    running.requests.mkdir()
    yield running
    shutil.rmtree(running.requests, ignore_errors=True)


@pytest.fixture
def book(office: Office, tmp_path: Path) -> Iterator[Any]:
    document = office.load(workbook(tmp_path / "分工表 一.xlsm"))
    yield document
    document.close(True)


def nonce_in(book: Any) -> str:
    return str(book.Sheets.getByIndex(0).getCellRangeByName("H1").String)


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.verb)
def test_a_button_leaves_a_request_and_marks_its_workbook(office: Office, book: Any, button: Button) -> None:
    with Helper(office.requests, b"accepted\n"):
        assert office.run(book, button.sub) == []
    nonce = nonce_in(book)
    assert re.fullmatch("f[0-9a-f]{31}", nonce)
    assert office.left() == {
        f"{nonce}.taken": f"protocol=1\nnonce={nonce}\nverb={button.verb}\nversion=0.1\nhost=Microsoft Excel\nos=Unix\n",
        f"{nonce}.answer": "accepted\n",
    }
    assert not book.isModified()


def test_a_ribbon_callback_does_the_same(office: Office, book: Any) -> None:
    with Helper(office.requests, b"accepted\n"):
        assert office.run(book, "RibbonOnSplit", book) == []
    assert "verb=split\n" in office.left()[f"{nonce_in(book)}.taken"]


@pytest.mark.parametrize("answer", [b"accepted", b"accepted\n", b"accepted\r\n"])
def test_the_answer_may_end_its_line_as_any_system_does(office: Office, book: Any, answer: bytes) -> None:
    with Helper(office.requests, answer):
        assert office.run(book, "OnStatus") == []


@pytest.mark.parametrize("answer", [b"refused\nold", b"refused\nold\n", b"refused\r\nold\r\n"])
def test_a_refusal_is_told_in_the_workbooks_words(office: Office, book: Any, answer: bytes) -> None:
    with Helper(office.requests, answer):
        assert office.run(book, "OnMerge") == ["工作簿旧了"]


def test_while_a_button_is_at_work_no_box_of_the_macro_stops_it(office: Office, book: Any) -> None:
    with Helper(office.requests, b"refused\nbusy\n"):
        assert office.run(book, "OnMerge") == []


def test_a_refusal_that_the_workbook_has_no_words_for_is_told_all_the_same(office: Office, book: Any) -> None:
    with Helper(office.requests, b"refused\ntoo_new\n"):
        assert office.run(book, "OnMerge") == ["The helper refused: too_new"]


def test_a_request_that_nobody_takes_is_withdrawn_and_the_user_told_what_to_start(office: Office, book: Any) -> None:
    assert office.run(book, "OnValidate") == ["请先启动助手"]
    assert list(office.left()) == [f"{nonce_in(book)}.withdrawn"]


def test_a_request_taken_but_not_yet_answered_is_left_to_the_helper(office: Office, book: Any) -> None:
    with Helper(office.requests, None):
        assert office.run(book, "OnValidate") == []
    assert list(office.left()) == [f"{nonce_in(book)}.taken"]


def test_without_a_request_folder_the_user_is_told_what_to_start(office: Office, book: Any) -> None:
    office.requests.rmdir()
    assert office.run(book, "OnValidate") == ["请先启动助手"]
    assert not office.requests.exists()


def test_where_windows_denies_a_folder_outside_the_profile_the_one_in_it_is_used(office: Office, book: Any) -> None:
    office.requests.rmdir()
    inside = office.requests.parent / ".local/share/xlplan/requests"
    inside.mkdir(parents=True)
    try:
        with Helper(inside, b"refused\nold\n"):
            assert office.run(book, "OnMerge") == ["工作簿旧了"]
    finally:
        shutil.rmtree(inside)


def test_a_workbook_never_saved_is_to_be_saved_first(office: Office, tmp_path: Path) -> None:
    untitled = office.load(workbook(tmp_path / "b.xlsm"), AsTemplate=True)
    assert office.run(untitled, "OnSplit") == ["请先保存"]
    assert office.left() == {}
    untitled.close(True)


def test_a_workbook_that_cannot_be_marked_leaves_no_request(office: Office, tmp_path: Path) -> None:
    unnamed = office.load(workbook(tmp_path / "b.xlsm", with_nonce=False))
    (message,) = office.run(unnamed, "OnSplit")
    assert "xlplan_nonce is missing" in message
    assert office.left() == {}
    unnamed.close(True)


def test_of_two_open_workbooks_the_one_clicked_in_is_marked(office: Office, book: Any, tmp_path: Path) -> None:
    other = office.load(workbook(tmp_path / "other.xlsm"))
    with Helper(office.requests, b"accepted\n"):
        office.run(book, "OnValidate")
    assert nonce_in(book)
    assert nonce_in(other) == ""
    other.close(True)


def test_every_click_has_a_nonce_of_its_own(office: Office, book: Any) -> None:
    nonces = set()
    for _ in range(5):
        with Helper(office.requests, b"accepted\n"):
            office.run(book, "OnStatus")
        nonces.add(nonce_in(book))
    assert len(nonces) == 5


BOUND = {b.caption: f"vnd.sun.star.script:VBAProject.XlPlan.{b.sub}?language=Basic&location=document" for b in BUTTONS}


def bound(book: Any) -> dict[str, str]:
    """Return the macro that each form button runs, by the button's caption."""
    found = {}
    forms = book.Sheets.getByIndex(0).DrawPage.Forms
    for form in (forms.getByIndex(i) for i in range(forms.Count)):
        for index in range(form.Count):
            (event,) = form.getScriptEvents(index)
            found[form.getByIndex(index).Label] = event.ScriptCode
    return found


def test_form_buttons_are_bound_to_the_subs(book: Any) -> None:
    assert bound(book) == BOUND


# What other programs make of the macros on saving


def test_calc_keeps_every_source_when_it_saves_the_workbook(needs_calc: None, tmp_path: Path) -> None:
    saved = calc.convert(workbook(tmp_path / "b.xlsm"), "xlsm", tmp_path / "saved")
    found = {name.partition(".")[0]: source for _, _, name, source in VBA_Parser(str(saved)).extract_macros()}
    assert {n: s.splitlines() for n, s in found.items()} == {
        # Calc ends each module with one more empty line.
        module.name: [*module.source.splitlines(), ""]
        for module in build.modules(SHEETS)
    }


def test_the_macros_still_work_in_a_workbook_that_calc_saved(office: Office, tmp_path: Path) -> None:
    saved = office.load(calc.convert(workbook(tmp_path / "b.xlsm"), "xlsm", tmp_path / "saved"))
    with Helper(office.requests, b"accepted\n"):
        assert office.run(saved, "OnValidate") == []
    assert f"{nonce_in(saved)}.taken" in office.left()
    saved.close(True)


def test_buttons_and_macros_survive_being_saved_as_ods(office: Office, tmp_path: Path) -> None:
    """Saved as .xlsm by Calc 7.4, the macros stay but its own form buttons do not come back when it opens the file."""
    saved = office.load(calc.convert(workbook(tmp_path / "b.xlsm"), "ods", tmp_path))
    assert bound(saved) == BOUND
    with Helper(office.requests, b"accepted\n"):
        assert office.run(saved, "OnMerge") == []
    assert f"{nonce_in(saved)}.taken" in office.left()
    saved.close(True)


def test_openpyxl_keeps_the_project_byte_for_byte(tmp_path: Path) -> None:
    source, target = workbook(tmp_path / "b.xlsm"), tmp_path / "c.xlsm"
    openpyxl.load_workbook(source, keep_vba=True).save(target)
    with zipfile.ZipFile(target) as package:
        assert package.read("xl/vbaProject.bin") == build.build_project(SHEETS)


# The add-in's macros, in a workbook that stands in for it: what is in front is another


def addin(path: Path) -> Path:
    """Write a workbook with the add-in's macros and texts. Calc knows no add-ins of Excel's."""
    with xlsxwriter.Workbook(path) as book:
        book.add_vba_project(io.BytesIO(build.build_project(["Sheet1"], addin=True)), is_stream=True)
        book.set_vba_name("ThisWorkbook")
        texts = book.add_worksheet("文字")
        texts.set_vba_name("Sheet1")
        for row, (name, text) in enumerate(TEXTS.items()):
            texts.write_string(row, 0, text)
            book.define_name(name, f"=文字!$A${row + 1}")
    return path


def plain(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("分工表").write_string(0, 0, "甲")
    return path


@pytest.fixture
def front(office: Office, tmp_path: Path) -> Iterator[tuple[Any, Any]]:
    """Open what stands in for the add-in, and a workbook without macros in front of it."""
    source = office.load(addin(tmp_path / "加载项.xlsm"))
    document = office.load(plain(tmp_path / "责任 分工=表𠮷 1%.xlsx"))
    document.CurrentController.Frame.activate()
    yield source, document
    document.close(True)
    source.close(True)


def test_the_add_in_asks_for_the_workbook_in_front(office: Office, front: tuple[Any, Any]) -> None:
    source, document = front
    with Helper(office.requests, b"accepted\n"):
        assert office.run(source, "AddinOnSupervise", source) == []
    left = office.left()
    (taken,) = (content for name, content in left.items() if name.endswith(".taken"))
    values = dict(line.split("=", 1) for line in taken.splitlines())
    assert values["verb"] == "supervise" and values["protocol"] == "2"
    # Calc's VBA adds no name that stands for a text, so of the two marks this one alone is seen here; and it knows no folder.
    assert values["book"].isascii() and unquote(values["book"]) == "责任 分工=表𠮷 1%.xlsx"
    assert not document.isModified()


def test_the_add_in_speaks_in_its_own_words(office: Office, front: tuple[Any, Any]) -> None:
    assert office.run(front[0], "AddinOnValidate", front[0]) == ["请先启动助手"]
    assert [Path(name).suffix for name in office.left()] == [".withdrawn"]
