"""One button on one workbook, whatever happens: the result, or the reason why not, in Chinese for the user."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from xlplan.office.buttons.questions import Answer, Question
from xlplan.office.hosts import com_gate, open_books
from xlplan.office.hosts.host_errors import HostError, explained
from xlplan.office.setup.helper_log import LOG_NAME, log
from xlplan.terms.buttons import caption
from xlplan.terms.errors import XlplanError
from xlplan.terms.records import record
from xlplan.terms.sheets import CONSOLE

if TYPE_CHECKING:
    import xlwings

_REPORT_EVERY: Final = 0.1

ShowProgress = Callable[[str, float], None]
"""Called with what is being done, and how much of it is done (0 to 1)."""


@record(frozen=True)
class Outcome:
    """How a button ended. `show` is the sheet brought to the front, `folder` one to be opened in the file manager,
    `page` one for the browser, and the part of it that is shown.

    `ask` is a question: once the user says yes, or answers it, the button is pressed again with that answer. `named`: whether the
    message begins with the button's caption. `afterwards` is for later: nobody waits for it. `leads` is where the
    helper's window lets one go on: a kind of rows of 待核实 to be written, or round, for the settings of the next one.
    """

    ok: bool
    message: str
    show: str | None = None
    folder: Path | None = None
    ask: Question | None = None
    named: bool = False
    afterwards: Callable[[], object] | None = None
    page: tuple[Path, str] | None = None
    leads: str = ""
    foretells: bool = False
    """Whether nothing was done yet: it says what would be, and asks."""
    made: Sequence[Path] = ()
    """What one may want to open now."""
    idle: bool = False
    """Whether there was nothing that it could do yet."""


class PressFunction(Protocol):
    """The button functions of all verbs."""

    def __call__(
        self, verb: str, book: Any, now: datetime, report: ShowProgress, *, answer: Answer | None = None
    ) -> Outcome:
        """Press the button of a verb for an open workbook (an xlwings.Book)."""


@record(frozen=True)
class Done:
    """A button's end, as the user is told it."""

    verb: str
    ok: bool
    message: str
    at: datetime
    ask: Question | None = None
    named: bool = False
    afterwards: Callable[[], object] | None = None
    leads: str = ""
    foretells: bool = False
    made: Sequence[Path] = ()
    idle: bool = False
    alone: bool = False
    """Whether no sheet shows what was made, so that one has to see it in the window."""


def guarded(verb: str, work: Callable[[], Outcome], now: datetime) -> Done:
    """Do a piece of work and return its end. Does not raise: every error ends in the log and in words for the user."""
    try:
        outcome = work()
        message = outcome.message
        try:
            if outcome.folder is not None:
                open_books.open_path(outcome.folder)
            if outcome.page is not None:
                open_books.open_page(*outcome.page)
        except HostError as error:
            if verb == "folder":
                raise
            # The button's work is done all the same.
            message += f"（{error.message}{error.hint}）"
        done = Done(
            verb,
            outcome.ok,
            message,
            now,
            outcome.ask,
            outcome.named,
            outcome.afterwards,
            outcome.leads,
            outcome.foretells,
            outcome.made,
            outcome.idle,
            # What opens by itself needs no telling.
            alone=outcome.show is None and bool(outcome.made) and outcome.page is None and verb != "folder",
        )
    except Exception as error:
        return Done(verb, False, _words(verb, error), now)
    log.info("%s: %s", verb, done.message)
    return done


def press_open(
    verb: str,
    find: Callable[[], xlwings.Book],
    press: PressFunction,
    now: datetime,
    report: ShowProgress,
    answer: Answer | None = None,
) -> tuple[Done, xlwings.Book | None]:
    """Press a button, showing progress in the status bar; return the workbook too, if found. Does not raise.

    A program that is busy is waited for, and `report` says what the user has to do.
    """
    found: list[xlwings.Book] = []
    share = 0.0

    def remembered(text: str, fraction: float) -> None:
        nonlocal share
        share = fraction
        report(text, fraction)

    def work() -> Outcome:
        with com_gate.patient(com_gate.WAIT, lambda text: report(text, share)):
            found.append(find())
            return press(verb, found[0], now, _in_status_bar(found[0], remembered), answer=answer)

    done = guarded(verb, work, now)
    return done, found[0] if found else None


def tell(book: xlwings.Book, done: Done, *, window: bool = False) -> None:
    """Show a button's end in the status bar, a failure also among the last results on 操作台. Does not raise.

    `window`: one asks what there is to ask.
    """
    line, _, _ = done.message.partition("\n")
    named = line if done.named else f"{caption(done.verb)}：{line}"
    if window and isinstance(done.ask, str):
        named = f"请在跳出来的小窗口里回答。{named}"
    try:
        open_books.show_status(book, named)
        if not done.ok and CONSOLE in book.sheet_names:
            _note(book, done)
    except Exception as error:
        # The user has the message in the helper's window all the same.
        log.warning("%s: the workbook could not be told: %s", done.verb, error)


def _note(book: xlwings.Book, done: Done) -> None:
    from xlplan.office.sheets.fixed_sheets import Console

    Console(book, {sheet.name: sheet for sheet in book.sheets}).note(caption(done.verb), done.message, done.at)


def _in_status_bar(book: xlwings.Book, report: ShowProgress) -> ShowProgress:
    last = 0.0

    def both(text: str, fraction: float) -> None:
        nonlocal last
        report(text, fraction)
        # Each call into the program costs as much as writing a row.
        if time.monotonic() - last >= _REPORT_EVERY:
            last = time.monotonic()
            open_books.show_status(book, f"{text} {fraction:.0%}")

    return both


def _words(verb: str, error: Exception) -> str:
    known = explained(error)
    if known is not None:
        log.warning("%s: %s", verb, known)
        if not isinstance(error, XlplanError):
            log.info("%s: it came from", verb, exc_info=error)
        return str(known)
    log.error("%s: failed", verb, exc_info=error)
    place = next((Path(h.baseFilename) for h in log.handlers if isinstance(h, logging.FileHandler)), Path(LOG_NAME))
    return (
        f"“{caption(verb)}”没有做完：程序内部出错（{type(error).__name__}）。\n"
        f"可以再点一次；仍然不行时，请把记录文件发给维护人员：{place}"
    )
