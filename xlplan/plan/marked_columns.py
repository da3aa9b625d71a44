"""Departments as columns: what a mark in such a column says (★ 牵头, ☆ 配合), by words, by a legend, by the heading above."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final

from xlplan.plan.name_shapes import ends_as_unit, is_collective
from xlplan.terms.cells import CellValue, Grid, as_text, is_blank
from xlplan.terms.fields import Field
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

_SYMBOL: Final = "[★☆△▲▽▼○●◎◯⊙√✓✔☑■□◆◇※♀♂＃#＋+*＊]"
_LEAD: Final = "牵头|主办|主责|主抓|负责|责任|承办|主要|主"
_SUPPORT: Final = "配合|协办|协同|协助|支持|参与|参加|会办|辅助|协|配|辅"
_UNIT: Final = "(?:单位|部门|科室|股室|处室)?"
_WORD: Final = pattern_of(rf"(?:(?P<lead>{_LEAD})|(?P<support>{_SUPPORT})){_UNIT}")
_MARK: Final = pattern_of(rf"(?P<mark>{_SYMBOL}|[a-zA-Z]|(?:{_LEAD}|{_SUPPORT}){_UNIT})(?:\([^()]*\))?")
_SAYS: Final = r"的?[\s“”\"'‘’]*(?:表示|代表|标注|标示|标记|是指|指|为|是|[:=\-—–])?[\s“”\"'‘’]*"
_LEGENDS: Final = (
    pattern_of(
        rf"(?P<mark>{_SYMBOL}|(?<![a-zA-Z])[a-zA-Z](?![a-zA-Z])){_SAYS}(?:(?P<lead>{_LEAD})|(?P<support>{_SUPPORT}))"
    ),
    pattern_of(
        rf"(?:(?P<lead>{_LEAD})|(?P<support>{_SUPPORT})){_UNIT}(?:的)?(?:用|以|打|标|画|为|[:=])[\s“”\"'‘’]*(?P<mark>{_SYMBOL})"
    ),
)
_ALIKE: Final = str.maketrans("✓✔☑◯⊙＋＃＊", "√√√○◎+#*")
FEWEST: Final = 2
"""Columns of marks that make a table of departments as columns."""

_FIRST: Final = frozenset(word[0] for word in f"{_LEAD}|{_SUPPORT}".split("|"))
"""The characters that a mark in words begins with."""

Roles = Mapping[str, Field]


def mark_of(value: CellValue) -> str:
    """Return the mark that a cell holds, empty for anything else; a remark in brackets after it is no part of it."""
    text = as_text(value)
    first = text[:1]
    # Most cells of a long table begin with a character that no mark does, and that stays what it is when folded.
    if ("一" <= first <= "鿿" and first not in _FIRST) or "0" <= first <= "9":
        return ""
    return _mark_in(text)


@lru_cache(1 << 12)
def _mark_in(text: str) -> str:
    found = _MARK.fullmatch(fold(text))
    return found["mark"].translate(_ALIKE) if found else ""


def rows_with_marks(grid: Grid) -> frozenset[int]:
    """Return the rows in which any cell holds a mark."""
    # A long table says the same again and again, and mostly holds no mark at all.
    marks = {value for value in set(chain.from_iterable(grid.rows)) if mark_of(value)}
    return frozenset(number for number, row in enumerate(grid.rows) if marks and not marks.isdisjoint(row))


class MarkedColumn:
    """The rows of a column that hold anything, and those that hold marks: looked at once, asked about for many a row."""

    def __init__(self, grid: Grid, column: int, marked: Collection[int]) -> None:
        """Look at a column; `marked` are the rows of the sheet that `rows_with_marks` found."""
        self._filled: list[int] = []
        self._values: list[CellValue] = []
        self._marks: list[int] = []
        self._others: list[int] = []
        for number, row in enumerate(grid.rows):
            if column < len(row) and not is_blank(row[column]):
                self._filled.append(number)
                self._values.append(row[column])
                if mark_of(row[column]):
                    self._marks.append(number)
                elif number in marked:
                    self._others.append(number)

    def from_row(self, first: int) -> bool:
        """Return True if marks stand in the column, from a row on, and in rows with marks hardly anything else does.

        Other rows do not matter: headings over again, totals, days, another table below.
        """
        marks, others = (len(rows) - bisect_left(rows, first) for rows in (self._marks, self._others))
        return marks > 2 * others

    def is_empty_from(self, first: int, heading: str) -> bool:
        """Return True if nothing stands in the column from a row on but its heading over again."""
        below = self._values[bisect_left(self._filled, first) :]
        return all(fold(as_text(value)) == fold(heading) for value in below)


def is_department(heading: str) -> bool:
    """Return True if a heading reads like the name of a department or a group."""
    return ends_as_unit(heading) or is_collective(heading)


def mark_roles(grid: Grid, columns: Sequence[int], first: int) -> tuple[Roles, bool] | None:
    """Return what the marks of some columns mean, and whether that is sure; None if nobody can tell."""
    marks = {mark_of(grid.at(row, column)) for row in range(first, len(grid.rows)) for column in columns} - {""}
    told = dict(_legend(grid))
    roles: dict[str, Field] = {}
    for mark in marks:
        if word := _WORD.fullmatch(mark):
            roles[mark] = Field.LEAD if word["lead"] else Field.SUPPORT
        elif mark in told:
            roles[mark] = told[mark]
    if marks <= roles.keys():
        return roles, True
    if not roles and len(marks) == 1 and not mark_is_letter(next(iter(marks))):
        # All do it alike.
        return dict.fromkeys(marks, Field.LEAD), False
    return (roles, True) if any(role is Field.LEAD for role in roles.values()) else None


def mark_is_letter(mark: str) -> bool:
    """Return True for a mark that is a letter: without a legend it may be anything."""
    return mark.isascii() and mark.isalpha()


def is_legend(text: str) -> bool:
    """Return True if a text says of two marks or more what they mean."""
    return len(dict(_told(text))) >= FEWEST


def _legend(grid: Grid) -> Iterator[tuple[str, Field]]:
    for row in grid.rows:
        for value in row:
            if isinstance(value, str) and len(value) > 2:
                yield from _told(value)


def _told(text: str) -> Iterator[tuple[str, Field]]:
    for form in _LEGENDS:
        for found in form.finditer(fold(text).translate(_ALIKE)):
            yield found["mark"], Field.LEAD if found["lead"] else Field.SUPPORT
