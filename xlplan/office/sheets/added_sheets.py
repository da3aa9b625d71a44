"""操作台 and the result sheets in a workbook that has only a table: copied in by its program, known again, taken out.

The office's own sheets stay as they are; the new ones stand behind them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import xlwings

from xlplan.files.store.shipped import SHEETS_ALONE, shipped
from xlplan.office.hosts.marks import named_area
from xlplan.office.sheets.blocks import block, put_rows
from xlplan.office.sheets.cell_values import quiet, quoted, written
from xlplan.office.sheets.fixed_sheets import SettingCells
from xlplan.plan.departments import Registry
from xlplan.terms.cells import cell_name
from xlplan.terms.errors import NoTableError, NotWritableError
from xlplan.terms.headings import DEPARTMENT_HEADINGS
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import (
    DEPARTMENTS,
    HEADING_ROW,
    NAME_ADDED,
    NAME_SHEET,
    NAME_TABLE,
    PLAN,
    SETTINGS,
    WORKBOOK_SHEETS,
)

_OFFICES_OWN: Final = (DEPARTMENTS, SETTINGS)
"""Sheets that an office may have made by itself: they are used, and not copied in."""
_PREFIX: Final = "xlplan_"
# Words in a formula; then a sheet's name before its mark, quoted or bare, or the first and the last of several. Another workbook's
# stands in brackets.
_REFERENCE: Final = re.compile(r"\"(?:[^\"]|\"\")*\"|'((?:[^']|'')+)'!|(?<![\w.\]])([\w.]+(?::[\w.]+)?)!")


def table_sheet(book: xlwings.Book) -> str:
    """Return the name of the sheet that holds the table. Raise NoTableError where it is known to have been deleted."""
    if NAME_ADDED not in book.names:
        return PLAN
    cell = named_area(book, NAME_TABLE)
    if cell is None:
        raise NoTableError(
            f"“{book.name}”里原来放分工表的那张工作表不见了，这一步没有做。",
            "若已删除，请不要保存，关闭后重新打开；换了一张表的，请点“结果表”拿掉操作台和结果表，再点一次按钮。",
        )
    return str(cell.sheet.name)


def added(book: xlwings.Book) -> dict[str, str]:
    """Return those of the sheets that were copied in that are still there: what each is called by now, and was then; none where nothing was."""
    if NAME_ADDED not in book.names:
        return {}
    told = str(book.names[NAME_ADDED].refers_to).strip('="').split("、")
    now = {name: name for name in told}
    for number, name in enumerate(told, 1):
        # What an earlier version copied in has no mark: it is known by its name.
        if NAME_SHEET.format(number) in book.names:
            area = named_area(book, NAME_SHEET.format(number))
            now[name] = str(area.sheet.name) if area else ""
    there = {called: name for name, called in now.items()}
    return {name: there[name] for name in book.sheet_names if name in there}


def hindrance(book: xlwings.Book) -> str:
    """Return why the sheets cannot be copied into this workbook; empty where they can."""
    if sys.platform == "darwin":
        return "Mac 上的 Excel 里，程序不能把工作表加进来"
    taken = [name for name in _wanted(book) if name in book.sheet_names]
    if taken:
        return f"工作簿里已经有叫{'、'.join(f'“{name}”' for name in taken)}的工作表"
    if str(book.name).casefold().endswith((".csv", ".txt")):
        return "这种格式的文件只能有一张工作表"
    if _is_protected(book):
        return "工作簿的结构受保护"
    return ""


def add(book: xlwings.Book, table: str, settings: Mapping[str, str | date], registry: Registry) -> list[str]:
    """Copy the sheets in, with these settings and departments; return their names. Raise what the program raises.

    `table` is the sheet with the office's table, `settings` goes by identifiers.
    """
    front = book.sheets.active
    names = [name for name in _wanted(book) if name not in book.sheet_names]
    source = shipped(SHEETS_ALONE)
    with quiet(book.app):
        own = getattr(book.impl, "copy_in", None)
        if own is not None:
            own(source, names)
        else:
            _copy_in_excel(book, source, names)
        for name in names:
            if name not in book.sheet_names:
                raise NotWritableError(f"没有能把“{name}”加进“{book.name}”，这一步没有做完。", "请不要保存，关闭后重新打开，选“只看结果”。")  # fmt: skip
        book.names.add(NAME_ADDED, f'="{"、".join(names)}"')
        for number, name in enumerate(names, 1):
            book.names.add(NAME_SHEET.format(number), f"={quoted(name)}!$A$1")
        book.names.add(NAME_TABLE, f"={quoted(table)}!$A$1")
        if SETTINGS in names:
            cells = SettingCells({SETTINGS: book.sheets[SETTINGS]})
            for name, (_, default, _) in SETTING_ITEMS.items():
                cells.write(name, settings.get(name, default))
        if DEPARTMENTS in names and registry.departments:
            _write_departments(book.sheets[DEPARTMENTS], registry)
    front.activate()
    _forget_steps(book)
    return names


def take_out(book: xlwings.Book) -> list[str]:
    """Take out what was copied in, and its names; return the sheets' names."""
    gone = [*added(book)]
    with quiet(book.app):
        for name in [each.name for each in book.names if each.name.casefold().startswith(_PREFIX)]:
            book.names[name].delete()
        for name in gone:
            book.sheets[name].delete()
    _forget_steps(book)
    return gone


