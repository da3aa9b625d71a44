"""Reads a workbook that may bring its reader down, in a process of its own: bytes on standard input, grids on standard output.

`python -m xlplan.files.apart`; exit code 1 is unreadable, 3 a password.
"""

from __future__ import annotations

import io
import json
import sys
from datetime import date, datetime, time, timedelta
from typing import Final

from xlplan.files.reading import grid_of
from xlplan.grid import Area, CellError, CellValue, Grid, NoCachedValue

PASSWORD: Final = 3
_MEMORY: Final = 2 * 2**30


def encoded(grids: list[Grid]) -> bytes:
    """Grids as JSON."""
    sheets = [[grid.sheet, [[_plain(value) for value in row] for row in grid.rows], grid.merges] for grid in grids]
    return json.dumps(sheets).encode()


def decoded(data: bytes) -> list[Grid]:
    """Grids out of what `encoded` made."""
    return [
        Grid(name, [[_value(plain) for plain in row] for row in rows], [Area(*area) for area in merges])
        for name, rows, merges in json.loads(data)
    ]


def _plain(value: CellValue) -> object:
    match value:
        case datetime():
            return {"datetime": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case timedelta():
            return {"seconds": value.total_seconds()}
        case CellError() | NoCachedValue():
            raise TypeError("calamine tells neither of these")
    return value


def _value(plain: object) -> CellValue:
    match plain:
        case {"datetime": str(text)}:
            return datetime.fromisoformat(text)
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case {"time": str(text)}:
            return time.fromisoformat(text)
        case {"seconds": float(seconds)}:
            return timedelta(seconds=seconds)
        case None | str() | bool() | int() | float():
            return plain
    raise ValueError(f"no value of a cell: {plain!r}")


def main() -> int:
    """Read, and say how it went by the exit code."""
    import python_calamine as calamine

    _limit_memory()
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())) as book:
            sheets = [each.name for each in book.sheets_metadata if each.typ == calamine.SheetTypeEnum.WorkSheet]
            grids = [grid_of(book.get_sheet_by_name(name)) for name in sheets]
    except calamine.PasswordError:
        return PASSWORD
    except calamine.CalamineError:
        return 1
    sys.stdout.buffer.write(encoded(grids))
    return 0


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return  # Windows knows no such limit.
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    sys.exit(main())
