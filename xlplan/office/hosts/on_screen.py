"""Where an open workbook is on the screen, as far as its program tells: the window, its tool bars, the buttons of the sheet in front."""

from __future__ import annotations

import ctypes
import logging
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from xlplan.office.hosts import com_gate
from xlplan.terms.areas import ScreenArea, ScreenPlace

if TYPE_CHECKING:
    import xlwings

_log: Final = logging.getLogger("xlplan.helper")
_logged: Final[set[type[Exception]]] = set()
_RIBBON: Final = 0.3
"""How much of Excel's window the ribbon takes at most: it is not asked for."""


def stand_of(find: Callable[[], xlwings.Book]) -> ScreenPlace | None:
    """Return where the workbook is that `find` gives; None where its program does not tell. Does not raise: nothing depends on it."""
    try:
        with com_gate.patient(0):
            book = find()
            if sys.platform == "win32":
                return _in_excel(int(book.app.hwnd))
            return _in_calc(book.impl.api) if sys.platform.startswith("linux") else None
    except Exception as error:
        _log_once(error)
        return None


def _log_once(error: Exception) -> None:
    """Log why a place is not known: once for each kind of reason, for a program that never tells is asked at each look."""
    if type(error) not in _logged:
        _logged.add(type(error))
        _log.info("the place of a workbook is not known: %r", error)


def _in_excel(window: int) -> ScreenPlace | None:
    """Return where Excel's window is, with its ribbon. On Windows alone."""
    if sys.platform != "win32":
        return None
    corners = (ctypes.c_long * 4)()
    user = ctypes.windll.user32
    if user.IsIconic(window) or not user.IsWindowVisible(window) or not user.GetWindowRect(window, corners):
        return None
    whole = ScreenArea(*corners)
    ribbon = ScreenArea(whole.left, whole.top, whole.right, whole.top + round((whole.bottom - whole.top) * _RIBBON))
    return ScreenPlace(whole, (ribbon,))


def _in_calc(document: Any) -> ScreenPlace | None:
    """Return where Calc's window is, with its bars, and the form buttons of the sheet in front."""
    controller = document.CurrentController
    whole = _area(controller.Frame.ContainerWindow.AccessibleContext)
    inside = _area(controller.Frame.ComponentWindow.AccessibleContext)
    if not controller.Frame.ContainerWindow.isVisible() or not whole.holds(inside):
        return None
    bars = ScreenArea(whole.left, whole.top, whole.right, inside.top)
    buttons = (each for each in _buttons(controller) if inside.shared(each))
    return ScreenPlace(whole, (bars, *buttons))


def _buttons(controller: Any) -> Iterator[ScreenArea]:
    page = controller.ActiveSheet.DrawPage
    for index in range(page.Count):
        shape = page.getByIndex(index)
        if shape.supportsService("com.sun.star.drawing.ControlShape"):
            yield _area(controller.getControl(shape.Control).AccessibleContext)


def _area(context: Any) -> ScreenArea:
    corner, size = context.getLocationOnScreen(), context.getSize()
    return ScreenArea(corner.X, corner.Y, corner.X + size.Width, corner.Y + size.Height)
