"""Which reports asked for a pause that was agreed to."""

from __future__ import annotations

from typing import Any

import pytest
from support.small import ROUND, decision, entry

from xlplan.decisions.agreed import Agreements, Pause
from xlplan.decisions.asking_pauses import with_all_that_asked
from xlplan.decisions.claims import Claims
from xlplan.decisions.settled import Entry, Settled
from xlplan.terms.fields import Field

MONTH, QUARTER = "2023年6月", ROUND.name


def says(round_: str, action: int, percent: float | None = None, state: str | None = "暂缓", **more: Any) -> Entry:
    reported = {name: value for name, value in (("state", state), ("percent", percent)) if value is not None}
    return entry(action=action, round=round_, **reported, **more)


BEFORE = says(MONTH, 1, 0.05, "推进中")


@pytest.mark.parametrize(
    ("reports", "rounds", "counts"),
    [
        # The quarter asked before the month, or after it: one agreement is for both, and what was claimed before counts.
        ([BEFORE, says(QUARTER, 2, 0.09), says(MONTH, 3, 0.0)], {QUARTER}, 0.05),
        ([BEFORE, says(MONTH, 2, 0.0), says(QUARTER, 3, 0.09)], {QUARTER}, 0.05),
        ([says(QUARTER, 2, 0.09)], {QUARTER}, None),
        # A report that says nothing of the state asked for nothing, nor one that went on since or came in the pause.
        ([says(QUARTER, 2, 0.09), says(MONTH, 3, 0.2, None)], {QUARTER}, 0.2),
        ([says(QUARTER, 2, 0.09), says(MONTH, 3, 0.2, "推进中")], set(), 0.2),
        ([says(MONTH, 2, 0.1), says(QUARTER, 5, 0.09)], set(), None),
        ([says(MONTH, 2, 0.1), says(QUARTER, 8, 0.09)], set(), 0.09),
    ],
)
def test_one_agreement_is_for_all_that_asked(reports: list[Entry], rounds: set[str], counts: float | None) -> None:
    agreed = decision("同意暂缓", "申请暂缓", round=MONTH, action=4)
    pause = Pause(agreed, decision("", "恢复", round=MONTH, action=7))
    found = with_all_that_asked(reports, Agreements(pauses=(pause,)))
    assert [each.asked_beside for each in found.pauses] == [rounds]
    claims = Claims()
    for each in reports:
        claims = claims.after(Settled({("1.1", "教育科"): each}, agreements={("1.1", "教育科"): found}))
    claim = claims.of.get(("1.1", "教育科"))
    said = claim.entry.values.get(Field.PERCENT) if claim else None
    assert (said.value if said else None) == counts
