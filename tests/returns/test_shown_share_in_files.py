"""A share that its cell shows as something else is asked about whatever kind of file it came in."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from support import calc

from xlplan.files.read.ods_file import read_ods
from xlplan.files.read.xls_file import read_xls
from xlplan.files.read.xlsx_file import read_xlsx
from xlplan.returns.shown_share import share_seen

ACCOUNTING = '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ '


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_what_a_cell_shows_is_the_same_in_each_kind_of_file(tmp_path: Path, kind: str, needs_calc: None) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for number, code in enumerate(("General", "0%", "0.0", "0", ACCOUNTING, '0"%"'), 1):
        sheet.cell(number, 1, 0.8).number_format = code
    path = tmp_path / "表.xlsx"
    book.save(path)
    if kind != "xlsx":
        path = calc.convert(path, kind, tmp_path)
    (grid,) = {"xlsx": read_xlsx, "xls": read_xls, "ods": read_ods}[kind](path.read_bytes(), path.name).grids[:1]
    seen = [share_seen(grid, (number, 0), row[0]) for number, row in enumerate(grid.rows)]
    assert [each and tuple(each) for each in seen] == [None, None, None, ("1", 1.0), ("1", 1.0), ("1%", 0.01)]
