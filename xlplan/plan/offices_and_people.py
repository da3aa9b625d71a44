"""A text that names offices and people: 人事科李晓梅, 安全办（张伟）; which of its names is which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from xlplan.plan.name_shapes import ends_as_unit, is_collective, is_person, is_person_or_number
from xlplan.terms.text import fold

_BETWEEN: Final = re.compile(r"[\s、，,；;。/／|：:（）()【】\[\]—–-]+")
_SHORTEST: Final = 2


def apart(text: str) -> tuple[list[str], list[str]] | None:
    """Return the offices and the people that a cell names; None where it is not certain of each which it is."""
    offices: list[str] = []
    people: list[str] = []
    for piece in pieces_of(text):
        if is_office(piece):
            offices.append(piece)
        elif both := _run_together(piece):
            offices.append(both[0])
            people.append(both[1])
        elif _is_named(piece) or (is_person_or_number(piece) and not _begins_with_office(piece)):
            people.append(piece)
        else:
            # 办公室主任 may be either.
            return None
    return [*dict.fromkeys(offices)], [*dict.fromkeys(people)]


def pieces_of(text: str) -> Sequence[str]:
    """Return the pieces of a text between signs and blanks."""
    return [piece for piece in _BETWEEN.split(text) if piece]


def is_office(piece: str) -> bool:
    """Return True for a piece that is an office's or a group's name, and no more."""
    return (ends_as_unit(piece) or is_collective(piece)) and len(fold(piece)) >= _SHORTEST


def has_person(text: str) -> bool:
    """Return True if a text names somebody."""
    return any(is_person_or_number(piece) or _run_together(piece) for piece in pieces_of(text))


def _run_together(piece: str) -> tuple[str, str] | None:
    """Part 人事科李晓梅 and 人事科李科长 into the office and the person."""
    cuts = [(piece[:end], piece[end:]) for end in range(_SHORTEST, len(piece) - 1)]
    return next(((office, who) for office, who in cuts if is_office(office) and _is_named(who)), None)


def _is_named(who: str) -> bool:
    """Return True for a person's name, with or without a title: 李晓梅, 李副科长."""
    folded = fold(who)
    return is_person(folded) or (is_person_or_number(who) and is_person(f"{folded[0]}某某"))


def _begins_with_office(piece: str) -> bool:
    return any(is_office(piece[:end]) for end in range(_SHORTEST, len(piece)))


def has_office(text: str) -> bool:
    """Return True if a text names an office or a group, with or without somebody behind it."""
    return any(is_office(piece) or _run_together(piece) for piece in pieces_of(text))
