"""督办看板 in the open workbook: figures, lists and the tables of its charts, each in its fixed place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import xlwings

from xlplan.office.sheets.blocks import block, put_rows
from xlplan.office.sheets.cell_reading import values_in
from xlplan.office.sheets.cell_values import Value, quoted, shown_value, written
from xlplan.office.sheets.fixed_sheets import Sheets, height_of_row, named_sheet, set_heights
from xlplan.office.sheets.writing_rights import require_unlocked, show_all_rows
from xlplan.status.tables import CALLED
from xlplan.terms.errors import NoTableError
from xlplan.terms.records import record
from xlplan.terms.sheets import (
    DASHBOARD,
    DASHBOARD_HEADINGS,
    DASHBOARD_LISTS,
    DASHBOARD_RANGES,
    DASHBOARD_SILENT,
    DASHBOARD_TITLE,
    DASHBOARD_WORDS,
)


@record(frozen=True, slots=True)
class Shown:
    """The content of one of the tables. An empty title keeps the present one."""

    rows: Sequence[Sequence[Value]]
    title: str = ""


class Dashboard:
    """The sheet. Only its title, figures, words, lists and tables are written."""

    def __init__(self, sheets: Sheets) -> None:
        """Raise NoTableError if the sheet is missing or its tables were moved, NotWritableError if it is locked."""
        self._sheet = named_sheet(sheets, DASHBOARD)
        self._tables = {name: self._sheet.range(place) for name, place in DASHBOARD_RANGES.items()}
        for name, table in self._tables.items():
            first = table.row
            above = block(self._sheet, (first - 1, table.column), (first - 1, _last_column(table)))
            found = (CALLED.get(str(heading), heading) for heading in values_in(above)[0])
            if tuple(found) != DASHBOARD_HEADINGS[name]:
                wanted = above.get_address(False, False)
                raise NoTableError(
                    f"“{DASHBOARD}”的 {wanted} 应当是标题“{'”“'.join(DASHBOARD_HEADINGS[name])}”，现在不是，"
                    "图表会跟错数据，这一步没有做。",
                    f"请在“{DASHBOARD}”里撤销插入或删除的行和列，把标题放回原处。",
                )
        require_unlocked(self._sheet, first, table.column)

    def capacity(self) -> dict[str, int]:
        """Return the number of rows in each table."""
        return {name: int(table.shape[0]) for name, table in self._tables.items()}

    def write(self, title: str, tables: Mapping[str, Shown], silent: Sequence[Value], words: Sequence[str]) -> None:
        """Fill the tables. Rows without data are hidden, so that charts leave them out.

        `silent` stands below the numbers of the lights, `words` in the lines below.
        """
        show_all_rows(self._sheet)
        self._sheet.range(DASHBOARD_TITLE).value = written(title)
        for name, shown in tables.items():
            self._fill(self._tables[name], shown)
        below, lines = self._sheet.range(DASHBOARD_SILENT), self._sheet.range(DASHBOARD_WORDS)
        if below[0, 0].merge_cells:
            # A workbook from before there was this row: its lines stand one higher.
            lines = lines.offset(-1, 0)
        else:
            put_rows(below, [[None, *map(written, silent)]])
        put_rows(lines, [[written(text)] for text in words])
        left, right = self._tables["figures"].column, _last_column(self._tables["figures"])
        widths = {column: float(block(self._sheet, (1, column)).column_width or 0) for column in range(left, right + 1)}
        set_heights(lines, [height_of_row([(text, sum(widths.values()))]) for text in words])
        for name in (*DASHBOARD_LISTS, "projects", "departments"):
            self._fit(self._tables[name], tables[name].rows, widths, merged=name in DASHBOARD_LISTS)

    def _fill(self, table: xlwings.Range, shown: Shown) -> None:
        height, width = table.shape
        blank: list[Value] = [None] * width
        rows = [*shown.rows, *[blank] * (height - len(shown.rows))]
        put_rows(table, [[written(value) for value in row] for row in rows])
        first, last = table.row, table.row + height - 1
        if shown.title:
            block(self._sheet, (first - 2, table.column)).value = written(shown.title)
        used = first + max(1, len(shown.rows)) - 1
        block(self._sheet, (first, table.column), (used, table.column)).rows.hidden = False
        if used < last:
            block(self._sheet, (used + 1, table.column), (last, table.column)).rows.hidden = True

    def _fit(
        self, table: xlwings.Range, rows: Sequence[Sequence[Value]], widths: Mapping[int, float], *, merged: bool
    ) -> None:
        """Fit the rows of a table to its texts; `merged`: its last cell is, up to the last column, and no program fits such cells."""
        last = _last_column(table)
        wide = sum(width for column, width in widths.items() if column >= last) if merged else widths[last]
        columns = [*(widths[column] for column in range(table.column, last)), wide]
        heights = [
            height_of_row([(shown_value(value), width) for value, width in zip(row, columns, strict=True)])
            for row in rows
        ]
        set_heights(table[: len(rows), 0], heights)

    def place(self, name: str) -> str:
        """Return where a link finds the title of a table."""
        table = self._tables[name]
        return (
            f"#{quoted(self._sheet.name)}!{block(self._sheet, (table.row - 2, table.column)).get_address(False, False)}"
        )

    def show(self) -> None:
        """Bring the sheet to the front, the numbers at its top in sight, wherever somebody was reading before."""
        self._sheet.activate()
        self._sheet.range(DASHBOARD_TITLE).select()


def _last_column(table: xlwings.Range) -> int:
    return int(table.column + table.shape[1] - 1)
