"""Values by calamine, put right by what each format's own scan tells.

calamine reads an error cell, and a formula whose result was never saved, as blank, and a formula as if it had been typed in.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from xlplan.files.look.encrypted import password_error
from xlplan.files.look.limits import MAX_CELLS
from xlplan.files.read.number_formats import NumberFormat, ShownParts, as_shown
from xlplan.terms.cells import Area, CellError, CellValue, Grid, NoCachedValue
from xlplan.terms.errors import DamagedError, NotAWorkbookError

Special = tuple[int, int, CellError | NoCachedValue | str | date | None]
Specials = list[Special]
"""(row, column, error, formula that was never calculated or other value; None for a formula with a saved result), from 0."""

# MS-XLS 2.5.10 BErr; .xlsb has the same codes, and newer ones (MS-XLSB 2.5.98.2).
ERRORS: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA", 0x2C: "#SPILL!", 0x2D: "#CONNECT!", 0x2E: "#BLOCKED!", 0x2F: "#UNKNOWN!", 0x30: "#FIELD!", 0x31: "#CALC!",
}  # fmt: skip


def require_near(bottom: int, right: int, file: str, sheet: str = "") -> None:
    """Raise NotAWorkbookError if a sheet's last cell (from 0) is so far off that all up to it cannot be held."""
    if (bottom + 1) * (right + 1) > MAX_CELLS:
        where = f"的“{sheet}”" if sheet else ""
        raise NotAWorkbookError(
            f"“{file}”{where}在很远的地方（第{bottom + 1}行、第{right + 1}列）有单元格，没有读取。",
            "请删去表格右边和下边多余的行列，保存后再试。",
        )


def grids_by_calamine(
    data: bytes,
    name: str,
    specials: Sequence[Specials],
    shown: Sequence[ShownParts] = (),
    formats: Sequence[Mapping[tuple[int, int], NumberFormat]] | None = None,
) -> list[Grid]:
    """Return the grids of a workbook in any format of calamine, corrected by a scan of each sheet.

    `specials`, the cells that show only a part of their date, and the number formats of cells stand in the order of all
    sheets. Raise DamagedError or PasswordError.
    """
    import python_calamine as calamine

    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            told = book.sheets_metadata
            if len(specials) != len(told):
                raise unreadable_error(name)
            visible = calamine.SheetVisibleEnum.Visible
            return [
                _grid(
                    book.get_sheet_by_index(number),
                    specials[number],
                    shown[number] if number < len(shown) else {},
                    formats[number] if formats is not None else None,
                    hidden=sheet.visible != visible,
                )
                for number, sheet in enumerate(told)
                if sheet.typ == calamine.SheetTypeEnum.WorkSheet
            ]
    except calamine.PasswordError as error:
        raise password_error(name) from error
    except calamine.CalamineError as error:
        raise unreadable_error(name) from error
    except BaseException as error:
        # A panic inside calamine is a BaseException of its own, which nobody else can name.
        if type(error).__name__ == "PanicException":
            raise unreadable_error(name) from error
        raise


def load_reader() -> None:
    """Load calamine before the first file comes, while nobody waits for it."""
    import python_calamine  # noqa: F401


def unreadable_error(name: str) -> DamagedError:
    """Return the error for a whole container whose content makes no sense."""
    return DamagedError(f"“{name}”的内容已损坏，读不出来。", "请用表格软件打开核对并另存；打不开时请对方重新发送。")


def _grid(
    sheet: object,
    specials: Sequence[Special],
    shown: ShownParts,
    formats: Mapping[tuple[int, int], NumberFormat] | None,
    *,
    hidden: bool,
) -> Grid:
    # iter_rows counts rows from the sheet's first, columns from the first that holds anything.
    left = [None] * (sheet.start[1] if sheet.start else 0)  # type: ignore[attr-defined]
    rows: list[list[CellValue]] = [
        # One cell far down makes a million blank rows: they had better be short.
        [] if row.count("") == len(row) else [*left, *(None if value == "" else value for value in row)]
        for row in sheet.iter_rows()  # type: ignore[attr-defined]
    ]
    merges = [Area(*start, *end) for start, end in sheet.merged_cell_ranges or ()]  # type: ignore[attr-defined]
    for (row, column), parts in shown.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = as_shown(rows[row][column], parts)
    formulas: set[tuple[int, int]] = set()
    for row, column, value in specials:
        if value is None:
            formulas.add((row, column))
        else:
            _put(rows, row, column, value)
    codes = None if formats is None else {cell: form.code for cell, form in formats.items()}
    return Grid(sheet.name, rows, merges, frozenset(formulas), hidden, formats=codes)  # type: ignore[attr-defined]


def _put(rows: list[list[CellValue]], row: int, column: int, value: CellValue) -> None:
    rows.extend([] for _ in range(row + 1 - len(rows)))
    rows[row].extend([None] * (column + 1 - len(rows[row])))
    rows[row][column] = value
