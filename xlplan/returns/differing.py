"""Where returns of one department differ, at a cost that grows with their number, not with its square."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from xlplan.returns.received import Received, Submission
from xlplan.returns.values import ReportedValue
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import ITEM_FIELDS, ITEM_WORDS

MOST: Final = 20
"""Up to so many differing returns are told apart; of more there is one sum-up."""
_NAMED: Final = 3
"""So many are named, each with its cells; the rest are counted."""
_CELLS: Final = 6
"""So many cells are named; the rest are counted."""
_Cell = tuple[str, Field]


class Beside:
    """Returns that are compared with each other: those of one revision, and what the office entered."""

    def __init__(self, items: Sequence[Submission]) -> None:
        # An empty return contradicts nothing.
        self._items = [item for item in items if not (isinstance(item, Received) and item.empty)]
        self._numbers = {id(item): number for number, item in enumerate(self._items)}
        # A set of returns is a number with a bit for each: a hundred times as fast as a set of objects.
        self._by_value: defaultdict[_Cell, defaultdict[ReportedValue, int]] = defaultdict(lambda: defaultdict(int))
        for number, item in enumerate(self._items):
            for cell, value in _values(item).items():
                self._by_value[cell][value] |= 1 << number
        # Cells in which all say the same need no second look.
        self._contested = {
            cell: (sum(values.values()), values) for cell, values in self._by_value.items() if len(values) > 1
        }

    @property
    def contested(self) -> Collection[tuple[str, Field]]:
        """The cells, by 编号 and column, in which they differ."""
        return self._contested.keys()

    def reasons(self, item: Submission) -> Iterator[Finding]:
        """Yield what is to be said of the others that differ from one of them."""
        if id(item) not in self._numbers or not self._contested:
            return
        cells = {
            cell: found[0] & ~found[1][value]
            for cell, value in _values(item).items()
            if (found := self._contested.get(cell))
        }
        differing = 0
        for others in cells.values():
            differing |= others
        count = differing.bit_count()
        if count > MOST:
            first = next(_members(differing))
            yield finding("return-differs-many", value=count, first=self._items[first].path, cells=_words(list(cells)))
            return
        for number in list(_members(differing))[: _NAMED if count > _NAMED else None]:
            there = [cell for cell, others in cells.items() if others >> number & 1]
            yield finding("return-differs", value=self._items[number].path, cells=_words(there))
        if count > _NAMED:
            yield finding("return-differs-more", value=count - _NAMED)


def _values(item: Submission) -> dict[_Cell, ReportedValue]:
    """Return what is said in each cell; a blank one says nothing: what was filled in there stays."""
    return {
        (row.task, name): row.values[name].value
        for row in item.rows
        for name in ITEM_FIELDS
        if name in row.values
    }  # fmt: skip


def _members(several: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set, the lowest first."""
    while several:
        lowest = several & -several
        yield lowest.bit_length() - 1
        several ^= lowest


def _words(cells: Sequence[_Cell]) -> str:
    said = "、".join(f"{task} {ITEM_WORDS[name]}" for task, name in cells[:_CELLS])
    return f"{said} 等{len(cells)}处" if len(cells) > _CELLS else said
