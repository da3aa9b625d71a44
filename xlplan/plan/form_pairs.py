"""The labels of a form, each with what is written on its right: which cells are labels, and which only look like one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from xlplan.plan.heading_rows import ByHand
from xlplan.plan.name_shapes import ends_as_unit, is_person_or_number
from xlplan.terms.cells import CellValue, Grid, as_text, cell_name, is_blank
from xlplan.terms.heading_words import FIELD_OF, ColumnSubject, meaning_of
from xlplan.terms.headings import heading_key
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

Place = tuple[int, int]
Pair = tuple[Place, Place | None]
"""The cells of a label and of its value."""

WHATS: Final = frozenset({ColumnSubject.WHAT, ColumnSubject.GOAL})
_WHO: Final = frozenset({ColumnSubject.LEADING, ColumnSubject.ANSWERABLE, ColumnSubject.UNIT})
_TEXT_LIKE: Final = WHATS | {ColumnSubject.LEADER, ColumnSubject.PERSON, ColumnSubject.MONTH}
"""What texts look like that somebody writes behind a label: 推进党建工作, 局领导, 季度."""
_FEWEST: Final = 3
"""Labels that a table or a form has at least."""
_LONGEST: Final = 10
_NO_LABEL: Final = pattern_of(r"[\d。；;，,：:、]")
_SIGNED: Final = pattern_of(r"([^:]{1,8}):.*")
# 交办领导 and 填报人 ask for somebody, 王领导 is one.
_ASKS_FOR_SOMEBODY: Final = pattern_of("[\u4e00-\u9fff]{2,6}(?:领导|人|人员)")
_BY_HAND: Final = {name: part for part, name in reversed(FIELD_OF.items())}


class FormShape(NamedTuple):
    """What looks like forms on a sheet: where each begins (A1), and the first row that does not fit (from 1; None if all do)."""

    begins: tuple[str, ...]
    odd_row: int | None


class Labels:
    """What texts mean as labels; `by_hand` says which were named for a field."""

    def __init__(self, by_hand: ByHand | None = None) -> None:
        self._named = {
            heading_key(text): _BY_HAND.get(name, ColumnSubject.WHAT)
            for name, texts in (by_hand or {}).items()
            for text in texts
        }

    def part(self, value: CellValue) -> ColumnSubject | None:
        """Return what a label asks for; None if it says nothing of a task."""
        if not isinstance(value, str):
            return None
        if named := self._named.get(heading_key(value)):
            return named
        meaning = meaning_of(heading_key(value))
        # 2026年9月 is what somebody wrote behind a label.
        return meaning.part if meaning and meaning.part is not ColumnSubject.PERIOD else None

    def is_sure(self, value: CellValue) -> bool:
        """Return True for a label that nobody writes as a value: 责任单位, 完成时限."""
        part = self.part(value)
        return part is not None and part not in _TEXT_LIKE

    def tell_tasks(self, labels: Sequence[CellValue]) -> bool:
        """Return True if labels say what is to be done and by whom."""
        parts = {part for each in labels if (part := self.part(each))}
        return len(parts) >= _FEWEST and bool(parts & WHATS) and bool(parts & _WHO)

    def is_signed(self, texts: Sequence[str]) -> bool:
        """Return True for a row to sign in, 审核人：… 填表日期：…: none of its labels asks for a task or for who does it."""
        found = [_SIGNED.fullmatch(" ".join(fold(text).split())) for text in texts]
        return bool(found) and all(each and self.part(each[1]) not in WHATS | _WHO for each in found)


def filled(grid: Grid, row: int, anchors: Mapping[Place, Place]) -> list[int]:
    """Return the columns of a row that hold something of their own."""
    return [c for c, value in enumerate(grid.rows[row]) if not is_blank(value) and (row, c) not in anchors]


def may_label(value: CellValue) -> bool:
    """Return True for a text as short and plain as labels are."""
    return isinstance(value, str) and len(heading_key(value)) <= _LONGEST and not _NO_LABEL.search(heading_key(value))


def row_pairs(grid: Grid, row: int, cells: Sequence[int], labels: Labels) -> list[Pair] | None:
    """Return the labels of a row, each with its value; None if the row is no row of a form."""
    found: list[Pair] = []
    for number, column in enumerate(cells):
        value = grid.at(row, column)
        after = [grid.at(row, each) for each in cells[number + 1 :]]
        if found and found[-1][1] is None and _is_value(grid, row, cells[number - 1 : number + 2], len(after), labels):
            found[-1] = (found[-1][0], (row, column))
            continue
        open_label = bool(found) and found[-1][1] is None
        known = labels.part(value) is not None
        plain = may_label(value) and not _is_name(as_text(value))
        # 备注 may have nothing behind it.
        if known or (not open_label and plain and (after or number % 2 == 0)):
            found.append(((row, column), None))
        elif open_label:
            found[-1] = (found[-1][0], (row, column))
        else:
            return None
    return found


def _is_value(grid: Grid, row: int, cells: Sequence[int], after: int, labels: Labels) -> bool:
    """Return True if a cell that looks like a label is the value of the open one before it: `cells` are both and the next one."""
    label, column, *following = cells
    value = grid.at(row, column)
    if labels.part(value) not in _TEXT_LIKE or not _adjacent(grid, row, label, column):
        return False
    if not following or labels.is_sure(grid.at(row, following[0])) or after % 2 == 0:
        return True
    # 工作任务 | 主要内容 | 建设校园网: the count of cells says that the first has nothing behind it.
    return not _adjacent(grid, row, column, following[0])


def _adjacent(grid: Grid, row: int, left: int, right: int) -> bool:
    ends = [area.right for area in grid.merges if area.left <= left <= area.right and area.top <= row <= area.bottom]
    return max([left, *ends]) + 1 == right


def _is_name(text: str) -> bool:
    return not _ASKS_FOR_SOMEBODY.fullmatch(heading_key(text)) and (ends_as_unit(text) or is_person_or_number(text))


def sheet_pairs(grid: Grid, labels: Labels) -> tuple[list[Pair], int | None]:
    """Return the labels of a sheet that is a form, each with its value, and the first row that is none of a form."""
    anchors = grid.anchors()
    pairs: list[Pair] = []
    for row in range(len(grid.rows)):
        cells = filled(grid, row, anchors)
        if labels.is_signed([as_text(grid.at(row, each)) for each in cells]):
            continue
        if len(cells) < 2 and not (cells and pairs and labels.is_sure(grid.at(row, cells[0]))):
            continue
        if len(cells) > 1 and len({as_text(grid.at(row, each)).strip() for each in cells}) == 1:
            continue  # the title of each of several forms beside each other
        found = row_pairs(grid, row, cells, labels)
        if found is None:
            return pairs, row
        pairs += found
    return pairs, None


def form_shape(grid: Grid, labels: Labels) -> FormShape | None:
    """Return what looks like forms on a sheet; None if nothing does."""
    pairs, odd = sheet_pairs(grid, labels)
    with_value = [label for label, value in pairs if value]
    if not labels.tell_tasks([grid.at(*each) for each in with_value]):
        return None
    keys = Counter(heading_key(as_text(grid.at(*each))) for each in with_value)
    tasks = [each for each in with_value if labels.part(grid.at(*each)) in WHATS]
    many = max(tasks, key=lambda each: keys[heading_key(as_text(grid.at(*each)))])
    begins = [each for each in tasks if heading_key(as_text(grid.at(*each))) == heading_key(as_text(grid.at(*many)))]
    return FormShape(tuple(cell_name(*each) for each in begins), None if odd is None else odd + 1)
