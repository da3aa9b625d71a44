"""What several of the helper's windows are made of: tables, and places for words."""

from __future__ import annotations

import tkinter
from collections.abc import Sequence
from tkinter import ttk
from typing import Literal


def add_table(
    frame: ttk.Frame, headings: Sequence[str], widths: Sequence[int], rows: int, *, stretched: int,
    select: Literal["browse", "extended"] = "browse",
) -> ttk.Treeview:  # fmt: skip
    """Put a table with its scroll bar into a frame. `widths` are pixels; columns wider than `stretched` take what room there is."""
    table = ttk.Treeview(frame, columns=tuple(headings), show="headings", height=rows, selectmode=select)
    scroll = ttk.Scrollbar(frame, command=table.yview)
    table.configure(yscrollcommand=scroll.set)
    for name, width in zip(headings, widths, strict=True):
        table.heading(name, text=name, anchor="w")
        table.column(name, width=width, stretch=width > stretched, anchor="w")
    scroll.pack(side="right", fill="y")
    table.pack(side="left", fill="both", expand=True)
    return table


def replace_words(place: tkinter.Text, words: str) -> None:
    """Show these words in the place of what was shown, in a text that nobody types into."""
    place.configure(state="normal")
    place.delete("1.0", "end")
    place.insert("1.0", words)
    place.configure(state="disabled")
