"""The workbook that an action works on, and how an action reports its progress."""

from __future__ import annotations

import contextlib
import getpass
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Protocol, TypeVar

from xlplan.decisions.sheet import read_operator
from xlplan.files.office_book.own_workbook import read_workbook
from xlplan.files.office_book.settings_file import read_settings_file, settings_place
from xlplan.files.store.workspace import Workspace
from xlplan.ledger.store import Ledger
from xlplan.ledger.writer import SettingChange
from xlplan.plan.departments import Registry, read_registry
from xlplan.plan.plan import Plan
from xlplan.plan.read_plan import is_continued, read_plan
from xlplan.plan.setting_cells import still_says, with_values
from xlplan.plan.settings import Settings, read_settings
from xlplan.schedule.rounds import Round
from xlplan.terms.cells import Grid
from xlplan.terms.errors import XlplanError
from xlplan.terms.records import record
from xlplan.terms.sheets import CONSOLE, DEPARTMENTS, KEPT_DEPARTMENTS, SETTINGS

T = TypeVar("T")


class Progress(Protocol):
    """Hands on items one by one, and shows how far it has come."""

    def __call__(self, items: Sequence[T], label: str) -> Iterable[T]:
        """Yield the items in order; `label` says what is being done with them."""


def unshown(items: Sequence[T], label: str) -> Iterator[T]:
    """Yield the items and show no progress."""
    yield from items


@record(frozen=True)
class Book:
    """The office's workbook: its path, and its sheets as values, read from disk or from a live program."""

    path: Path
    grids: Sequence[Grid]
    live: bool = False
    """True if its sheets are listed anew after each action, so that rows that were carried out leave 待核实."""
    settings_file: Path | None = None
    """Where its settings are kept if it has no sheet 设置; None if it has one."""
    set_here: Mapping[str, SettingChange] = field(default_factory=dict)
    """The settings that count in place of what stands on the sheet 设置, by identifier; `grids` show them already."""
    _read: list[Plan] = field(default_factory=list, init=False, repr=False, compare=False)

    def sheet(self, name: str) -> Grid | None:
        """Return the sheet of this name, or None."""
        return next((grid for grid in self.grids if grid.sheet == name), None)

    @property
    def settings(self) -> Settings:
        """The settings of the sheet 设置."""
        found = self.sheet(SETTINGS)
        return read_settings(found) if found else Settings()

    @property
    def registry(self) -> Registry:
        """The departments of the sheet 部门, or of that in 设置.xlsx; none if there is no such sheet, even if the table names some."""
        found = self.sheet(DEPARTMENTS) or self.sheet(KEPT_DEPARTMENTS)
        return (read_registry(found) if found else None) or Registry(())

    @property
    def operator(self) -> tuple[str, str]:
        """The name (经办人) on 操作台 and its cell (A1); both are empty if there is none."""
        found = self.sheet(CONSOLE)
        return read_operator(found) if found else ("", "")

    @property
    def workspace(self) -> Workspace:
        """The working folder beside the workbook."""
        settings = self.settings
        return Workspace(self.path, settings.workspace, self._continues, settings.backup)

    def _continues(self, ledger: Ledger) -> bool:
        # If nothing was handed out, nothing can get mixed up.
        titles = ledger.titles()
        return not titles or is_continued(self.grids, self.settings, titles, ledger.contents())

    def plan(self, today: date, round_: Round | None = None, ledger: Ledger | None = None) -> Plan:
        """Read the plan for a round (a bare 月底前 is the month in which the round ends)."""
        remembered = ledger.numbers() if ledger else {}
        self._read[:] = [read_plan(self.grids, today=(round_ and round_.end) or today, remembered=remembered)]
        return self._read[0]

    def any_plan(self, today: date) -> Plan:
        """Return the plan as it was read last, for whichever round; read it if it was not."""
        return self._read[0] if self._read else self.plan(today)


def open_book(path: Path) -> Book:
    """Read the workbook from disk, and what is kept of its settings if it has no sheet 设置."""
    grids = read_workbook(path)
    if any(grid.sheet == SETTINGS for grid in grids):
        return with_what_was_set(Book(path, grids))
    place = settings_place(path)
    return Book(path, [*grids, *read_settings_file(place)], settings_file=place)


def with_what_was_set(book: Book) -> Book:
    """Return the workbook as if what was set elsewhere (改设置) stood on its sheet 设置, in cells that are still as they were then."""
    grid, workspace = book.sheet(SETTINGS), book.workspace
    if grid is None or not workspace.begun:
        return book
    try:
        ledger = workspace.open_ledger()
        if ledger is None:
            return book
        with ledger:
            changes = ledger.settings_set()
    except XlplanError:
        # Whatever needs the ledger says so when it reads it; what mends it needs the book.
        return book
    counts = {
        name: change
        for name, change in changes.items()
        if change.before != change.after and still_says(grid, name, change.before)
    }
    if not counts:
        return book
    shown = with_values(grid, {name: change.after for name, change in counts.items()})
    return replace(book, grids=[shown if each is grid else each for each in book.grids], set_here=counts)


def derived_numbers(plan: Plan, ledger: Ledger) -> dict[str, str]:
    """Return the numbers given to rows of this plan that the ledger does not hold yet, by fingerprint."""
    known = ledger.numbers()
    return {t.fingerprint: t.id for t in plan.tasks if not t.given and known.get(t.fingerprint) != t.id}


def who(book: Book, verb: str, now: datetime) -> str:
    """Return who holds the working folder, since when and for what; without a 经办人, the computer's login."""
    name = book.operator[0]
    if not name:
        # Some computers do not tell the login.
        with contextlib.suppress(OSError, KeyError, ImportError):
            name = getpass.getuser()
    return f"{name} {now:%H:%M} 开始的“{verb}”".strip()
