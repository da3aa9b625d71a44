"""设置.xlsx in the working folder: the settings of a workbook that has no sheet 设置, in the form of that sheet."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Final

from xlplan.files.office_book.own_workbook import read_workbook
from xlplan.plan.settings import Settings
from xlplan.terms.cells import Grid, as_text, is_blank
from xlplan.terms.headings import heading_key
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import SETTINGS

SETTINGS_FILE: Final = "设置.xlsx"
HERE: Final = "workspace"
"""The setting that says where the file itself would lie: it is left out."""


def settings_place(book: Path) -> Path:
    """Return where the settings of a workbook without 设置 are kept."""
    return book.resolve().parent / Settings().workspace / SETTINGS_FILE


def read_settings_file(path: Path) -> Grid | None:
    """Return the sheet 设置 of the file; None if there is no file, or no such sheet in it. Raise as `read_workbook` does."""
    if not path.is_file():
        return None
    return next((grid for grid in read_workbook(path) if grid.sheet == SETTINGS), None)


def written_settings(grid: Grid) -> dict[str, str]:
    """Return what a sheet 设置 says, by identifiers as text; of an item that stands there twice the first with a value, as in reading."""
    items = {heading_key(name): identifier for identifier, (name, _, _) in SETTING_ITEMS.items()}
    found: dict[str, str] = {}
    named: set[str] = set()
    for row in grid.rows:
        for name, value in pairwise(row):
            identifier = items.get(heading_key(name)) if isinstance(name, str) else None
            if identifier and identifier != HERE:
                named.add(identifier)
                if not is_blank(value):
                    found.setdefault(identifier, as_text(value))
    return {name: found.get(name, "") for name in SETTING_ITEMS if name in named}
