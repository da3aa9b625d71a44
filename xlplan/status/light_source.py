"""Where a light comes from: the departments that give it to a task, and the cell in which each of them said how far it is."""

from __future__ import annotations

from typing import Final

from xlplan.decisions.settled import Entry
from xlplan.status.model import DepartmentStatus, TaskStatus
from xlplan.terms.fields import Field
from xlplan.terms.sheets import TASKS

_TELLING: Final = (Field.PERCENT, Field.STATE, Field.PROGRESS)
_SHOWN: Final = 3


def telling(claim: Entry | None) -> Field | None:
    """Return the column that says how far a department is; None if it never said."""
    return next((name for name in _TELLING if claim and name in claim.values), None)


def lighting(task: TaskStatus) -> list[DepartmentStatus]:
    """Return the departments that give the task its light and have reported, in the order of the table."""
    return [each for each in task.leads if each.light is task.light and telling(each.claim)]


def source_words(task: TaskStatus, round_: str) -> str:
    """Return the cells that the light rests on, in words: whose sheet, and which cell; "" if nobody reported."""
    found = lighting(task)
    said = [_cell(each, round_) for each in found[:_SHOWN]]
    more = f"等{len(found)}个单位" if len(found) > _SHOWN else ""
    return f"来源：{'、'.join(said)}{more}" if said else ""


def _cell(each: DepartmentStatus, round_: str) -> str:
    name = telling(each.claim)
    assert each.claim is not None and name is not None
    origin, cell = each.claim.origin_of(name), each.claim.values[name].cell
    sheet = "" if origin.sheet in ("", TASKS) else f"{origin.sheet}!"
    where = f"{sheet}{cell}" if cell else origin.source
    earlier = f"（{origin.round}）" if origin.round and origin.round != round_ else ""
    return f"{each.department} {where}{earlier}"
