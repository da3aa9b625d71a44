"""Ranges of cells: where they lie, merged areas, neighbours, names and links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from xlwings import base_classes
from xlwings.utils import col_name

from .addresses import link_from_calc, link_to_calc
from .base import engine_class
from .contents import Contents
from .errors import LibreOfficeError
from .looks import Font, Looks
from .owners import SheetOwner


@engine_class
class Range(Contents, Looks, base_classes.Range):
    """A rectangle of cells. Where it lies is kept in Python; Calc is asked only for what is in it."""

    sheet: SheetOwner
    # xlwings declares these as properties; plain attributes do.
    row: int = 1
    column: int = 1
    shape: tuple[int, int] = (1, 1)

    def __init__(self, sheet: SheetOwner, row: int, column: int, height: int = 1, width: int = 1) -> None:
        """Take a range of a sheet; `row` and `column` count from 1."""
        self.sheet = sheet
        self.row = row
        self.column = column
        self.shape = (height, width)
        self.options: dict[str, Any] = {}
        self._xl: Any = None

    @property
    def app(self) -> Any:
        """The program."""
        return self.sheet.app

    @property
    def api(self) -> Any:
        """The UNO cell range."""
        if self._xl is None:
            top, left, bottom, right = self._bounds()
            if bottom < top or right < left:
                raise IndexError("the range has no cells")
            self._xl = self.sheet.api.getCellRangeByPosition(left, top, right, bottom)
        return self._xl

    xl = api

    @property
    def coords(self) -> tuple[Any, int, int, int, int]:
        """Sheet, row, column (from 1), height and width."""
        return (self.sheet, self.row, self.column, *self.shape)

    def _bounds(self) -> tuple[int, int, int, int]:
        """Top, left, bottom, right, counted from 0."""
        top, left = self.row - 1, self.column - 1
        return top, left, top + self.shape[0] - 1, left + self.shape[1] - 1

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        """Return one cell, by row and column or, counted row by row, by its number; from 1, also beyond the range."""
        if arg2 is None:
            row, column = divmod(arg1 - 1, self.shape[1])
            return Range(self.sheet, self.row + row, self.column + column)
        return Range(self.sheet, self.row + arg1 - 1, self.column + arg2 - 1)

    @property
    def rows(self) -> Range:
        """The range itself: xlwings walks its rows or columns."""
        return self

    columns = rows

    # Merged areas

    @property
    def merge_area(self) -> Range:
        """The merged area that the first cell belongs to."""
        return self._merged_around(self(1, 1))

    def _merged_around(self, part: Range) -> Range:
        cursor = self.sheet.api.createCursorByRange(part.api)
        cursor.collapseToMergedArea()
        found: Range = self.sheet.from_address(cursor.getRangeAddress())
        return found

    @property
    def merge_cells(self) -> bool | None:
        """True where one merged area covers the range, False where it touches none, None where some cells are merged."""
        if self.merge_area.covers(self) and len(self.merge_area) > 1:
            return True
        if len(self) == 1:
            return False
        around = self._merged_around(self)
        return None if self.api.getIsMerged() or around.shape != self.shape else False

    @property
    def merged_areas(self) -> list[Range]:
        """Every merged area that begins in the range, by row and column; in a few calls however many there are.

        An extension of this engine. Other engines have merge_cells and merge_area to search with.
        """
        found: list[Range] = []
        for group in self.api.getUniqueCellFormatRanges():
            # How far a cell is merged is part of its format, so all origins of a group have areas of one size.
            addresses = group.getRangeAddresses()
            first = self.sheet.from_address(addresses[0])(1, 1)
            if not first.api.getIsMerged():
                continue
            shape = first.merge_area.shape
            for address in addresses:
                origins = self.sheet.from_address(address).each()
                found.extend(Range(self.sheet, origin.row, origin.column, *shape) for origin in origins)
        return sorted(found, key=lambda area: (area.row, area.column))

    def each(self) -> Iterable[Range]:
        """Yield the cells one by one, row by row."""
        return (self(number) for number in range(1, len(self) + 1))

    def covers(self, other: Range) -> bool:
        """Return True if `other`, a range of the same sheet, lies within this one."""
        top, left, bottom, right = self._bounds()
        other_top, other_left, other_bottom, other_right = other._bounds()
        return top <= other_top and left <= other_left and bottom >= other_bottom and right >= other_right

    def merge(self, across: bool) -> None:
        """Merge the cells; `across` merges each row by itself."""
        with self._writing():
            if across:
                for number in range(self.shape[0]):
                    Range(self.sheet, self.row + number, self.column, 1, self.shape[1]).api.merge(True)
            else:
                self.api.merge(True)

    def unmerge(self) -> None:
        """Take merged cells apart."""
        with self._writing():
            self.api.merge(False)

    # Addresses and neighbours

    @property
    def address(self) -> str:
        """The address with dollar signs."""
        return self.get_address(True, True, False)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """Return the address, with dollar signs and the workbook's name as asked for."""
        top, left, bottom, right = self._bounds()
        row_mark, column_mark = "$" * bool(row_absolute), "$" * bool(col_absolute)

        def cell(row: int, column: int) -> str:
            return f"{column_mark}{col_name(column + 1)}{row_mark}{row + 1}"

        text = cell(top, left) if len(self) == 1 else f"{cell(top, left)}:{cell(bottom, right)}"
        if not external:
            return text
        place = f"[{self.sheet.book.name}]{self.sheet.name}"
        quoted = place if re.fullmatch(r"[\w.\[\]]+", place) else "'" + place.replace("'", "''") + "'"
        return f"{quoted}!{text}"

    def end(self, direction: str) -> Range:
        """Go where Ctrl and an arrow key lead: the last filled cell of a block, or the next one after a gap, or the edge."""
        last_row, last_column = self.sheet.size
        down = direction in ("down", "up", "d", "u")
        forward = direction in ("down", "right", "d", "r")
        used = self.sheet.used_range
        here, edge = (self.row, last_row) if down else (self.column, last_column)
        filled_to = used.row + used.shape[0] - 1 if down else used.column + used.shape[1] - 1
        low, high = (here, max(here, filled_to)) if forward else (1, here)
        length = high - low + 1
        line = Range(self.sheet, low, self.column, length, 1) if down else Range(self.sheet, self.row, low, 1, length)
        filled = [text != "" for row in line.api.getFormulaArray() for text in row]
        steps = _steps(filled if forward else filled[::-1])
        target = (edge if forward else 1) if steps is None else here + steps * (1 if forward else -1)
        return Range(self.sheet, target, self.column) if down else Range(self.sheet, self.row, target)

    @property
    def current_region(self) -> Range:
        """The filled block around the range."""
        cursor = self.sheet.api.createCursorByRange(self.api)
        cursor.collapseToCurrentRegion()
        found: Range = self.sheet.from_address(cursor.getRangeAddress())
        return found

    def select(self) -> None:
        """Select the range on the screen."""
        controller = self.sheet.book.api.CurrentController
        controller.setActiveSheet(self.sheet.api)
        controller.select(self.api)

    # Names and links

    @property
    def name(self) -> Any:
        """The name that stands for just this range; None if there is none."""
        for name in self.sheet.book.names.all():
            target = name.target()
            if target is not None and target.coords[1:] == self.coords[1:] and target.sheet.name == self.sheet.name:
                return name
        return None

    @name.setter
    def name(self, value: str) -> None:
        quoted = "'" + self.sheet.name.replace("'", "''") + "'"
        self.sheet.book.names.add(value, f"={quoted}!{self.address}")

    @property
    def hyperlink(self) -> str:
        """Where the first cell's link leads. Raise LibreOfficeError if it has none."""
        fields = self.api.getCellByPosition(0, 0).TextFields
        if fields.Count == 0:
            raise LibreOfficeError(f"单元格 {self.address} 没有超链接。")
        return link_from_calc(fields.getByIndex(0).URL)

    def add_hyperlink(self, address: str, text_to_display: str | None = None, screen_tip: str | None = None) -> None:
        """Put a link over the cell's text. `#Sheet!A1` leads within the workbook. Calc has no place for the screen tip."""
        with self._writing():
            cell = self.api.getCellByPosition(0, 0)
            cell.setString("")
            field = self.sheet.book.api.createInstance("com.sun.star.text.TextField.URL")
            field.URL = link_to_calc(address)
            field.Representation = text_to_display or address
            text = cell.getText()
            text.insertTextContent(text.createTextCursor(), field, False)

    @property
    def font(self) -> Font:
        """The font of its cells."""
        return Font(self)


def _steps(filled: list[bool]) -> int | None:
    """Return how many cells on from the first of a line Ctrl and an arrow key lead; None: to the edge."""
    start = 1 if filled[0] and len(filled) > 1 and filled[1] else 0
    if start:
        return next((i - 1 for i in range(2, len(filled)) if not filled[i]), len(filled) - 1)
    return next((i for i in range(1, len(filled)) if filled[i]), None)
