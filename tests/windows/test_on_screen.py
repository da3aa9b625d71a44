"""Where a program's window is, as Windows tells it."""

from __future__ import annotations

import sys
import tkinter

import pytest

from xlplan.office.helper import looks
from xlplan.office.hosts import on_screen
from xlplan.terms.areas import ScreenArea

pytestmark = pytest.mark.skipif(sys.platform != "win32", reason="Windows alone: make test-windows")


def test_a_window_is_where_it_is_seen_and_an_icon_is_nowhere(no_window_left: None) -> None:
    root = tkinter.Tk()
    root.geometry("640x500+60+40")
    while not root.winfo_viewable():
        root.update()
    handle = int(root.frame(), 16)
    found = on_screen._in_excel(handle)
    assert found is not None
    (ribbon,) = found.kept
    inside = ScreenArea(root.winfo_rootx(), root.winfo_rooty(), root.winfo_rootx() + 640, root.winfo_rooty() + 500)
    assert found.window.holds(inside) and found.window.holds(ribbon)
    assert ribbon.top == found.window.top and ribbon.bottom < found.window.top + 250
    assert looks.all_screens(root).right >= root.winfo_screenwidth()
    root.iconify()
    root.update()
    assert on_screen._in_excel(handle) is None
    root.destroy()
