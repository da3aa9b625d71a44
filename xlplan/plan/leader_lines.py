"""The parts of a cell of 分管领导: what stands between signs, and lines of which one holds the titles of those beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from xlplan.plan.leader_titles import is_plain_title
from xlplan.terms.patterns import pattern_of

_BETWEEN_TITLES: Final = pattern_of(r"[、，,\s]+")
_LINE_BREAKS: Final = pattern_of(r"[\n\r]+")


def cut_outside_brackets(text: str, signs: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Yield what stands between signs that are in no pair of brackets, each with the signs before it."""
    opened: list[int] = []
    within = [0] * (len(text) + 1)
    for place, char in enumerate(text):
        if char in "（(":
            opened.append(place)
        elif char in "）)" and opened:
            within[opened.pop()] += 1
            within[place] -= 1
    depths = [*accumulate(within)]
    start, before = 0, ""
    for found in signs.finditer(text):
        if not depths[found.start()]:
            yield before, text[start : found.start()]
            start, before = found.end(), found[0]
    yield before, text[start:]


def lines_joined(text: str) -> Iterator[str]:
    """Yield the lines of a cell; one of titles alone, or of a single character, with those beside it: 党组书记、局长⏎李明.

    Lines of titles alone stay apart.
    """
    group: list[str] = []
    for _, line in cut_outside_brackets(text, _LINE_BREAKS):
        if group and not (_goes_on(group[-1]) or _goes_on(line)):
            yield from _as_one(group)
            group = []
        group.append(line)
    yield from _as_one(group)


def _as_one(lines: Sequence[str]) -> Sequence[str]:
    if all(map(_titles_of, lines)):
        return lines
    return [" ".join(" ".join(_titles_of(line)) or line for line in lines)]


def _goes_on(line: str) -> bool:
    return len(line.strip()) == 1 or bool(_titles_of(line))


def _titles_of(line: str) -> Sequence[str]:
    """Return the titles of a line that holds nothing else, as those of one person; else none."""
    words = [word for word in _BETWEEN_TITLES.split(line) if word]
    return words if all(map(is_plain_title, words)) else ()
