"""The office's workbook, opened for a command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xlplan.cli.output import say

if TYPE_CHECKING:
    from xlplan.actions.book import Book


def office_book(path: Path) -> Book:
    """Open the workbook; say on standard error that it is read as saved, and which settings count although its sheet 设置 says otherwise."""
    from xlplan.actions.book import open_book
    from xlplan.telling.as_saved import read_as_saved
    from xlplan.telling.set_settings import which_counts

    book = open_book(path)
    for said in filter(None, (read_as_saved(book), which_counts(book))):
        say(said, err=True)
    return book
