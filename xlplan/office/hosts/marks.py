"""By which mark a request's workbook is known: the nonce, in a cell of the shipped workbook's or in a hidden name that an add-in sets."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from xlplan.office.hosts.host_errors import explained
from xlplan.terms.sheets import NAME_NONCE, NAME_REQUEST

if TYPE_CHECKING:
    import xlwings

_log: Final = logging.getLogger("xlplan.helper")


def named_area(book: xlwings.Book, name: str) -> xlwings.Range | None:
    """Return the cells that a name stands for; None without the name, or where it lost its cells (#REF!)."""
    if name not in book.names:
        return None
    try:
        return book.names[name].refers_to_range
    except Exception as error:
        # Each program has an error of its own for it.
        if explained(error) is not None:
            raise
        return None


def nonce_in_cell(book: xlwings.Book) -> str | None:
    """Return what the cell xlplan_nonce holds; None if the workbook has no such cell."""
    area = named_area(book, NAME_NONCE)
    if area is None:
        return None
    return "" if area.value is None else str(area.value)


def is_marked(book: xlwings.Book, nonce: str) -> bool:
    """Return True if the workbook's hidden name or its cell holds this nonce."""
    hidden = str(book.names[NAME_REQUEST].refers_to).strip('="') if NAME_REQUEST in book.names else ""
    return nonce in (hidden, nonce_in_cell(book))


def unmark(book: xlwings.Book) -> None:
    """Take the hidden name away; the workbook's saved state, and in Calc its undo list, stay. Does not raise for a busy program."""
    try:
        if NAME_REQUEST in book.names:
            with _unnoticed(book):
                book.names[NAME_REQUEST].delete()
    except Exception as error:
        # The next request writes its own nonce over it.
        _log.info("the hidden name stays for now: %r", error)


@contextlib.contextmanager
def _unnoticed(book: xlwings.Book) -> Iterator[None]:
    own = getattr(book.impl, "unnoticed", None)
    if own is not None:
        with own():
            yield
    elif sys.platform == "win32":
        saved = book.api.Saved
        yield
        if saved:
            book.api.Saved = True
    else:
        yield
