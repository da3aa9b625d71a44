"""Which rounds asked for each row, out of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from xlplan.decisions.settled import name_now
from xlplan.ledger.store import Ledger
from xlplan.plan.departments import Registry
from xlplan.schedule.rounds import Round
from xlplan.status.asking import Asked, Asking, Held, TaskDepartment
from xlplan.terms.choices import Role


def asked_by(ledger: Ledger, registry: Registry, rounds: Sequence[Round], until: date | None) -> Asked:
    """Return which of these rounds asked for each row by the end of a day, and what the sheets of the last one hold."""
    deadlines = {each.name: ledger.deadline(each.name, until) for each in rounds}
    known: dict[tuple[str, str, str, str | None], Asking] = {}
    first: dict[str, date] = {}
    names: dict[str, str] = {}
    of: dict[TaskDepartment, list[Asking]] = {}
    rows: dict[TaskDepartment, frozenset[Role]] = {}
    routine: set[TaskDepartment] = set()
    for row in ledger.asked(until):
        if row.round not in deadlines:
            continue
        if (name := names.get(row.department)) is None:
            name = names[row.department] = name_now(row.department, registry)
        key = row.task, name
        if row.newest and row.round == rounds[-1].name:
            rows[key] = rows.get(key, frozenset()) | {Role(row.role)}
            if row.closed:
                routine.add(key)
        first[row.task] = min(_at(row.first).date(), first.get(row.task, date.max))
        if not Role(row.role).carries_out:
            # No light is judged by when it was first asked for.
            continue
        times = row.round, row.first, row.last, row.routine
        asking = known.get(times)
        if asking is None:
            since = _at(row.routine) if row.routine else None
            asking = known[times] = Asking(row.round, _at(row.first).date(), deadlines[row.round], _at(row.last), since)
        askings = of.setdefault(key, [])
        if not any(each.round == row.round for each in askings):
            askings.append(asking)
    return Asked(of, Held(rows, frozenset(routine)), first)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
