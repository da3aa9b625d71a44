"""What the files in watched folders say of themselves, read once: whose sheet, of which round and plan."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from xlplan.actions.round_state import RoundState
from xlplan.files.apart.pool import read_all
from xlplan.files.store.arrivals import Known, recall_known, remember_known
from xlplan.files.store.collecting import Collected, collect
from xlplan.files.store.watched import FoundFile, Look
from xlplan.files.store.workspace import Workspace
from xlplan.returns.belonging import Belonging, SheetMark, belonging, mark_in
from xlplan.terms.records import record

_AGAIN: Final = 20.0
"""Seconds after which a file that could not be read is tried again."""
_TRIES: Final = 5
AT_ONCE: Final = 500
"""So many files are read in one look: of ten thousand that have just come, those who wait for the line would wait too long."""
_BEFORE: Final = 86_400.0
"""Seconds that a clock elsewhere may be behind: a file is no answer if it came so long before the round was handed out."""

Stamp = tuple[int, int]
"""The size in bytes and the time of writing (ns): equal while a file is what it was."""


@record(frozen=True, slots=True)
class _Failed:
    """A file that could not be read: its stamp, how often it was tried, and when it is tried again."""

    stamp: Stamp
    tries: int
    again: float


class SheetMarks:
    """The marks of all files that were read; a file is opened again only if it has changed.

    `memory` is where they are kept for the next start, None if they are not; `clock` counts seconds.
    """

    def __init__(self, memory: Path | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._memory, self._clock = memory, clock
        self._known: Known = recall_known(memory) if memory else {}
        self._kept = dict(self._known)
        self._failed: dict[Path, _Failed] = {}

    def is_new(self, found: FoundFile) -> bool:
        """Return True if a file has to be read: for the first time, or once more after it could not be."""
        known, failed = self._known.get(found.path), self._failed.get(found.path)
        if failed and failed.stamp == found.stamp:
            return failed.tries < _TRIES and self._clock() >= failed.again
        return known is None or known[0] != found.stamp

    def read(
        self, found: Sequence[FoundFile], state: RoundState, returned: Path, workspace: Workspace
    ) -> tuple[int, int]:
        """Learn whose files these are; return how many are too old to be opened, and how many the next look is left.

        What lies in 回收 is read at once, then what came last.
        """
        since = state.since - _BEFORE
        here = [each for each in found if lies_in(each.path, returned)]
        known = {each.path for each in here}
        came = [each for each in found if each.came >= since and each.path not in known]
        came.sort(key=lambda each: each.came, reverse=True)
        young = [*here, *came[:AT_ONCE]]
        passwords = workspace.passwords

        def inside() -> Iterator[tuple[FoundFile, Collected]]:
            for each in young:
                for file in collect(each.path, each.path.name, passwords):
                    yield each, file

        def content(item: tuple[FoundFile, Collected]) -> tuple[str, bytes] | None:
            file = item[1]
            return (file.name, file.data) if file.data and not (file.error or file.attachment or file.skipped) else None

        marks: dict[Path, list[SheetMark]] = {each.path: [] for each in young}
        bad: set[Path] = set()
        for (each, file), reading in read_all(inside(), content, passwords=passwords):
            if file.error or (reading and reading.error):
                bad.add(each.path)
            elif reading:
                marks[each.path].append(mark_in(file.name, file.sha256, reading.grids, state.key))
        for each in young:
            if stamp_of(each.path) != each.stamp:
                # It was written meanwhile: the next look shows it anew.
                continue
            self._known[each.path] = each.stamp, marks[each.path]
            failed = self._failed.pop(each.path, None)
            if each.path in bad:
                tries = failed.tries + 1 if failed and failed.stamp == each.stamp else 1
                self._failed[each.path] = _Failed(each.stamp, tries, self._clock() + _AGAIN * tries)
        return len(found) - len(here) - len(came), max(len(came) - AT_ONCE, 0)

    def note(self, path: Path, mark: SheetMark) -> None:
        """Remember what a file says that was put there now."""
        if stamp := stamp_of(path):
            self._known[path] = stamp, [mark]

    def of(
        self, seen: Look, state: RoundState, returned: Path, workspace: Workspace
    ) -> Iterator[tuple[FoundFile, SheetMark, Belonging]]:
        """Yield what is known of the files that are there now. What we have made ourselves, the archive knows when it is replaced."""
        for each in seen.found:
            known = self._known.get(each.path)
            if known and known[0] == each.stamp:
                for mark in known[1]:
                    whose = belonging(mark, state.own)
                    outside = whose is Belonging.OURS and not lies_in(each.path, returned)
                    made = outside and workspace.place_kept(mark.sha256, ".xlsx").is_file()
                    yield each, mark, Belonging.AS_SENT if made and mark.sha256 not in state.received else whose

    def within(self, folder: Path) -> Iterator[SheetMark]:
        """Yield the marks of the files that lie in a folder now, as they were read."""
        for path, (stamp, marks) in self._known.items():
            if lies_in(path, folder) and stamp_of(path) == stamp:
                yield from marks

    def unreadable(self, among: Sequence[FoundFile]) -> int:
        """Return how many of these files could not be read, and are still what they were then."""
        return sum(each.path in self._failed and self._failed[each.path].stamp == each.stamp for each in among)

    def keep(self, seen: Look) -> None:
        """Keep for the next start what is there, and what lies in folders that are gone for now."""
        if not self._memory:
            return
        there = {each.path for each in seen.found}
        self._known = {
            path: known
            for path, known in self._known.items()
            if path in there or path.exists() or any(path.is_relative_to(folder) for folder in seen.gone)
        }
        kept = {path: known for path, known in self._known.items() if path not in self._failed}
        if kept != self._kept:
            self._kept = kept
            remember_known(self._memory, kept)


def lies_in(path: Path, folder: Path) -> bool:
    """Return True for what was found in a folder or below; of ten thousand paths their parts would take too long."""
    return str(path).startswith(f"{folder}{os.sep}")


def stamp_of(path: Path) -> Stamp | None:
    """Return the stamp of a file; None if it is not there."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns
