"""The sheet 分工表: the table itself, word for word, and the marks on cells that have findings."""

from __future__ import annotations

from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from scripts.workbook.marks import border_filled_rows
from scripts.workbook.seed import SeedTable
from xlplan.files.papers.style import (
    BORDER,
    CENTRED,
    EXPLANATION,
    FONT_SIZE,
    HEADING,
    LIGHT_FILLS,
    NOTE_FILL,
    TEXT,
    TITLE,
    Styles,
    row_height,
    set_up_page,
)
from xlplan.terms.catalogue import Severity
from xlplan.terms.fields import Field
from xlplan.terms.headings import FINDING_HEADINGS, OPTIONAL_PLAN_COLUMNS, PLAN_HEADINGS
from xlplan.terms.sheets import (
    FINDINGS,
    HEADING_ROW,
    LAST_RESULT_ROW,
    NAME_FINDING_COLUMNS,
    NAME_FINDING_LEVELS,
    NAME_FINDING_TASKS,
)

_WIDTHS: Final = {
    Field.ID: 7.0,
    Field.PROJECT: 12.0,
    Field.CONTENT: 61.0,
    Field.LEAD: 12.0,
    Field.SUPPORT: 12.0,
    Field.SCHEDULE: 30.0,
}
_COLUMNS: Final = tuple(field for field in PLAN_HEADINGS if field not in OPTIONAL_PLAN_COLUMNS)
_MARKS: Final = {
    Severity.ERROR: LIGHT_FILLS["red"][0],
    Severity.WARNING: LIGHT_FILLS["amber"][0],
    Severity.NOTE: NOTE_FILL,
}
_MARKED_ROWS: Final = 3000


def write_plan(sheet: Worksheet, book: Workbook, styles: Styles, table: SeedTable) -> None:
    """Write the table with its title, merged cells and marks."""
    text = {"num_format": "@"}
    looks = {field: TEXT if field in (Field.CONTENT, Field.SCHEDULE) else CENTRED for field in _COLUMNS}
    formats = {field: styles.get(look, text) for field, look in looks.items()}
    framed = {
        field: styles.get(look, text, BORDER, {"bold": field in (Field.ID, Field.PROJECT)})
        for field, look in looks.items()
    }
    for column, field in enumerate(_COLUMNS):
        sheet.set_column(column, column, _WIDTHS[field], formats[field])
    last = len(_COLUMNS) - 1
    sheet.set_row(0, 18)
    sheet.set_row(1, 38)
    sheet.set_row(HEADING_ROW - 1, 28)
    sheet.merge_range(0, 0, 0, last, table.mark, styles.get(EXPLANATION))
    sheet.merge_range(1, 0, 1, last, table.title, styles.get(TITLE, {"align": "center", "text_wrap": True}))
    for column, field in enumerate(_COLUMNS):
        sheet.write_string(HEADING_ROW - 1, column, PLAN_HEADINGS[field], styles.get(HEADING))

    for row, task in enumerate(table.tasks, HEADING_ROW):
        cells = {Field.ID: task.number, Field.CONTENT: task.content, Field.LEAD: task.lead, Field.SUPPORT: task.support}
        for field, value in cells.items():
            sheet.write_string(row, _COLUMNS.index(field), value, framed[field])
        sheet.set_row(row, row_height([(value, _WIDTHS[field]) for field, value in cells.items()], FONT_SIZE, 40))
    # Merged cells may run over several pages: what is at their top is never cut in two.
    shared = {
        field: styles.get(looks[field], text, BORDER, {"bold": field == Field.PROJECT, "valign": "top"})
        for field in (Field.PROJECT, Field.SCHEDULE)
    }
    _write_shared(sheet, Field.PROJECT, [task.project for task in table.tasks], framed, shared)
    _write_shared(sheet, Field.SCHEDULE, [task.schedule for task in table.tasks], framed, shared)

    end = HEADING_ROW + len(table.tasks) - 1
    sheet.autofilter(HEADING_ROW - 1, 0, end, last)
    sheet.freeze_panes(HEADING_ROW, 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:A{_MARKED_ROWS}"})
    set_up_page(sheet)
    _mark_findings(sheet, book, styles)
    border_filled_rows(sheet, styles, len(PLAN_HEADINGS))


def _write_shared(
    sheet: Worksheet, field: Field, values: list[str | None], single: dict[Field, Format], merged: dict[Field, Format]
) -> None:
    """Write a column whose blank cells belong to the merged cell that begins above them."""
    column = _COLUMNS.index(field)
    starts = [index for index, value in enumerate(values) if value is not None]
    for start, stop in zip(starts, [*starts[1:], len(values)], strict=True):
        top, bottom = HEADING_ROW + start, HEADING_ROW + stop - 1
        if top == bottom:
            sheet.write_string(top, column, values[start], single[field])
        else:
            sheet.merge_range(top, column, bottom, column, values[start], merged[field])


def _mark_findings(sheet: Worksheet, book: Workbook, styles: Styles) -> None:
    """Fill cells that have a finding in 校验结果, looked up by 编号 and heading, so that inserting moves no mark.

    A merged cell shows the mark of its first row, whose 编号 its findings therefore carry.
    """
    names = {"severity": NAME_FINDING_LEVELS, "task": NAME_FINDING_TASKS, "column": NAME_FINDING_COLUMNS}
    for field, name in names.items():
        # The heading row is part of the range, so that deleting every row below it does not destroy the name.
        letter = chr(ord("A") + tuple(FINDING_HEADINGS).index(field))
        book.define_name(name, f"={FINDINGS}!${letter}${HEADING_ROW}:${letter}${LAST_RESULT_ROW}")
    row = HEADING_ROW + 1
    for severity, fill in _MARKS.items():
        # COUNTIFS is fast, but takes the text 1.10 for the number 1.1; only what it finds is compared exactly, as text,
        # for an office may have left its 编号 numbers.
        level = severity.label
        criteria = (
            f'=IF(OR($A{row}="",A${HEADING_ROW}=""),FALSE,'
            f'IF(COUNTIFS({names["task"]},$A{row}&"",{names["column"]},A${HEADING_ROW},{names["severity"]},"{level}")=0,FALSE,'
            f'SUMPRODUCT(({names["task"]}=$A{row}&"")*({names["column"]}=A${HEADING_ROW})*({names["severity"]}="{level}"))>0))'
        )
        sheet.conditional_format(
            HEADING_ROW,
            0,
            _MARKED_ROWS - 1,
            len(PLAN_HEADINGS) - 1,
            {"type": "formula", "criteria": criteria, "format": styles.get({"bg_color": fill}), "stop_if_true": True},
        )
