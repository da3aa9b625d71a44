"""What the macros run through the xlwings add-in where no helper answers: a button, in a Python started for it alone."""

from __future__ import annotations

from datetime import datetime

from xlplan.office import service
from xlplan.office.helper import buttons_press
from xlplan.office.service import Press, data_folder


def run(verb: str, press: Press = buttons_press) -> None:
    """Press the button of a verb for the workbook that called, and tell its end in a message box. Does not raise."""
    import xlwings

    service.log_to(data_folder())
    now = datetime.now()
    done, book = service.press_open(verb, xlwings.Book.caller, press, now, lambda text, fraction: None)
    if book is not None:
        service.tell(book, done)
        book.app.alert(done.message, title=service.caption(verb))
        book.app.status_bar = False
