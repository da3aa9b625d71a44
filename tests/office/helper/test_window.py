"""The helper's window on a screen of its own: by mouse on a chosen file, wholly on small screens, on what is open."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.account import LONG, until
from support.screen import Screen, open_screen

from xlplan.files.store.shipped import WORKBOOK, shipped
from xlplan.office.helper.serving import Helper
from xlplan.office.hosts import open_books

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Xvfb is for Linux")
tkinter = pytest.importorskip("tkinter", reason="缺少 Tk：请运行：sudo apt-get install python3-tk")


@pytest.fixture
def screen(no_window_left: None, needs_screen: None, tmp_path: Path) -> Iterator[Screen]:
    with open_screen(tmp_path / "home", "1280x900x24") as made:
        yield made
    # Tk ends the process where another thread than its own comes upon what is left of a window.
    gc.collect()


def test_a_mouse_click_in_the_window_works_on_a_chosen_file(
    screen: Screen, tmp_path: Path, keep: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xlplan.office.helper.window import HelperWindow

    monkeypatch.setattr(open_books, "open_path", lambda folder: None)
    monkeypatch.setattr(open_books, "list_opened", list)
    folder = tmp_path / "带 空格的文件夹"
    folder.mkdir()
    book_path = Path(shutil.copy(shipped(WORKBOOK), folder / "分工表.xlsm"))
    helper = Helper([tmp_path / "requests"])
    helper.start()
    window = HelperWindow(helper, screen=screen.environment["DISPLAY"])
    window.choose_file(book_path)

    def settle(condition: Callable[[], Any], what: str) -> None:
        def step() -> Any:
            window.root.update()
            return condition()

        until(step, what)

    def click(verb: str) -> None:
        button = window.buttons[verb]
        settle(lambda: not button.instate(["disabled"]) and button.winfo_viewable(), "the button to be there")
        x = button.winfo_rootx() + button.winfo_width() // 2
        y = button.winfo_rooty() + button.winfo_height() // 2
        screen.click(x, y)

    def results() -> list[Any]:
        return [window.results.table.item(row)["values"][1] for row in window.results.table.get_children()]

    settle(window.root.winfo_viewable, "the window manager to put the window in its place")
    end = time.monotonic() + 0.5  # Tk is told of the place a moment later
    settle(lambda: time.monotonic() > end, "the window to be drawn")
    click("validate")
    settle(lambda: results() == ["校验"], "校验 to end")
    assert "项任务" in window.results.words.get("1.0", "end")
    click("split")
    settle(lambda: window.asked and window.asked.top.winfo_viewable(), "what 拆分下发 would do")
    said = window.results.words.get("1.0", "end")
    assert "各写一份任务表，放进“分工表-工作区/下发/" in said, said
    assert not (folder / "分工表-工作区" / "下发").exists()
    end = time.monotonic() + 0.5
    settle(lambda: time.monotonic() > end, "the question to be drawn")
    screen.picture(keep / "helper-foreseen.png")
    yes = window.asked.yes
    screen.click(yes.winfo_rootx() + yes.winfo_width() // 2, yes.winfo_rooty() + yes.winfo_height() // 2)
    settle(lambda: results() == ["拆分下发", "校验"], "拆分下发 to end")
    assert list(book_path.parent.glob("分工表-工作区/下发/*/*.xlsx"))
    screen.picture(keep / "helper-window.png")
    helper.stop()
    with pytest.raises(tkinter.TclError, match="destroyed"):
        settle(lambda: not window.root.winfo_exists(), "the window to go")


# In a process of its own, as the helper's window is: Tk opens no second window after the first one's end.
PRESSES = """
import sys, time
from pathlib import Path

from xlplan.office.helper.serving import Helper
from xlplan.office.helper.window import HelperWindow
from xlplan.office.hosts import open_books as hosts

folder, screen = Path(sys.argv[1]), sys.argv[2]
opened, pressed = [], []
hosts.list_opened = lambda: list(opened)
helper = Helper([folder / "requests"])
helper.press = lambda verb, target, answer=None: not pressed.append((verb, target))
helper.start()
window = HelperWindow(helper, screen=screen)


def until(condition, what):
    end = time.monotonic() + 180
    while not condition():
        window.root.update()
        assert time.monotonic() < end, what + ": " + window.status["text"]
        time.sleep(0.02)


