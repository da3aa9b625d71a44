"""The office's own workbook as a closed file: .xlsx, .xlsm, or the .ods in which Calc's users keep their buttons."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlplan.files.look.container import read_bytes
from xlplan.files.look.kinds import kind_of
from xlplan.files.read.xlsx_file import read_xlsx
from xlplan.terms.cells import Grid


def read_workbook(path: Path) -> Sequence[Grid]:
    """Return the grids of a closed workbook, in the order of its sheets; its bytes tell its format.

    Raise FileMissingError, FileLockedError, NotAWorkbookError, DamagedError or PasswordError.
    """
    data = read_bytes(path)
    if kind_of(data) != "ods":
        return read_xlsx(data, path.name).grids
    from xlplan.files.read.ods_file import read_ods  # Costs time, and few workbooks need it.

    return read_ods(data, path.name).grids
