"""The helper's window on Windows' Tk, by Windows' own mouse: a whole round on a saved file; and its sizes at 200 %."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

if sys.platform != "win32":
    pytest.skip("Windows alone: make test-windows", allow_module_level=True)

import tkinter
from tkinter import ttk

from support.office import PENDING_LIST, Office, pending_rows
from support.window_round import Round
from support.windows_clicks import ClicksInWindows

from xlplan.actions.book import open_book
from xlplan.office.helper import looks
from xlplan.office.helper.serving import Helper
from xlplan.office.helper.window import HelperWindow
from xlplan.office.hosts import open_books
from xlplan.terms.choices import QuestionKind

ROUND = {"round": "2023年第二季度", "deadline": "2099-12-31"}


class Clerk(ClicksInWindows):
    """Somebody with a mouse before the helper's window."""

    def __init__(self, window: HelperWindow, pictures: Path) -> None:
        super().__init__(window.root)
        self.window = window
        self._pictures = pictures

    def does(self, verb: str) -> str:
        """Click a button, wait until it is done, and return what the window says."""
        button = self.window.buttons[verb]
        before = len(self.window.results.table.get_children())
        asked = self.window.asked
        self.click(button)
        if verb not in ("validate", "enter"):
            self.until(
                lambda: self.window.asked is not asked and self.window.asked.top.winfo_viewable(), "the question"
            )
            self.keeps(f"{verb}-问")
            self.click(self.window.asked.yes)
        self.until(lambda: len(self.window.results.table.get_children()) > before, f"{verb} to end")
        self.until(lambda: not button.instate(["disabled"]), f"{verb} to be ready")
        self.keeps(verb)
        return self.window.results.words.get("1.0", "end")

    def opens(self, button: Any, windows: Callable[[], Any]) -> Any:
        """Click a button that opens a window, and return it: the last of those that are open then."""
        self.click(button)
        self.until(windows, "the window")
        return windows()[-1]

    def keeps(self, name: str) -> None:
        """Keep a picture of the screen."""
        self.picture(f"{self._pictures.as_posix()}/Windows-助手窗口-{name}.png")


@pytest.fixture
def clerk(no_window_left: None, tmp_path: Path, keep: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clerk]:
    monkeypatch.setattr(open_books, "list_opened", list)
    monkeypatch.setattr(open_books, "open_path", lambda folder: None)
    helper = Helper([tmp_path / "requests"])
    helper.start()
    window = HelperWindow(helper)
    made = Clerk(window, keep)
    made.until(window.root.winfo_viewable, "the window")
    made.live(0.5)
    window.watching.start()
    yield made
    window.watching.stop()
    helper.stop()
    window.root.update()
    if not helper.stopped.is_set():
        window.root.destroy()


def test_a_whole_round_on_a_saved_file_by_mouse(tmp_path: Path, clerk: Clerk) -> None:
    folder = tmp_path / "督查 室&（二）"
    folder.mkdir()
    works = Office.small(folder, settings=ROUND)
    clerk.window.choose_file(works.book)
    buttons = clerk.window.buttons.values()
    clerk.until(lambda: all(each.winfo_width() >= each.winfo_reqwidth() for each in buttons), "captions to be whole")
    assert "4 项任务" in clerk.does("validate")
    clerk.does("split")
    assert works.sheet_of("教育科").is_file()
    works.answer("教育科")
    works.answer("组宣科", "一.xlsx")
    works.answer("组宣科", "二.xlsx", lambda filled: setattr(filled.cell("1.2", "percent"), "value", 0.9))
    clerk.does("merge")
    assert (works.root / "汇总" / works.round / PENDING_LIST).is_file()
    tells_by_telephone(clerk)
    assert [each for each in pending_rows(works) if each["kind"] == QuestionKind.CONFLICT]
    decides_on_what_waits(clerk)
    assert not [each for each in pending_rows(works) if each["kind"] == QuestionKind.CONFLICT]
    looks_at_the_departments(clerk)
    sets_a_threshold(clerk, works)
    clerk.does("status")
    assert (works.root / "汇总" / works.round / "进展汇总.xlsx").is_file()
    clerk.does("undo")
    steps = [clerk.window.results.table.item(row)["values"][1] for row in clerk.window.results.table.get_children()]
    assert steps == ["撤销上一步", "生成汇总", "代录", "合并回收", "拆分下发", "校验"]