def click(condition, what):
    window.buttons["validate"].invoke()
    until(condition, what)


first, second = (hosts.Opened(name, str(folder / name), "LibreOffice Calc") for name in ("甲.xlsm", "乙.xlsm"))
click(lambda: "请先打开分工表" in window.status["text"], "nothing is open")
opened.append(first)
click(lambda: pressed == [("validate", first)], "one is open")
opened.clear()
helper.look()
until(lambda: "没有找到" in window.book.list.get(), "closed again")
opened.extend((first, second))
click(lambda: "不止一份" in window.status["text"], "two are open")
assert "请在这里选一份" in window.book.list.get()
window.status["text"] = ""
click(lambda: "不止一份" in window.status["text"], "none is chosen yet")
assert len(pressed) == 1
window.book.list.set(next(name for name in window.book.list["values"] if name.startswith("乙.xlsm")))
click(lambda: len(pressed) == 2, "one is chosen")
assert pressed[1] == ("validate", second)
helper.stop()
print("as it should")
"""


def test_a_press_looks_for_a_workbook_opened_since_and_takes_none_of_several(screen: Screen, tmp_path: Path) -> None:
    command = [sys.executable, "-c", PRESSES, str(tmp_path), screen.environment["DISPLAY"]]
    # Workbooks that were chosen in another test stand in the list too.
    own = os.environ | {"XDG_DATA_HOME": str(tmp_path)}
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LONG, check=False, env=own
    )
    assert done.stdout == "as it should\n", done.stdout + done.stderr


# In a process of its own, too.
STANDS = """
import subprocess, sys, time
from pathlib import Path

from xlplan.office.helper import looks
from xlplan.office.helper.serving import Helper
from xlplan.office.helper.window import HelperWindow
from xlplan.office.hosts import open_books

folder, scale, picture = Path(sys.argv[1]), float(sys.argv[3]), sys.argv[4]
open_books.list_opened = list
looks.scale_of = lambda root: scale
window = HelperWindow(Helper([folder / "requests"]), screen=sys.argv[2])
root = window.root


def inside(what):
    left, top = what.winfo_rootx(), what.winfo_rooty()
    right, bottom = left + what.winfo_width(), top + what.winfo_height()
    return left >= 0 and top >= 0 and right <= root.winfo_screenwidth() and bottom <= root.winfo_screenheight()


def all_in(what):
    for child in what.winfo_children():
        yield child
        yield from all_in(child)


end = time.monotonic() + 180
while not (root.winfo_viewable() and root.winfo_rooty() > 0):
    root.update()
    assert time.monotonic() < end, "the window manager to put the window in its place"
    time.sleep(0.02)
until = time.monotonic() + 0.5  # Tk is told of its place a moment later
while time.monotonic() < until:
    root.update()
outside = [str(each) for each in all_in(root) if each.winfo_viewable() and not inside(each)]
cut = [each["text"] for each in all_in(root) if each.winfo_class() == "TButton" and (
    each.winfo_width() < each.winfo_reqwidth() or each.winfo_height() < each.winfo_reqheight())]
hidden = [str(each) for each in all_in(root) if each.master is not root and not each.winfo_viewable()]
low = [name for name in ("words", "table") if getattr(window.results, name).winfo_height() < 40 * scale]
subprocess.run(["import", "-display", sys.argv[2], "-window", "root", picture], check=True, stdin=subprocess.DEVNULL)
print(outside, cut, hidden, low, inside(root))
"""


@pytest.mark.parametrize(
    ("size", "scale"), [("1366x768", 1.0), ("1280x720", 1.0), ("1280x720", 1.5), ("1920x1080", 1.5), ("1920x1080", 2.0)]
)
def test_the_window_stands_wholly_on_the_screen(
    needs_screen: None, tmp_path: Path, keep: Path, size: str, scale: float
) -> None:
    picture = keep / f"helper-window-{size}-{scale:.0%}.png"
    with open_screen(tmp_path / "home", f"{size}x24", dpi=round(96 * scale)) as screen:
        command = [sys.executable, "-c", STANDS, tmp_path, screen.environment["DISPLAY"], str(scale), picture]
        done = subprocess.run(
            list(map(str, command)), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LONG, check=False
        )
    assert done.stdout == "[] [] [] [] True\n", done.stdout + done.stderr
