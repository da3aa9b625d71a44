"""Fill in departments' workbooks; many are shared between this process and a second one.

Both take from one list, this one from its end, so that the faster one does more. The second process only computes:
whatever becomes of it, this one does what is left, and writes all files.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, NamedTuple, Protocol, Self

from xlplan.files.papers.department_sheet import DepartmentTemplate
from xlplan.handout.sheets import DepartmentSheet
from xlplan.handout.signature import Identity
from xlplan.reissue.revisions import NO_ANSWERS, AnswersSoFar
from xlplan.terms.fields import Field

_MANY: Final = 2000
"""The number of tasks from which on a second process is worth its start."""
_LATE: Final = 8000
"""The number of rows in all workbooks from which on that is so even where the others have to be filled in while it starts."""
_TOGETHER: Final = 16
_AHEAD: Final = 2
_PATIENCE: Final = 5  # seconds


class Filled(NamedTuple):
    """A workbook's bytes and their SHA-256; `cells` are those that are marked in one that goes back."""

    data: bytes
    digest: str
    cells: Mapping[tuple[str, Field | None], str] = {}


class Order(Protocol):
    """A workbook to be filled in."""

    def filled(self, template: DepartmentTemplate, plan: str, key: bytes) -> Filled:
        """Fill it in, signed as of this plan by this key. Raise TemplateError."""


class SheetOrder(NamedTuple):
    """A workbook to be handed out; `answers` are the earlier ones."""

    sheet: DepartmentSheet
    revision: int
    answers: AnswersSoFar = NO_ANSWERS

    def filled(self, template: DepartmentTemplate, plan: str, key: bytes) -> Filled:
        """Fill it in, signed as of this plan by this key. Raise TemplateError."""
        sheet, revision, answers = self
        identity = Identity(plan, sheet.round, revision, sheet.department, sheet.fingerprints)
        data = template.fill(sheet, identity.rows(key), revision, answers)
        return Filled(data, hashlib.sha256(data).hexdigest())


class Start(NamedTuple):
    """What signs the workbooks: `plan` and `key` of the ledger; `templates`, the office's folder; and who gets them back."""

    templates: Path
    plan: str
    key: bytes
    send_to: str = ""


class Filler:
    """Fills in orders."""

    def __init__(self, template: DepartmentTemplate, start: Start) -> None:
        self._template, self._plan, self._key = template, start.plan, start.key

    def fill(self, order: Order) -> Filled:
        """Fill in one workbook. Raise TemplateError."""
        return order.filled(self._template, self._plan, self._key)


class SecondProcess:
    """A second process that fills in orders, where there is one."""

    def __init__(self, process: subprocess.Popen[bytes] | None) -> None:
        self._process = process
        self._threads: list[threading.Thread] = []

    @classmethod
    def start(cls, tasks: int, workbooks: int = _TOGETHER + 1) -> Self:
        """Start it if so many tasks, in so many workbooks if that is known, are worth it. Do so early: it takes as long as reading a plan."""
        return cls(_started() if tasks >= _MANY and workbooks > _TOGETHER else None)

    def begin(self, rows: int) -> None:
        """Start it if it was not, and so many rows are worth it."""
        if self._process is None and rows >= _LATE:
            self._process = _started()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        # Without answers the threads end; then the pipes may be closed.
        for thread in self._threads:
            thread.join(_PATIENCE)
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()

    def share(self, orders: Sequence[Order], filler: Filler, start: Start) -> Iterator[tuple[int, Filled]]:
        """Yield all orders by place as they get done; `start` is for the other process. Raise TemplateError.

        The other process begins at once: what is done before the first is asked for, it works beside.
        """
        # The other process takes from the left.
        left = deque(reversed(range(len(orders))))
        done: queue.SimpleQueue[tuple[list[int], list[Filled] | None]] = queue.SimpleQueue()
        shared = self._process is not None and len(orders) > _TOGETHER
        if self._process and shared:
            self._threads = _hand_over(self._process, orders, start, left, done)
        return self._shared(orders, filler, left, done, shared=shared)

    def _shared(
        self,
        orders: Sequence[Order],
        filler: Filler,
        left: deque[int],
        done: queue.SimpleQueue[tuple[list[int], list[Filled] | None]],
        *,
        shared: bool,
    ) -> Iterator[tuple[int, Filled]]:
        while shared or left:
            try:
                group, answers = done.get(block=not left)
            except queue.Empty:
                with suppress(IndexError):
                    index = left.pop()
                    yield index, filler.fill(orders[index])
                continue
            shared = shared and bool(group)
            yield from zip(group, answers or (filler.fill(orders[index]) for index in group), strict=True)


def _started() -> subprocess.Popen[bytes] | None:
    """Start a second process; None where it would not be one more at work, or the system lets nobody start any."""
    if (os.cpu_count() or 1) < 2:
        return None
    with suppress(OSError):
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "xlplan.files.papers.second_filler"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Windows would show a black window for a moment.
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    return None


def _hand_over(
    process: subprocess.Popen[bytes],
    orders: Sequence[Order],
    start: Start,
    left: deque[int],
    done: queue.SimpleQueue[tuple[list[int], list[Filled] | None]],
) -> list[threading.Thread]:
    """Start two threads that ask the second process and take its answers; an empty group is the last."""
    ahead = threading.Semaphore(_AHEAD)
    asked: queue.SimpleQueue[list[int]] = queue.SimpleQueue()
    questions, answers = process.stdin, process.stdout
    assert questions and answers

    def ask() -> None:
        with suppress(OSError, ValueError):
            write_message(questions, start)
            while group := _taken(left):
                ahead.acquire()
                asked.put(group)
                write_message(questions, [orders[index] for index in group])
        asked.put([])

    def listen() -> None:
        while group := asked.get():
            # What that process does not answer, for whatever reason, is done here.
            done.put((group, read_message(answers)))
            ahead.release()
        done.put(([], None))

    threads = [threading.Thread(target=work, daemon=True) for work in (ask, listen)]
    for thread in threads:
        thread.start()
    return threads


def _taken(left: deque[int]) -> list[int]:
    group: list[int] = []
    with suppress(IndexError):
        while len(group) < _TOGETHER:
            group.append(left.popleft())
    return group


def write_message(stream: IO[bytes], message: object) -> None:
    """Write one message. Raise OSError if nobody reads any more."""
    pickle.dump(message, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()


def read_message(stream: IO[bytes]) -> Any:
    """Return the next message; None at the end."""
    try:
        return pickle.load(stream)
    except (OSError, EOFError, ValueError, pickle.UnpicklingError):
        return None
