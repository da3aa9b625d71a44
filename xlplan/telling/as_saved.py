"""What is said where a workbook is read from the disk while a spreadsheet program has it open."""

from __future__ import annotations

from xlplan.actions.book import Book
from xlplan.files.office_book.in_use import mark_of_use


def read_as_saved(book: Book) -> str:
    """Return that the workbook was read as it is saved; empty where nothing says that it is open."""
    mark = mark_of_use(book.path)
    if not mark:
        return ""
    return (
        f"“{book.path.name}”像是正开着（旁边有“{mark}”）：读的是上次保存的内容，还没有保存的改动不算。"
        "改过的，请先保存，再来一次。"
    )
