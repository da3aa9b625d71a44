"""A small window in front of everything: what will happen, and 是 or 否."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import font, ttk
from typing import Final

from xlplan.office.helper import looks
from xlplan.office.helper.parts import in_lines

_WIDTH: Final = 480
"""Pixels of a line of the question, at 100 %."""


class QuestionDialog:
    """Asks, and hands the answer to `answered`. Return, Escape and closing the window mean 否: nothing happens by mistake."""

    def __init__(self, root: tk.Tk, title: str, question: str, answered: Callable[[bool], object]) -> None:
        self._answered = answered
        # No child of the helper's window, which may be closed to an icon.
        self.top = tk.Toplevel(root)
        self.top.title(title)
        self.top.attributes("-topmost", True)
        self.top.resizable(False, False)
        scale = looks.scale_of(self.top)
        wide = round(_WIDTH * scale)
        frame = ttk.Frame(self.top, padding=(20, 18, 20, 16))
        frame.pack(fill="both", expand=True)
        # Tk breaks lines at spaces alone where there are any: between Chinese words they would leave half a line empty.
        measure = font.nametofont("TkDefaultFont", root=self.top).measure
        shown = in_lines(question.replace(" ", "\u00a0"), wide, measure)
        ttk.Label(frame, text=shown, wraplength=wide, justify="left").pack(anchor="w", pady=(0, 12))
        row = ttk.Frame(frame)
        row.pack()
        self.yes = ttk.Button(row, text="是(Y)", command=lambda: self._end(True))
        self.no = ttk.Button(row, text="否(N)", command=lambda: self._end(False), default="active")
        self.yes.pack(side="left", padx=8)
        self.no.pack(side="left", padx=8)
        for key in ("<Return>", "<Escape>", "<n>", "<N>"):
            self.top.bind(key, lambda _: self._end(False))
        for key in ("<y>", "<Y>"):
            self.top.bind(key, lambda _: self._end(True))
        self.top.protocol("WM_DELETE_WINDOW", lambda: self._end(False))
        looks.place(self.top, scale)
        self.top.lift()
        self.no.focus_force()

    def _end(self, yes: bool) -> None:
        self.top.destroy()
        self._answered(yes)
