"""A Calc with a screen in which macros are run as buttons run them, and a helper that answers what they ask."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from support.calc import START
from xlplan.office.libreoffice import uno_bridge


class MacroCalc:
    """A running Calc on a screen of its own, and the folder that its macros leave requests in."""

    def __init__(self, context: Any, requests: Path) -> None:
        self.requests = requests
        self._desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self._toolkit = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", context)

    def load(self, path: Path, **options: object) -> Any:
        """Open a workbook whose macros may run."""
        properties = {"MacroExecutionMode": 4} | options  # 4: always, without asking
        return self._desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, _properties(properties))

    def run(self, book: Any, sub: str, *arguments: object) -> list[str]:
        """Run a Sub as a button does and press OK in each message box; return the boxes' texts."""
        failures: list[Exception] = []

        def invoke() -> None:
            address = f"vnd.sun.star.script:VBAProject.XlPlan.{sub}?language=Basic&location=document"
            try:
                book.getScriptProvider().getScript(address).invoke(arguments, (), ())
            except Exception as error:
                failures.append(error)

        messages = []
        thread = threading.Thread(target=invoke)
        thread.start()
        deadline = time.monotonic() + START
        while thread.is_alive() and time.monotonic() < deadline:
            if (message := self._dismissed_message()) is not None:
                messages.append(message)
            thread.join(0.05)
        assert not thread.is_alive(), f"{sub} did not end"
        assert not failures, failures
        return messages

    def _dismissed_message(self) -> str | None:
        uno = uno_bridge.load()

        def role(name: str) -> int:
            return int(uno.getConstantByName(f"com.sun.star.accessibility.AccessibleRole.{name}"))

        windows = [self._toolkit.getTopWindow(i) for i in range(self._toolkit.getTopWindowCount())]
        for window in filter(None, windows):
            context = window.getAccessibleContext()
            if context is None or context.getAccessibleRole() != role("ALERT"):
                continue
            parts = {part.getAccessibleRole(): part for part in _descendants(context)}
            if role("STATIC") in parts and role("PUSH_BUTTON") in parts:
                text = str(parts[role("STATIC")].getAccessibleName())
                parts[role("PUSH_BUTTON")].doAccessibleAction(0)
                # On a busy machine it is there for a while longer, and is no second one.
                self._gone(window)
                return text
        return None

    def _gone(self, window: Any) -> None:
        deadline = time.monotonic() + START
        while any(self._toolkit.getTopWindow(i) == window for i in range(self._toolkit.getTopWindowCount())):
            assert time.monotonic() < deadline, "the box does not close"
            time.sleep(0.02)

    def left(self) -> dict[str, str]:
        """Return the files in the request folder: content by name."""
        return {file.name: file.read_text(encoding="ascii") for file in self.requests.iterdir()}


class Helper:
    """Answers the first request it sees, as the resident helper does: takes it by renaming, then answers."""

    def __init__(self, requests: Path, answer: bytes | None) -> None:
        self._requests, self._answer = requests, answer
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _serve(self) -> None:
        while not self._stop.wait(0.005):
            for request in self._requests.glob("*.request"):
                request.rename(request.with_suffix(".taken"))
                if self._answer is not None:
                    unready = request.with_suffix(".unready")
                    unready.write_bytes(self._answer)
                    unready.rename(request.with_suffix(".answer"))
                return


def _properties(values: dict[str, object]) -> tuple[Any, ...]:
    uno = uno_bridge.load()

    def made(name: str, value: object) -> Any:
        found = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        found.Name, found.Value = name, value
        return found

    return tuple(made(name, value) for name, value in values.items())


def _descendants(context: Any) -> Iterator[Any]:
    for index in range(context.getAccessibleChildCount()):
        child = context.getAccessibleChild(index).getAccessibleContext()
        yield child
        yield from _descendants(child)


def connected(uno: Any, pipe: str, process: subprocess.Popen[bytes]) -> Any:
    """Wait until a Calc answers on its pipe, and return its component context."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    no_connection = uno.getClass("com.sun.star.connection.NoConnectException")
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except no_connection:
            time.sleep(0.1)
    raise AssertionError("Calc did not start")
