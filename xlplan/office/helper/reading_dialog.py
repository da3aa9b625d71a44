"""How another office's table is read, shown before a workbook is made of it: the office looks, corrects and confirms once."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tkinter import messagebox, ttk
from typing import Final

from xlplan.actions.new import Creation, new, shown_columns
from xlplan.office.helper import looks
from xlplan.office.helper.column_strip import WIDTH, ColumnStrip, renamed
from xlplan.office.helper.parts import replace_words
from xlplan.plan.importing.by_hand import ReadingChoice, read_choice
from xlplan.plan.importing.preview import ShownColumn
from xlplan.telling.workbook import tell_creation
from xlplan.terms.errors import XlplanError
from xlplan.terms.headings import PLAN_HEADINGS

_TITLE: Final = "用现成的表新建"
_MOST_NAMES: Final = 12


class ReadingDialog:
    """The dialogue: a choice above each column with its first rows, the reading in words, and the doubtful names."""

    def __init__(self, parent: tkinter.Misc, source: Path, book: Path, made: Callable[[Creation], None]) -> None:
        self._source, self._book, self._made = source, book, made
        self._choice = ReadingChoice()
        self._read: list[ShownColumn] = []
        self.doubtful: dict[str, tkinter.BooleanVar] = {}
        self.first_leads = tkinter.BooleanVar(parent)
        self.top = tkinter.Toplevel(parent)
        self.top.title(_TITLE)
        self.top.transient(parent.winfo_toplevel())
        frame = ttk.Frame(self.top, padding=12)
        frame.pack(fill="both", expand=True)
        says = f"“{source.name}”会这样读。请看一遍，列不对的在上面改，再点“新建”；还没有写任何文件。"
        ttk.Label(frame, text=says).pack(anchor="w")
        # Before all that may shrink: on a low screen it stays in sight.
        foot = ttk.Frame(frame)
        foot.pack(side="bottom", fill="x", pady=(8, 0))
        self.again = ttk.Button(foot, text="按改过的再读一遍", command=self.read_again)
        self.make = ttk.Button(foot, text="新建", command=self.confirm)
        self.cancel = ttk.Button(foot, text="取消", command=self.top.destroy)
        for button in (self.cancel, self.make, self.again):
            button.pack(side="right", padx=(8, 0))
        self._strip = ColumnStrip(frame, 170)
        self._names = ttk.Frame(frame)
        self._names.pack(fill="x")
        below = ttk.Frame(frame)
        below.pack(fill="both", expand=True)
        self.reading = tkinter.Text(below, width=100, height=16, wrap="char", state="disabled", font="TkTextFont")
        scroll = ttk.Scrollbar(below, command=self.reading.yview)
        self.reading.configure(yscrollcommand=scroll.set)
        scroll.pack(side="right", fill="y")
        self.reading.pack(side="left", fill="both", expand=True)
        self.show()
        looks.place(self.top, looks.scale_of(self.top))

    def show(self) -> None:
        """Read with the present choice, and show it."""
        error = ""
        result: Creation | None = None
        try:
            self._read = shown_columns(self._source, self._choice)
            result = new(self._book, self._source, datetime.now(), self._choice, dry_run=True)
        except XlplanError as problem:
            error = f"{problem.message}\n{problem.hint}"
        self._strip.show(self._read)
        self._show_names(result.doubtful if result else (), result.first_leads if result else "")
        replace_words(self.reading, tell_creation(result).text if result else error)
        self.make.state(["!disabled" if result else "disabled"])

    def read_again(self) -> None:
        """Read as the choices above the columns say."""
        if choice := self._chosen():
            self._choice = choice
            self.show()

    def confirm(self) -> None:
        """Make the workbook as it is shown, with what was changed since."""
        choice = self._chosen()
        if choice is None:
            return
        try:
            result = new(self._book, self._source, datetime.now(), choice)
        except XlplanError as problem:
            messagebox.showerror(_TITLE, f"{problem.message}\n{problem.hint}", parent=self.top)
            return
        self.top.destroy()
        self._made(result)

    def _chosen(self) -> ReadingChoice | None:
        """Return the choice that the dialogue shows; None if it says something twice, which is told."""
        named = renamed(self._choice.columns, self._strip.changed())
        try:
            pairs = [f"{PLAN_HEADINGS[name]}={each}" for name, headings in named.items() for each in headings]
            choice = read_choice(self._choice.sheet, pairs)
        except XlplanError as problem:
            messagebox.showwarning(_TITLE, f"{problem.message}\n{problem.hint}", parent=self.top)
            return None
        sure = [name for name, value in self.doubtful.items() if value.get()]
        departments = tuple(dict.fromkeys((*self._choice.departments, *sure)))
        return replace(choice, departments=departments, first_leads=self.first_leads.get())

    @property
    def columns(self) -> list[ttk.Combobox]:
        """The choices above the columns, from left to right."""
        return self._strip.boxes

    def _show_names(self, names: Sequence[str], rule: str) -> None:
        for child in self._names.winfo_children():
            child.destroy()
        self.doubtful = {name: tkinter.BooleanVar(self.top) for name in names[:_MOST_NAMES]}
        if names:
            ttk.Label(self._names, text="看不准的名称，是部门的打勾：").pack(side="left")
        for name, value in self.doubtful.items():
            ttk.Checkbutton(self._names, text=name[:WIDTH], variable=value).pack(side="left")
        if rule:
            says = f"表里写着“{rule[: 2 * WIDTH]}”，照它分牵头和配合"
            ttk.Checkbutton(self._names, text=says, variable=self.first_leads).pack(side="bottom", anchor="w")
