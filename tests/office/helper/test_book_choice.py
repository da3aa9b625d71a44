"""Which workbook the helper's window works on: what was chosen before is in the list at once, and is never taken by itself."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from support.office import table
from support.screen import open_screen
from support.window_script import run_script

from xlplan.files.store.recent import RECENT

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Xvfb is for Linux")
pytest.importorskip("tkinter", reason="缺少 Tk：请运行：sudo apt-get install python3-tk")

CLICKS = """
from xlplan.files.store.recent import recent_books

before, book = folder / "从前.xlsx", window.book
window.helper.start()
window.watching.start()
window.helper.look()
listed = lambda: [each.partition("（")[0] for each in book.list["values"]]
mouse.until(lambda: listed() == ["从前.xlsx"], f"what was chosen before, there is {book.list['values']}")
assert book.target is None and "没有找到" in book.list.get(), book.list.get()
mouse.click(window.buttons["validate"])
mouse.until(lambda: "请先打开分工表" in window.status["text"], "nothing to be done")

# Opened in a program, it is listed once, as that.
one = open_books.Opened("从前.xlsx", str(before), "LibreOffice Calc")
open_books.list_opened = lambda: [one]
window.helper.look()
mouse.until(lambda: book.target == one and len(listed()) == 1, "the one that is open")
open_books.list_opened = list
window.helper.look()
mouse.until(lambda: book.target is None, "nothing to be open")

# By the list, with keys alone.
mouse.click(book.list)
mouse.live(0.5)
mouse.picture(f"{keep}/helper-recent.png")
mouse.key("Down", "Return")
mouse.until(lambda: book.target == before, f"the choice, there is {book.list.get()}")
window.helper.look()
mouse.live(1)
assert book.target == before
mouse.click(window.buttons["validate"])
mouse.until(lambda: window.results.table.get_children(), "校验 to end")

mouse.answer(folder / "now.xlsx")
mouse.click(book.choose)
mouse.until(lambda: book.target == folder / "now.xlsx", f"the other, there is {book.list.get()}")
assert recent_books() == [folder / "now.xlsx", before], recent_books()

# Tk's dialogue speaks Chinese, whatever the system speaks, as far as this Tk has the words.
tk = window.root.tk
if Path(tk.eval("file join $::tk_library msgs zh_cn.msg")).is_file():
    assert tk.eval('namespace eval ::tk {::msgcat::mc "Cancel"}') == "取消"
assert str(tk.eval("set ::tk::dialog::file::showHiddenVar")) == "0"
window.helper.stop()
"""


def test_what_was_chosen_before_is_in_the_list_at_once(needs_screen: None, tmp_path: Path, keep: Path) -> None:
    for name in ("从前.xlsx", "now.xlsx"):
        table(tmp_path / name)
    data = tmp_path / "home/.local/share/xlplan"
    data.mkdir(parents=True)
    (data / RECENT).write_text(json.dumps([str(tmp_path / "从前.xlsx"), str(tmp_path / "没有了.xlsx")]), "utf-8")
    with open_screen(tmp_path / "home", "1280x900x24") as screen:
        run_script(CLICKS, tmp_path, keep, screen)
