"""Numbers in a column of limits that are days whose format was lost: 46203 is 2026-06-30."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from xlplan.plan.find_table import tables_in
from xlplan.plan.heading_rows import ByHand
from xlplan.plan.importing.model import ImportSource
from xlplan.plan.table import Table
from xlplan.terms.cells import CellValue, Grid, as_text, cell_name
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding

_FIRST_DAY: Final = date(1899, 12, 30)
_YEARS: Final = 5
"""How many years before or after today a limit may lie."""
_SHOWN: Final = 6


def with_days_of_serials(source: ImportSource, by_hand: ByHand, today: date) -> ImportSource:
    """Return a source in which such numbers are days; findings tell which."""
    grids: list[Grid] = []
    findings: list[Finding] = []
    for grid, table in zip(source.grids, tables_in(source.grids, by_hand), strict=True):
        made = _with_days(table, today) if table else None
        grids.append(made[0] if made else grid)
        findings += made[1] if made else []
    return replace(source, grids=grids, findings=[*source.findings, *findings]) if findings else source


def _with_days(table: Table, today: date) -> tuple[Grid, list[Finding]] | None:
    grid = table.grid
    rows: list[list[CellValue]] = [list(values) for values in grid.rows]
    end = len(rows) if table.end is None else table.end
    findings = []
    for name, column in table.taken():
        if name is not Field.SCHEDULE:
            continue
        found = {row: day for row in range(table.first_row, end) if (day := _day(grid.at(row, column), today))}
        for row, day in found.items():
            rows[row][column] = day
        if found:
            told = "、".join(
                f"{cell_name(row, column)}“{as_text(grid.at(row, column))}”读作 {day}"
                for row, day in [*found.items()][:_SHOWN]
            )
            others = "等" if len(found) > _SHOWN else ""
            findings.append(
                finding("import-serial", sheet=grid.sheet, cell=cell_name(min(found), column), field=name, text=told + others,
                        count=len(found))
            )  # fmt: skip
    return (replace(grid, rows=rows), findings) if findings else None


def _day(value: CellValue, today: date) -> date | None:
    """Return the day whose number stands in a cell; None if it is none, or hardly one."""
    text = as_text(value).strip() if isinstance(value, int | float | str) and not isinstance(value, bool) else ""
    if not re.fullmatch(r"\d{5}", text):
        return None
    day = _FIRST_DAY + timedelta(days=int(text))
    return day if abs(day.year - today.year) <= _YEARS else None
