"""Names in a cell of 分管领导: whose title stands before a name, whose behind, which are spaced out to the width of others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Final

from xlplan.plan.leader_lines import cut_outside_brackets, lines_joined
from xlplan.plan.leader_titles import LONGEST_WORD, is_called, is_name, is_plain_title, is_title_alone, person_in
from xlplan.plan.name_shapes import (
    PIECES,
    PLACES,
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
_TITLES: Final = "、"
"""Stands between the titles of one person."""
_BETWEEN_POSTS: Final = frozenset("、，,\n\r")
"""What may stand between two posts of one person; ； and / never do."""
_BLANKS: Final = pattern_of(r"\s+")
_BLANKS_AND_BRACKET: Final = pattern_of(r"\s+([（(]?)")
_COLON: Final = pattern_of("[:：]")
_AND: Final = pattern_of("[和与及]")
_OTHERS: Final = pattern_of("(?<=..)等(?:人|同志|领导)?$|^等(?:人|同志|领导)?$")
_OF_A_PLACE: Final = pattern_of(f"..[{''.join(sorted(PLACES))}]副?长")
"""苏州市长 is nobody's name, and 李明县长 cannot be told from it."""
_LONGEST_RUN: Final = 12
"""So many words between two titles are tried in all ways."""
_SHORTEST: Final = 4
"""王强局长."""
_MOST_PIECES: Final = 60
"""A cell of more is no row of names: it is told apart at its signs alone, and asked about."""
_MOST_WAYS: Final = 500


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
    if len(PIECES.split(text)) > _MOST_PIECES:
        shown = (" ".join(each.split()) for _, each in cut_outside_brackets(text, _BETWEEN))
        return LeaderNames(tuple(dict.fromkeys(filter(None, shown))), False)
    joined = _with_posts(_parts(text))
    names = tuple(name for part in joined for name in part.names)
    alone = any(map(is_title_alone, names)) and not all(map(_names_nobody, names))
    return LeaderNames(names, not alone and all(part.certain for part in joined))


def _parts(text: str) -> Iterator[tuple[str, LeaderNames]]:
    """Yield what stands between the signs of a cell and names anybody, each with the signs before it."""
    before = ""
    for line in lines_joined(text):
        before += "\n"
        for sign, each in cut_outside_brackets(line, _BETWEEN):
            before += sign
            if (part := _part(each)).names:
                yield before, part
                before = ""


def _names_nobody(name: str) -> bool:
    return is_bare_title(name) or not (is_title(name) or is_called(fold(name)) or _titled_before(name))


def _with_posts(parts: Iterable[tuple[str, LeaderNames]]) -> list[LeaderNames]:
    """Join a post that one holds beside another, which stands behind a 、, with the name that it belongs to.

    Posts without a name, as 县委书记、县长, are those of several people.
    """
    found: list[LeaderNames] = []
    waiting = 0  # so many of the last ones are posts that whoever is named next may hold, too
    for sign, part in parts:
        joins = bool(found) and _BETWEEN_POSTS.issuperset(sign)
        first = part.names[0]
        bare = is_title_alone(first)
        count = waiting if joins and not bare and _titled_before(first) else 0
        if joins and is_plain_title(first) and _holds_another(found[-1].names[-1]):
            count = 1
        if count:
            ahead = found[-count:]
            one = _TITLES.join((ahead[0].names[-1], *(each.names[0] for each in ahead[1:]), first))
            certain = all(each.certain for each in (*ahead, part))
            found[-count:] = [LeaderNames((*ahead[0].names[:-1], one, *part.names[1:]), certain)]
            waiting = 0
        else:
            if joins and is_plain_title(first) and is_beside_others(last := found[-1].names[-1]) and not is_post(last):
                # 林峰党组成员 may name somebody who is 副局长 as well.
                found[-1] = LeaderNames(found[-1].names, False)
            found.append(part)
            waiting = (
                (waiting * joins + 1)
                if is_plain_title(first) and len(part.names) == 1 and is_beside_others(first)
                else 0
            )
    return found


def _holds_another(name: str) -> bool:
    """Return True for somebody's name with a post behind it that one holds beside another: 王建国党组成员."""
    return is_beside_others(name) and _titled_behind(name) and bool(person_in(name))


def _titled_before(name: str) -> bool:
    """Return True for a name behind its title, or for a title that another may stand before: 局长王建国, 局长."""
    return is_bare_title(name) or any(
        is_bare_title(name[:end]) and is_called(fold(name[end:])) for end in range(2, len(name) - 1)
    )


def _titled_behind(name: str) -> bool:
    return is_title(name) and not is_bare_title(name) and not _titled_before(name)


