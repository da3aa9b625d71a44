"""Similarity of texts, to tell a likely one from the rest; never enough to decide anything by itself."""

from __future__ import annotations

from collections.abc import Iterable

from xlplan.terms.text import fold


def alike(one: str, other: str) -> float:
    """Return the normalised Indel similarity, from 0 to 1 (the same but for width, case and spaces)."""
    from rapidfuzz import fuzz

    return fuzz.ratio(one, other, processor=fold) / 100


def most_alike(text: str, choices: Iterable[str], limit: int, least: float) -> list[str]:
    """Return at most `limit` choices that are at least `least` (0–1) alike, best first."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        text, list(choices), scorer=fuzz.ratio, processor=fold, limit=limit, score_cutoff=least * 100
    )
    return [choice for choice, _, _ in found]
