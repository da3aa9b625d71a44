"""A small window in front of everything: what will happen, and 是 or 否."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Final

_WIDTH: Final = 420
"""Pixels of a line of the question."""


class QuestionDialog:
    """Asks, and hands the answer to `answered`. Return, Escape and closing the window mean 否: nothing happens by mistake."""

    def __init__(self, root: tk.Tk, title: str, question: str, answered: Callable[[bool], object]) -> None:
        self._answered = answered
        # No child of the helper's window, which may be closed to an icon.
        self.top = tk.Toplevel(root)
        self.top.title(title)
        self.top.attributes("-topmost", True)
        self.top.resizable(False, False)
        ttk.Label(self.top, text=question, wraplength=_WIDTH, justify="left").pack(padx=20, pady=(18, 12))
        row = ttk.Frame(self.top)
        row.pack(pady=(0, 16))
        self.yes = ttk.Button(row, text="是", command=lambda: self._end(True))
        self.no = ttk.Button(row, text="否", command=lambda: self._end(False), default="active")
        self.yes.pack(side="left", padx=8)
        self.no.pack(side="left", padx=8)
        for key in ("<Return>", "<Escape>"):
            self.top.bind(key, lambda _: self._end(False))
        self.top.protocol("WM_DELETE_WINDOW", lambda: self._end(False))
        self.top.lift()
        self.no.focus_force()

    def _end(self, yes: bool) -> None:
        self.top.destroy()
        self._answered(yes)
