"""一眼看全期: every department of a round with its state and lights, read without changing anything."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime

from xlplan.actions.book import Book
from xlplan.actions.department_papers import Papers, department_papers
from xlplan.actions.history import past
from xlplan.actions.joined import joined
from xlplan.actions.known_rounds import Rounds
from xlplan.actions.remind import chased, only_entered
from xlplan.actions.rounds import reading_round
from xlplan.decisions.settled import name_now
from xlplan.schedule.rounds import Round
from xlplan.status.glance import DepartmentGlance, glances
from xlplan.status.status import build_status
from xlplan.terms.records import record


@record(frozen=True)
class RoundGlance:
    """A round at a glance: its deadline, and its departments."""

    round: Round
    today: date
    deadline: date | None
    departments: Sequence[DepartmentGlance]
    papers: Mapping[str, Papers] = field(default_factory=dict)
    """What there is of each department to be opened."""


def glance(book: Book, round_name: str, now: datetime, arrived: Collection[str] = ()) -> RoundGlance:
    """Return how the departments of a round stand; `arrived` are those of whom something came that is not merged.

    Raise RoundError, or what reading the ledger raises.
    """
    today = now.date()
    with reading_round(book.workspace, round_name) as (ledger, round_):
        plan = book.plan(today, round_, ledger)
        rounds = Rounds(ledger, plan)
        one, last = joined(plan, ledger), rounds.before(round_)
        before = next(past(plan, rounds, today, one, until=round_, supports=False, only=last), None) if last else None
        plan, of_task = rounds.plan_of(plan, round_, today)
        status = build_status(plan, round_, today, rounds.reports(round_, today), of_task, before)

        def named(names: Collection[str]) -> set[str]:
            return {name_now(name, plan.registry) for name in names}

        found = glances(
            status,
            chased(ledger, plan, round_, today),
            named(arrived),
            set(only_entered(ledger.received_heads(round_.name), plan.registry)),
            plan.registry,
        )
        papers = department_papers(book.workspace, ledger, round_, plan.registry)
        return RoundGlance(round_, today, ledger.deadline(round_.name), found, papers)
