"""设置.xlsx in the working folder: the settings of a workbook that has no sheet 设置, in the form of that sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Final

from xlplan.files.office_book.own_workbook import read_workbook
from xlplan.files.papers.list_report import Listing, list_report
from xlplan.files.store.writing import make_folder, write_whole
from xlplan.plan.settings import Settings
from xlplan.terms.cells import Grid, as_text, is_blank
from xlplan.terms.headings import heading_key
from xlplan.terms.setting_items import SETTING_HEADINGS, SETTING_ITEMS
from xlplan.terms.sheets import SETTINGS

FILE: Final = "设置.xlsx"
_HERE: Final = "workspace"
"""The setting that says where the file itself would lie: it is left out."""


def settings_place(book: Path) -> Path:
    """Return where the settings of a workbook without 设置 are kept."""
    return book.resolve().parent / Settings().workspace / FILE


def read_settings_file(path: Path) -> Grid | None:
    """Return the sheet 设置 of the file; None if there is no file, or no such sheet in it. Raise as `read_workbook` does."""
    if not path.is_file():
        return None
    return next((grid for grid in read_workbook(path) if grid.sheet == SETTINGS), None)


def keep_settings(path: Path, changes: Mapping[str, str], book: str, now: datetime) -> None:
    """Write settings, by their identifiers as text, into the file, which is made if need be; the others stay what they are.

    `book` is the name of the workbook. Raise as `read_workbook` does, FileLockedError or NotWritableError.
    """
    values = {name: default for name, (_, default, _) in SETTING_ITEMS.items() if name != _HERE}
    before = read_settings_file(path)
    values |= written_settings(before) if before else {}
    values |= changes
    rows = [[SETTING_ITEMS[name][0], value, SETTING_ITEMS[name][2]] for name, value in values.items()]
    said = f"“{book}”里没有“{SETTINGS}”这张表，它的设置记在这里：可以改“{SETTING_HEADINGS[1]}”一列，保存后再点按钮。"
    make_folder(path.parent)
    write_whole(path, list_report([Listing(SETTINGS, said, SETTING_HEADINGS, rows)], now, {}))


def written_settings(grid: Grid) -> dict[str, str]:
    """Return what a sheet 设置 says, by identifiers as text; of an item that stands there twice the first with a value, as in reading."""
    items = {heading_key(name): identifier for identifier, (name, _, _) in SETTING_ITEMS.items()}
    found: dict[str, str] = {}
    named: set[str] = set()
    for row in grid.rows:
        for name, value in pairwise(row):
            identifier = items.get(heading_key(name)) if isinstance(name, str) else None
            if identifier and identifier != _HERE:
                named.add(identifier)
                if not is_blank(value):
                    found.setdefault(identifier, as_text(value))
    return {name: found.get(name, "") for name in SETTING_ITEMS if name in named}
