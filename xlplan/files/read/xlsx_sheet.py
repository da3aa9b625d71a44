"""The cells of one sheet of an .xlsx, in one pass over its XML (ECMA-376-1, 18.3.1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final
from xml.parsers import expat

from xlplan.files.read.number_formats import NumberFormat, day_value, iso_value
from xlplan.files.read.unclear import UnclearError
from xlplan.files.read.xlsx_parts import SPACES, natural, plain_text, truth
from xlplan.terms.cells import Area, CellError, CellValue, NoCachedValue, cell_name, column_index
from xlplan.terms.pictures import PICTURE_CELL, is_picture

ROWS: Final = 2**20
"""The number of rows of a sheet; Excel 2007 and later."""
SHEET_COLUMNS: Final = 2**14
FORMULA_SHOWN: Final = 200
_PLACE: Final = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_AREA: Final = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})(?::([A-Za-z]{1,3})([0-9]{1,7}))?")
# xsd:double, but for its words; Python's float takes more.
NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NO_NUMBERS: Final = ("NaN", "INF", "+INF", "-INF")
_TYPES: Final = frozenset(["n", "s", "str", "b", "e", "d", "inlineStr"])
_WIDEST: Final = 256
"""Columns of which it is told whether they are hidden: a sheet may hide all up to its last."""
_DEPTHS: Final = {"sheetData": 2, "mergeCell": 3, "col": 3}
"""How deep an element lies in a sheet's part, its root being 1."""
_LARGE: Final = 16 * 2**20
_PIECE: Final = 2**20
_BLANK_CELLS: Final = re.compile(rb'(?:<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]+")?/>)++')
_BLANK_ROWS: Final = re.compile(
    rb'<row r="[0-9]+"(?: (?:spans|s|customFormat|ht|customHeight|x14ac:dyDescent)="[^"<>]*+")*+></row>'
)
_EMPTY: Final[Sequence[CellValue]] = ()


@dataclass
class Sheet:
    """What one pass found. Rows and columns count from 0; rows end with their last filled cell."""

    rows: list[Sequence[CellValue]] = field(default_factory=list)
    merges: list[Area] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    """Cells whose value is a formula's saved result."""
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    """The number formats of numbers, where they have one."""
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    doubled: list[tuple[str, CellValue, CellValue]] = field(default_factory=list)
    """Cells that stand in the file twice, with what the first and the last of them say."""


class _Where(Enum):
    OUTSIDE = auto()
    SHEET = auto()
    """In the sheet, outside its cells."""
    DATA = auto()
    ROW = auto()
    CELL = auto()
    VALUE = auto()
    FORMULA = auto()
    INLINE = auto()
    SKIPPED = auto()


def read_sheet(
    part: bytes,
    texts: Sequence[str],
    formats: Sequence[NumberFormat],
    *,
    from_1904: bool,
    reaches: Callable[[int, int], None],
) -> Sheet:
    """Read a sheet's part. `reaches` is told how far its filled cells reach, and raises an error where that is too far.

    Raise UnclearError for what could be read in more than one way, ValueError for what is no XML.
    """
    return _Pass(texts, formats, from_1904, reaches).run(part)


