"""Helpers killed in the middle of a button, and two of them at work for two people on one shared folder: a real Calc without a screen."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from support.account import Account, Calc, last_result, until
from support.clerks import Folder
from support.office import Office

from torture.invariants import in_order, once, require, told
from torture.trial import Kind, Trial
from xlplan.files.store.shipped import WORKBOOK, shipped
from xlplan.office.helper.presses import AGAIN_SECONDS
from xlplan.terms.buttons import BUTTONS, caption

_HELPER = [sys.executable, "-c", "from xlplan.cli import command_line; command_line()", "helper"]
_SUBS = {button.verb: f"On{button.verb.capitalize()}" for button in BUTTONS}
_SECONDS = 60.0


class Desk:
    """One person: an account with its helper, a Calc, and the workbook open in it."""

    def __init__(self, folder: Path, path: Path) -> None:
        self.account = Account(folder, _HELPER)
        self.path = path
        self._profile = folder / "profile"
        self._clicked: dict[str, float] = {}
        self.helper = self.account.start_helper("--no-window")
        self.open()

    def open(self) -> None:
        """Start Calc and open the workbook."""
        self.calc = Calc(self.account, self._profile)
        self.book: Any = self.calc.open(self.path)

    def count(self, verb: str) -> int:
        """Return how many presses of a button have come to their end."""
        return len(re.findall(rf" {verb}: ", self.account.log()))

    def click(self, verb: str) -> None:
        """Click a button; it is at work afterwards."""
        # Sooner it would be the same click once more.
        time.sleep(max(0.0, self._clicked.get(verb, 0.0) + AGAIN_SECONDS + 0.5 - time.monotonic()))
        self._clicked[verb] = time.monotonic()
        self.calc.click(self.book, _SUBS[verb])

    def press(self, verb: str) -> None:
        """Click a button and wait for its end."""
        before = self.count(verb)
        self.click(verb)
        until(lambda: self.count(verb) > before, f"“{verb}” to end: {self.account.log()[-1500:]}", _SECONDS)
        # The result is told after the log.
        time.sleep(0.3)

    def kill_helper(self) -> None:
        """End the helper at once, and start the next one."""
        self.helper.kill()
        self.helper.wait()
        self.helper = self.account.start_helper("--no-window")

    def end(self) -> None:
        """Send everybody at work home."""
        self.account.end()
        self.calc.end()
        # What a LibreOffice leaves that is ended so.
        for path in Path(tempfile.gettempdir()).glob("lu*.tmp"):
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _desk(folder: Path, path: Path) -> Iterator[Desk]:
    desk = Desk(folder, path)
    try:
        yield desk
    finally:
        desk.end()


def _workbook(trial: Trial) -> Path:
    folder = trial.folder / "共享 文件夹"
    folder.mkdir()
    return Path(shutil.copy(shipped(WORKBOOK), folder / "分工表.xlsm"))


def _killed(trial: Trial) -> None:
    chance = trial.chance
    path = _workbook(trial)
    works = Office(path)
    with _desk(trial.folder / "张三", path) as desk:
        desk.press("split")
        folder = Folder.of(works, trial.folder)
        dropped: list[str] = []
        for number in range(5):
            dropped.append(folder.drop(number))
            verb = chance.choice(("split", "merge", "merge", "merge", "undo", "validate", "status"))
            desk.click(verb)
            time.sleep(chance.uniform(0.0, 1.0 if verb != "status" else 4.0))
            if chance.random() < 0.2:
                desk.calc.end()
                desk.kill_helper()
                desk.open()
            else:
                desk.kill_helper()
            desk.press(verb)
            said = last_result(desk.book, caption(verb))
            # Taking back what was taken back already leaves nothing to say.
            require("没有做完" not in said and (said != "还没有做过" or verb == "undo"), f"{number} {verb}: {said}")
            in_order(works, f"{number} {verb} killed")
        desk.press("split")
        desk.press("merge")
        once(works, dropped, "after the last merge")
        in_order(works, "at the end")
    told(works, works.do("merge", "--json").json)


def _clerks(trial: Trial) -> None:
    chance = trial.chance
    path = _workbook(trial)
    other = Path(shutil.copy(path, path.with_name("分工表（李四）.xlsm")))
    works = Office(path)
    dropped: list[str] = []
    with ExitStack() as stack:
        desks = [
            stack.enter_context(_desk(trial.folder / name, book)) for name, book in (("张三", path), ("李四", other))
        ]
        desks[0].press("split")
        folder = Folder.of(works, trial.folder)
        waiting: list[tuple[str, int] | None] = [None, None]
        end = time.monotonic() + 40
        while time.monotonic() < end or any(waiting):
            require(time.monotonic() < end + _SECONDS, f"a button does not end: {waiting}")
            for number, desk in enumerate(desks):
                at_work = waiting[number]
                if at_work and desk.count(at_work[0]) > at_work[1]:
                    waiting[number] = None
                elif not at_work and time.monotonic() < end:
                    verb = chance.choice(("split", "merge", "merge", "merge", "validate"))
                    waiting[number] = (verb, desk.count(verb))
                    time.sleep(0.3)  # the button before has its last words
                    desk.click(verb)
            if len(dropped) < 20 and time.monotonic() < end and chance.random() < 0.05:
                dropped.append(folder.drop(len(dropped)))
            time.sleep(0.05)
        logs = [desk.account.log() for desk in desks]
        for log in logs:
            for line in log.splitlines():
                bad = " WARNING " in line or " ERROR " in line
                require(not bad or "正在使用" in line, line)
        desks[1].press("merge")
        once(works, dropped, "after the last merge")
        in_order(works, "at the end")
    served = [len(re.findall(r" (split|merge|validate): ", log)) for log in logs]
    require(min(served) >= 3, f"one of them was hardly served: {served}")


KIND = Kind("helper", "a helper (now and then Calc too) killed in the middle of five buttons", _killed, share=1.2,
            limit=400.0, programs=("soffice",), kills=True)  # fmt: skip
CLERKS = Kind("helpers", "two people with a helper and a Calc each at work on one folder for 40 s", _clerks,
              limit=400.0, programs=("soffice",))  # fmt: skip
