"""A small window in front of everything: what was understood of a table, and which round a button is for, by when it is reported."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from contextlib import suppress
from tkinter import ttk
from typing import Final

from xlplan.office.buttons.round_question import RoundAnswer, RoundQuestion, likely_deadline
from xlplan.office.helper import looks
from xlplan.plan.settings import read_day
from xlplan.schedule.rounds import read_round
from xlplan.terms.errors import XlplanError
from xlplan.terms.setting_items import SETTING_ITEMS

_WIDTH: Final = 520
"""Pixels of a line of the question, at 100 %."""


class RoundDialog:
    """Asks, and hands a sound answer to `answered`. Escape and closing the window mean 取消, Return nothing: nothing happens by mistake."""

    def __init__(
        self, root: tk.Tk, title: str, question: RoundQuestion, answered: Callable[[RoundAnswer], object]
    ) -> None:
        self._question, self._answered = question, answered
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
        form = ttk.Frame(frame)
        form.pack(pady=(12, 0), anchor="w")
        self.round = ttk.Combobox(form, values=list(question.rounds), width=24)
        self.deadline = ttk.Entry(form, width=26)
        for row, (name, field) in enumerate((("round", self.round), ("deadline", self.deadline))):
            ttk.Label(form, text=SETTING_ITEMS[name][0]).grid(row=row, column=0, sticky="w", padx=(0, 10), pady=4)
            field.grid(row=row, column=1, sticky="w", pady=4)
        self._proposed = ""
        self.round.set(question.rounds[0])
        self._propose()
        for event in ("<<ComboboxSelected>>", "<FocusOut>"):
            self.round.bind(event, lambda _: self._propose())
        self.problem = ttk.Label(frame, foreground=looks.RED, wraplength=wide, justify="left")
        self.problem.pack(pady=(4, 0), anchor="w")
        foot = ttk.Frame(frame)
        foot.pack(pady=(8, 0))
        self.go_on = ttk.Button(foot, text="好，接着办", command=self._end)
        self.cancel = ttk.Button(foot, text="取消", command=self.top.destroy)
        self.go_on.pack(side="left", padx=8)
        self.cancel.pack(side="left", padx=8)
        self.top.bind("<Escape>", lambda _: self.top.destroy())
        looks.place(self.top, scale)
        self.top.lift()
        self.round.focus_force()

    def _propose(self) -> None:
        """Propose a deadline for the round, unless another was typed."""
        if self.deadline.get() == self._proposed:
            with suppress(XlplanError):
                self._proposed = f"{likely_deadline(read_round(self.round.get()), self._question.today):%Y-%m-%d}"
            self.deadline.delete(0, "end")
            self.deadline.insert(0, self._proposed)

    def _end(self) -> None:
        try:
            answer = RoundAnswer(read_round(self.round.get()).name, read_day(self.deadline.get()))
        except XlplanError as problem:
            self.problem["text"] = f"{problem.message}{problem.hint}"
            return
        self.top.destroy()
        self._answered(answer)
