"""Work beside a window, which goes on living meanwhile."""

from __future__ import annotations

import threading
import tkinter
from collections.abc import Callable
from typing import Final, TypeVar

from xlplan.office.setup.helper_log import log
from xlplan.terms.errors import XlplanError

T = TypeVar("T")
_AGAIN: Final = 50


def aside(window: tkinter.Misc, work: Callable[[], T], done: Callable[[T | str], None]) -> None:
    """Do some work in a thread; then call `done`, in the window's own, with what came of it or why nothing did, in words."""
    answer: list[T | str] = []

    def run() -> None:
        try:
            answer.append(work())
        except XlplanError as error:
            answer.append(str(error))
        except Exception:
            log.exception("work beside a window")
            answer.append("没有做成：程序内部出错，原因在助手的记录里。")

    def wait() -> None:
        if answer and window.winfo_exists():
            done(answer[0])
        elif not answer and window.winfo_exists():
            window.after(_AGAIN, wait)

    threading.Thread(target=run, name="aside", daemon=True).start()
    window.after(_AGAIN, wait)
