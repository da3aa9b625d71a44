"""The small window that asks before something happens, on a screen of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support.screen import open_screen

ASKS = """
import sys, tkinter as tk
from xlplan.office.helper.question_dialog import QuestionDialog

root = tk.Tk(screenName=sys.argv[1])
root.withdraw()
answers = []
for act in (
    lambda asked: asked.yes.invoke(), lambda asked: asked.no.invoke(), lambda asked: asked.top.event_generate("<Return>"),
    lambda asked: asked.top.event_generate("<Escape>"),
):
    asked = QuestionDialog(root, "开新一期", "要换到2023年第三季度，现在换吗？", answers.append)
    for _ in range(20):
        root.update()
    assert asked.top.winfo_viewable()
    asked.top.focus_force()
    root.update()
    act(asked)
    root.update()
print(answers)
"""


def test_only_yes_means_yes(tmp_path: Path) -> None:
    with open_screen(tmp_path / "home") as display:
        command = [sys.executable, "-c", ASKS, display.environment["DISPLAY"]]
        done = subprocess.run(
            command, env=display.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
    assert done.stdout.strip() == "[True, False, False, False]", done.stderr
