"""Names in a cell of 分管领导: whose title stands before a name, whose behind, which are spaced out to the width of others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, groupby
from typing import Final

from xlplan.plan.name_shapes import (
    TWO_CHARACTER_SURNAMES,
    is_bare_title,
    is_beside_others,
    is_person,
    is_post,
    is_surname,
    is_title,
)
from xlplan.terms.patterns import pattern_of
from xlplan.terms.records import record
from xlplan.terms.text import fold

_BETWEEN: Final = pattern_of(r"[、，,；;/\n\r]+")
_BLANKS: Final = pattern_of(r"\s+")
_BLANKS_AND_BRACKET: Final = pattern_of(r"\s+([（(]?)")
_PIECES: Final = pattern_of(r"[\s()（）:：、]+")
_AND: Final = pattern_of("[和与及]")
_OTHERS: Final = pattern_of("(?<=..)等(?:人|同志|领导)?$|^等(?:人|同志|领导)?$")
_LONGEST_RUN: Final = 12
"""So many words between two titles are tried in all ways."""
_SHORTEST: Final = 4
"""王强局长."""
_LONGEST_WORD: Final = 40


@record(frozen=True, slots=True)
class LeaderNames:
    """The names in a cell, each with its titles. Not `certain`: they may be told apart in another way, too."""

    names: tuple[str, ...]
    certain: bool


@lru_cache(maxsize=4096)
def names_in_cell(text: str) -> LeaderNames:
    """Read the names in a cell: 赵 敏 is one, 局长王建国 副局长 李明 two, 党组书记、局长 王建国 one.

    What may be read in several ways is not certain: a title between two names that may be either's, a title that stands
    alone beside names, single characters of which nobody knows where a name begins.
    """
    # What stands in brackets behind a blank is said of the name before it.
    text = _BLANKS_AND_BRACKET.sub(lambda found: found[1] or found[0], text)
    parts = [part for part in (_part(each) for each in _cut(text, _BETWEEN)) if part.names]
    joined = _with_posts(parts)
    names = tuple(name for part in joined for name in part.names)
    alone = any(map(is_bare_title, names)) and not all(map(_names_nobody, names))
    return LeaderNames(names, not alone and all(part.certain for part in joined))


def _cut(text: str, signs: re.Pattern[str]) -> Iterator[str]:
    """Yield what stands between signs that are in no pair of brackets."""
    opened: list[int] = []
    within = [0] * (len(text) + 1)
    for place, char in enumerate(text):
        if char in "（(":
            opened.append(place)
        elif char in "）)" and opened:
            within[opened.pop()] += 1
            within[place] -= 1
    depths = [*accumulate(within)]
    start = 0
    for found in signs.finditer(text):
        if not depths[found.start()]:
            yield text[start : found.start()]
            start = found.end()
    yield text[start:]


def person_in(name: str) -> str:
    """Return who is named, without titles and brackets: 局长王建国, 王建国（副局长）. "" for 王局长, and where it is not certain."""
    found = {person for piece in _PIECES.split(fold(name)) if (person := _untitled(piece))}
    return found.pop() if len(found) == 1 else ""


def _untitled(piece: str) -> str:
    if len(piece) > _LONGEST_WORD:
        return ""
    cuts = [(piece[:end], piece[end:]) for end in range(len(piece) + 1)]
    named = [rest for title, rest in cuts if _is_name(rest) and (not title or is_bare_title(title))]
    # 王建国党组书记 is 王建国, and 王建党组书记 王建: what is left is a post.
    named += [rest for rest, title in cuts if _is_name(rest) and is_post(title)]
    named += [rest for rest, title in reversed(cuts) if _is_name(rest) and is_bare_title(title)]
    return next(iter(named), "")


def _is_name(text: str) -> bool:
    return is_person(text) and not is_title(text)


def _names_nobody(name: str) -> bool:
    return is_bare_title(name) or not (is_title(name) or is_person(fold(name)) or _titled_before(name))


def _with_posts(parts: Sequence[LeaderNames]) -> list[LeaderNames]:
    """Join a post that one holds beside another, which stands behind a 、, with the name that it belongs to."""
    found: list[LeaderNames] = []
    for part in parts:
        before = found[-1].names[-1] if found else ""
        first = part.names[0]
        forward = is_bare_title(before) and is_beside_others(before) and _titled_before(first)
        behind = _titled_behind(before) and is_beside_others(before) and is_bare_title(first)
        if forward or behind:
            names = (*found[-1].names[:-1], f"{before}、{first}", *part.names[1:])
            found[-1] = LeaderNames(names, found[-1].certain and part.certain)
        else:
            found.append(part)
    return found


def _titled_before(name: str) -> bool:
    """Return True for a name behind its title, or for a title that another may stand before: 局长王建国, 局长."""
    return is_bare_title(name) or any(
        is_bare_title(name[:end]) and is_person(fold(name[end:])) for end in range(2, len(name) - 1)
    )


def _titled_behind(name: str) -> bool:
    return is_title(name) and not is_bare_title(name) and not _titled_before(name)


def _part(text: str) -> LeaderNames:
    """Read what stands between two signs."""
    words = [shown for word in _cut(text, _BLANKS) for each in _both(word) if (shown := _OTHERS.sub("", each))]
    certain = True
    items: list[str] = []
    for has_title, run in groupby(words, key=is_title):
        if has_title:
            items += run
            continue
        read = _put_together([*run])
        certain = certain and read.certain
        items += read.names
    placed = _titles_placed(items)
    return LeaderNames(placed.names, certain and placed.certain)


def _both(word: str) -> Sequence[str]:
    """Part 王建国和李明, and 局长王建国副局长李明; 李和平 is one."""
    sides = [side.strip() for side in _AND.split(word) if side.strip()]
    if len(sides) > 1 and not all(_is_name(fold(each)) or is_title(each) or _titled_before(each) for each in sides):
        sides = [word]
    return [name for side in sides for name in _run_on(side) or [side]]


def _run_on(text: str) -> Sequence[str]:
    """Return names that run on, each with its post; empty where there is any other text."""
    if len(text) > _LONGEST_WORD:
        return ()
    if _with_post(text):
        return [text]
    cuts = [(text[:end], text[end:]) for end in range(_SHORTEST, len(text) - _SHORTEST + 1)]
    apart = [(one, *rest) for one, following in cuts if _with_post(one) and (rest := _run_on(following))]
    return apart[0] if len(apart) == 1 else ()


def _with_post(text: str) -> bool:
    cuts = [(text[:end], text[end:]) for end in range(2, len(text) - 1)]
    return any((_is_name(one) and is_post(two)) or (is_post(one) and _is_name(two)) for one, two in cuts)


def _put_together(words: Sequence[str]) -> LeaderNames:
    """Put names together that are spaced out: the reading that leaves the fewest odd ones, if there is only one such."""
    if len(words) > _LONGEST_RUN or all(len(word) > 1 and word not in TWO_CHARACTER_SURNAMES for word in words):
        return LeaderNames(tuple(words), True)
    ways: list[dict[tuple[str, ...], int]] = [{(): 0}]
    for end in range(1, len(words) + 1):
        here: dict[tuple[str, ...], int] = {}
        for size in range(1, min(4, end) + 1):
            cost = _oddness(words[end - size : end])
            if cost is not None:
                name = "".join(words[end - size : end])
                here |= {(*names, name): more + cost for names, more in ways[end - size].items()}
        least = min(here.values(), default=0)
        ways.append({names: cost for names, cost in here.items() if cost == least})
    if len(ways[-1]) == 1:
        return LeaderNames(next(iter(ways[-1])), True)
    return LeaderNames((" ".join(words),), False)


def _oddness(words: Sequence[str]) -> int | None:
    """Return how odd it would be if these words were one name (0: not at all); None if they cannot be."""
    name = "".join(words)
    surname = 2 if name[:2] in TWO_CHARACTER_SURNAMES else 1
    if len(words) == 1:
        return 0 if len(name) > surname else 1 if is_surname(name) else 3
    if not is_surname(name[:surname]) or not surname < len(name) <= surname + 2 or any(len(w) > 2 for w in words):
        return None
    if surname == 2:
        return 0
    # A word of two characters may be somebody's name itself.
    return int(any(len(word) == 2 and (at == 0 or is_person(word)) for at, word in enumerate(words)))


def _titles_placed(items: Sequence[str]) -> LeaderNames:
    """Put titles to the names beside them: each name has those on one side of it, and all titles have a name."""
    names = [item for item in items if not is_bare_title(item)]
    if not names or len(names) == len(items):
        return LeaderNames(tuple(names) or ("".join(items),) * bool(items), True)
    gaps: list[list[str]] = [[]]
    for item in items:
        if is_bare_title(item):
            gaps[-1].append(item)
        else:
            gaps.append([])
    for free in (lambda name: not is_title(name) and not _titled_before(name), lambda name: True):
        ways = [*_ways(names, gaps, free)]
        if ways:
            break
    before, behind = bool(gaps[0]) or _titled_before(names[0]), any(map(_titled_behind, names))
    if len(ways) > 1 and before != behind:
        # The others of the cell show on which side titles stand.
        ways = [way for way in ways if way == (ways[0] if before else ways[-1])]
    if ways:
        return LeaderNames(ways[len(ways) // 2], len(ways) == 1)
    if len(names) == 1:
        # 党组书记 李明 局长 holds both posts.
        return LeaderNames(("".join(items),), any(is_beside_others(item) for item in items if item not in names))
    return LeaderNames((" ".join(items),), False)


def _ways(
    names: Sequence[str], gaps: Sequence[Sequence[str]], free: Callable[[str], bool]
) -> Iterator[tuple[str, ...]]:
    """Yield the ways to share out the titles of each gap between the name before and the one behind: all ahead first."""
    if len(names) > _LONGEST_RUN:
        return
    found: list[tuple[tuple[str, ...], str]] = [((), "".join(gaps[0]))]
    for at, name in enumerate(names):
        following, last = gaps[at + 1], at == len(names) - 1
        found = [
            ((*done, f"{ahead}{name}{''.join(following[:cut])}"), "".join(following[cut:]))
            for done, ahead in found
            for cut in range(len(following) + 1)
            if not (ahead and cut) and (free(name) or not (ahead or cut)) and (not last or cut == len(following))
        ]
    yield from (done for done, _ in found)
