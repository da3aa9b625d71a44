"""A press on an open workbook that has a table and none of the fixed sheets: it stays as it is, the results lie in 汇总/."""

from __future__ import annotations

import contextlib
from datetime import datetime
from typing import TYPE_CHECKING, Final

from xlplan.actions.book import Book
from xlplan.office.buttons.guard import ShowProgress
from xlplan.office.buttons.round_question import Answer
from xlplan.office.buttons.surface import Surface
from xlplan.office.sheets.live import has_unsaved_changes, saved_path
from xlplan.terms.errors import FileLockedError, FileMissingError
from xlplan.terms.sheets import DEPARTMENTS, PLAN, SETTINGS, WORKBOOK_SHEETS

if TYPE_CHECKING:
    import xlwings

_OFFICES_OWN: Final = (PLAN, DEPARTMENTS, SETTINGS)
"""Fixed sheets that a workbook may have and yet show no result."""


def has_only_table(book: xlwings.Book) -> bool:
    """Return True if the workbook has none of the sheets that results go into."""
    return not {*book.sheet_names} & {*WORKBOOK_SHEETS}.difference(_OFFICES_OWN)


class TableSurface(Surface):
    """A press on such a workbook: what is saved is read, as of any saved file, and nothing is written into it."""

    def __init__(self, book: xlwings.Book, now: datetime, report: ShowProgress, answer: Answer | None) -> None:
        """Begin a press."""
        self._book = book
        path = None
        with contextlib.suppress(FileMissingError):
            path = saved_path(book)
        super().__init__(path, now, report, answer)

    def source(self, *more: str) -> Book:
        """Return the workbook as it is saved. Raise FileMissingError where it never was, FileLockedError where it was changed since."""
        saved_path(self._book)
        if has_unsaved_changes(self._book):
            raise FileLockedError(
                f"“{self._book.name}”还有没保存的改动。它只有表、没有操作台，按钮读的是保存好的内容，这一步没有做。",
                "请先保存，再点一次按钮。",
            )
        return super().source(*more)

    def said_of(self, source: Book) -> str:
        """Say what was taken for the table, and that the workbook is as it was."""
        plan = source.plan(self.now.date())
        reports = source.workspace.shown(source.workspace.reports)
        return (
            f"读的是“{plan.sheet}”里的{len(plan.tasks)}项任务；这份工作簿没有操作台和结果表，没有改动它，"
            f"结果都在“{reports}”里。"
        )
