"""Where a responsibility table lies in its sheet, and what its rows hold: found by headings rather than positions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from xlplan.terms.cells import CellValue, Grid, as_text, cell_name, column_letters, filled_rows, is_blank
from xlplan.terms.errors import NoTableError
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import PLAN_HEADINGS, RESULT_SHEETS, plan_field
from xlplan.terms.sheets import PLAN
from xlplan.terms.text import fold

_HEADING_ROWS: Final = 40
_FOOTNOTE = re.compile(r"^(注|备注|说明|填表说明|附注)")
# In the column of the contents a task may well begin with 说明.
_PLAIN_FOOTNOTE = re.compile(r"^(注|备注|说明|填表说明|附注)\d{0,2}[:：]")
_WORDS = re.compile(r"[\u4e00-\u9fff]{3}")
ATTACHMENT = re.compile(r"^附件\d*$")


class Cell(NamedTuple):
    """What a task's cell says: `name` (A1) is where it is written, which for a shared cell is the top of its area."""

    text: str
    name: str
    shared: bool = False
    value: CellValue = None


@dataclass
class Table:
    """Where a table lies in its grid; rows and columns count from 0. `findings` and `skipped` grow while it is read."""

    grid: Grid
    heading_row: int
    first_row: int
    columns: dict[Field, int]
    findings: list[Finding]
    skipped: dict[int, Finding] = field(default_factory=dict)
    """What is said of the rows that are no task."""


def _recognised(grid: Grid, row: int) -> dict[int, Field]:
    values = grid.rows[row] if row < len(grid.rows) else ()
    named = ((column, plan_field(value)) for column, value in enumerate(values) if isinstance(value, str))
    return {column: name for column, name in named if name}


def table_in(grid: Grid) -> Table | None:
    """Find the table of a sheet. Its heading row has the most known headings, 主要内容 and 执行部门 among them."""
    best: tuple[int, int, dict[int, Field]] | None = None
    for row in range(min(_HEADING_ROWS, len(grid.rows))):
        found = _recognised(grid, row)
        first = row + 1
        # A second heading row (牵头单位 and 配合单位 under 责任单位) says it more exactly: under headings merged sideways,
        # or where it holds headings alone.
        under = _recognised(grid, row + 1)
        filled = [value for value in grid.rows[row + 1] if not is_blank(value)] if row + 1 < len(grid.rows) else []
        wide = {column for area in grid.merges if area.top == area.bottom == row and area.right > area.left
                for column in range(area.left, area.right + 1)}  # fmt: skip
        below = under if 1 < len(under) == len(filled) else {c: name for c, name in under.items() if c in wide}
        both = {column: name for column, name in found.items() if column not in wide} | below
        # A row that adds nothing to the one below is the title.
        if below and len(both) > len(under):
            found = both
            first += 1
        if {Field.CONTENT, Field.LEAD} <= set(found.values()) and (best is None or len(found) > len(best[2])):
            best = (row, first, found)
    if best is None:
        return None
    row, first, found = best
    chosen, findings = _choose(grid, row, first, found)
    return Table(grid, row, first, chosen, findings)


def _choose(grid: Grid, row: int, first: int, found: Mapping[int, Field]) -> tuple[dict[Field, int], list[Finding]]:
    """Choose one column for each identifier, the fixed heading before an alias; doubles and unknown headings are findings."""

    def heading(column: int) -> str:
        return next((text for r in range(first - 1, row - 1, -1) if (text := as_text(grid.at(r, column)).strip())), "")

    chosen: dict[Field, int] = {}
    findings: list[Finding] = []
    for name in dict.fromkeys(found.values()):
        places = [column for column in found if found[column] == name]
        places.sort(key=lambda column: heading(column) != PLAN_HEADINGS[name])
        chosen[name] = places[0]
        exact_id = name is Field.ID and heading(places[0]) == PLAN_HEADINGS[Field.ID]
        if len(places) > 1 and not exact_id:
            named = {column: f"{cell_name(row, column)}“{heading(column)}”" for column in places}
            findings.append(
                finding(
                    "column-twice", sheet=grid.sheet, cell=cell_name(first - 1, places[1]), field=name,
                    heading=PLAN_HEADINGS[name], columns="、".join(named[column] for column in sorted(places)),
                    used=named[places[0]],
                )
            )  # fmt: skip
    for column in range(len(grid.rows[row])):
        text = heading(column)
        if text and column not in found:
            findings.append(
                finding("column-unknown", sheet=grid.sheet, cell=cell_name(row, column), heading=text.replace("\n", ""))
            )
    return chosen, findings


