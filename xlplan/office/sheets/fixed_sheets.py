"""The fixed sheets for results: whole tables are written at once, found by their headings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import xlwings

from xlplan.files.papers.style import row_height_capped
from xlplan.office.hosts.marks import named_area
from xlplan.office.sheets.blocks import block, extent, put_rows
from xlplan.office.sheets.cell_reading import values_in
from xlplan.office.sheets.cell_values import Link, Row, Value, quoted, shown_value, written
from xlplan.office.sheets.writing_rights import require_unlocked, show_all_rows
from xlplan.plan.setting_cells import setting_places
from xlplan.plan.settings import read_day
from xlplan.terms.cells import CellValue, as_text, cell_name, is_blank
from xlplan.terms.errors import NoTableError
from xlplan.terms.headings import OPTIONAL_RESULT_COLUMNS, RESULT_SHEETS
from xlplan.terms.setting_items import SETTING_HEADINGS, SETTING_ITEMS
from xlplan.terms.sheets import CONSOLE, NAME_LAST_RESULTS, NAME_OPERATOR, NOT_PRESSED, SETTINGS

# The heading row is searched in this many rows, and in this many columns more than there are headings.
_HEAD_ROWS: Final = 12
_SPARE_COLUMNS: Final = 12


# At most this many stretches of rows get their own height, with one call each.
_MOST_RUNS: Final = 25
# In points: if all rows would have to be higher than this, the program fits them.
_HIGH: Final = 90.0
# In characters; a narrower column was hidden by the user.
_NARROWEST: Final = 5.0


Sheets = Mapping[str, xlwings.Sheet]
"""The sheets of a workbook by their names."""


def named_sheet(sheets: Sheets, name: str) -> xlwings.Sheet:
    """Return a sheet of the workbook. Raise NoTableError if it is missing."""
    if name not in sheets:
        raise NoTableError(
            f"工作簿里没有“{name}”这张工作表，可能被改了名或删掉了，这一步没有做。",
            f"请把它的名称改回“{name}”；若已删除，请不要保存，关闭后重新打开；"
            "仍然没有时，请保存并关闭工作簿，运行 xlplan upgrade 工作簿，用旁边新生成的那份。",
        )
    return sheets[name]


class ResultSheet:
    """A sheet that lists results, with its headings wherever they stand now."""

    def __init__(self, sheets: Sheets, name: str) -> None:
        """Raise NoTableError if the sheet or a heading of it is missing, NotWritableError if it is locked."""
        self.name = name
        self._sheet = named_sheet(sheets, name)
        headings = RESULT_SHEETS[name]
        wide = len(headings) + _SPARE_COLUMNS
        top = values_in(block(self._sheet, (1, 1), (_HEAD_ROWS, wide)))
        row, found = max(
            ((number, _places(line, headings)) for number, line in enumerate(top, 1)), key=lambda item: len(item[1])
        )
        if absent := [
            heading for field, heading in headings.items() if field not in {*found, *OPTIONAL_RESULT_COLUMNS}
        ]:
            raise NoTableError(
                f"“{name}”里找不到标题“{'”“'.join(absent)}”，不知道结果该写在哪一列，这一步没有做。",
                f"请在“{name}”的标题行里把这些标题补回来（列的次序可以变）。",
            )
        self._first = row + 1
        self._columns = found
        self._last = max(extent(self._sheet)[0], row)
        self._heights: list[float] = []
        self._emptied: tuple[int, int] | None = None
        require_unlocked(self._sheet, row, min(found.values()))

    def _blocks(self) -> Iterator[list[str]]:
        """Yield identifiers of neighbouring columns; a column of the user's own between them is left alone."""
        fields: list[str] = []
        for field in sorted(self._columns, key=self._columns.__getitem__):
            if fields and self._columns[field] != self._columns[fields[-1]] + 1:
                yield fields
                fields = []
            fields.append(field)
        yield fields

    def _range(self, fields: Sequence[str], first: int, last: int) -> xlwings.Range:
        return block(self._sheet, (first, self._columns[fields[0]]), (last, self._columns[fields[-1]]))

    def read(self) -> list[dict[str, CellValue]]:
        """Return the listed rows as values by identifier."""
        rows: list[dict[str, CellValue]] = [{} for _ in range(self._first, self._last + 1)]
        if rows:
            for fields in self._blocks():
                cells = self._range(fields, self._first, self._last)
                for row, values in zip(rows, values_in(cells), strict=True):
                    row.update(zip(fields, values, strict=True))
        return [row for row in rows if not all(map(is_blank, row.values()))]

    def between(self, first: int, last: int) -> list[dict[str, CellValue]]:
        """Return what is listed in these rows of the sheet, which count from 1."""
        return self.read()[max(first - self._first, 0) : max(last + 1 - self._first, 0)]

    def places(self, count: int, field: str) -> list[str]:
        """Return where links find a column of the first rows, as many as `count`."""
        column, sheet = self._columns[field] - 1, quoted(self._sheet.name)
        return [f"#{sheet}!{cell_name(self._first - 1 + number, column)}" for number in range(count)]

    def select(self, number: int, field: str) -> None:
        """Put the cursor into a column of a listed row; rows count from 0."""
        self._sheet.activate()
        block(self._sheet, (self._first + number, self._columns[field])).select()

    def write(self, rows: Sequence[Row]) -> None:
        """List these rows in place of the earlier ones."""
        after = self._first + len(rows)
        show_all_rows(self._sheet)
        if self._last >= self._first:
            # Some may have been hidden by hand.
            self._range(list(self._columns)[:1], self._first, max(self._last, after)).rows.hidden = False
        for fields in self._blocks():
            if rows:
                put_rows(
                    self._range(fields, self._first, after - 1),
                    [[written(row.get(field)) for field in fields] for row in rows],
                )
            if self._last >= after:
                self._range(fields, after, self._last).clear_contents()
        self._emptied = (after, self._last) if self._last >= after else None
        self._last = after - 1
        widths = {field: block(self._sheet, (1, column)).column_width or 0 for field, column in self._columns.items()}
        # Only texts are broken into lines: days and numbers never are.
        self._heights = [
            height_of_row((text, width) for field, width in widths.items() if (text := _text_of(row.get(field))))
            for row in rows
        ]

    def fit(self) -> None:
        """Fit the rows to their texts. Call it while the program repaints: otherwise Calc fits nothing.

        Each different height costs a call, so rows of a long list may be higher than their texts. The programs' own
        fitting takes a third of a second, and is used only for too many long texts.
        """
        column = next(iter(self._columns.values()))
        if self._emptied:
            first, last = self._emptied
            block(self._sheet, (first, column), (last, column)).row_height = height_of_row(())
        if not self._heights:
            return
        every = block(self._sheet, (self._first, column), (self._last, column))
        if _plan_heights(self._heights)[0] > _HIGH:
            every.rows.autofit()
        else:
            set_heights(every, self._heights)

    def show(self) -> None:
        """Bring the sheet to the front, the first of its rows in sight, wherever somebody was reading before."""
        self._sheet.activate()
        block(self._sheet, (self._first, min(self._columns.values()))).select()


