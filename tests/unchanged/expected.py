"""Differences that are meant: each with the pattern that its line has to match (from its beginning), and the reason."""

from __future__ import annotations

from typing import Final, NamedTuple


class Allowed(NamedTuple):
    """A difference that is no fault."""

    pattern: str
    """A regular expression on the line that tells of the difference: scenario, command, place, what differs."""
    reason: str


ALLOWED: Final[tuple[Allowed, ...]] = ()
