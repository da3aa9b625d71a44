"""Made-up replies for the demonstration: a department's workbook opened, filled in and saved, as a person would."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from xlplan.files.store.writing import write_whole
from xlplan.handout.sheets import row_name
from xlplan.terms.choices import Role
from xlplan.terms.fields import Field
from xlplan.terms.headings import (
    REPORTED_COLUMNS,
    TASK_SHEET_HEADINGS,
    TASK_SHEET_LABELS,
    heading_key,
    task_sheet_field,
)
from xlplan.terms.records import record
from xlplan.terms.sheets import TASKS


@record(frozen=True)
class Reply:
    """What a department fills in: `people` by label, `answers` by the rows' names and column. `extra` is an added row."""

    people: Mapping[Field, str]
    answers: Mapping[str, Mapping[Field, object]]
    reverse: bool = False
    extra: Mapping[Field, object] | None = None


def fill_in(source: Path, target: Path, reply: Reply) -> None:
    """Fill in a department's workbook and save it under another name. Raise NotWritableError."""
    import openpyxl

    book = openpyxl.load_workbook(source)
    sheet = book[TASKS]
    heading_row, columns = _headings(sheet)
    for row in sheet.iter_rows(max_row=heading_row):
        for cell in row:
            for name, label in TASK_SHEET_LABELS.items():
                if isinstance(cell.value, str) and heading_key(cell.value) == heading_key(label):
                    sheet.cell(cell.row, cell.column + 1).value = reply.people.get(name)
    last = heading_row
    while sheet.cell(last + 1, columns[Field.ID]).value:
        last += 1
    rows = range(heading_row + 1, last + 1)
    for row in rows:
        summary = sheet.cell(row, columns[Field.ROLE]).value == Role.SUMMARY.label
        place = row_name(str(sheet.cell(row, columns[Field.ID]).value), summary=summary)
        for name, value in reply.answers.get(place, {}).items():
            sheet.cell(row, columns[name]).value = value
    if reply.reverse:
        _reverse(sheet, rows, columns)
    if reply.extra:
        for name, value in reply.extra.items():
            sheet.cell(last + 1, columns[name]).value = value
    stream = io.BytesIO()
    book.save(stream)
    write_whole(target, stream.getvalue())


def _headings(sheet: Any) -> tuple[int, dict[Field, int]]:
    for row in sheet.iter_rows():
        columns = {task_sheet_field(str(cell.value)): cell.column for cell in row if cell.value}
        if {Field.ID, *REPORTED_COLUMNS} <= set(columns):
            return row[0].row, {name: column for name, column in columns.items() if name}
    raise ValueError(f"no heading row such as {TASK_SHEET_HEADINGS[Field.ID]}")


def _reverse(sheet: Any, rows: Sequence[int], columns: Mapping[Field, int]) -> None:
    """Reverse the order of the rows, with their locks and formats."""
    values = [[(c.value, c._style) for c in (sheet.cell(row, column) for column in columns.values())] for row in rows]
    heights = [sheet.row_dimensions[row].height for row in rows]
    for row, cells, height in zip(rows, reversed(values), reversed(heights), strict=True):
        sheet.row_dimensions[row].height = height
        for column, (value, style) in zip(columns.values(), cells, strict=True):
            sheet.cell(row, column).value = value
            sheet.cell(row, column)._style = style
