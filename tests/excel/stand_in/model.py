"""Excel's programs, workbooks, sheets and names, as far as the buttons use them."""

from __future__ import annotations

import copy
import functools
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from excel.stand_in.cells import Note, Range, serial, taken
from excel.stand_in.serving import Failed, Served

_ERRORS = {"#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029, "#NUM!": 2036, "#N/A": 2042}
_PLACE = re.compile(r"([A-Z]+)(\d*)(?::([A-Z]+)(\d*))?")
ERROR = -2146828288
"""What is added to an error's own number."""


class Cell(NamedTuple):
    value: Any
    formula: str = ""


class Worksheet(Served):
    """A sheet: cells by row and column, from 1."""

    def __init__(self, book: Workbook, name: str) -> None:
        self.Parent, self.Name = book, name
        self.cells: dict[tuple[int, int], Cell] = {}
        self.formats: dict[tuple[int, int], str] = {}
        self.unlocked: set[tuple[int, int]] = set()
        self.areas: list[tuple[int, int, int, int]] = []
        self.heights: dict[int, float] = {}
        self.widths: dict[int, float] = {}
        self.hidden: set[int] = set()
        self.filter: set[int] = set()
        self.notes: list[Note] = []
        self.ProtectContents = False
        self.ProtectionMode = False
        self.Visible = -1
        self.AutoFilterMode = False

    Application = property(lambda self: self.Parent.Application)
    ListObjects = property(lambda self: Items([]))
    Comments = property(lambda self: Items(self.notes, self))
    Index = property(lambda self: self.Parent.sheets.index(self) + 1)
    FilterMode = property(lambda self: bool(self.filter))
    Cells = property(lambda self: Range(self, 1, 1, 1048576, 16384))

    def Range(self, first: Any, second: Any = None) -> Range:
        if isinstance(first, str):
            found = _PLACE.fullmatch(first.replace("$", ""))
            if not found:
                return self.Parent.Names.Item(first).RefersToRange
            left, top, right, bottom = found.groups()
            top, right = top or "1", right or left
            bottom = bottom or (top if not found[3] else "1048576")
            first = Range(self, int(top), _column(left), int(bottom), _column(right))
        second = second or first
        return Range(self, min(first.top, second.top), min(first.left, second.left), max(first.bottom, second.bottom), max(first.right, second.right))  # fmt: skip

    @property
    def UsedRange(self) -> Range:
        places = [place for place, cell in self.cells.items() if cell.value is not None] or [(1, 1)]
        rows, columns = zip(*places, strict=True)
        return Range(self, min(rows), min(columns), max(rows), max(columns))

    def Delete(self) -> None:
        if len(self.Parent.sheets) == 1:
            raise Failed("a workbook keeps one sheet")
        self.Parent.sheets.remove(self)
        self.Parent.Saved = False
        if self.Parent.ActiveSheet is self:
            self.Parent.ActiveSheet = self.Parent.sheets[0]

    def Activate(self) -> None:
        self.Parent.ActiveSheet = self
        self.Application.ActiveWorkbook = self.Parent

    Select = Activate

    def ShowAllData(self) -> None:
        if not self.filter:
            raise Failed("ShowAllData method of Worksheet class failed")
        if self.ProtectContents:
            raise Failed("the sheet is protected")
        self.filter = set()

    def filtered_away(self, row: int) -> bool:
        return row in self.filter

    def format(self, row: int, column: int) -> str:
        return self.formats.get((row, column), "General")

    def area_of(self, row: int, column: int) -> tuple[int, int, int, int] | None:
        return next((each for each in self.areas if each[0] <= row <= each[2] and each[1] <= column <= each[3]), None)

    def put(self, row: int, column: int, value: Any) -> None:
        """Put a value into a cell as a person types it; into a merged area's other cells nothing goes."""
        area = self.area_of(row, column)
        if area and area[:2] != (row, column):
            return
        found, formula, code = taken(value, self.format(row, column))
        self.Parent.Saved = False
        self.formats[row, column] = code
        self.cells[row, column] = Cell(found, formula)


class Items(Served):
    """A list of Excel's, asked by number or name."""

    def __init__(self, items: list[Any], parent: Any = None) -> None:
        self.items, self.Parent = items, parent

    Count = property(lambda self: len(self.items))
    Application = property(lambda self: self.Parent.Application)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    def Item(self, which: Any) -> Any:
        if isinstance(which, list | tuple):
            return Group([self.Item(each) for each in which], self.Parent)
        if isinstance(which, str):
            for each in self.items:
                if each.Name.casefold() == which.casefold():
                    return each
        elif 1 <= which <= len(self.items):
            return self.items[int(which) - 1]
        raise Failed("no such item")


class Group(Items):
    """Several sheets at once."""

    def Copy(self, before: Any = None, after: Any = None) -> None:
        """Put copies behind a sheet of another workbook: what refers from one to another then stays there. Names are not taken along."""
        if not isinstance(after, Worksheet):
            raise Failed("the stand-in copies behind a sheet only")
        book = after.Parent
        place = book.sheets.index(after) + 1
        for number, sheet in enumerate(self.items):
            made = Worksheet(book, sheet.Name)
            kept = {name: value for name, value in vars(sheet).items() if name not in ("Parent", "Name", "_com")}
            vars(made).update(copy.deepcopy(kept))
            book.sheets.insert(place + number, made)
        book.Saved = False
        book.sheets[place].Activate()


class Workbooks(Items):
    """All open workbooks."""

    def Add(self) -> Workbook:
        made = Workbook(self.Parent, None)
        self.Parent.take(made)
        return made

    def Open(self, path: str, *_: Any) -> Workbook:
        for each in self.items:
            if each.FullName.casefold() == path.casefold():
                return each
        made = Workbook(self.Parent, Path(path))
        self.Parent.take(made)
        return made


class Name(Served):
    """A defined name."""

    def __init__(self, book: Workbook, name: str, refers_to: str, visible: bool = True) -> None:
        self.Parent, self.Name, self.RefersTo, self.Visible = book, name, refers_to, visible

    @property
    def RefersToRange(self) -> Range:
        found = re.fullmatch(r"=?'?([^'!]+)'?!(\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)", self.RefersTo)
        if not found:
            raise Failed("no cells")
        return self.Parent.Worksheets.Item(found[1]).Range(found[2])

    def Delete(self) -> None:
        self.Parent.names.remove(self)
        self.Parent.Saved = False


class Names(Items):
    def Add(self, name: str, refers_to: str, visible: bool = True) -> Name:
        """Define a name; one that is there already is replaced."""
        made = Name(self.Parent, name, refers_to, visible)
        self.items[:] = [*(each for each in self.items if each.Name.casefold() != name.casefold()), made]
        self.Parent.Saved = False
        return made


class Workbook(Served):
    """A workbook, out of a file or new."""

    def __init__(self, app: Application, path: Path | None) -> None:
        self.Application = self.Parent = app
        self.path = path
        self.address = ""
        self.ReadOnly = False
        self.Saved = True
        self.Date1904 = False
        self.sheets: list[Worksheet] = []
        self.names: list[Name] = []
        if path is None:
            self.sheets = [Worksheet(self, "Sheet1")]
        else:
            for title, content in copy.deepcopy(_read(path.read_bytes())).items():
                sheet = Worksheet(self, title)
                vars(sheet).update(content)
                self.sheets.append(sheet)
            self.names = [Name(self, name, f"={place}") for name, place in _names(path.read_bytes())]
        self.ActiveSheet = self.sheets[0]

    Worksheets = property(lambda self: Items(self.sheets, self))
    Sheets = Worksheets
    Names = property(lambda self: Names(self.names, self))
    Name = property(lambda self: self.path.name if self.path else "工作簿1")
    FullName = property(lambda self: self.address or (str(self.path) if self.path else "工作簿1"))
    Path = property(lambda self: str(self.path.parent) if self.path else "")

    def Activate(self) -> None:
        self.Application.ActiveWorkbook = self

    def Close(self, *_: Any) -> None:
        self.Application.books.remove(self)
        self.Application.ActiveWorkbook = next(iter(self.Application.books), None)


class Application(Served):
    """The program."""

    def __init__(
        self, name: str = "Microsoft Excel", path: str = r"C:\Program Files\Microsoft Office\root\Office16"
    ) -> None:
        self.Name, self.Path = name, path
        self.Version = "16.0"
        self.Hwnd = 0
        self.books: list[Workbook] = []
        self.ActiveWorkbook: Workbook | None = None
        self._selection: Any = None
        self.ScreenUpdating = self.DisplayAlerts = self.EnableEvents = self.Visible = True
        self.Calculation = -4105
        self.StatusBar: Any = False

    @property
    def Application(self) -> Application:
        return self

    @property
    def Selection(self) -> Any:
        """The cells selected on the sheet in front; A1 where none were."""
        front = self.ActiveWorkbook.ActiveSheet if self.ActiveWorkbook else None
        if front and not (self._selection and self._selection.Worksheet is front):
            return Range(front, 1, 1, 1, 1)
        return self._selection

    @Selection.setter
    def Selection(self, cells: Any) -> None:
        self._selection = cells

    Workbooks = property(lambda self: Workbooks(self.books, self))
    ActiveSheet = property(lambda self: self.ActiveWorkbook.ActiveSheet if self.ActiveWorkbook else None)

    def take(self, book: Workbook) -> None:
        self.books.append(book)
        self.ActiveWorkbook = book


def _column(letters: str) -> int:
    return functools.reduce(lambda number, letter: number * 26 + ord(letter) - ord("A") + 1, letters, 0)


@functools.cache
def _names(content: bytes) -> list[tuple[str, str]]:
    return [(name, each.attr_text) for name, each in _opened(content, False).defined_names.items()]


@functools.cache
def _opened(content: bytes, values: bool) -> Any:
    import io

    import openpyxl  # here, since a stand-in that opens no file starts without it in a third of the time

    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


@functools.cache
def _read(content: bytes) -> dict[str, dict[str, Any]]:
    """Return what the stand-in's sheets hold of a file's."""
    found: dict[str, dict[str, Any]] = {}
    values = _opened(content, True)
    for sheet in _opened(content, False).worksheets:
        cells, formats, unlocked = {}, {}, set()
        for row in sheet.iter_rows():
            for each in row:
                place = each.row, each.column
                if each.has_style:
                    formats[place] = each.number_format
                    if not each.protection.locked:
                        unlocked.add(place)
                value = each.value
                if value is None:
                    continue
                formula = value if isinstance(value, str) and value.startswith("=") else ""
                cells[place] = Cell(_held(values[sheet.title].cell(*place).value if formula else value), formula)
        found[sheet.title] = {
            "cells": cells, "formats": formats, "unlocked": unlocked,
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
