"""Ctrl+Enter in the helper's further windows: it presses the button, so nothing happens before it may be pressed, and never twice."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.office import ROUND, Office
from support.screen import open_screen
from support.window_script import run_script

from xlplan.actions.book import open_book
from xlplan.actions.set_settings import settings_now
from xlplan.ledger.store import Ledger

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Xvfb is for Linux")
pytest.importorskip("tkinter", reason="缺少 Tk：请运行：sudo apt-get install python3-tk")

KEYS = """
import threading
from xlplan.office.helper import decisions_window, entry_window, settings_dialog

window.watching.start()
book = folder / "小表.xlsx"
gate = threading.Event()
opened = []
for module in (settings_dialog, entry_window, decisions_window):
    def slow(path, real=module.open_book):
        opened.append(path)
        gate.wait()
        return real(path)
    module.open_book = slow


def press(window, widget, times=2):
    widget.focus_force()
    window.update()
    for _ in range(times):
        widget.event_generate("<Control-Return>")
        window.update()


# Nothing was read yet: nothing is set.
said = []
dialog = settings_dialog.SettingsDialog(window.root, book, said.append)
press(dialog.top, dialog.fields["round"])
assert opened == [book] and dialog.top.winfo_exists() and not said, (opened, said)
gate.set()
mouse.until(lambda: not dialog.done.instate(["disabled"]), "what is set")
# Pressed twice, it is set once.
gate.clear()
dialog.fields["warning_days"].delete(0, "end")
dialog.fields["warning_days"].insert(0, "20天")
press(dialog.top, dialog.fields["round"])
assert opened == [book] * 2, opened
gate.set()
mouse.until(lambda: said, "what was set")

entry = entry_window.EntryWindow(window.root, book, "代录", "教育科")
mouse.until(entry.table.get_children, "its tasks")
entry.table.selection_set(entry.table.get_children()[0])
for name, text in {"state": "推进中", "progress": "电话里说已开展。", "operator": "张三", "source": "电话"}.items():
    entry.form.value(name).set(text)
opened.clear()
gate.clear()
press(entry.top, entry.department)
assert opened == [book], opened
gate.set()
mouse.until(lambda: not entry.write.instate(["disabled"]), "it to be written")
entry.top.destroy()

decisions = decisions_window.DecisionsWindow(window.root, book)
decisions.carry_out.state(["disabled"])
press(decisions.top, decisions.table)
# What it would say of nothing chosen; what waits may have been read by now.
assert "请先选中" not in decisions.head["text"], decisions.head["text"]
decisions.top.destroy()
"""


def test_the_key_presses_the_button(needs_screen: None, tmp_path: Path, keep: Path) -> None:
    works = Office.small(tmp_path, settings={"round": ROUND})
    works.do("split")
    before = settings_now(open_book(works.book))
    with open_screen(tmp_path / "home", "1366x768x24") as screen:
        run_script(KEYS, tmp_path, keep, screen)
    assert settings_now(open_book(works.book)) == {**before, "warning_days": "20"}
    with Ledger(works.ledger) as ledger:
        assert len(ledger.actions()) == 3, ledger.actions()
