"""The status of a small table on a day, by what its departments claimed, and what it shows of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from support.small import ROUND, TODAY
from xlplan.decisions.agreed import Agreements
from xlplan.decisions.claims import Claim, Claims
from xlplan.decisions.settled import Entry, Settled
from xlplan.plan.plan import Plan
from xlplan.status.asking import Asked, Asking, Held
from xlplan.status.model import DepartmentStatus, Reports, Status
from xlplan.status.status import build_status
from xlplan.terms.choices import Role

FIRST = "2023年第一季度"


def settled(*entries: Entry, **more: Any) -> Settled:
    return Settled({(each.task, each.department): each for each in entries}, **more)


def last(*entries: Entry) -> Claims:
    """Return what was claimed before the round."""
    return Claims({(each.task, each.department): Claim(each) for each in entries})


def ruled(agreements: Agreements) -> dict[tuple[str, str], Agreements]:
    return {("1.1", "教育科"): agreements}


def asked(*rows: tuple[str, str], since: str = "2023-06-01", deadline: str = "2023-06-20") -> Asked:
    """Return what this round asks for, whose sheets hold these rows, each to be carried out."""
    asking = Asking(ROUND.name, date.fromisoformat(since), date.fromisoformat(deadline))
    return Asked({row: [asking] for row in rows}, Held({row: frozenset([Role.LEAD]) for row in rows}, frozenset(rows)))


def status(table: Plan, *entries: Entry, today: date = TODAY, past: Status | None = None, **reports: Any) -> Status:
    """Return the status of a round in which this was reported, on top of what was claimed before (`last`)."""
    now = reports.pop("now", None) or settled(*entries)
    before = reports.pop("last", Claims())
    return build_status(table, ROUND, today, Reports(now, before.after(now), before, **reports), before=past)


def only(found: Status) -> DepartmentStatus:
    return found.tasks[0].departments[0]
