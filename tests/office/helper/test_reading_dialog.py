"""The dialogue that shows how another office's table is read, on a screen of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from support.screen import open_screen

LOOKS = """
import sys, time
from pathlib import Path
from xlplan.office.helper.serving import Helper
from xlplan.office.helper.window import HelperWindow
from xlplan.office.hosts import open_books as hosts

folder = Path(sys.argv[1])
hosts.list_opened = list
helper = Helper([folder / "requests"])
helper.start()
window = HelperWindow(helper, screen=sys.argv[2])
dialog = window.begin_with(folder / "原表.xlsx", folder / "新.xlsm")


def settle():
    for _ in range(20):
        window.root.update()
        time.sleep(0.02)


def text():
    return dialog.reading.get("1.0", "end")


settle()
# Nothing says what is to be done and by whom: the columns are shown all the same.
assert "没有找到分工表" in text() and dialog.make.instate(["disabled"]), text()
assert [box.get() for box in dialog.columns] == ["编号", "（原样保留）", "（原样保留）", "活动频率或完成时限"]
assert dialog._read[1].texts == ("修订办法。", "开展培训。")
dialog.columns[1].set("主要内容")
dialog.columns[2].set("执行部门")
dialog.again.invoke()
settle()
assert not dialog.make.instate(["disabled"]), text()
assert "部门（2 个）：教育科、组宣科" in text() and list(dialog.doubtful) == ["张三丰"], text()
assert not (folder / "新.xlsm").exists()
dialog.doubtful["张三丰"].set(True)
dialog.make.invoke()
settle()
assert (folder / "新.xlsm").exists() and not dialog.top.winfo_exists()
assert "3 个部门" in window.results.words.get("1.0", "end") and "新.xlsm" in window.book.list.get()
# The next table of this office is read so at once.
dialog = window.begin_with(folder / "原表.xlsx", folder / "二.xlsm")
settle()
assert [box.get() for box in dialog.columns][1:3] == ["主要内容", "执行部门"] and not dialog.doubtful
dialog.cancel.invoke()
settle()
assert not (folder / "二.xlsm").exists()
helper.stop()
print("as it should")
"""


def test_the_reading_is_corrected_and_confirmed(needs_screen: None, tmp_path: Path) -> None:
    pytest.importorskip("tkinter", reason="缺少 Tk：请运行：sudo apt-get install python3-tk")
    book = openpyxl.Workbook()
    for row in (
        ("序号", "抓手", "经办方", "完成时限"),
        (1, "修订办法。", "教育科", "2024年6月底前"),
        (2, "开展培训。", "组宣科、张三丰", "2024年12月底前"),
    ):
        book.active.append(row)
    book.save(tmp_path / "原表.xlsx")
    with open_screen(tmp_path / "home") as display:
        command = [sys.executable, "-c", LOOKS, str(tmp_path), display.environment["DISPLAY"]]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False, env=os.environ
        )
    assert done.stdout == "as it should\n", done.stdout + done.stderr
