"""What is said of a returned sheet where the eye sees something else than its cells hold: hidden, struck through, beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from xlplan.returns.rows import CELL_TEXT, TaskTable, is_summary, listed_cells
from xlplan.returns.sheet import ReturnedRow
from xlplan.terms.cells import CellValue, OverlayKind, Struck, cell_name, cell_place, is_blank, shown_cell
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import CLOSED_MARK, ITEM_WORDS, REPORTED_COLUMNS
from xlplan.terms.sheets import SEND_BACK_AUTHOR
from xlplan.terms.text import fold

_SHOWN: Final = 60


def without_struck(table: TaskTable) -> TaskTable:
    """Return a task table without the reported words that are struck through."""
    struck = _struck(table)
    if not struck:
        return table
    sight = replace(table.grid.sight, struck=struck)
    return table._replace(grid=replace(replace(table.grid, sight=sight).unstruck(), sight=sight))


def _struck(table: TaskTable) -> dict[tuple[int, int], Struck]:
    """Return the struck words of reported cells.

    A withdrawn task's row went out struck through, its content too; the mark in its 状态 shows that it did, and in a 综述
    row that in its 本期进展, the only one that is not marked there otherwise. All cells that are to be filled in went out
    marked so: a department that strikes its row through may write the mark in a few.
    """
    struck, content = table.grid.sight.struck, table.columns.get(Field.CONTENT, -1)
    columns = {table.columns[name] for name in REPORTED_COLUMNS if name in table.columns}
    width = max(table.columns.values(), default=0) + 1

    def sent_so(row: int) -> bool:
        cells = [table.grid.at(row, column) for column in range(width)]
        marked = Field.PROGRESS if is_summary(cells, table.columns) else Field.STATE
        marks = sum(cells[column] == CLOSED_MARK for column in columns)
        return (
            (row, content) in struck
            and 2 * marks > len(columns)
            and table.columns.get(marked) in columns
            and cells[table.columns[marked]] == CLOSED_MARK
        )

    return {
        place: item
        for place, item in struck.items()
        if place[0] > table.heading_row and place[1] in columns and not sent_so(place[0])
    }


def sight_reasons(table: TaskTable, rows: Sequence[ReturnedRow], known: Collection[str]) -> Iterator[Finding]:
    """Yield what is said of a task table that was read `without_struck`; comments with a `known` text (folded) are none."""
    grid, sight = table.grid, table.grid.sight
    tasks = {cell_place(row.cell)[0]: row.task for row in rows}
    if grid.hidden:
        yield finding("return-sheet-hidden", sheet=grid.sheet, value=grid.sheet)
    fields = {table.columns[name]: name for name in REPORTED_COLUMNS if name in table.columns}
    for (row, column), item in sorted(_struck(table).items()):
        task = tasks.get(row) or None
        yield finding("return-struck", sheet=grid.sheet, cell=cell_name(row, column), task=task, field=fields[column],
                      task_id=task or "（无编号）", heading=ITEM_WORDS[fields[column]], value=item.gone[:CELL_TEXT])  # fmt: skip
    if sight.hidden_rows or sight.hidden_columns:
        filled = [
            (row, column) for row in sorted(tasks) for column in sorted(fields) if not _nothing(grid.at(row, column))
        ]
        rows_hidden = [place for place in filled if place[0] in sight.hidden_rows]
        columns_hidden = [place for place in filled if place[1] in sight.hidden_columns and place not in rows_hidden]
        yield from _hidden(table, "return-rows-hidden", rows_hidden)
        yield from _hidden(table, "return-columns-hidden", columns_hidden)
    for each in sight.overlays:
        mine = SEND_BACK_AUTHOR in (each.author, each.text.lstrip()[: len(SEND_BACK_AUTHOR)])
        mine = mine or (not each.author and each.row <= table.heading_row)
        if each.kind is OverlayKind.COMMENT and not mine and fold(each.text) not in known:
            yield _beside(table, "return-comment", each.row, each.column, each.text, tasks)
        elif each.kind is OverlayKind.BOX:
            yield _beside(table, "return-box", each.row, each.column, each.text, tasks)
    pictures = sorted({cell_name(each.row, each.column) for each in sight.overlays if each.kind is OverlayKind.PICTURE})
    if pictures:
        yield finding("return-pictures", sheet=grid.sheet, cell=pictures[0], value="、".join(pictures[:20]))


def _nothing(value: CellValue) -> bool:
    return is_blank(value) or value == CLOSED_MARK


def _hidden(table: TaskTable, code: str, places: Sequence[tuple[int, int]]) -> Iterator[Finding]:
    if places:
        cells = [(cell_name(*place), shown_cell(table.grid.at(*place))) for place in places]
        yield finding(code, sheet=table.grid.sheet, cell=cells[0][0], cells=listed_cells(cells))


def _beside(table: TaskTable, code: str, row: int, column: int, text: str, tasks: dict[int, str]) -> Finding:
    line = " ".join(text.split())
    task = tasks.get(row) or None
    return finding(code, sheet=table.grid.sheet, cell=cell_name(row, column), task=task,
                   value=line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…")  # fmt: skip
