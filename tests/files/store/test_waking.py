"""收件: what wakes, and how long one rests before the next look."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from watchdog import events

from xlplan.files.store.waking import POLL, Waking, rest_after, worth_a_look


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (events.FileCreatedEvent("/x/教育科.xlsx"), True),
        (events.FileModifiedEvent("/x/教育科.XLS"), True),
        (events.FileClosedEvent(b"/x/\xe8\xa1\xa8.zip"), True),
        (events.FileCreatedEvent("/x/教育科.xlsx.crdownload"), True),
        (events.FileModifiedEvent("/x/大片.mp4.crdownload"), False),
        (events.FileModifiedEvent("/x/大片.mp4"), False),
        (events.FileCreatedEvent("/x/~$教育科.xlsx"), False),
        (events.FileOpenedEvent("/x/教育科.xlsx"), False),
        (events.FileClosedNoWriteEvent("/x/教育科.xlsx"), False),
        # What had another name may have a wanted one now, and what is gone may have been a folder.
        (events.FileMovedEvent("/x/a.part", "/x/教育科.xlsx"), True),
        (events.FileDeletedEvent("/x/微信"), True),
        (events.DirCreatedEvent("/x/2026-11"), True),
        (events.DirModifiedEvent("/x"), False),
    ],
)
def test_only_what_may_be_a_return_is_worth_a_look(event: events.FileSystemEvent, expected: bool) -> None:
    assert worth_a_look(event) is expected


@pytest.mark.parametrize(("look", "rest"), [(0.0, 0.5), (0.02, 0.5), (0.3, 2.7), (14.0, POLL)])
def test_looking_takes_a_tenth_of_the_time_at_most(look: float, rest: float) -> None:
    assert rest_after(look) == pytest.approx(rest)


def test_who_is_asked_to_look_does_so_at_once(tmp_path: Path) -> None:
    waking = Waking()
    # As after a look that took a minute.
    waking._woke -= 60
    threading.Timer(0.1, waking.wake).start()
    begun = time.monotonic()
    waking.wait(POLL)
    assert time.monotonic() - begun < POLL / 2
