"""How the helper's window asks to be looked at while somebody works in another: it takes no keyboard and opens nothing."""

from __future__ import annotations

import tkinter
from typing import Final

from xlplan.office.helper import looks

_SEEN: Final = 2000
"""Milliseconds for which it stands before all other windows."""
_MARK: Final = "【请看】"


class Attention:
    """The window `root` calls for attention, until somebody goes to it."""

    def __init__(self, root: tkinter.Tk) -> None:
        self._root = root

    def call(self) -> None:
        """Stand before the spreadsheet program for a moment; as an icon, and where somebody types in it, stay as it is."""
        if self._root.state() == "iconic":
            self.mark()
        elif not looks.has_keyboard(self._root):
            self._root.attributes("-topmost", True)
            self._root.after(_SEEN, self.step_back)

    def mark(self) -> None:
        """Say in the title, and so in the taskbar, that there is something to read; stay where it is."""
        if not self._root.title().startswith(_MARK) and not looks.has_keyboard(self._root):
            self._root.title(_MARK + self._root.title())

    def step_back(self) -> None:
        """Let other windows stand before it again."""
        self._root.attributes("-topmost", False)

    def seen(self) -> None:
        """Call no more: somebody is there."""
        self.step_back()
        if self._root.title().startswith(_MARK):
            self._root.title(self._root.title().removeprefix(_MARK))
