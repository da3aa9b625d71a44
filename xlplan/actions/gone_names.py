"""Departments that were handed tasks under a name that nobody answers to by now, while a new one has all their tasks: renamed, it seems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from xlplan.actions.rounds import rounds_in_order
from xlplan.handout.split import Roles, roles_of
from xlplan.ledger.sent_sheets import HandedRow
from xlplan.ledger.store import Ledger
from xlplan.plan.plan import Plan
from xlplan.terms.choices import Role
from xlplan.terms.findings import Finding, finding
from xlplan.terms.sheets import DEPARTMENTS
from xlplan.terms.text import Folded, fold


def renamed_without_alias(plan: Plan, ledger: Ledger) -> list[Finding]:
    """Return a finding for each old name that is no 别名 yet; none once the new name was handed out in a second round."""
    handed = ledger.handed_names()
    gone = [name for name in handed.values() if plan.registry.find(name) is None]
    if not gone:
        return []
    of_task = roles_of(plan)
    new = {name for has in of_task.values() for name, role in has if role.carries_out}
    rows = list(ledger.handed_to([*gone, *(handed[key] for key in map(fold, new) if key in handed)]))
    last = {each.name for each in rounds_in_order(ledger)[-1:]}
    had = _last_live(rows)
    first = _first_asked(rows)
    fresh = {
        name: tasks
        for name, tasks in _led(of_task).items()
        if (asked := first.get(fold(name))) is None or asked.round in last
    }
    found = []
    for old in gone:
        live = had.get(fold(old), ())
        tasks = {fold(each.task) for each in live if plan.task(each.task)}
        if 2 * len(tasks) < len(live):
            # Most of what it had is gone: that says nothing of its name.
            continue
        since = max((each.action for each in live), default=0)
        for name, theirs in fresh.items() if tasks else ():
            asked = first.get(fold(name))
            if not tasks <= theirs or (asked is not None and asked.action <= since):
                continue
            if not _passed_on(ledger, tasks, since, asked, (old, name)):
                found.append(finding("registry-renamed", sheet=DEPARTMENTS, value=old, department=name))
    return found


def _passed_on(ledger: Ledger, tasks: set[Folded], since: int, asked: HandedRow | None, both: tuple[str, str]) -> bool:
    """Return True if somebody else was handed any of the tasks in between who did not have them before."""
    names = [name for name in ledger.handed_names().values() if fold(name) not in map(fold, both)]
    rows = [
        each
        for each in ledger.handed_to(names)
        if fold(each.task) in tasks and each.live and Role(each.role).carries_out
    ]
    had = {(fold(each.department), fold(each.task)) for each in rows if each.action <= since}
    return any(
        each.action > since
        and (asked is None or each.action < asked.action)
        and (fold(each.department), fold(each.task)) not in had
        for each in rows
    )


def _led(of_task: Roles) -> Mapping[str, set[Folded]]:
    """Return the tasks, folded, that each department carries out."""
    found: dict[str, set[Folded]] = defaultdict(set)
    for task, has in of_task.items():
        for name, role in has:
            if role.carries_out:
                found[name].add(fold(task))
    return found


def _last_live(rows: Sequence[HandedRow]) -> Mapping[Folded, Sequence[HandedRow]]:
    """Return the rows to carry out of the last sheet of each department that asked for any, by its folded name."""
    found: dict[Folded, list[HandedRow]] = {}
    for row in rows:
        if not row.live or not Role(row.role).carries_out:
            continue
        of = found.setdefault(fold(row.department), [])
        if of and of[-1].action != row.action:
            of.clear()
        of.append(row)
    return found


def _first_asked(rows: Sequence[HandedRow]) -> Mapping[Folded, HandedRow]:
    """Return the first row that each department was handed, by its folded name."""
    found: dict[Folded, HandedRow] = {}
    for row in rows:
        found.setdefault(fold(row.department), row)
    return found
