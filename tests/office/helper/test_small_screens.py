"""The helper's further windows stand wholly on a screen at 100 to 200 %, with long Chinese names: nothing is cut, nothing lies outside."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.office import ROUND, Filled, Office
from support.screen import open_screen
from support.window_script import run_script

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Xvfb is for Linux")
pytest.importorskip("tkinter", reason="缺少 Tk：请运行：sudo apt-get install python3-tk")

LONG_NAME = "青少年校外教育活动指导中心（少年宫）"
CONTENT = "修订全区中小学教师发展和信息技术教育服务的管理办法，报局务会审议，印发各校执行并组织专题培训。" * 3

LOOKS = """
from xlplan.office.helper import looks
from xlplan.office.helper.decisions_window import DecisionsWindow
from xlplan.office.helper.entry_window import EntryWindow
from xlplan.office.helper.glance_window import GlanceWindow
from xlplan.office.helper.question_dialog import QuestionDialog
from xlplan.office.helper.settings_dialog import SettingsDialog
from xlplan.telling.entering import WHAT_TO_DO

scale = float((folder / "scale.txt").read_text("utf-8"))
looks.scale_of = lambda root: scale
looks.set_up_looks(window.root, scale)
window.watching.start()
book = folder / "小表.xlsx"
name = (folder / "name.txt").read_text("utf-8")
window.root.iconify()


def all_in(what):
    for child in what.winfo_children():
        yield child
        yield from all_in(child)


def stands(top, what):
    mouse.until(top.winfo_viewable, what)
    mouse.live(0.6)
    mouse.picture(f"{keep}/small-{scale:.0%}-{what}.png")
    shown = [each for each in all_in(top) if each.winfo_viewable()]
    hidden = [str(each) for each in all_in(top) if not each.winfo_viewable() and each.winfo_class() in ("TButton", "TEntry", "TCombobox", "TLabel")]
    outside = [
        (str(each), each.winfo_rootx(), each.winfo_rooty()) for each in shown
        if each.winfo_rootx() < 0 or each.winfo_rootx() + each.winfo_width() > top.winfo_screenwidth()
        or each.winfo_rooty() + each.winfo_height() > top.winfo_screenheight()]
    cut = [each["text"] for each in shown if each.winfo_class() in ("TButton", "TCheckbutton") and (
        each.winfo_width() < each.winfo_reqwidth() or each.winfo_height() < each.winfo_reqheight())]
    low = [str(each) for each in shown if each.winfo_class() == "Treeview" and each.winfo_height() < 90 * scale]
    assert not (hidden or outside or cut or low), (what, hidden, outside, cut, low)


entry = EntryWindow(window.root, book, "代录", name)
mouse.until(lambda: entry.table.get_children(), "its tasks")
for kind in WHAT_TO_DO:
    entry.kind.set(str(kind))
    entry.show_form()
    stands(entry.top, f"entry-{kind}")
entry.top.destroy()
settings = SettingsDialog(window.root, book, lambda said: None, next_one=True)
mouse.until(lambda: not settings.done.instate(["disabled"]), "what is set")
stands(settings.top, "settings")
settings.top.destroy()
glance = GlanceWindow(window.root, book, lambda: None)
mouse.until(lambda: glance.departments.get_children(), "the departments")
stands(glance.top, "glance")
glance.top.destroy()
decisions = DecisionsWindow(window.root, book)
mouse.until(lambda: decisions.table.get_children(), "what waits")
decisions.table.selection_set(decisions.table.get_children()[0])
stands(decisions.top, "decisions")
decisions.top.destroy()
question = QuestionDialog(window.root, "拆分下发", f"2023年第二季度：给 16 个部门（{name}、{name}等16个）各写一份任务表。\\n" * 4, lambda yes: None)
stands(question.top, "question")
question.top.destroy()
"""


@pytest.mark.parametrize(("size", "scale"), [("1366x768", 1.0), ("1280x720", 1.5), ("1920x1080", 2.0)])
def test_the_windows_stand_on_a_screen(needs_screen: None, tmp_path: Path, keep: Path, size: str, scale: float) -> None:
    (tmp_path / "scale.txt").write_text(str(scale), "utf-8")
    rows = [(f"1.{each}", "甲工程", CONTENT, LONG_NAME, "", "2023年12月底前") for each in range(1, 9)]
    works = Office.small(tmp_path, rows=rows, offices=[(LONG_NAME, "科室", "")], settings={"round": ROUND})
    works.do("split")

    def finish(filled: Filled) -> None:
        filled.cell("1.1", "state").value = "已完成"
        filled.cell("1.1", "percent").value = 1

    works.answer(LONG_NAME, edit=finish)
    works.do("merge")
    (tmp_path / "name.txt").write_text(LONG_NAME, "utf-8")
    with open_screen(tmp_path / "home", f"{size}x24", dpi=round(96 * scale)) as screen:
        run_script(LOOKS, tmp_path, keep, screen)
