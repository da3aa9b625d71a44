"""Links from a report to the cells of returned files."""

from __future__ import annotations

import os
from pathlib import Path

from xlplan.files.look.kinds import SPREADSHEETS
from xlplan.ledger.store import Ledger


class Links:
    """Addresses that open cells of files from a report in `folder`; whether a file is there is looked up once.

    Paths are as the ledger has them: relative to `home`, the workbook's folder, or absolute.
    """

    def __init__(self, home: Path, folder: Path, ledger: Ledger) -> None:
        self._home, self._folder = home, folder
        self._shut = ledger.shut_files()
        self._addresses: dict[str, str] = {}

    def to(self, path: str, sheet: str, cell: str = "A1") -> str:
        """The address of a cell; empty where the file is not there (in a ZIP, or 代录), or where its name is not that of a
        workbook, or it came with macros: a click must never run anything.
        """
        if path not in self._addresses:
            file = self._home / path
            there = path not in self._shut and file.suffix.casefold() in SPREADSHEETS and file.is_file()
            self._addresses[path] = Path(os.path.relpath(file, self._folder)).as_posix() if there else ""
        address = self._addresses[path]
        return f"{address}#'{sheet.replace(chr(39), chr(39) * 2)}'!{cell}" if address and sheet else address
