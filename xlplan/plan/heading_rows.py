"""The one to three rows that hold a table's headings, and what each column is headed by."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from xlplan.plan.marked_columns import FEWEST, MarkedColumn, is_department, mark_roles, rows_with_marks
from xlplan.terms.cells import Grid, as_text, cell_name, is_blank
from xlplan.terms.fields import NAMING_FIELDS, Field
from xlplan.terms.heading_words import ColumnSubject, Meaning, meaning_of, role_key
from xlplan.terms.headings import heading_key
from xlplan.terms.patterns import pattern_of
from xlplan.terms.records import record
from xlplan.terms.text import fold

_MOST_ROWS: Final = 3
_LONGEST_HEADING: Final = 30
_LEVEL: Final = pattern_of("[一二三四]级|[省市县区镇乡村]级?|街道|社区")
_TIME_ABOVE: Final = pattern_of("((?:20)?\\d\\d年|(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月)[度份]?")
# Under these a quarter is a sum of money or a thing done, no time.
_NO_TIME: Final = ("资金", "投资", "金额", "经费", "产值", "完成值", "完成情况", "得分", "考核", "预算")

WHO_PARTS: Final = frozenset(
    {ColumnSubject.LEADING, ColumnSubject.ANSWERABLE, ColumnSubject.UNIT, ColumnSubject.MARKED}
)

ByHand = Mapping[Field, Sequence[str]]
"""Which headings somebody named for a field."""


class Heading(NamedTuple):
    """What stands above one column: `text` tells it from the others, `name` is its lowest cell (A1)."""

    column: int
    text: str
    parents: tuple[str, ...]
    name: str
    meaning: Meaning | None
    by_hand: Field | None = None
    assumed: bool = False
    """Whether it is taken for what stands below it, and not for its words."""

    @property
    def own(self) -> str:
        """The text of its lowest cell."""
        return self.text.rsplit("/", 1)[-1]

    @property
    def period(self) -> str:
        """The quarter, month or part of one that it stands for, with what of this stands above it: 5月上旬, 2027年一季度."""
        above = []
        for parent in self.parents:
            if found := _TIME_ABOVE.fullmatch(fold(parent)):
                above.append(found[1])
            elif (meaning := meaning_of(heading_key(parent))) and meaning.part is ColumnSubject.PERIOD:
                above.append(parent)
        return "".join([*above, self.own])


@record(frozen=True)
class HeadingRows:
    """Headings in rows `top` to before `bottom`, counted from 0."""

    top: int
    bottom: int
    headings: tuple[Heading, ...]

    @property
    def known(self) -> tuple[Heading, ...]:
        """Those that say something of a task."""
        return tuple(each for each in self.headings if each.meaning or each.by_hand)

    @property
    def known_count(self) -> int:
        """How many different ones say something: one that is merged over several columns counts once."""
        return len({each.text for each in self.known})

    @property
    def by_hand_count(self) -> int:
        """How many of them somebody named for a field."""
        return sum(each.by_hand is not None for each in self.headings)

    @property
    def tells_content(self) -> bool:
        """Whether a column says what is to be done."""
        meant = [each.meaning for each in self.known if each.meaning and not each.by_hand]
        # 类别 alone says of what kind a task is.
        told = any(
            each.part is ColumnSubject.GOAL or (each.part is ColumnSubject.WHAT and each.depth) for each in meant
        )
        return told or Field.CONTENT in {e.by_hand for e in self.known}

    @property
    def is_of_plan(self) -> bool:
        """Whether these may be the headings of a responsibility table: what is to be done, and by whom."""
        parts = {each.meaning.part for each in self.known if each.meaning and not each.by_hand}
        hand = {each.by_hand for each in self.known}
        who = WHO_PARTS & parts or Field.LEAD in hand
        return bool(self.tells_content and who)


class HeadingReader:
    """Reads the headings of one sheet; `by_hand` goes before what they mean by themselves, those `kept` mean nothing."""

    def __init__(self, grid: Grid, by_hand: ByHand | None = None, kept: Collection[str] = ()) -> None:
        self.grid = grid
        self.anchors = grid.anchors()
        self.width = max(map(len, grid.rows), default=0)
        self._columns: dict[int, MarkedColumn] = {}
        self._by_hand = {heading_key(text): name for name, texts in (by_hand or {}).items() for text in texts}
        self._kept = frozenset(map(heading_key, kept))

    def at(self, row: int) -> HeadingRows | None:
        """Return the headings that begin in a row, in as few rows as tell most; None for a row of one cell or none."""
        if len(self._filled(row)) < 2:
            return None
        bottom = row + 1
        best = self._read(row, bottom)
        while bottom - row < _MOST_ROWS and self._goes_on(row, bottom):
            bottom += 1
            longer = self._read(row, bottom)
            under = self._read(bottom - 1, bottom)
            # Rows that add nothing to the last one are the title, or the line above the table.
            adds = len(longer.known) > len(under.known)
            if adds and (longer.known_count >= best.known_count or self._is_within(row, bottom - 1)):
                best = longer
        return best

    def _filled(self, row: int) -> list[int]:
        if row >= len(self.grid.rows):
            return []
        return [
            c for c, value in enumerate(self.grid.rows[row]) if not is_blank(value) and (row, c) not in self.anchors
        ]

    def _goes_on(self, top: int, row: int) -> bool:
        """Return True if a row may be one more row of headings: under what is merged sideways, or all of it known."""
        filled = self._filled(row)
        texts = [self.grid.at(row, column) for column in filled]
        if not filled or any(not isinstance(text, str) or len(fold(text)) > _LONGEST_HEADING for text in texts):
            return False
        wide = {
            column
            for area in self.grid.merges
            if top <= area.top and area.bottom < row and area.right > area.left
            for column in range(area.left, area.right + 1)
        }
        if set(filled) <= wide and set(self._filled(top)) - wide:
            return True
        told = [self._meaning(str(text)) or _LEVEL.fullmatch(fold(str(text))) for text in texts]
        if set(filled) <= wide and len(filled) > 1 and 2 * sum(map(bool, told)) > len(told):
            return True
        if set(filled) <= wide and len(filled) > 1 and self._others_go_down(top, row, wide):
            return True
        known = [column for column, text in zip(filled, texts, strict=True) if self._meaning(str(text))]
        return len(known) == len(filled) > 1

    def _is_within(self, top: int, row: int) -> bool:
        """Return True for a row that merged headings of the row above leave no doubt of: 2024年, 2025年 under 年度目标."""
        wide = {
            column
            for area in self.grid.merges
            if area.top == area.bottom == top == row - 1 and area.right > area.left
            for column in range(area.left, area.right + 1)
        }
        filled = set(self._filled(row))
        return len(filled) > 1 and filled <= wide and self._others_go_down(top, row, wide)

    def _others_go_down(self, top: int, row: int, wide: Collection[int]) -> bool:
        """Return True if all headings but those merged sideways are merged downwards to a row."""
        others = [column for column in self._filled(top) if column not in wide]
        return len(others) > 1 and all(self.anchors.get((row, column), (row, column))[0] == top for column in others)

    def _meaning(self, text: str) -> Meaning | Field | None:
        key = heading_key(text)
        return self._by_hand.get(key) or meaning_of(key)

    def _stack(self, top: int, bottom: int, column: int) -> Iterator[tuple[str, int]]:
        """Yield the texts above a column from top to bottom, each with its row; a parent stands above all its columns."""
        for row in range(top, bottom):
            anchor = self.anchors.get((row, column))
            if anchor is not None and (anchor[0] != row or anchor[1] == column):
                continue
            text = as_text(self.grid.at(*(anchor or (row, column)))).strip()
            if not text and anchor is None and row + 1 < bottom and not is_blank(self.grid.at(row + 1, column)):
                text = self._parent_left(row, column)
            if text:
                yield "".join(text.split()), row

    def _parent_left(self, row: int, column: int) -> str:
        """Return the heading that nobody merged over its columns: it stands above the first of them."""
        for left in range(column - 1, -1, -1):
            if is_blank(self.grid.at(row + 1, left)):
                return ""
            if not is_blank(self.grid.at(row, left)):
                return as_text(self.grid.at(row, left)).strip()
        return ""

    def _read(self, top: int, bottom: int) -> HeadingRows:
        stacks = {c: list(dict(self._stack(top, bottom, c)).items()) for c in range(self.width)}
        stacks = {column: stack for column, stack in stacks.items() if stack}
        own = [heading_key(stack[-1][0]) for stack in stacks.values()]
        headings = []
        for column, stack in stacks.items():
            *above, (text, row) = stack
            parents = tuple(parent for parent, _ in above)
            meaning, by_hand = self._told(text, parents)
            bare = meaning_of(heading_key(text))
            if parents and (
                own.count(heading_key(text)) > 1
                or not bare
                or bare.bare
                or bare.part in (ColumnSubject.START, ColumnSubject.END)
            ):
                text = f"{parents[-1]}/{text}"
            headings.append(Heading(column, text, parents, cell_name(row, column), meaning, by_hand))
        return HeadingRows(top, bottom, self._with_marked(headings, bottom))

    def _with_marked(self, headings: Sequence[Heading], bottom: int) -> tuple[Heading, ...]:
        """Tell the departments among headings that nobody knows: below them stand marks whose meaning is told."""
        parts = {each.meaning.part for each in headings if each.meaning}
        if ColumnSubject.WHAT not in parts or any(each.by_hand in NAMING_FIELDS for each in headings):
            return tuple(headings)
        marked = [each for each in headings if not each.by_hand and self._is_marked(each, bottom)]
        others = {each.meaning.part for each in headings if each.meaning and each not in marked}
        if others & WHO_PARTS or not marked or mark_roles(self.grid, [each.column for each in marked], bottom) is None:
            return tuple(headings)
        # A department may have no part in any task so far.
        marked += [
            each
            for each in headings
            if each.meaning is None
            and is_department(each.own)
            and self._column(each.column).is_empty_from(bottom, each.own)
        ]
        if len(marked) < FEWEST:
            return tuple(headings)
        # Between columns of marks an office's column is one of them, whatever else stands in it: that is asked about.
        places = [each.column for each in marked]
        marked += [
            each
            for each in headings
            if each not in marked
            and not each.by_hand
            and is_department(each.own)
            and (each.meaning is None or each.meaning.part in (ColumnSubject.UNIT, ColumnSubject.ANSWERABLE))
            and min(places) - 1 <= each.column <= max(places) + 1
        ]
        return tuple(
            each._replace(meaning=Meaning(ColumnSubject.MARKED)) if each in marked else each for each in headings
        )

    def _is_marked(self, heading: Heading, first: int) -> bool:
        if heading.meaning is not None and heading.meaning.part not in (ColumnSubject.UNIT, ColumnSubject.ANSWERABLE):
            return False
        above = meaning_of(heading_key(heading.parents[-1])) if heading.parents else None
        if not is_department(heading.own) and (above is None or above.part not in WHO_PARTS):
            return False
        # Last, since a table may be long.
        return self._column(heading.column).from_row(first)

    def _column(self, number: int) -> MarkedColumn:
        column = self._columns.get(number)
        if column is None:
            column = self._columns[number] = MarkedColumn(self.grid, number, self._rows_with_marks)
        return column

    @cached_property
    def _rows_with_marks(self) -> frozenset[int]:
        return rows_with_marks(self.grid)

    def _told(self, text: str, parents: Sequence[str]) -> tuple[Meaning | None, Field | None]:
        """Return what a heading means with the ones above it, and the field that it was named for."""
        parent = parents[-1] if parents else ""
        for each in (f"{parent}/{text}", parent + text, text):
            if by_hand := self._by_hand.get(heading_key(each)):
                return meaning_of(heading_key(text)), by_hand
            if heading_key(each) in self._kept:
                return None, None
        meaning = meaning_of(role_key(text) or heading_key(text))
        if (
            meaning
            and meaning.part is ColumnSubject.PERIOD
            and any(word in above for above in parents for word in _NO_TIME)
        ):
            return None, None
        if parent and (meaning is None or meaning.bare):
            # 单位 under 牵头, 时间 under 立项: the words above decide.
            # 一级 under 任务 is 一级任务, 市级 under 责任单位 is 市级责任单位.
            turned = text + parent if _LEVEL.fullmatch(fold(text)) else parent + text
            return meaning_of(heading_key(turned)), None
        return meaning, None
