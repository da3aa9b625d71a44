"""Files of the stand-in: what its sheets hold of a file's, and what it writes."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from excel.stand_in.entering import serial

if TYPE_CHECKING:
    from excel.stand_in.model import Worksheet

_ERRORS = {"#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029, "#NUM!": 2036, "#N/A": 2042}
ERROR = -2146828288
"""What is added to an error's own number."""


class Cell(NamedTuple):
    """What a cell holds."""

    value: Any
    formula: str = ""


@functools.cache
def names(content: bytes) -> list[tuple[str, str]]:
    return [(name, each.attr_text) for name, each in _opened(content, False).defined_names.items()]


@functools.cache
def _opened(content: bytes, values: bool) -> Any:
    import openpyxl  # here, since a stand-in that opens no file starts without it in a third of the time

    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


@functools.cache
def read(content: bytes) -> dict[str, dict[str, Any]]:
    """Return what the stand-in's sheets hold of a file's."""
    found: dict[str, dict[str, Any]] = {}
    values = _opened(content, True)
    for sheet in _opened(content, False).worksheets:
        cells, formats, unlocked, links = {}, {}, set(), {}
        for row in sheet.iter_rows():
            for each in row:
                place = each.row, each.column
                if each.has_style:
                    formats[place] = each.number_format
                    if not each.protection.locked:
                        unlocked.add(place)
                if each.hyperlink and each.hyperlink.target:
                    links[place] = each.hyperlink.target
                value = each.value
                if value is None:
                    continue
                formula = value if isinstance(value, str) and value.startswith("=") else ""
                cells[place] = Cell(_held(values[sheet.title].cell(*place).value if formula else value), formula)
        found[sheet.title] = {
            "cells": cells, "formats": formats, "unlocked": unlocked, "links": links,
            "areas": [(a.min_row, a.min_col, a.max_row, a.max_col) for a in sheet.merged_cells.ranges],
            "heights": {n: d.height for n, d in sheet.row_dimensions.items() if d.height},
            "hidden": {n for n, d in sheet.row_dimensions.items() if d.hidden},
            "widths": {n: d.width for d in sheet.column_dimensions.values() for n in range(d.min, d.max + 1)},
            "ProtectContents": bool(sheet.protection.sheet), "AutoFilterMode": bool(sheet.auto_filter.ref),
            "Visible": {"visible": -1, "hidden": 0, "veryHidden": 2}[sheet.sheet_state],
        }  # fmt: skip
    return found


def _held(value: Any) -> Any:
    if isinstance(value, datetime):
        return serial(value)
    if isinstance(value, date):
        return serial(datetime.combine(value, time()))
    if isinstance(value, time):
        return (datetime.combine(date.min, value) - datetime.min) / timedelta(days=1)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return float(value)
    return ERROR + _ERRORS[value] if value in _ERRORS else value


def write(path: Path, sheets: Iterable[Worksheet], names: Mapping[str, str]) -> None:
    """Write values, formulas, formats of numbers, merged areas and names: a stand-in's file has nothing else."""
    import openpyxl
    from openpyxl.workbook.defined_name import DefinedName

    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        made = book.create_sheet(sheet.Name)
        for (row, column), cell in sheet.cells.items():
            found = made.cell(row, column)
            found.value = cell.formula or cell.value
            found.number_format = sheet.format(row, column)
            if isinstance(cell.value, str) and not cell.formula:
                found.data_type = "s"
        for top, left, bottom, right in sheet.areas:
            made.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    for name, refers_to in names.items():
        book.defined_names[name] = DefinedName(name, attr_text=refers_to)
    book.save(path)
