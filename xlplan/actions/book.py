"""The workbook that an action works on, and how an action tells of its progress."""

from __future__ import annotations

import contextlib
import getpass
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol, TypeVar

from xlplan.decisions.sheet import read_operator
from xlplan.files.office_book.own_workbook import read_workbook
from xlplan.files.store.workspace import Workspace
from xlplan.ledger.store import Ledger
from xlplan.plan.departments import Registry, read_registry
from xlplan.plan.plan import Plan, is_continued, read_plan
from xlplan.plan.settings import Settings, read_settings
from xlplan.schedule.rounds import Round
from xlplan.terms.cells import Grid
from xlplan.terms.sheets import CONSOLE, DEPARTMENTS, SETTINGS

T = TypeVar("T")


class Progress(Protocol):
    """Hands on items one by one, and shows how far it has come."""

    def __call__(self, items: Sequence[T], label: str) -> Iterable[T]:
        """The items, in their order; `label` says what is being done with them."""


def silent(items: Sequence[T], label: str) -> Iterator[T]:
    """Progress that nobody sees."""
    yield from items


@dataclass(frozen=True)
class Book:
    """The office's workbook: where it lies, and its sheets as values, whether read from disk or from a live program."""

    path: Path
    grids: Sequence[Grid]
    live: bool = False
    """Whether its sheets are listed anew after each action: what was carried out then leaves 待核实."""

    def sheet(self, name: str) -> Grid | None:
        """The sheet of a name, where there is one."""
        return next((grid for grid in self.grids if grid.sheet == name), None)

    @property
    def settings(self) -> Settings:
        """What 设置 says."""
        found = self.sheet(SETTINGS)
        return read_settings(found) if found else Settings()

    @property
    def registry(self) -> Registry:
        """What 部门 says; empty where the workbook has no such sheet, whatever the table itself names."""
        found = self.sheet(DEPARTMENTS)
        return (read_registry(found) if found else None) or Registry(())

    @property
    def operator(self) -> tuple[str, str]:
        """经办人 as 操作台 has it, and the cell (A1) for it; both empty where there is none."""
        found = self.sheet(CONSOLE)
        return read_operator(found) if found else ("", "")

    @property
    def workspace(self) -> Workspace:
        """The working folder beside the workbook."""
        return Workspace(self.path, self.settings.workspace, self._continues)

    def _continues(self, ledger: Ledger) -> bool:
        # Nothing has been handed out: nothing can get mixed up.
        titles = ledger.titles()
        return not titles or is_continued(self.grids, self.settings, titles, ledger.contents())

    def plan(self, today: date, round_: Round | None = None, ledger: Ledger | None = None) -> Plan:
        """The plan, read for a round (a bare 月底前 is the month the round ends in)."""
        remembered = ledger.numbers() if ledger else {}
        return read_plan(self.grids, today=(round_ and round_.end) or today, remembered=remembered)


def open_book(path: Path) -> Book:
    """The workbook of a path, read from disk."""
    return Book(path, read_workbook(path))


def derived_numbers(plan: Plan, ledger: Ledger) -> dict[str, str]:
    """The numbers that this plan's rows were given and that the ledger does not hold yet."""
    known = ledger.numbers()
    return {t.fingerprint: t.id for t in plan.tasks if not t.given and known.get(t.fingerprint) != t.id}


def who(book: Book, verb: str, now: datetime) -> str:
    """What others are told while this action holds the working folder: by whom, since when, for what.

    Where 操作台 names no 经办人, it is whoever is logged in to the computer.
    """
    name = book.operator[0]
    if not name:
        # A computer need not tell.
        with contextlib.suppress(OSError, KeyError, ImportError):
            name = getpass.getuser()
    return f"{name} {now:%H:%M} 开始的“{verb}”".strip()
