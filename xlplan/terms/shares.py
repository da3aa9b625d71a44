"""Shares are 0–1 everywhere inside; percents (0–100) are for JSON, papers and people."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import fmean
from typing import overload


@overload
def percent_of(share: float) -> float: ...
@overload
def percent_of(share: float | None) -> float | None: ...
def percent_of(share: float | None) -> float | None:
    """Return a share as a percent, to a tenth; None stays None."""
    return None if share is None else round(share * 100, 1)


def share_of(percent: float) -> float:
    """Return a percent as a share, rounded so that a file saved again holds the same number."""
    return round(percent / 100, 6)


def mean(shares: Iterable[float | None]) -> float | None:
    """Return the mean of the known shares, to a tenth of a percent; None if none is known."""
    # Percents are mostly whole: their sum is exact, and halves are rounded alike everywhere.
    known = [round(share * 100, 9) for share in shares if share is not None]
    return share_of(round(fmean(known), 1)) if known else None


def whole_percent(share: float) -> str:
    """Return a share as the sheets' format `0%` shows it, halves rounded up: `38%` for 0.375."""
    return f"{int(percent_of(share) + 0.5)}%"


def points(more: float) -> str:
    """Return the difference of two shares in words: `+4.7个百分点`."""
    return f"{more * 100:+.3g}个百分点"
