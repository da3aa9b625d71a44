"""The helper: a resident process, one for each user, that carries out the requests of the workbook's buttons.

Four threads: one watches the request folders and answers at once; one works, because the objects of a spreadsheet
program belong to a single thread; one does what nobody waits for; the main one has the window, or waits.
"""

from __future__ import annotations

import gc
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlplan.files.store.recent import recent_books
from xlplan.office.buttons import guard
from xlplan.office.buttons.guard import Done, Outcome, PressFunction, ShowProgress
from xlplan.office.buttons.questions import Answer
from xlplan.office.buttons.round_question import First, RoundQuestion
from xlplan.office.buttons.table_question import TableQuestion
from xlplan.office.helper.events import Began, BooksListed, Event, Progressed
from xlplan.office.helper.presses import AGAIN_SECONDS, Press
from xlplan.office.helper.status_bar import StatusBar
from xlplan.office.hosts import open_books
from xlplan.office.hosts.host_errors import explained
from xlplan.office.hosts.on_screen import stand_of
from xlplan.office.hosts.requests import Request, RequestFolder
from xlplan.office.setup.helper_log import log
from xlplan.terms.buttons import caption
from xlplan.terms.errors import NotWritableError

if TYPE_CHECKING:
    import xlwings

POLL_SECONDS: Final = 0.05
GRACE: Final = 0.5
"""Seconds that a request waits for the button before it, before it is refused as busy."""

MACRO_ENDS: Final = 0.05
"""Seconds from the answer to the macro's end: until then its program serves nobody else."""

FINISH_SECONDS: Final = 60.0
"""Seconds that a helper waits for its work before it ends."""


def buttons_press(
    verb: str, book: xlwings.Book, now: datetime, report: ShowProgress, *, answer: Answer | None = None
) -> Outcome:
    """Press a button; the functions are imported when first needed."""
    from xlplan.office.buttons.verbs import press

    return press(verb, book, now, report, answer=answer)


