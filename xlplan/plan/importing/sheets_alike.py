"""Several sheets of a workbook that hold one table in parts: one sheet for each office, or for each project."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xlplan.plan.heading_rows import ByHand
from xlplan.plan.importing.by_hand import table_headings
from xlplan.plan.table import Table, table_in
from xlplan.plan.table_rows import all_task_rows
from xlplan.plan.title import TextLine, head_of
from xlplan.terms.cells import Grid, as_text, cell_name, is_blank
from xlplan.terms.fields import Field
from xlplan.terms.headings import RESULT_SHEETS
from xlplan.terms.patterns import pattern_of
from xlplan.terms.sheets import PLAN
from xlplan.terms.text import Folded, fold

# What was before, or shows only how to fill in a sheet.
_ASIDE: Final = pattern_of(
    r"[旧原]|上年|去年|往年|历史|备份|副本|草稿|初稿|作废|废止|模板|样[表例]|示例|范例|空[白表]|参考|测试|\(\d\)"
)
_NO_NAME: Final = pattern_of(r"(?:sheet|table|工作表|表格?)\s*\d*$")
_YEAR: Final = pattern_of(r"(?:19|20)\d\d")
_SHORTEST_TITLE: Final = 6


def tables_alike(best: Table, tables: Sequence[Table], by_hand: ByHand) -> list[Table]:
    """Return the tables that are read together with `best`, in their order, itself included.

    They show, have the same headings but for some that one of them lacks, are of the same year, and hold tasks of
    their own: a sheet whose tasks stand in another one too is a copy.
    """
    if best.grid.sheet == PLAN or _aside(best):
        return [best]
    together = [best]
    seen = _tasks(best, by_hand)
    for other in tables:
        if other is best or other.grid.hidden or _aside(other) or not _same_headings(best, other):
            continue
        own = _tasks(other, by_hand)
        if own and 2 * len(own & seen) < min(len(own), len(seen)) and len(_years(best) | _years(other)) < 2:
            together.append(other)
            seen |= own
    return [table for table in tables if table in together]


def title_line(table: Table) -> TextLine | None:
    """Return the title of the project that a sheet of several is about: its own name, else the title in it."""
    title = _title(table)
    if _NO_NAME.match(fold(table.grid.sheet)):
        return title
    if title:
        return TextLine(table.grid.sheet, title.sheet, title.place, at=title.at)
    return TextLine(table.grid.sheet, table.grid.sheet, "")


def title_of_all(title: str, sheet: str) -> str:
    """Return the title of a plan out of that of its first sheet: without the name of the sheet, where enough is left."""
    rest = title.replace(sheet, "").strip("-—－:：（）() ")
    return rest if len(rest) >= _SHORTEST_TITLE else ""


def _aside(table: Table) -> bool:
    sheet = fold(table.grid.sheet)
    return bool(_ASIDE.search(sheet)) or table.grid.sheet in RESULT_SHEETS


def _same_headings(one: Table, other: Table) -> bool:
    first, second = table_headings(one), table_headings(other)
    needed = {Field.CONTENT, Field.LEAD}
    return (first <= second or second <= first) and needed <= one.columns.keys() & other.columns.keys()


def _tasks(table: Table, by_hand: ByHand) -> set[tuple[Folded, Folded]]:
    """Return what is to be done by whom, in all parts of a sheet."""
    # Reading notes in a table what it left out: here one that nobody uses further.
    read = table_in(table.grid, by_hand)
    return {
        (fold(cells[Field.CONTENT].text), fold(cells[Field.LEAD].text))
        for part in (read.parts if read else ())
        for _, cells in all_task_rows(part)
        if cells[Field.CONTENT].text.strip() and cells[Field.LEAD].text.strip()
    }


def _years(table: Table) -> set[str]:
    title = _title(table)
    return set(_YEAR.findall(fold(f"{table.grid.sheet} {title.text if title else ''}")))


def _title(table: Table) -> TextLine | None:
    lines = list(lines_above(table.grid, table.heading_row))
    return next(iter(head_of(lines).title), None)


def lines_above(grid: Grid, until: int) -> list[TextLine]:
    """Return the cells above a row as lines."""
    return [
        TextLine(as_text(value).strip(), grid.sheet, cell_name(row, column), at=(row, column))
        for row in range(until)
        for column, value in enumerate(grid.rows[row])
        if not is_blank(value)
    ]