def _part(text: str) -> LeaderNames:
    """Read what stands between two signs."""
    words = [
        shown
        for _, word in cut_outside_brackets(text, _BLANKS)
        for each in _both(word)
        if (shown := _OTHERS.sub("", each))
    ]
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
    of_a_place = any(_OF_A_PLACE.fullmatch(one) and _is_free(two) for one, two in pairwise(items))
    return LeaderNames(placed.names, certain and placed.certain and not of_a_place)


def _both(word: str) -> Sequence[str]:
    """Part 王建国和李明, 局长：王建国, and 局长王建国副局长李明; 李和平 and 和平 are one."""
    title, *labelled = _COLON.split(word, maxsplit=1)
    if labelled and is_plain_title(title):
        return [title, *(_both(labelled[0]) if labelled[0] else ())]
    sides = [side for side in _AND.split(word) if side]
    if len(sides) == 1 and sides[0] != word and not is_name(fold(sides[0])):
        return [word]
    if len(sides) > 1 and not all(is_name(fold(each)) or is_title(each) or _titled_before(each) for each in sides):
        sides = [word]
    return [name for side in sides for name in _run_on(side) or [side]]


def _run_on(text: str) -> Sequence[str]:
    """Return names that run on, each with its post; empty where there is any other text."""
    if len(text) > LONGEST_WORD:
        return ()
    if _with_post(text):
        return [text]
    cuts = [(text[:end], text[end:]) for end in range(_SHORTEST, len(text) - _SHORTEST + 1)]
    apart = [(one, *rest) for one, following in cuts if _with_post(one) and (rest := _run_on(following))]
    return apart[0] if len(apart) == 1 else ()


def _with_post(text: str) -> bool:
    cuts = [(text[:end], text[end:]) for end in range(2, len(text) - 1)]
    return any((is_name(one) and is_post(two)) or (is_post(one) and is_name(two)) for one, two in cuts)


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
    names = [item for item in items if not is_title_alone(item)]
    if not names or len(names) == len(items):
        # 党组书记 局长 may be one or two.
        return LeaderNames(tuple(items), bool(names) or len(items) < 2)
    # 王建国人事科科长 rather names somebody, too.
    clear = all(is_plain_title(item) for item in items if item not in names)
    gaps: list[list[str]] = [[]]
    for item in items:
        if is_title_alone(item):
            gaps[-1].append(item)
        else:
            gaps.append([])
    for free in (_is_free, lambda name: True):
        ways = [*_ways(names, gaps, free)]
        if ways:
            break
    before, behind = bool(gaps[0]) or _titled_before(names[0]), any(map(_titled_behind, names))
    if len(ways) > 1 and before != behind:
        # The others of the cell show on which side titles stand.
        ways = [way for way in ways if way == (ways[0] if before else ways[-1])]
    if ways:
        read = ways[len(ways) // 2]
        more = [name for name, before in zip(read, names, strict=True) if name != before and not _is_free(before)]
        clear = clear and all(map(_may_be_of_one, gaps)) and all(_holds_several(name, items) for name in more)
        return LeaderNames(read, len(ways) == 1 and clear)
    if len(names) == 1:
        # 党组书记 李明 局长 holds both posts.
        several = any(is_beside_others(item) for item in items if item not in names)
        return LeaderNames(("".join(items),), clear and several)
    return LeaderNames((" ".join(items),), False)


def _is_free(name: str) -> bool:
    """Return True for a name that has no title yet."""
    return not is_title(name) and not _titled_before(name)


def _holds_several(name: str, items: Sequence[str]) -> bool:
    """Return True if somebody has several titles of which one is held beside others: 王局长 副局长 may be two."""
    person = person_in(name)
    return bool(person) and any(map(is_beside_others, (*items, *name.split(person))))


def _may_be_of_one(titles: Sequence[str]) -> bool:
    return len(titles) < 2 or any(map(is_beside_others, titles))


def _ways(
    names: Sequence[str], gaps: Sequence[Sequence[str]], free: Callable[[str], bool]
) -> Iterator[tuple[str, ...]]:
    """Yield the ways to share out the titles of each gap between the name before and the one behind: all ahead first."""
    if len(names) > _LONGEST_RUN:
        return
    found: list[tuple[tuple[str, ...], str]] = [((), _TITLES.join(gaps[0]))]
    for at, name in enumerate(names):
        following, last = gaps[at + 1], at == len(names) - 1
        found = [
            ((*done, f"{ahead}{name}{_TITLES.join(following[:cut])}"), _TITLES.join(following[cut:]))
            for done, ahead in found
            for cut in range(len(following) + 1)
            if not (ahead and cut) and (free(name) or not (ahead or cut)) and (not last or cut == len(following))
        ]
        if len(found) > _MOST_WAYS:
            return
    yield from (done for done, _ in found)
