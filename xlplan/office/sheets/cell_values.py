"""Values on their way into the cells of an open workbook.

What a department or a finding says is written as text, whatever it looks like: `=1+1`, `+86`, `1.10` and `2023-06` stay
as they are in every program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any, Final

import xlwings

from xlplan.office.sheets.blocks import block, put_rows
from xlplan.office.sheets.writing_rights import require_unlocked, require_written, show_all_rows
from xlplan.terms.cells import as_text
from xlplan.terms.records import record
from xlplan.terms.sheets import PLAN

# The longest text in a block of cells (Excel fails with 8204 characters and more).
_LONGEST: Final = 8000
# The longest text within a formula (Excel's limits).
_LONGEST_LITERAL: Final = 255


@record(frozen=True, slots=True)
class Link:
    """A text or number with a link: `target` is `#Sheet!A1`, or a file's path relative to the workbook, `place` a cell in it."""

    text: str | int | float
    target: str
    place: str = ""


Value = str | int | float | date | datetime | Link | None
Row = Mapping[str, Value]
"""Values by the identifiers of columns; columns that are not named stay blank."""


def shown_value(value: Value) -> str:
    """Return a value as the cell shows it."""
    return as_text(value.text if isinstance(value, Link) else value)


def written(value: Value) -> Any:
    """Return a value as it is handed to a program, so that it keeps its type."""
    match value:
        case Link():
            return _link(value)
        case str():
            text = value if len(value) <= _LONGEST else value[:_LONGEST] + "……（太长，后面的没有显示）"
            # In every program a leading apostrophe means that a text follows.
            return f"'{text}" if text else None
        case datetime():
            return value
        case date():
            return datetime.combine(value, time())
    return value


def _link(link: Link) -> str | int | float:
    """Return a HYPERLINK formula: the only link that can be written by the thousand, in Excel, WPS and Calc.

    Its value is a number if the link is one, so that charts, formats and sums take it. What no formula holds is written without a link.
    """
    fragment = link.target.startswith("#")
    whole = f"{link.target}#{link.place}" if link.place else link.target
    text = link.text
    if len(whole) > _LONGEST_LITERAL or len(str(text)) > _LONGEST_LITERAL or "#" in link.target[fragment:]:
        return f"'{text}" if isinstance(text, str) else text
    shown = '"' + text.replace('"', '""') + '"' if isinstance(text, str) else repr(text)
    return '=HYPERLINK("{}",{})'.format(whole.replace('"', '""'), shown)


@contextmanager
def quiet(app: xlwings.App) -> Iterator[None]:
    """Stop repainting within the block, as it makes many writes slow. After it the program paints, whatever happens.

    It does so also where a helper that was killed had stopped it: Excel starts again by itself only after a macro of its own.
    """
    app.screen_updating = False
    try:
        yield
    finally:
        app.screen_updating = True


def fill_numbers(sheet: xlwings.Sheet, column: int, numbers: Mapping[int, str]) -> None:
    """Write 编号 into blank cells of the table; `numbers` by row, rows and `column` from 1.

    All rows are shown before, and what was written is read back. Raise NotWritableError.
    """
    rows = sorted(numbers)
    require_unlocked(sheet, rows[0], column)
    show_all_rows(sheet)
    start = 0
    for end in range(1, len(rows) + 1):
        if end == len(rows) or rows[end] != rows[end - 1] + 1:
            run = rows[start:end]
            cells = block(sheet, (run[0], column), (run[-1], column))
            put_rows(cells, [[written(numbers[row])] for row in run])
            require_written(cells, [[numbers[row]] for row in run])
            start = end


def cell_link(sheet: str | None, cell: str | None) -> Value:
    """Return a link to a cell of the workbook; its text is the cell's name, with the sheet unless it is 分工表."""
    if not sheet or not cell:
        return sheet
    return Link(cell if sheet == PLAN else f"{sheet}!{cell}", f"#{quoted(sheet)}!{cell}")


def quoted(sheet: str) -> str:
    """Return a sheet's name as it stands in a formula."""
    return sheet if sheet.isidentifier() else "'" + sheet.replace("'", "''") + "'"
