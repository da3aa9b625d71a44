"""A whole round of 16 departments by the helper's window alone, by real clicks on a saved workbook: no row is copied, nothing else is opened."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import openpyxl
import pytest
from support import ROOT
from support.account import LONG
from support.screen import open_screen
from support.window_script import run_script

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Xvfb is for Linux")
pytest.importorskip("tkinter", reason="缺少 Tk：请运行：sudo apt-get install python3-tk")

NAMES = (
    "教育科", "组宣科", "人事科", "计财科", "安全科", "督导室", "基建科", "体卫艺科", "德育科", "职成科", "民办教育管理科", "学前教育科",
    "招生考试中心", "教师发展和信息技术教育服务中心", "青少年校外教育活动指导中心（少年宫）", "区教育局机关党委办公室",
)  # fmt: skip

CLICKS = """
import json, shutil, threading
from datetime import datetime
from support.office import Office

NAMES = json.loads((folder / "names.json").read_text("utf-8"))
inbox = folder / "微信文件"
inbox.mkdir()
counts = {}


def clicks(step, *widgets, **how):
    for each in widgets:
        mouse.click(each, **how)
    counts[step] = counts.get(step, 0) + len(widgets)


def answers(path, then=None):
    # A file dialogue lives in a loop of its own: it is answered from beside.
    def typed():
        mouse._run("xdotool", "type", "--delay", "8", str(path))
        mouse._run("xdotool", "key", "Return")
        if then:
            then.start()

    return threading.Timer(1.5, typed)


def do(verb, said):
    before = len(window.results.table.get_children())
    asked = window.asked
    clicks(verb, window.buttons[verb])
    if verb != "validate":
        mouse.until(lambda: window.asked is not asked and window.asked.top.winfo_exists(), f"{verb} to ask, there is {window.status['text']}")
        assert said in window.results.words.get("1.0", "end"), window.results.words.get("1.0", "end")
        mouse.picture(f"{keep}/round-{verb}-asks.png")
        clicks(verb, window.asked.yes)
    mouse.until(lambda: len(window.results.table.get_children()) > before, f"{verb} to end")
    mouse.until(lambda: not window.buttons[verb].instate(["disabled"]), f"{verb} to be ready")
    done = window.results._done[window.results.table.get_children()[0]]
    assert done.ok, done.message
    mouse.picture(f"{keep}/round-{verb}.png")
    return done.message


def fill(step, widgets, **words):
    for name, text in words.items():
        clicks(step, widgets[name])
        widgets[name].delete(0, "end")
        widgets[name].insert(0, text)


window.helper.start()
window.watching.start()
open_books.open_folder = lambda path: None

# A new workbook of somebody's table.
answers(folder / "table.xlsx", answers(folder / "plan.xlsm")).start()
clicks("new", window.book.new)
dialog = mouse.until(lambda: getattr(window, "reading", None), "the reading")
mouse.picture(f"{keep}/round-reading.png")
clicks("new", dialog.make)
mouse.until(lambda: "plan.xlsm" in window.book.list.get(), "the workbook")
book = folder / "plan.xlsm"
before = book.read_bytes()

# Its round, and where returns arrive.
clicks("settings", window.set)
settings = mouse.until(lambda: window.settings and window.settings[-1], "the settings")
mouse.until(lambda: not settings.done.instate(["disabled"]), "what is set")
fill("settings", settings.fields, round="2026年第四季度", deadline="2026-12-20", year="2026")
dialogs = lambda: [each for each in settings.top.winfo_children() if each.winfo_class() == "Toplevel"]
clicks("settings", settings.folders)
mouse.until(dialogs, "the folders")
folders = settings.asked
folders.add(inbox)
mouse.live(0.3)
mouse.picture(f"{keep}/round-folders.png")
clicks("settings", folders.done)
mouse.picture(f"{keep}/round-settings.png")
clicks("settings", settings.done)
mouse.until(lambda: "设置改好了" in window.status["text"], "the settings to be kept")

assert "32 项任务" in do("validate", ""), "the tasks"
do("split", "给 16 个部门")
works = Office(book, "2026年第四季度")
assert len(list(works.handed_out.glob("*.xlsx"))) == 16

# Returns arrive as they do.
for number, name in enumerate(NAMES[:14]):
    path = works.answer(name, edit=lambda filled: [
        setattr(filled.cell(task, column), "value", value)
        for task in list(filled.tasks)[:1] if name in NAMES[:3]
        for column, value in (("state", "已完成"), ("percent", 1))])
    path.rename(inbox / f"wx_{number}（定稿）({number}).xlsx")
