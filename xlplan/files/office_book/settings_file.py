"""设置.xlsx in the working folder: 设置 of a workbook that has no such sheet, and what there is to add to its departments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Final

from xlplan.files.office_book.own_workbook import read_workbook
from xlplan.plan.settings import Settings
from xlplan.terms.cells import Grid, as_text, is_blank
from xlplan.terms.headings import heading_key
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import DEPARTMENTS, KEPT_DEPARTMENTS, SETTINGS

SETTINGS_FILE: Final = "设置.xlsx"
HERE: Final = "workspace"
"""The setting that says where the file itself would lie: it is left out."""


def settings_place(book: Path) -> Path:
    """Return where the settings of a workbook without 设置 are kept."""
    return book.resolve().parent / Settings().workspace / SETTINGS_FILE


def read_settings_file(path: Path) -> list[Grid]:
    """Return the sheets 设置 and 部门 of the file, 部门 as KEPT_DEPARTMENTS; none if there is no file. Raise as `read_workbook` does."""
    names = {SETTINGS: SETTINGS, DEPARTMENTS: KEPT_DEPARTMENTS}
    grids = read_workbook(path) if path.is_file() else []
    return [replace(grid, sheet=names[grid.sheet]) for grid in grids if grid.sheet in names]


def settings_in(grids: Iterable[Grid]) -> dict[str, str]:
    """Return what the sheet 设置 among some says; nothing if there is none."""
    return next((written_settings(grid) for grid in grids if grid.sheet == SETTINGS), {})


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
