"""The places to fill in for one kind of the office's own rows, in a frame that is made anew for each kind."""

from __future__ import annotations

import re
import tkinter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from tkinter import ttk
from typing import Final

from xlplan.decisions.written import AGREED, SAID_OF
from xlplan.telling.entering import RECEIVED
from xlplan.terms.choices import SOURCES, QuestionKind, State
from xlplan.terms.fields import Field
from xlplan.terms.headings import ITEM_WORDS, PENDING_HEADINGS
from xlplan.terms.text import fold

MILESTONE: Final = "milestone"
OPERATOR: Final = "operator"
_WHOLE_PERCENT: Final = re.compile(r"[1-9]\d|100")
_BY_ITEM: Final[Mapping[object, Field]] = {
    **{ITEM_WORDS[name]: name for name in SAID_OF[QuestionKind.ENTERED]}, ITEM_WORDS[Field.SUMMARY]: Field.PROGRESS,
}  # fmt: skip
_LONG: Final = (Field.PROGRESS, Field.PROBLEMS, Field.NEXT, Field.EVIDENCE)
_LABELS: Final[Mapping[str, str]] = {
    **{str(name): text for name, text in ITEM_WORDS.items()},
    **PENDING_HEADINGS,
    MILESTONE: QuestionKind.MILESTONE,
    OPERATOR: "经办人",
}
_ACROSS: Final = 8
"""Columns of the grid: short places take two, with their labels, long ones half of it or all."""


def _places(kind: str) -> Sequence[str]:
    """Return the places of a kind, in the order of writing."""
    if kind == RECEIVED:
        return ("date", OPERATOR)
    own = tuple(SAID_OF.get(QuestionKind(kind), ()))
    short = tuple(name for name in own if name not in _LONG)
    long = tuple(name for name in own if name in _LONG)
    agreed = (MILESTONE,) if kind == QuestionKind.MILESTONE else ()
    leader = ("leader",) if kind in AGREED or kind == QuestionKind.VERIFIED else ()
    source = () if kind in AGREED else ("source",)
    return (*short, *long, *agreed, *source, *leader, "date", OPERATOR)


class EntryForm:
    """The form. What was written in one kind still stands when another is chosen: many a word is the same."""

    def __init__(self, parent: ttk.Frame, scale: float) -> None:
        self._scale = scale
        self.frame = ttk.Frame(parent)
        for column in range(1, _ACROSS, 2):
            self.frame.columnconfigure(column, weight=1)
        self._said: dict[str, tkinter.StringVar] = {}
        self.widgets: dict[str, ttk.Entry] = {}
        self.value("date").set(date.today().isoformat())
        self.value("source").set(SOURCES[0])

    def value(self, name: str) -> tkinter.StringVar:
        """Return what is written in a place."""
        return self._said.setdefault(name, tkinter.StringVar(self.frame))

    def text(self, name: str) -> str:
        """Return what is written in a place that this kind has; else nothing."""
        return self.value(name).get().strip() if name in self.widgets else ""

    def said(self) -> Mapping[Field, str]:
        """Return what is written of a department's sheet; a whole number as a share is a percent, as in its cell."""
        said = {name: self.text(name) for name in Field if name in self.widgets and self.text(name)}
        if _WHOLE_PERCENT.fullmatch(fold(said.get(Field.PERCENT, ""))):
            said[Field.PERCENT] += "%"
        return said

    def clear(self, items: Iterable[object]) -> None:
        """Empty the places of these 项目, which were written down: the next tasks have their own."""
        for item in items:
            if item in _BY_ITEM:
                self.value(_BY_ITEM[item]).set("")

    def show(self, kind: str, milestones: Sequence[str] = ()) -> None:
        """Show the places of a kind."""
        for each in self.frame.winfo_children():
            each.destroy()
        self.widgets = {}
        gap, row, column = round(4 * self._scale), 0, 0
        for name in _places(kind):
            wide = 3 if name in _LONG else 1
            if column + 1 + wide > _ACROSS:
                row, column = row + 1, 0
            options: Sequence[str] = {
                Field.STATE: tuple(map(str, State)), "source": SOURCES, MILESTONE: tuple(milestones),
            }.get(name, ())  # fmt: skip
            made = (
                ttk.Combobox(self.frame, values=list(options), textvariable=self.value(name), width=10)
                if options
                else ttk.Entry(self.frame, textvariable=self.value(name), width=11)
            )
            if name == Field.STATE or name == MILESTONE:
                made.configure(state="readonly")
            ttk.Label(self.frame, text=_LABELS[name]).grid(row=row, column=column, sticky="w", padx=(0, gap), pady=gap)
            made.grid(row=row, column=column + 1, columnspan=wide, sticky="ew", padx=(0, 3 * gap), pady=gap)
            self.widgets[name] = made
            column += 1 + wide
