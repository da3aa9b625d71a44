"""How cells look: colours, fonts, number formats, alignment, sizes. Lengths are points unless a name says otherwise."""

from __future__ import annotations

from typing import Any

from xlwings import base_classes

from . import uno_bridge
from .base import engine_class

_POINT = 2540 / 72  # Calc counts in hundredths of a millimetre
_PIXEL = 2540 / 96
_HORIZONTAL = {
    "general": "STANDARD",
    "left": "LEFT",
    "center": "CENTER",
    "right": "RIGHT",
    "justify": "BLOCK",
    "fill": "REPEAT",
}
_VERTICAL = {"top": 1, "center": 2, "bottom": 3, "justify": 4}
_BOLD, _NORMAL = 150.0, 100.0
_SCRIPTS = ("", "Asian", "Complex")


def to_calc_color(color: tuple[int, int, int] | int | str | None) -> int:
    """Return an RGB tuple, a hex string or Excel's integer (blue first) as Calc's integer (red first); None is no colour."""
    if color is None:
        return -1
    if isinstance(color, str):
        return int(color.removeprefix("#"), 16)
    if isinstance(color, int):
        color = (color & 255, color >> 8 & 255, color >> 16 & 255)
    red, green, blue = color
    return int(red) << 16 | int(green) << 8 | int(blue)


def from_calc_color(color: int) -> tuple[int, int, int] | None:
    """Return Calc's integer as an RGB tuple, None for no colour."""
    return None if color < 0 else (color >> 16 & 255, color >> 8 & 255, color & 255)


def _common(lines: Any, name: str, count: int) -> Any:
    """Return a property of rows or columns; None if they differ. Each of several is a new UNO object."""
    values = {getattr(lines, name)} if count == 1 else {getattr(line, name) for line in lines}
    return values.pop() if len(values) == 1 else None


def uniform(cells: Any, name: str) -> Any:
    """Return a property of a UNO range; None if its cells differ, while the plain property would be that of a new cell."""
    if cells.getPropertyState(name).value == "AMBIGUOUS_VALUE":
        return None
    return cells.getPropertyValue(name)


@engine_class
class Looks:
    """The part of a Range that is about looks."""

    def _set(self: Any, **properties: Any) -> None:
        with self._writing():
            for name, value in properties.items():
                self.api.setPropertyValue(name, value)

    @property
    def number_format(self: Any) -> str | None:
        """The number format's code; None if the cells differ."""
        key = uniform(self.api, "NumberFormat")
        return None if key is None else self.sheet.book.formats.code(key)

    @number_format.setter
    def number_format(self: Any, value: str) -> None:
        self._set(NumberFormat=self.sheet.book.formats.key(value))

    @property
    def color(self: Any) -> tuple[int, int, int] | None:
        """The background as RGB; None for no colour, or if the cells differ."""
        color = uniform(self.api, "CellBackColor")
        return None if color is None else from_calc_color(color)

    @color.setter
    def color(self: Any, value: tuple[int, int, int] | int | str | None) -> None:
        self._set(CellBackColor=to_calc_color(value))

    @property
    def wrap_text(self: Any) -> bool | None:
        """Whether text wraps; None if the cells differ."""
        found: bool | None = uniform(self.api, "IsTextWrapped")
        return found

    @wrap_text.setter
    def wrap_text(self: Any, value: bool) -> None:
        self._set(IsTextWrapped=value)

    @property
    def horizontal_alignment(self: Any) -> str | None:
        """How text is aligned sideways; None if the cells differ."""
        found = uniform(self.api, "HoriJustify")
        return None if found is None else {v: k for k, v in _HORIZONTAL.items()}[found.value]

    @horizontal_alignment.setter
    def horizontal_alignment(self: Any, value: str) -> None:
        if value not in _HORIZONTAL:
            raise NotImplementedError(f"the LibreOffice engine has no horizontal alignment {value!r}")
        self._set(HoriJustify=uno_bridge.load().Enum("com.sun.star.table.CellHoriJustify", _HORIZONTAL[value]))

    @property
    def vertical_alignment(self: Any) -> str | None:
        """How text is aligned up and down; None if the cells differ."""
        found = uniform(self.api, "VertJustify")
        return {v: k for k, v in _VERTICAL.items()}.get(int(found), "bottom") if found is not None else None

    @vertical_alignment.setter
    def vertical_alignment(self: Any, value: str) -> None:
        if value not in _VERTICAL:
            raise NotImplementedError(f"the LibreOffice engine has no vertical alignment {value!r}")
        self._set(VertJustify=_VERTICAL[value])

    @property
    def row_height(self: Any) -> float | None:
        """The rows' height in points; None if they differ."""
        height = _common(self.api.getRows(), "Height", self.shape[0])
        return round(height / _POINT, 1) if height is not None else None

    @row_height.setter
    def row_height(self: Any, value: float) -> None:
        with self._writing():
            self.api.getRows().Height = round(value * _POINT)

    @property
    def column_width(self: Any) -> float | None:
        """In characters of Excel's usual font (7 pixels each and 5 for the margin), whatever the workbook's font is."""
        width = _common(self.api.getColumns(), "Width", self.shape[1])
        return round(max(0.0, width / _PIXEL - 5) / 7, 2) if width is not None else None

    @column_width.setter
    def column_width(self: Any, value: float) -> None:
        with self._writing():
            self.api.getColumns().Width = round((value * 7 + 5) * _PIXEL)

    @property
    def row_hidden(self: Any) -> bool | None:
        """Whether the rows are hidden; None if they differ."""
        visible = _common(self.api.getRows(), "IsVisible", self.shape[0])
        return not visible if visible is not None else None

    @row_hidden.setter
    def row_hidden(self: Any, value: bool) -> None:
        self.api.getRows().IsVisible = not value

    @property
    def column_hidden(self: Any) -> bool | None:
        """Whether the columns are hidden; None if they differ."""
        visible = _common(self.api.getColumns(), "IsVisible", self.shape[1])
        return not visible if visible is not None else None

    @column_hidden.setter
    def column_hidden(self: Any, value: bool) -> None:
        self.api.getColumns().IsVisible = not value

    @property
    def visible_areas(self: Any) -> list[tuple[int, int, int, int]]:
        """The parts in rows and columns that are not hidden: top, left, bottom and right of each, from 0."""
        found = self.api.queryVisibleCells().getRangeAddresses()
        return [(each.StartRow, each.StartColumn, each.EndRow, each.EndColumn) for each in found]

    @property
    def width(self: Any) -> float:
        """The width in points."""
        return float(self.api.Size.Width / _POINT)

    @property
    def height(self: Any) -> float:
        """The height in points."""
        return float(self.api.Size.Height / _POINT)

    @property
    def left(self: Any) -> float:
        """The distance from the sheet's left edge, in points."""
        return float(self.api.Position.X / _POINT)

    @property
    def top(self: Any) -> float:
        """The distance from the sheet's top edge, in points."""
        return float(self.api.Position.Y / _POINT)

    def autofit(self: Any, axis: str | None = None) -> None:
        """Fit rows, columns or (None) both to what they hold."""
        if axis not in ("rows", "r"):
            self.api.getColumns().OptimalWidth = True
        if axis not in ("columns", "c"):
            self.api.getRows().OptimalHeight = True


