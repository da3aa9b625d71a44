"""What several of the helper's windows are made of: tables, and places for words."""

from __future__ import annotations

import re
import tkinter
from collections.abc import Callable, Sequence
from tkinter import font, ttk
from typing import Final, Literal, Protocol, TypeVar

_BESIDE: Final = 90
"""Pixels beside a table: the window's edges and the scroll bar."""
_LEAST: Final = 150


class OwnWindow(Protocol):
    """What has a window of its own."""

    top: tkinter.Toplevel


_Window = TypeVar("_Window", bound=OwnWindow)


def keep_while_open(kept: list[_Window], window: _Window) -> _Window:
    """Put a window into a list, for as long as it is open. Return it."""

    def closed(event: tkinter.Event[tkinter.Misc]) -> None:
        # What lies in the window tells of its end too.
        if event.widget is window.top:
            kept.remove(window)

    kept.append(window)
    window.top.bind("<Destroy>", closed, add="+")
    return window


def shown_once(
    kept: list[_Window], same: Callable[[_Window], bool], make: Callable[[], _Window]
) -> tuple[_Window, bool]:
    """Return the open window of the list that is the `same`, brought to front, or one made and kept; and whether it was open."""
    for window in kept:
        if same(window):
            window.top.deiconify()
            window.top.lift()
            window.top.focus_force()
            return window, True
    return keep_while_open(kept, make()), False


_PIECES: Final = re.compile(r"(?:[0-9A-Za-z.%:/-]+|.)[，。、；：？！）”》】…]*")


def in_lines(words: str, room: int, measure: Callable[[str], int]) -> str:
    """Break words into lines that are not wider than `room`: a number stays whole, and no line begins with a mark that closes."""
    lines: list[str] = []
    for paragraph in words.split("\n"):
        line = ""
        for piece in _PIECES.findall(paragraph):
            if line and measure(line + piece) > room:
                lines.append(line)
                line = ""
            line += piece
        lines.append(line)
    return "\n".join(lines)


def add_table(
    frame: ttk.Frame, headings: Sequence[str], widths: Sequence[int], rows: int, *, stretched: int,
    select: Literal["browse", "extended"] = "browse",
) -> ttk.Treeview:  # fmt: skip
    """Put a table with its scroll bar into a frame. `widths` are pixels; columns wider than `stretched` take what room there is.

    On a narrow screen these are made narrower, so that the others stay in sight.
    """
    wide = [width for width in widths if width > stretched]
    taking = {name for name, width in zip(headings, widths, strict=True) if width > stretched}
    over = max(0, sum(widths) - (frame.winfo_screenwidth() - _BESIDE))
    widths = [max(_LEAST, width - over // len(wide)) if width > stretched else width for width in widths]
    table = ttk.Treeview(frame, columns=tuple(headings), show="headings", height=rows, selectmode=select)
    scroll = ttk.Scrollbar(frame, command=table.yview)
    table.configure(yscrollcommand=scroll.set)
    for name, width in zip(headings, widths, strict=True):
        table.heading(name, text=name, anchor="w")
        table.column(name, width=width, stretch=name in taking, anchor="w")
    scroll.pack(side="right", fill="y")
    table.pack(side="left", fill="both", expand=True)
    return table


def cell_under_mouse(event: tkinter.Event[ttk.Treeview]) -> tuple[str, str] | None:
    """Return the row and column of a table that the mouse is on; None on its headings and where it has no row."""
    table = event.widget
    row = table.identify_row(event.y)
    return (row, table.identify_column(event.x)) if row and table.identify_region(event.x, event.y) == "cell" else None


def add_words(frame: ttk.Frame, rows: int, pad: int = 0) -> tkinter.Text:
    """Put a text that nobody types into, so many lines high, with its scroll bar into a frame; `pad` pixels lie around the words."""
    words = tkinter.Text(
        frame,
        width=20,
        height=rows,
        wrap="char",
        state="disabled",
        relief="flat",
        padx=pad,
        pady=pad,
        font="TkTextFont",
    )
    scroll = ttk.Scrollbar(frame, command=words.yview)
    words.configure(background="white", yscrollcommand=scroll.set)
    scroll.pack(side="right", fill="y")
    words.pack(side="left", fill="both", expand=True)
    return words


def shared_room(frame: ttk.Frame, *shares: int) -> ttk.Frame:
    """Return a frame that takes what room there is, with a row for each share of it: on a low screen each has some."""
    lists = ttk.Frame(frame)
    lists.pack(fill="both", expand=True)
    lists.columnconfigure(0, weight=1)
    for row, share in enumerate(shares):
        lists.rowconfigure(row, weight=share, uniform="shares")
    return lists


def fit_words(label: ttk.Label, words: str) -> None:
    """Show as many of these words as the label has room for, with “…” where there are more."""
    room, face = label.winfo_width(), font.nametofont("TkDefaultFont", label)
    shown = words
    while room > 1 and shown and face.measure(shown if shown == words else f"{shown}…") > room:
        shown = shown[:-1]
    label["text"] = shown if shown == words else f"{shown}…"


def shortened(words: str, room: int, measure: Callable[[str], int]) -> str:
    """Return words that `measure` finds no wider than `room`, with “…” in their middle: the end of a file's name tells what it is."""
    shown, left = words, len(words)
    while left > 1 and measure(shown) > room:
        left -= 1
        shown = f"{words[: (left + 1) // 2]}…{words[len(words) - left // 2 :]}"
    return shown


def replace_words(place: tkinter.Text, words: str) -> None:
    """Show these words in the place of what was shown, in a text that nobody types into."""
    place.configure(state="normal")
    place.delete("1.0", "end")
    place.insert("1.0", words)
    place.configure(state="disabled")
