"""What all actions share: the workbook they work on, and how they tell of progress."""

from __future__ import annotations

import contextlib
import getpass
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Protocol, TypeVar

from xlplan.columns import CONSOLE, DEPARTMENTS, SETTINGS
from xlplan.departments import Registry, read_registry
from xlplan.errors import RoundError
from xlplan.files.kinds import SPREADSHEETS
from xlplan.files.own_workbook import read_workbook
from xlplan.files.workspace import Workspace
from xlplan.grid import Grid
from xlplan.ledger import Ledger
from xlplan.merge import Desk
from xlplan.pending_sheet import read_operator
from xlplan.plan import Plan, is_continued, read_plan
from xlplan.rounds import Round, read_round
from xlplan.settings import Settings, read_settings
from xlplan.settling import Settled, settle
from xlplan.status import Last, Reports

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


def sent_round(ledger: Ledger | None, text: str) -> Round:
    """The round of a name, in which something was handed out. Raises RoundError where there was none."""
    round_ = read_round(text)
    known = ledger.rounds() if ledger else []
    if round_.name not in known:
        shown = f"下发过的期次有：{'、'.join(known)}。" if known else "还没有下发过任何一期。"
        raise RoundError(f"没有下发过“{round_.name}”。{shown}", "请核对期次的写法，或先拆分下发这一期。")
    return round_


def rounds_in_order(ledger: Ledger) -> list[Round]:
    """The rounds that were handed out: by their days, those without days where they were first handed out between them."""
    rounds = [read_round(name) for name in ledger.rounds()]
    keys: list[tuple[date, int]] = []
    for place, round_ in enumerate(rounds):
        keys.append((round_.start or max((key for key, _ in keys), default=date.min), place))
    return [round_ for _, round_ in sorted(zip(keys, rounds, strict=True), key=lambda pair: pair[0])]


def round_before(ledger: Ledger, round_: Round) -> Round | None:
    """The last round handed out before a round: by their days where both have days, else by their order."""
    names = ledger.rounds()
    earlier = names[: names.index(round_.name)] if round_.name in names else names
    dated = [r for name in names if (r := read_round(name)).start and round_.start and r.start < round_.start]
    if dated:
        return max(dated, key=lambda r: r.start or date.min)
    return read_round(earlier[-1]) if earlier and not round_.start else None


def settled(ledger: Ledger, round_: Round | None) -> Settled:
    """What counts in a round, and what is open."""
    return settle(ledger.received(round_.name), ledger.decisions(), round_.name) if round_ else Settled()


class Rounds:
    """What the ledger says of its rounds. Asked for in their order, each is read once, and no more than two are held."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._decisions = ledger.decisions()
        self.order = rounds_in_order(ledger)
        self._told: dict[str, Reports] = {}
        self._place = -1
        self._last: dict[tuple[str, str], Last] = {}

    def reports(self, round_: Round) -> Reports:
        """What was reported in a round, and what was the last before it."""
        told = self._read(round_)
        before = round_before(self._ledger, round_)
        if before is None:
            return told
        return replace(told, last=self._until(self.order.index(before)), before=before.name)

    def _read(self, round_: Round) -> Reports:
        """A round by itself."""
        if round_.name not in self._told:
            while len(self._told) > 1:
                del self._told[next(iter(self._told))]
            noted: Counter[str] = Counter()
            returned: dict[str, datetime | None] = {}
            received = self._ledger.received(round_.name)
            for item in received:
                if item.verdict.taken and item.department:
                    noted[item.department] += sum(reason.code.startswith("quality-") for reason in item.reasons)
                    returned.setdefault(item.department, item.at)
            now = settle(received, self._decisions, round_.name)
            deadline = self._ledger.deadline(round_.name)
            self._told[round_.name] = Reports(now, deadline=deadline, noted=noted, returned=returned)
        return self._told[round_.name]

    def _until(self, place: int) -> dict[tuple[str, str], Last]:
        """What was last reported on each task by each department, up to the round at a place of the order."""
        if place < self._place:
            self._place, self._last = -1, {}
        for each in self.order[self._place + 1 : place + 1]:
            entries = self._read(each).now.entries
            self._last = self._last | {key: Last(entry, each.name, each.end) for key, entry in entries.items()}
        self._place = place
        return self._last


class Links:
    """Addresses that open cells of files from a report in `folder`; whether a file is there is looked up once.

    Paths are as the ledger has them: relative to `home`, the workbook's folder, or absolute.
    """

    def __init__(self, home: Path, folder: Path, ledger: Ledger) -> None:
        self._home, self._folder = home, folder
        self._shut = ledger.received_with("return-macros")
        self._addresses: dict[str, str] = {}

    def to(self, path: str, sheet: str, cell: str = "A1") -> str:
        """The address of a cell; empty where the file is not there (in a ZIP, or 代录), or where its name is not that of a
        workbook, or it came with macros: a click must never run anything.
        """
        if path not in self._addresses:
            file = self._home / path
            there = path not in self._shut and file.suffix.casefold() in SPREADSHEETS and file.is_file()
            self._addresses[path] = Path(os.path.relpath(file, self._folder)).as_posix() if there else ""
        address = self._addresses[path]
        return f"{address}#'{sheet.replace(chr(39), chr(39) * 2)}'!{cell}" if address and sheet else address


def desk_of(ledger: Ledger, round_: Round, registry: Registry) -> Desk:
    """What the returns of a round are held against, as far as the ledger knows it."""
    sent = ledger.sent(round_.name)
    named = {name for name, _ in sent}
    others = {alias: each.name for each in registry.departments if each.name in named for alias in each.aliases}
    return Desk(ledger.plan, ledger.key, round_.name, sent, rounds=ledger.rounds(), others=others)


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
