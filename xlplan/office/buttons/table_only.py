"""A press on an open workbook that has a table and none of the fixed sheets: it stays as it is, the results lie in 汇总/."""

from __future__ import annotations

import contextlib
from datetime import datetime
from typing import TYPE_CHECKING

from xlplan.actions.book import Book
from xlplan.files.store.workspace import holder
from xlplan.office.buttons.guard import ShowProgress
from xlplan.office.buttons.questions import Answer
from xlplan.office.buttons.surface import Surface
from xlplan.office.sheets.live import has_unsaved_changes, is_read_only, saved_path
from xlplan.telling.table_only import nothing_written
from xlplan.terms.errors import FileLockedError, FileMissingError, MisuseError
from xlplan.terms.sheets import CONSOLE, FINDINGS, NAME_VERSION

if TYPE_CHECKING:
    import xlwings


def has_only_table(book: xlwings.Book) -> bool:
    """Return True if nothing marks the workbook as one with buttons of its own: no 操作台 with 校验结果, no name that tells its version.

    What one sheet is called says nothing: offices have a 操作台, a 进展汇总 or a 下发清单 of their own.
    """
    return not {CONSOLE, FINDINGS}.issubset(book.sheet_names) and NAME_VERSION not in book.names


class TableSurface(Surface):
    """A press on such a workbook: what is saved is read, as of any saved file, and nothing is written into it."""

    def __init__(self, book: xlwings.Book, now: datetime, report: ShowProgress, answer: Answer | None) -> None:
        """Begin a press."""
        self.book = book
        path = None
        with contextlib.suppress(FileMissingError):
            path = saved_path(book)
        super().__init__(path, now, report, answer)

    def source(self, *more: str) -> Book:
        """Return the workbook as it is saved.

        Raise FileMissingError where it never was, MisuseError where it is a file that the program made, FileLockedError where it
        was changed since it was saved.
        """
        own = holder(saved_path(self.book))
        if own is not None:
            raise MisuseError(
                f"“{self.book.name}”在工作区“{own.name}”里，是下发、报送或生成的文件，不是分工表，这一步没有做。",
                f"填好要填的，保存；再打开分工表工作簿（在“{own.parent}”里），在那里点按钮。",
            )
        if has_unsaved_changes(self.book):
            raise FileLockedError(
                f"“{self.book.name}”还有没保存的改动。它只有表、没有操作台，按钮读的是保存好的内容，这一步没有做。",
                "请先保存，再点一次按钮。",
            )
        return super().source(*more)

    def said_of(self, source: Book) -> str:
        """Say what was taken for the table, and that the workbook is as it was."""
        plan = source.any_plan(self.now.date())
        reports = source.workspace.shown(source.workspace.reports)
        return nothing_written(plan.sheet, len(plan.tasks), reports, read_only=self.read_only)

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written into the workbook."""
        return is_read_only(self.book, self.path)
