"""收件 in the helper: a thread that takes in what arrives, knows at every moment how the round of each workbook stands, and sees what a save lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlplan.files.store.inboxes import chosen_inboxes, watched_books
from xlplan.files.store.waking import POLL, Waking
from xlplan.office.helper.saves import Saves
from xlplan.office.setup.helper_log import log
from xlplan.terms.errors import XlplanError
from xlplan.terms.records import record

if TYPE_CHECKING:
    from xlplan.actions.fetch import Fetcher
    from xlplan.actions.fetched import Fetching

MERGE_EVERY: Final = 3600.0
"""Seconds between two merges that nobody pressed a button for (自动合并)."""


@record(frozen=True)
class Standing:
    """How a workbook's round stands by the last look, into which folders one looks, or why that cannot be said now."""

    result: Fetching | None = None
    folders: tuple[Path, ...] = ()
    problem: str = ""
    asked: bool = True
    """False if nobody was ever asked whether folders are to be watched for this workbook."""
    in_sheet: tuple[str, ...] = ()
    """The folders that 设置 names."""


class Watching:
    """Looks again and again, for the workbook in front and for those with folders of their own.

    `merge` presses the button of a workbook, `tell` shows what the user has to know of a save.
    """

    def __init__(
        self,
        merge: Callable[[Path], object] = lambda _: None,
        tell: Callable[[str], object] = lambda _: None,
        saves: Saves | None = None,
    ) -> None:
        self._merge = merge
        self._tell = tell
        self._saves = saves or Saves()
        self._front: Path | None = None
        self._standings: dict[Path, Standing] = {}
        self._fetchers: dict[Path, Fetcher] = {}
        self._merged: dict[Path, float] = {}
        self._stopped = threading.Event()
        self._waking = Waking()
        self._thread = threading.Thread(target=self._watch, name="fetch", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, when the present look has ended."""
        self._stopped.set()
        self._waking.wake()
        self._thread.join(POLL)

    def look(self, book: Path | None) -> None:
        """Look now; `book` is the workbook in front, None if there is none."""
        self._front = book
        self._waking.wake()

    def standing(self, book: Path) -> Standing | None:
        """Return how a workbook's round stands; None if it was not looked at yet."""
        return self._standings.get(book)

    def _watch(self) -> None:
        with self._waking as waking:
            while not self._stopped.is_set():
                followed: set[Path] = set()
                pause = POLL
                for book in dict.fromkeys([*([self._front] if self._front else []), *watched_books()]):
                    try:
                        pause = min(pause, self._look_for(book, followed))
                    except XlplanError as error:
                        self._standings[book] = Standing(problem=error.message)
                    except Exception:
                        # The helper's buttons work all the same.
                        log.exception("收件 failed for %s", book)
                        self._standings[book] = Standing(problem="收件出错了，原因在助手的记录里。")
                waking.follow(followed)
                waking.wait(pause)

    def _look_for(self, book: Path, followed: set[Path]) -> float:
        """Look for one workbook; add what wakes the next look to `followed`, and return within how many seconds it is due."""
        from xlplan.actions.fetch import Fetcher

        # Nothing wakes for a save: to follow the workbook's folder is to follow all that lies in it and below.
        if said := self._saves.look(book):
            self._tell(said)
        fetcher = self._fetchers.setdefault(book, Fetcher(book))
        settings = fetcher.book().settings
        chosen = chosen_inboxes(book)
        folders = tuple(dict.fromkeys([*map(Path, settings.incoming), *(chosen or [])]))
        followed.update(folders)
        nothing = Standing(None, folders, "", chosen is not None or bool(settings.incoming), settings.incoming)
        if not settings.round:
            self._standings[book] = replace(nothing, problem="“设置”里还没有写当前期次。")
            return POLL
        try:
            result = fetcher.fetch(settings.round, folders, datetime.now())
        except XlplanError as error:
            self._standings[book] = replace(nothing, problem=error.message)
            return POLL
        followed.add(fetcher.book().workspace.returned_folder(result.round.name))
        self._standings[book] = replace(nothing, result=result)
        for each in result.taken:
            log.info("收件: %s, %s", each.department, each.name)
        if settings.auto_merge and result.count.unmerged and not fetcher.waits:
            self._merge_at_times(book)
        return fetcher.pause

    def _merge_at_times(self, book: Path) -> None:
        last = self._merged.get(book)
        if last is None or time.monotonic() - last >= MERGE_EVERY:
            self._merged[book] = time.monotonic()
            self._merge(book)
