"""Which reports asked for a pause that was agreed to: 暂缓 may stand in several rounds at once, and one agreement is for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xlplan.decisions.agreed import Agreements, Pause
from xlplan.decisions.claims import came_in_a_pause, is_paused
from xlplan.decisions.settled import Entry
from xlplan.terms.fields import Field


def with_all_that_asked(reports: Sequence[Entry], agreed: Agreements) -> Agreements:
    """Return what was agreed to, with each pause the rounds of all reports that asked for it: those that said 暂缓 last when it was agreed to.

    `reports` are those of a task in the order in which they count. Where 暂缓 stands in a month and in its quarter, one agreement is for both.
    """
    pauses = tuple(replace(pause, asked_beside=_asking(reports, pause, agreed)) for pause in agreed.pauses)
    return agreed if pauses == agreed.pauses else replace(agreed, pauses=pauses)


def _asking(reports: Sequence[Entry], pause: Pause, agreed: Agreements) -> frozenset[str]:
    rounds: set[str] = set()
    for entry in reversed(reports):
        if (
            entry.action < pause.agreed.action
            and not came_in_a_pause(entry, agreed)
            and Field.STATE in entry.as_reported
        ):
            if not is_paused(entry):
                break
            rounds.add(entry.round)
    return frozenset(rounds - {pause.agreed.round})
