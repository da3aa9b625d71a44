"""Closed workbooks into grids: values by calamine, and by a scan of the sheets what calamine does not tell.

calamine reads an error cell, and a formula whose result was never saved, as blank; neither is blank here.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import ParseError

from xlplan.errors import DamagedError, NotAWorkbookError, PasswordError
from xlplan.files.container import open_package, read_bytes
from xlplan.grid import Area, CellError, CellValue, Grid, NoCachedValue

# One cell far off makes a reader fill all the space up to it.
MAX_CELLS: Final = 20_000_000

# What a sheet can hold (ECMA-376-1, 18.3.1.4 and 18.3.1.73; Excel 2007 and later).
_ROWS: Final = 2**20
_COLUMNS: Final = 2**14

# Possessive, so that no text whatever makes it slow; a `>` inside quotation marks does not end a tag.
_TAG = re.compile(rb"""<(?:[^\s<>:/]++:)?+(row|c|f|v|is)(?=[\s/>])((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""")
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,9})(\d{1,12})["']""")
_SHOWN: Final = 200
# Of a workbook with any other (#SPILL!, #CALC!, …) calamine reads nothing at all.
_KNOWN_ERRORS: Final = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
_TYPE_ERROR = re.compile(rb"""\st\s*=\s*["']e["']""")
# A cell as programs write it that hold neither an error nor, if `<f` is nowhere in the sheet, a formula.
_PLAIN_CELL = re.compile(rb"""<c r="([A-Z]{1,3})(\d{1,7})"(?: s="\d+")?(?: t="(?:s|inlineStr|str|n|b)")?/?>""")
_ANY_CELL = re.compile(rb"<c(?=[\s/>])")
_TYPE_TEXT = re.compile(rb"""\st\s*=\s*["']str["']""")


def read_workbook(path: Path) -> list[Grid]:
    """The grids of a closed .xlsx or .xlsm, in the order of its sheets. Raises what `read_grids` does."""
    return read_grids(read_bytes(path), path.name)


def read_grids(data: bytes, name: str) -> list[Grid]:
    """The grids of a workbook's bytes; `name` is for messages.

    Raises NotAWorkbookError, DamagedError or PasswordError.
    """
    import python_calamine as calamine

    with open_package(data, name) as package:
        try:
            parts = _sheet_parts(package)
            scans = {sheet: _Scan(package.read(part)) for sheet, part in parts.items()}
        except (LookupError, ParseError, ValueError) as error:
            raise _damaged(name) from error
    for sheet, scan in scans.items():
        if scan.bottom >= _ROWS or scan.right >= _COLUMNS:
            raise _damaged(name)
        if scan.cells > MAX_CELLS:
            raise NotAWorkbookError(
                f"“{name}”的“{sheet}”在很远的地方（第{scan.bottom + 1}行、第{scan.right + 1}列）有单元格，没有读取。",
                "请删去表格右边和下边多余的行列，保存后再试。",
            )
    if any(scan.new_errors for scan in scans.values()):
        data = _with_known_errors(data, {part: scans[sheet] for sheet, part in parts.items()})
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets = [s.name for s in book.sheets_metadata if s.typ == calamine.SheetTypeEnum.WorkSheet]
            return [grid_of(book.get_sheet_by_name(sheet), scans.get(sheet)) for sheet in sheets]
    except calamine.PasswordError as error:
        raise PasswordError(f"“{name}”有打开密码。", "请用表格软件打开，去掉密码后另存，再试一次。") from error
    except calamine.CalamineError as error:
        raise _damaged(name) from error
    except BaseException as error:
        # A panic inside calamine is a BaseException of its own, which nobody else can name.
        if type(error).__name__ == "PanicException":
            raise _damaged(name) from error
        raise


def _with_known_errors(data: bytes, scans: Mapping[str, _Scan]) -> bytes:
    """The package with `#VALUE!` for error values that calamine does not know; the scans keep the real ones."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.namelist():
            xml = old.read(part)
            for start, end in reversed(scans[part].new_errors if part in scans else ()):
                xml = xml[:start] + b"#VALUE!" + xml[end:]
            new.writestr(part, xml)
    return file.getvalue()


def _damaged(name: str) -> DamagedError:
    return DamagedError(f"“{name}”的内容已损坏，读不出来。", "请用表格软件打开核对并另存；打不开时请对方重新发送。")


def grid_of(sheet: object, scan: _Scan | None = None) -> Grid:
    """The grid of a sheet as calamine has it, and of what a scan of its XML tells besides."""
    # iter_rows counts rows from the sheet's first, columns from the first that holds anything.
    left = [None] * (sheet.start[1] if sheet.start else 0)  # type: ignore[attr-defined]
    rows: list[list[CellValue]] = [
        # One cell far down makes a million blank rows: they had better be short.
        [] if row.count("") == len(row) else [*left, *(None if value == "" else value for value in row)]
        for row in sheet.iter_rows()  # type: ignore[attr-defined]
    ]
    merges = [Area(*start, *end) for start, end in sheet.merged_cell_ranges or ()]  # type: ignore[attr-defined]
    formulas: set[tuple[int, int]] = set()
    if scan:
        for row, column, value in scan.special:
            if value is None:
                formulas.add((row, column))
            else:
                _put(rows, row, column, value)
    return Grid(sheet.name, rows, merges, frozenset(formulas))  # type: ignore[attr-defined]


def _put(rows: list[list[CellValue]], row: int, column: int, value: CellValue) -> None:
    rows.extend([] for _ in range(row + 1 - len(rows)))
    rows[row].extend([None] * (column + 1 - len(rows[row])))
    rows[row][column] = value


def _sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """The part that holds each worksheet, by the sheet's name."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    def elements(part: str) -> Iterator[tuple[str, dict[str, str]]]:
        try:
            for element in fromstring(package.read(part), forbid_dtd=True).iter():
                yield element.tag.rpartition("}")[2], {key.rpartition("}")[2]: v for key, v in element.attrib.items()}
        except DefusedXmlException as error:
            raise ValueError(part) from error

    def target(base: str, attributes: dict[str, str]) -> str:
        return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), attributes["Target"])).lstrip("/")

    books = (
        target("", attributes)
        for tag, attributes in elements("_rels/.rels")
        if tag == "Relationship" and attributes["Type"].endswith("/officeDocument")
    )
    book = next(books, None)
    if book is None:
        raise ValueError("_rels/.rels names no workbook")
    folder, file = posixpath.split(book)
    targets = {
        attributes["Id"]: target(book, attributes)
        for tag, attributes in elements(f"{folder}/_rels/{file}.rels".lstrip("/"))
        if tag == "Relationship" and attributes["Type"].endswith("/worksheet")
    }
    return {a["name"]: targets[a["id"]] for tag, a in elements(book) if tag == "sheet" and a.get("id") in targets}


