"""Links from a report to the cells of returned files."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from xlplan.files.look.kinds import SPREADSHEETS
from xlplan.files.look.there import file_there
from xlplan.ledger.store import Ledger


def may_lead_to(path: str, file: Path, shut: Collection[str]) -> bool:
    """Return True if a link may lead to a returned file: a workbook by its name, there, and not among those of the ledger that are `shut`.

    A click must never run anything: files that came with macros, and those that are no workbooks, are shut.
    """
    return path not in shut and file.suffix.casefold() in SPREADSHEETS and file_there(file)


class Links:
    """Links from a report in `folder` to cells of files, whose paths are absolute or relative to `home`."""

    def __init__(self, home: Path, folder: Path, ledger: Ledger) -> None:
        self._home, self._folder = home, folder
        self._shut = ledger.shut_files()
        self._addresses: dict[str, str] = {}

    def to(self, path: str, sheet: str, cell: str = "A1") -> str:
        """Return the link to a cell, or "" for a file that is missing (in a ZIP, or 代录) or must not be opened."""
        if path not in self._addresses:
            file = self._home / path
            there = may_lead_to(path, file, self._shut)
            self._addresses[path] = Path(os.path.relpath(file, self._folder)).as_posix() if there else ""
        address = self._addresses[path]
        return f"{address}#'{sheet.replace(chr(39), chr(39) * 2)}'!{cell}" if address and sheet else address
