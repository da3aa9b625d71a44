"""Decisions in the helper's window, by real clicks: several rows at once, in the ledger as one action, taken back as one."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest
from support.office import ROUND, Filled, Office, run
from support.screen import open_screen
from support.window_script import run_script

from xlplan.actions.book import open_book
from xlplan.terms.choices import Ruling

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Xvfb is for Linux")
pytest.importorskip("tkinter", reason="缺少 Tk：请运行：sudo apt-get install python3-tk")

CLICKS = """
window.watching.start()
window.choose_file(folder / "小表.xlsx")
mouse.click(window.line.waiting)
view = mouse.until(lambda: window.line.decisions and window.line.decisions[-1], "the window")
rows = lambda: [view.table.item(row)["values"][0:2] for row in view.table.get_children()]
mouse.until(rows, "what waits")
kinds = lambda: sorted(map(tuple, rows()))
assert kinds() == [("待销号", "教育科"), ("待销号", "组宣科"), ("看不准", "教育科")], rows()
line = lambda kind: next(row for row in view.table.get_children() if view.table.item(row)["values"][0] == kind)


def click_row(kind):
    x, y, w, h = view.table.bbox(line(kind))
    mouse.click(view.table, x=x + 20, y=y + h // 2)


# What rows of several kinds have in common is chosen for none of them.
mouse.click(view.table, x=60, y=45)
mouse.key("ctrl+a")
mouse.until(lambda: len(view.table.selection()) == 3, "all to be chosen")
assert (view.ruling.get(), "退回" in view.ruling["values"]) == ("", True), view.ruling.get()
view.ruling.set("退回")

# One row shows what one needs; what was chosen for others is not chosen for it.
click_row("待销号")
mouse.until(lambda: len(view.table.selection()) == 1, "one to be chosen")
assert view.ruling.get() == "同意销号", view.ruling.get()
mouse.until(lambda: "时限：" in view.text.get("1.0", "end"), "the details")
assert "本期进展：" in view.text.get("1.0", "end"), view.text.get("1.0", "end")
assert view.ruling["values"] == ("同意销号", "退回"), view.ruling["values"]

# Without a leader nothing is done, and it is said why.
mouse.key("ctrl+Return")
mouse.until(lambda: "没有办理" in view.head["text"], "the refusal, there is " + view.head["text"])
assert "同意领导" in view.text.get("1.0", "end"), view.text.get("1.0", "end")

# Both at once.
view.table.selection_set(*(row for row in view.table.get_children() if row != line("看不准")))
mouse.until(lambda: len(view.table.selection()) == 2, "both to be chosen")
view.leader.insert(0, "陈局")
view.operator.delete(0, "end")
view.operator.insert(0, "张三")
mouse.picture(f"{keep}/helper-decisions.png")
mouse.click(view.carry_out)
mouse.until(lambda: "办理了 2 条（同意销号 2 条）" in view.head["text"], "both, there is " + view.head["text"])
mouse.until(lambda: kinds() == [("看不准", "教育科")], "only the other to wait")
"""


def test_several_rows_are_decided_at_once_and_taken_back(needs_screen: None, tmp_path: Path, keep: Path) -> None:
    works = Office.small(tmp_path, settings={"round": ROUND})
    works.do("split")

    def finish(filled: Filled) -> None:
        filled.cell("1.2", "state").value = "已完成"
        filled.cell("1.2", "percent").value = 1

    def unclear(filled: Filled) -> None:
        finish(filled)
        filled.cell("1.1", "percent").value = "很快"

    works.answer("教育科", edit=unclear)
    works.answer("组宣科", edit=finish)
    works.do("merge")
    with open_screen(tmp_path / "home", "1366x768x24") as screen:
        run_script(CLICKS, tmp_path, keep, screen)
    with open_book(works.book).workspace.open_ledger() as ledger:  # type: ignore[union-attr]
        made = {(each.department, each.ruling, each.leader, each.operator, each.day) for each in ledger.decisions()}
    assert made == {(name, Ruling.CLOSE, "陈局", "张三", date.today()) for name in ("教育科", "组宣科")}
    assert "处理意见" in run("undo", works.book).out
    with open_book(works.book).workspace.open_ledger() as ledger:  # type: ignore[union-attr]
        assert ledger.decisions() == []
