"""代录, 核定, 销号 and 收到日期 in the helper's window, by real clicks and keys; each is an action that can be taken back."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest
from support.office import ROUND, Office, run
from support.screen import open_screen
from support.window_script import run_script

from xlplan.actions.book import open_book
from xlplan.ledger.store import Ledger
from xlplan.terms.choices import QuestionKind
from xlplan.terms.fields import Field

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Xvfb is for Linux")
pytest.importorskip("tkinter", reason="缺少 Tk：请运行：sudo apt-get install python3-tk")

CLICKS = """
window.helper.start()
window.watching.start()
window.choose_file(folder / "小表.xlsx")
mouse.until(lambda: "已收" in window.line.line["text"], "the line")
mouse.click(window.buttons["enter"])
view = mouse.until(lambda: window.entries and window.entries[-1], "the window")
mouse.until(lambda: view.department["values"], "the departments")
said = lambda text: mouse.until(lambda: text in view.text.get("1.0", "end"), f"{text}, there is " + view.text.get("1.0", "end"))


def pick(box, value):
    mouse.click(box)
    mouse.key("Escape")
    box.set(value)
    box.event_generate("<<ComboboxSelected>>")
    mouse.live(0.2)


def row(task):
    return next(each for each in view.table.get_children() if view._rows[each].task == task)


def click_row(task):
    x, y, w, h = view.table.bbox(row(task))
    mouse.click(view.table, x=x + 20, y=y + h // 2)


def fill(**words):
    for name, text in words.items():
        place = view.form.widgets[name]
        mouse.click(place)
        place.delete(0, "end")
        place.insert(0, text)


mouse.click(view.write)
said("请先在表里选中任务")
pick(view.department, "教育科")
mouse.until(lambda: [view._rows[each].task for each in view.table.get_children()] == ["1.1", "1.2", "1.4"], "its tasks")
click_row("1.1")
pick(view.form.widgets["state"], "推进中")
fill(percent="很快", progress="电话里说：办法已起草", operator="张三")
mouse.picture(f"{keep}/helper-entry.png")
mouse.click(view.write)
said("1.1 教育科 完成进度")
assert "办理了 2 条，1 条没有办" in view.text.get("1.0", "end"), view.text.get("1.0", "end")
# What was written down is gone, what was not stands; a whole number is a percent.
assert [view.form.value(name).get() for name in ("state", "percent", "progress")] == ["", "很快", ""]
assert view.text["height"] == 2, view.text["height"]
fill(percent="60")
mouse.click(view.write)
said("收回的就是“2023年第二季度：代录1条，教育科”")

# What the office found itself, of two tasks at once.
pick(view.kind, "核定进展")
mouse.until(lambda: "percent" in view.form.widgets and "progress" not in view.form.widgets, "the form")
mouse.click(view.table, x=60, y=45)
mouse.key("ctrl+a")
assert len(view.table.selection()) == 3
click_row("1.2")
fill(percent="40%", source="现场看了")
mouse.click(view.write)
said("核定进展1条，教育科")

# A leader agreed that it is done.
pick(view.kind, "待销号")
click_row("1.1")
fill(leader="陈局")
mouse.click(view.write)
said("待销号1条，教育科")

# When it came.
pick(view.kind, "收到日期")
fill(date="2023-06-99")
mouse.click(view.write)
said("看不懂")
fill(date="2023-06-18")
mouse.click(view.write)
said("教育科 2023-06-18")
mouse.until(lambda: "收到日期 2023-06-18" in view.head["text"], "the day to be shown")
mouse.picture(f"{keep}/helper-entry-received.png")
mouse.key("Escape")
mouse.until(lambda: not view.top.winfo_exists(), "the window to close")
window.helper.stop()
"""


def ledger_of(works: Office) -> Ledger:
    ledger = open_book(works.book).workspace.open_ledger()
    assert ledger
    return ledger


def test_the_office_writes_of_a_department_by_clicks(needs_screen: None, tmp_path: Path, keep: Path) -> None:
    works = Office.small(tmp_path, settings={"round": ROUND})
    works.do("split")
    with open_screen(tmp_path / "home", "1280x720x24") as screen:
        run_script(CLICKS, tmp_path, keep, screen)
    with ledger_of(works) as ledger:
        said = {
            (row.task, name): value.value
            for each in ledger.entered()
            for row in each.rows
            for name, value in row.values.items()
        }
        made = [(each.kind, each.task, each.reported, each.operator, each.leader) for each in ledger.decisions()]
        assert ledger.received_on(ROUND) == {"教育科": date(2023, 6, 18)}
    assert said == {
        ("1.1", Field.STATE): "推进中", ("1.1", Field.PROGRESS): "电话里说：办法已起草", ("1.1", Field.PERCENT): 0.6,
    }  # fmt: skip
    assert made == [
        (QuestionKind.VERIFIED, "1.2", "40%", "张三", ""),
        (QuestionKind.CLOSE, "1.1", "已完成", "张三", "陈局"),
    ]
    # Taken back, each is gone: what was said in a window is not typed anywhere, where a merge would find it.
    for _ in range(5):
        run("undo", works.book)
    works.do("merge")
    with ledger_of(works) as ledger:
        assert (list(ledger.entered()), ledger.decisions(), ledger.received_on(ROUND)) == ([], [], {})
