"""A screen with a mouse: Xvfb, a window manager, and a Calc on it as a user has it in front of them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from support import programs
from xlplan.office.libreoffice import process, uno_bridge
from xlplan.office.libreoffice.errors import NotAnsweringError, ProgramGoneError

START = 180.0
"""Seconds for a program to come up."""

T = TypeVar("T")

# What a user has clicked away long ago, and menus in Chinese where LibreOffice has them.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="ShowTipOfTheDay" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Linguistic/General"><prop oor:name="UILocale" oor:op="fuse"><value>zh-CN</value></prop></item>
</oor:items>
"""


def wait_for(probe: Callable[[], T | None], what: str, seconds: float = START) -> T:
    """Return what `probe` gives as soon as it gives anything; fail, naming `what`, after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = probe()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


class Screen:
    """An X display of its own for one user, whose home is `home`."""

    def __init__(self, home: Path, display: str) -> None:
        self.home = home
        self.environment: Mapping[str, str] = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "XLPLAN_"))},
            "DISPLAY": display,
            "HOME": str(home),
            "SAL_USE_VCLPLUGIN": "gen",
            "LANG": "C.UTF-8",
        }

    @property
    def requests(self) -> Path:
        """Where the macros leave their requests."""
        return self.home / ".local/share/xlplan/requests"

    def click(self, x: int, y: int, times: int = 1) -> None:
        """Move the mouse there and press its left button, several times with a fifth of a second between."""
        self._run("xdotool", "mousemove", str(x), str(y), "click", "--repeat", str(times), "--delay", "200", "1")

    def park(self) -> None:
        """Move the mouse into the lower corner, where no program shows a hint over what is drawn."""
        self._run("xdotool", "mousemove", "10000", "10000")

    def key(self, *keys: str) -> None:
        """Press keys, by xdotool's names."""
        self._run("xdotool", "key", *keys)

    def windows(self, program: str) -> list[int]:
        """Return the visible windows of a program, by its window class (xdotool finds no Chinese titles)."""
        command = ["xdotool", "search", "--onlyvisible", "--class", program]
        out = subprocess.run(command, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        return [int(line) for line in out.stdout.split()]

    def raise_windows(self, program: str) -> None:
        """Bring a program's windows to front, as a click on the task bar does."""
        for window in self.windows(program):
            self._run("xdotool", "windowraise", str(window))
        time.sleep(0.3)

    def widgets(self, window: int) -> list[tuple[int, int, int, int]]:
        """Return (width, height, x, y) of each X window inside a window, x and y on the screen."""
        out = subprocess.run(
            ["xwininfo", "-tree", "-id", str(window)],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        ).stdout
        found = re.findall(r"(\d+)x(\d+)\+-?\d+\+-?\d+\s+\+(-?\d+)\+(-?\d+)", out)
        return [(int(w), int(h), int(x), int(y)) for w, h, x, y in found]

    def small_window(self) -> int:
        """Return the one small window that asks, as soon as it is laid out: its widgets stay where they are."""
        seen: list[tuple[int, list[tuple[int, int, int, int]]] | None] = []

        def stays() -> int | None:
            windows = self.windows("Toplevel")
            # That of the press before may still be going.
            seen.append((windows[0], self.widgets(windows[0])) if len(windows) == 1 else None)
            time.sleep(0.2)
            last = seen[-1]
            return last[0] if last and last[1] and len(seen) > 4 and all(each == last for each in seen[-5:]) else None

        return wait_for(stays, "the small window")

    def picture(self, path: Path) -> Path:
        """Write what is on the screen now as a PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._run("import", "-window", "root", str(path))
        return path

    def start(self, *command: str, log: Path) -> subprocess.Popen[bytes]:
        """Start a program on the screen, its output in a file, in a process group of its own."""
        with log.open("ab") as output:
            return subprocess.Popen(
                command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def _run(self, *command: str) -> None:
        subprocess.run(command, env=self.environment, stdin=subprocess.DEVNULL, check=True, timeout=START)


def helper_for(book: Path) -> list[str]:
    """Return the command of a helper with its window that lists this workbook alone, whatever other tests have open here."""
    return [sys.executable, "-P", "-c", _HELPER, str(book)]


ALONE = """
import os, sys
from pathlib import Path
from xlplan.office.libreoffice import process
every = process.running
home = f"HOME={os.environ['HOME']}".encode()
def of_this_home():
    for each in every():
        try:
            if home in Path(f"/proc/{each.pid}/environ").read_bytes().split(bytes(1)):
                yield each
        except OSError:
            continue
process.running = lambda: list(of_this_home())
"""
"""Another test's Calc may be in the middle of something that nobody else must look at."""

_HELPER = f"""{ALONE}
from xlplan.office.helper import resident
from xlplan.office.hosts import open_books
everything = open_books.list_opened
open_books.list_opened = lambda: [each for each in everything() if each.fullname == sys.argv[1]]
resident.be_helper()
"""

HIDDEN_HELPER = [
    sys.executable,
    "-P",
    "-c",
    f"{ALONE}\nfrom xlplan.cli import command_line\ncommand_line(['helper', '--minimized'])",
]
"""The command of a helper without its window, to whom this home's Calc alone is there."""


@contextmanager
def open_screen(home: Path, size: str = "1440x900x24", dpi: int = 96) -> Iterator[Screen]:
    """Open a screen with a window manager; both end with the block. 144 dots per inch are a scaling of 150 %."""
    programs.require("Xvfb", "openbox", "xdotool", "import")
    home.mkdir(parents=True, exist_ok=True)
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-dpi", str(dpi)],
        pass_fds=[writing],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        screen = Screen(home, ":" + pipe.readline().strip())
    manager = screen.start("openbox", log=home / "openbox.log")
    try:
        yield screen
    finally:
        end(manager)
        server.terminate()
        server.wait(START)


def end(program: subprocess.Popen[bytes]) -> None:
    """End a program that `Screen.start` started, its children too."""
    if program.poll() is None:
        os.killpg(program.pid, signal.SIGKILL)
    program.wait(START)


def _role(name: str) -> int:
    return int(uno_bridge.load().getConstantByName(f"com.sun.star.accessibility.AccessibleRole.{name}"))


def _texts(context: Any) -> Iterator[str]:
    for index in range(context.getAccessibleChildCount()):
        inside = context.getAccessibleChild(index).getAccessibleContext()
        if inside.getAccessibleRole() == _role("STATIC"):
            yield str(inside.getAccessibleName())
        yield from _texts(inside)


class Calc:
    """A Calc on a screen, with one workbook open in it. Tests look through UNO; users' hands are the mouse alone."""

    def __init__(self, screen: Screen, pipe: str, book: Path) -> None:
        self.screen = screen
        self.pipe = pipe
        self.pid = process.owner(pipe)
        uno = uno_bridge.load()
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
        context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        self._desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self.toolkit = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", context)
        self.document: Any = self._find(book.resolve().as_uri())

    def _find(self, url: str) -> Any:
        components = self._desktop.getComponents().createEnumeration()
        while components.hasMoreElements():
            component = components.nextElement()
            if component.getURL() == url and component.getCurrentController():
                return component
        return None

    def buttons(self) -> dict[str, tuple[int, int]]:
        """Return the middle of each form button on 操作台, in pixels of the screen, by its caption. Bring the sheet to front."""
        controller = self.document.CurrentController
        sheet = self.document.Sheets.getByName("操作台")
        controller.setActiveSheet(sheet)
        controller.setFirstVisibleRow(0)
        found = {}
        for index in range(sheet.DrawPage.Count):
            shape = sheet.DrawPage.getByIndex(index)
            if shape.supportsService("com.sun.star.drawing.ControlShape"):
                place = controller.getControl(shape.Control).AccessibleContext
                corner, size = place.getLocationOnScreen(), place.getSize()
                found[shape.Control.Label] = (corner.X + size.Width // 2, corner.Y + size.Height // 2)
        return found

    def tools(self) -> dict[str, tuple[int, int]]:
        """Return the middle of each button on the add-in's toolbar, in pixels of the screen, by its caption."""
        elements = self.document.CurrentController.Frame.LayoutManager.getElements()
        bar = next(each for each in elements if each.ResourceURL.startswith("private:resource/toolbar/addon_xlplan"))
        context = bar.getRealInterface().AccessibleContext
        found = {}
        for index in range(context.AccessibleChildCount):
            place = context.getAccessibleChild(index).AccessibleContext
            corner, size = place.getLocationOnScreen(), place.getSize()
            if place.AccessibleName:
                found[place.AccessibleName] = (corner.X + size.Width // 2, corner.Y + size.Height // 2)
        return found

    def message(self) -> str:
        """Return the text of the message box that is open; empty where none is."""
        for index in range(self.toolkit.getTopWindowCount()):
            window = self.toolkit.getTopWindow(index)
            context = window.getAccessibleContext() if window else None
            if context is not None and context.getAccessibleRole() == _role("ALERT"):
                return "".join(_texts(context))
        return ""

    def leave(self) -> None:
        """Save the workbook and end the program, as a user does in the evening."""
        self.document.store()
        # One that changed in between is asked about, and nobody is there to answer.
        assert not self.document.isModified()
        with suppress(uno_bridge.load().getClass("com.sun.star.uno.RuntimeException")):
            self._desktop.terminate()

    def press(self, caption: str, times: int = 1) -> None:
        """Click a form button with the mouse."""
        time.sleep(0.3)  # the sheet that was brought to front is drawn first
        self.screen.click(*self.buttons()[caption], times=times)

    def front(self) -> str:
        """Return the name of the sheet that is in front."""
        return str(self.document.CurrentController.ActiveSheet.Name)

    def show(self, sheet: str) -> None:
        """Bring a sheet to front, as a click on its tab does."""
        self.document.CurrentController.setActiveSheet(self.document.Sheets.getByName(sheet))
        time.sleep(0.5)

    def rows(self, sheet: str) -> list[tuple[Any, ...]]:
        """Return the used cells of a sheet, from A1."""
        area = self.document.Sheets.getByName(sheet)
        cursor = area.createCursor()
        cursor.gotoEndOfUsedArea(False)
        last = cursor.RangeAddress
        return list(area.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow).getDataArray())

    def named(self, name: str) -> Any:
        """Return the cell of a defined name."""
        return self.document.NamedRanges.getByName(name).getReferredCells().getCellByPosition(0, 0)


def make_profile(screen: Screen) -> None:
    """Make a fresh LibreOffice profile in the user's home, if there is none yet."""
    profile = screen.home / ".config/libreoffice/4/user/registrymodifications.xcu"
    if not profile.exists():
        profile.parent.mkdir(parents=True)
        profile.write_text(_PROFILE, encoding="utf-8")


@contextmanager
def open_calc(screen: Screen, book: Path) -> Iterator[Calc]:
    """Open a Calc that shows a workbook, in the user's default profile; it is killed at the end of the block."""
    programs.require("soffice")
    make_profile(screen)
    program = screen.start("soffice", "--norestore", "--nologo", "--calc", str(book), log=screen.home / "calc.log")
    try:
        yield find_calc(screen, book)
    finally:
        end(program)


def find_calc(screen: Screen, book: Path) -> Calc:
    """Return the Calc that shows a workbook on the screen, whoever started it, as soon as it does."""
    seen: list[str] = []
    try:
        return wait_for(lambda: _showing(screen, book, seen), f"Calc to show {book.name}")
    except AssertionError as error:
        screen.picture(screen.home / "calc.png")
        running = [f"{each.pid}: {each.pipes}" for each in process.running()]
        raise AssertionError(f"{error}; Calcs that run: {running}; seen last: {seen[-3:]}") from error


def _showing(screen: Screen, book: Path, seen: list[str]) -> Calc | None:
    """Return the screen's Calc once it shows a workbook; note in `seen` what was in the way."""
    for instance in process.running():
        try:
            if not _is_on(screen, instance):
                continue
            calc = Calc(screen, process.make_listen(instance), book)
        # A Calc that is busy opening something answers the next time; a new profile's first one ends, and starts itself once more.
        except (ProgramGoneError, NotAnsweringError, OSError) as error:
            seen.append(repr(error))
        except uno_bridge.load().getClass("com.sun.star.uno.Exception") as error:
            seen.append(repr(error))
        else:
            if calc.document:
                return calc
            seen.append(f"{calc.pipe} without the workbook")
    return None


def _is_on(screen: Screen, instance: process.Instance) -> bool:
    """Return True for the screen's own Calc. A number of a screen is soon used again, a home never."""
    marks = {f"{name}={screen.environment[name]}".encode() for name in ("DISPLAY", "HOME")}
    return marks.issubset(Path(f"/proc/{instance.pid}/environ").read_bytes().split(b"\0"))


def click_yes(display: Screen) -> None:
    """Say yes to the question that is asked in a small window."""
    _click_in_the_small_window(display, 0)


def click_no(display: Screen) -> None:
    """Say no to the question that is asked in a small window."""
    _click_in_the_small_window(display, -1)


def _click_in_the_small_window(display: Screen, which: int) -> None:
    click_lowest(display, display.small_window(), which)


def click_lowest(display: Screen, window: int, which: int = 0) -> None:
    """Click on the button of a small window that goes on, the left one; with -1, on the right one."""
    # The two buttons, of one width, are the lowest of its widgets, in a frame.
    widgets = display.widgets(window)
    lowest = max(y for _, _, _, y in widgets)
    low = [each for each in widgets if each[3] == lowest]
    narrowest = min(width for width, _, _, _ in low)
    buttons = sorted((each for each in low if each[0] == narrowest), key=lambda each: each[2])
    width, height, x, y = buttons[which]
    display.click(x + width // 2, y + height // 2)
