"""收件: take the round's own sheets out of the folders in which they arrive, into 回收; nothing else is touched.

A sheet is known by its hidden sheet, whatever it is called. The originals stay where they are.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import Final

from xlplan.actions.book import Book, open_book
from xlplan.actions.round_state import RoundState, state_of
from xlplan.files.apart.pool import read_all
from xlplan.files.store.arrivals import (
    Arrival,
    Known,
    arrivals,
    memory_of_folders,
    note_arrival,
    recall_known,
    remember_known,
)
from xlplan.files.store.collecting import Collected, collect
from xlplan.files.store.waking import POLL
from xlplan.files.store.watched import OPENED, SETTLES, FoundFile, Look, Settling, look_through
from xlplan.files.store.workspace import Workspace
from xlplan.files.store.writing import safe_name, write_whole
from xlplan.plan.settings import Settings
from xlplan.returns.belonging import Belonging, SheetMark, belonging, mark_in
from xlplan.schedule.rounds import Round
from xlplan.status.remind import Reminder
from xlplan.status.round_count import RoundCount, round_count
from xlplan.terms.errors import SettingError
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import SETTINGS
from xlplan.terms.text import fold

_AGAIN: Final = 20.0
"""Seconds after which a file that could not be read is tried again."""
_TRIES: Final = 5
_BEFORE: Final = 86_400.0
"""Seconds that a clock elsewhere may be behind: a file is no answer if it came so long before the round was handed out."""


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """How many files were left alone, and why; those of the round that were taken before are not among them."""

    as_sent: int = 0
    other_round: int = 0
    other_plan: int = 0
    unmarked: int = 0
    older: int = 0
    """They came before the round was handed out, and were not opened."""
    unreadable: int = 0
    writing: int = 0
    """Somebody may still be writing them."""
    unfinished: int = 0
    """They are being fetched, or are in a cloud alone."""


@dataclass(frozen=True)
class Fetching:
    """What was taken in now, what was left alone, how the round stands, and whom that leaves to be chased."""

    round: Round
    taken: Sequence[Arrival]
    left: LeftAlone
    gone: Sequence[Path]
    count: RoundCount
    chased: Sequence[Reminder] = ()

    @property
    def needs_person(self) -> bool:
        """True if anybody is missing, a report needs work or has to be merged, or a folder is not there."""
        count = self.count
        return bool(count.missing or count.troubled or count.unmerged or self.gone)

    def after(self, before: Fetching) -> Fetching:
        """Return it with what the look before it took in."""
        return replace(self, taken=[*before.taken, *self.taken])

    def json(self) -> dict[str, object]:
        """Return the JSON of `xlplan fetch`."""
        count, left = self.count, self.left
        return {
            "command": "fetch", "ok": True, "round": self.round.name,
            "taken": [
                {"department": each.department, "name": each.name, "source": each.source, "at": each.at.isoformat(), "sha256": each.sha256}
                for each in self.taken
            ],
            "left": {name: getattr(left, name) for name in LeftAlone.__dataclass_fields__},
            "gone": [path.as_posix() for path in self.gone],
            "asked": list(count.asked), "came": list(count.came), "troubled": list(count.troubled), "missing": list(count.missing),
            "unmerged": list(count.unmerged),
        }  # fmt: skip


_Stamp = tuple[int, int]


def watched_folders(settings: Settings, folders: Sequence[Path] = ()) -> list[Path]:
    """Return the folders to look into: `folders`, else those of 设置. Raise SettingError if there are none."""
    found = [*folders] or [Path(each) for each in settings.incoming]
    if not found:
        name = SETTING_ITEMS["incoming"][0]
        raise SettingError(
            "没有写要看哪些文件夹。",
            f"请写在命令后面，或写在“{SETTINGS}”表的“{name}”里，例如 C:\\Users\\张三\\Downloads；几个的用分号隔开。",
        )
    return found


class Fetcher:
    """Looks into the same folders again and again, for one workbook; what it has read it does not open again.

    `clock` counts seconds; `remembering` tells if what it knows is kept for the next start.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.monotonic, remembering: bool = True) -> None:
        self._path = path
        self._book: tuple[_Stamp | None, Book] | None = None
        self._state: tuple[object, RoundState] | None = None
        self._memory = memory_of_folders(path) if remembering else None
        self._known: Known = recall_known(self._memory) if self._memory else {}
        self._clock = clock
        self._settling = Settling(clock)
        self._failed: dict[Path, _Failed] = {}
        self.waits = False
        """True if a file was being written: another look will show it."""

    @property
    def pause(self) -> float:
        """How many seconds the next look may be put off at most."""
        return SETTLES if self.waits else POLL

    def book(self) -> Book:
        """Return the workbook as it lies on the disk now. Raise what `open_book` raises."""
        stamp = _stamp(self._path)
        if self._book is None or self._book[0] != stamp or stamp is None:
            self._book = stamp, open_book(self._path)
        return self._book[1]

    def fetch(self, round_name: str, folders: Sequence[Path], now: datetime) -> Fetching:
        """Look once: take in what is the round's own, and count. Raise RoundError or whatever reading the ledger raises."""
        book = self.book()
        workspace = book.workspace
        state = self._state_of(book, round_name, now.date())
        returned = workspace.returned_folder(state.round.name)
        seen = look_through([*folders, returned], workspace.root.resolve())
        settled = list(self._settling.settled(seen.found))
        older = self._read([each for each in settled if self._is_new(each)], state, returned, workspace)
        taken = self._take(seen, state, returned, workspace, now)
        if self._memory:
            remember_known(self._memory, self._kept(seen))
        gone = [path for path in seen.gone if path != returned]
        return self._told(seen, settled, older, taken, gone, state, returned, workspace)

    def _state_of(self, book: Book, round_name: str, today: date) -> RoundState:
        """Return how the round stands; it is read again only if something was done since."""
        key = (id(book), round_name, today, _stamp(book.workspace.ledger_path))
        if self._state is None or self._state[0] != key:
            self._state = key, state_of(book, round_name, today)
        return self._state[1]

    def _is_new(self, found: FoundFile) -> bool:
        known, failed = self._known.get(found.path), self._failed.get(found.path)
        if failed and failed.stamp == found.stamp:
            return failed.tries < _TRIES and self._clock() >= failed.again
        return known is None or known[0] != found.stamp

    def _read(self, found: Sequence[FoundFile], state: RoundState, returned: Path, workspace: Workspace) -> int:
        """Learn whose files these are; return how many are too old to be opened."""
        since = state.since - _BEFORE
        young = [each for each in found if each.came >= since or each.path.is_relative_to(returned)]
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
            if _stamp(each.path) != each.stamp:
                # It was written meanwhile: the next look shows it anew.
                continue
            self._known[each.path] = each.stamp, marks[each.path]
            failed = self._failed.pop(each.path, None)
            if each.path in bad:
                tries = failed.tries + 1 if failed and failed.stamp == each.stamp else 1
                self._failed[each.path] = _Failed(each.stamp, tries, self._clock() + _AGAIN * tries)
        return len(found) - len(young)

    def _marks(
        self, seen: Look, state: RoundState, returned: Path, workspace: Workspace
    ) -> Iterator[tuple[FoundFile, SheetMark, Belonging]]:
        """Yield what is known of the files that are there now. What we have made ourselves, the archive knows when it is replaced."""
        for each in seen.found:
            known = self._known.get(each.path)
            if known and known[0] == each.stamp:
                for mark in known[1]:
                    whose = belonging(mark, state.own)
                    outside = whose is Belonging.OURS and not each.path.is_relative_to(returned)
                    made = outside and workspace.place_kept(mark.sha256, ".xlsx").is_file()
                    yield each, mark, Belonging.AS_SENT if made and mark.sha256 not in state.received else whose

    def _take(
        self, seen: Look, state: RoundState, returned: Path, workspace: Workspace, now: datetime
    ) -> list[Arrival]:
        """Copy each of the round's sheets that is not there yet, once."""
        ours = [
            (each, mark)
            for each, mark, whose in self._marks(seen, state, returned, workspace)
            if whose is Belonging.OURS
        ]
        here = {mark.sha256 for each, mark in ours if each.path.is_relative_to(returned)}
        before = {each.sha256 for each in arrivals(workspace) if each.round == state.round.name}
        done = {*here, *before, *state.received}
        names = {fold(each.name) for each in returned.iterdir()} if returned.is_dir() else set()
        taken: list[Arrival] = []
        for each, mark in sorted(ours, key=lambda item: item[0].came):
            if mark.sha256 in done:
                continue
            data = _content(each, mark, workspace)
            if data is None:
                continue
            path = returned / _free_name(mark.name, names)
            write_whole(path, data)
            names.add(fold(path.name))
            done.add(mark.sha256)
            arrival = Arrival(state.round.name, mark.sha256, mark.department, now, path.name, str(each.path))
            note_arrival(workspace, arrival)
            if stamp := _stamp(path):
                self._known[path] = stamp, [mark]
            taken.append(arrival)
        return taken

    def _kept(self, seen: Look) -> Known:
        """Return what is worth keeping: what is there, and what lies in folders that are gone for now."""
        there = {each.path for each in seen.found}
        self._known = {
            path: known
            for path, known in self._known.items()
            if path in there or path.exists() or any(path.is_relative_to(folder) for folder in seen.gone)
        }
        return {path: known for path, known in self._known.items() if path not in self._failed}

    def _told(
        self, seen: Look, settled: Sequence[FoundFile], older: int, taken: Sequence[Arrival], gone: Sequence[Path],
        state: RoundState, returned: Path, workspace: Workspace,
    ) -> Fetching:  # fmt: skip
        arrived: set[str] = set()
        forged: set[str] = set()
        for path, (stamp, marks) in self._known.items():
            if path.is_relative_to(returned) and _stamp(path) == stamp:
                for mark in marks:
                    if belonging(mark, state.own) is Belonging.OURS and mark.sha256 not in state.received:
                        name = state.renamed.get(mark.department, mark.department)
                        (arrived if mark.genuine else forged).add(name)
        outside = [each for each in seen.found if not each.path.is_relative_to(returned)]
        of = {each.path for each in outside}
        whose = {
            mark.sha256: each for found, mark, each in self._marks(seen, state, returned, workspace) if found.path in of
        }
        counts = Counter(whose.values())
        ready = {each.path for each in settled}
        writing = sum(each.path not in ready and self._is_new(each) for each in outside)
        unreadable = sum(path in of for path in self._failed)
        self.waits = bool(writing) or any(each.path not in ready and self._is_new(each) for each in seen.found)
        left = LeftAlone(
            counts[Belonging.AS_SENT], counts[Belonging.OTHER_ROUND], counts[Belonging.OTHER_PLAN],
            counts[Belonging.UNMARKED], older, unreadable, writing, seen.unfinished,
        )  # fmt: skip
        count = round_count(state.round.name, state.asked, state.reported, arrived, state.troubled | forged)
        chased = [each for each in state.chased if each.department not in arrived]
        return Fetching(state.round, taken, left, gone, count, chased)


@dataclass(frozen=True, slots=True)
class _Failed:
    """A file that could not be read: its stamp, how often it was tried, and when it is tried again."""

    stamp: _Stamp
    tries: int
    again: float


def _stamp(path: Path) -> _Stamp | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns


def _content(found: FoundFile, mark: SheetMark, workspace: Workspace) -> bytes | None:
    """Return the bytes of a sheet, alone or in a ZIP file; None if the file is another one by now."""
    for file in collect(found.path, found.path.name, workspace.passwords):
        if file.data and file.sha256 == mark.sha256:
            return file.data
    return None


def _free_name(name: str, taken: Collection[str]) -> str:
    """Return a safe file name that none of these (folded) is."""
    whole = PurePath(name)
    suffix = whole.suffix if whole.suffix.casefold() in OPENED - {".zip"} else ".xlsx"
    stem, number = safe_name(whole.stem), 1
    free = f"{stem}{suffix}"
    while fold(free) in taken:
        number += 1
        free = f"{stem}（{number}）{suffix}"
    return free
