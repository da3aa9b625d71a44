"""The helper's log."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from xlplan.files.look.file_names import visible

log: Final = logging.getLogger("xlplan.helper")
LOG_NAME: Final = "helper.log"


class _Entry(logging.Formatter):
    """An entry begins at the start of a line, and nothing within it does: no text that came from outside looks like one."""

    def format(self, record: logging.LogRecord) -> str:
        return visible(super().format(record)).replace("\n", "\n    ")


def log_to(folder: Path) -> None:
    """Keep the log in a folder: a megabyte, and the two before it. What departments reported is in it: nobody else reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    handler = RotatingFileHandler(folder / LOG_NAME, maxBytes=2**20, backupCount=2, encoding="utf-8")
    handler.setFormatter(_Entry("%(asctime)s %(levelname)s %(message)s"))
    for old in list(log.handlers):
        log.removeHandler(old)
        old.close()
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
