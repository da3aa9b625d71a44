"""What the office has agreed to by now, under the present names of departments, those that were made into one among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from math import inf

from xlplan.actions.former_names import handed_names_of
from xlplan.decisions.agreed import Agreements
from xlplan.decisions.as_one import AsOne, Place, SideBySide, as_one
from xlplan.decisions.model import Decision
from xlplan.decisions.settled import Settled, agreements_now, name_now, named_now
from xlplan.ledger.sent_sheets import HandedRow
from xlplan.ledger.store import Ledger
from xlplan.plan.departments import Registry
from xlplan.terms.choices import Role, Ruling
from xlplan.terms.text import Folded, fold


def agreed_now(ledger: Ledger, registry: Registry, decisions: Iterable[Decision]) -> dict[Place, Agreements]:
    """Return what stands of decisions, by folded 编号 and department, under every name that it has had."""
    return agreements_now(decided_as_one(ledger, registry, list(decisions)).decisions, registry)


def decided_as_one(ledger: Ledger, registry: Registry, decisions: Sequence[Decision]) -> AsOne:
    """Return decisions as they hold for departments that are one by now; most offices have none, and nothing is read for them."""
    about: dict[str, set[Folded]] = defaultdict(set)
    for each in decisions:
        if (found := registry.find(each.department)) and found.aliases:
            about[found.name].add(each.task_key)
    beside: dict[Place, SideBySide] = {}
    handed = ledger.handed_names() if about else {}
    for name, tasks in about.items():
        department = registry.find(name)
        assert department is not None, "it was found by one of its names"
        called = handed_names_of(department, handed)
        if len(called) < 2:
            continue
        rows = list(ledger.handed_to(called))
        closed = {each.place for each in decisions if each.ruling in (Ruling.CLOSE, Ruling.PAUSE)}
        beside |= {(task, fold(name)): one for task in tasks if (one := _beside(task, name, rows, closed)) is not None}
    return as_one(decisions, beside)


def named_as_one(settled: Settled, one: AsOne, registry: Registry) -> Settled:
    """Return what counts in a round under present names, without the reports of rows that rest (`AsOne.resting`)."""
    if one.resting:
        entries = {
            key: each
            for key, each in settled.entries.items()
            if not one.rests(each.task, name_now(each.department, registry), each.department, each.action)
        }
        settled = replace(settled, entries=entries)
    return named_now(settled, registry)


def as_one_since(name: str, rows: Sequence[HandedRow], others: Sequence[HandedRow]) -> float:
    """Return the first action that handed out to a department after the last sheets of the `others`, in a later round or when these were withdrawn."""
    last, of_round = max(((each.action, each.round) for each in others), default=(0, ""))
    gone = _withdrawn(rows, {each.department for each in others}, last)
    later = (
        row.action
        for row in rows
        if row.department == name and row.live and row.action > last and (row.round != of_round or gone <= row.action)
    )
    return min(later, default=inf)


def _beside(task: Folded, name: str, rows: Sequence[HandedRow], closed: set[Place]) -> SideBySide | None:
    """Return under which names a task was carried out beside each other, as the sheets say; None if never under two."""
    sheets: dict[tuple[int, str], list[HandedRow]] = defaultdict(list)
    for row in rows:
        sheets[row.action, row.department].append(row)
    together: set[str] = set()
    for _, of_action in groupby(sheets, key=lambda key: key[0]):
        had = {who for action, who in of_action if any(_does(row, task) for row in sheets[action, who])}
        together |= had if len(had) > 1 else set()
    newest = {who: those for (_, who), those in sheets.items() if any(row.live for row in those)}
    # Who lost the task has no part in it; of who was left out because it was closed or paused a decision tells.
    still = {
        who for who in together if any(_does(row, task) for row in newest.get(who, ())) or (task, fold(who)) in closed
    }
    if len(still) < 2:
        return None
    others = [newest[who][0] for who in still if who != name and who in newest]
    return SideBySide(frozenset(map(fold, still)), fold(name), as_one_since(name, rows, others))


def _does(row: HandedRow, task: Folded) -> bool:
    return row.live and Role(row.role).carries_out and fold(row.task) == task


def _withdrawn(rows: Sequence[HandedRow], names: set[str], last: int) -> float:
    """Return the first action after another that took a task back from one of these."""
    found: Iterator[int] = (
        row.action for row in rows if row.department in names and not row.live and row.action > last
    )
    return min(found, default=inf)
