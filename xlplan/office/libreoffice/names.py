"""Defined names, of a workbook (those of its sheets included, as `Sheet!name`) or of one sheet."""

from __future__ import annotations

from typing import Any

from xlwings import base_classes

from . import uno_bridge
from .base import engine_class
from .errors import LibreOfficeError
from .owners import BookOwner, SheetOwner
from .ranges import Range


@engine_class
class Names(base_classes.Names):
    """Names are told apart without regard to upper and lower case, as the programs do."""

    def __init__(self, book: BookOwner, sheet: SheetOwner | None = None) -> None:
        self.book = book
        self.sheet = sheet

    @property
    def app(self) -> Any:
        """The program."""
        return self.book.app

    @property
    def api(self) -> Any:
        """The UNO collection of names."""
        return (self.sheet or self.book).api.NamedRanges

    def all(self) -> list[Name]:
        """Return every name of this collection."""
        found: list[Name] = []
        owners: list[SheetOwner | None] = [self.sheet] if self.sheet else [None, *self.book.sheets]
        for sheet in owners:
            names = (sheet or self.book).api.NamedRanges
            found += [Name(self.book, sheet, names.getByName(name)) for name in names.ElementNames]
        return found

    def __call__(self, name_or_index: str | int) -> Name:
        """Return a name. Raise KeyError if it is not there."""
        if isinstance(name_or_index, str):
            found = self._called(name_or_index)
        else:
            found = next((name for number, name in enumerate(self.all(), 1) if number == name_or_index), None)
        if found is None:
            raise KeyError(name_or_index)
        return found

    def _called(self, wanted: str) -> Name | None:
        """Return the first name of this text, with or without its sheet.

        Each question to the program costs as much as thousands of comparisons here: what there is, is asked of each sheet at once.
        """
        # The usual case.
        if (names := self.api).hasByName(wanted):
            return Name(self.book, self.sheet, names.getByName(wanted))
        sheet_name, _, plain = wanted.casefold().rpartition("!")
        for number, owner in enumerate([self.sheet.api] if self.sheet else [self.book.api, *self.book.sheets.api]):
            names = owner.NamedRanges
            for name in names.ElementNames:
                if name.casefold() == plain:
                    sheet = self.sheet or (self.book.sheets(number) if number else None)
                    if not sheet_name or (sheet and sheet.name.casefold() == sheet_name):
                        return Name(self.book, sheet, names.getByName(name))
        return None

    def contains(self, name_or_index: str | int) -> bool:
        """Return True if there is such a name."""
        try:
            self(name_or_index)
        except KeyError:
            return False
        return True

    def __len__(self) -> int:
        return len(self.all())

    def add(self, name: str, refers_to: str) -> Name:
        """Define a name, or let it refer to something else. `refers_to` is a formula in Excel's grammar."""
        try:
            found = self(name)
        except KeyError:
            origin = uno_bridge.load().createUnoStruct("com.sun.star.table.CellAddress", 0, 0, 0)
            names = self.api
            names.addNewByName(name, "0", origin, 0)
            found = Name(self.book, self.sheet, names.getByName(name))
        found.refers_to = refers_to
        return found


@engine_class
class Name(base_classes.Name):
    """One defined name; `sheet` is the one it belongs to, None for a name of the whole workbook."""

    def __init__(self, book: BookOwner, sheet: SheetOwner | None, xl: Any) -> None:
        self.book = book
        self.sheet = sheet
        self.api = xl

    @property
    def app(self) -> Any:
        """The program."""
        return self.book.app

    @property
    def name(self) -> str:
        """The name's text; with its sheet, if it holds for one sheet."""
        plain = str(self.api.getName())
        return plain if self.sheet is None else f"{self.sheet.name}!{plain}"

    @name.setter
    def name(self, value: str) -> None:
        self.api.setName(value.rpartition("!")[2])

    def delete(self) -> None:
        """Remove the name."""
        (self.sheet or self.book).api.NamedRanges.removeByName(self.api.getName())

    @property
    def refers_to(self) -> str:
        """What it stands for, as a formula in Excel's grammar."""
        return str(self.book.formulas.text(self.api.getTokens(), 0, 0, 0))

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.api.setTokens(self.book.formulas.tokens(value, 0, 0, 0))

    @property
    def refers_to_range(self) -> Range:
        """The range that it stands for. Raise LibreOfficeError if it is something else."""
        found = self.target()
        if found is None:
            raise LibreOfficeError(f"名称“{self.name}”没有指向单元格区域：{self.refers_to}")
        return found

    def target(self) -> Range | None:
        """Return the range that the name refers to; None if it is something else."""
        cells = self.api.getReferredCells()
        if cells is None:
            return None
        address = cells.getRangeAddress()
        sheet: SheetOwner = self.book.sheets(address.Sheet + 1)
        found: Range = sheet.from_address(address)
        return found
