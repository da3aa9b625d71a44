"""The helper's window beside a real Calc: it covers no button of the workbook and no tool bar, and stays where the user puts it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support import ROOT
from support.screen import START, Screen, end, helper_for, make_profile, open_calc, open_screen, wait_for
from support.window_script import run_script

from xlplan.files.store.window_place import WINDOW_PLACE
from xlplan.terms.areas import ScreenArea

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Xvfb is for Linux")
pytest.importorskip("tkinter", reason="缺少 Tk：请运行：sudo apt-get install python3-tk")


HAND = """
import tkinter
from types import SimpleNamespace
from xlplan.office.helper import looks
from xlplan.terms.areas import ScreenArea, ScreenPlace

root, helper = window.root, window.helper
stand = ScreenPlace(ScreenArea(0, 0, root.winfo_screenwidth(), root.winfo_screenheight()), (ScreenArea(0, 0, root.winfo_screenwidth(), 90),))
window.watching.start()
mouse.until(root.winfo_viewable, "the window")
mouse.live(0.5)
assert helper.wants_stand
window.placing.stand(stand)
mouse.live(0.5)
placed = root.geometry()

# It opens again, somebody presses in it: from then on it stays.
root.iconify()
mouse.live(0.3)
assert helper.wants_stand
title = root.title()
window.attention.call()
mouse.live(0.3)
assert root.state() == "iconic" and root.title() == "【请看】" + title, root.title()
root.deiconify()
mouse.until(root.winfo_viewable, "the window again")
root.geometry("800x400+30+40")
mouse.live(0.3)
root.event_generate("<ButtonPress-1>")
mouse.live(0.1)
assert not helper.wants_stand
before = root.geometry()
window.placing.stand(stand)
mouse.live(0.5)
assert root.geometry() == before != placed, (before, placed)
window.attention.seen()
assert root.title() == title

# Before others only for a moment, and not where somebody types in it.
looks.has_keyboard = lambda root: True
window.attention.call()
assert not root.attributes("-topmost")
looks.has_keyboard = lambda root: False
window.attention.call()
mouse.until(lambda: root.attributes("-topmost"), "before others")
mouse.until(lambda: not root.attributes("-topmost"), "among others again")


def fails(script):
    raise tkinter.TclError("can't find package msgcat")


# A Tk without the package that translates it.
looks.speak_chinese(SimpleNamespace(tk=SimpleNamespace(eval=fails, call=lambda *_: "win32")))
"""


def test_it_moves_under_nobodys_hand_and_calls_without_taking_the_keyboard(
    needs_screen: None, tmp_path: Path, keep: Path
) -> None:
    with open_screen(tmp_path / "home", "1280x720x24") as screen:
        run_script(HAND, tmp_path, keep, screen)


def _window(screen: Screen) -> ScreenArea | None:
    """Return where the helper's window is, without its title; None as long as there is none."""
    found = [screen.widgets(each)[0] for each in screen.windows("xlplan") if screen.widgets(each)]
    wide, high, left, top = max(found, default=(0, 0, 0, 0))
    return ScreenArea(left, top, left + wide, top + high) if wide > 300 else None


def _settled(screen: Screen) -> ScreenArea:
    """Return where the helper's window is once it no longer moves."""
    last: list[ScreenArea | None] = []

    def stays() -> ScreenArea | None:
        last.append(_window(screen))
        time.sleep(0.4)
        return last[-1] if len(last) > 5 and len(set(last[-5:])) == 1 else None

    return wait_for(stays, "the helper's window to stay")


@pytest.mark.parametrize("size", ["1366x768", "1280x720", "1920x1080"])
def test_it_opens_beside_the_workbook_and_where_it_was_put(
    needs_screen: None, needs_calc: None, tmp_path: Path, keep: Path, size: str
) -> None:
    (folder := tmp_path / "重点工作 2023").mkdir()
    book = Path(shutil.copy(ROOT / "workbook/分工表.xlsm", folder))
    with open_screen(tmp_path / "home", f"{size}x24") as screen:
        make_profile(screen)
        installing = screen.start(sys.executable, "-m", "xlplan", "install", str(book), log=tmp_path / "install.log")
        assert installing.wait(START) == 0, (tmp_path / "install.log").read_text("utf-8")
        with open_calc(screen, book) as calc:
            buttons = calc.buttons()
            helper = screen.start(*helper_for(book), log=tmp_path / "helper.log")
            try:
                place = _settled(screen)
                screen.picture(keep / f"helper-beside-{size}.png")
                height = int(size.partition("x")[2])
                upon = {name: at for name, at in buttons.items() if at[1] < height and place.shared(ScreenArea(at[0] - 40, at[1] - 15, at[0] + 40, at[1] + 15))}  # fmt: skip
                assert not upon, (place, upon)
                bars = calc.document.CurrentController.Frame.ComponentWindow.AccessibleContext.getLocationOnScreen().Y
                assert place.top >= bars and place.bottom <= height, (place, bars)
                # The user moves it, and finds it there the next time.
                window = max(screen.windows("xlplan"), key=lambda each: screen.widgets(each)[:1])
                moving = ["xdotool", "windowmove", str(window), "20", "30"]
                subprocess.run(moving, env=screen.environment, stdin=subprocess.DEVNULL, check=True)
                data = tmp_path / "home/.local/share/xlplan" / WINDOW_PLACE
                wait_for(data.is_file, "the place to be remembered")
            finally:
                end(helper)
            put = data.read_text("utf-8")
            again = screen.start(*helper_for(book), log=tmp_path / "helper.log")
            try:
                place = _settled(screen)
                assert abs(place.left - 20) <= 12 and abs(place.top - 30) <= 40, (place, put)
                assert data.read_text("utf-8") == put
            finally:
                end(again)
