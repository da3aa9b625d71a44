"""The helper's window on the screen: it opens beside the workbook, and where the user put it from then on."""

from __future__ import annotations

import time
import tkinter
from typing import TYPE_CHECKING, Final

from xlplan.files.store.window_place import note_window_place, window_place
from xlplan.office.helper import looks
from xlplan.office.helper.standing import beside, geometry, on_screen, read_geometry
from xlplan.terms.areas import Area

if TYPE_CHECKING:
    from xlplan.office.helper.serving import Helper
    from xlplan.terms.areas import Stand

_RESTS: Final = 1.0
"""Seconds after which a window that was moved is taken to stay there."""
_TITLE: Final = 32
_SIDE: Final = 8
"""Pixels at 100 % of a window's title and edge, as long as it has none yet."""


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
            root.geometry(geometry(on_screen(remembered, looks.all_screens(root))))
        helper.wants_stand = not self._own
        self._settled: str | None = None
        self._seen, self._since = "", 0.0
        root.bind("<Unmap>", lambda event: self._unmapped(event.widget))

    def stand(self, stand: Stand) -> None:
        """Move the window beside the workbook, unless the user put it somewhere."""
        root = self._root
        if self._own:
            return
        # Once it is in sight, the workbook's window may be moved as one likes.
        self._helper.wants_stand = root.state() != "normal"
        title = root.winfo_rooty() - root.winfo_y() or round(_TITLE * self._scale)
        side = root.winfo_rootx() - root.winfo_x() or round(_SIDE * self._scale)
        wide, high = looks.room(root, self._scale)
        size = min(wide, root.winfo_reqwidth()) + 2 * side, min(high, root.winfo_reqheight()) + title + side
        screen = Area(0, 0, root.winfo_screenwidth(), looks.above_taskbar(root, self._scale))
        outer = beside(screen, size, self._least + title + side, stand)
        inner = Area(outer.left, outer.top, outer.right - 2 * side, outer.bottom - title - side)
        root.geometry(geometry(inner))
        self._settled = None

    def look(self) -> None:
        """Notice where the user puts the window; called again and again."""
        if self._root.state() != "normal" or not self._root.winfo_viewable():
            return
        now = self._root.geometry()
        if now != self._seen:
            self._seen, self._since = now, time.monotonic()
        elif now != self._settled and time.monotonic() - self._since >= _RESTS:
            if self._settled is not None:
                self._own, self._helper.wants_stand = True, False
                note_window_place(now)
            self._settled = now

    def _unmapped(self, widget: tkinter.Misc) -> None:
        if widget is self._root:
            self._helper.wants_stand = not self._own