def _text_of(value: Value) -> str:
    """Return the text that a value is; empty where it is none."""
    return shown_value(value) if isinstance(value, str | Link) else ""


def set_heights(column: xlwings.Range, heights: Sequence[float]) -> None:
    """Give the rows of a column of cells these heights (points), or somewhat more if that saves calls."""
    base, runs = _plan_heights(heights)
    column.row_height = base
    for start, end, height in runs:
        column[start : end + 1, 0].row_height = height


def height_of_row(cells: Iterable[tuple[str, float]]) -> float:
    """Return the height (points) that texts need in columns of these widths (characters)."""
    # Most cells are short: only those that may need a second line are measured.
    long = [(text, max(width, _NARROWEST)) for text, width in cells if 2 * len(text) > width - 4 or "\n" in text]
    return row_height_capped(long)


def _plan_heights(heights: Sequence[float]) -> tuple[float, list[tuple[int, int, float]]]:
    """Return a height for all rows, and the few stretches (first and last index, height) with their own."""
    usual = Counter(heights).most_common(1)[0][0]
    runs = [run for run in _runs(heights) if run[2] != usual]
    for base in sorted(height for height in set(heights) if height >= usual):
        if len(runs) <= _MOST_RUNS:
            return usual, runs
        usual = base
        runs = [run for run in _runs([max(height, base) for height in heights]) if run[2] != base]
    return usual, runs


