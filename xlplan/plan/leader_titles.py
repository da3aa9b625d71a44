"""Titles of leaders, told apart from the names beside them: who is named by 党组书记王建国局长, and that nobody is by 副局长."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from xlplan.plan.name_shapes import PLACES, ends_as_unit, is_bare_title, is_person, is_post, is_surname, is_title
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

_PIECES: Final = pattern_of(r"[\s()（）:：、]+")
LONGEST_WORD: Final = 40
"""A word of more characters is not told apart."""
_LONGEST_NAME: Final = 4
_SHORT: Final = 2
# 张副 is no name, and 李工 is an engineer.
_NO_GIVEN_NAME: Final = pattern_of("[副付]|.?[副付总]$|工$")


def person_in(name: str, known: Collection[str] = ()) -> str:
    """Return who is named, without titles and brackets: 局长王建国, 王建国（副局长）. "" for 王局长, and where it is not certain.

    `known` are people (folded) of whom other cells name one: 李明督导室主任 is 李明 where 李明 stands elsewhere.
    """
    pieces = [piece for piece in _PIECES.split(fold(name)) if len(piece) <= LONGEST_WORD]
    found = {person for piece in pieces if (person := _known_in(piece, known) or _untitled(piece))}
    return found.pop() if len(found) == 1 else ""


def _known_in(piece: str, known: Collection[str]) -> str:
    """Return the longest of the known people that a piece names with nothing but titles beside it."""
    for size in range(_LONGEST_NAME, 1, -1):
        for start in range(len(piece) - size + 1):
            before, person, behind = piece[:start], piece[start : start + size], piece[start + size :]
            if person in known and all(not each or is_title(each) for each in (before, behind)):
                return person
    return ""


def is_title_alone(word: str) -> bool:
    """Return True for a title that names nobody: not 四级调研员赵敏党组成员."""
    return is_bare_title(word) and not person_in(word)


def is_plain_title(word: str) -> bool:
    """Return True for a title in which nobody may be named: neither 高强四级调研员 nor 党组成员高强四级调研员."""
    if not is_title_alone(word):
        return False
    return is_post(word) or not (is_surname(word[0]) or any(is_post(word[:end]) for end in range(2, len(word))))


def _untitled(piece: str) -> str:
    """Return who is named by a title, a name and a post, of which either may lack: 党组书记王建国局长."""
    if is_post(piece):
        return ""
    starts = [start for start in range(len(piece)) if not start or is_bare_title(piece[:start])]
    behind = (piece[start:] if start and is_called(piece[start:]) else _before_post(piece[start:]) for start in starts)
    return next(filter(None, behind), "")


def _before_post(text: str) -> str:
    """Return whose post it is, of which as much is taken as one can be: 王建 of 王建党组书记, nobody of 李副局长."""
    ends = (end for end in range(1, len(text) + 1) if end == len(text) or is_post(text[end:]))
    for name in (text[:end] for end in ends):
        if is_surname(name):
            return ""
        if len(name) == _SHORT and text[len(name) :][:1] in PLACES:
            # 苏州市委书记 is nobody's name, and 李明县委书记 cannot be told from it.
            return ""
        if name[-1] in PLACES and text[len(name) :].startswith((name[-1], f"副{name[-1]}")):
            # 吴江区区长.
            return ""
        if is_name(name) and not _NO_GIVEN_NAME.match(name[1:]):
            return name
    return ""


def is_name(text: str) -> bool:
    """Return True if a text looks like somebody's name, and is no title."""
    return is_person(text) and not is_title(text)


def is_called(text: str) -> bool:
    """Return True if a text beside a title looks like somebody's name: 林峰 among them, which elsewhere rather begins that of an office."""
    return is_name(text) or (
        len(text) == _SHORT and is_surname(text[0]) and not is_title(text) and not ends_as_unit(text)
    )
