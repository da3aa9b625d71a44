"""What a step made, in the helper's window: opened, and its texts copied, by real clicks and keys; what has gone is not listed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.office import ROUND, Office
from support.screen import open_screen
from support.window_script import run_script

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Xvfb is for Linux")
pytest.importorskip("tkinter", reason="缺少 Tk：请运行：sudo apt-get install python3-tk")

CLICKS = """
import os

opened = []
open_books.open_path = opened.append
window.helper.start()
window.watching.start()
window.choose_file(folder / "小表.xlsx")
made = window.results.made


def do(verb):
    before = len(window.results.table.get_children())
    earlier = window.asked
    mouse.click(window.buttons[verb])
    asked = mouse.until(lambda: window.asked is not earlier and window.asked, f"{verb} to ask")
    mouse.until(asked.yes.winfo_viewable, "the question")
    assert not made.paths, made.paths
    mouse.click(asked.yes)
    mouse.until(lambda: len(window.results.table.get_children()) > before, f"{verb} to end")
    mouse.live(0.3)


def at(name):
    made.table.see(row := next(row for row, path in made._paths.items() if path.name.startswith(name)))
    mouse.live(0.1)
    x, y, wide, high = made.table.bbox(row, "name")
    copy = made.table.bbox(row, "copy")
    return {"x": x + wide // 2, "y": y + high // 2}, {"x": copy[0] + copy[2] // 2, "y": y + high // 2}


do("split")
mouse.picture(f"{keep}/helper-made.png")
assert all(path.exists() for path in made.paths), made.paths
names = [path.name for path in made.paths]
assert names[0] == "2023年第二季度" and {"群通知.txt", "教育科-通知.txt", "下发清单.xlsx"} <= set(names), names
opened.clear()


def mouse_at(what, x, y):
    made.table.event_generate(f"<{what}-1>", x=x, y=y)


# A click is down and up on one line: neither without the other, nor from another line, nor from the heading's edge.
one, other = at("2023年第二季度")[0], at("下发清单")[0]
mouse_at("ButtonRelease", **one)
mouse_at("ButtonPress", **other)
mouse_at("ButtonRelease", **one)
mouse_at("ButtonPress", made.table.column("name", "width"), 8)
mouse_at("ButtonRelease", **one)
assert not opened, opened
for _ in range(2):
    mouse_at("ButtonPress", **one)
    mouse_at("ButtonRelease", **one)
assert len(opened) == 1, opened
mouse.live(1.1)
mouse_at("ButtonPress", **one)
mouse_at("ButtonRelease", **one)
assert len(opened) == 2, opened
opened.clear()
mouse.click(made.table, **at("教育科-2023")[0])
assert [path.suffix for path in opened] == [".xlsx"] and "下发" in str(opened[0]), opened
mouse.click(made.table, **at("群通知")[1])
assert len(opened) == 1 and "群通知" in window.status["text"], window.status["text"]
text = window.root.clipboard_get()
assert "2023年第二季度" in text and "\\ufeff" not in text and "\\r" not in text, text
mouse.key("Down", "Up", "Return")
assert [path.name for path in opened[1:]] == ["群通知.txt"], opened
window.root.clipboard_clear()
window.root.clipboard_append("x")
mouse.key("ctrl+c")
assert window.root.clipboard_get() == text

# Taken back: nothing of it is left to be opened, in the step's own line neither.
do("undo")
split = window.results.table.get_children()[1]
window.results.table.selection_set(split)
mouse.live(0.3)
assert all(path.exists() for path in made.paths), made.paths
assert not [path for path in made.paths if path.suffix == ".txt"], made.paths
mouse.picture(f"{keep}/helper-made-undone.png")
gone = folder / "gone.txt"
made.open(gone)
assert "已经不在那里" in window.status["text"]
gone.write_text("x")
made.show([gone])
gone.unlink()
made.copy(gone)
assert "读不出来" in window.status["text"]

# A click runs nothing, whoever asks for it.
opened.clear()
(folder / "教育科.txt").write_text("x")
(folder / "link.txt").symlink_to(folder / "教育科.txt")
for name in ("a.bat", "b.desktop", "c.lnk", "link.txt"):
    (folder / name).touch()
    made.open(folder / name)
    assert not opened and "不从这里打开" in window.status["text"], (name, window.status["text"])
strange = folder / os.fsdecode("甲科.bat".encode("gbk"))
strange.touch()
made.open(strange)
assert "“甲科.bat”" in window.status["text"], window.status["text"]
made.open(folder / "教育科.txt")
made.open(folder)
assert opened == [folder / "教育科.txt", folder], opened

# Of very many the rest lies in the folder.
many = folder / "many"
many.mkdir()
files = [many / f"{number}.xlsx" for number in range(1000)]
for each in files:
    each.touch()
assert made.show([many, *files[:49]]) == 50
assert made.show([many, *files, many / "gone.xlsx"]) == 51
assert made.paths == [many, *files[:49], many], made.paths[-3:]
assert made._names[made.table.get_children()[-1]] == "其余951份在文件夹里"
made.show(files)
assert made.paths[-1] == many
window.helper.stop()
"""


def test_what_a_step_made_is_opened_and_copied(needs_screen: None, tmp_path: Path, keep: Path) -> None:
    Office.small(tmp_path, settings={"round": ROUND, "deadline": "2023-06-20"})
    with open_screen(tmp_path / "home", "1366x768x24") as screen:
        run_script(CLICKS, tmp_path, keep, screen)
