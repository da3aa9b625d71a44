"""The process that reads returned files: batches on standard input, one answer for each file on standard output.

`python -m xlplan.files.apart.worker`. It limits its memory and time, and may die of a file: `pool`, its parent, counts
the answers. It ends when its input does, or when nothing came for a while.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import os
import signal
import sys
from collections.abc import Iterator
from typing import Final

from xlplan.files.apart.messages import PROCESSOR_TIME, receive_order, send_bytes
from xlplan.files.apart.plain_judging import Judge
from xlplan.files.look.limits import MEMORY, READING_SECONDS
from xlplan.files.read.by_calamine import load_reader

_IDLE: Final = 300
"""Seconds after which an idle worker ends."""
_BETWEEN_COLLECTIONS: Final = 50_000
"""Objects of which one file makes some thousands; they rarely hold each other."""


def serve() -> None:
    """Answer until the input ends."""
    answers, questions = os.fdopen(os.dup(1), "wb"), sys.stdin.buffer
    # What a library prints must not get among the answers.
    sys.stdout = sys.stderr
    _limit_memory()
    load_reader()
    gc.set_threshold(_BETWEEN_COLLECTIONS)

    judge: Judge | None = None
    while True:
        _end_after(_IDLE)
        told = receive_order(questions)
        if told is None:
            return
        new, order = told
        if new:
            judge = new
            # What a thousand departments were sent need not be looked through for garbage again and again.
            gc.freeze()
        for file in order.files:
            with _time_limit(order.seconds):
                answer = order.answer(file, judge)
            send_bytes(answers, answer)


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """End the process after so many seconds of its own work, or on the clock where the system does not tell that."""
    if PROCESSOR_TIME:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        _end_after(seconds * READING_SECONDS)
    else:
        _end_after(seconds)
    yield
    if PROCESSOR_TIME:
        signal.setitimer(signal.ITIMER_PROF, 0)
    _end_after(0)


def _end_after(seconds: float) -> None:
    """End the process after so many seconds on the clock; 0 for never.

    The system does it, or C does, so that it works even while a reader in another language hangs.
    """
    if PROCESSOR_TIME:
        # Nobody handles the signal: it ends the process. C would start a thread for each file, which takes as long as to unpack it.
        signal.setitimer(signal.ITIMER_REAL, seconds)
    elif seconds:
        faulthandler.dump_traceback_later(seconds, exit=True)
    else:
        faulthandler.cancel_dump_traceback_later()


def _limit_memory() -> None:
    if sys.platform == "win32":
        from xlplan.files.apart.windows_limits import limit_memory

        # Without a memory limit, the time limit still ends what goes wrong.
        with contextlib.suppress(OSError):
            limit_memory(MEMORY)
        return
    import resource

    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        # A worker that aborts leaves no core dump.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    serve()
