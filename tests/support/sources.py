"""Other offices' tables as values: a source with one grid or several, and what an import of it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from xlplan.plan.importing.model import ImportSource
from xlplan.plan.importing.record import ImportRecord
from xlplan.plan.title import TextLine
from xlplan.terms.cells import Area, CellValue, Grid

HEADINGS = ("工程名称", "主要内容", "执行部门", "支持部门", "活动频率或完成时限")
FIRST = ("甲工程", "做好第一件事。", "教育科", "组宣科", "2023年6月底前")
SECOND = ("甲工程", "做好第二件事。", "组宣科", "教育科", "常规工作")

Rows = Sequence[Sequence[CellValue]]


def grid(rows: Rows, merges: Sequence[Area] = (), sheet: str = "表1") -> Grid:
    """Return a sheet of these rows."""
    return Grid(sheet, rows, merges)


def account(
    *grids: Grid,
    above: Mapping[str, Sequence[TextLine]] | None = None,
    after: Sequence[TextLine] = (),
    document: bool = False,
) -> ImportRecord:
    """Begin the import of these sheets in the year 2024."""
    return ImportRecord(ImportSource("原表", grids, above or {}, after, document=document), date(2024, 1, 5))


def said(of: ImportRecord) -> list[tuple[str, str | None, str | None]]:
    """Return the findings as (code, sheet, cell)."""
    return [(item.code, item.sheet, item.cell) for item in of.plan.findings]
