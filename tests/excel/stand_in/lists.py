"""Lists of the stand-in, asked by number or name, and defined names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from excel.stand_in.serving import Failed, Served

if TYPE_CHECKING:
    from excel.stand_in.cells import Range
    from excel.stand_in.model import Workbook


class Items(Served):
    """A list of Excel's, asked by number or name."""

    def __init__(self, items: list[Any], parent: Any = None) -> None:
        self.items, self.Parent = items, parent

    Count = property(lambda self: len(self.items))
    Application = property(lambda self: self.Parent.Application)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    def Item(self, which: Any) -> Any:
        if isinstance(which, str):
            for each in self.items:
                if each.Name.casefold() == which.casefold():
                    return each
        elif 1 <= which <= len(self.items):
            return self.items[int(which) - 1]
        raise Failed("no such item")


class Name(Served):
    """A defined name."""

    def __init__(self, book: Workbook, name: str, refers_to: str, visible: bool = True) -> None:
        self.Parent, self.Name, self.RefersTo, self.Visible = book, name, refers_to, visible

    @property
    def RefersToRange(self) -> Range:
        found = re.fullmatch(r"=?'?([^'!]+)'?!(\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)", self.RefersTo)
        if not found:
            raise Failed("no cells")
        return self.Parent.Worksheets.Item(found[1].replace("''", "'")).Range(found[2])

    def means(self, block: Range) -> bool:
        """Return True if it stands for just these cells."""
        try:
            found = self.RefersToRange
        except Failed:
            return False
        return found.Worksheet is block.Worksheet and found.Address == block.Address

    def follow(self, before: str, name: str) -> None:
        """Go with a sheet that is given another name."""
        sheet, _, cells = self.RefersTo.removeprefix("=").rpartition("!")
        if sheet.removeprefix("'").removesuffix("'").replace("''", "'") == before:
            quoted = name.replace("'", "''")
            self.RefersTo = f"='{quoted}'!{cells}"

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
