"""What `new` makes of a table of any shape, held against the plan that the table was made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from support.shapes import LEADS, Known, Shape
from xlplan.plan.importing.convert import new_plan
from xlplan.plan.importing.model import ImportSource, NewPlan
from xlplan.plan.plan import Task
from xlplan.plan.read_plan import read_plan
from xlplan.terms.cells import Area, CellValue, Grid
from xlplan.terms.fields import Field
from xlplan.terms.sheets import PLAN

TODAY = date(2024, 1, 5)


def imported(grids: Sequence[Grid], *, document: bool = False) -> tuple[list[Known], NewPlan]:
    """Return the tasks that `new` makes of some sheets, as its own workbook reads again."""
    new = new_plan(ImportSource("表.xlsx", grids, document=document), TODAY)
    merges = [Area(area.top + 1, area.left, area.bottom + 1, area.right) for area in new.merges]
    rows: list[list[CellValue]] = [list(new.headings)]
    rows += [[text or None for text in row] for row in new.rows]
    plan = read_plan([Grid(PLAN, rows, merges)], today=TODAY, year=2024)

    def named(task: Task, role: Field) -> tuple[str, ...]:
        return tuple(name for each in plan.mentions(task, role) for name in each.names)

    found = [
        Known(
            task.project, task.content, named(task, Field.LEAD), named(task, Field.SUPPORT), task.text(Field.SCHEDULE),
            task.schedule.due.isoformat() if task.schedule.due else None, named(task, Field.SHARE),
        )
        for task in plan.tasks
    ]  # fmt: skip
    return found, new


def differences(shape: Shape, grids: Sequence[Grid], *, document: bool | None = None) -> list[str]:
    """Return what came out otherwise than it stood in the table; as a document where it was cut, unless `document` says."""
    found, new = imported(grids, document=shape.cut_at is not None if document is None else document)
    wanted = [(task.project.split("、")[-1], *_told(task)) for task in shape.tasks]
    got = [(task.project.split("、")[-1], *_told(task)) for task in found]
    wrong = [f"{one} != {other}" for one, other in zip(wanted, got, strict=False) if one != other]
    wrong += [f"{each} lost" for each in wanted[len(got) :]] + [f"{each} made up" for each in got[len(wanted) :]]
    names = {name for name, _ in new.departments}
    return (
        wrong
        + [f"{name} is no department" for name in sorted(names - set(LEADS))]
        + [f"{each} asked" for each in new.doubtful]
    )


def _told(task: Known) -> tuple[object, ...]:
    return task.content, set(task.leads), set(task.supports), set(task.shares), task.limit, task.due
