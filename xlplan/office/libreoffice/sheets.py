"""The sheets of a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, cast

from xlwings import base_classes

from .addresses import bounds
from .base import engine_class
from .errors import BookClosedError, SheetGoneError
from .names import Names
from .owners import BookOwner
from .ranges import Range


@engine_class
class Sheets(base_classes.Sheets):
    """All sheets of a workbook, hidden ones included; by name (upper and lower case alike) or number from 1."""

    def __init__(self, book: BookOwner) -> None:
        self.book = book

    @property
    def app(self) -> Any:
        """The program."""
        return self.book.app

    @property
    def api(self) -> Any:
        """The UNO collection of sheets."""
        if (sheets := self.book.api.Sheets) is None:
            # A workbook that was closed while its program runs on raises nothing here.
            raise BookClosedError
        return sheets

    @property
    def active(self) -> Sheet:
        """The sheet in front."""
        return Sheet(self.book, self.book.api.CurrentController.ActiveSheet)

    def __call__(self, name_or_index: str | int) -> Sheet:
        """Return a sheet. Raise KeyError if it is not there."""
        sheets = self.api
        if isinstance(name_or_index, int):
            if not 1 <= name_or_index <= sheets.Count:
                raise KeyError(name_or_index)
            return Sheet(self.book, sheets.getByIndex(name_or_index - 1))
        for name in sheets.ElementNames:
            if name.casefold() == name_or_index.casefold():
                return Sheet(self.book, sheets.getByName(name))
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return int(self.api.Count)

    def __iter__(self) -> Iterator[Sheet]:
        return iter([Sheet(self.book, sheet) for sheet in self.api])

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.casefold() in map(str.casefold, self.api.ElementNames)

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        """Add a sheet and make it the active one; before the active sheet if no place is named."""
        sheets = self.api
        if name is None:
            number = sheets.Count + 1
            while f"Sheet{number}" in self:
                number += 1
            name = f"Sheet{number}"
        place = after.index if after else (before or self.active).index - 1
        sheets.insertNewByName(name, place)
        sheet = Sheet(self.book, sheets.getByName(name))
        sheet.activate()
        return sheet


@engine_class
class Sheet(base_classes.Sheet):
    """One sheet; `api` is its UNO object."""

    # xlwings declares it as a property; a plain attribute does.
    book: BookOwner = cast("BookOwner", None)

    def __init__(self, book: BookOwner, xl: Any) -> None:
        self.book = book
        self._xl = xl
        self._known_as = str(xl.getName())
        self._size: tuple[int, int] | None = None

    @property
    def app(self) -> Any:
        """The program."""
        return self.book.app

    @property
    def api(self) -> Any:
        """The UNO sheet."""
        return self._xl

    @property
    def name(self) -> str:
        """The sheet's name."""
        return str(self._xl.getName())

    @name.setter
    def name(self, value: str) -> None:
        self._xl.setName(value)
        self._known_as = value

    def check(self) -> None:
        """Raise SheetGoneError where the sheet was deleted or renamed since it was asked for.

        Calc goes on answering for a deleted sheet, but with the sheet that has moved into its place.
        """
        if self.name != self._known_as:
            raise SheetGoneError(self._known_as)

    @property
    def index(self) -> int:
        """Its place among the sheets, from 1."""
        return int(self._xl.getRangeAddress().Sheet) + 1

    @property
    def size(self) -> tuple[int, int]:
        """How many rows and columns any sheet has in this program."""
        if self._size is None:
            address = self._xl.getRangeAddress()
            self._size = address.EndRow + 1, address.EndColumn + 1
        return self._size

    @property
    def names(self) -> Names:
        """The names that hold for this sheet alone."""
        return Names(self.book, self)

    @property
    def protected(self) -> bool:
        """Whether the sheet is protected (an extension of this engine; in Excel it is `api.ProtectContents`)."""
        return bool(self._xl.isProtected())

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """Return a range by address, defined name, (row, column), (row, column, height, width), or two corners."""
        first = self._range(arg1, arg2) if isinstance(arg1, int) else self._range(arg1)
        if arg2 is None or isinstance(arg1, int):
            return first
        second = self._range(arg2)
        top, left = min(first.row, second.row), min(first.column, second.column)
        bottom = max(first.row + first.shape[0], second.row + second.shape[0])
        right = max(first.column + first.shape[1], second.column + second.shape[1])
        return Range(self, top, left, bottom - top, right - left)

    def _range(self, place: Any, column: int | None = None) -> Range:
        if isinstance(place, Range):
            return place
        if column is not None:
            place = place, column
        if isinstance(place, tuple):
            if 0 in place[:2]:
                raise IndexError("ranges are counted from 1")
            return Range(self, *place)
        try:
            return Range(self, *bounds(place, self.size))
        except ValueError:
            target: Range = self.book.names(place).refers_to_range
            return target

    def from_address(self, address: Any) -> Range:
        """Return the range of a UNO CellRangeAddress."""
        height, width = address.EndRow - address.StartRow + 1, address.EndColumn - address.StartColumn + 1
        return Range(self, address.StartRow + 1, address.StartColumn + 1, height, width)

    @property
    def cells(self) -> Range:
        """All its cells."""
        return Range(self, 1, 1, *self.size)

    @property
    def used_range(self) -> Range:
        """The block from the first to the last cell in use."""
        cursor = self._xl.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return self.from_address(cursor.getRangeAddress())

    def notes(self) -> list[tuple[int, int, str, Callable[[], None]]]:
        """Return the notes on its cells, the last first: row and column from 0, text, and what removes it.

        An extension of this engine, as `add_note`.
        """
        listed = self._xl.Annotations
        found: list[tuple[int, int, str, Callable[[], None]]] = []
        for number in range(listed.Count - 1, -1, -1):
            note = listed.getByIndex(number)
            place = note.Position
            found.append((place.Row, place.Column, str(note.String), partial(listed.removeByIndex, number)))
        return found

    def add_note(self, row: int, column: int, text: str) -> None:
        """Put a note on a cell that has none; row and column count from 0."""
        place = self._xl.getCellByPosition(column, row).CellAddress
        self._xl.Annotations.insertNew(place, text)

    def activate(self) -> None:
        """Bring the sheet to the front."""
        self.book.api.CurrentController.setActiveSheet(self._xl)

    select = activate

    def clear_contents(self) -> None:
        """Remove values, texts and formulas."""
        self.cells.clear_contents()

    def clear_formats(self) -> None:
        """Remove the looks."""
        self.cells.clear_formats()

    def clear(self) -> None:
        """Remove contents, looks and comments."""
        self.cells.clear()

    def autofit(self, axis: str | None = None) -> None:
        """Fit rows, columns or (None) both to what they hold."""
        self.used_range.autofit(axis)

    def delete(self) -> None:
        """Remove the sheet."""
        self.book.api.Sheets.removeByName(self.name)

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        """Copy this sheet, in the same workbook only."""
        target = before or after
        if target is None or target.book.api != self.book.api:
            raise NotImplementedError("the LibreOffice engine has no Sheet.copy to another workbook")
        names = self.book.api.Sheets.ElementNames
        number = 2
        while f"{self.name}_{number}" in names:
            number += 1
        place = target.index - 1 if before else target.index
        self.book.api.Sheets.copyByName(self.name, f"{self.name}_{number}", place)

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        """Move the sheet before or after another one."""
        if before is not None:
            self.book.api.Sheets.moveByName(self.name, before.index - 1)
        elif after is not None:
            self.book.api.Sheets.moveByName(self.name, after.index)

    @property
    def visible(self) -> bool:
        """Whether the sheet is shown."""
        return bool(self._xl.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self._xl.IsVisible = value
