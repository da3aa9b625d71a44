"""Writing 设置.xlsx in the working folder. Apart from reading it, which every command does: what writes workbooks takes long to load."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from xlplan.files.office_book.settings_file import HERE, read_settings_file, settings_in
from xlplan.files.papers.list_report import Listing, list_report
from xlplan.files.store.writing import make_folder, write_whole
from xlplan.plan.departments import Department, heading_row_of
from xlplan.terms.cells import Grid, as_text, is_blank
from xlplan.terms.headings import DEPARTMENT_HEADINGS
from xlplan.terms.setting_items import SETTING_HEADINGS, SETTING_ITEMS
from xlplan.terms.sheets import DEPARTMENTS, HEADING_ROW, KEPT_DEPARTMENTS, SETTINGS


def keep_settings(
    path: Path, changes: Mapping[str, str], book: str, now: datetime, departments: Iterable[Department] | None = None
) -> None:
    """Write settings, by their identifiers as text, into the file, which is made if need be; the others stay what they are.

    `book` is the name of the workbook; `departments` are what it says of them from now on, if given. Raise as `read_workbook` does,
    FileLockedError or NotWritableError.
    """
    values = {name: default for name, (_, default, _) in SETTING_ITEMS.items() if name != HERE}
    before = read_settings_file(path)
    values |= settings_in(before)
    values |= changes
    headings, listed = list(DEPARTMENT_HEADINGS.values()), [_cells(each) for each in departments or ()]
    if departments is None and (kept := next((grid for grid in before if grid.sheet == KEPT_DEPARTMENTS), None)):
        # As it stands: the office may have columns of its own, or have renamed one so that it cannot be read.
        headings, *listed = _texts(kept)
    rows = [[SETTING_ITEMS[name][0], value, SETTING_ITEMS[name][2]] for name, value in values.items()]
    said = f"“{book}”里没有“{SETTINGS}”这张表，它的设置记在这里：可以改“{SETTING_HEADINGS[1]}”一列，保存后再点按钮。"
    added = (
        f"“{book}”里没有“{DEPARTMENTS}”这张表：部门按分工表里的名称认，要补充的写在这里，例如群组的成员、别名、联系人；"
        "保存后再点按钮。分工表里新写的部门不用抄到这里。"
    )
    sheets = [
        Listing(SETTINGS, said, SETTING_HEADINGS, rows),
        Listing(DEPARTMENTS, added, headings, listed),
    ]
    make_folder(path.parent)
    write_whole(path, list_report(sheets, now, {}))


def _texts(grid: Grid) -> list[list[str]]:
    """Return the rows of a kept sheet from its headings on, as texts."""
    top = heading_row_of(grid)
    if top is None:
        # Without the heading that is known, all but the program's own two lines.
        lines = [[as_text(value) for value in row if not is_blank(value)] for row in grid.rows[: HEADING_ROW - 1]]
        own = [len(line) for line in lines] == [1, 1] and lines[0] == [DEPARTMENTS] and lines[1][0].startswith("“")
        top = HEADING_ROW - 1 if own else 0
    rows = [[as_text(value) for value in row] for row in grid.rows[top:]]
    width = max(map(len, rows), default=0)
    return [[*row, *[""] * (width - len(row))] for row in rows if any(row)] or [list(DEPARTMENT_HEADINGS.values())]


def _cells(each: Department) -> list[str]:
    """Return a department's row, by DEPARTMENT_HEADINGS."""
    return [
        each.name, "、".join(each.aliases), each.kind, "、".join(each.members), each.section, each.leader,
        each.contact, each.phone, each.email,
    ]  # fmt: skip