@engine_class
class Font(base_classes.Font):
    """The font of a range. Calc keeps one each for Latin, Asian and complex scripts: all three are set."""

    def __init__(self, cells: Any) -> None:
        self.cells = cells
        self.app = cells.app

    @property
    def api(self) -> Any:
        """The UNO range whose font this is."""
        return self.cells.api

    def _set(self, name: str, value: Any) -> None:
        self.cells._set(**{f"{name}{script}": value for script in _SCRIPTS})

    @property
    def bold(self) -> bool | None:
        """Whether the text is bold; None if the cells differ."""
        weight = uniform(self.api, "CharWeight")
        return None if weight is None else weight > _NORMAL

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set("CharWeight", _BOLD if value else _NORMAL)

    @property
    def italic(self) -> bool | None:
        """Whether the text is italic; None if the cells differ."""
        posture = uniform(self.api, "CharPosture")
        return None if posture is None else posture.value != "NONE"

    @italic.setter
    def italic(self, value: bool) -> None:
        slant = "ITALIC" if value else "NONE"
        self._set("CharPosture", uno_bridge.load().Enum("com.sun.star.awt.FontSlant", slant))

    @property
    def strikethrough(self) -> bool | None:
        """Whether the text is struck through; None if the cells differ."""
        strikes = uniform(self.api, "CharStrikeout")
        return None if strikes is None else strikes != 0

    @property
    def size(self) -> float | None:
        """The size in points; None if the cells differ."""
        found: float | None = uniform(self.api, "CharHeight")
        return found

    @size.setter
    def size(self, value: float) -> None:
        self._set("CharHeight", float(value))

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Automatic is black, as in Excel."""
        color = uniform(self.api, "CharColor")
        return None if color is None else from_calc_color(max(0, color))

    @color.setter
    def color(self, value: tuple[int, int, int] | int | str) -> None:
        self.cells._set(CharColor=to_calc_color(value))

    @property
    def name(self) -> str | None:
        """The font's name; None if the cells differ."""
        found: str | None = uniform(self.api, "CharFontName")
        return found

    @name.setter
    def name(self, value: str) -> None:
        self._set("CharFontName", value)
