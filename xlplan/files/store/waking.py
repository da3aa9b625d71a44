"""收件: wait until something happens in folders. What happened is never asked here: whoever waits looks for himself."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from xlplan.files.look.there import folder_there
from xlplan.files.store.watched import may_come

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver, ObservedWatch

POLL: Final = 20.0
"""Seconds after which one looks without being woken: shared folders and some clouds wake nobody."""
_GATHER: Final = 0.5
"""Seconds for which more is awaited once something has happened: a file is written in many pieces."""
_RESTS: Final = 9.0
"""How many times as long as the last look took one rests before the next: in large folders something happens all the time."""
_WRITTEN: Final = ("created", "modified", "closed")
_WAKES: Final = (*_WRITTEN, "moved", "deleted")
"""What is worth a look. That a file was opened or read is not: looking does that."""


def worth_a_look(event: FileSystemEvent) -> bool:
    """Return True if what happened may change what there is to take in: a film that is downloaded beside does not."""
    if event.event_type not in _WAKES:
        return False
    if event.is_directory:
        # Whatever is made in a folder changes it, and is told by itself.
        return event.event_type != "modified"
    return event.event_type not in _WRITTEN or may_come(Path(os.fsdecode(event.src_path)).name)


def rest_after(seconds: float) -> float:
    """Return how many seconds to rest after a look that took so long, though something has happened."""
    return min(max(seconds * _RESTS, _GATHER), POLL)


class Waking:
    """Wakes whoever waits when something happens in the folders that are followed. Where the system cannot, `POLL` has to do."""

    def __init__(self) -> None:
        self._happened = threading.Event()
        self._asked = threading.Event()
        self._woke = time.monotonic()
        self._observer: BaseObserver | None = None
        self._followed: dict[Path, ObservedWatch | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wake()
        if self._observer is not None:
            self._observer.stop()
            self._observer.join(5)

    def wake(self) -> None:
        """End the waiting now."""
        self._asked.set()
        self._happened.set()

    def follow(self, folders: Iterable[Path]) -> None:
        """Follow these folders, those that are there, and no others."""
        wanted = {folder for folder in folders if folder_there(folder)}
        for folder in [each for each in self._followed if each not in wanted]:
            # A folder that comes back is another one to the system.
            watch = self._followed.pop(folder)
            if watch is not None and self._observer is not None:
                self._observer.unschedule(watch)
        for folder in wanted - self._followed.keys():
            self._followed[folder] = self._schedule(folder)

    def wait(self, seconds: float) -> None:
        """Wait until something happens, for so many seconds at most, and rest: between two calls lies a look."""
        rest = rest_after(time.monotonic() - self._woke)
        if self._happened.wait(seconds):
            self._asked.wait(rest)
            self._happened.clear()
            self._asked.clear()
        self._woke = time.monotonic()

    def _schedule(self, folder: Path) -> ObservedWatch | None:
        # Imported late: whoever watches nothing does without.
        from watchdog.events import FileSystemEventHandler
        from watchdog.observers import Observer

        happened = self._happened

        class Handler(FileSystemEventHandler):
            def on_any_event(self, event: FileSystemEvent) -> None:
                if worth_a_look(event):
                    happened.set()

        try:
            if self._observer is None:
                self._observer = Observer()
                self._observer.daemon = True
                self._observer.start()
            return self._observer.schedule(Handler(), str(folder), recursive=True)
        except Exception:
            # Too many folders for the system, or a kind of disk that it does not follow, each with an error of its own.
            return None
