"""The second process that fills in departments' workbooks: orders on standard input, answers on standard output.

`python -m xlplan.files.papers.second_filler`. It writes no files, and ends when its input does.
"""

from __future__ import annotations

import os
import signal
import sys

from xlplan.files.papers.department_sheet import DepartmentTemplate
from xlplan.files.papers.filling import Filled, Filler, read_message, write_message
from xlplan.terms.errors import XlplanError


def fill_orders() -> None:
    """Answer until the input ends."""
    # Ctrl-C is for the parent process, which then ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a library prints must not get among the answers.
    sys.stdout = sys.stderr
    start = read_message(questions)
    if start is None:
        return
    filler = Filler(DepartmentTemplate.load(start.templates, start.send_to), start)
    while orders := read_message(questions):
        filled: list[Filled] | None
        try:
            filled = [filler.fill(order) for order in orders]
        except XlplanError:
            # The parent process reports it when it tries the same.
            filled = None
        try:
            write_message(answers, filled)
        except OSError:
            return


if __name__ == "__main__":
    fill_orders()
