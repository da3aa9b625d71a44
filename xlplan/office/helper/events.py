"""What the helper tells its window."""

from __future__ import annotations

from pathlib import Path

from xlplan.office.buttons.guard import Done
from xlplan.office.hosts import open_books
from xlplan.terms.areas import ScreenPlace
from xlplan.terms.records import record


@record(frozen=True)
class Began:
    """A button was pressed."""

    verb: str


@record(frozen=True)
class Progressed:
    """The progress of the work, 0 to 1."""

    text: str
    fraction: float


@record(frozen=True)
class BooksListed:
    """The workbooks that are open now, and the files that were chosen last; `problem` says why the first could not be listed."""

    look: int
    """The number of the look that found them."""
    opened: list[open_books.Opened]
    recent: list[Path]
    problem: str = ""


@record(frozen=True)
class Noticed:
    """Something that nobody asked for, and that the user has to know now."""

    text: str


Event = Began | Progressed | Done | BooksListed | ScreenPlace | Noticed
