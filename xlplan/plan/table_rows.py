"""The rows of a responsibility table: which are tasks, and what their cells say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from xlplan.plan.bracket_roles import read_brackets
from xlplan.plan.column_choice import How, JoinedColumns
from xlplan.plan.joined import joined_text, marked_names
from xlplan.plan.part_numbers import is_part_of, part_number
from xlplan.plan.role_column import tasks_of_rows, with_roles
from xlplan.plan.row_kinds import RowKind, SkippedRow
from xlplan.plan.row_signs import (
    RowText,
    is_blank_row,
    is_column_numbers,
    is_labelled_note,
    is_led_section,
    is_member,
    is_nothing_left,
    is_numbered_section,
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
from xlplan.plan.row_titles import RowTitles
from xlplan.plan.table import Table
from xlplan.terms.cells import (
    CellError,
    CellValue,
    Grid,
    NoCachedValue,
    as_text,
    cell_name,
    column_letters,
    filled_rows,
    is_blank,
)
from xlplan.terms.fields import NAMING_FIELDS, Field
from xlplan.terms.headings import PLAN_HEADINGS, heading_key, plan_field
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold


class Cell(NamedTuple):
    """What a task's cell says: `name` (A1) is where it is written, which for a shared cell is the top of its area."""

    text: str
    name: str
    shared: bool = False
    value: CellValue = None


def task_rows(table: Table) -> Iterator[tuple[int, dict[Field, Cell]]]:
    """Yield the rows that hold a task, its first where it has several; a finding names those that hold something else."""
    roles = table.joined.get(Field.LEAD)
    if roles is None or roles.how is not How.ROLES:
        yield from _rows(table)
        return
    cells = dict(_rows(table))
    anchors = table.grid.anchors()
    who, role = (column for column, _ in roles.columns)

    def text(row: int, column: int) -> str:
        return cell_at(table.grid, anchors, row - 1, column, column_letters(column)).text

    others = [column for column in range(max(map(len, table.grid.rows))) if column not in (who, role)]
    said = ((row, [fold(text(row, column)) for column in others]) for row in cells)
    for first, *more in tasks_of_rows(said):
        lead = with_roles([(text(row, who), text(row, role)) for row in (first, *more)])
        table.folded.update((row - 1, first - 1) for row in more)
        yield (
            first,
            {**cells[first], Field.LEAD: cells[first][Field.LEAD]._replace(text=lead, value=lead)}
            if more
            else cells[first],
        )


def _rows(table: Table) -> Iterator[tuple[int, dict[Field, Cell]]]:
    grid = table.grid
    anchors = grid.anchors()
    judge = _Judge(table)
    end = len(grid.rows) if table.end is None else table.end
    _skip_others(table)
    _skip_struck(table, end)
    columns = [
        (name, column, column_letters(column)) for name, column in table.columns.items() if name not in table.joined
    ]
    for row in filled_rows(grid):
        if row < table.first_row or _is_struck(table, row):
            continue
        if row >= end:
            break
        cells: dict[Field, Cell] = {}
        own: list[Cell] = []
        for name, column, letters in columns:
            cells[name] = cell = cell_at(grid, anchors, row, column, letters)
            if not cell.shared and not is_blank(cell.value):
                own.append(cell)
        for name, several in table.joined.items():
            parts = [cell_at(grid, anchors, row, column, column_letters(column)) for column, _ in several.columns]
            own += [part for part in parts if not part.shared and not is_blank(part.value)]
            cells[name] = _joined(name, several, parts)
        if not own:
            continue
        if kind := judge.kind(row, cells, own):
            first = min(own, key=lambda cell: (len(cell.name), cell.name))
            table.skipped[row] = SkippedRow(kind, first.name, " ".join(first.text.split())[:30], row)
            continue
        yield row + 1, cells


