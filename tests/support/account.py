"""A user's account apart from the real one: a home, a request folder, helpers, and a Calc whose macros ask them."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from support import ROOT
from xlplan.office import libreoffice
from xlplan.office.libreoffice import uno_bridge
from xlplan.office.setup import helper_log
from xlplan.terms.sheets import NAME_LAST_RESULTS

LONG = 180.0
"""Seconds after which a test gives up waiting."""


def until(condition: Callable[[], Any], what: str, seconds: float = LONG) -> Any:
    """Return what a condition gives as soon as it gives anything; fail, naming `what`, after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.02)
    raise AssertionError(f"waited in vain: {what}")


class Account:
    """A user's home, request folder and helpers, apart from the real ones. `command` starts a helper."""

    def __init__(self, folder: Path, command: Sequence[object]) -> None:
        self.folder = folder
        self.requests = folder / "requests"
        self.data = folder / "home/.local/share/xlplan"
        self.environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
            "HOME": str(folder / "home"),
            "XLPLAN_REQUESTS": str(self.requests),
            "PYTHONPATH": str(ROOT),
        }
        self.environ.pop("DISPLAY", None)
        self.environ.pop("WAYLAND_DISPLAY", None)
        self._command = command
        self._started: list[subprocess.Popen[bytes]] = []
        folder.joinpath("home").mkdir(parents=True, exist_ok=True)

    def start_helper(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a helper, and wait until it serves."""
        with (self.folder / "helper.out").open("ab") as out:
            process = subprocess.Popen(
                [*map(str, self._command), *words],
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        self._started.append(process)
        until(lambda: self.log().count("started") >= len(self._started), "the helper to start")
        return process

    def log(self) -> str:
        """Return what the helpers have written down."""
        path = self.data / helper_log.LOG_NAME
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def end(self) -> None:
        """End all helpers that are still there."""
        for process in self._started:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(5)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


class Calc:
    """A Calc without a screen, whose macros leave their requests in an account's folder."""

    def __init__(self, account: Account, profile: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XLPLAN_REQUESTS", str(account.requests))
            self.app = libreoffice.start(profile, timeout=LONG)

    def open(self, path: Path) -> Any:
        """Open a workbook with its macros allowed."""
        uno = uno_bridge.load()
        always = uno.createUnoStruct("com.sun.star.beans.PropertyValue", Name="MacroExecutionMode", Value=4)
        document = self.app.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, (always,))
        return next(book for book in self.app.books if book.api == document)

    def click(self, book: Any, sub: str) -> None:
        """Run a Sub as a button does, and wait for its end."""
        address = f"vnd.sun.star.script:VBAProject.XlPlan.{sub}?language=Basic&location=document"
        book.api.getScriptProvider().getScript(address).invoke((), (), ())

    def end(self) -> None:
        """End it at once, as a crash does."""
        if self.app.is_alive():
            self.app.kill()
        assert self.app.launcher
        self.app.launcher.wait(LONG)


def last_result(book: Any, step: str) -> str:
    """Return what 操作台 says of the last press of a button, by its caption."""
    area = book.names(NAME_LAST_RESULTS).refers_to_range.raw_value
    return next(str(row[1]) for row in area if row[0] == step)
