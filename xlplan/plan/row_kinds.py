"""What a row of a table is that holds no task, and what is said of such rows: one finding for each kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from xlplan.plan.first_leads import first_leads
from xlplan.terms.findings import Finding, finding


class RowKind(StrEnum):
    """What a row is, if it is no task."""

    SECTION = "section"
    NOTE = "note"
    HEADINGS = "headings"
    TOTAL = "total"
    SIGNATURE = "signature"
    SAMPLE = "sample"
    OTHER_TABLE = "other-table"
    STRUCK = "struck"
    BLANK = "blank"
    UNLIKE = "unlike"
    COLUMN_NUMBERS = "column-numbers"
    PAGE = "page"


class SkippedRow(NamedTuple):
    """A row that is no task: its first cell (A1) and what that says; `first` is the row in which its matter begins."""

    kind: RowKind
    cell: str
    text: str
    first: int


# Totals and signatures might be tasks after all, so they are told as more than a note.
_CODES: Final = {RowKind.TOTAL: "row-skipped", RowKind.SIGNATURE: "row-skipped", RowKind.SAMPLE: "row-skipped", RowKind.UNLIKE: "row-skipped",
                 RowKind.STRUCK: "row-skipped", RowKind.OTHER_TABLE: "table-below"}  # fmt: skip
_LABELS: Final = {
    RowKind.SECTION: "小标题", RowKind.NOTE: "附注", RowKind.HEADINGS: "重复的标题行", RowKind.TOTAL: "小计、合计",
    RowKind.SIGNATURE: "签字、日期、名单行", RowKind.SAMPLE: "填写示例", RowKind.OTHER_TABLE: "另一张表",
    RowKind.STRUCK: "画了删除线、按删去处理的任务", RowKind.BLANK: "没有内容的空行",
    RowKind.UNLIKE: "说明、名单一类的内容（不像一项任务）", RowKind.COLUMN_NUMBERS: "各列的编号", RowKind.PAGE: "页码",
}  # fmt: skip
_SHOWN: Final = 12


def skip_findings(sheet: str, skipped: Mapping[int, SkippedRow]) -> list[Finding]:
    """Return what is said of the rows that are no task: one finding for each kind, and for each other table."""
    groups: dict[tuple[RowKind, int], list[tuple[int, SkippedRow]]] = {}
    for row, item in sorted(skipped.items()):
        groups.setdefault((item.kind, item.first if item.kind is RowKind.OTHER_TABLE else -1), []).append((row, item))
    rules = [(item.cell, rule) for _, item in sorted(skipped.items()) if (rule := first_leads(item.text))]
    return [
        *(_said(sheet, kind, items) for (kind, _), items in groups.items()),
        *(finding("first-leads", sheet=sheet, cell=cell, value=rule) for cell, rule in rules),
    ]


def _said(sheet: str, kind: RowKind, items: Sequence[tuple[int, SkippedRow]]) -> Finding:
    rows = "、".join(row_runs([row + 1 for row, _ in items]))
    shown = "、".join(f"{item.cell}“{item.text}”" for _, item in items[:_SHOWN]) + ("等" if len(items) > _SHOWN else "")
    return finding(_CODES.get(kind, "row-remark"), sheet=sheet, cell=items[0][1].cell, rows=f"第{rows}行",
                   what=_LABELS[kind], text=shown)  # fmt: skip


def row_runs(rows: Iterable[int]) -> Iterator[str]:
    """Yield rows as they are named: 3, 5至8."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return (str(first) if first == last else f"{first}至{last}" for first, last in runs)
