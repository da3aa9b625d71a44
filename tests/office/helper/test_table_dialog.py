"""The small window at the first press on a workbook that has only a table, on a screen of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support.screen import open_screen

ASKS = """
import sys, tkinter as tk
from datetime import date
from xlplan.office.buttons.table_question import TableQuestion, TableReading
from xlplan.office.helper.table_dialog import TableDialog
from xlplan.plan.importing.preview import ShownColumn
from xlplan.terms.fields import Field

root = tk.Tk(screenName=sys.argv[1])
root.withdraw()
answers = []
COLUMNS = [ShownColumn("措施", Field.CONTENT, ("甲",)), ShownColumn("目标", None, ("乙",)), ShownColumn("单位", Field.LEAD, ("丙",))]

def ask(**more):
    rounds = ["2023年第二季度", "2023年6月"]
    question = TableQuestion("读的是25项任务。", COLUMNS, ["教育科", "张三"], rounds, date(2023, 5, 8), **more)
    asked = TableDialog(root, "拆分下发", question, answers.append)
    for _ in range(20):
        root.update()
    asked.top.focus_force()
    root.update()
    bottom = asked.go_on.winfo_rooty() + asked.go_on.winfo_height()
    assert 0 < bottom <= 720, bottom
    return asked

asked = ask()
asked.top.event_generate("<Return>")
root.update()
assert answers == []
asked.columns.boxes[0].set("（原样保留）")
asked.columns.boxes[1].set("主要内容")
asked.departments["张三"].set(False)
asked.again.invoke()
(reading,) = [each.reading for each in answers]
assert answers.pop().round is None and not asked.top.winfo_exists()
assert reading == TableReading({Field.CONTENT: ["目标"]}, ("措施",), ("张三",)), reading

asked = ask(reading=reading, hindrance="工作簿的结构受保护")
assert not asked.departments["张三"].get() and asked.choices[1].instate(["disabled"])
asked.fields.deadline.delete(0, "end")
asked.go_on.invoke()
assert answers == [] and "不是一个日期" in asked.fields.problem["text"]
asked.cancel.invoke()
asked = ask(problem="没有找到分工表")
assert asked.go_on.instate(["disabled"])
asked.top.event_generate("<Escape>")
root.update()
assert not asked.top.winfo_exists()
asked = ask()
asked.choices[1].invoke()
asked.go_on.invoke()
print(*answers)
"""


def test_only_a_sound_answer_is_handed_on(tmp_path: Path) -> None:
    with open_screen(tmp_path / "home", "1280x720x24") as display:
        command = [sys.executable, "-c", ASKS, display.environment["DISPLAY"]]
        done = subprocess.run(
            command, env=display.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
    assert done.stdout.strip() == (
        "TableAnswer(reading=TableReading(columns={}, kept=(), no_departments=()), "
        "round=RoundAnswer(round='2023年第二季度', deadline=datetime.date(2023, 6, 25)), add=True)"
    ), done.stderr
