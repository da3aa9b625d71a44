"""What returned files are judged by when they are merged: what was sent, what was reported before, what was decided."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import TypedDict

from xlplan.actions.agreed_now import agreed_now, decided_as_one, named_as_one
from xlplan.actions.rounds import desk_of, round_before, rounds_in_order, settled
from xlplan.ledger.store import Ledger
from xlplan.plan.departments import Registry
from xlplan.plan.plan import Plan
from xlplan.returns.judge import Desk
from xlplan.returns.sheet import Reported
from xlplan.schedule.rounds import Round
from xlplan.terms.fields import Field
from xlplan.terms.text import Folded, fold


def merging_desk(ledger: Ledger, plan: Plan, round_: Round, registry: Registry, today: date) -> Desk:
    """Return what a round's returns are judged by on a day."""
    return replace(
        desk_of(ledger, round_, registry),
        tasks=_texts(plan),
        before=_before(ledger, plan, round_),
        **_decided_days(ledger, plan),
        # A late or repeated merge must not object to days that still lay ahead in the round.
        today=min(today, round_.end or today),
    )


def _texts(plan: Plan) -> dict[Folded, dict[Field, str]]:
    """Return the plan's present texts of each task, by folded 编号."""
    return {
        task.task_key: {Field.PROJECT: task.project, Field.CONTENT: task.content, Field.SCHEDULE: task.schedule.text}
        for task in plan.tasks
    }


def _before(ledger: Ledger, plan: Plan, round_: Round) -> dict[str, dict[str, Mapping[Field, Reported]]]:
    """Return what was reported in the round before, by department and 编号."""
    found: dict[str, dict[str, Mapping[Field, Reported]]] = {}
    one = decided_as_one(ledger, plan.registry, ledger.decisions())
    last = settled(ledger, plan, round_before(round_, rounds_in_order(ledger), ledger.rounds()))
    for (task, department), entry in named_as_one(last, one, plan.registry).entries.items():
        found.setdefault(department, {})[task] = entry.values
    return found


class _DecidedDays(TypedDict):
    agreed: Mapping[tuple[Folded, Folded], date]
    decided: Mapping[tuple[Folded, Folded], Collection[date]]


def _decided_days(ledger: Ledger, plan: Plan) -> _DecidedDays:
    """Return the days to which tasks are put off, and all that the office decided on, by folded 编号 and department."""
    tasks = {fold(task.id): task for task in plan.tasks}
    stands = agreed_now(ledger, plan.registry, ledger.decisions())
    return {
        "agreed": {
            place: due
            for place, each in stands.items()
            if each.delays and (task := tasks.get(place[0])) and (due := each.due(task.schedule))
        },
        "decided": {place: each.decided_days for place, each in stands.items() if each.decided_days},
    }
