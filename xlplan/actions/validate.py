"""校验: what a careful reader would notice in the table."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext, suppress
from datetime import date

from xlplan.actions.agreed_now import agreed_now
from xlplan.actions.book import Book
from xlplan.actions.gone_names import renamed_without_alias
from xlplan.actions.joined import differing_now
from xlplan.actions.rounds import rounds_in_order
from xlplan.decisions.ended_delays import ended_delays
from xlplan.handout.reused import reused_numbers
from xlplan.plan.checks import check
from xlplan.plan.plan import Plan
from xlplan.schedule.rounds import Round, read_round
from xlplan.terms.catalogue import Severity
from xlplan.terms.errors import OtherPlanError, RoundError
from xlplan.terms.findings import Finding, finding, finding_json
from xlplan.terms.records import record
from xlplan.terms.sheets import SETTINGS


@record(frozen=True)
class Validation:
    """The plan and the findings on it."""

    book: Book
    plan: Plan
    findings: list[Finding]

    @property
    def needs_person(self) -> bool:
        """True if there is an error among the findings."""
        return any(item.severity is Severity.ERROR for item in self.findings)

    def json(self) -> dict[str, object]:
        """Return the JSON of `xlplan validate`."""
        return {
            "book": self.book.workspace.shown(self.book.path),
            "tasks": len(self.plan.tasks),
            "findings": [finding_json(item) for item in self.findings],
        }


def validate(book: Book, today: date) -> Validation:
    """Read and check a plan. Nothing is written."""
    others: list[Finding] = []
    try:
        ledger = book.workspace.open_ledger()
    except OtherPlanError as error:
        ledger = None
        others.append(finding("workspace-taken", sheet=SETTINGS, value=error.message, cure=error.hint))
    with ledger or nullcontext():
        plan = book.plan(today, ledger=ledger)
        handed_out = ledger.rounds() if ledger else []
        agreed = agreed_now(ledger, plan.registry, ledger.decisions()) if ledger else {}
        last = rounds_in_order(ledger)[-1:] if ledger else []
        before = ledger.handed_out_plan(last[0].name) if ledger and last else []
        told = [*differing_now(plan, ledger, today), *renamed_without_alias(plan, ledger)] if ledger else []
    first = _first_round(handed_out or [plan.settings.round])
    return Validation(
        book,
        plan,
        [*others, *check(plan, first), *reused_numbers(plan, before), *ended_delays(plan, agreed), *told],
    )


def _first_round(names: Iterable[str]) -> Round | None:
    """Return the earliest of some rounds; None if no name tells its days."""
    found = []
    for name in names:
        # Commands that need the round say what is wrong with it.
        with suppress(RoundError):
            found.append(read_round(name))
    return min((each for each in found if each.start), key=lambda each: each.start or date.max, default=None)
