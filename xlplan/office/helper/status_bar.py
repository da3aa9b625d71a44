"""The status bar of a spreadsheet program: a button's result stands there for a while, then the program has it back."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from xlplan.office.buttons import guard
from xlplan.office.buttons.guard import Done
from xlplan.office.hosts import open_books
from xlplan.office.setup.helper_log import log

if TYPE_CHECKING:
    import xlwings

MESSAGE_STAYS: Final = 12.0
"""Seconds for which a button's result stays in the program's status bar."""

BUSY_STAYS: Final = 2.0
"""Seconds after which a program that was busy is asked again to take its status bar back."""


class StatusBar:
    """Tells results where the button was pressed. Belongs to the thread that works, as the workbooks do."""

    def __init__(self) -> None:
        self._told: tuple[xlwings.Book, float] | None = None
        self._painted = False

    @property
    def left(self) -> float | None:
        """Seconds until what was told has been shown long enough; None if nothing is shown."""
        return max(0.0, self._told[1] - time.monotonic()) if self._told else None

    def tell(self, book: xlwings.Book, done: Done, *, window: bool) -> None:
        """Show a result in the program of its workbook; `window`: the helper's window shows it as well."""
        guard.tell(book, done, window=window)
        self._told = (book, time.monotonic() + MESSAGE_STAYS)

    def clear(self) -> None:
        """Give the programs back what is theirs: the status bar, and that they paint their windows."""
        try:
            # A helper before this one may have been ended while it wrote.
            self._painted = self._painted or open_books.paint_again()
            if self._told:
                book, self._told = self._told[0], None
                if not open_books.give_back(book):
                    self._told = (book, time.monotonic() + BUSY_STAYS)
        except Exception:
            log.exception("the programs were not given back what was theirs")
