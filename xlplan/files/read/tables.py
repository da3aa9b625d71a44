"""Closed workbooks into grids: values by calamine, and by a scan of the sheets what calamine leaves out.

calamine reads an error cell, and a formula whose result was never saved, as blank; neither is blank here.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import unescape
from string import ascii_uppercase, digits
from typing import Final
from xml.etree.ElementTree import ParseError

from xlplan.files.look.container import ZipPackage, open_package
from xlplan.files.look.encrypted import password_error
from xlplan.files.look.limits import MAX_CELLS
from xlplan.files.look.unsaid import Specials, require_near
from xlplan.terms.cells import Area, CellError, CellValue, Grid, NoCachedValue
from xlplan.terms.errors import DamagedError

# The size of a sheet (ECMA-376-1, 18.3.1.4 and 18.3.1.73; Excel 2007 and later).
_ROWS: Final = 2**20
_COLUMNS: Final = 2**14

# Possessive, so that no text makes it slow; a `>` inside quotation marks does not end a tag.
_TAG = re.compile(rb"""<(?:[^\s<>:/]++:)?+(row|c|f|v|is)(?=[\s/>])((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""")
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,9})(\d{1,12})["']""")
_SHOWN: Final = 200
# calamine reads nothing of a workbook with any other (#SPILL!, #CALC!, …).
_KNOWN_ERRORS: Final = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
_TYPE_ERROR = re.compile(rb"""\st\s*=\s*["']e["']""")
# A cell as programs write it, without an error.
_PLAIN_CELL = re.compile(rb"""<c r="([A-Z]{1,3}\d{1,7})"(?: s="\d+")?(?: t="(?:s|inlineStr|str|n|b)")?/?>""")
_PLAIN_FORMULA = re.compile(
    rb"""<c r="([A-Z]{1,3})(\d{1,7})"(?: s="\d+")?(?: t="(?:(str)|n|b)")?><f(?: [^<>]*+)?>([^<]*+)</f>(?:<v>([^<]*+)</v>|<v ?/>)?</c>"""
)
_TYPE_TEXT = re.compile(rb"""\st\s*=\s*["']str["']""")


def read_grids(data: bytes, name: str) -> list[Grid]:
    """Return the grids of a workbook's bytes; `name` is for messages.

    Raises NotAWorkbookError, DamagedError or PasswordError.
    """
    with open_package(data, name) as package:
        return package_grids(package, name)


def package_grids(package: ZipPackage, name: str) -> list[Grid]:
    """Return the grids of an open package; as `read_grids`."""
    try:
        parts = _sheet_parts(package)
        scans = {sheet: _Scan(package.read(part)) for sheet, part in parts.items()}
    except (LookupError, ParseError, ValueError) as error:
        raise unreadable_error(name) from error
    data = package.data
    for sheet, scan in scans.items():
        if scan.bottom >= _ROWS or scan.right >= _COLUMNS:
            raise unreadable_error(name)
        require_near(scan.bottom, scan.right, name, sheet)
    if any(scan.new_errors for scan in scans.values()):
        data = _with_known_errors(data, {part: scans[sheet] for sheet, part in parts.items()})
    return calamine_grids(data, name, {sheet: scan.special for sheet, scan in scans.items()})


def calamine_grids(data: bytes, name: str, specials: Mapping[str, Specials] | Sequence[Specials]) -> list[Grid]:
    """Return the grids of a workbook in any format of calamine, corrected by a scan of each sheet.

    `specials` go by the sheets' names, or in the order of all sheets. Raises DamagedError or PasswordError.
    """
    import python_calamine as calamine

    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            told = book.sheets_metadata
            if not isinstance(specials, Mapping):
                if len(specials) != len(told):
                    raise unreadable_error(name)
                specials = {sheet.name: special for sheet, special in zip(told, specials, strict=True)}
            sheets = [sheet.name for sheet in told if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
            return [_grid(book.get_sheet_by_name(sheet), specials.get(sheet, ())) for sheet in sheets]
    except calamine.PasswordError as error:
        raise password_error(name) from error
    except calamine.CalamineError as error:
        raise unreadable_error(name) from error
    except BaseException as error:
        # A panic inside calamine is a BaseException that cannot be imported.
        if type(error).__name__ == "PanicException":
            raise unreadable_error(name) from error
        raise


def _with_known_errors(data: bytes, scans: Mapping[str, _Scan]) -> bytes:
    """Return the package with `#VALUE!` for errors unknown to calamine; the scans keep the real ones."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.namelist():
            xml = old.read(part)
            for start, end in reversed(scans[part].new_errors if part in scans else ()):
                xml = xml[:start] + b"#VALUE!" + xml[end:]
            new.writestr(part, xml)
    return file.getvalue()


def load_reader() -> None:
    """Load calamine before the first file comes, while nobody waits for it."""
    import python_calamine  # noqa: F401


def unreadable_error(name: str) -> DamagedError:
    """Return the error for a whole container whose content makes no sense."""
    return DamagedError(f"“{name}”的内容已损坏，读不出来。", "请用表格软件打开核对并另存；打不开时请对方重新发送。")


def _grid(sheet: object, specials: Sequence[tuple[int, int, CellError | NoCachedValue | None]]) -> Grid:
    # iter_rows counts rows from the sheet's first, columns from the first filled one.
    left = [None] * (sheet.start[1] if sheet.start else 0)  # type: ignore[attr-defined]
    rows: list[list[CellValue]] = [
        # One cell far down makes a million blank rows: keep them short.
        [] if row.count("") == len(row) else [*left, *(None if value == "" else value for value in row)]
        for row in sheet.iter_rows()  # type: ignore[attr-defined]
    ]
    merges = [Area(*start, *end) for start, end in sheet.merged_cell_ranges or ()]  # type: ignore[attr-defined]
    formulas: set[tuple[int, int]] = set()
    for row, column, value in specials:
        if value is None:
            formulas.add((row, column))
        else:
            _put(rows, row, column, value)
    return Grid(sheet.name, rows, merges, frozenset(formulas))  # type: ignore[attr-defined]


def _put(rows: list[list[CellValue]], row: int, column: int, value: CellValue) -> None:
    rows.extend([] for _ in range(row + 1 - len(rows)))
    rows[row].extend([None] * (column + 1 - len(rows[row])))
    rows[row][column] = value


def _sheet_parts(package: ZipPackage) -> dict[str, str]:
    """Return the part of each worksheet, by the sheet's name."""
    root = package.read("_rels/.rels")
    book = next((target for kind, _, target in links(root, "") if kind == "officeDocument"), None)
    if book is None:
        raise ValueError("_rels/.rels names no workbook")
    folder, file = posixpath.split(book)
    targets = {
        identifier: target
        for kind, identifier, target in links(package.read(f"{folder}/_rels/{file}.rels".lstrip("/")), book)
        if kind == "worksheet"
    }
    return {name: targets[identifier] for name, identifier in _sheets(package.read(book)) if identifier in targets}


# Thousands of returns made from one template share these parts.
@lru_cache(64)
def links(part: bytes, base: str) -> list[tuple[str, str, str]]:
    """Return kind, id and target of each relationship in a part; targets are relative to the part's owner."""
    folder = posixpath.join("/", posixpath.dirname(base))
    return [
        (a["Type"].rpartition("/")[2], a["Id"], posixpath.normpath(posixpath.join(folder, a["Target"])).lstrip("/"))
        for tag, a in _elements(part)
        if tag == "Relationship"
    ]


@lru_cache(64)
def _sheets(part: bytes) -> list[tuple[str, str]]:
    """Return name and relationship of each sheet that a workbook's main part lists."""
    return [(a["name"], a["id"]) for tag, a in _elements(part) if tag == "sheet" and "id" in a]


def _elements(part: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        for element in fromstring(part, forbid_dtd=True).iter():
            yield element.tag.rpartition("}")[2], {key.rpartition("}")[2]: v for key, v in element.attrib.items()}
    except DefusedXmlException as error:
        raise ValueError("a DTD") from error


class _Scan:
    """What the tags of a sheet's XML say: its extent, error cells and formulas."""

    def __init__(self, xml: bytes) -> None:
        self.bottom = self.right = -1
        self.special: Specials = []
        self.new_errors: list[tuple[int, int]] = []
        """The places in the XML of error values unknown to calamine."""
        if not self._plain(xml):
            self._look(xml)

    def _plain(self, xml: bytes) -> bool:
        """Return True if all cells are as programs write them, none with an error: then one look at each is enough."""
        cells = xml[xml.find(b"<sheetData") : xml.rfind(b"</sheetData>") + 1]
        places = _PLAIN_CELL.findall(cells)
        # Cells with a prefix, or written in any other way, are not matched.
        if not places or len(places) != cells.count(b"<c") or b":c" in cells:
            return False
        formulas = []
        for found in re.finditer(b"<f", cells):
            formula = _PLAIN_FORMULA.match(cells, cells.rfind(b"<c ", 0, found.start()))
            if formula is None:
                return False
            formulas.append(formula.groups())
        together = b" ".join(places)
        bottom = max(map(int, set(together.translate(None, ascii_uppercase.encode()).split()))) - 1
        right = max(map(_column, set(together.translate(None, digits.encode()).split())))
        # Cells that only have a style take no space; it is counted only if it matters.
        if bottom >= _ROWS or right >= _COLUMNS or (bottom + 1) * (right + 1) > MAX_CELLS:
            return False
        self.bottom, self.right = bottom, right
        for letters, number, text, inside, value in formulas:
            result = (
                None if value or text else NoCachedValue("=" + unescape(inside.decode("utf-8", "replace"))[:_SHOWN])
            )
            self.special.append((int(number) - 1, _column(letters), result))
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
                        # An empty <v> is a result only if the result is a text.
                        self.special[-1] = (row, column, None)
                    if error:
                        self.special.append((row, column, CellError(value or "#VALUE!")))
                        if value not in _KNOWN_ERRORS and not tag[2].endswith(b"/"):
                            self.new_errors.append((tag.end(), xml.find(b"<", tag.end())))


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    return column - 1


def _inner(xml: bytes, tag: re.Match[bytes]) -> str:
    """Return the text after a tag, as far as a message shows it."""
    if tag[2].endswith(b"/"):
        return ""
    end = xml.find(b"<", tag.end())
    return unescape(xml[tag.end() : min(end, tag.end() + _SHOWN)].decode("utf-8", "replace"))