class _Pass:
    def __init__(
        self,
        texts: Sequence[str],
        formats: Sequence[NumberFormat],
        from_1904: bool,
        reaches: Callable[[int, int], None],
    ) -> None:
        self.texts, self.formats, self.from_1904, self.reaches = texts, formats, from_1904, reaches
        self.sheet = Sheet()
        self.where = _Where.OUTSIDE
        self.above: list[_Where] = []
        self.space = ""
        self.tables = 0
        self.row = self.column = -1
        self.bottom = self.right = -1
        self.kind = "n"
        self.style = ""
        self.rich = False
        self.value: str | None = None
        self.inline: list[str] | None = None
        self.formula: str | None = None
        self.words: list[str] = []
        self.inner: list[str] = []
        """The names of the elements that are open within an inline text."""

    def run(self, part: bytes) -> Sheet:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.said
        parser.StartDoctypeDeclHandler = _no_doctype
        try:
            for piece in pieces(part):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise ValueError("no XML") from error
        if not self.tables:
            raise UnclearError("工作表里没有存放单元格的部分")
        return self.sheet

    def start(self, name: str, said: dict[str, str]) -> None:
        where = self.where
        self.above.append(where)
        space, _, local = name.rpartition(" ")
        ours = space == self.space
        if where is _Where.ROW and ours and local == "c":
            self.begin_cell(said)
        elif where is _Where.CELL and ours and local in ("v", "f", "is"):
            self.begin_inside(local, said)
        elif where is _Where.DATA and ours and local == "row":
            self.begin_row(said)
        elif where is _Where.INLINE and ours and _within_text(self.inner, local):
            self.inner.append(local)
        elif where is _Where.SHEET:
            self.begin_beside(local if ours else "", said)
        elif where is _Where.OUTSIDE:
            if space not in SPACES or local != "worksheet":
                raise UnclearError(f"工作表的根元素是“{local[:20]}”")
            self.space, self.where = space, _Where.SHEET
        elif where in (_Where.DATA, _Where.ROW, _Where.CELL) and ours and local == "extLst":
            self.where = _Where.SKIPPED
        elif where is not _Where.SKIPPED:
            raise UnclearError(f"{self.place}里有认不出的内容“{local[:20]}”")

    @property
    def place(self) -> str:
        """The cell or row that is being read, as a message names it."""
        if self.where in (_Where.OUTSIDE, _Where.SHEET, _Where.DATA) or self.row < 0:
            return "工作表"
        return f"第{self.row + 1}行" if self.column < 0 else f"单元格 {cell_name(self.row, self.column)} "

    def begin_beside(self, local: str, said: dict[str, str]) -> None:
        """Begin an element of the sheet that is no cell."""
        depth = len(self.above)
        if local == "sheetData":
            self.tables += 1
            if self.tables > 1 or depth != _DEPTHS[local]:
                raise UnclearError("工作表里不止一份单元格，或放错了地方")
            self.where = _Where.DATA
        elif local == "col" and depth != _DEPTHS[local]:
            raise UnclearError("工作表里有放错地方的列宽")
        elif local == "col" and _hides(said, "width"):
            first, last = (natural(said.get(name, ""), "列号") for name in ("min", "max"))
            self.sheet.hidden_columns.update(range(first - 1, min(last, _WIDEST)))
        elif local in ("row", "c"):
            raise UnclearError("工作表里有放错地方的单元格")
        elif local == "mergeCell":
            if depth != _DEPTHS[local]:
                raise UnclearError("工作表里有放错地方的合并区域")
            self.sheet.merges.append(_area(said.get("ref", "")))

    def begin_row(self, said: dict[str, str]) -> None:
        self.row = natural(said["r"], "行号") - 1 if "r" in said else self.row + 1
        if not 0 <= self.row < ROWS:
            raise UnclearError(f"有第{self.row + 1}行，一张工作表没有这一行")
        self.column = -1
        self.where = _Where.ROW
        if _hides(said, "ht"):
            self.sheet.hidden_rows.add(self.row)

    def begin_cell(self, said: dict[str, str]) -> None:
        place = said.get("r")
        if place is None:
            self.column += 1
        else:
            found = _PLACE.fullmatch(place)
            if not found:
                raise UnclearError(f"第{self.row + 1}行里有一格的位置写成了“{place[:20]}”")
            if int(found[2]) - 1 != self.row:
                raise UnclearError(f"单元格 {place} 放在了第{self.row + 1}行")
            self.column = column_index(found[1])
        if self.column >= SHEET_COLUMNS:
            raise UnclearError(f"第{self.row + 1}行有一格超出了最后一列")
        self.kind = said.get("t", "n")
        if self.kind not in _TYPES:
            raise UnclearError(f"{self.place}的类型“{self.kind[:20]}”没有人认得")
        self.style = said.get("s", "")
        self.rich = "vm" in said
        self.value = self.formula = None
        self.inline = None
        self.where = _Where.CELL

    def begin_inside(self, local: str, said: dict[str, str]) -> None:
        if {"v": self.value, "f": self.formula, "is": self.inline}[local] is not None:
            raise UnclearError(f"{self.place}有两个值")
        self.words = []
        if local == "is":
            self.inline = self.words
            self.inner = []
        self.where = {"v": _Where.VALUE, "f": _Where.FORMULA, "is": _Where.INLINE}[local]

    def said(self, text: str) -> None:
        where = self.where
        if where is _Where.VALUE or where is _Where.FORMULA:
            self.words.append(text)
        elif where is _Where.INLINE:
            if self.inner == ["t"] or self.inner == ["r", "t"]:
                self.words.append(text)
            elif text.strip() and self.inner[:1] not in (["rPh"], ["phoneticPr"]):
                self.stray()
        elif where in (_Where.DATA, _Where.ROW, _Where.CELL) and text.strip():
            self.stray()

    def stray(self) -> None:
        raise UnclearError(f"{self.place}里有放错地方的文字")

    def end(self, name: str) -> None:
        where, before = self.where, self.above.pop()
        if where is _Where.INLINE and self.inner:
            self.inner.pop()
            return
        self.where = before
        if where is before:
            return
        if where is _Where.VALUE:
            self.value = "".join(self.words)
        elif where is _Where.FORMULA:
            self.formula = "".join(self.words)
        elif where is _Where.CELL:
            self.end_cell()

    def end_cell(self) -> None:
        # Cells that only have a style take no space.
        if self.value is None and self.formula is None and self.inline is None:
            rows = self.sheet.rows
            if self.row < len(rows) and self.column < len(rows[self.row]):
                self.put(None)
            return
        value, numeric = self.said_by_cell()
        if self.formula is not None:
            # An empty <v> is a result only if the result is a text.
            if self.value is None or not (self.value or self.kind in ("str", "e")):
                value = NoCachedValue("=" + self.formula[:FORMULA_SHOWN])
            else:
                self.sheet.formulas.add((self.row, self.column))
        if numeric:
            style = self.formats[self.number_of_style()]
            if style.code:
                self.sheet.formats[self.row, self.column] = style.code
            value = day_value(float(value), style, from_1904=self.from_1904) if isinstance(value, float) else value
        self.put(value)

    def number_of_style(self) -> int:
        style = natural(self.style, f"{self.place}的样式") if self.style else 0
        if style >= len(self.formats):
            raise UnclearError(f"{self.place}用了没有的样式“{self.style[:20]}”")
        return style

    def said_by_cell(self) -> tuple[CellValue, bool]:
        """Return what a cell's type makes of its value, and whether it is a number that a format shows."""
        kind, value = self.kind, self.value
        if kind == "inlineStr":
            if value is not None:
                raise UnclearError(f"{self.place}有两个值")
            return plain_text("".join(self.inline or ())) or None, False
        if self.inline is not None:
            raise UnclearError(f"{self.place}有两个值")
        if kind == "e":
            # A picture placed in a cell is an error with a rich value, for programs that know none.
            picture = (self.rich and self.formula is None) or is_picture(f"={self.formula or ''}")
            return PICTURE_CELL if picture else CellError(value or "#VALUE!"), False
        if value is None:
            return None, False
        if kind == "str":
            return plain_text(value) or None, False
        bare = value.strip(" \t\r\n")
        if not bare:
            if kind == "s":
                raise UnclearError(f"{self.place}没有写是第几段文字")
            return None, False
        if kind == "s":
            number = natural(bare, f"{self.place}的文字序号")
            if number >= len(self.texts):
                raise UnclearError(f"{self.place}要第 {number} 段文字，文件里没有")
            return self.texts[number] or None, False
        if kind == "b":
            # ECMA-376-1, 18.18.11 has 1 and 0; of the words, Calc takes both for false.
            if bare not in ("1", "0"):
                raise UnclearError(f"{self.place}写的“{bare[:20]}”不知是真是假")
            return bare == "1", False
        if kind == "d":
            try:
                return iso_value(bare), False
            except ValueError as error:
                raise UnclearError(f"{self.place}的日期“{bare[:20]}”读不懂") from error
        if NUMBER.fullmatch(bare):
            number_ = float(bare)
            # Beyond what a number can be, as programs show it.
            return (
                (CellError(bare[:FORMULA_SHOWN]), False)
                if number_ in (float("inf"), -float("inf"))
                else (number_, True)
            )
        if bare in _NO_NUMBERS:
            return CellError(bare), False
        raise UnclearError(f"{self.place}写的“{bare[:20]}”不是数字")

    def put(self, value: CellValue) -> None:
        row, column, rows = self.row, self.column, self.sheet.rows
        if row > self.bottom or column > self.right:
            self.bottom, self.right = max(self.bottom, row), max(self.right, column)
            self.reaches(self.bottom, self.right)
        if row >= len(rows):
            # One cell far down makes a million blank rows: they had better be small.
            rows.extend([_EMPTY] * (row + 1 - len(rows)))
        cells = rows[row]
        if not isinstance(cells, list):
            cells = rows[row] = []
        if column >= len(cells):
            cells.extend([None] * (column - len(cells)))
            cells.append(value)
            return
        before = cells[column]
        if before is not None and before != value:
            self.sheet.doubled.append((cell_name(row, column), before, value))
        if value is not None:
            cells[column] = value


