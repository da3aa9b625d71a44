"""Similarity of texts, to tell a likely one from the rest; never enough to decide anything by itself."""

from __future__ import annotations

from collections.abc import Iterable

from xlplan.terms.text import fold


def alike(one: str, other: str) -> float:
    """Return the normalised Indel similarity, from 0 to 1 (the same but for width, case and spaces)."""
    from rapidfuzz import fuzz

    return fuzz.ratio(one, other, processor=fold) / 100


def differing(one: str, other: str) -> set[str]:
    """Return the characters by which two texts differ: those that one of them has, in that place, and the other lacks."""
    from rapidfuzz.distance import Indel

    texts = fold(one), fold(other)
    edits = Indel.editops(*texts)
    return {texts[0][each.src_pos] if each.tag == "delete" else texts[1][each.dest_pos] for each in edits}


def most_alike(text: str, choices: Iterable[str], limit: int, least: float) -> list[str]:
    """Return at most `limit` choices that are at least `least` (0–1) alike, best first."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        text, list(choices), scorer=fuzz.ratio, processor=fold, limit=limit, score_cutoff=least * 100
    )
    return [choice for choice, _, _ in found]
