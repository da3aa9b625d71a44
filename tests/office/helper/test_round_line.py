"""The line in the helper's window: up to date whatever arrives, folders asked once, the text to chase one click away."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.office import Office
from support.screen import open_screen
from support.window_script import run_script

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Xvfb is for Linux")
pytest.importorskip("tkinter", reason="缺少 Tk：请运行：sudo apt-get install python3-tk")

CLICKS = """
from xlplan.files.store.inboxes import chosen_inboxes

book, inbox = folder / "小表.xlsx", folder / "下载"
line = window.line
said = lambda text: mouse.until(lambda: text in line.line["text"], f"{text}, there is {line.line['text']}")
window.watching.start()
window.choose_file(book)
said("已收0/4，还缺：教育科、组宣科、一小、二小")
assert "自动收表没有打开" in line.line["text"]

mouse.click(line.folders)
dialog = mouse.until(lambda: next((each for each in window.root.winfo_children() + line.row.winfo_children()
                                   if each.winfo_class() == "Toplevel"), None), "the dialogue")
texts = [each["text"] for frame in dialog.winfo_children() for part in frame.winfo_children()
         for each in (part, *part.winfo_children()) if each.winfo_class() == "TCheckbutton"]
assert str(Path.home() / "Downloads") in texts, texts
boxes = [each for frame in dialog.winfo_children() for part in frame.winfo_children()
         for each in part.winfo_children() if each.winfo_class() == "TCheckbutton"]
mouse.click(next(each for each in boxes if each["text"] == str(Path.home() / "Downloads")))
mouse.picture(f"{keep}/helper-folders.png")
mouse.key("Return")
mouse.until(lambda: chosen_inboxes(book) == [Path.home() / "Downloads"], "the choice to be kept")

shutil.copy(folder / "教育科.xlsx", Path.home() / "Downloads" / "乱起的名字(3).xlsx")
said("已收1/4（其中1个部门的还没有合并），还缺：组宣科、一小、二小")
assert "自动收表没有打开" not in line.line["text"]
assert "已收1/4" in window.root.title()
mouse.picture(f"{keep}/helper-line.png")
# What is open already comes to front, and no second one beside it.
for button, kept in ((line.glance, line.glances), (line.waiting, line.decisions), (window.set, window.settings)):
    for _ in range(2):
        mouse.click(button)
        mouse.until(lambda: len(kept) == 1 and kept[0].top.winfo_viewable(), "the window")
        mouse.live(0.5)
        assert len(kept) == 1
        window.root.lift()
    kept[0].top.destroy()
    mouse.until(lambda: not kept, "none is left")
mouse.click(line.copy)
assert "未报（3 个）：组宣科、一小、二小。" in window.root.clipboard_get(), window.root.clipboard_get()
"""


def test_what_arrives_shows_in_the_line_and_the_text_to_chase_is_copied(
    needs_screen: None, tmp_path: Path, keep: Path
) -> None:
    works = Office.small(tmp_path, settings={"round": Office(tmp_path).round})
    works.do("split")
    works.answer("教育科").rename(tmp_path / "教育科.xlsx")
    with open_screen(tmp_path / "home", "1280x900x24") as screen:
        (tmp_path / "home/Downloads").mkdir(parents=True)
        run_script(CLICKS, tmp_path, keep, screen)
