"""校验: what a careful reader would notice in the table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xlplan.actions.common import Book
from xlplan.checks import check
from xlplan.findings import Finding, Severity, finding_json
from xlplan.plan import Plan


@dataclass(frozen=True)
class Validation:
    """The plan and what was found in it."""

    book: Book
    plan: Plan
    findings: list[Finding]

    @property
    def needs_person(self) -> bool:
        """Whether there is an error among the findings."""
        return any(item.severity is Severity.ERROR for item in self.findings)

    def json(self) -> dict[str, object]:
        """What `xlplan validate --json` prints."""
        return {
            "book": self.book.workspace.shown(self.book.path),
            "tasks": len(self.plan.tasks),
            "findings": [finding_json(item) for item in self.findings],
        }


def validate(book: Book, today: date) -> Validation:
    """Read and check a plan. Nothing is written."""
    ledger = book.workspace.open_ledger()
    if ledger is None:
        plan = book.plan(today)
    else:
        with ledger:
            plan = book.plan(today, ledger=ledger)
    return Validation(book, plan, check(plan))