def find_table(grids: Sequence[Grid]) -> Table:
    """Find 分工表, else the table with most columns; findings name the others. Raise NoTableError for none."""
    tables = [table for grid in grids if (table := table_in(grid))]
    if not tables:
        names = "、".join(grid.sheet for grid in grids) or "没有工作表"
        raise NoTableError(
            f"没有找到分工表（看过：{names}）。",
            "请确认表中有一行标题，其中至少有“主要内容”和“执行部门”（或工作任务、责任单位等写法）。",
        )
    chosen = max(tables, key=lambda table: (table.grid.sheet == PLAN, len(table.columns)))
    for other in tables:
        count = 0 if other is chosen or other.grid.sheet in RESULT_SHEETS else len(list(task_rows(other)))
        if count:
            place = cell_name(other.heading_row, min(other.columns.values()))
            chosen.findings.append(
                finding("table-second", sheet=other.grid.sheet, cell=place, value=other.grid.sheet, count=count,
                        used=chosen.grid.sheet)
            )  # fmt: skip
    return chosen


def title_above(table: Table) -> str:
    """Return the document's title: the longest line above the headings."""
    lines = []
    for row in range(table.heading_row):
        texts = [as_text(value).strip() for value in table.grid.rows[row] if not is_blank(value)]
        lines += [text for text in texts[:1] if not ATTACHMENT.match(fold(text))]
    return max(lines, key=len, default="").replace("\n", "")


def task_rows(table: Table) -> Iterator[tuple[int, dict[Field, Cell]]]:
    """Yield the rows that hold a task; a finding names those that hold something else."""
    grid = table.grid
    anchors = grid.anchors()
    wide = {cell_name(area.top, area.left) for area in grid.merges if area.right - area.left >= 2}
    columns = [(name, column, column_letters(column)) for name, column in table.columns.items()]
    for row in filled_rows(grid):
        if row < table.first_row:
            continue
        values = grid.rows[row]
        width = len(values)
        cells: dict[Field, Cell] = {}
        own: list[Cell] = []
        for name, column, letters in columns:
            top, left = anchors.get((row, column), (row, column)) if anchors else (row, column)
            # Shared downwards only: what is merged sideways belongs to its first column.
            if top != row and left == column:
                value = grid.at(top, column)
                cells[name] = Cell(as_text(value).replace("\r\n", "\n"), f"{letters}{top + 1}", True, value)
                continue
            value = values[column] if column < width else None
            text = value if isinstance(value, str) else as_text(value)
            cell = cells[name] = Cell(
                text.replace("\r\n", "\n") if "\r" in text else text, f"{letters}{row + 1}", False, value
            )
            if not is_blank(value):
                own.append(cell)
        if not own:
            continue
        if _no_task(cells, own, wide):
            first = min(own, key=lambda cell: (len(cell.name), cell.name))
            text = " ".join(first.text.split())[:30]
            table.skipped[row] = finding("row-skipped", sheet=grid.sheet, cell=first.name, row=row + 1, text=text)
            continue
        yield row + 1, cells


def is_footnote(text: str) -> bool:
    """Return True if a text that stands alone in a row reads as a remark on the table."""
    return bool(_FOOTNOTE.match(text))


def _no_task(cells: Mapping[Field, Cell], own: Sequence[Cell], wide: Set[str]) -> bool:
    """Return True for a section's title, a footnote, or the headings over again; `wide` are cells merged sideways."""
    if len(own) > 1:
        return all(plan_field(cell.text) == name for name, cell in cells.items() if not is_blank(cell.value))
    if any(cell.shared and cell.text for cell in cells.values()):
        return False
    text = own[0].text.strip()
    if own[0].name in wide or _PLAIN_FOOTNOTE.match(text):
        return True
    if own[0] is cells.get(Field.ID):
        return bool(_WORDS.search(fold(text)) or _FOOTNOTE.match(text))
    return own[0] is not cells.get(Field.CONTENT) and bool(_FOOTNOTE.match(text))