def _runs(heights: Sequence[float]) -> Iterator[tuple[int, int, float]]:
    """Yield stretches of one height: first and last index, height."""
    start = 0
    for index in range(1, len(heights) + 1):
        if index == len(heights) or heights[index] != heights[start]:
            yield start, index - 1, heights[start]
            start = index


def _places(line: Sequence[Any], headings: Mapping[str, str]) -> dict[str, int]:
    fields = {heading: field for field, heading in headings.items()}
    found: dict[str, int] = {}
    for column, value in enumerate(line, 1):
        field = fields.get(value.strip()) if isinstance(value, str) else None
        if field:
            found.setdefault(field, column)
    return found


class SettingCells:
    """The cells to the right of the items on 设置."""

    def __init__(self, sheets: Sheets) -> None:
        """Raise NoTableError if the sheet or its 当前期次 is missing, NotWritableError if it is locked."""
        self._sheet = named_sheet(sheets, SETTINGS)
        rows, columns = extent(self._sheet)
        values = values_in(block(self._sheet, (1, 1), (rows, columns + 1)))
        places = setting_places(values)
        self._places = {each: (row + 1, column + 1) for each, (row, column) in places.items()}
        name = SETTING_ITEMS["round"][0]
        if "round" not in self._places:
            raise NoTableError(
                f"“{SETTINGS}”里找不到“{name}”这一项，这一步没有做。",
                f"请在“{SETTINGS}”里把“{name}”写回“{SETTING_HEADINGS[0]}”一列。",
            )
        require_unlocked(self._sheet, *self._places["round"])

    def _cell(self, identifier: str) -> xlwings.Range:
        return block(self._sheet, self._places[identifier])

    def write(self, identifier: str, value: str | date) -> None:
        """Write an item's text or day, or clear it; one that the sheet does not list is left out."""
        if identifier in self._places:
            if value:
                self._cell(identifier).value = written(value)
            else:
                self._cell(identifier).clear_contents()

    def show(self) -> None:
        """Bring the sheet to the front."""
        self._sheet.activate()


def setting_value(name: str, text: str) -> str | date:
    """Return what is written into a cell of 设置 for a text: a day as a day."""
    return read_day(text) if name == "deadline" and text else text


class Console:
    """操作台: the operator, and the last result of each button: the step in the first column, the result beside it, the time last."""

    def __init__(self, book: xlwings.Book, sheets: Sheets) -> None:
        """Raise NoTableError if the sheet is missing, NotWritableError if it is locked."""
        named_sheet(sheets, CONSOLE)
        self._results = named_area(book, NAME_LAST_RESULTS)
        operator = named_area(book, NAME_OPERATOR)
        value = values_in(operator)[0][0] if operator else None
        self.operator = as_text(value).strip()
        """经办人; empty if nobody is named."""
        if self._results:
            require_unlocked(self._results.sheet, self._results.row, self._results.column + 1)

    def noted_at(self, caption: str, result: str) -> datetime | None:
        """Return when this result was written beside a button's name; None if another stands there."""
        rows = values_in(self._results) if self._results else []
        mine = (row for row in rows if row[0] == caption and as_text(row[1]) == self._signed(result))
        at = next((row[-1] for row in mine), None)
        return at if isinstance(at, datetime) else None

    def _signed(self, result: str) -> str:
        """Return a result with the operator's name."""
        return f"{result}（{self.operator}）" if self.operator else result

    def note(self, caption: str, result: str, at: datetime | None) -> None:
        """Write a button's result beside its name; an empty one clears it."""
        if self._results is None:
            return
        rows = values_in(self._results)
        for number, row in enumerate(rows):
            if row[0] == caption:
                line = self._results.row + number
                said, when = self._results.column + 1, self._results.column + self._results.shape[1] - 1
                sheet = self._results.sheet
                block(sheet, (line, said)).value = written(self._signed(result) if result else NOT_PRESSED)
                block(sheet, (line, when)).value = at
