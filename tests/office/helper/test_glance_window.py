"""The departments of a round in a window of the helper's: opened, searched, filtered, sorted and looked into by real clicks."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.office import ROUND, Filled, Office
from support.screen import open_screen
from support.window_script import run_script

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Xvfb is for Linux")
pytest.importorskip("tkinter", reason="缺少 Tk：请运行：sudo apt-get install python3-tk")

CLICKS = """
opened = []
open_books.open_path = opened.append
window.watching.start()
window.choose_file(folder / "小表.xlsx")
mouse.until(lambda: "已收2/4" in window.line.line["text"], "the line")
mouse.click(window.line.glance)
view = mouse.until(lambda: window.line.glances and window.line.glances[-1], "the window")
rows = lambda: {view.departments.item(row)["values"][0]: view.departments.item(row)["values"][1] for row in view.departments.get_children()}
mouse.until(rows, "the departments")
assert rows() == {"教育科": "已报", "组宣科": "有问题", "一小": "未报", "二小": "未报", "基金会": "自愿"}, rows()
assert "未报 2，有问题 1，已报 1，自愿 1" in view.head["text"], view.head["text"]
mouse.picture(f"{keep}/helper-glance.png")

# Sorted by state: a click on the heading, and one more.
mouse.click(view.departments, x=300, y=15)
assert list(rows())[:3] == ["一小", "二小", "组宣科"], rows()
mouse.click(view.departments, x=300, y=15)
assert list(rows())[0] == "基金会", rows()

# Searched by typing.
mouse.click(view.search)
mouse.key("1", "3")
assert rows() == {}, rows()
mouse.key("BackSpace", "BackSpace")
view.search.insert(0, "组宣")
mouse.key("Right")
assert list(rows()) == ["组宣科"], rows()
mouse.click(view.departments, x=60, y=45)
mouse.until(lambda: view.tasks.get_children(), "its tasks")
mouse.click(view.copy)
assert "空缺" in view.top.clipboard_get(), view.top.clipboard_get()

# Its papers: what it was handed, what it sent, what goes back to it, and what it asks.
place = lambda part: next(row for row, path in view.papers._paths.items() if part in str(path))


def at(part, column="name"):
    view.papers.table.see(row := place(part))
    mouse.live(0.1)
    x, y, wide, high = view.papers.table.bbox(row, column)
    return {"x": x + wide // 2, "y": y + high // 2}


mouse.picture(f"{keep}/helper-glance-papers.png")
for part in ("下发", "回收", "退回单"):
    mouse.click(view.papers.table, **at(part))
assert [path.parts[-3] for path in opened] == ["下发", "回收", "退回"], opened
assert all(path.is_file() and "组宣科" in path.name for path in opened), opened

# Another file under the same name is not the one that was looked at.
came = opened[1]
kept = came.read_bytes()
came.write_bytes(kept + b" ")
view.papers.open(came)
assert "收到以后被换过" in view.head["text"] and len(opened) == 3, view.head["text"]
came.write_bytes(kept)
view.papers.open(came)
assert opened.pop() == came
mouse.click(view.papers.table, **at("退回说明", "copy"))
assert "组宣科" in view.top.clipboard_get() and len(opened) == 3
mouse.click(view.departments, x=60, y=45)
mouse.key("Return")
assert opened[3:] == opened[:1], opened


def twice(x, y):
    for _ in range(2):
        view.departments.event_generate("<ButtonPress-1>", x=x, y=y)
        view.departments.event_generate("<ButtonRelease-1>", x=x, y=y)


# Twice on a heading sorts twice, twice on no row does nothing.
for x, y in ((60, 15), (60, view.departments.winfo_height() - 5)):
    twice(x, y)
    mouse.live(0.2)
assert len(opened) == 4 and view.departments.selection(), opened
twice(60, 45)
assert len(opened) == 5, opened
mouse.click(view.ask)
asks = mouse.until(lambda: view.decisions and view.decisions[-1], "what it asks")
mouse.until(lambda: "没有要核实的" in asks.head["text"], "nothing of its own to wait")
view.decide_on()
assert view.decisions == [asks]
mouse.live(0.3)
mouse.key("Escape")
mouse.until(lambda: not view.decisions, "no window to be kept")
mouse.click(view.tasks, x=60, y=45)
mouse.until(lambda: "2023年第二季度（截至" in view.text.get("1.0", "end"), "the history")
mouse.picture(f"{keep}/helper-glance-task.png")

# Another's question is its own.
view.search.delete(0, "end")
view.search.insert(0, "教育")
view.fill()
mouse.click(view.departments, x=60, y=45)
mouse.click(view.ask)
asks = mouse.until(lambda: view.decisions and view.decisions[-1], "what it asks")
mouse.until(lambda: asks.table.get_children(), "its question")
assert {each.row["department"] for each in asks._rows.values()} == {"教育科"}
mouse.picture(f"{keep}/helper-glance-asks.png")
mouse.key("Escape")

# Something arrives.
view.search.delete(0, "end")
shutil.copy(folder / "一小.xlsx", folder / "分工表-工作区/回收/2023年第二季度/改了名.xlsx")
mouse.until(lambda: (view.fill(), rows().get("一小"))[1] == "新到未合并", f"the arrival, there is {rows()}")
mouse.key("Escape")
mouse.until(lambda: not view.top.winfo_exists(), "the window to close")
"""


def test_the_departments_of_a_round_are_searched_sorted_and_looked_into(
    needs_screen: None, tmp_path: Path, keep: Path
) -> None:
    works = Office.small(tmp_path, settings={"round": ROUND})
    works.do("split")
    works.answer("一小").rename(tmp_path / "一小.xlsx")

    def done(filled: Filled) -> None:
        filled.cell("1.1", "state").value = "已完成"
        filled.cell("1.1", "percent").value = 1

    works.answer("教育科", edit=done)

    def gap(filled: Filled) -> None:
        filled.cell("1.2", "progress").value = None

    works.answer("组宣科", edit=gap)
    works.do("merge")
    with open_screen(tmp_path / "home", "1366x768x24") as screen:
        run_script(CLICKS, tmp_path, keep, screen)
