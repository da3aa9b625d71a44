"""What all actions share: the workbook they work on, and how they tell of progress."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol, TypeVar

from xlplan.columns import DEPARTMENTS, SETTINGS
from xlplan.departments import Registry, read_registry
from xlplan.errors import RoundError
from xlplan.files.reading import read_workbook
from xlplan.files.workspace import Workspace
from xlplan.grid import Grid
from xlplan.ledger import Ledger
from xlplan.plan import Plan, is_continued, read_plan
from xlplan.rounds import Round, read_round
from xlplan.settings import Settings, read_settings
from xlplan.settling import Settled, settle
from xlplan.split import last_deadline
from xlplan.status import Reports

T = TypeVar("T")


class Progress(Protocol):
    """Hands on items one by one, and shows how far it has come."""

    def __call__(self, items: Sequence[T], label: str) -> Iterable[T]: ...


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


def reports_of(ledger: Ledger, round_: Round, today: date) -> Reports:
    """What the ledger says of a round, and of the one before it."""
    before = round_before(ledger, round_)
    noted: Counter[str] = Counter()
    returned: dict[str, datetime | None] = {}
    for item in ledger.received(round_.name):
        if item.verdict.taken and item.department:
            noted[item.department] += sum(reason.code.startswith("quality-") for reason in item.reasons)
            returned.setdefault(item.department, item.at)
    return Reports(
        settled(ledger, round_),
        settled(ledger, before),
        (before.end if before else None) or today,
        last_deadline(ledger.sent(round_.name).values()),
        noted,
        returned,
    )


def link_to(home: Path, folder: Path, path: str, sheet: str, cell: str = "A1") -> str:
    """Where a cell of a file is opened from a report in `folder`; empty where the file is not there (in a ZIP, or 代录).

    `path` is as the ledger has it: relative to `home`, the workbook's folder, or absolute.
    """
    file = home / path
    if not path or not file.is_file():
        return ""
    place = f"'{sheet.replace(chr(39), chr(39) * 2)}'!{cell}" if sheet else ""
    return f"{Path(os.path.relpath(file, folder)).as_posix()}{'#' if place else ''}{place}"


def who(verb: str, now: datetime) -> str:
    """What others are told while this action holds the working folder."""
    return f"{now:%H:%M} 开始的“{verb}”"
