"""Running LibreOffices as xlwings apps."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from xlwings import base_classes

from . import process, uno_bridge
from .base import engine_class, uno_name
from .books import Book, Books
from .errors import LibreOfficeError, NotAnsweringError
from .ranges import Range

_T = TypeVar("_T")

_BUTTONS = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
_ANSWERS = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}


def within(seconds: float, call: Callable[[], _T]) -> _T:
    """Return the result of a call into the program, which would wait for ever if the program hangs.

    Raise NotAnsweringError after `seconds`; the call itself cannot be taken back, its thread is left to it.
    """
    results: list[_T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(call())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not results:
        raise NotAnsweringError(seconds)
    return results[0]


@engine_class
class App(base_classes.App):
    """One running LibreOffice.

    How it behaves where Excel would refuse (LibreOffice 7.4): calls are answered at once while a cell is being edited
    and while a dialogue is open, so nothing hangs; a value written into the very cell that is being edited is replaced
    when the user ends the edit. While Basic code runs in a loop, each call takes long (0.9 s) or waits for the end:
    `responds` tells. A program that hangs would keep a call waiting for ever: ask `responds` before a long piece of work.
    """

    front: ClassVar[App | None] = None
    """The app that was activated last."""

    engine: ClassVar[Any] = None
    """The engine that all apps belong to; it sets itself here."""

    # xlwings declares it as a property; a plain attribute does.
    pid: int = 0

    def __init__(self, context: Any, pid: int) -> None:
        self._context = context
        self.pid = pid
        self.app = self
        # Not by `service`: an error on the way would ask `desktop` whether the program is still there.
        self.desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self.launcher: subprocess.Popen[bytes] | None = None
        self.scratch: Path | None = None
        self._indicator: Any = None
        self._status: str | bool = False
        self._quiet: list[Any] = []
        self._screen_updating = True
        self._display_alerts = True
        self._enable_events = True

    def service(self, name: str) -> Any:
        """Make a new instance of a UNO service in the program."""
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)

    def is_alive(self) -> bool:
        """Return True if the program still runs; does not raise."""
        try:
            self.desktop.getName()
        except Exception as error:
            if not uno_name(error):
                raise
            return False
        return True

    def responds(self, seconds: float = 2.0) -> bool:
        """Return True if the program answers within this time; False if it is busy, hangs, or is gone."""
        try:
            return within(seconds, self.is_alive)
        except NotAnsweringError:
            return False

    @property
    def api(self) -> Any:
        """The UNO desktop."""
        return self.desktop

    @property
    def books(self) -> Books:
        """The open workbooks."""
        return Books(self)

    @property
    def version(self) -> str:
        """The version of LibreOffice."""
        uno = uno_bridge.load()
        place = uno.createUnoStruct(
            "com.sun.star.beans.NamedValue", Name="nodepath", Value="/org.openoffice.Setup/Product"
        )
        provider = self.service("com.sun.star.configuration.ConfigurationProvider")
        product = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", (place,))
        return str(product.getByName("ooSetupVersion"))

    @property
    def hwnd(self) -> None:
        """None: windows are not told apart by handles here."""

    @property
    def selection(self) -> Range | None:
        """The selected cells, None where something else or several ranges are selected."""
        book = self.books.active
        selected = book.api.CurrentSelection
        if selected is None or not hasattr(selected, "getRangeAddress"):
            return None
        address = selected.getRangeAddress()
        found: Range = book.sheets(address.Sheet + 1).from_address(address)
        return found

    def activate(self, steal_focus: bool = False) -> None:
        """Bring the program to the front."""
        App.front = self
        if steal_focus:
            window = self.books.active.api.CurrentController.Frame.ContainerWindow
            window.toFront()
            window.setFocus()

    def _windows(self) -> list[Any]:
        return [book.api.CurrentController.Frame.ContainerWindow for book in self.books]

    @property
    def visible(self) -> bool:
        """Whether any of its windows is shown."""
        return any(window.isVisible() for window in self._windows())

    @visible.setter
    def visible(self, value: bool) -> None:
        for window in self._windows():
            window.setVisible(bool(value))

    def quit(self) -> None:
        """Close all workbooks without saving and end the program."""
        for book in self.books:
            book.close()
        try:
            self.desktop.terminate()
        except Exception as error:
            if not uno_name(error):
                raise  # the connection ends while the answer is on its way
        self._reap()

    def kill(self) -> None:
        """End the process."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self._reap()

    def _reap(self) -> None:
        if self.launcher is not None:
            process.reap(self.launcher)
        if self.scratch is not None:
            shutil.rmtree(self.scratch, ignore_errors=True)

    @property
    def screen_updating(self) -> bool:
        """Off: the workbooks open now are not repainted, and row heights are not fitted to what is written.

        Fitting takes 40 µs for each cell with Chinese and digits mixed. `autofit` what needs it afterwards.
        """
        return self._screen_updating

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        if value == self._screen_updating:
            return
        self._screen_updating = bool(value)
        if value:
            self._release()
            return
        for book in self.books:
            book.api.lockControllers()
            book.api.IsAdjustHeightEnabled = False
            self._quiet.append(book.api)

    def _release(self) -> None:
        while self._quiet:
            document = self._quiet.pop()
            try:
                document.IsAdjustHeightEnabled = True
                document.unlockControllers()
            except Exception as error:
                if not uno_name(error) or not self.is_alive():
                    raise  # else that workbook was closed meanwhile

    def forget_locks(self, book: Book) -> None:
        """Forget what was to be released on a workbook that is being closed."""
        self._quiet = [document for document in self._quiet if document != book.api]

    @property
    def display_alerts(self) -> bool:
        """Only remembered: nothing asks here, because no call hands LibreOffice anybody to ask."""
        return self._display_alerts

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        self._display_alerts = value

    @property
    def enable_events(self) -> bool:
        """Only remembered: Calc tells its sheet events of what the user does, not of what is done through UNO."""
        return self._enable_events

    @enable_events.setter
    def enable_events(self, value: bool) -> None:
        self._enable_events = value

    @property
    def calculation(self) -> str:
        """`automatic` if all workbooks calculate by themselves, else `manual`."""
        automatic = all(book.api.isAutomaticCalculationEnabled() for book in self.books)
        return "automatic" if automatic else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in ("automatic", "manual"):
            raise NotImplementedError(f"the LibreOffice engine has no calculation mode {value!r}")
        for book in self.books:
            book.api.enableAutomaticCalculation(value == "automatic")

    def calculate(self) -> None:
        """Calculate all workbooks."""
        for book in self.books:
            book.api.calculate()

    @property
    def status_bar(self) -> str | bool:
        """The text in the status bar of the window in front; False gives the bar back to the program."""
        return self._status

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        text = "" if value is False else str(value)
        indicator, self._indicator, self._status = self._indicator, None, False
        if indicator is not None:
            try:
                indicator.setText(text) if text else indicator.end()
            except Exception as error:
                if not uno_name(error) or not self.is_alive():
                    raise
                indicator = None  # its window was closed
        if text:
            if indicator is None:
                indicator = self.books.active.api.CurrentController.Frame.createStatusIndicator()
                indicator.start(text, 100)
            self._indicator, self._status = indicator, text

    def alert(self, prompt: str, title: str | None, buttons: str | None, mode: str | None, callback: Any = None) -> str:
        """Show a message box over the window in front, and wait for the user. Without a screen, answer `cancel` at once."""
        uno = uno_bridge.load()
        if buttons not in (None, *_BUTTONS):
            raise LibreOfficeError(f"没有这样的按钮组合：{buttons}")
        window = self.books.active.api.CurrentController.Frame.ContainerWindow
        # An INFOBOX has one button whatever is asked for.
        plain = "INFOBOX" if buttons in (None, "ok") else "QUERYBOX"
        kind = "WARNINGBOX" if mode == "critical" else plain
        box_type = uno.Enum("com.sun.star.awt.MessageBoxType", kind)
        box = window.Toolkit.createMessageBox(window, box_type, _BUTTONS[buttons or "ok"], title or "", prompt or "")
        try:
            return _ANSWERS.get(int(box.execute()), "cancel")
        finally:
            box.dispose()

    def run(self, macro: str, args: tuple[Any, ...]) -> Any:
        """Run a Basic macro of an open workbook: `'book.xlsm'!Module.Sub`, as xlwings' Book.macro writes it."""
        book_name, _, path = macro.rpartition("!")
        book = self.books(book_name.strip("'")) if book_name else self.books.active
        library = next((n for n in book.api.BasicLibraries.ElementNames if n == "VBAProject"), "Standard")
        address = f"vnd.sun.star.script:{library}.{path}?language=Basic&location=document"
        result, _, _ = book.api.getScriptProvider().getScript(address).invoke(tuple(args), (), ())
        return result
