"""升级: bring an older office workbook up to date in a new file beside it; the old one stays as it is."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path

from xlplan import __version__
from xlplan.files.look.container import open_package, read_bytes
from xlplan.files.look.kinds import kind_of
from xlplan.files.office_book.upgrade.book import Left
from xlplan.files.office_book.upgrade.workbook import upgraded
from xlplan.files.office_book.vba_project import differing_modules
from xlplan.files.office_book.workbook_file import WorkbookFile, look_into
from xlplan.files.read.xlsx_file import read_xlsx
from xlplan.files.store.shipped import WORKBOOK, shipped
from xlplan.files.store.writing import write_whole
from xlplan.terms.catalogue import Severity
from xlplan.terms.cells import Grid, NoCachedValue, as_text, cell_name, is_blank
from xlplan.terms.errors import DamagedError, NotAWorkbookError
from xlplan.terms.findings import Finding, finding, finding_json
from xlplan.terms.records import record
from xlplan.terms.sheets import CONSOLE, DASHBOARD, SETTINGS
from xlplan.terms.versions import newer


@record(frozen=True)
class Upgrading:
    """The new workbook (None if the old one is up to date), and what somebody should look at."""

    source: Path
    path: Path | None
    version: str
    """The old workbook's version; "" if it does not say."""
    findings: Sequence[Finding] = field(default=())

    @property
    def needs_person(self) -> bool:
        """True if something could not be carried over."""
        return any(item.severity is not Severity.NOTE for item in self.findings)

    def json(self) -> dict[str, object]:
        """Return the JSON of `xlplan upgrade`."""
        return {
            "command": "upgrade",
            "ok": True,
            "source": self.source.as_posix(),
            "book": self.path.as_posix() if self.path else None,
            "from": self.version or None,
            "to": __version__,
            "findings": [finding_json(item) for item in self.findings],
        }


def upgrade(path: Path) -> Upgrading:
    """Write an upgraded copy of `path` beside it. Raise NotAWorkbookError, NotWritableError, or what reading raises."""
    data = read_bytes(path)
    if kind_of(data) == "ods":
        raise NotAWorkbookError(
            f"“{path.name}”是 .ods 文件，不能直接升级。",
            "请用 LibreOffice 打开它，另存为“Excel 2007-365 (启用宏) (.xlsm)”，再升级另存的那份。",
        )
    # Damage, size and passwords are reported first, in their own words.
    open_package(data, path.name)
    found = _look(path)
    if newer(found.version):
        raise NotAWorkbookError(
            f"“{path.name}”是 {found.version} 版的，比本程序（{__version__} 版）新。",
            "请更新 xlplan，不要用旧程序改新工作簿。",
        )
    result = upgraded(data, path.name)
    if found.version == __version__ and _complete(found) and result.same:
        return Upgrading(path, None, found.version)
    findings = [_said(each) for each in result.left]
    findings += [finding("upgrade-setting", sheet=SETTINGS, value=name) for name in result.added]
    findings += _compared(read_xlsx(data, path.name).grids, read_xlsx(result.data, path.name).grids, result.moves)
    target = _free(path)
    write_whole(target, result.data)
    return Upgrading(path, target, found.version, findings)


def _look(path: Path) -> WorkbookFile:
    try:
        return look_into(path)
    except DamagedError:
        # Unreadable macros do not matter, as they are replaced; other damage is reported when it is read.
        return WorkbookFile({}, frozenset(), "")


def _complete(found: WorkbookFile) -> bool:
    wanted = look_into(shipped(WORKBOOK))
    return not differing_modules(found.modules, wanted.modules) and found.buttons >= wanted.buttons


def _free(path: Path) -> Path:
    names = (f"{path.stem}-升级" + (f"（{number}）" if number > 1 else "") for number in itertools.count(1))
    return next(each for name in names if not (each := path.with_name(f"{name}.xlsm")).exists())


def _said(left: Left) -> Finding:
    return finding(left.code, sheet=left.sheet or None, cell=left.cell or None, text=left.text)


def _compared(old: Sequence[Grid], new: Sequence[Grid], moves: Mapping[str, Mapping[int, int]]) -> list[Finding]:
    """Return a finding for each value of the old workbook that is not in the new one; there should be none."""
    after = {grid.sheet: grid for grid in new}
    findings = []
    for grid in old:
        if grid.sheet in (CONSOLE, DASHBOARD):
            # These were compared text by text when they were replaced.
            continue
        columns = moves.get(grid.sheet, {})
        for row, values in enumerate(grid.rows):
            for column, value in enumerate(values):
                found = after[grid.sheet].at(row, columns.get(column, column)) if grid.sheet in after else None
                lost = not is_blank(value) and found != value and not isinstance(found, NoCachedValue)
                if lost and not (row < _HEAD and grid.sheet in moves):
                    findings.append(
                        finding("upgrade-cell", sheet=grid.sheet, cell=cell_name(row, column), text=as_text(value))
                    )
    return findings


_HEAD = 3
"""The program's rows above the results."""
