"""`xlplan helper`: the helper as a process, with its window if there is a screen."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import TYPE_CHECKING

from xlplan import __version__
from xlplan.files.store.user_data import data_folder
from xlplan.office.buttons.guard import PressFunction
from xlplan.office.helper.serving import Helper, buttons_press
from xlplan.office.helper.watching import Watching
from xlplan.office.hosts.requests import request_folders
from xlplan.office.setup.addins import addins
from xlplan.office.setup.desktop import Desktop
from xlplan.office.setup.helper_log import log, log_to
from xlplan.office.setup.presence import only_one
from xlplan.terms.errors import XlplanError
from xlplan.terms.records import record

if TYPE_CHECKING:
    from xlplan.office.helper.window import HelperWindow


@record(frozen=True)
class Served:
    """A helper's life: the number of buttons that it served."""

    served: int

    needs_person = False

    def json(self) -> dict[str, object]:
        """Return the JSON of `xlplan helper` when it ends."""
        return {"command": "helper", "ok": True, "served": self.served}


def be_helper(press: PressFunction = buttons_press, *, window: bool = True, minimized: bool = False, say: Callable[[str], None] = print) -> Served:  # fmt: skip
    """Run until another helper, quitting or a signal ends it. Raise FileLockedError or NotWritableError."""
    data = data_folder()
    with only_one(data) as handover:
        log_to(data)
        log.info("started, version %s", __version__)
        helper = Helper(request_folders(), press, handover)
        helper.start()
        renew_addins(Desktop.here())
        try:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: helper.stopped.set())
            shown = _open_window(helper, minimized) if window else None
            helper.has_window = shown is not None
            if shown is None:
                say("助手已启动（没有窗口）。现在可以在工作簿里点按钮。")
                watching = Watching(lambda book: helper.press("merge", book))
                watching.start()
                _wait(helper)
                watching.stop()
            else:
                shown.mainloop()
        finally:
            helper.stop()
            log.info("ended")
    return Served(helper.served)


def renew_addins(desktop: Desktop) -> None:
    """Bring the add-ins of Excel and Calc up to this helper's version, where there are older ones. What hinders it, doctor says."""
    for addin in addins(desktop):
        try:
            if done := addin.renew():
                log.info("%s", done)
        except XlplanError as error:
            log.warning("an add-in stays as it is: %s", error)


def _wait(helper: Helper) -> None:
    # Events are for the window; without one, nobody reads them.
    while not helper.stopped.wait(0.5):
        while not helper.events.empty():
            helper.events.get()


def _open_window(helper: Helper, minimized: bool) -> HelperWindow | None:
    """Return the window; None without Tk or a screen."""
    try:
        from xlplan.office.helper.window import HelperWindow, NoScreenError
    except ImportError as error:
        log.info("no window: %s", error)
        return None
    try:
        return HelperWindow(helper, minimized=minimized)
    except NoScreenError as error:
        log.info("no window: %s", error)
        return None
