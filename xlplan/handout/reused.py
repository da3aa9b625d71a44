"""Numbers (编号) under which the table now holds another task than the one that was handed out under them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from xlplan.handout.planned import PlannedTask
from xlplan.plan.plan import Plan
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.similar import alike
from xlplan.terms.text import fold

_SAME_TASK: Final = 0.4
"""The similarity (0–1) from which on two texts may be one task that was reworded."""
_SHOWN: Final = 30


def reused_numbers(plan: Plan, before: Iterable[PlannedTask]) -> Iterator[Finding]:
    """Yield a finding for each number that stood for another task when it was handed out last, in the order of the table.

    What was reported and agreed to goes by the number: the new task would be closed with the old one.
    """
    known = {fold(each.task): each.texts.get(Field.CONTENT.value, "") for each in before}
    for task in plan.tasks:
        old, cell = known.get(task.task_key, ""), task.cells.get(Field.ID)
        if not (old and task.content) or fold(old) == fold(task.content) or alike(old, task.content) >= _SAME_TASK:
            continue
        yield finding(
            "number-reused", sheet=plan.sheet, cell=cell.name if cell and cell.name else None, task=task.id,
            field=Field.ID, task_id=task.id, old=old[:_SHOWN], value=task.content[:_SHOWN],
        )  # fmt: skip