@pytest.mark.slow
def test_a_whole_round_of_16_departments_by_the_window_alone(tmp_path: Path, clerk: Clerk, keep: Path) -> None:
    pictures = keep / "Windows"
    pictures.mkdir(exist_ok=True)
    Round(clerk.window, clerk, tmp_path, pictures).play()


def tells_by_telephone(clerk: Clerk) -> None:
    """Write down what a department said, in the window that 代录 opens."""
    clerk.does("enter")
    view = clerk.window.entries[-1]
    clerk.until(lambda: view.department["values"], "the departments")
    view.department.set("一小")
    view.show()
    view.table.selection_set(*view.table.get_children())
    for name, text in {"state": "推进中", "progress": "电话里说已开展。", "operator": "张三"}.items():
        view.form.value(name).set(text)
    clerk.click(view.write)
    clerk.until(lambda: "办理了 2 条" in view.text.get("1.0", "end"), "what was said to be written")
    clerk.keeps("enter-写")
    view.top.destroy()


def decides_on_what_waits(clerk: Clerk) -> None:
    """Decide in the window that 待核实 opens."""
    view = clerk.opens(clerk.window.line.waiting, lambda: clerk.window.line.decisions)
    clerk.until(view.table.get_children, "what waits")
    clerk.click(view.table)
    view.table.selection_set(*view.table.get_children())
    clerk.until(lambda: "采用报送" in view.ruling["values"], "the rulings")
    view.ruling.set("采用报送")
    view.operator.delete(0, "end")
    view.operator.insert(0, "张三")
    clerk.keeps("待核实")
    clerk.click(view.carry_out)
    clerk.until(lambda: not view.table.get_children(), "nothing to wait")
    view.top.destroy()


def looks_at_the_departments(clerk: Clerk) -> None:
    """See in the window that 各部门 opens how the round stands, and a department's tasks."""
    view = clerk.opens(clerk.window.line.glance, lambda: clerk.window.line.glances)
    clerk.until(view.departments.get_children, "the departments")
    clerk.click(view.departments)
    view.departments.selection_set(view.departments.get_children()[0])
    clerk.until(view.tasks.get_children, "its tasks")
    clerk.keeps("各部门")
    view.top.destroy()


def sets_a_threshold(clerk: Clerk, works: Office) -> None:
    """Change a threshold in the window that 设置 opens."""
    view = clerk.opens(clerk.window.set, lambda: clerk.window.settings)
    clerk.until(lambda: not view.done.instate(["disabled"]), "what is set")
    clerk.click(view.fields["warning_days"])
    clerk.until(lambda: "临期天数" in view.meaning["text"], "what the field is for")
    view.fields["warning_days"].delete(0, "end")
    view.fields["warning_days"].insert(0, "20")
    clerk.keeps("设置")
    clerk.click(view.done)
    clerk.until(lambda: "设置改好了：黄灯：临期天数 20" in clerk.window.status["text"], "the setting to be kept")
    assert open_book(works.book).settings.warning_days == 20


def test_at_200_percent_it_is_sharp_and_twice_as_large(
    no_window_left: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def row_height(scale: float) -> int:
        monkeypatch.setattr(looks, "scale_of", lambda root: scale)
        window = HelperWindow(Helper([tmp_path / "requests"]))
        found = int(ttk.Style(window.root).lookup("Treeview", "rowheight"))
        window.root.destroy()
        return found

    monkeypatch.setattr(Helper, "look", lambda self: None)
    assert row_height(2.0) == 2 * row_height(1.0)
    root = tkinter.Tk()
    assert looks.scale_of(root) >= 1.0
    root.destroy()
    aware = ctypes.c_int()
    ctypes.OleDLL("shcore").GetProcessDpiAwareness(None, ctypes.byref(aware))
    assert aware.value >= 1
