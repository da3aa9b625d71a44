"""The rows that the user has selected when a button is clicked: tasks and departments, wherever they are listed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xlplan.actions.book import Book
from xlplan.office.buttons.surface import OpenSurface
from xlplan.office.sheets.fixed_sheets import ResultSheet
from xlplan.terms.cells import as_text
from xlplan.terms.records import record
from xlplan.terms.sheets import PENDING, PROGRESS, RETURNS, SENT

_LISTS: Final = (PENDING, PROGRESS, RETURNS, SENT)
MOST_CHOSEN: Final = 50
"""At most this many selected rows are a choice; a whole selected column is none."""


@record(frozen=True, slots=True)
class ChosenRow:
    """One selected row: a task, a department, or both; what it does not name is empty. `kind` is that of 待核实."""

    task: str = ""
    department: str = ""
    kind: str = ""


def chosen(job: OpenSurface, source: Book) -> list[ChosenRow]:
    """Return the selected rows, each once, on a sheet that lists tasks or departments; empty for other selections."""
    area = job.book.app.selection
    if area is None or area.sheet.book.fullname != job.book.fullname:
        return []
    first, last = area.row, area.last_cell.row
    if last - first >= MOST_CHOSEN:
        return []
    return list(dict.fromkeys(_choices(job, source, area.sheet.name, first, last)))


def _choices(job: OpenSurface, source: Book, sheet: str, first: int, last: int) -> Iterator[ChosenRow]:
    if sheet == job.table:
        for task in source.plan(job.now.date()).tasks:
            if first <= task.row <= last:
                yield ChosenRow(task.id)
    elif sheet in _LISTS:
        for row in ResultSheet(job.all_sheets, sheet).between(first, last):
            number, department, kind = (as_text(row.get(name)).strip() for name in ("task", "department", "kind"))
            number = number or as_text(row.get("id")).strip()
            if number or department:
                yield ChosenRow(number, department, kind)
