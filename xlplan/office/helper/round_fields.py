"""A round and its deadline, to be chosen or typed: the deadline is proposed as long as nobody typed another."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from tkinter import ttk

from xlplan.office.buttons.round_question import RoundAnswer, likely_deadline
from xlplan.office.helper import looks
from xlplan.plan.settings import read_day
from xlplan.schedule.rounds import read_round
from xlplan.terms.errors import XlplanError
from xlplan.terms.setting_items import SETTING_ITEMS


class RoundFields:
    """The two fields, and below them a line for what is wrong with them."""

    def __init__(self, frame: tk.Misc, rounds: Sequence[str], today: date, wide: int) -> None:
        self._today = today
        form = ttk.Frame(frame)
        form.pack(pady=(12, 0), anchor="w")
        self.round = ttk.Combobox(form, values=list(rounds), width=24)
        self.deadline = ttk.Entry(form, width=26)
        for row, (name, field) in enumerate((("round", self.round), ("deadline", self.deadline))):
            ttk.Label(form, text=SETTING_ITEMS[name][0]).grid(row=row, column=0, sticky="w", padx=(0, 10), pady=4)
            field.grid(row=row, column=1, sticky="w", pady=4)
        self._proposed = ""
        self.round.set(rounds[0])
        self._propose()
        for event in ("<<ComboboxSelected>>", "<FocusOut>"):
            self.round.bind(event, lambda _: self._propose())
        self.problem = ttk.Label(frame, foreground=looks.RED, wraplength=wide, justify="left")
        self.problem.pack(pady=(4, 0), anchor="w")

    def answer(self) -> RoundAnswer | None:
        """Return what the fields say; for what is no round or no day, say so below them and return None."""
        try:
            return RoundAnswer(read_round(self.round.get()).name, read_day(self.deadline.get()))
        except XlplanError as problem:
            self.problem["text"] = f"{problem.message}{problem.hint}"
            return None

    def _propose(self) -> None:
        """Propose a deadline for the round, unless another was typed."""
        if self.deadline.get() == self._proposed:
            with suppress(XlplanError):
                self._proposed = f"{likely_deadline(read_round(self.round.get()), self._today):%Y-%m-%d}"
            self.deadline.delete(0, "end")
            self.deadline.insert(0, self._proposed)
