"""More than 300 time limits as public plans write them: how many are read as they should be, and none worse than before."""

from __future__ import annotations

import pytest
from support.time_limits import TimeLimit, reading, time_limits

LIMITS = time_limits()
LEAST = 300
"""Phrases that the list must hold at the least."""


def test_the_accuracy_over_the_whole_list(capsys: pytest.CaptureFixture[str]) -> None:
    right = sum(reading(limit.text) == limit.reading for limit in LIMITS)
    with capsys.disabled():
        print(f"\n时限短语：{len(LIMITS)} 条，读对 {right} 条（{right / len(LIMITS):.1%}）")
    assert len({limit.text for limit in LIMITS}) == len(LIMITS) >= LEAST
    assert all(limit.seen for limit in LIMITS)


@pytest.mark.parametrize("limit", [pytest.param(limit, id=limit.text) for limit in LIMITS if not limit.gap])
def test_what_was_read_rightly_stays_so(limit: TimeLimit) -> None:
    assert reading(limit.text) == limit.reading


def test_a_known_gap_is_one_still() -> None:
    """Once it is closed, its mark in the list goes."""
    assert [limit.text for limit in LIMITS if limit.gap and reading(limit.text) == limit.reading] == []
