"""Which of what a department said of a task came while the task was open: what came while it was closed or paused does not count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from xlplan.decisions.agreed import Agreements, Pause
from xlplan.decisions.standing import Said, said_by_task
from xlplan.returns.received import Submission, says
from xlplan.terms.choices import State
from xlplan.terms.fields import Field

SUMMARY_ALONE: Final = frozenset((Field.SUMMARY,))
"""A 综述 is a row of its own: its department's closing does not close it."""


class SaidBy:
    """What a department said by task, with some of what it sent left out: found once for all tasks that leave out the same."""

    def __init__(self, items: Sequence[Submission]) -> None:
        """Take all that came."""
        self.items = items
        self._without: dict[frozenset[int], Mapping[str, Sequence[Said]]] = {}

    def without(self, gone: frozenset[int]) -> Mapping[str, Sequence[Said]]:
        """Return what was said, by task, had those with these `id` not come."""
        if gone not in self._without:
            self._without[gone] = said_by_task([item for item in self.items if id(item) not in gone])
        return self._without[gone]


def in_its_time(
    said: Sequence[Said],
    of: SaidBy,
    agreed: Agreements,
    routine_from: date | None,
    round_: str,
    handed: Mapping[tuple[str, int], int],
    refused: Sequence[int] = (),
) -> tuple[Sequence[Said], Sequence[Said], Sequence[Said], Sequence[Submission]]:
    """Return what was said in a round of the half that is open, what came while it was closed, what waits since a pause, and all that came in its time.

    `of` is all that the department said. `routine_from` is as in `Agreements.shut_at`, `handed` as in `settle`;
    `refused` are the actions of the round that sent a request for a pause back.
    """
    vain: Sequence[Said] = ()
    waiting: Sequence[Said] = ()
    gone: frozenset[int] = frozenset()
    if agreed.pauses:
        said, waiting, gone = _while_running(said, of, agreed, round_, refused)
    if said and (agreed.closings or agreed.shut):
        said, vain, gone = _while_open(said, of, gone, agreed, routine_from, handed)
    return said, vain, waiting, [item for item in of.items if id(item) not in gone] if gone else of.items


def _while_open(
    said: Sequence[Said],
    of: SaidBy,
    gone: frozenset[int],
    agreed: Agreements,
    routine_from: date | None,
    handed: Mapping[tuple[str, int], int],
) -> tuple[Sequence[Said], Sequence[Said], frozenset[int]]:
    first = agreed.closings[0].action if routine_from and agreed.closings else 0

    def shut(item: Submission) -> bool:
        # A sheet of the deadline half says nothing of the routine behind it.
        stale = item.action >= first > handed.get((item.department or "", item.revision or 0), first)
        return stale or agreed.shut_at(item.action, item.at and item.at.date(), routine_from)

    vain, left = [each for each in said if shut(each.item)], said
    gone = gone.union(id(item) for item in of.items if shut(item))
    if vain:
        # What a report that came while it was closed had taken the place of counts on.
        left = of.without(gone).get(said[0].row.task, ())
    summed_up = [each._replace(only=SUMMARY_ALONE) for each in vain if each.asked(Field.SUMMARY)]
    summed_up = [each for each in summed_up if says(each.row, Field.SUMMARY)]
    open_ = [_but_summary(each) if summed_up and each not in said else each for each in left]
    if routine_from and agreed.closings:
        # What was said of the deadline says nothing of the routine behind it.
        open_ = [each for each in open_ if each.item.action >= agreed.closings[0].action] or open_
    return [*open_, *summed_up], vain, gone


def _but_summary(said: Said) -> Said:
    """Return what a return says without its 综述: a newer one that was not closed has taken its place."""
    return said._replace(only=(frozenset(Field) if said.only is None else said.only) - SUMMARY_ALONE)


def _while_running(
    said: Sequence[Said], of: SaidBy, agreed: Agreements, round_: str, refused: Sequence[int]
) -> tuple[Sequence[Said], Sequence[Said], frozenset[int]]:
    """Leave out what came in a pause and was not adopted, and of a pause that has ended the reports that asked for it.

    Return what counts, what waits, and by their `id` those that are left out.
    """
    task = said[0].row.task
    gone: set[int] = set()
    waiting: set[int] = set()
    for pause in agreed.pauses:
        asked = _first_asked(of.items, task, pause, round_, refused) if pause.resumed else None
        for item in of.items:
            if asked is not None and asked <= item.action < pause.agreed.action:
                gone.add(id(item))
            elif pause.holds(item.action) and not agreed.took_up(item.action, round_):
                waiting.add(id(item))
    if not gone and not waiting:
        return said, (), frozenset()
    # What a report that asked for the pause had taken the place of counts again; where there is nothing, it says so itself.
    without = frozenset(gone | waiting)
    left = of.without(without).get(task, ()) or of.without(frozenset(waiting)).get(task, ())
    return left, [each for each in said if id(each.item) in waiting], without


def _first_asked(
    items: Sequence[Submission], task: str, pause: Pause, round_: str, refused: Sequence[int]
) -> int | None:
    """Return the action that took in the first report of the round that asked for a pause and was not refused; None if another round's did."""
    if pause.agreed.round != round_:
        return None
    since = max((each for each in refused if each < pause.agreed.action), default=0)
    asking = (
        item.action
        for item in items
        for row in item.rows
        if row.task == task and (state := row.values.get(Field.STATE)) and state.value == State.PAUSED
    )
    return min((action for action in asking if since <= action < pause.agreed.action), default=None)
