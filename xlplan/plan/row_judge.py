"""Which rows of a table hold no task, and what they are: by their words, their place and the rows around them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from xlplan.plan.bracket_roles import read_brackets
from xlplan.plan.part_numbers import is_part_of, part_number
from xlplan.plan.row_kinds import RowKind
from xlplan.plan.row_signs import (
    is_blank_row,
    is_column_numbers,
    is_labelled_note,
    is_member,
    is_nothing_left,
    is_page,
    is_said_of_tasks,
    is_sample,
    is_signature,
    is_total,
    is_unlike,
    lone_kind,
    may_be_task,
    may_begin_task,
    shows_how,
)
from xlplan.plan.row_text import RowText
from xlplan.plan.row_titles import RowTitles
from xlplan.plan.section_signs import is_led_section, is_numbered_section
from xlplan.plan.table import Table
from xlplan.plan.task_cells import Cell, own_text
from xlplan.terms.cells import as_text, cell_name, is_blank
from xlplan.terms.fields import NAMING_FIELDS, Field
from xlplan.terms.headings import PLAN_HEADINGS, heading_key, plan_field
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold


def says_who(text: str) -> bool:
    """Return True for a task that says itself who does it."""
    told = read_brackets(text)
    return told is not None and told.sure


class RowJudge:
    """Tells which rows of one table hold no task, and what they are."""

    def __init__(self, table: Table) -> None:
        self.table = table
        last = max(table.heads, default=0)
        self.wide = {
            cell_name(area.top, area.left)
            for area in table.grid.merges
            if area.right - area.left >= _WIDE
            or (area.left == min(table.heads, default=0) and last <= area.right > area.left)
        }
        top = max(table.heading_row, 0)
        self.heads = {
            (column, heading_key(as_text(value)))
            for row in range(top, table.first_row) for column, value in enumerate(table.grid.rows[row]) if not is_blank(value)
        }  # fmt: skip
        self.after_note = False
        self.titles = RowTitles(table)
        end = len(table.grid.rows) if table.end is None else table.end
        self.last_task = max(self._last_task(end), self.table.first_row)
        number = table.columns.get(Field.ID)
        self.numbers_apart = number is not None and any(
            re.search(r"\d", as_text(table.grid.at(row, number)))
            for row in range(table.first_row, min(table.first_row + _LOOKED_AT, end))
        )

    def _last_task(self, end: int) -> int:
        """Return the last row that says what is to be done, and has a number or something of who does it."""
        grid, content = self.table.grid, self.table.columns[Field.CONTENT]
        anchors = grid.anchors()
        who = {column for name, column in self.table.taken() if name in NAMING_FIELDS}
        number = self.table.columns.get(Field.ID)
        for row in range(end - 1, self.table.first_row - 1, -1):
            first = next((as_text(value) for value in grid.rows[row] if not is_blank(value)), "")
            if (
                may_be_task(as_text(grid.at(row, content)))
                and may_begin_task(first)
                and (
                    any((row, column) in anchors or _WORD.search(as_text(grid.at(row, column))) for column in who)
                    or (number is not None and re.fullmatch(r"\d{1,3}", fold(as_text(grid.at(row, number)))))
                    or says_who(as_text(grid.at(row, content)))
                )
            ):
                return row
        return -1

    def kind(self, row: int, cells: Mapping[Field, Cell], own: Sequence[Cell]) -> RowKind | None:
        """Return what a row is, None for a task."""
        if row in self.table.grid.sight.totals:
            return RowKind.TOTAL
        content, lead = cells[Field.CONTENT], cells[Field.LEAD]
        labelled = "：" in own[0].text or ":" in own[0].text
        if (
            len(content.text) > _SURELY_CONTENT
            and not labelled
            and not content.shared
            and not is_blank(lead.value)
            and len(own) > 2
        ):
            # Most rows are tasks at the first look.
            return RowKind.SAMPLE if shows_how(own_text(cells, Field.ID), content.text) else None
        found = self._kind(row, cells, own)
        self.after_note = found is RowKind.NOTE
        return found

    def _texts(self, row: int, cells: Mapping[Field, Cell]) -> RowText:
        """Return what a row says."""
        values, span = enumerate(self.table.grid.rows[row]), self.table.span
        texts = {column: as_text(value) for column, value in values if column in span and not is_blank(value)}
        number, content, lead = (own_text(cells, name) for name in (Field.ID, Field.CONTENT, Field.LEAD))
        return RowText(texts, number, content, lead, self.numbers_apart)

    def _kind(self, row: int, cells: Mapping[Field, Cell], own: Sequence[Cell]) -> RowKind | None:
        said = self._texts(row, cells)
        if len(own) > 1 and self._is_heading(cells, said):
            return RowKind.HEADINGS
        for kind, fits in _SHAPES:
            if fits(said):
                return kind
        if self._is_above_its_parts(row, cells, said):
            return RowKind.SECTION
        if len(own) > 1 or any(cell.shared and cell.text for cell in cells.values()):
            return None
        (cell,) = own
        alone = lone_kind(
            cell.text, wide=cell.name in self.wide, in_number=cell is cells.get(Field.ID),
            in_content=cell is cells.get(Field.CONTENT), after_note=self.after_note,
            numbers_apart=self.titles.may_stand(cell.text), last=row > self.last_task,
        )  # fmt: skip
        if alone or cell is not cells.get(Field.CONTENT) or not self._each_numbered:
            return alone
        # In the office's own table a new task has no number yet.
        return RowKind.UNLIKE if is_said_of_tasks(cell.text) or not self._is_own else None

    def _is_above_its_parts(self, row: int, cells: Mapping[Field, Cell], said: RowText) -> bool:
        """Return True for a row of a number and a name alone, if the numbers below it go on with its own: 2, then 2.1."""
        number = self.table.columns.get(Field.ID)
        whole = part_number(said.number)
        if number is None or not whole or set(said.texts.values()) != {said.number, said.content} or not said.content:
            return False
        if any(
            cell.text.strip() for name, cell in cells.items() if name not in (Field.ID, Field.CONTENT, Field.PROJECT)
        ):
            return False
        end = len(self.table.grid.rows) if self.table.end is None else self.table.end
        below = (as_text(self.table.grid.at(next_row, number)) for next_row in range(row + 1, end))
        return is_part_of(next(filter(str.strip, below), ""), whole)

    @cached_property
    def _is_own(self) -> bool:
        return all(self.table.heads.get(column) == PLAN_HEADINGS[name] for name, column in self.table.columns.items())

    @cached_property
    def _each_numbered(self) -> bool:
        """Whether every row that says who does it, or until when, has a number."""
        grid, columns = self.table.grid, self.table.columns
        number = columns.get(Field.ID)
        if number is None:
            return False
        said = [column for name, column in columns.items() if name in (Field.LEAD, Field.SCHEDULE)]
        anchors, end = grid.anchors(), len(grid.rows) if self.table.end is None else self.table.end
        numbered = [
            bool(re.search(r"\d", as_text(grid.at(*anchors.get((row, number), (row, number))))))
            for row in range(self.table.first_row, end)
            if not is_blank(grid.at(row, columns[Field.CONTENT]))
            and any(not is_blank(grid.at(row, column)) for column in said)
        ]
        return len(numbered) > 1 and all(numbered)

    def _is_heading(self, cells: Mapping[Field, Cell], said: RowText) -> bool:
        if all((column, heading_key(text)) in self.heads for column, text in said.texts.items()):
            return True
        return all(plan_field(cell.text) == name for name, cell in cells.items() if not is_blank(cell.value))


_SHAPES: Final = (
    (RowKind.COLUMN_NUMBERS, is_column_numbers), (RowKind.PAGE, is_page),
    (RowKind.TOTAL, is_total), (RowKind.SIGNATURE, is_signature), (RowKind.SIGNATURE, is_member), (RowKind.SAMPLE, is_sample),
    (RowKind.UNLIKE, is_nothing_left), (RowKind.NOTE, is_labelled_note), (RowKind.BLANK, is_blank_row), (RowKind.SECTION, is_numbered_section), (RowKind.SECTION, is_led_section),
    (RowKind.UNLIKE, is_unlike),
)  # fmt: skip
_SURELY_CONTENT: Final = 12
_WORD: Final = pattern_of("[\u4e00-\u9fffA-Za-z★☆√✓○●◎△▲◆◇■□#＃0-9]")
_LOOKED_AT: Final = 5
"""Rows by which is told whether tasks are numbered."""
_WIDE: Final = 2
