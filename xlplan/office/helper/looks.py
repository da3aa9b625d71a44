"""How the helper's windows look: fonts, colours, sizes by the screen's scaling, and their place on it."""

from __future__ import annotations

import ctypes
import sys
import tkinter
from collections.abc import Sequence
from contextlib import suppress
from tkinter import font, ttk
from typing import Final

from xlplan.terms.areas import ScreenArea

RED: Final = "#9C1F1B"
LINK: Final = "#1A5490"
_NAVY: Final = "#1F3A5F"
_GREEN: Final = "#1F6B3D"
_BACKGROUND: Final = "#F4F6F9"
_FONTS: Final = (
    "Microsoft YaHei UI", "微软雅黑", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN",
    "WenQuanYi Micro Hei", "SimSun",
)  # fmt: skip
_SIZE: Final = 11
_BESIDE: Final = 16
TITLE_HEIGHT: Final = 32
"""Pixels at 100 % of a window's title, as long as it has none yet."""
_TASKBAR: Final = 44
"""Pixels at 100 %; on Windows the taskbar is 40 to 48 high."""


def be_sharp() -> None:
    """Tell Windows, before the first window, that this program draws in the screen's own pixels: else it blurs at 125–200 %."""
    if sys.platform == "win32":
        # Refused where it was said before, and unknown to Windows 8 and older.
        with suppress(OSError, AttributeError):
            ctypes.OleDLL("shcore").SetProcessDpiAwareness(1)


def scale_of(root: tkinter.Misc) -> float:
    """Return how much larger than usual things are on this screen: 1.5 where Windows is set to 150 %."""
    return max(1.0, root.winfo_fpixels("1i") / 96) if sys.platform == "win32" else 1.0


def set_up_looks(root: tkinter.Tk, scale: float) -> None:
    """Set fonts, colours and sizes of all that is in this window."""

    def px(pixels: int) -> int:
        return round(pixels * scale)

    known = set(font.families(root))
    family = next((each for each in _FONTS if each in known), "TkDefaultFont")
    for name in ("TkDefaultFont", "TkTextFont", "TkMenuFont", "TkHeadingFont"):
        font.nametofont(name, root).configure(family=family, size=_SIZE)
    root.configure(background=_BACKGROUND)
    root.option_add("*TCombobox*Listbox.font", "TkDefaultFont")
    style = ttk.Style(root)
    style.theme_use("clam")
    style.configure(".", background=_BACKGROUND)
    style.configure(
        "Main.TButton",
        font=(family, 13, "bold"),
        padding=(px(8), px(7)),
        background=_NAVY,
        foreground="white",
    )
    style.map(
        "Main.TButton",
        background=[("disabled", "#A4ACB5"), ("active", "#2F5C8F")],
        foreground=[("disabled", "white")],
    )
    style.configure("Tools.TButton", width=0, padding=(px(8), px(3)))
    style.configure("Treeview", rowheight=px(30))
    # These stay as small as on a screen of 100 % otherwise.
    style.configure("TCombobox", arrowsize=px(14))
    style.configure("TScrollbar", arrowsize=px(14))
    # The theme writes white into a list that has the keyboard.
    style.map("TCombobox", fieldbackground=[("readonly", "white")], foreground=[("readonly", "black")])
    style.configure("Horizontal.TProgressbar", background=_GREEN)


def speak_chinese(root: tkinter.Tk) -> None:
    """Let Tk's own dialogues speak Chinese whatever the system speaks, and hide what is hidden; Windows and macOS have theirs."""
    # Where Tk came without it, its dialogues speak English, and all else works.
    with suppress(tkinter.TclError):
        root.tk.eval(
            "package require msgcat; ::msgcat::mclocale zh_cn;"
            " namespace eval ::tk { ::msgcat::mcload [file join $::tk_library msgs] }"
        )
    if root.tk.call("tk", "windowingsystem") == "x11":
        # Its variables are there once it was called, with whatever words.
        root.tk.eval("catch {tk_getOpenFile -none}; set ::tk::dialog::file::showHiddenVar 0")


def has_keyboard(root: tkinter.Tk) -> bool:
    """Return True if what is typed goes to one of this program's windows."""
    return bool(str(root.tk.call("focus", "-displayof", str(root))))


def maximised(root: tkinter.Tk) -> bool:
    """Return True if the window fills the screen at a click of its title, where X says so; elsewhere it has a state of its own."""
    return root.tk.call("tk", "windowingsystem") == "x11" and bool(root.attributes("-zoomed"))


def room(window: tkinter.Misc, scale: float) -> tuple[int, int]:
    """Return the width and height in pixels that a window may have on this screen."""
    return (
        window.winfo_screenwidth() - round(_BESIDE * scale),
        above_taskbar(window, scale) - round(TITLE_HEIGHT * scale),
    )


def above_taskbar(window: tkinter.Misc, scale: float) -> int:
    """Return the height in pixels of what the taskbar leaves of this screen."""
    return window.winfo_screenheight() - round(_TASKBAR * scale)


def all_screens(window: tkinter.Misc) -> ScreenArea:
    """Return the rectangle of all screens of this computer; what X calls a screen holds them all."""
    if sys.platform == "win32":
        measure = ctypes.windll.user32.GetSystemMetrics
        left, top, wide, high = (measure(each) for each in (76, 77, 78, 79))
        return ScreenArea(left, top, left + wide, top + high)
    return ScreenArea(0, 0, window.winfo_screenwidth(), window.winfo_screenheight())


def place(window: tkinter.Tk | tkinter.Toplevel, scale: float) -> None:
    """Show a window wholly on the screen, in its middle, as large as what is in it asks for and the screen has room for."""
    window.update_idletasks()
    width, height = (
        min(wanted, most)
        for wanted, most in zip((window.winfo_reqwidth(), window.winfo_reqheight()), room(window, scale), strict=True)
    )
    left = (window.winfo_screenwidth() - width) // 2
    top = (room(window, scale)[1] - height) // 2
    window.geometry(f"{width}x{height}+{left}+{max(0, top)}")


def line_up(line: ttk.Frame, buttons: Sequence[ttk.Button], most: int, beside: int, below: int) -> None:
    """Place buttons in as few rows as `most` pixels of width allow, so many pixels beside and below each other."""
    for rows in range(1, len(buttons) + 1):
        columns = -(-len(buttons) // rows)
        for number, button in enumerate(buttons):
            row, column = divmod(number, columns)
            button.grid(row=row, column=column, sticky="ew", padx=(beside if column else 0, 0), pady=(0, below))
        for column in range(len(buttons)):
            line.columnconfigure(column, weight=int(column < columns), uniform="buttons" if column < columns else "")
        line.update_idletasks()
        if line.winfo_reqwidth() <= most:
            return
