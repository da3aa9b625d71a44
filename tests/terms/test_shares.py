"""Shares inside, percents outside: each percent of one decimal comes back as it was."""

from __future__ import annotations

from statistics import fmean

import pytest

from xlplan.terms.shares import mean, percent_of, points, share_of, whole_percent


def test_every_tenth_of_a_percent_survives_both_ways() -> None:
    percents = [tenths / 10 for tenths in range(1001)]
    assert [percent_of(share_of(percent)) for percent in percents] == percents
    assert (share_of(100 / 3), percent_of(None), percent_of(0.123456), percent_of(0.9999)) == (
        0.333333,
        None,
        12.3,
        100,
    )


@pytest.mark.parametrize(
    ("shares", "found"),
    [([], None), ([None], None), ([0.5, None], 0.5), ([0.1, 0.2, 0.5], 0.267), ([0, 1], 0.5), ([0.333, 0.334], 0.333)],
)
def test_the_mean_of_what_is_known(shares: list[float | None], found: float | None) -> None:
    assert mean(shares) == found


def test_a_mean_of_shares_is_that_of_the_percents() -> None:
    for count in range(1, 40):
        percents = [(count * place * 7919) % 1001 / 10 for place in range(count)]
        assert mean(map(share_of, percents)) == share_of(round(fmean(percents), 1)), percents


@pytest.mark.parametrize(
    ("share", "whole"),
    [(0, "0%"), (0.004, "0%"), (0.005, "1%"), (0.29, "29%"), (0.374, "37%"), (0.375, "38%"), (1, "100%")],
)
def test_a_share_as_the_sheets_show_it(share: float, whole: str) -> None:
    assert whole_percent(share) == whole


@pytest.mark.parametrize(
    ("more", "words"), [(0.047, "+4.7个百分点"), (-0.667, "-66.7个百分点"), (1, "+100个百分点"), (0.3, "+30个百分点")]
)
def test_a_difference_in_points(more: float, words: str) -> None:
    assert points(more) == words