mouse.until(lambda: "已收14/16" in window.line.line["text"], "the returns, there is " + window.line.line["text"])
mouse.picture(f"{keep}/round-arrived.png")
do("merge", "新到的 14 个文件")

# One tells by telephone.
clicks("enter", window.buttons["enter"])
view = mouse.until(lambda: window.entries and window.entries[-1], "the window")
mouse.until(lambda: view.department["values"], "the departments")
clicks("enter", view.department)
mouse.key("Escape")
view.department.set(NAMES[14])
view.department.event_generate("<<ComboboxSelected>>")
mouse.until(lambda: view.table.get_children(), "its tasks")
clicks("enter", view.table, x=60, y=45)
mouse.key("ctrl+a")
clicks("enter", view.form.widgets["state"])
mouse.key("Escape")
view.form.value("state").set("推进中")
fill("enter", view.form.widgets, percent="50%", progress="电话里说已启动", operator="张三")
mouse.picture(f"{keep}/round-enter.png")
clicks("enter", view.write)
mouse.until(lambda: "办理了 6 条" in view.text.get("1.0", "end"), "the entry, there is " + view.text.get("1.0", "end"))
mouse.key("Escape")

# Three ask to be closed.
clicks("decide", window.line.waiting)
view = mouse.until(lambda: window.line.decisions and window.line.decisions[-1], "the window")
mouse.until(lambda: len(view.table.get_children()) == 3, "what waits")
clicks("decide", view.table, x=60, y=45)
mouse.key("ctrl+a")
fill("decide", {"leader": view.leader, "operator": view.operator}, leader="陈局", operator="张三")
mouse.picture(f"{keep}/round-decide.png")
clicks("decide", view.carry_out)
mouse.until(lambda: not view.table.get_children(), "nothing to wait")
mouse.key("Escape")

do("remind", "催 1 个部门（区教育局机关党委办公室）")
clicks("remind", window.line.copy)
assert "区教育局机关党委办公室" in window.root.clipboard_get(), window.root.clipboard_get()
do("status", "进展汇总.xlsx、督办通报（送审稿）.docx、未报名单.xlsx")
do("supervise", "各写一份督办单")
assert (works.root / "汇总" / works.round / "进展汇总.xlsx").is_file()
mouse.click(window.line.glance)
glance = mouse.until(lambda: window.line.glances and window.line.glances[-1], "the departments")
mouse.until(lambda: len(glance.departments.get_children()) == 16, "all of them")
mouse.picture(f"{keep}/round-glance.png")
mouse.key("Escape")
assert "已撤销：督办单" in do("undo", "收回最近一步：督办单（")

# The next round.
clicks("round", window.buttons["round"])
settings = mouse.until(lambda: len(window.settings) == 2 and window.settings[-1], "the next round")
mouse.until(lambda: settings.fields["round"].get() == "2027年第一季度", "the next round, there is " + settings.fields["round"].get())
assert (settings.fields["deadline"].get(), settings.fields["year"].get()) == ("2027-03-26", "2027")
mouse.picture(f"{keep}/round-next.png")
clicks("round", settings.done)
mouse.until(lambda: "设置改好了" in window.status["text"], "the next round to be kept")
do("split", "2027年第一季度：给 16 个部门")
assert book.read_bytes() == before
(Path(keep) / "round-clicks.json").write_text(json.dumps(counts), "utf-8")
window.helper.stop()
"""


def table(path: Path) -> None:
    """Write the table of another office, two tasks for each department."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet
    sheet.title = "督办表"
    sheet.append(["序号", "重点工作", "主要内容", "牵头单位", "完成时限"])
    for number, name in enumerate(NAMES):
        due = "2026年9月底前" if number in (13, 15) else "2027年12月底前"
        for part, what in ((1, "修订管理办法，报局务会审议"), (2, "开展专项检查，建立问题台账，逐项整改")):
            sheet.append([2 * number + part, f"第{number // 4 + 1}项工程", f"{name}{what}。", name, due])
    book.save(path)


def test_a_whole_round_by_the_window_alone(needs_screen: None, tmp_path: Path, keep: Path) -> None:
    table(tmp_path / "table.xlsx")
    (tmp_path / "names.json").write_text(json.dumps(NAMES), "utf-8")
    with open_screen(tmp_path / "home", "1280x720x24") as screen:
        run_script(CLICKS, tmp_path, keep, screen, seconds=5 * LONG)
    counts = json.loads((keep / "round-clicks.json").read_text("utf-8"))
    assert counts["merge"] == counts["status"] == counts["undo"] == 2, counts
    told = (ROOT / "docs/第一轮十步.md").read_text("utf-8").partition("## 一轮要点多少下")[2]
    assert f"| 合计 | {sum(counts.values())} |" in told, counts
