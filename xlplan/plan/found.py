"""How a rule of the table says what it found, and where."""

from __future__ import annotations

from xlplan.plan.plan import Plan, Task
from xlplan.terms.cells import CellError, NoCachedValue
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.text import fold


def at(plan: Plan, task: Task, field: Field, code: str, **values: object) -> Finding:
    """Return a finding about a cell of a task."""
    cell = task.cells.get(field)
    return finding(code, sheet=plan.sheet, cell=cell.name if cell else None, task=task.id, field=field, **values)


def at_heading(plan: Plan, field: Field, code: str, **values: object) -> Finding:
    """Return a finding about a whole column, at its heading."""
    return finding(code, sheet=plan.sheet, cell=plan.fields[field], task=None, field=field, **values)


def on_one_line(text: str) -> str:
    """Return a text with its lines and runs of blanks joined."""
    return " ".join(text.split())


def left_blank(task: Task, field: Field) -> bool:
    """Return True if a person left the cell blank; an error value has a finding of its own."""
    cell = task.cells.get(field)
    if cell is not None and cell.text[:1].isalnum():
        # As most do: what can be read is not blank.
        return False
    return cell is not None and not fold(cell.text) and not isinstance(cell.value, CellError | NoCachedValue)
