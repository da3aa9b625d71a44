"""What the macros run through the xlwings add-in where no helper answers: a button, in a Python started for it alone.

The macros of workbooks that are out name `xlplan.office.entry.run`: neither may move.
"""

from __future__ import annotations

from datetime import datetime

from xlplan.files.store.user_data import data_folder
from xlplan.office.buttons import guard
from xlplan.office.buttons.guard import PressFunction
from xlplan.office.helper.serving import buttons_press
from xlplan.office.hosts import com_gate
from xlplan.office.setup.helper_log import log_to
from xlplan.terms.buttons import caption


def run(verb: str, press: PressFunction = buttons_press) -> None:
    """Press the button of a verb for the workbook that called, and tell its end in a message box. Does not raise."""
    import xlwings

    com_gate.prepare()
    log_to(data_folder())
    now = datetime.now()
    done, book = guard.press_open(verb, xlwings.Book.caller, press, now, lambda text, fraction: None)
    if book is not None:
        guard.tell(book, done)
        book.app.alert(done.message, title=caption(verb))
        book.app.status_bar = False
    if done.afterwards:
        done.afterwards()
