"""Turn a returned file's bytes into grids, in a worker (`worker`). The bytes tell its format; another name is noted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from xlplan.files.look.container import empty_error
from xlplan.files.look.encrypted import decrypted
from xlplan.files.look.kinds import LABELS, FileKind, kind_of, promised
from xlplan.files.read.by_calamine import unreadable_error
from xlplan.files.read.contents import Contents
from xlplan.files.read.csv_file import read_csv
from xlplan.files.read.ods_file import read_ods
from xlplan.files.read.xls_file import has_password, read_xls
from xlplan.files.read.xlsb_file import read_xlsb
from xlplan.files.read.xlsx_file import read_xlsx
from xlplan.terms.cells import CellValue, Grid
from xlplan.terms.errors import DamagedError, NotAWorkbookError, XlplanError
from xlplan.terms.findings import Finding, finding
from xlplan.terms.records import record


@record(frozen=True)
class FileReading:
    """The grids that were found in one file and notes, or why nothing could be read."""

    grids: Sequence[Grid] = ()
    notes: tuple[Finding, ...] = ()
    error: XlplanError | None = None


def read_returned(data: bytes, name: str, passwords: Sequence[str] = ()) -> FileReading:
    """Read one file. What goes wrong becomes its error."""
    try:
        data, kind = _opened(data, name, passwords)
        grids, notes = _read(data, name, kind)
        if not promised(name, kind):
            notes = [finding("return-mismatch", value=PurePath(name).suffix, kind=LABELS[kind]), *notes]
        return FileReading([_trimmed(grid) for grid in grids], tuple(notes))
    except Exception as error:
        return FileReading(error=error_of(error, name))


def error_of(error: Exception, name: str) -> XlplanError:
    """Return what went wrong with a file, for people."""
    if isinstance(error, XlplanError):
        return error
    if isinstance(error, MemoryError):
        return too_much_error(name)
    # Each reader fails in its own way; one bad file must not stop the others.
    damage = unreadable_error(name)
    damage.__cause__ = error
    return damage


def too_much_error(name: str) -> DamagedError:
    """Return the error for a file that takes more memory than any honest one."""
    return DamagedError(f"“{name}”要占用太多内存，没有读取。", "请用表格软件打开，删去多余的行列、另存为 .xlsx 再试。")


def _opened(data: bytes, name: str, passwords: Sequence[str]) -> tuple[bytes, FileKind]:
    """Return the bytes without their encryption, and their kind."""
    kind = kind_of(data)
    if kind == "encrypted" or (kind == "xls" and has_password(data)):
        data = decrypted(data, name, passwords)
        kind = kind_of(data)
    return data, kind


_READERS: Final[Mapping[FileKind, Callable[[bytes, str], Contents]]] = {
    "xlsx": read_xlsx,
    "xlsb": read_xlsb,
    "xls": read_xls,
    "ods": read_ods,
    "text": read_csv,
}


def _read(data: bytes, name: str, kind: FileKind) -> Contents:
    if reader := _READERS.get(kind):
        return reader(data, name)
    if kind == "empty":
        raise empty_error(name)
    if kind == "ole":
        # Cut off before its directory, or of a program that nobody has heard of.
        raise unreadable_error(name)
    raise NotAWorkbookError(
        f"“{name}”其实是{LABELS[kind]}，不是表格。", "请对方发来填好的表格文件（.xlsx）；只改扩展名没有用。"
    )


def _trimmed(grid: Grid) -> Grid:
    """Return the grid without blank cells at the end of rows and blank rows at the end."""
    if all(row[-1] is not None for row in grid.rows if row) and (not grid.rows or grid.rows[-1]):
        return grid
    rows = [_without_end(row) if row and row[-1] is None else row for row in grid.rows]
    while rows and not rows[-1]:
        rows.pop()
    return replace(grid, rows=rows)


def _without_end(row: Sequence[CellValue]) -> Sequence[CellValue]:
    """Return a row without the blank cells at its end."""
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return row[:end]
