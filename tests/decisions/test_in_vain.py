"""What came while a task was closed or paused is shown apart from what counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import pytest
from support.small import ROUND, decision, entry

from xlplan.decisions.agreed import agreements_of
from xlplan.decisions.in_vain import counted_apart, in_vain
from xlplan.decisions.model import Decision

PAUSED, VAIN = "停办期间报的，没有计入", "销号以后报的，没有计入"
PAUSE = decision("同意暂缓", "申请暂缓", action=3)
RESUMED = decision("", "恢复", action=8)
CLOSE = decision("同意销号", action=3)
ADOPTED = decision("采用报送", "暂缓后又报", action=8)


@pytest.mark.parametrize(
    ("action", "made", "routine", "why"),
    [
        (2, [PAUSE], None, []),
        (5, [PAUSE], None, [PAUSED]),
        (5, [PAUSE, RESUMED], None, [PAUSED]),
        (9, [PAUSE, RESUMED], None, []),
        (5, [PAUSE, ADOPTED], None, []),
        (2, [CLOSE], None, []),
        (5, [CLOSE], None, [VAIN]),
        (5, [CLOSE, decision("", "重新立项", action=8)], None, [VAIN]),
        # Of a limit with a routine behind its deadline, before the routine begins.
        (5, [CLOSE], date(2023, 9, 1), [VAIN]),
        (5, [CLOSE], date(2023, 6, 1), []),
    ],
)
def test_what_of_a_report_came_in_vain(
    action: int, made: Sequence[Decision], routine: date | None, why: list[str]
) -> None:
    came = entry(state="推进中", action=action, reported=True, at=datetime(2023, 6, 20, 9), round=ROUND.name)
    [agreed] = agreements_of(made).values()
    found = counted_apart(came, agreed, routine)
    assert [words for words, _ in in_vain(found)] == why
    assert [each for _, each in in_vain(found)] == ([came] if why else [])
    assert bool(found.values) is not bool(why)
