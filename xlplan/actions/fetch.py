"""收件: take the round's own sheets out of the folders in which they arrive, into 回收; nothing else is touched.

A sheet is known by its hidden sheet, whatever it is called. The originals stay where they are.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from pathlib import Path, PurePath

from xlplan.actions.book import Book, open_book
from xlplan.actions.fetched import Fetching, LeftAlone
from xlplan.actions.round_state import RoundState, state_of
from xlplan.actions.sheet_marks import SheetMarks, Stamp, lies_in, stamp_of
from xlplan.files.store.arrivals import Arrival, arrivals, memory_of_folders, note_arrival
from xlplan.files.store.collecting import collect
from xlplan.files.store.waking import POLL
from xlplan.files.store.watched import OPENED, SETTLES, FoundFile, Look, Settling, look_through
from xlplan.files.store.workspace import Workspace
from xlplan.files.store.writing import safe_name, write_whole
from xlplan.plan.settings import Settings
from xlplan.returns.belonging import Belonging, SheetMark, belonging
from xlplan.status.round_count import round_count
from xlplan.terms.errors import SettingError
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import SETTINGS
from xlplan.terms.text import fold


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
        self._book: tuple[tuple[Stamp | None, Stamp | None], Book] | None = None
        self._state: tuple[object, RoundState] | None = None
        self._marks = SheetMarks(memory_of_folders(path) if remembering else None, clock)
        self._settling = Settling(clock)
        self.waits = False
        """True if a file was being written: another look will show it."""
        self.unread = 0
        """How many files the last look left to the next."""

    @property
    def pause(self) -> float:
        """How many seconds the next look may be put off at most."""
        if self.unread:
            return 0.0
        return SETTLES if self.waits else POLL

    def book(self) -> Book:
        """Return the workbook as it lies on the disk now, with what was set elsewhere. Raise what `open_book` raises."""
        # Before it is read: what is changed meanwhile is read at the next look.
        stamps = stamp_of(self._path), stamp_of(self._book[1].workspace.ledger_path) if self._book else None
        if self._book is None or self._book[0] != stamps or stamps[0] is None:
            self._book = stamps, open_book(self._path)
        return self._book[1]

    def fetch(self, round_name: str, folders: Sequence[Path], now: datetime) -> Fetching:
        """Look once: take in what is the round's own, and count. Raise RoundError or whatever reading the ledger raises."""
        book = self.book()
        workspace = book.workspace
        state = self._state_of(book, round_name, now.date())
        returned = workspace.returned_folder(state.round.name)
        seen = look_through([*folders, returned], workspace.root.resolve())
        settled = list(self._settling.settled(seen.found))
        new = [each for each in settled if self._marks.is_new(each)]
        older, self.unread = self._marks.read(new, state, returned, workspace)
        taken = self._take(seen, state, returned, workspace, now)
        self._marks.keep(seen)
        gone = [path for path in seen.gone if path != returned]
        return self._told(seen, settled, older, taken, gone, state, returned, workspace)

    def _state_of(self, book: Book, round_name: str, today: date) -> RoundState:
        """Return how the round stands; it is read again only if something was done since."""
        key = (id(book), round_name, today, stamp_of(book.workspace.ledger_path))
        if self._state is None or self._state[0] != key:
            self._state = key, state_of(book, round_name, today)
        return self._state[1]

    def _take(
        self, seen: Look, state: RoundState, returned: Path, workspace: Workspace, now: datetime
    ) -> list[Arrival]:
        """Copy each of the round's sheets that is not there yet, once."""
        ours = [
            (each, mark)
            for each, mark, whose in self._marks.of(seen, state, returned, workspace)
            if whose is Belonging.OURS
        ]
        here = {mark.sha256 for each, mark in ours if lies_in(each.path, returned)}
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
            self._marks.note(path, mark)
            taken.append(arrival)
        return taken

    def _told(
        self, seen: Look, settled: Sequence[FoundFile], older: int, taken: Sequence[Arrival], gone: Sequence[Path],
        state: RoundState, returned: Path, workspace: Workspace,
    ) -> Fetching:  # fmt: skip
        arrived: set[str] = set()
        forged: set[str] = set()
        for mark in self._marks.within(returned):
            if belonging(mark, state.own) is Belonging.OURS and mark.sha256 not in state.received:
                name = state.renamed.get(mark.department, mark.department)
                (arrived if mark.genuine else forged).add(name)
        outside = [each for each in seen.found if not lies_in(each.path, returned)]
        of = {each.path for each in outside}
        whose = {
            mark.sha256: each
            for found, mark, each in self._marks.of(seen, state, returned, workspace)
            if found.path in of
        }
        counts = Counter(whose.values())
        ready = {each.path for each in settled}
        writing = sum(each.path not in ready and self._marks.is_new(each) for each in outside)
        unreadable = self._marks.unreadable(outside)
        self.waits = bool(writing) or any(each.path not in ready and self._marks.is_new(each) for each in seen.found)
        left = LeftAlone(
            counts[Belonging.AS_SENT], counts[Belonging.OTHER_ROUND], counts[Belonging.OTHER_PLAN],
            counts[Belonging.UNMARKED], older, unreadable, writing, seen.unfinished, self.unread,
        )  # fmt: skip
        count = round_count(state.round.name, state.asked, state.reported, arrived, state.troubled | forged)
        chased = [each for each in state.chased if each.department not in arrived]
        return Fetching(state.round, taken, left, gone, count, chased)


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
