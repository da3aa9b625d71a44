"""What is said of a table where the eye sees something else than its cells hold: hidden, struck through, beside the cells."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from typing import Final

from xlplan.plan.row_kinds import row_runs
from xlplan.plan.table import Table
from xlplan.terms.cells import CellValue, Grid, Overlay, OverlayKind, as_text, cell_name, column_letters, is_blank
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.number_text import shown_number

HIDDEN_CODES: Final = frozenset({"sheet-hidden", "row-hidden", "column-hidden", "cell-struck"})
"""Of what is read all the same, or left out, though somebody may not know of it."""
FINDING_NOTE: Final = "【校验】"
"""How the notes begin that 校验 puts on the cells of a table: they are none of the office's."""
_SHOWN: Final = 12
_LONGEST: Final = 60


def as_seen(grid: Grid) -> Grid:
    """Return a grid as the eye sees it: without struck words, numbers as their formats show them (2026.10), as far as certain."""
    grid = grid.unstruck()
    told: dict[int, list[CellValue]] = {}
    for (row, column), code in (grid.formats or {}).items():
        value = grid.at(row, column)
        if not isinstance(value, float) or (shown := shown_number(value, code)) in (None, as_text(value)):
            continue
        told.setdefault(row, list(grid.rows[row]))[column] = shown
    return replace(grid, rows=[told.get(n, row) for n, row in enumerate(grid.rows)]) if told else grid


def sight_findings(table: Table, rows: Collection[int]) -> list[Finding]:
    """Return what is said of a table and those that follow it on its sheet; `rows` are those of tasks, from 0."""
    return [
        *_hidden_sheet(table.grid), *_hidden_rows(table, rows), *_hidden_columns(table, rows), *_struck(table),
        *overlay_findings(table.grid),
    ]  # fmt: skip


def _hidden_sheet(grid: Grid) -> Iterator[Finding]:
    if grid.hidden:
        yield finding("sheet-hidden", sheet=grid.sheet, value=grid.sheet)


def _hidden_rows(table: Table, rows: Collection[int]) -> Iterator[Finding]:
    hidden = sorted(table.grid.sight.hidden_rows & set(rows))
    if hidden:
        places = [(row, table.columns[Field.CONTENT]) for row in hidden]
        yield finding("row-hidden", sheet=table.grid.sheet, cell=cell_name(*places[0]), rows=f"第{'、'.join(row_runs(row + 1 for row in hidden))}行",
                      text=_listed(places, lambda place: as_text(table.grid.at(*place))))  # fmt: skip


def _hidden_columns(table: Table, rows: Collection[int]) -> Iterator[Finding]:
    grid = table.grid
    hidden = [
        column
        for column in sorted(grid.sight.hidden_columns)
        if column in table.heads or any(not is_blank(grid.at(row, column)) for row in rows)
    ]
    if hidden:
        named = "、".join(f"{column_letters(column)}列“{table.heads.get(column, '')}”" for column in hidden)
        yield finding(
            "column-hidden", sheet=grid.sheet, cell=cell_name(max(table.first_row - 1, 0), hidden[0]), columns=named
        )


def _struck(table: Table) -> Iterator[Finding]:
    """Name the words that are struck through; rows whose task is are named as rows."""
    told = {row for part in table.parts for row in part.skipped}
    cells = {place: item for place, item in table.grid.sight.struck.items() if place[0] not in told}
    for gone in (False, True):
        places = sorted(place for place, item in cells.items() if bool(item.left) is not gone)
        if places:
            yield finding("cell-struck", sheet=table.grid.sheet, cell=cell_name(*places[0]),
                          text=_listed(places, lambda place: cells[place].gone),
                          how="整格按空白处理" if gone else "只读没有画掉的部分")  # fmt: skip


def overlay_findings(grid: Grid) -> Iterator[Finding]:
    """Yield what stands beside the cells of a sheet: each comment and text box, and all pictures together."""
    for each in _of(grid, OverlayKind.COMMENT):
        if not each.text.startswith(FINDING_NOTE):
            yield finding("cell-comment", sheet=grid.sheet, cell=_place(each), value=shown_text(each.text))
    for each in _of(grid, OverlayKind.BOX):
        yield finding("sheet-box", sheet=grid.sheet, cell=_place(each), value=shown_text(each.text))
    if pictures := _of(grid, OverlayKind.PICTURE):
        places = "、".join(dict.fromkeys(_place(each) for each in pictures[:_SHOWN]))
        yield finding("sheet-picture", sheet=grid.sheet, cell=_place(pictures[0]), count=len(pictures), cells=places)


def _of(grid: Grid, kind: OverlayKind) -> list[Overlay]:
    return [each for each in grid.sight.overlays if each.kind is kind]


def _place(overlay: Overlay) -> str:
    return cell_name(overlay.row, overlay.column)


def _listed(places: Iterable[tuple[int, int]], text: Callable[[tuple[int, int]], str]) -> str:
    named = [f"{cell_name(*place)}“{shown_text(text(place))}”" for place in places]
    return "、".join(named[:_SHOWN]) + (f"等{len(named)}处" if len(named) > _SHOWN else "")


def shown_text(text: str) -> str:
    """Return a text on one line, as far as a finding shows it."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
