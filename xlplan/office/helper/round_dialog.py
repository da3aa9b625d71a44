"""A small window in front of everything: what was understood of a table, and which round a button is for, by when it is reported."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Final

from xlplan.office.buttons.round_question import RoundAnswer, RoundQuestion
from xlplan.office.helper import looks
from xlplan.office.helper.round_fields import RoundFields

_WIDTH: Final = 520
"""Pixels of a line of the question, at 100 %."""


class RoundDialog:
    """Asks, and hands a sound answer to `answered`. Escape and closing the window mean 取消, Return nothing: nothing happens by mistake."""

    def __init__(
        self, root: tk.Tk, title: str, question: RoundQuestion, answered: Callable[[RoundAnswer], object]
    ) -> None:
        self._answered = answered
        # No child of the helper's window, which may be closed to an icon.
        self.top = tk.Toplevel(root)
        self.top.title(title)
        self.top.attributes("-topmost", True)
        self.top.resizable(False, False)
        scale = looks.scale_of(self.top)
        wide = round(_WIDTH * scale)
        frame = ttk.Frame(self.top, padding=20)
        frame.pack(fill="both", expand=True)
        ttk.Label(frame, text=question.said, wraplength=wide, justify="left").pack(anchor="w")
        self.fields = RoundFields(frame, question.rounds, question.today, wide)
        foot = ttk.Frame(frame)
        foot.pack(pady=(8, 0))
        self.go_on = ttk.Button(foot, text="好，接着办", command=self._end)
        self.cancel = ttk.Button(foot, text="取消", command=self.top.destroy)
        self.go_on.pack(side="left", padx=8)
        self.cancel.pack(side="left", padx=8)
        self.top.bind("<Escape>", lambda _: self.top.destroy())
        looks.place(self.top, scale)
        self.top.lift()
        self.fields.round.focus_force()

    def _end(self) -> None:
        answer = self.fields.answer()
        if answer:
            self.top.destroy()
            self._answered(answer)
