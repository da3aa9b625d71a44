"""Brackets and quotation marks that lack their other half."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from xlplan.terms.patterns import pattern_of

_PAIRS: Final = {"（": "）", "(": ")", "《": "》", "【": "】", "〔": "〕", "「": "」", "『": "』", "“": "”", "[": "]"}
_CLOSERS: Final = {closer: opener for opener, closer in _PAIRS.items()} | {")": "（", "）": "（"}
_BRACKET: Final = pattern_of(f"[{re.escape(''.join(sorted(_PAIRS.keys() | _CLOSERS.keys())))}]")
_LIST_NUMBER: Final = pattern_of(r"(^|[\s。；;，,：:])[\d一二三四五六七八九十a-zA-Z]{1,3}$")


@lru_cache(1 << 10)
def _pair_up(marks: str) -> bool:
    """Return True if all marks of a text are pairs; few texts differ in them."""
    waiting: list[str] = []
    for mark in marks:
        if mark in _PAIRS:
            waiting.append("（" if mark == "(" else mark)
        elif not waiting or waiting.pop() != _CLOSERS[mark]:
            return False
    return not waiting


def unpaired(text: str) -> list[tuple[str, int]]:
    """Return brackets without their other half; a full-width bracket may close a half-width one."""
    if text.isalnum() or _pair_up("".join(_BRACKET.findall(text))):
        return []
    waiting: list[tuple[str, int]] = []
    alone: list[tuple[str, int]] = []
    for found in _BRACKET.finditer(text):
        mark, place = found[0], found.start()
        if mark in _PAIRS:
            waiting.append((mark, place))
            continue
        opener = _CLOSERS[mark]
        openers = ("（", "(") if opener == "（" else (opener,)
        # `1)` and `2）` number a list; they close nothing.
        if waiting and waiting[-1][0] in openers:
            waiting.pop()
        elif opener != "（" or not _LIST_NUMBER.search(text[:place]):
            alone.append((mark, place))
    return sorted(waiting + alone, key=lambda found: found[1])
