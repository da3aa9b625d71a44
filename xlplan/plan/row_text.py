"""What a row of a table says for itself, and whether it names who does something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from xlplan.plan.name_shapes import ends_as_unit, is_collective
from xlplan.plan.offices_and_people import is_office, pieces_of
from xlplan.terms.patterns import pattern_of


class RowText(NamedTuple):
    """What a row says for itself: the texts of its own cells by column, and those of the columns that matter."""

    texts: Mapping[int, str]
    number: str
    content: str
    lead: str
    numbers_apart: bool = False
    """Whether tasks have numbers in a column of their own."""

    @property
    def names_unit(self) -> bool:
        """Whether an office or a group stands where those stand who do it."""
        return names_somebody(self.lead)

    @property
    def first(self) -> str:
        """The text of its first cell."""
        return self.texts[min(self.texts)]


SHORT_ANSWER: Final = 16
"""Characters of an answer at most; what says what is to be done is longer."""
_ROLE = pattern_of("牵头|配合|主办|协办|承办|会同")


def names_somebody(text: str) -> bool:
    """Return True if a text is called as an office or a group is, or says of offices what they do: 甲局（牵头），乙局（配合）."""
    short = len(text) <= SHORT_ANSWER // 2
    told = _ROLE.search(text) and any(map(is_office, pieces_of(text)))
    return bool(text) and bool(ends_as_unit(text) or (short and is_collective(text)) or told)
