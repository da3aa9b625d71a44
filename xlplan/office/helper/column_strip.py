"""The columns of a table side by side: above each what it is taken for, to be changed, below it its first rows."""

from __future__ import annotations

import tkinter
from collections.abc import Mapping, Sequence
from tkinter import ttk
from typing import Final

from xlplan.plan.importing.preview import ShownColumn
from xlplan.terms.fields import Field
from xlplan.terms.headings import PLAN_HEADINGS

KEPT: Final = "（原样保留）"
WIDTH: Final = 16
"""Characters of a column."""
_NAMES: Final = {heading: name for name, heading in PLAN_HEADINGS.items()}


class ColumnStrip:
    """Shows columns, to be moved sideways; `boxes` are the choices, from left to right."""

    def __init__(self, parent: tkinter.Misc, height: int) -> None:
        self._canvas = tkinter.Canvas(parent, height=height, highlightthickness=0)
        across = ttk.Scrollbar(parent, orient="horizontal", command=self._canvas.xview)
        self._canvas.configure(xscrollcommand=across.set)
        self._canvas.pack(fill="x")
        across.pack(fill="x")
        ttk.Style(parent).configure("Heading.TLabel", font="TkHeadingFont")
        self._shown: Sequence[ShownColumn] = ()
        self.boxes: list[ttk.Combobox] = []

    def show(self, columns: Sequence[ShownColumn]) -> None:
        """Show these columns in the place of others."""
        self._shown = columns
        self._canvas.delete("all")
        table = ttk.Frame(self._canvas)
        self._canvas.create_window(0, 0, window=table, anchor="nw")
        self.boxes = []
        for number, column in enumerate(columns):
            box = ttk.Combobox(table, state="readonly", values=[KEPT, *_NAMES], width=WIDTH)
            box.set(PLAN_HEADINGS[column.taken] if column.taken else KEPT)
            box.grid(row=0, column=number, padx=2, pady=2)
            self.boxes.append(box)
            for row, text in enumerate((column.heading, *column.texts), 1):
                shown = text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"
                style = "Heading.TLabel" if row == 1 else "TLabel"
                ttk.Label(table, text=shown, width=WIDTH, style=style).grid(row=row, column=number, sticky="w", padx=2)
        table.update_idletasks()
        self._canvas.configure(scrollregion=(0, 0, table.winfo_reqwidth(), table.winfo_reqheight()))

    def changed(self) -> list[tuple[ShownColumn, Field | None]]:
        """Return the columns whose choice was changed, each with the field that it is now (None: it is kept as it is)."""
        pairs = ((column, _NAMES.get(box.get())) for column, box in zip(self._shown, self.boxes, strict=True))
        return [(column, wanted) for column, wanted in pairs if wanted is not column.taken]


def renamed(
    columns: Mapping[Field, Sequence[str]], changed: Sequence[tuple[ShownColumn, Field | None]]
) -> dict[Field, list[str]]:
    """Return which headings are which fields once these columns were changed."""
    named = {name: list(headings) for name, headings in columns.items()}
    for column, wanted in changed:
        for headings in named.values():
            if column.heading in headings:
                headings.remove(column.heading)
        if wanted:
            named.setdefault(wanted, []).append(column.heading)
    return {name: headings for name, headings in named.items() if headings}
