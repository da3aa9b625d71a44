"""收件: what lies in the folders in which returns arrive, by names, sizes and times alone; nothing is opened here."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from xlplan.files.look.kinds import SPREADSHEETS
from xlplan.files.store.workspace import LEDGER
from xlplan.terms.records import record

OPENED: Final = (SPREADSHEETS - {".csv"}) | {".zip"}
"""Extensions of what may hold a sheet of ours: a .csv has no hidden sheet."""
SETTLES: Final = 2.0
"""Seconds for which a file must stay as it is before it is opened: whoever writes it may not be done."""
LONG_AGO: Final = 60.0
"""Seconds after which a file that nobody has touched since needs no waiting."""
_UNFINISHED: Final = (
    ".crdownload", ".tmp", ".temp", ".part", ".partial", ".download", ".downloading", ".opdownload", ".xltd", ".td",
    ".aria2", ".!ut",
)  # fmt: skip
"""What browsers and clouds append to the name of a file that is not there as a whole."""
_IN_CLOUD: Final = 0x1000 | 0x40000 | 0x400000
"""FILE_ATTRIBUTE_OFFLINE, _RECALL_ON_OPEN and _RECALL_ON_DATA_ACCESS: to open such a file would fetch it."""


@record(frozen=True, slots=True)
class FoundFile:
    """A file that may hold a sheet of ours: its size in bytes, when it was written (ns), when it came to its place (s)."""

    path: Path
    size: int
    written: int
    came: float

    @property
    def stamp(self) -> tuple[int, int]:
        """Equal while the file is what it was."""
        return self.size, self.written


@record(frozen=True)
class Look:
    """What one look at the folders showed."""

    found: Sequence[FoundFile]
    gone: Sequence[Path] = ()
    """Folders that are not there now."""
    unfinished: int = 0
    """Files that are being fetched, or are in a cloud alone."""


def look_through(folders: Sequence[Path], leave: Path) -> Look:
    """Return what lies in folders and those below; working folders (`leave`, and any with a ledger) are left alone.

    Links are not followed. A folder within another is looked at once.
    """
    found: dict[str, FoundFile] = {}
    gone: list[Path] = []
    unfinished: set[str] = set()
    seen: set[str] = set()
    for folder in folders:
        waiting = [str(folder)]
        while waiting:
            place = waiting.pop()
            known = os.path.realpath(place)
            if known in seen or Path(known) == leave:
                continue
            seen.add(known)
            try:
                entries = list(os.scandir(place))
            except OSError:
                if place == str(folder):
                    gone.append(folder)
                continue
            if any(entry.name == LEDGER for entry in entries):
                continue
            for entry in entries:
                try:
                    if entry.is_dir(follow_symlinks=False):
                        if not entry.name.startswith("."):
                            waiting.append(entry.path)
                    elif _unfinished(entry.name):
                        unfinished.add(entry.path)
                    elif _wanted(entry.name) and entry.is_file(follow_symlinks=False):
                        state = entry.stat(follow_symlinks=False)
                        if not state.st_size or getattr(state, "st_file_attributes", 0) & _IN_CLOUD:
                            unfinished.add(entry.path)
                        else:
                            came = max(state.st_mtime, state.st_ctime)
                            found[entry.path] = FoundFile(Path(entry.path), state.st_size, state.st_mtime_ns, came)
                except OSError:
                    # It has gone since it was listed.
                    continue
    return Look([found[path] for path in sorted(found)], gone, len(unfinished))


def may_come(name: str) -> bool:
    """Return True if a file of this name may hold a sheet of ours, now or when it is there as a whole."""
    return _wanted(name) or _unfinished(name)


def _unfinished(name: str) -> bool:
    name = name.casefold()
    if not name.endswith(_UNFINISHED) or name.startswith(("~$", ".")):
        return False
    return os.path.splitext(os.path.splitext(name)[0])[1] in OPENED  # noqa: PTH122


def _wanted(name: str) -> bool:
    return not name.startswith(("~$", ".")) and os.path.splitext(name)[1].casefold() in OPENED  # noqa: PTH122


@dataclass
class Settling:
    """Tells which of the found files nobody writes any more; `clock` counts seconds, `now` is the time of day in seconds."""

    clock: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    _since: dict[Path, tuple[tuple[int, int], float]] = field(default_factory=dict)

    def settled(self, found: Sequence[FoundFile]) -> Iterator[FoundFile]:
        """Yield those that have stayed as they are, over several calls or since long ago."""
        since, at, today = {}, self.clock(), self.now()
        for each in found:
            stamp, first = self._since.get(each.path, (each.stamp, at))
            since[each.path] = stamp, first = (stamp, first) if stamp == each.stamp else (each.stamp, at)
            if at - first >= SETTLES or today - each.came >= LONG_AGO:
                yield each
        self._since = since
