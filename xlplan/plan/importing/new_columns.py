"""The columns of the new table, and what of the source goes into which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xlplan.plan.column_choice import How
from xlplan.plan.importing.model import TakenColumn
from xlplan.plan.importing.more_columns import of_column
from xlplan.plan.importing.record import ImportRecord
from xlplan.plan.importing.table_parts import TablePart, wide
from xlplan.terms.cells import as_text, cell_name, cell_place, column_letters, is_blank
from xlplan.terms.fields import NAMING_FIELDS, Field
from xlplan.terms.heading_words import ColumnSubject, meaning_of
from xlplan.terms.headings import OPTIONAL_PLAN_COLUMNS, PLAN_HEADINGS, heading_key
from xlplan.terms.sheets import HEADING_ROW, PLAN
from xlplan.terms.text import fold

_OLD_ID: Final = "原编号"
# 原业主单位 would be whoever was it before.
_KEPT: Final = "〔原表〕"
# Such a column is kept, and would be taken for one of the fixed ones in the new table.
_READ_AGAIN: Final = (ColumnSubject.LEADING, ColumnSubject.ANSWERABLE, ColumnSubject.UNIT, ColumnSubject.SUPPORTING)


def keeps_numbers(parts: Sequence[TablePart]) -> bool:
    """Return True if each task has a number of its own already."""
    numbers: list[str] = []
    for part in parts:
        column, grid = part.table.columns.get(Field.ID), part.table.grid
        if column is None:
            return False
        anchors = grid.anchors()
        shared = {*anchors, *anchors.values()}
        numbers += ["" if (row, column) in shared else fold(as_text(grid.at(row, column))) for row in part.rows]
    return all(numbers) and len(set(numbers)) == len(numbers)


def release_numbers(record: ImportRecord, parts: Sequence[TablePart]) -> None:
    """Carry numbers that several tasks share, or some lack, along as a column like any other."""
    for part in parts:
        columns = dict(part.table.columns)
        column = columns.pop(Field.ID, None)
        if column is None:
            continue
        part.table.columns = columns
        if heading_key(part.heads.get(column, "")) == PLAN_HEADINGS[Field.ID]:
            part.heads = {**part.heads, column: _OLD_ID}
        record.add_finding(
            "import-numbers-new", part.table.grid.sheet, cell_name(max(part.table.first_row - 1, 0), column),
            heading=part.heads.get(column, ""),
        )  # fmt: skip


def plan_columns(record: ImportRecord, parts: Sequence[TablePart]) -> list[dict[int, int]]:
    """Plan the new table's columns, the six shipped ones first; return each part's new columns by its own."""
    plan = record.plan
    for name in OPTIONAL_PLAN_COLUMNS:
        if any(name in part.table.columns for part in parts):
            place = plan.fields.index(Field.SUPPORT) if name is Field.SHARE else len(plan.fields)
            plan.fields.insert(place, name)
            plan.headings.insert(place, PLAN_HEADINGS[name])
    found: list[dict[int, int]] = []
    carried: dict[str, int] = {}
    for part in parts:
        grid = part.table.grid
        targets = {column: plan.fields.index(name) for name, column in part.table.taken()}
        for name, column in part.table.taken():
            _headed(record, part, column, targets[column], PLAN_HEADINGS[name])
            _taken(record, part, column, PLAN_HEADINGS[name])
        for column in range(wide(grid)):
            heading = part.heads.get(column, "")
            filled = any(not is_blank(grid.at(row, column)) for row in part.rows)
            if column in targets or column not in part.table.span or not (heading or filled):
                continue
            heading = _named(part, column)
            # Two columns of one heading in one table stay two.
            if (meaning := meaning_of(heading_key(heading.rsplit("/", 1)[-1]))) and meaning.part in _READ_AGAIN:
                heading += _KEPT
            key = fold(heading) or f"#{column}"
            while carried.get(key) in targets.values() and key in carried:
                key += "+"
            if key not in carried:
                carried[key] = len(plan.headings)
                plan.headings.append(heading)
                plan.fields.append(None)
            targets[column] = carried[key]
            _headed(record, part, column, targets[column], heading)
            _taken(record, part, column, "")
            letters = column_letters(targets[column])
            code = "import-column-carried" if heading else "import-column-unheaded"
            record.add_finding(
                code, grid.sheet, cell_name(max(part.table.first_row - 1, 0), column), heading=heading, to=letters
            )
        found.append(targets)
    # As they stand in the source.
    order = {part.table.grid.sheet: number for number, part in enumerate(parts)}
    record.plan.columns.sort(key=lambda each: (order[each.sheet], *cell_place(each.cell)))
    return found


def _named(part: TablePart, column: int) -> str:
    """Return a column's heading; where others of the table have the same one, with the column that each belongs to."""
    heading = part.heads.get(column, "")
    above, _, own = heading.rpartition("/")
    if above and (meaning := meaning_of(heading_key(heading))) and meaning.part in _READ_AGAIN:
        return of_column(own, above)
    alike = [each for each, text in part.heads.items() if heading and fold(text) == fold(heading)]
    owners = [_beside(part, each) for each in alike]
    return of_column(heading, _beside(part, column)) if len(set(owners)) == len(owners) > 1 else heading


def _beside(part: TablePart, column: int) -> str:
    """Return the heading of the column that one belongs to: of the offices on its left, else of the one next to it."""
    mine = fold(part.heads[column])
    left = [each for each in sorted(part.heads) if each < column and fold(part.heads[each]) != mine]
    offices = {each for name, each in part.table.taken() if name in NAMING_FIELDS}
    return next((part.heads[each] for each in reversed(left) if each in offices), part.heads[left[-1]] if left else "")


def _taken(record: ImportRecord, part: TablePart, column: int, taken: str) -> None:
    cell = cell_name(max(part.table.first_row - 1, 0), column)
    record.plan.columns.append(
        TakenColumn(
            part.table.grid.sheet, record.place(part.table.grid.sheet, cell) or cell, part.heads.get(column, ""), taken
        )
    )


def _headed(record: ImportRecord, part: TablePart, column: int, target: int, heading: str) -> None:
    """Account for the heading cells above a column."""
    table = part.table
    if table.heading_row < 0:
        return
    renamed = part.heads.get(column, "")
    for row in range(table.heading_row, table.first_row):
        if not is_blank(table.grid.at(row, column)):
            record.where[table.grid.sheet, row, column] = f"{PLAN}!{cell_name(HEADING_ROW - 1, target)}"
    marked = any(
        each.how is How.MARKED and column in dict(each.columns) for each in table.joined.values()
    )  # what their marks mean is said once
    if renamed and heading_key(renamed) != heading_key(heading) and not marked:
        record.add_finding(
            "import-heading", table.grid.sheet, cell_name(table.first_row - 1, column), heading=renamed, value=heading
        )
