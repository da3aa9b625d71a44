"""Read many returned files at once, each in a worker process that may die of it.

A thread hands a batch to its own worker and waits. So no file can end the program, and a worker is started once for
thousands of files. Who has the threads is `Readers`: this machine, any executor, or a cluster (`cluster`).
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import Final, Protocol, Self, TypeVar

from xlplan.files.apart.judging import Judged
from xlplan.files.apart.messages import (
    PROCESSOR_TIME,
    File,
    JudgeOrder,
    PackedDesk,
    R,
    ReadingOrder,
    ReadOrder,
    receive_bytes,
    send_order,
)
from xlplan.files.apart.read_one import FileReading
from xlplan.files.look.limits import READING_SECONDS, SECONDS
from xlplan.returns.judge import Desk
from xlplan.returns.sheet import Wording
from xlplan.terms.errors import DamagedError

T = TypeVar("T")
R_co = TypeVar("R_co", covariant=True)

_FILES: Final = 16
_BYTES: Final = 2 * 2**20
"""A batch is this many files or bytes: enough to make handing over cheap, few enough to share evenly."""
_MOST_WORKERS: Final = 8
_GROWN: Final = 500
"""After so many files a worker is some 40 MB large; a new one takes a third of a second."""
_ON_CLOCK: Final = READING_SECONDS if PROCESSOR_TIME else 1

_idle: list[_Worker] = []
_read = 0
"""How many files the workers have read since all were ended the last time."""
_guard = threading.Lock()


class Awaited(Protocol[R_co]):
    """What comes of a batch."""

    def result(self) -> Sequence[R_co]:
        """Wait, and return an answer for each file."""


class Readers(Protocol):
    """Whoever reads batches."""

    @property
    def width(self) -> int:
        """How many batches are read at the same time."""

    def submit(self, order: ReadingOrder[R]) -> Awaited[R]:
        """Have a batch read."""


class OnExecutor:
    """Any executor, which reads `width` batches at the same time."""

    def __init__(self, executor: Executor, width: int = _MOST_WORKERS) -> None:
        self.width = width
        self._executor = executor

    def submit(self, order: ReadingOrder[R]) -> Future[list[R]]:
        """Have a batch read."""
        return self._executor.submit(read_batch, order)


def read_all(
    items: Iterable[T],
    content: Callable[[T], tuple[str, bytes] | None],
    *,
    passwords: Sequence[str] = (),
    readers: Readers | None = None,
    seconds: float = SECONDS,
) -> Iterator[tuple[T, FileReading | None]]:
    """Yield each item with what was read of its content, in order; None if it has no content.

    `content` gives a file's name (for messages) and bytes. `items` are taken as needed, a few batches ahead.
    `readers` read them; by default one for each processor of this machine.
    """

    def file(item: T) -> File | None:
        found = content(item)
        return None if found is None else File(*found)

    return _all(items, file, ReadOrder((), tuple(passwords), seconds), readers)


def judge_all(
    items: Iterable[T],
    file: Callable[[T], File | None],
    desk: Desk,
    wording: Wording,
    *,
    passwords: Sequence[str] = (),
    readers: Readers | None = None,
    seconds: float = SECONDS,
) -> Iterator[tuple[T, Judged | None]]:
    """Yield each item with how its file was judged, as `read_all` does; `wording` is how the reports are written.

    The readers are not told the desk's key: whoever asks verifies the signatures.
    """
    return _all(items, file, JudgeOrder((), tuple(passwords), seconds, PackedDesk.of(desk, wording)), readers)


def _all(
    items: Iterable[T], file: Callable[[T], File | None], order: ReadingOrder[R], readers: Readers | None
) -> Iterator[tuple[T, R | None]]:
    with ExitStack() as stack:
        if readers is None:
            width = min(os.cpu_count() or 1, _MOST_WORKERS)
            readers = OnExecutor(stack.enter_context(ThreadPoolExecutor(width)), width)
        waiting: deque[tuple[list[tuple[T, bool]], Awaited[R]]] = deque()
        for group, files in _batches(items, file):
            waiting.append((group, readers.submit(order.of(files))))
            if len(waiting) > 2 * readers.width:
                yield from _joined(*waiting.popleft())
        while waiting:
            yield from _joined(*waiting.popleft())


def _joined(group: Sequence[tuple[T, bool]], future: Awaited[R]) -> Iterator[tuple[T, R | None]]:
    answers = iter(future.result())
    for item, has_content in group:
        yield item, next(answers) if has_content else None


def _batches(
    items: Iterable[T], content: Callable[[T], File | None]
) -> Iterator[tuple[list[tuple[T, bool]], list[File]]]:
    group: list[tuple[T, bool]] = []
    files: list[File] = []
    size = 0
    for item in items:
        file = content(item)
        group.append((item, file is not None))
        if file is not None:
            files.append(file)
            size += len(file.data)
        if len(group) >= _FILES or size >= _BYTES:
            yield group, files
            group, files, size = [], [], 0
    if group:
        yield group, files


def read_batch(order: ReadingOrder[R]) -> list[R]:
    """Read in whatever thread this is called. A file that ends its worker is tried once more alone: it may have been killed from outside."""
    global _read
    with _guard:
        _read += len(order.files)
    answers: list[R] = []
    while len(answers) < len(order.files):
        rest = order.files[len(answers) :]
        worker = _take()
        began = time.monotonic()
        answers += worker.read(order.of(rest))
        if worker.alive:
            with _guard:
                _idle.append(worker)
            continue
        file = order.files[len(answers)]
        slow = worker.slow or time.monotonic() - began >= order.seconds * _ON_CLOCK
        if not slow:
            began = time.monotonic()
            again = _take(fresh=True)
            answer = again.read(order.of([file]))
            again.end()
            if answer:
                answers += answer
                continue
            slow = again.slow or time.monotonic() - began >= order.seconds * _ON_CLOCK
        answers.append(order.failed(_killed(file.name, slow=slow), file))
    return answers


def _killed(name: str, *, slow: bool) -> DamagedError:
    why = "太久没有读完" if slow else "一读就出错"
    return DamagedError(
        f"“{name}”{why}，已停止读取；其余文件不受影响。",
        "请用表格软件打开，另存为 .xlsx 再试；打不开时请对方重新发送。",
    )


class _Worker:
    """One worker process."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._desk = ""
        self.alive = True

    @classmethod
    def start(cls) -> Self:
        """Start a process. Raise OSError."""
        # Windows would show a black window for a moment.
        flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        return cls(subprocess.Popen(
            [sys.executable, "-P", "-m", "xlplan.files.apart.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, creationflags=flags,
        ))  # fmt: skip

    def read(self, order: ReadingOrder[R]) -> list[R]:
        """Return the answers; fewer than files if the worker died, which is then ended for good."""
        answers: list[R] = []
        assert self._process.stdin and self._process.stdout
        try:
            desk = order.desk if order.desk and order.desk.token != self._desk else None
            send_order(self._process.stdin, order, desk)  # type: ignore[arg-type]
            self._desk = order.desk.token if order.desk else self._desk
            for file in order.files:
                packed = receive_bytes(self._process.stdout)  # type: ignore[arg-type]
                if packed is None:
                    break
                answers.append(order.load(packed, file))
        except (OSError, ValueError, pickle.UnpicklingError):
            pass
        if len(answers) < len(order.files):
            self.end()
        return answers

    @property
    def slow(self) -> bool:
        """Whether the system ended it because a file took too much of the processor's time."""
        return PROCESSOR_TIME and self._process.returncode == -signal.SIGPROF

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        """Make sure that the process is gone."""
        self.alive = False
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                if pipe:
                    pipe.close()
            except OSError:
                pass  # what was left to write has nobody to read it


def get_ready(files: int = _FILES) -> None:
    """Start the workers that so many files will need, one where nobody knows, while the caller is still busy otherwise. Raise nothing."""
    wanted = min(os.cpu_count() or 1, _MOST_WORKERS, files // _FILES)
    with contextlib.suppress(OSError):
        while len(_idle) < wanted:
            worker = _Worker.start()
            with _guard:
                _idle.append(worker)


def let_go() -> None:
    """End the workers if they have read so many files that what they hold of them is memory that the rest of the work needs."""
    if _read >= _GROWN:
        end_all()


def _take(*, fresh: bool = False) -> _Worker:
    """Return an idle worker, or a new one."""
    while not fresh:
        with _guard:
            worker = _idle.pop() if _idle else None
        if worker is None:
            break
        if worker.running:
            return worker
        worker.end()
    return _Worker.start()


if hasattr(os, "register_at_fork"):
    # A forked process must not talk to its parent's workers.
    os.register_at_fork(after_in_child=_idle.clear)


@atexit.register
def end_all() -> None:
    """End the idle processes; the next reading starts new ones."""
    global _read
    _read = 0
    while True:
        with _guard:
            worker = _idle.pop() if _idle else None
        if worker is None:
            return
        worker.end()
