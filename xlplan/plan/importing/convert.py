"""Another office's table becomes a new plan: the steps, in their order."""

from __future__ import annotations

from datetime import date

from xlplan.plan.importing.above import find_sections, read_head
from xlplan.plan.importing.left import say_what_is_left
from xlplan.plan.importing.model import ImportSource, NewPlan
from xlplan.plan.importing.new_columns import keeps_numbers, plan_columns, release_numbers
from xlplan.plan.importing.new_rows import fill_rows, list_departments, number_tasks
from xlplan.plan.importing.record import ImportRecord
from xlplan.plan.importing.table_parts import find_parts
from xlplan.terms.fields import Field


def new_plan(source: ImportSource, today: date) -> NewPlan:
    """Return the plan made of a source. Raise NoTableError where it holds no responsibility table."""
    account = ImportRecord(source, today)
    parts = find_parts(account)
    plan = account.plan
    head = read_head(account, parts)
    if Field.PROJECT not in {name for part in parts for name in part.table.columns}:
        find_sections(account, parts, head)
    numbered = keeps_numbers(parts)
    if not numbered:
        release_numbers(account, parts)
    targets = plan_columns(account, parts)
    plan.rows = [[""] * len(plan.headings) for _ in range(account.count)]
    for part, columns in zip(parts, targets, strict=True):
        fill_rows(account, part, columns)
    number_tasks(account, numbered)
    list_departments(account)
    say_what_is_left(account, parts)
    return plan
