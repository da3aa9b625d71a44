"""What is there to be opened, as a list: a click or Enter opens a line; a text that is to be pasted has “复制” beside it."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from time import monotonic
from tkinter import font, ttk
from typing import Final

from xlplan.files.look.file_names import name_to_read
from xlplan.files.look.kinds import CLICKED
from xlplan.files.look.there import file_there, folder_there, plain_file_there, same_bytes
from xlplan.office.helper import looks
from xlplan.office.helper.parts import cell_under_mouse, shortened
from xlplan.office.hosts import open_books
from xlplan.telling.told import ToOpen
from xlplan.terms.errors import XlplanError

_PASTED: Final = ".txt"
_COPY: Final = "复制"
_MOST: Final = 50
"""Files that are listed: of thousands of lines nobody reads, the window would stand still."""
_AGAIN: Final = 1.0
"""Seconds for which a second click on a line, as of a double click, opens nothing."""


class MadeList:
    """A table of files and folders, with its heading and a scroll bar. `told` is called with what came of a click, in words."""

    def __init__(
        self, parent: tkinter.Misc, heading: str, scale: float, rows: int, told: Callable[[str], object]
    ) -> None:
        self._told = told
        self._paths: dict[str, Path] = {}
        self._taken: dict[Path, str] = {}
        """The SHA-256 of what may only be opened as it was taken in."""
        self._names: dict[str, str] = {}
        """What each line is called in full."""
        self._face = font.nametofont("TkDefaultFont", parent)
        self._beside = round(12 * scale)
        self.frame = ttk.Frame(parent)
        self.table = ttk.Treeview(self.frame, columns=("name", "copy"), show="headings", height=rows)
        self.table.heading("name", text=heading, anchor="w")
        self.table.heading("copy", text="")
        least = self._face.measure(_COPY) + round(24 * scale)
        self.table.column("name", width=round(230 * scale), stretch=True, anchor="w")
        self.table.column("copy", width=least, minwidth=least, stretch=False, anchor="center")
        self.table.tag_configure("link", foreground=looks.LINK)
        scroll = ttk.Scrollbar(self.frame, command=self.table.yview)
        self.table.configure(yscrollcommand=scroll.set, cursor="hand2")
        scroll.pack(side="right", fill="y")
        self.table.pack(side="left", fill="both", expand=True)
        self._pressed: tuple[str, str] | None = None
        self._opened: tuple[Path, float] | None = None
        """What a click opened last, and when."""
        self.table.bind("<ButtonPress-1>", self._press)
        self.table.bind("<ButtonRelease-1>", self._release)
        for key in ("<Return>", "<KP_Enter>", "<space>"):
            self.table.bind(key, lambda _: self._for_chosen(self.open))
        self.table.bind("<Control-c>", lambda _: self._for_chosen(self.copy))
        self.table.bind("<FocusIn>", lambda _: self._begin())
        self.table.bind("<Configure>", lambda _: self._fit())

    def show(self, paths: Iterable[Path | ToOpen]) -> int:
        """List what of these is there, each under its name, or the name that is given with it. Return how many lines that makes.

        Of very many the last line leads to the folder in which the others lie.
        """
        self.table.delete(*self.table.get_children())
        self._paths, self._names, self._taken = {}, {}, {}
        there: dict[Path, str] = {}
        folders: list[Path] = []
        for each in paths:
            name, path, sha256 = ("", each, "") if isinstance(each, Path) else (each.name, each.path, each.sha256)
            folder = folder_there(path)
            if path in there or not (folder or file_there(path)):
                continue
            if folder:
                folders.append(path)
            if sha256:
                self._taken[path] = sha256
            there[path] = name or (f"文件夹“{name_to_read(path)}”" if folder else name_to_read(path))
        for path, shown in islice(there.items(), _MOST):
            self._add(path, shown, _COPY if path.suffix == _PASTED else "")
        if rest := list(islice(there, _MOST, None)):
            self._add(folders[0] if folders else rest[0].parent, f"其余{len(rest)}份在文件夹里")
        self._fit()
        return len(self._paths)

    @property
    def paths(self) -> list[Path]:
        """What is listed, from the top."""
        return list(self._paths.values())

    def open(self, path: Path) -> None:
        """Open a folder, or a file of a kind that is only viewed, with the system's own program."""
        folder = folder_there(path)
        if not (folder or file_there(path)):
            self._told(f"“{name_to_read(path)}”已经不在那里了：被移走，或者撤销了。")
            return
        if not (folder or plain_file_there(path, CLICKED)):
            self._told(
                f"“{name_to_read(path)}”不从这里打开：它是快捷方式，或者可能是程序。请先弄清是谁放的，再在文件夹里打开。"
            )
            return
        if path in self._taken and not same_bytes(path, self._taken[path]):
            self._told(f"“{name_to_read(path)}”收到以后被换过，不从这里打开：再合并一次，会重新检查它。")
            return
        try:
            open_books.open_path(path)
        except XlplanError as error:
            self._told(f"{error.message}{error.hint}")
        else:
            self._told(f"正在打开“{name_to_read(path)}”…")

    def copy(self, path: Path) -> None:
        """Put the text of a file into the clipboard."""
        if path.suffix != _PASTED:
            return
        try:
            text = path.read_text("utf-8-sig")
        except (OSError, ValueError):
            self._told(f"“{name_to_read(path)}”读不出来：被移走，或者撤销了。")
            return
        self.table.clipboard_clear()
        self.table.clipboard_append(text)
        self._told(f"“{name_to_read(path)}”的话已复制，到聊天里粘贴就行。")

    def _add(self, path: Path, shown: str, beside: str = "") -> None:
        row = self.table.insert("", "end", values=(shown, beside), tags=("link",))
        self._paths[row], self._names[row] = path, shown

    def _fit(self) -> None:
        """Show of each name as much as there is room for, its end in any case."""
        room = self.table.column("name", "width") - self._beside
        for row, name in self._names.items():
            self.table.set(row, "name", shortened(name, room, self._face.measure))

    def _press(self, event: tkinter.Event[ttk.Treeview]) -> None:
        self._pressed = cell_under_mouse(event)

    def _release(self, event: tkinter.Event[ttk.Treeview]) -> None:
        """Do what is clicked on: the button went down and up on one cell."""
        cell, pressed, self._pressed = cell_under_mouse(event), self._pressed, None
        if cell is None or cell != pressed or not (path := self._paths.get(cell[0])):
            return
        if cell[1] == "#2" and path.suffix == _PASTED:
            self.copy(path)
            return
        now = monotonic()
        if self._opened is None or self._opened[0] != path or now - self._opened[1] > _AGAIN:
            self._opened = path, now
            self.open(path)

    def _for_chosen(self, do: Callable[[Path], None]) -> None:
        for row in self.table.selection()[:1]:
            do(self._paths[row])

    def _begin(self) -> None:
        """Choose the first line for whoever comes by the keyboard."""
        if not self.table.selection() and (rows := self.table.get_children()):
            self.table.selection_set(rows[0])
            self.table.focus(rows[0])
