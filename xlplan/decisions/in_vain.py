"""What a department said of a task while it was closed or paused, apart from what counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from xlplan.decisions.agreed import Agreements
from xlplan.decisions.claims import came_in_a_pause
from xlplan.decisions.settled import Entry


def counted_apart(entry: Entry, agreed: Agreements, routine_from: date | None = None) -> Entry:
    """Return a report with all that it says as what came in vain, if all of it did; `routine_from` is as in `Agreements.shut_at`."""
    if not entry.reported or entry.while_closed or entry.while_paused:
        return entry
    nothing = replace(entry, values={}, origins={}, refused={}, sent_back=())
    if came_in_a_pause(entry, agreed):
        return replace(nothing, while_paused=entry)
    if agreed.shut_at(entry.action, entry.at and entry.at.date(), routine_from):
        return replace(nothing, while_closed=entry)
    return entry


def in_vain(entry: Entry | None) -> Iterator[tuple[str, Entry]]:
    """Yield what came beside what counts and counts for nothing, each with the words for it."""
    if entry and entry.while_paused:
        yield "停办期间报的，没有计入", entry.while_paused
    if entry and entry.while_closed:
        yield "销号以后报的，没有计入", entry.while_closed
