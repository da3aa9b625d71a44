"""Which of what a department said of a task came while the task was open: what came while it was closed or paused does not count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from xlplan.decisions.agreed import Agreements, Pause
from xlplan.decisions.standing import Said
from xlplan.returns.received import says
from xlplan.terms.choices import State
from xlplan.terms.fields import Field

SUMMARY_ALONE: Final = frozenset((Field.SUMMARY,))
"""A 综述 is a row of its own: its department's closing does not close it."""


def in_its_time(
    said: Sequence[Said], agreed: Agreements, routine_from: date | None, round_: str
) -> tuple[Sequence[Said], Sequence[Said], Sequence[Said]]:
    """Return what was said in a round of the half that is open, what came while it was closed, and what waits since a pause.

    Where nothing else was said, the first is all of it: that is what was reported. `routine_from` is as in `Agreements.shut_at`.
    """
    vain: Sequence[Said] = ()
    waiting: Sequence[Said] = ()
    if agreed.closings or agreed.shut:
        said, vain = _while_open(said, agreed, routine_from)
    if agreed.pauses:
        said, waiting = _while_running(said, agreed, round_)
    return said, vain, waiting


def _while_open(
    said: Sequence[Said], agreed: Agreements, routine_from: date | None
) -> tuple[Sequence[Said], Sequence[Said]]:
    vain = [
        each for each in said if agreed.shut_at(each.item.action, each.item.at and each.item.at.date(), routine_from)
    ]
    open_ = [each for each in said if each not in vain]
    if not open_:
        return said, ()
    summed_up = [each._replace(only=SUMMARY_ALONE) for each in vain if each.asked(Field.SUMMARY)]
    if routine_from and agreed.closings:
        # What was said of the deadline says nothing of the routine behind it.
        open_ = [each for each in open_ if each.item.action >= agreed.closings[0].action] or open_
    return [*open_, *(each for each in summed_up if says(each.row, Field.SUMMARY))], vain


def _while_running(said: Sequence[Said], agreed: Agreements, round_: str) -> tuple[Sequence[Said], Sequence[Said]]:
    """Leave out, of a pause that has ended, the reports that asked for it, and what came in it and was not adopted."""
    gone: list[Said] = []
    waiting: list[Said] = []
    for pause in agreed.pauses:
        if pause.resumed is None:
            continue
        asked = _first_asked(said, pause, round_)
        for each in said:
            action = each.item.action
            if asked is not None and asked <= action < pause.agreed.action:
                gone.append(each)
            elif pause.holds(action) and not agreed.took_up(action, round_):
                waiting.append(each)
    left = [each for each in said if each not in gone and each not in waiting]
    return (left, waiting) if left else (said, ())


def _first_asked(said: Sequence[Said], pause: Pause, round_: str) -> int | None:
    """Return the action that took in the first report of the round that asked for a pause; None if another round's did."""
    if pause.agreed.round != round_:
        return None
    states = ((each, each.row.values.get(Field.STATE)) for each in said)
    asking = (each.item.action for each, state in states if state and state.value == State.PAUSED)
    return min((action for action in asking if action < pause.agreed.action), default=None)
