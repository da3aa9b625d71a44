"""Grids out of an .xlsx or .xlsm, all of a part in one look: what is not clear is refused (ECMA-376-1)."""

from __future__ import annotations

import posixpath
from functools import partial
from xml.etree.ElementTree import ParseError

from xlplan.files.look.container import ZipPackage, open_package
from xlplan.files.look.macros import package_macros
from xlplan.files.read.by_calamine import require_near, unreadable_error
from xlplan.files.read.contents import Contents, macro_notes
from xlplan.files.read.plain_sheet import numbered, plain_sheet
from xlplan.files.read.relationships import links, only_target
from xlplan.files.read.unclear import UnclearError
from xlplan.files.read.xlsx_parts import NO_FORMATS, book_of, formats_of, shared_texts
from xlplan.files.read.xlsx_sheet import read_sheet
from xlplan.files.read.xlsx_sight import SightReader
from xlplan.terms.cells import NOTHING, Grid, shown_cell
from xlplan.terms.errors import DamagedError
from xlplan.terms.findings import Finding, finding

_CELL_TEXT = 40
_OTHER_SHEETS = ("chartsheet", "dialogsheet", "macrosheet")


def read_xlsx(data: bytes, name: str) -> Contents:
    """Read an .xlsx or .xlsm; `name` is for messages. Raise NotAWorkbookError, DamagedError or PasswordError."""
    package = open_package(data, name)
    try:
        grids, notes = _read(package, name)
    except UnclearError as error:
        raise DamagedError(
            f"“{name}”里有自相矛盾或读不懂的地方，没有读取：{error.why}。",
            "请用表格软件打开核对，另存一份再试；打不开时请对方重新发送。",
        ) from error
    except (LookupError, ParseError, ValueError) as error:
        raise unreadable_error(name) from error
    return Contents(grids, [*macro_notes(package_macros(package)), *notes])


def _read(package: ZipPackage, name: str) -> tuple[list[Grid], list[Finding]]:
    main = only_target(links(package.read("_rels/.rels"), ""), "officeDocument", "工作簿")
    if not main:
        raise ValueError("_rels/.rels names no workbook")
    folder, file = posixpath.split(main)
    known = links(package.read(f"{folder}/_rels/{file}.rels".lstrip("/")), main)
    targets = {identifier: (kind, target) for kind, identifier, target in known}
    if len(targets) != len(known):
        raise UnclearError("两个部件用了同一个编号")
    strings, styles = only_target(known, "sharedStrings", "共享文字"), only_target(known, "styles", "样式")
    texts = shared_texts(package.read(strings)) if strings else []
    formats = (formats_of(package.read(styles)) if styles else ()) or NO_FORMATS
    by_number = numbered(texts)
    book = book_of(package.read(main))
    sights = SightReader(package, strings, styles)
    grids: list[Grid] = []
    notes: list[Finding] = []
    for title, identifier, hidden in book.sheets:
        kind, target = targets[identifier]
        # Charts, dialogues and the macros of Excel 4.0 are sheets too.
        if kind in _OTHER_SHEETS:
            continue
        if kind != "worksheet":
            raise UnclearError(f"工作表“{title[:_CELL_TEXT]}”存成了没有人认得的种类")
        reaches = partial(require_near, file=name, sheet=title)
        part = package.read(target)
        sheet = plain_sheet(part, by_number, formats, from_1904=book.from_1904, reaches=reaches)
        if sheet is None:
            sheet = read_sheet(part, texts, formats, from_1904=book.from_1904, reaches=reaches)
        sight = sights.sheet(target, part, frozenset(sheet.hidden_rows), frozenset(sheet.hidden_columns))
        grids.append(
            Grid(
                title, sheet.rows, sheet.merges, frozenset(sheet.formulas), hidden, title == book.active,
                sight, sheet.formats,
            )
        )  # fmt: skip
        for cell, first, last in sheet.doubled:
            notes.append(
                finding("return-cell-twice", sheet=title, cell=cell, sheet_name=title, cell_name=cell,
                        old=shown_cell(first)[:_CELL_TEXT], value=shown_cell(last)[:_CELL_TEXT] or NOTHING,
                        used=shown_cell(first if last is None else last)[:_CELL_TEXT])
            )  # fmt: skip
    return grids, notes
