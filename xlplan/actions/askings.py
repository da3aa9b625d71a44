"""Which rounds asked for each row, out of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import chain

from xlplan.decisions.settled import name_now
from xlplan.ledger.store import Ledger
from xlplan.plan.departments import Registry
from xlplan.status.asking import NO_ROLES, Asked, Asking, Held, TaskDepartment, with_role
from xlplan.terms.choices import Role
from xlplan.terms.records import record


@record(frozen=True, slots=True)
class AskedIn:
    """What one round asked for by the end of a day: its askings, what its newest sheets hold, and each task's first day."""

    askings: Sequence[tuple[datetime, TaskDepartment, Asking]]
    """Each after the moment when its row was first handed out."""
    held: Held
    first: dict[str, date]


def asked_in(ledger: Ledger, registry: Registry, round_: str, until: date | None) -> AskedIn:
    """Return what a round asked for by the end of a day, under the departments' present names."""
    deadline = ledger.deadline(round_, until)
    known: dict[tuple[str, str, str | None], Asking] = {}
    moments: dict[str, datetime] = {}
    names: dict[str, str] = {}
    first: dict[str, date] = {}
    of: dict[TaskDepartment, tuple[datetime, TaskDepartment, Asking]] = {}
    rows: dict[TaskDepartment, frozenset[Role]] = {}
    routine: set[TaskDepartment] = set()
    for row in ledger.asked(round_, until):
        if (name := names.get(row.department)) is None:
            name = names[row.department] = name_now(row.department, registry)
        if (at := moments.get(row.first)) is None:
            at = moments[row.first] = datetime.fromisoformat(row.first)
        key, role = (row.task, name), Role(row.role)
        if row.newest:
            rows[key] = with_role(rows.get(key, NO_ROLES), role)
            if row.closed:
                routine.add(key)
        first[row.task] = min(at.date(), first.get(row.task, date.max))
        if not role.carries_out or key in of:
            # No light is judged by when a row of another kind was first asked for.
            continue
        times = row.first, row.last, row.routine
        if (asking := known.get(times)) is None:
            since = datetime.fromisoformat(row.routine) if row.routine else None
            asking = known[times] = Asking(round_, at.date(), deadline, datetime.fromisoformat(row.last), since)
        of[key] = at, key, asking
    return AskedIn(list(of.values()), Held(rows, frozenset(routine)), first)


def asked_by(rounds: Sequence[AskedIn]) -> Asked:
    """Return which of these rounds asked for each row, in the order of asking, and what the sheets of the last one hold."""
    of: dict[TaskDepartment, list[Asking]] = {}
    for _, key, asking in sorted(chain.from_iterable(each.askings for each in rounds), key=lambda each: each[0]):
        of.setdefault(key, []).append(asking)
    first: dict[str, date] = {}
    for each in rounds:
        for task, day in each.first.items():
            first[task] = min(day, first.get(task, date.max))
    return Asked(of, rounds[-1].held, first)