class _Scan:
    """What the tags of a sheet's XML tell: how far it reaches, its error cells, and its formulas."""

    def __init__(self, xml: bytes) -> None:
        self.bottom = self.right = -1
        self.special: list[tuple[int, int, CellError | NoCachedValue | None]] = []
        """(row, column, error or uncalculated formula; None for a formula with a saved result)."""
        self.new_errors: list[tuple[int, int]] = []
        """Where in the XML error values stand that calamine does not know."""
        if not self._plain(xml):
            self._look(xml)

    def _plain(self, xml: bytes) -> bool:
        """Whether there are values alone, as in most sheets: then only how far they reach matters, at most."""
        cells = xml[xml.find(b"<sheetData") : xml.rfind(b"</sheetData>") + 1]
        places = _PLAIN_CELL.findall(cells)
        if b"<f" in cells or not places or len(places) != len(_ANY_CELL.findall(cells)):
            return False
        bottom = max(map(int, {number for _, number in places})) - 1
        right = max(map(_column, {letters for letters, _ in places}))
        # Cells that only have a style take no space, which is counted where it matters.
        if bottom >= _ROWS or right >= _COLUMNS or (bottom + 1) * (right + 1) > MAX_CELLS:
            return False
        self.bottom, self.right = bottom, right
        return True

    def _look(self, xml: bytes) -> None:
        row, column = -1, -1
        error = text = formula = filled = False
        for tag in _TAG.finditer(xml):
            kind, attributes = tag[1], tag[2]
            if kind == b"row":
                place = _REFERENCE.search(attributes)
                row = int(place[2]) - 1 if place else row + 1
                column = -1
            elif kind == b"c":
                place = _REFERENCE.search(attributes)
                if place and place[1]:
                    row, column = int(place[2]) - 1, _column(place[1])
                else:
                    column += 1
                error, text = bool(_TYPE_ERROR.search(attributes)), bool(_TYPE_TEXT.search(attributes))
                formula = filled = False
            else:
                if not filled:
                    # Cells that only have a style take no space.
                    filled = True
                    self.bottom, self.right = max(self.bottom, row), max(self.right, column)
                if kind == b"f":
                    formula = True
                    self.special.append((row, column, NoCachedValue("=" + _inner(xml, tag))))
                elif kind == b"v" and (error or formula):
                    value = _inner(xml, tag)
                    if formula and (value or text or error):
                        # An empty <v> is a result only where the result is a text.
                        self.special[-1] = (row, column, None)
                    if error:
                        self.special.append((row, column, CellError(value or "#VALUE!")))
                        if value not in _KNOWN_ERRORS and not tag[2].endswith(b"/"):
                            self.new_errors.append((tag.end(), xml.find(b"<", tag.end())))

    @property
    def cells(self) -> int:
        """How many cells lie between A1 and the last one."""
        return (self.bottom + 1) * (self.right + 1)


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    return column - 1


def _inner(xml: bytes, tag: re.Match[bytes]) -> str:
    """The text after a tag, as far as a message shows it."""
    if tag[2].endswith(b"/"):
        return ""
    end = xml.find(b"<", tag.end())
    return unescape(xml[tag.end() : min(end, tag.end() + _SHOWN)].decode("utf-8", "replace"))
