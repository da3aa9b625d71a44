"""What of a source stands nowhere in the new workbook: nothing is left out without a word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xlplan.plan.importing.model import MovedText
from xlplan.plan.importing.record import ImportRecord, listed_within, sample, short
from xlplan.plan.importing.running_text import has_tasks
from xlplan.plan.importing.table_parts import TablePart
from xlplan.plan.row_kinds import skip_findings
from xlplan.plan.sight import overlay_findings, sight_findings
from xlplan.plan.table import table_in
from xlplan.terms.cells import cell_name, is_blank

_LONGEST: Final = 200
"""Characters of one line that a finding shows."""
_ROOM: Final = 4_000
"""Characters of all of them: what a cell of 校验结果 shows well."""


def _task_rows(parts: Sequence[TablePart]) -> list[int]:
    return [row for part in parts for row in part.rows]


def say_what_is_left(record: ImportRecord, parts: Sequence[TablePart]) -> None:
    """Name every cell of the source that stands nowhere in the new workbook, by row; name a table that was not taken once."""
    plan = record.plan
    done = plan.first_leads and record.choice.first_leads
    taken: dict[str, list[TablePart]] = {}
    for part in parts:
        taken.setdefault(part.table.grid.sheet, []).append(part)
    for grid in record.source.grids:
        filled = [
            (row, column) for row, values in enumerate(grid.rows) for column, v in enumerate(values) if not is_blank(v)
        ]
        left: dict[int, list[int]] = {}
        for row, column in filled:
            to = record.where.get((grid.sheet, row, column))
            if moved := record.moved(grid.sheet, row, column):
                plan.moved.append(moved)
            if to is None and (grid.sheet, row, column) not in record.known:
                left.setdefault(row, []).append(column)
        if grid.sheet not in taken:
            if filled:
                code = "import-table-left" if table_in(grid, record.choice.columns) else "import-sheet-left"
                record.add_finding(
                    code,
                    grid.sheet,
                    cell_name(*filled[0]),
                    count=len(filled),
                    text=sample(grid, filled),
                    how="（隐藏的工作表）" if grid.hidden else "",
                )
            plan.findings += map(record.named, overlay_findings(grid))
            continue
        for part in taken[grid.sheet]:
            table = part.table
            for row in table.skipped:
                left.pop(row, None)
            for row in [row for row in left if row >= table.heading_row]:
                left[row] = [column for column in left[row] if not any(column in span for span in table.beside)]
            said = skip_findings(grid.sheet, part.table.skipped)
            plan.findings += [record.named(item) for item in said if not (done and item.code == "first-leads")]
        plan.findings += map(record.named, sight_findings(taken[grid.sheet][0].table, _task_rows(taken[grid.sheet])))
        for row, columns in left.items():
            if not columns:
                continue
            cells = [(row, column) for column in columns]
            record.add_finding("import-cells-left", grid.sheet, cell_name(*cells[0]), text=sample(grid, cells, _ROOM))
    used = {(place.sheet, place.cell) for place in plan.moved}
    lines = [line for each in (*record.source.above.values(), record.source.after) for line in each]
    rest = [line for line in lines if (line.sheet, line.place) not in used]
    plan.moved += [MovedText(line.sheet, line.place, None) for line in rest]
    if tasks := has_tasks(rest):
        record.add_finding(
            "import-text-left",
            tasks[0].sheet,
            tasks[0].place,
            count=len(tasks),
            text=f"{tasks[0].place}“{short(tasks[0].text, 40)}”",
        )
    if rest:
        shown = listed_within([f"{line.place}“{short(line.text, _LONGEST)}”" for line in rest], _ROOM)
        record.add_finding("import-lines-left", rest[0].sheet, rest[0].place, count=len(rest), text=shown)
