"""The helper's window on the screen: it opens beside the workbook, and where the user put it from then on."""

from __future__ import annotations

import time
import tkinter
from typing import TYPE_CHECKING, Final

from xlplan.files.store.window_place import note_window_place, window_place
from xlplan.office.helper import looks
from xlplan.office.helper.standing import framed, geometry, on_screen, place_beside, read_geometry, unframed
from xlplan.terms.areas import ScreenArea

if TYPE_CHECKING:
    from xlplan.office.helper.serving import Helper
    from xlplan.terms.areas import ScreenPlace

_RESTS: Final = 1.0
"""Seconds after which a window that was moved is taken to stay there."""
_OPENS: Final = 2.0
"""Seconds within which a window that comes into sight is given the keyboard, without anybody going to it."""
_SIDE: Final = 8
"""Pixels at 100 % of a window's edge, as long as it has none yet."""


class Placing:
    """Places the window of a helper, whose events tell where the workbook is. `least` is the least height in it that is of use."""

    def __init__(self, root: tkinter.Tk, scale: float, helper: Helper, least: int) -> None:
        self._root, self._scale, self._helper, self._least = root, scale, helper, least
        looks.place(root, scale)
        root.update_idletasks()
        remembered = read_geometry(window_place())
        self._own = remembered is not None
        """Whether the user put it there."""
        if remembered:
            whole = looks.all_screens(root)
            taskbar = root.winfo_screenheight() - looks.above_taskbar(root, scale)
            above = ScreenArea(whole.left, whole.top, whole.right, whole.bottom - taskbar)
            frame = self._frame()
            root.geometry(geometry(unframed(on_screen(framed(remembered, *frame), above), *frame)))
        helper.wants_stand = not self._own
        self._settled: str | None = None
        self._seen, self._since = "", 0.0
        self._used = False
        """Whether somebody went to it since it came into sight: from then on it moves no more by itself."""
        self._shown = 0.0
        self._had_keyboard = False
        for event in ("<ButtonPress>", "<KeyPress>"):
            root.bind(event, lambda _: self._use(), add="+")
        root.bind("<Unmap>", lambda event: self._unmapped(event.widget))

    def stand(self, stand: ScreenPlace) -> None:
        """Move the window beside the workbook, unless the user put it somewhere, or is at work in it."""
        root = self._root
        if self._own or self._used:
            return
        # Once it is in sight, the workbook's window may be moved as one likes.
        self._helper.wants_stand = root.state() != "normal"
        title, side = self._frame()
        wide, high = looks.room(root, self._scale)
        size = min(wide, root.winfo_reqwidth()) + 2 * side, min(high, root.winfo_reqheight()) + title + side
        screen = ScreenArea(0, 0, root.winfo_screenwidth(), looks.above_taskbar(root, self._scale))
        outer = place_beside(screen, size, self._least + title + side, stand)
        root.geometry(geometry(unframed(outer, title, side)))
        self._settled = None

    def look(self) -> None:
        """Notice where the user puts the window; called again and again."""
        if self._root.state() != "normal" or not self._root.winfo_viewable():
            return
        self._look_for_use()
        if looks.maximised(self._root):
            return
        now = self._root.geometry()
        if now != self._seen:
            self._seen, self._since = now, time.monotonic()
        elif now != self._settled and time.monotonic() - self._since >= _RESTS:
            if self._settled is not None:
                self._own, self._helper.wants_stand = True, False
                note_window_place(now)
            self._settled = now

    def _frame(self) -> tuple[int, int]:
        """Return how high the title is and how wide an edge."""
        root = self._root
        return (
            root.winfo_rooty() - root.winfo_y() or round(looks.TITLE_HEIGHT * self._scale),
            root.winfo_rootx() - root.winfo_x() or round(_SIDE * self._scale),
        )

    def _look_for_use(self) -> None:
        """Notice that somebody went to it. That it has the keyboard because it has just opened is not that."""
        self._shown = self._shown or time.monotonic()
        keyboard = looks.has_keyboard(self._root)
        if keyboard and not self._had_keyboard and time.monotonic() - self._shown >= _OPENS:
            self._use()
        self._had_keyboard = keyboard

    def _use(self) -> None:
        self._used, self._helper.wants_stand = True, False

    def _unmapped(self, widget: tkinter.Misc) -> None:
        if widget is self._root:
            self._used, self._shown, self._had_keyboard = False, 0.0, False
            self._helper.wants_stand = not self._own
