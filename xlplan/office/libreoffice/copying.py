"""Whole sheets out of a file into an open workbook, as Calc itself copies them, and what it leaves behind in doing so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from . import uno_bridge
from .owners import BookOwner

_FIRST: Final = 3
"""The row, from 0, in which a list begins: by its cells the choices of each column are known."""
_LAST: Final = 4999


def copy_in(book: BookOwner, path: Path, names: Sequence[str]) -> None:
    """Put these sheets of a file behind the workbook's own, in their order; the file is left as it is.

    Calc turns what refers to other sheets into links to the file, mixes up names in the rules of what may be chosen, and drops
    the areas to be printed: all three are put in again.
    """
    options = uno_bridge.properties(ReadOnly=True, Hidden=True)
    source = book.app.desktop.loadComponentFromURL(path.resolve().as_uri(), "_blank", 0, options)
    try:
        sheets = book.api.Sheets
        for name in names:
            sheets.importSheet(source, name, sheets.Count)
        for name in names:
            _mend(source.Sheets.getByName(name), sheets.getByName(name))
    finally:
        source.close(True)


def _mend(old: Any, new: Any) -> None:
    cursor = old.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    area = 0, 0, end.EndColumn, max(end.EndRow, _FIRST)
    formulas = zip(*(sheet.getCellRangeByPosition(*area).getFormulaArray() for sheet in (old, new)), strict=True)
    for row, (meant, copied) in enumerate(formulas):
        for column, text in enumerate(meant):
            if text != copied[column]:
                new.getCellByPosition(column, row).setFormula(text)
    for column in range(end.EndColumn + 1):
        rule = old.getCellByPosition(column, _FIRST).Validation
        if rule.getFormula1() and rule.getFormula1() != new.getCellByPosition(column, _FIRST).Validation.getFormula1():
            new.getCellRangeByPosition(column, _FIRST, column, _LAST).Validation = rule
    printed = old.getPrintAreas()
    for place in printed:
        place.Sheet = new.RangeAddress.Sheet
    if printed:
        new.setPrintAreas(printed)