def _hides(said: dict[str, str], size: str) -> bool:
    """Return True if a row or column is hidden, or so narrow that nothing is seen of it."""
    if truth(said.get("hidden", "0"), "隐藏"):
        return True
    try:
        return float(said.get(size, "1")) == 0
    except ValueError:
        return False


def pieces(part: bytes, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """Yield what a sheet's part says between two places, each piece up to the end of a row.

    Of a large part without cells that only have a style: some have a million blank rows. They are left out only where no
    comment hides anything, and every row and cell says where it is.
    """
    end = len(part) if end is None else end
    without_blanks = len(part) >= _LARGE and _tells_all_places(part)
    while start < end:
        stop = part.find(b"</row>", start + _PIECE, end)
        stop = end if stop < 0 else stop + len(b"</row>")
        # A large part may have come as a bytearray.
        piece = bytes(part[start:stop])
        if without_blanks:
            # Looked for first, which takes no time.
            piece = _BLANK_CELLS.sub(b"", piece) if b'"/>' in piece else piece
            piece = _BLANK_ROWS.sub(b"", piece) if b'"></row>' in piece else piece
        yield piece
        start = stop


def _tells_all_places(part: bytes) -> bool:
    return (
        b"<!" not in part
        and not any(tag in part for tag in (b"<c>", b"<c/>", b"<row>", b"<row/>"))
        and all(part.count(b"<%s " % name) == part.count(b'<%s r="' % name) for name in (b"c", b"row"))
    )


def _area(text: str) -> Area:
    found = _AREA.fullmatch(text)
    if not found:
        raise UnclearError(f"合并区域“{text[:20]}”读不懂")
    top, left = int(found[2]) - 1, column_index(found[1])
    bottom, right = (int(found[4]) - 1, column_index(found[3])) if found[3] else (top, left)
    if not (0 <= top <= bottom < ROWS and left <= right < SHEET_COLUMNS):
        raise UnclearError(f"合并区域“{text[:20]}”不在工作表里")
    return Area(top, left, bottom, right)


def _within_text(above: Sequence[str], name: str) -> bool:
    """Return True if an element may stand there in an inline text."""
    if not above:
        return name in ("t", "r", "rPh", "phoneticPr")
    return (above == ["r"] and name in ("t", "rPr")) or above[0] in ("rPh", "phoneticPr") or above[:2] == ["r", "rPr"]


def _no_doctype(*said: object) -> None:
    raise ValueError("a DTD")