def all_task_rows(table: Table) -> Iterator[tuple[int, dict[Field, Cell]]]:
    """Yield the tasks of a table and of those of the same kind below it on its sheet."""
    for part in table.parts:
        yield from task_rows(part)


def _skip_others(table: Table) -> None:
    """Note the rows of tables of another kind."""
    for first, end in table.others:
        for row in filled_rows(table.grid):
            if first <= row < end:
                column = next(c for c, value in enumerate(table.grid.rows[row]) if not is_blank(value))
                text = " ".join(as_text(table.grid.at(row, column)).split())[:30]
                table.skipped[row] = SkippedRow(RowKind.OTHER_TABLE, cell_name(row, column), text, first)


def _is_struck(table: Table, row: int) -> bool:
    """Return True if all of what is to be done is struck through."""
    struck = table.grid.sight.struck
    if not struck:
        return False
    item = struck.get((row, table.columns[Field.CONTENT]))
    return item is not None and not item.left


def _skip_struck(table: Table, end: int) -> None:
    """Note the rows whose task is struck through."""
    column = table.columns[Field.CONTENT]
    for row, place in sorted(table.grid.sight.struck):
        if place == column and table.first_row <= row < end and _is_struck(table, row):
            text = " ".join(table.grid.sight.struck[row, column].gone.split())[:30]
            table.skipped[row] = SkippedRow(RowKind.STRUCK, cell_name(row, column), text, row)


def cell_at(
    grid: Grid, anchors: Mapping[tuple[int, int], tuple[int, int]], row: int, column: int, letters: str
) -> Cell:
    """Return a cell (from 0), one merged downwards with what its first cell says; `letters` name its column."""
    top, left = anchors.get((row, column), (row, column)) if anchors else (row, column)
    # Shared downwards only: what is merged sideways belongs to its first column.
    if top != row and left == column:
        value = grid.at(top, column)
        return Cell(as_text(value).replace("\r\n", "\n"), f"{letters}{top + 1}", True, value)
    values = grid.rows[row]
    value = values[column] if column < len(values) else None
    text = value if isinstance(value, str) else as_text(value)
    return Cell(text.replace("\r\n", "\n") if "\r" in text else text, f"{letters}{row + 1}", False, value)


def _joined(name: Field, several: JoinedColumns, parts: Sequence[Cell]) -> Cell:
    """Return the cell of a field that several columns give; it is written in the first of them that says anything."""
    said = [part for part in parts if not is_blank(part.value)]
    first = said[0] if said else parts[0]
    # An error or a formula is told as in any cell; of sound cells the text is what counts.
    faulty = next((part.value for part in said if isinstance(part.value, CellError | NoCachedValue)), None)
    if several.how is How.MARKED:
        text = marked_names(name, several, [part.text for part in parts])
    else:
        told = [(heading, part.text) for (_, heading), part in zip(several.columns, parts, strict=True)]
        text = joined_text(several.how, told)
    return Cell(text, first.name, bool(said) and all(part.shared for part in said), faulty or text or None)


def says_who(text: str) -> bool:
    """Return True for a task that says itself who does it."""
    told = read_brackets(text)
    return told is not None and told.sure


def _own_text(cells: Mapping[Field, Cell], name: Field) -> str:
    """Return what a cell of a row says that is its own."""
    cell = cells.get(name)
    return cell.text if cell and not cell.shared else ""


class _Judge:
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
            return RowKind.SAMPLE if shows_how(_own_text(cells, Field.ID), content.text) else None
        found = self._kind(row, cells, own)
        self.after_note = found is RowKind.NOTE
        return found

    def _texts(self, row: int, cells: Mapping[Field, Cell]) -> RowText:
        """Return what a row says."""
        values, span = enumerate(self.table.grid.rows[row]), self.table.span
        texts = {column: as_text(value) for column, value in values if column in span and not is_blank(value)}
        number, content, lead = (_own_text(cells, name) for name in (Field.ID, Field.CONTENT, Field.LEAD))
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
