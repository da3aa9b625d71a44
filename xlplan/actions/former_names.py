"""Under which names departments were handed anything out, and what those were called before that got another name within a round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from xlplan.decisions.former_names import FormerNames
from xlplan.ledger.sent_sheets import HandedRow
from xlplan.ledger.store import Ledger
from xlplan.plan.departments import Department, Registry
from xlplan.terms.text import Folded, fold


def handed_names_of(department: Department, handed: Mapping[Folded, str]) -> list[str]:
    """Return the names of a department under which anything was handed out, the present one first; `handed` as `Ledger.handed_names` gives it."""
    return [handed[key] for key in map(fold, (department.name, *department.aliases)) if key in handed]


def former_names(ledger: Ledger, registry: Registry) -> Mapping[str, FormerNames]:
    """Return by round the names that departments had before they got another within it, or were made into one.

    Rows that were handed out beside each other under two names are none of these: each of them is reported for itself.
    """
    if not any(each.aliases for each in registry.departments):
        return {}
    handed = ledger.handed_names()
    found: defaultdict[str, dict[str, Mapping[str, AbstractSet[Folded]]]] = defaultdict(dict)
    for each in registry.departments:
        called = handed_names_of(each, handed)
        rows: defaultdict[str, list[HandedRow]] = defaultdict(list)
        for row in ledger.handed_to(called) if len(called) > 1 else ():
            if row.live:
                rows[row.round].append(row)
        for round_, those in rows.items():
            *olds, newest = dict.fromkeys(row.department for row in sorted(those, key=_last_of(those)))
            if moved := {old: tasks for old in olds if (tasks := _moved(those, old, newest))}:
                found[round_][newest] = moved
    return found


def _last_of(rows: Sequence[HandedRow]) -> Callable[[HandedRow], int]:
    """Return by what the rows of a round stand in the order in which their departments' names were used last."""
    last = {row.department: row.action for row in rows}
    return lambda row: last[row.department]


def _moved(rows: Sequence[HandedRow], old: str, newest: str) -> AbstractSet[Folded]:
    """Return the 编号 of the rows handed out under one name, and later under the newest, but never under two at once."""
    actions: defaultdict[Folded, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        actions[fold(row.task)][row.department].append(row.action)
    return {
        task
        for task, of in actions.items()
        if of[old]
        and of[newest]
        and len({at for each in of.values() for at in each}) == sum(map(len, map(set, of.values())))
    }
