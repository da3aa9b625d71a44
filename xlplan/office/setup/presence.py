"""One helper for each user: whether one runs, taking over from it, ending it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from xlplan import __version__
from xlplan.files.store import held, locking
from xlplan.files.store.writing import make_folder, write_whole
from xlplan.terms.errors import FileLockedError

_PATIENCE: Final = 75.0
"""Seconds for which an older helper may take to end: it finishes the button that it is at work on."""

_LOCK: Final = "helper.lock"
_STATE: Final = "helper.json"
_HANDOVER: Final = "helper.handover"


@contextmanager
def only_one(data: Path, patience: float = _PATIENCE) -> Iterator[Path]:
    """Be the only helper of this user within the block; ask an older one to end.

    Yield the file by which a later one will ask. Raise FileLockedError if the older one does not end within `patience`
    seconds, NotWritableError if the folder cannot be written.
    """
    make_folder(data)
    handover = data / _HANDOVER
    with ExitStack() as stack:
        if not stack.enter_context(locking.hold(data / _LOCK)):
            write_whole(handover, str(os.getpid()).encode("ascii"))
            if not stack.enter_context(locking.hold(data / _LOCK, patience)):
                raise FileLockedError(
                    "已经有一个助手在运行，它正忙，没有让出来。", "请等它做完，或在任务管理器里结束它，再启动助手。"
                )
        _remove(handover)
        state = {"pid": os.getpid(), "version": __version__}
        write_whole(data / _STATE, json.dumps(state).encode("utf-8"))
        try:
            yield handover
        finally:
            _remove(data / _STATE)


def running_version(data: Path) -> str | None:
    """Return the version of the helper that runs now, "" if it does not say, None if none runs."""
    if not (data / _LOCK).exists():
        return None
    with locking.hold(data / _LOCK) as free:
        if free:
            return None
    try:
        return str(json.loads((data / _STATE).read_text("utf-8"))["version"])
    except (OSError, ValueError, KeyError):
        return ""


def end_running(data: Path, patience: float = _PATIENCE) -> bool:
    """End the helper that runs now; whether none runs any more."""
    if running_version(data) is None:
        return True
    write_whole(data / _HANDOVER, str(os.getpid()).encode("ascii"))
    with locking.hold(data / _LOCK, patience) as free:
        _remove(data / _HANDOVER)
    return free


def _remove(path: Path) -> None:
    """Remove a sign. One that stays does no harm: the next helper removes it when it begins."""
    with suppress(OSError):
        held.remove(path, missing_ok=True)
