"""Whole sheets out of a file into an open workbook, as Calc itself copies them, and what it leaves behind in doing so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    the areas to be printed, the words of charts' legends, and what stays in view: all are put in again.
    """
    options = uno_bridge.properties(ReadOnly=True, Hidden=True)
    source = book.app.desktop.loadComponentFromURL(path.resolve().as_uri(), "_blank", 0, options)
    try:
        sheets = book.api.Sheets
        for name in names:
            sheets.importSheet(source, name, sheets.Count)
        for name in names:
            _mend(source.Sheets.getByName(name), sheets.getByName(name))
            _name_series(source.Sheets.getByName(name).Charts, sheets.getByName(name).Charts)
        _show_alike(source, book.api, names)
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


def _name_series(old: Any, new: Any) -> None:
    for chart in old.ElementNames:
        copied = new.getByName(chart).EmbeddedObject
        pairs = zip(old.getByName(chart).EmbeddedObject.getDataSequences(), copied.getDataSequences(), strict=True)
        for meant, series in pairs:
            if meant.Label and not series.Label:
                words = meant.Label.SourceRangeRepresentation
                series.setLabel(copied.getDataProvider().createDataSequenceByRangeRepresentation(words))


def _show_alike(source: Any, book: Any, names: Sequence[str]) -> None:
    """Freeze the headings of new sheets and hide their grid where they are in the file; the last one stays in front."""
    gridless = set(_gridless(source))
    there, here = source.CurrentController, book.CurrentController
    for name in names:
        there.setActiveSheet(source.Sheets.getByName(name))
        here.setActiveSheet(book.Sheets.getByName(name))
        if there.hasFrozenPanes():
            here.freezeAtPosition(there.getSplitColumn(), there.getSplitRow())
        if name in gridless:
            # The only way to one sheet's grid: the controller's own property is that of the whole workbook.
            _dispatch(here.Frame, "ToggleSheetGrid")


def _gridless(source: Any) -> Iterator[str]:
    views = source.getViewData()
    for each in (views.getByIndex(index) for index in range(views.Count)):
        for tables in (part.Value for part in each if part.Name == "Tables"):
            for name in tables.ElementNames:
                if any(part.Name == "ShowGrid" and not part.Value for part in tables.getByName(name)):
                    yield name


def _dispatch(frame: Any, command: str) -> None:
    url = uno_bridge.load().createUnoStruct("com.sun.star.util.URL")
    url.Complete = url.Main = f".uno:{command}"
    url.Protocol, url.Path = ".uno:", command
    frame.queryDispatch(url, "", 0).dispatch(url, ())
