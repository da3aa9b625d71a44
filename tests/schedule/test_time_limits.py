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


BREAKABLE = [
    limit.text
    for limit in LIMITS
    if "\n" not in limit.text and not limit.gap and len(limit.text) < 25 and limit.text[:3] != "23."
]


@pytest.mark.parametrize("text", BREAKABLE)
def test_a_line_break_anywhere_changes_hardly_a_reading(text: str) -> None:
    # Once in a limit, at most, the two halves make sense of their own.
    broken = [f"{text[:place]}\n{text[place:]}" for place in range(1, len(text))]
    assert sum(reading(each) != reading(text) for each in broken) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "2023年6月30日前",
        "2023年12月底前",
        "二〇二三年十二月底前",
        "2023—2025年",
        "2023年6月—12月",
        "2023-06-30",
        "2023.12.31前",
        "每季度末月25日前",
        "2023年10月—长期",
        "本月25日前",
        "第一季度末",
    ],
)
def test_a_line_break_anywhere_in_a_plain_limit_changes_nothing(text: str) -> None:
    for place in range(1, len(text)):
        assert reading(f"{text[:place]}\n{text[place:]}") == reading(text), f"{text[:place]}│{text[place:]}"
