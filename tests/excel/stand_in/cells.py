"""Ranges of the stand-in: values as Excel hands them over and takes them."""

from __future__ import annotations

from datetime import UTC, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from excel.stand_in.entering import EPOCH, is_date
from excel.stand_in.formulas import shifted
from excel.stand_in.lines import Lines
from excel.stand_in.looks import Looks
from excel.stand_in.places import letters
from excel.stand_in.serving import Failed, Served

if TYPE_CHECKING:
    from excel.stand_in.model import Worksheet

_LONGEST_OF_2007 = 8203
_LAST_DATE = 2958466.0
_ARROWS = {-4121: (1, 0), -4162: (-1, 0), -4161: (0, 1), -4159: (0, -1)}
"""What xlDown, xlUp, xlToRight and xlToLeft add to row and column."""


class Range(Looks):
    """A block of cells."""

    def __init__(self, sheet: Worksheet, top: int, left: int, bottom: int, right: int) -> None:
        self.Worksheet = self.Parent = sheet
        self.top, self.left, self.bottom, self.right = top, left, bottom, right

    Row = property(lambda self: self.top)
    Column = property(lambda self: self.left)
    Count = property(lambda self: (self.bottom - self.top + 1) * (self.right - self.left + 1))
    Application = property(lambda self: self.Worksheet.Application)
    Areas = property(lambda self: [self])
    HasArray = False
    Rows = property(lambda self: Lines(self, down=True))
    Columns = property(lambda self: Lines(self, down=False))

    @property
    def EntireRow(self) -> Range:
        return Range(self.Worksheet, self.top, 1, self.bottom, 16384)

    @property
    def EntireColumn(self) -> Range:
        return Range(self.Worksheet, 1, self.left, 1048576, self.right)

    @property
    def Cells(self) -> Range:
        return self

    def Item(self, row: int, column: int | None = None) -> Range:
        if column is None:
            wide = self.right - self.left + 1
            row, column = (int(row) - 1) // wide + 1, (int(row) - 1) % wide + 1
        at = self.top + int(row) - 1, self.left + int(column) - 1
        return Range(self.Worksheet, *at, *at)

    def Range(self, first: Any, second: Any = None) -> Range:
        return self.Worksheet.Range(first, second)

    @property
    def Address(self) -> str:
        return self.GetAddress()

    def GetAddress(self, down: Any = True, across: Any = True, style: Any = 1, external: Any = False) -> str:
        def one(row: int, column: int) -> str:
            return f"{'$' * bool(across)}{letters(column)}{'$' * bool(down)}{row}"

        last = f":{one(self.bottom, self.right)}" if self.Count > 1 else ""
        sheet = f"'[{self.Worksheet.Parent.Name}]{self.Worksheet.Name}'!" if external else ""
        return f"{sheet}{one(self.top, self.left)}{last}"

    # -- values ---------------------------------------------------------------------------------------------------

    def _shaped(self, value: Any) -> Any:
        if self.Count == 1:
            return value(self.top, self.left)
        columns = range(self.left, self.right + 1)
        return tuple(tuple(value(row, column) for column in columns) for row in range(self.top, self.bottom + 1))

    @property
    def Value(self) -> Any:
        return self._shaped(self._value)

    def _value(self, row: int, column: int) -> Any:
        cell = self.Worksheet.cells.get((row, column))
        if cell is None or not isinstance(cell.value, float):
            return cell.value if cell else None
        code = self.Worksheet.format(row, column)
        if is_date(code):
            if not 0 <= cell.value < _LAST_DATE:
                raise Failed("no date")
            return EPOCH.replace(tzinfo=UTC) + timedelta(days=cell.value)
        if "¥" in code or "$" in code.replace("[$-", ""):
            return Decimal(f"{cell.value:.4f}")
        return cell.value

    @Value.setter
    def Value(self, value: Any) -> None:
        self._require_unlocked()
        self._fill(value)
        self.Worksheet.Parent.changed()

    def _fill(self, value: Any) -> None:
        if not isinstance(value, tuple):
            is_formula = isinstance(value, str) and value.startswith("=")
            for row, column in self.places():
                if self.Count == 1 or not self.Worksheet.filtered_away(row):
                    own = shifted(value, row - self.top, column - self.left) if is_formula else value
                    self.Worksheet.put(row, column, own)
            return
        filtered = self.Count > 1 and any(self.Worksheet.filtered_away(row) for row in range(self.top, self.bottom + 1))
        rows = value if isinstance(value[0], tuple) else (value,)
        texts = (each for row in rows for each in row if isinstance(each, str))
        if self.Application.Version == "12.0" and any(len(each) > _LONGEST_OF_2007 for each in texts):
            raise Failed("too long in an array")
        for row, column in self.places():
            if filtered and self.Worksheet.filtered_away(row):
                continue
            line = rows[0 if filtered or len(rows) == 1 else row - self.top]
            self.Worksheet.put(row, column, line[column - self.left if len(line) > 1 else 0])

    @property
    def Value2(self) -> Any:
        return self._shaped(
            lambda row, column: cell.value if (cell := self.Worksheet.cells.get((row, column))) else None
        )

    def _formula(self, row: int, column: int) -> str:
        cell = self.Worksheet.cells.get((row, column))
        if cell is None or cell.value is None:
            return ""
        return cell.formula or (f"{cell.value:g}" if isinstance(cell.value, float) else str(cell.value))

    @property
    def Formula(self) -> Any:
        return self._shaped(self._formula)

    @Formula.setter
    def Formula(self, value: Any) -> None:
        self.Value = value

    def ClearContents(self) -> None:
        self._require_unlocked()
        for place in self.filled():
            if self.Count == 1 or not self.Worksheet.filtered_away(place[0]):
                self.Worksheet.put(*place, None)
        self.Worksheet.Parent.changed()

    def filled(self) -> list[tuple[int, int]]:
        """Return the cells that hold something."""
        cells = self.Worksheet.cells.items()
        return [place for place, cell in cells if cell.value is not None and self._meets((*place, *place))]

    # -- places ---------------------------------------------------------------------------------------------------

    def AutoFit(self) -> None:
        """Nothing is drawn here."""

    def End(self, direction: int) -> Range:
        """Go where Ctrl and an arrow key go: to the last filled cell of a run, else to the next filled one, else to the edge."""
        down, across = _ARROWS[direction]

        def filled(row: int, column: int) -> bool:
            cell = self.Worksheet.cells.get((row, column))
            return cell is not None and cell.value is not None

        at = self.top, self.left
        ahead = [
            place for place, cell in self.Worksheet.cells.items()
            if cell.value is not None and (place[1] == at[1] if down else place[0] == at[0])
            and (place[0] - at[0]) * down + (place[1] - at[1]) * across > 0
        ]  # fmt: skip
        ahead.sort(key=lambda place: abs(place[0] - at[0]) + abs(place[1] - at[1]))
        step = at[0] + down, at[1] + across
        if filled(*at) and filled(*step):
            while filled(*step):
                at, step = step, (step[0] + down, step[1] + across)
        elif ahead:
            at = ahead[0]
        else:
            last = self.Worksheet.Cells
            edges = {
                (1, 0): (last.bottom, at[1]),
                (-1, 0): (1, at[1]),
                (0, 1): (at[0], last.right),
                (0, -1): (at[0], 1),
            }
            at = edges[down, across]
        return Range(self.Worksheet, *at, *at)

    @property
    def CurrentRegion(self) -> Range:
        """The block around it that blank rows and columns end."""
        box = [self.top, self.left, self.bottom, self.right]
        places = [place for place, cell in self.Worksheet.cells.items() if cell.value is not None]
        while True:
            near = [(row, column) for row, column in places if box[0] - 1 <= row <= box[2] + 1 and box[1] - 1 <= column <= box[3] + 1]  # fmt: skip
            rows, columns = (
                [box[0], box[2], *(row for row, _ in near)],
                [box[1], box[3], *(column for _, column in near)],
            )
            grown = [min(rows), min(columns), max(rows), max(columns)]
            if grown == box:
                return Range(self.Worksheet, *box)
            box = grown

    def Merge(self, across: Any = False) -> None:
        """Merge the block, or each of its rows; of what its cells hold only the upper left one's stays."""
        self._require_unlocked()
        for row in range(self.top, self.bottom + 1) if across else (self.top,):
            area = (row, self.left, row if across else self.bottom, self.right)
            for place in [place for place in self.Worksheet.cells if area[0] <= place[0] <= area[2] and area[1] <= place[1] <= area[3]]:  # fmt: skip
                if place != area[:2]:
                    del self.Worksheet.cells[place]
            self.Worksheet.areas.append(area)
        self.Worksheet.Parent.Saved = False

    def UnMerge(self) -> None:
        self.Worksheet.areas = [area for area in self.Worksheet.areas if not self._meets(area)]
        self.Worksheet.Parent.Saved = False

    def _meets(self, area: tuple[int, int, int, int]) -> bool:
        return area[0] <= self.bottom and area[2] >= self.top and area[1] <= self.right and area[3] >= self.left

    def Clear(self) -> None:
        """Take away contents, looks, links and the merging."""
        self.ClearContents()
        self.UnMerge()
        for places in (self.Worksheet.formats, self.Worksheet.looks, self.Worksheet.links):
            for place in [place for place in places if self._meets((*place, *place))]:
                del places[place]

    @property
    def Name(self) -> Any:
        found = next((each for each in self.Worksheet.Parent.names if each.means(self)), None)
        if found is None:
            raise Failed("no name")
        return found

    @Name.setter
    def Name(self, name: str) -> None:
        self.Worksheet.Parent.Names.Add(name, f"='{self.Worksheet.Name}'!{self.Address}")

    Hyperlinks = property(lambda self: Links(self))

    def AddComment(self, text: str) -> Note:
        notes = self.Worksheet.notes
        if any((each.Parent.top, each.Parent.left) == (self.top, self.left) for each in notes):
            raise Failed("the cell has a comment")
        made = Note(Range(self.Worksheet, self.top, self.left, self.top, self.left), text)
        # Excel lists them by row and column.
        notes[:] = sorted([*notes, made], key=lambda each: (each.Parent.top, each.Parent.left))
        self.Worksheet.Parent.Saved = False
        return made

    def Select(self) -> None:
        if self.Worksheet.Parent.ActiveSheet is not self.Worksheet:
            raise Failed("its sheet is not in front")
        self.Application.Selection = self


class Links(Served):
    """The links of a block: that of its first cell here."""

    def __init__(self, block: Range) -> None:
        self._block = block

    def Add(self, anchor: Range, address: str) -> Link:
        anchor.Worksheet.links[anchor.top, anchor.left] = address
        return Link(anchor)

    def Item(self, number: int) -> Link:
        if number != 1 or (self._block.top, self._block.left) not in self._block.Worksheet.links:
            raise Failed("no such link")
        return Link(self._block)


class Link(Served):
    """The link of a cell."""

    def __init__(self, cell: Range) -> None:
        self._cell, self.ScreenTip = cell, ""

    Address = property(lambda self: self._cell.Worksheet.links[self._cell.top, self._cell.left])

    @property
    def TextToDisplay(self) -> str:
        return str(self._cell.Item(1, 1).Value)

    @TextToDisplay.setter
    def TextToDisplay(self, text: str) -> None:
        self._cell.Item(1, 1).Value = text


class Note(Served):
    """A comment on a cell, which Excel calls a note where it is no conversation."""

    def __init__(self, cell: Range, text: str) -> None:
        self.Parent, self._text = cell, text

    def Text(self) -> str:
        return self._text

    def Delete(self) -> None:
        self.Parent.Worksheet.notes.remove(self)
