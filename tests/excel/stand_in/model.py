"""Excel's programs, workbooks, sheets and names, as far as the buttons use them."""

from __future__ import annotations

import copy
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from excel.stand_in import files
from excel.stand_in.cells import Note, Range
from excel.stand_in.computing import Computing
from excel.stand_in.entering import is_link, taken
from excel.stand_in.files import Cell
from excel.stand_in.lists import Items, Name, Names
from excel.stand_in.places import column_number
from excel.stand_in.serving import Failed, Served

_PLACE = re.compile(r"([A-Z]*)(\d*)(?::([A-Z]*)(\d*))?")
_LONGEST_NAME = 31
_AUTOMATIC = -4105


class Worksheet(Computing):
    """A sheet: cells by row and column, from 1."""

    def __init__(self, book: Workbook, name: str) -> None:
        self.Parent, self._name = book, name
        self.cells: dict[tuple[int, int], Cell] = {}
        self.formats: dict[tuple[int, int], str] = {}
        self.computed: set[tuple[int, int]] = set()
        self.unlocked: set[tuple[int, int]] = set()
        self.areas: list[tuple[int, int, int, int]] = []
        self.heights: dict[int, float] = {}
        self.widths: dict[int, float] = {}
        self.looks: dict[tuple[int, int], dict[str, Any]] = {}
        self.links: dict[tuple[int, int], str] = {}
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

    @property
    def Name(self) -> str:
        return self._name

    @Name.setter
    def Name(self, name: str) -> None:
        if not 0 < len(name) <= _LONGEST_NAME or any(each is not self and each.Name.casefold() == name.casefold() for each in self.Parent.sheets):  # fmt: skip
            raise Failed("no name for a sheet")
        for each in self.Parent.names:
            each.follow(self._name, name)
        self._name = name
        self.Parent.Saved = False

    def block(self, area: tuple[int, int, int, int]) -> Range:
        return Range(self, *area)

    def Range(self, first: Any, second: Any = None) -> Range:
        if isinstance(first, str):
            found = _PLACE.fullmatch(first.replace("$", ""))
            if not found or not (found[1] or found[3] or (found[2] and found[4])):
                return self.Parent.Names.Item(first).RefersToRange
            left, top, right, bottom = found.groups()
            bottom = bottom or (top if top and right is None else "1048576")
            first = Range(
                self, int(top or 1), column_number(left or "A"), int(bottom), column_number(right or left or "XFD")
            )
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

    def Copy(self, before: Any = None, after: Any = None) -> None:
        Group([self], self.Parent).Copy(before, after)

    def Move(self, before: Any = None, after: Any = None) -> None:
        sheets = self.Parent.sheets
        sheets.remove(self)
        sheets.insert(sheets.index(before or after) + (before is None), self)
        self.Parent.Saved = False
        self.Activate()

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
        self.computed.discard((row, column))
        if formula and not is_link(formula):
            self.computed.add((row, column))


class Sheets(Items):
    """All sheets of a workbook."""

    def Item(self, which: Any) -> Any:
        if isinstance(which, list | tuple):
            return Group([super(Sheets, self).Item(each) for each in which], self.Parent)
        return super().Item(which)

    def Add(self, before: Any = None, after: Any = None) -> Worksheet:
        """Put a new sheet before another one, by default the one in front, and bring it to front."""
        sheets = self.Parent.sheets
        names = {each.Name for each in sheets}
        made = Worksheet(
            self.Parent, next(name for number in itertools.count(1) if (name := f"Sheet{number}") not in names)
        )
        sheets.insert(sheets.index(before or after or self.Parent.ActiveSheet) + (after is not None), made)
        self.Parent.Saved = False
        made.Activate()
        return made


class Group(Items):
    """Several sheets at once."""

    def Copy(self, before: Any = None, after: Any = None) -> None:
        """Put copies beside a sheet, of another workbook too: what refers from one to another then stays there. Names are not taken along."""
        beside = before or after
        if not isinstance(beside, Worksheet):
            raise Failed("the stand-in makes no workbook of copies")
        book = beside.Parent
        place = book.sheets.index(beside) + (before is None)
        for number, sheet in enumerate(self.items):
            names = {each.Name for each in book.sheets}
            made = Worksheet(book, next(name for name in _names_of_copies(sheet.Name) if name not in names))
            kept = {name: value for name, value in vars(sheet).items() if name not in ("Parent", "_name", "_com")}
            vars(made).update(copy.deepcopy(kept))
            book.sheets.insert(place + number, made)
        book.Saved = False
        book.sheets[place].Activate()


def _names_of_copies(name: str) -> Iterator[str]:
    yield name
    for number in itertools.count(2):
        yield f"{name} ({number})"


class Workbooks(Items):
    """All open workbooks."""

    def Add(self) -> Workbook:
        made = Workbook(self.Parent, None)
        self.Parent.take(made)
        return made

    def Open(self, path: str, *_: Any) -> Workbook:
        made = Workbook(self.Parent, Path(path))
        self.Parent.take(made)
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
            for title, content in copy.deepcopy(files.read(path.read_bytes())).items():
                sheet = Worksheet(self, title)
                vars(sheet).update(content)
                self.sheets.append(sheet)
            self.names = [Name(self, name, f"={place}") for name, place in files.names(path.read_bytes())]
        self.ActiveSheet = self.sheets[0]

    Worksheets = property(lambda self: Sheets(self.sheets, self))
    Sheets = Worksheets
    Names = property(lambda self: Names(self.names, self))
    Name = property(lambda self: self.path.name if self.path else "工作簿1")
    FullName = property(lambda self: self.address or (str(self.path) if self.path else "工作簿1"))
    Path = property(lambda self: str(self.path.parent) if self.path else "")

    def Activate(self) -> None:
        self.Application.ActiveWorkbook = self

    def compute(self) -> None:
        """Bring all formulas up to date: one may hang on another."""
        for _ in range(1 + sum(len(sheet.computed) for sheet in self.sheets)):
            if not sum(sheet.compute() for sheet in self.sheets):
                return

    def changed(self) -> None:
        """Compute, where Excel does so by itself."""
        if self.Application.Calculation == _AUTOMATIC:
            self.compute()

    FileFormat = property(lambda self: {".xlsm": 52}.get(self.path.suffix, 51) if self.path else 51)

    def Save(self) -> None:
        """Write values, formulas, formats of numbers, merged areas and names; nothing else is saved here."""
        if self.ReadOnly or self.path is None:
            raise Failed("cannot be saved here")
        files.write(self.path, self.sheets, {each.Name: each.RefersTo.removeprefix("=") for each in self.names})
        self.Saved = True

    def SaveAs(self, path: str, *_: Any) -> None:
        self.path = Path(path)
        self.Save()

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
        self.Calculation = _AUTOMATIC
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

    def Calculate(self) -> None:
        for book in self.books:
            book.compute()

    Workbooks = property(lambda self: Workbooks(self.books, self))
    ActiveSheet = property(lambda self: self.ActiveWorkbook.ActiveSheet if self.ActiveWorkbook else None)

    def take(self, book: Workbook) -> None:
        self.books.append(book)
        self.ActiveWorkbook = book
