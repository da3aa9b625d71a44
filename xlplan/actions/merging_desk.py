"""What returned files are judged by when they are merged: what was sent, what was reported before, what was decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TypedDict

from xlplan.actions.agreed_now import agreed_now, decided_as_one, named_as_one
from xlplan.actions.rounds import desk_of, round_before, rounds_in_order, settled
from xlplan.decisions.agreed import Agreements
from xlplan.decisions.settled import Entry
from xlplan.ledger.store import Ledger
from xlplan.plan.departments import Registry
from xlplan.plan.plan import Plan
from xlplan.returns.judge import Desk
from xlplan.returns.sheet import Reported
from xlplan.schedule.rounds import Round
from xlplan.terms.fields import Field
from xlplan.terms.text import Folded, fold

_Standing = Mapping[tuple[Folded, Folded], Agreements]


def merging_desk(ledger: Ledger, plan: Plan, round_: Round, registry: Registry, today: date) -> Desk:
    """Return what a round's returns are judged by on a day."""
    last = _reported_before(ledger, plan, round_)
    stands = agreed_now(ledger, plan.registry, ledger.decisions())
    return replace(
        desk_of(ledger, round_, registry),
        tasks=_texts(plan),
        before=_by_department(last),
        **_decided_days(stands, plan),
        begun=_begun(last, stands, plan, today),
        # A late or repeated merge must not object to days that still lay ahead in the round.
        today=min(today, round_.end or today),
        merged_on=today,
    )


def _texts(plan: Plan) -> dict[Folded, dict[Field, str]]:
    """Return the plan's present texts of each task, by folded 编号."""
    return {
        task.task_key: {Field.PROJECT: task.project, Field.CONTENT: task.content, Field.SCHEDULE: task.schedule.text}
        for task in plan.tasks
    }


def _reported_before(ledger: Ledger, plan: Plan, round_: Round) -> Collection[Entry]:
    """Return what was reported in the round before."""
    one = decided_as_one(ledger, plan.registry, ledger.decisions())
    last = settled(ledger, plan, round_before(round_, rounds_in_order(ledger), ledger.rounds()))
    return named_as_one(last, one, plan.registry).entries.values()


def _by_department(entries: Iterable[Entry]) -> dict[str, dict[str, Mapping[Field, Reported]]]:
    """Return what was reported by department and 编号."""
    found: dict[str, dict[str, Mapping[Field, Reported]]] = {}
    for entry in entries:
        found.setdefault(entry.department, {})[entry.task] = entry.values
    return found


def _begun(entries: Iterable[Entry], stands: _Standing, plan: Plan, today: date) -> frozenset[tuple[Folded, Folded]]:
    """Return the rows whose routine began after these reports, which say nothing of it."""
    return frozenset(
        place
        for entry in entries
        if (each := stands.get(place := (fold(entry.task), fold(entry.department))))
        and (task := plan.task(entry.task))
        and each.past_deadline(task.schedule, today)
        and entry.action < each.closings[0].action
    )


class _DecidedDays(TypedDict):
    agreed: Mapping[tuple[Folded, Folded], date]
    decided: Mapping[tuple[Folded, Folded], Collection[date]]


def _decided_days(stands: _Standing, plan: Plan) -> _DecidedDays:
    """Return the days to which tasks are put off, and all that the office decided on, by folded 编号 and department."""
    tasks = {fold(task.id): task for task in plan.tasks}
    return {
        "agreed": {
            place: due
            for place, each in stands.items()
            if each.delays and (task := tasks.get(place[0])) and (due := each.due(task.schedule))
        },
        "decided": {place: each.decided_days for place, each in stands.items() if each.decided_days},
    }
