"""The small window that asks for the round and its deadline, on a screen of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support.screen import open_screen

ASKS = """
import sys, tkinter as tk
from datetime import date
from xlplan.office.buttons.round_question import RoundQuestion
from xlplan.office.helper.round_dialog import RoundDialog

root = tk.Tk(screenName=sys.argv[1])
root.withdraw()
answers = []

def ask():
    question = RoundQuestion("读的是25项任务。", ["2023年第二季度", "2023年6月"], date(2023, 5, 8))
    asked = RoundDialog(root, "拆分下发", question, answers.append)
    for _ in range(20):
        root.update()
    assert asked.top.winfo_viewable()
    asked.top.focus_force()
    root.update()
    return asked

def fill(field, text):
    field.delete(0, "end")
    field.insert(0, text)

asked = ask()
assert (asked.fields.round.get(), asked.fields.deadline.get()) == ("2023年第二季度", "2023-06-25")
asked.top.event_generate("<Return>")
root.update()
assert answers == []
fill(asked.fields.round, "2023Q1")
asked.fields.round.event_generate("<FocusOut>")
root.update()
# The quarter has passed: a week from the day of the question.
assert asked.fields.deadline.get() == "2023-05-15"
fill(asked.fields.deadline, "下个月")
asked.go_on.invoke()
assert answers == [] and "不是一个日期" in asked.fields.problem["text"]
fill(asked.fields.round, "2023年13月")
asked.go_on.invoke()
assert answers == [] and "13" in asked.fields.problem["text"]
fill(asked.fields.round, "2023-6")
fill(asked.fields.deadline, "2023.6.20")
asked.fields.round.event_generate("<FocusOut>")
root.update()
asked.go_on.invoke()
for end in (lambda asked: asked.top.event_generate("<Escape>"), lambda asked: asked.cancel.invoke()):
    asked = ask()
    end(asked)
    root.update()
    assert not asked.top.winfo_exists()
print(*answers)
"""


def test_only_a_sound_answer_is_handed_on(tmp_path: Path) -> None:
    with open_screen(tmp_path / "home") as display:
        command = [sys.executable, "-c", ASKS, display.environment["DISPLAY"]]
        done = subprocess.run(
            command, env=display.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
    assert done.stdout.strip() == "RoundAnswer(round='2023年6月', deadline=datetime.date(2023, 6, 20))", done.stderr
