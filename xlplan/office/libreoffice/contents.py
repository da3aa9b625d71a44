"""What cells hold: values and formulas, and what it takes to change them."""

from __future__ import annotations

from typing import Any

from . import uno_bridge, values
from .base import engine_class, uno_name
from .errors import ProtectedError
from .formulas import Formulas

# com.sun.star.sheet.CellFlags
_CONTENTS = 1 | 2 | 4 | 16
_FORMATS = 32 | 64 | 256 | 512
_NOTES = 8


@engine_class
class Contents:
    """The part of a Range that is about what its cells hold."""

    @property
    def max_cells_per_write(self: Any) -> None:
        """No limit: a block goes over in one call."""

    max_cells_per_read = max_cells_per_write

    @property
    def raw_value(self: Any) -> Any:
        """The value of a single cell, else a list of rows; errors are CellError, empty cells None."""
        self.sheet.check()
        rows = values.read(self.api, self.sheet.book.formats)
        return rows[0][0] if len(self) == 1 else rows

    @raw_value.setter
    def raw_value(self: Any, data: Any) -> None:
        rows = self._as_rows(data)
        if not isinstance(data, list | tuple) and isinstance(data, str) and data[:1] == "=" and len(self) > 1:
            self.formula = data
            return
        with self._writing():
            formulas = values.write_values(self.api, rows, self.sheet.book.formats)
            self._write_formulas(formulas)

    def _as_rows(self: Any, data: Any) -> list[Any]:
        height, width = self.shape
        if not isinstance(data, list | tuple):
            return [[values.prepared(data)] * width] * height
        rows = list(data) if data and isinstance(data[0], list | tuple) else [data]
        if len(rows) != height or any(len(row) != width for row in rows):
            raise ValueError(f"the values do not have the range's shape {self.shape}")
        return rows

    @property
    def formula(self: Any) -> Any:
        """Formulas in Excel's grammar; what is no formula as text."""
        texts = [list(row) for row in self.api.getFormulaArray()]
        plain: Any = None
        for row, line in enumerate(texts):
            for column, text in enumerate(line):
                if text[:1] == "=":
                    line[column] = self._formula_from_calc(text, row, column)
                elif text[:1] == "'":
                    # Calc marks texts that look like something else so; which apostrophes are the text's own, it knows.
                    plain = plain or self.api.getDataArray()
                    line[column] = plain[row][column]
        return texts[0][0] if len(self) == 1 else tuple(map(tuple, texts))

    @formula.setter
    def formula(self: Any, value: Any) -> None:
        if isinstance(value, str) and len(self) > 1:
            self(1, 1).formula = value
            self._fill_from_first()
            return
        rows = self._as_rows(value)
        if all(isinstance(v, str) and v[:1] == "=" for row in rows for v in row):
            with self._writing():
                self._write_formulas([(r, c, v) for r, row in enumerate(rows) for c, v in enumerate(row)])
        else:
            self.raw_value = rows

    formula2 = formula

    def _fill_from_first(self: Any) -> None:
        uno = uno_bridge.load()
        height, width = self.shape
        if height > 1:
            down = self.sheet.range((self.row, self.column, height, 1))
            down.api.fillAuto(uno.Enum("com.sun.star.sheet.FillDirection", "TO_BOTTOM"), 1)
        if width > 1:
            self.api.fillAuto(uno.Enum("com.sun.star.sheet.FillDirection", "TO_RIGHT"), 1)

    def _formula_from_calc(self: Any, text: str, row: int, column: int) -> str:
        formulas: Formulas = self.sheet.book.formulas
        simple = formulas.from_calc(text)
        if simple is not None:
            return simple
        tokens = self.api.getCellByPosition(column, row).getTokens()
        return formulas.text(tokens, self.sheet.index - 1, self.row + row - 1, self.column + column - 1)

    def _write_formulas(self: Any, formulas: list[tuple[int, int, str]]) -> None:
        translator = self.sheet.book.formulas
        simple: dict[tuple[int, int], str] = {}
        for row, column, text in formulas:
            rewritten = translator.to_calc(text)
            if rewritten is not None:
                simple[row, column] = rewritten
                continue
            tokens = translator.tokens(text, self.sheet.index - 1, self.row + row - 1, self.column + column - 1)
            self.api.getCellByPosition(column, row).setTokens(tokens)
        for top, column, bottom in values.runs(simple):
            block = tuple((simple[row, column],) for row in range(top, bottom + 1))
            self.api.getCellRangeByPosition(column, top, column, bottom).setFormulaArray(block)

    @property
    def has_array(self: Any) -> bool:
        """Whether the range is that of an array formula."""
        return bool(self.api.getArrayFormula())

    def clear_contents(self: Any) -> None:
        """Remove values, texts and formulas."""
        self._clear(_CONTENTS)

    def clear_formats(self: Any) -> None:
        """Remove the looks."""
        self._clear(_FORMATS)

    def clear(self: Any) -> None:
        """Remove contents, looks and comments."""
        self._clear(_CONTENTS | _FORMATS | _NOTES)

    def _clear(self: Any, flags: int) -> None:
        with self._writing():
            self.api.clearContents(flags)

    def _writing(self: Any) -> _Writing:
        """Guard a change: Calc leaves locked cells silently as they are, or gives no reason."""
        return _Writing(self)


class _Writing:
    """Says so where the cells are locked, before and after; see Contents._writing."""

    def __init__(self, cells: Any) -> None:
        self._cells = cells

    def __enter__(self) -> None:
        sheet = self._cells.sheet
        sheet.check()
        if sheet.protected and self._cells.api.CellProtection.IsLocked:
            raise ProtectedError(sheet.name)

    def __exit__(self, kind: Any, error: Any, traceback: Any) -> None:
        sheet = self._cells.sheet
        # A block of which only some cells are locked.
        if uno_name(error) and self._cells.app.is_alive() and sheet.protected:
            raise ProtectedError(sheet.name) from error
