"""Formulas between Excel's grammar, which xlwings speaks, and Calc's API grammar (`;` between arguments, `$Sheet.A1`).

LibreOffice has a parser for Excel's grammar, but it takes two calls and a new object for each cell (about 2.5 ms).
Formulas in which only the separators differ are rewritten here and written in one call.
"""

from __future__ import annotations

import re
from typing import Any

from . import uno_bridge

_TEXT = re.compile(r'("(?:[^"]|"")*")')
_PLAIN = re.compile(r"[A-Za-z0-9_$:,;+\-*/&<>=^%() .]*")
_SUBTLE = re.compile(r"(?<![A-Za-z0-9_])\(|\.(?!\d)|[A-Za-z0-9_)] +[A-Za-z0-9_(]")
_EXCEL_GRAMMAR = 3  # com.sun.star.sheet.AddressConvention.XL_OOX


class Formulas:
    """Translates the formulas of one workbook; `document` is its UNO model."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._made: Any = None

    @property
    def _parser(self) -> Any:
        if self._made is None:
            self._made = self._document.createInstance("com.sun.star.sheet.FormulaParser")
            self._made.CompileEnglish = True
            self._made.FormulaConvention = _EXCEL_GRAMMAR
        return self._made

    def to_calc(self, formula: str) -> str | None:
        """Write a formula (with its `=`) in Calc's API grammar; return None if only the parser can tell."""
        return _rewritten(formula, ",", ";")

    def from_calc(self, formula: str) -> str | None:
        """Write a formula (with its `=`) in Excel's grammar; return None if only the parser can tell."""
        return _rewritten(formula, ";", ",")

    def tokens(self, formula: str, sheet: int, row: int, column: int) -> Any:
        """Return Excel's formula as UNO tokens, relative to a cell (all counted from 0)."""
        return self._parser.parseFormula(formula.removeprefix("="), self._address(sheet, row, column))

    def text(self, tokens: Any, sheet: int, row: int, column: int) -> str:
        """Write UNO tokens as a formula in Excel's grammar, with its `=`."""
        return f"={self._parser.printFormula(tokens, self._address(sheet, row, column))}"

    @staticmethod
    def _address(sheet: int, row: int, column: int) -> Any:
        uno = uno_bridge.load()
        return uno.createUnoStruct("com.sun.star.table.CellAddress", sheet, column, row)


def _rewritten(formula: str, old: str, new: str) -> str | None:
    parts = _TEXT.split(formula)
    for index in range(0, len(parts), 2):
        if not _PLAIN.fullmatch(parts[index]) or _SUBTLE.search(parts[index].removeprefix("=")) or new in parts[index]:
            return None
        parts[index] = parts[index].replace(old, new)
    return "".join(parts)