def _forget_steps(book: xlwings.Book) -> None:
    """Let no undoing bring back sheets without their names, or half of them."""
    forget = getattr(book.impl, "forget_steps", None)
    if forget is not None:
        forget()


def referring(book: xlwings.Book) -> list[str]:
    """Return the office's own cells and names whose formulas refer to a sheet that was copied in."""
    names = [*added(book)]
    found = []
    for sheet in (each for each in book.sheets if each.name not in names):
        used = sheet.used_range
        formulas = used.formula
        for row, line in enumerate(((formulas,),) if isinstance(formulas, str) else formulas):
            for column, text in enumerate(line):
                if refers(str(text), names):
                    found.append(f"“{sheet.name}”{cell_name(used.row - 1 + row, used.column - 1 + column)}")
    for each in book.names:
        # A name of a sheet's own goes with it.
        sheet_of, _, name = str(each.name).rpartition("!")
        own = not name.casefold().startswith(_PREFIX) and sheet_of.strip("'").replace("''", "'") not in names
        if own and refers(str(each.refers_to), names):
            found.append(f"名称“{name}”")
    return found


def refers(formula: str, names: Collection[str]) -> bool:
    """Return True if a formula, in Excel's grammar with its `=`, refers to one of these sheets."""
    if not formula.startswith("="):
        return False
    meant = {name.casefold() for name in names}
    said = ((found[1] or "").replace("''", "'") or found[2] or "" for found in _REFERENCE.finditer(formula))
    return any(part.casefold() in meant for each in said for part in each.split(":"))


def _wanted(book: xlwings.Book) -> Iterator[str]:
    have = book.sheet_names
    return (name for name in WORKBOOK_SHEETS if name != PLAN and not (name in _OFFICES_OWN and name in have))


def _is_protected(book: xlwings.Book) -> bool:
    own = getattr(book.impl, "protected", None)
    return bool(own) if own is not None else getattr(book.api, "ProtectStructure", False) is True


def _copy_in_excel(book: xlwings.Book, source: Path, names: Sequence[str]) -> None:
    """Copy all at once: what refers from one to another then stays in the workbook."""
    opened = book.app.books.open(str(source), update_links=False, read_only=True)
    try:
        if sys.platform == "win32":
            import pythoncom  # comes with xlwings there

            opened.api.Worksheets(list(names)).Copy(pythoncom.ArgNotFound, book.sheets[-1].api)
        meant = {each.name: each.refers_to for each in opened.names}
    finally:
        opened.api.Close(False)
    # Excel is said to take along the names of the sheets that it copies; without one that it left out, a button would not find its cells.
    for name, refers_to in meant.items():
        if name.startswith(_PREFIX) and name not in book.names and refers_to:
            book.names.add(name, refers_to)


def _write_departments(sheet: Any, registry: Registry) -> None:
    fields = tuple(DEPARTMENT_HEADINGS)
    rows = [
        [
            written({"name": each.name, "kind": each.kind, "members": "\n".join(each.members)}.get(field) or None)
            for field in fields
        ]
        for each in registry.departments
    ]
    put_rows(block(sheet, (HEADING_ROW + 1, 1), (HEADING_ROW + len(rows), len(fields))), rows)