class Helper:
    """Watches, answers, works. `events` are for the window, if there is one."""

    def __init__(
        self,
        folders: Sequence[Path],
        press: PressFunction = buttons_press,
        handover: Path | None = None,
        again_seconds: float = AGAIN_SECONDS,
    ) -> None:
        self.events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.stopped = threading.Event()
        self.served = 0
        self.has_window = True
        """True if somebody sees `events`; otherwise long results get a message box."""
        self.wants_stand = False
        """True if somebody wants to know where the workbook is on the screen, when it is looked for or worked on next."""
        self._folders = [RequestFolder(path) for path in folders]
        self._press = press
        self._handover = handover
        self._again_seconds = again_seconds
        self._last = Press("", "", 0)
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._looks = count(1)
        self._busy = threading.Lock()
        self._status = StatusBar()
        self._asking: tuple[str, Callable[[Answer], Callable[[], None]]] | None = None
        self._later: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._worker = threading.Thread(target=self._work, name="work", daemon=True)
        self._afterwards = threading.Thread(target=self._work_later, name="later", daemon=True)
        self._watcher = threading.Thread(target=self._watch, name="watch", daemon=True)

    def start(self) -> None:
        """Make the request folders and begin. Raise NotWritableError where there is none."""
        # The system may deny one of several; then the others do.
        made = [folder for folder in self._folders if _mend(folder)]
        if not made:
            self._folders[-1].prepare()
        self._folders = made or self._folders
        self._worker.start()
        self._afterwards.start()
        self._watcher.start()

    def stop(self) -> None:
        """Take no more requests, let the present work end (for a minute at most), and end."""
        self.stopped.set()
        self._jobs.put(None)
        self._watcher.join(FINISH_SECONDS)
        self._worker.join(FINISH_SECONDS)
        self._later.put(None)
        self._afterwards.join(FINISH_SECONDS)

    def press(self, verb: str, target: open_books.Opened | Path, answer: Answer | None = None) -> bool:
        """Press a button for a workbook or file, with the `answer` to the last press; False if another is at work.

        A second press within `AGAIN_SECONDS` is none, and needs no telling.
        """
        press = Press(verb, str(target) if isinstance(target, Path) else target.fullname, time.time())
        if answer in (None, First.TELL) and self._last.repeated(press.verb, press.place, press.at, self._again_seconds):
            return True
        if isinstance(target, Path):
            return self._begin(press, lambda: self._serve_file(verb, target, answer))
        return self._begin(press, lambda: self._serve_open(verb, lambda: open_books.find_opened(target), answer))

    def answer(self, verb: str, answer: Answer) -> bool:
        """Answer the question of the last press; False if another button is at work, or nothing was asked."""
        asking, self._asking = self._asking, None
        if asking is None or asking[0] != verb:
            return False
        return self._begin(Press(verb, "", 0), lambda: asking[1](answer))

    def look(self) -> int:
        """List the open workbooks as soon as nothing else is being done. Return the number of the look."""
        number = next(self._looks)
        self._jobs.put(partial(self._list, number))
        return number

    def _begin(self, press: Press, job: Callable[[], Callable[[], None]]) -> bool:
        if not self._busy.acquire(blocking=False):
            return False
        self._enqueue(press, job)
        return True

    def _enqueue(self, press: Press, job: Callable[[], Callable[[], None]]) -> None:
        """Hand a job to the worker, with the lock `_busy`. What the job returns is done after it is released.

        A call into a program stalls if that program waits in the macro of the next click, until that click is answered.
        """

        self._last = press

        def work() -> None:
            try:
                self.events.put(Began(press.verb))
                tell = job()
            finally:
                self._busy.release()
            tell()

        self._jobs.put(work)

    def _watch(self) -> None:
        while not self.stopped.wait(POLL_SECONDS):
            if self._handover and self._handover.exists():
                log.info("another helper takes over")
                self.stopped.set()
                return
            for folder in self._folders:
                try:
                    for request in folder.take():
                        self._receive(folder, request)
                except OSError as error:
                    # The folder was removed, or its disk is full: that may be put right while the helper runs.
                    log.warning("request folder: %s", error)
                    self.stopped.wait(1)
                    _mend(folder)

    def _receive(self, folder: RequestFolder, request: Request) -> None:
        if request.refusal:
            log.warning("refused %s: %s", request.nonce, request.reason)
            folder.answer(request)
            return

        # Neither is queued: whoever clicks "undo" three times out of impatience means it once. The macro says nothing of it,
        # for its box would stop the step that is at work.
        last = self._last
        repeated = last.repeated(request.verb, request.book, request.at, self._again_seconds)
        if repeated or not self._busy.acquire(timeout=GRACE):
            last.not_taken(request)
            why = "the same press once more" if repeated else "another button is at work"
            log.info("refused %s: %s, %s", request.nonce, request.verb, why)
            folder.answer(request, "busy")
            return
        try:
            folder.answer(request)
        except OSError:
            self._busy.release()
            raise
        log.info("accepted %s: %s", request.nonce, request.verb)

        press = Press(request.verb, request.book, request.at)

        def job() -> Callable[[], None]:
            time.sleep(MACRO_ENDS)
            return self._serve_open(
                request.verb,
                lambda: open_books.find_requested(request.nonce, request.book, press.later),
                First.ASK if self.has_window else None,
            )

        self._enqueue(press, job)

    def _work(self) -> None:
        open_books.start_thread()
        try:
            _warm_up(self._press)
        except Exception:
            # Each click fails in the same way and tells the user.
            log.exception("a library could not be loaded")
        self._status.clear()
        while (job := self._next()) is not None:
            self._status.clear()
            try:
                job()
            except Exception:
                log.exception("the helper itself failed")
            # Commands leave their garbage to the end of their process; this one goes on for weeks.
            gc.collect()
        self._status.clear()

    def _work_later(self) -> None:
        open_books.start_thread()
        while (job := self._later.get()) is not None:
            try:
                job()
            except Exception:
                # What was asked for is done all the same.
                log.exception("the rest of the work failed")

    def _next(self) -> Callable[[], None] | None:
        """Return the next job; meanwhile, clear the status bar when its result has been shown long enough."""
        while True:
            try:
                return self._jobs.get(timeout=self._status.left)
            except queue.Empty:
                self._status.clear()

    def _serve_open(
        self, verb: str, find: Callable[[], xlwings.Book], answer: Answer | None = None
    ) -> Callable[[], None]:
        done, book = guard.press_open(verb, find, self._press, datetime.now(), self._report, answer)
        done = replace(done, message=self._last.told(done.message))
        self._asking = None
        if done.ask and book is not None:
            self._asking = (verb, partial(self._serve_open, verb, partial(_known, book)))

        def tell() -> None:
            if book is not None:
                self._tell_stand(partial(_known, book))
            self._finish(done)
            if book is None:
                return
            self._status.tell(book, done, window=self.has_window)
            if not self.has_window and ("\n" in done.message or isinstance(done.ask, RoundQuestion | TableQuestion)):
                open_books.show_message(book, done.message, caption(verb))

        return tell

    def _serve_file(self, verb: str, path: Path, answer: Answer | None = None) -> Callable[[], None]:
        now = datetime.now()

        def work() -> Outcome:
            from xlplan.office.buttons.verbs import press_file

            return press_file(verb, path, now, self._report, answer)

        done = guard.guarded(verb, work, now)
        done = replace(done, message=self._last.told(done.message))
        self._asking = (verb, partial(self._serve_file, verb, path)) if done.ask else None
        return lambda: self._finish(done)

    def _finish(self, done: Done) -> None:
        self.served += 1
        self.events.put(done)
        if done.afterwards:
            self._later.put(done.afterwards)

    def _report(self, text: str, fraction: float) -> None:
        self.events.put(Progressed(text, fraction))

    def _tell_stand(self, find: Callable[[], xlwings.Book]) -> None:
        if self.wants_stand and (stand := stand_of(find)):
            self.events.put(stand)

    def _list(self, look: int) -> None:
        try:
            opened = open_books.list_opened()
            if opened:
                self._tell_stand(lambda: open_books.find_opened(opened[0], 0))
            self.events.put(BooksListed(look, opened, recent_books()))
        except Exception as error:
            known = explained(error)
            if known is None:
                raise
            self.events.put(BooksListed(look, [], recent_books(), str(known)))


def _known(book: xlwings.Book) -> xlwings.Book:
    """Return the workbook of the press before."""
    return book


def _mend(folder: RequestFolder) -> bool:
    """Make a folder again; return False if it cannot be made."""
    try:
        folder.prepare()
    except NotWritableError as error:
        log.warning("request folder: %s", error)
        return False
    return True


def _warm_up(press: PressFunction) -> None:
    """Import what is needed now, not at the first click."""
    import xlwings  # noqa: F401

    if press is buttons_press:
        import xlplan.office.buttons.verbs  # noqa: F401
