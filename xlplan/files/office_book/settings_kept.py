"""Writing 设置.xlsx in the working folder. Apart from reading it, which every command does: what writes workbooks takes long to load."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from xlplan.files.office_book.settings_file import HERE, read_settings_file, written_settings
from xlplan.files.papers.list_report import Listing, list_report
from xlplan.files.store.writing import make_folder, write_whole
from xlplan.terms.setting_items import SETTING_HEADINGS, SETTING_ITEMS
from xlplan.terms.sheets import SETTINGS


def keep_settings(path: Path, changes: Mapping[str, str], book: str, now: datetime) -> None:
    """Write settings, by their identifiers as text, into the file, which is made if need be; the others stay what they are.

    `book` is the name of the workbook. Raise as `read_workbook` does, FileLockedError or NotWritableError.
    """
    values = {name: default for name, (_, default, _) in SETTING_ITEMS.items() if name != HERE}
    before = read_settings_file(path)
    values |= written_settings(before) if before else {}
    values |= changes
    rows = [[SETTING_ITEMS[name][0], value, SETTING_ITEMS[name][2]] for name, value in values.items()]
    said = f"“{book}”里没有“{SETTINGS}”这张表，它的设置记在这里：可以改“{SETTING_HEADINGS[1]}”一列，保存后再点按钮。"
    make_folder(path.parent)
    write_whole(path, list_report([Listing(SETTINGS, said, SETTING_HEADINGS, rows)], now, {}))
