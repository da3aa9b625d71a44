"""Small tables to be checked."""

from __future__ import annotations

from support import tables
from support.tables import FIRST, HEADINGS, REGISTRY, SECOND, row
from xlplan.plan.plan import Plan


def table(*rows: object, **how: object) -> Plan:
    """Return a plan of two tasks without findings, or of these rows."""
    return tables.plan(rows or (HEADINGS, FIRST, SECOND), **how)  # type: ignore[arg-type]


def second(departments: object = REGISTRY, **changes: object) -> Plan:
    """Return a plan whose second task, in row 3, is changed."""
    return table(HEADINGS, FIRST, row(SECOND, **changes), departments=departments)
