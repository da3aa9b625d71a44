"""The line that says how the round stands, in the helper's window: `已收31/40，有问题2，还缺：…`; the departments and the text to chase are one click away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tkinter import ttk
from typing import TYPE_CHECKING, Final

from xlplan.office.helper.decisions_window import DecisionsWindow
from xlplan.office.helper.folders_dialog import FoldersDialog
from xlplan.office.helper.glance_window import GlanceWindow
from xlplan.office.helper.parts import fit_words, shown_once
from xlplan.telling.fetch import chase_text, count_line

if TYPE_CHECKING:
    from xlplan.actions.fetched import Fetching
    from xlplan.office.helper.watching import Standing, Watching

_AGAIN: Final = 500
"""Milliseconds between two glances at what the watching thread knows."""
_OFF: Final = "（自动收表没有打开）"


class RoundLine:
    """One row: the line, “待核实…”, “各部门…”, “复制催报的话”, “接收文件夹…”. `front` tells the workbook that is chosen in the window."""

    def __init__(self, parent: ttk.Frame, watching: Watching, front: Callable[[], Path | None]) -> None:
        self._watching, self._front = watching, front
        self._asked: Path | None = None
        self._said = ""
        self._shown: Fetching | None = None
        self.glances: list[GlanceWindow] = []
        self.decisions: list[DecisionsWindow] = []
        self.asked: list[FoldersDialog] = []
        self.row = ttk.Frame(parent)
        self.folders = ttk.Button(self.row, text="接收文件夹…", style="Tools.TButton", command=self.ask_for_folders)
        self.folders.pack(side="right", padx=(8, 0))
        self.copy = ttk.Button(self.row, text="复制催报的话", style="Tools.TButton", command=self.copy_text)
        self.copy.pack(side="right", padx=(8, 0))
        self.glance = ttk.Button(self.row, text="各部门…", style="Tools.TButton", command=self.show_departments)
        self.glance.pack(side="right", padx=(8, 0))
        self.waiting = ttk.Button(self.row, text="待核实…", style="Tools.TButton", command=self.show_waiting)
        self.waiting.pack(side="right", padx=(8, 0))
        self.line = ttk.Label(self.row, text="", width=1, anchor="w")
        self.line.pack(side="left", fill="x", expand=True)
        self.line.bind("<Configure>", lambda _: fit_words(self.line, self._said))
        for button in (self.copy, self.folders, self.glance, self.waiting):
            button.state(["disabled"])
        self.row.after(_AGAIN, self._look)

    def copy_text(self) -> None:
        """Put the text to chase into the clipboard."""
        if self._shown:
            self.row.clipboard_clear()
            self.row.clipboard_append(chase_text(self._shown))
            self.show("催报的话已复制，到群里粘贴就行。")

    def show(self, said: str) -> None:
        """Show a line, as much of it as there is room for; the departments are one click away."""
        self._said = said
        fit_words(self.line, said)

    def ask_for_folders(self) -> FoldersDialog | None:
        """Ask into which folders to look; nothing where no workbook is chosen."""
        book = self._front()
        standing = book and self._watching.standing(book)
        if not book or not standing:
            return None
        folders = standing.in_sheet
        return shown_once(
            self.asked,
            lambda window: window.book == book,
            lambda: FoldersDialog(self.row, book, folders, lambda: self._watching.look(book)),
        )[0]

    def show_departments(self) -> GlanceWindow | None:
        """Show the departments of the round in a window of their own; nothing where no workbook is chosen."""
        book = self._front()
        if not book or not self._shown:
            return None

        def known() -> Fetching | None:
            standing = self._watching.standing(book)
            return standing.result if standing else None

        window, before = shown_once(
            self.glances, lambda window: window.book == book, lambda: GlanceWindow(self.row, book, known)
        )
        if before:
            window.read()
        return window

    def show_waiting(self) -> DecisionsWindow | None:
        """Show what waits for the office's decision in a window of its own; nothing where no workbook is chosen."""
        book = self._front()
        if not book or not self._shown:
            return None
        window, before = shown_once(
            self.decisions,
            lambda window: window.book == book,
            lambda: DecisionsWindow(self.row, book, lambda: self._watching.look(book)),
        )
        if before:
            window.read()
        return window

    def _look(self) -> None:
        book = self._front()
        if book != self._asked:
            self._asked = book
            self._watching.look(book)
        standing = self._watching.standing(book) if book else None
        self.folders.state(["!disabled" if standing else "disabled"])
        result = standing.result if standing else None
        if result is None or result is not self._shown:
            self._shown = result
            self.copy.state(["!disabled" if result and result.chased else "disabled"])
            for button in (self.glance, self.waiting):
                button.state(["!disabled" if result else "disabled"])
            said = line_of(standing)
            self.show(said)
            title = self.row.winfo_toplevel().title().partition(" · ")[0]
            self.row.winfo_toplevel().title(f"{title} · {said.split('，')[0].split('：')[-1]}" if result else title)
        self.row.after(_AGAIN, self._look)


def line_of(standing: Standing | None) -> str:
    """Return the line; empty where nothing is known of a workbook yet."""
    if standing is None:
        return ""
    if standing.result is None:
        return standing.problem
    off = "" if standing.folders or standing.asked else _OFF
    return f"{standing.result.round.name}：{count_line(standing.result.count)}{off}"
