"""Finding, starting and connecting to LibreOffices."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from xlwings import base_classes

from . import process, uno_bridge
from .app import App, within
from .base import engine_class, uno_name
from .errors import NotAnsweringError, ProgramGoneError

_connected: dict[str, App] = {}
_silent: dict[int, float] = {}
"""The processes that did not answer, and when they were last given all the time to."""
_A_WHILE: Final = 60.0
_A_MOMENT: Final = 0.5
"""Seconds that are enough for one that works."""


def connect(pipe: str, timeout: float = 10.0) -> App:
    """Return the app of the LibreOffice that listens on this pipe; the same object for as long as it lives.

    Raise ProgramGoneError if none listens, NotAnsweringError if it does not answer within `timeout` seconds.
    """
    known = _connected.get(pipe)
    if known is not None and within(timeout, known.is_alive):
        return known
    uno = uno_bridge.load()
    pid = process.owner(pipe)

    def resolve() -> App:
        context = uno.getComponentContext()
        resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
        return App(resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"), pid)

    try:
        app = _connected[pipe] = within(timeout, resolve)
    except Exception as error:
        if not uno_name(error):
            raise
        raise ProgramGoneError("连接不上 LibreOffice，它可能刚刚关闭。") from error
    return app


def start(profile: Path, *, headless: bool = True, program: str | None = None, timeout: float = 60.0) -> App:
    """Start a LibreOffice with its profile in this folder; see process.launch for the errors."""
    uno_bridge.load()  # better missing now than once it runs
    pipe, launcher = process.launch(profile, headless=headless, program=program, timeout=timeout)
    app = connect(pipe, timeout)
    app.launcher = launcher
    return app


def listen(timeout: float = 10.0) -> list[App]:
    """Make every running LibreOffice of this user listen, and connect to it. Those that do not answer are left out.

    One that did not answer within the last minute is asked for a moment only: whoever looks often does not wait for it each time.
    """
    apps = []
    running = process.running()
    for pid in _silent.keys() - {instance.pid for instance in running}:
        del _silent[pid]
    for instance in running:
        now = time.monotonic()
        since = _silent.get(instance.pid)
        patience = timeout if since is None or now - since > _A_WHILE else min(timeout, _A_MOMENT)
        try:
            apps.append(connect(process.make_listen(instance, patience), patience))
        except NotAnsweringError:
            if patience == timeout:
                _silent[instance.pid] = time.monotonic()
        except ProgramGoneError:
            continue
        else:
            _silent.pop(instance.pid, None)
    return apps


@engine_class
class Apps(base_classes.Apps):
    """The LibreOffices of this user that listen already; `listen()` makes the others do so."""

    def __init__(self) -> None:
        self.app = self

    @staticmethod
    def is_alive() -> bool:
        """Return True."""
        return True

    def __iter__(self) -> Iterator[App]:
        # xlwings takes the first for the active one.
        front = App.front if App.front is not None and App.front.is_alive() else None
        if front is not None:
            yield front
        for instance in process.running():
            if instance.pipes and (front is None or instance.pid != front.pid):
                with contextlib.suppress(ProgramGoneError, NotAnsweringError):
                    yield connect(instance.pipes[0])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def keys(self) -> list[int]:
        """Return the process ids of all apps."""
        return [app.pid for app in self]

    def __getitem__(self, pid: int) -> App:
        for app in self:
            if app.pid == pid:
                return app
        raise KeyError(pid)

    def add(self, spec: str | None = None, add_book: bool | None = None, xl: Any = None, visible: Any = None) -> App:
        """Start another LibreOffice, with a fresh profile of its own; `spec` is the program, if not the usual one."""
        profile = Path(tempfile.mkdtemp(prefix="xlwings-libreoffice-"))
        app = start(profile, headless=not visible, program=spec)
        app.scratch = profile
        if add_book:
            app.books.add()
        return app

    @staticmethod
    def cleanup() -> None:
        """Do nothing: no half-dead LibreOffices are left behind."""
