"""The last results in the helper's window: a line for each step, all that was said of the chosen one, and what it made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tkinter import ttk
from typing import TYPE_CHECKING, Final

from xlplan.office.helper import looks
from xlplan.office.helper.made_list import MadeList
from xlplan.office.helper.parts import add_words, replace_words
from xlplan.terms.buttons import caption

if TYPE_CHECKING:
    from xlplan.office.buttons.guard import Done


_MADE: Final = "点一下打开"
_ROWS: Final = 6
"""Lines that are asked for; the window may be lower."""


class ResultsView:
    """A table, its words and its links side by side. `scale` is the screen's, `told` takes what a click on a link did."""

    def __init__(self, parent: ttk.Frame, scale: float, told: Callable[[str], object]) -> None:
        def px(pixels: int) -> int:
            return round(pixels * scale)

        self._done: dict[str, Done] = {}
        self.frame = ttk.Frame(parent)
        self.frame.rowconfigure(0, weight=1)
        # The table takes more than the others: its columns would be cut.
        for column, share in enumerate((4, 3, 3)):
            self.frame.columnconfigure(column, weight=share, uniform="told")
        self.table = ttk.Treeview(self.frame, columns=("at", "step", "result"), show="headings", height=_ROWS)
        for name, text, width in (("at", "时间", 80), ("step", "步骤", 100), ("result", "最近结果", 200)):
            self.table.heading(name, text=text, anchor="w")
            self.table.column(name, width=px(width), stretch=name == "result", anchor="w")
        self.table.tag_configure("failed", foreground=looks.RED)
        self.table.grid(row=0, column=0, sticky="nsew")
        self.table.bind("<<TreeviewSelect>>", lambda _: self._show_selected())
        words = ttk.Frame(self.frame)
        self.made = MadeList(self.frame, _MADE, scale, _ROWS, told)
        for column, frame in enumerate((words, self.made.frame), 1):
            frame.grid(row=0, column=column, sticky="nsew", padx=(px(6), 0))
        self.words = add_words(words, _ROWS, px(6))

    def add(self, done: Done) -> None:
        """Put a step's end on top, and show it."""
        values = (f"{done.at:%H:%M:%S}", caption(done.verb), done.message.split("\n")[0])
        row = self.table.insert("", 0, values=values, tags=() if done.ok else ("failed",))
        self._done[row] = done
        self.table.selection_set(row)
        self.table.see(row)

    def say(self, text: str, made: Sequence[Path] = (), *, failed: bool = False) -> None:
        """Show words below the table, with links to what was made."""
        self.made.show(made)
        self.words.configure(foreground=looks.RED if failed else "black")
        replace_words(self.words, text)

    def _show_selected(self) -> None:
        for row in self.table.selection()[:1]:
            done = self._done[row]
            self.say(done.message, done.made, failed=not done.ok)
