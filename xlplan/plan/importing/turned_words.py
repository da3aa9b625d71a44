"""What is said of a table that was turned to have one row a task, in the words of the file that it stands in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from xlplan.plan.row_kinds import row_runs
from xlplan.terms.cells import Sight, cell_name, column_letters
from xlplan.terms.records import record

Place = tuple[int, int]

_NAMED_CELL: Final = re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,3}[1-9]\d{0,4}(?=“)")
_NAMED_ROWS: Final = re.compile(r"第(\d+(?:至\d+)?(?:、\d+(?:至\d+)?)*)行")
_NAMED_COLUMN: Final = re.compile(r"(?<![A-Za-z0-9])([A-Z]{1,3})列(?=“)")


@record(frozen=True)
class TurnedWords:
    """Where the cells (A1), rows and columns of such a table stand in the file; `lies`: its rows are the file's columns."""

    cells: Mapping[str, str]
    rows: Mapping[str, str]
    columns: Mapping[str, str]
    lies: bool = False

    def cell(self, name: str) -> str:
        """Name a cell as it is in the file."""
        return self.cells.get(name, name)

    def text(self, message: str) -> str:
        """Name cells, rows and columns in what is said of the table as they are in the file: A2“责任单位”, 第4行“配合单位”."""
        message = _NAMED_CELL.sub(lambda found: self.cell(found[0]), message)
        message = _NAMED_ROWS.sub(lambda found: self._rows(found[1]) or found[0], message)
        return _NAMED_COLUMN.sub(lambda found: self.columns.get(found[1], found[0]), message)

    def hint(self, text: str) -> str:
        """Say what to do with hidden rows or columns of the table with the file's columns, rows or cells."""
        if self.lies:
            return text.replace("这些行", "这些列").replace("这一列", "这一行")
        return text.replace("删去这一列", "清空这几格")

    def _rows(self, runs: str) -> str:
        found = []
        for run in runs.split("、"):
            first, _, last = run.partition("至")
            found += [self.rows.get(str(row), "") for row in range(int(first), int(last or first) + 1)]
        return "、".join(dict.fromkeys(found)) if all(found) else ""


def words_of(places: Mapping[Place, Place], sight: Sight, lies: bool) -> TurnedWords:
    """Return the words for a table whose cells stand in such places of the file (0-based, made → file).

    Of a form, a column is named by the file's row or column that is hidden, by that of its label if none is.
    """
    rows, columns = {}, {}
    stands: dict[int, set[int]] = {}
    for (down, _), (row, _) in places.items():
        stands.setdefault(down, set()).add(row + 1)
    runs = {down: "、".join(row_runs(sorted(numbers))) for down, numbers in stands.items()}
    for (down, right), (row, column) in places.items():
        made, letters = column_letters(right), f"{column_letters(column)}列"
        rows[str(down + 1)] = letters if lies else f"第{runs[down]}行"
        if lies or row in sight.hidden_rows:
            columns[made] = f"第{row + 1}行"
        elif column in sight.hidden_columns:
            columns[made] = letters
        else:
            columns.setdefault(made, letters)
    cells = {cell_name(*at): cell_name(*place) for at, place in places.items()}
    return TurnedWords(cells, rows, columns, lies)
