"""Delays (延期) that a limit changed later in the table has ended: said wherever the table is checked, handed out or judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xlplan.decisions.agreed import Agreements
from xlplan.decisions.settled import name_now
from xlplan.handout.split import roles
from xlplan.plan.plan import Plan
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.text import Folded, fold


def ended_delays(plan: Plan, agreements: Mapping[tuple[Folded, Folded], Agreements]) -> Iterator[Finding]:
    """Yield a finding for each delay that was agreed to and holds no longer, in the order of the table.

    Departments go by their present names; what they no longer carry out, and what is closed, is not asked about.
    """
    of_task: dict[Folded, dict[str, Agreements]] = {}
    for (task, _), agreed in agreements.items():
        if agreed.delays and not agreed.closings:
            of_task.setdefault(task, {})[name_now(agreed.delays[-1].department, plan.registry)] = agreed
    for row in plan.tasks if of_task else ():
        for name, agreed in of_task.get(row.task_key, {}).items():
            if not agreed.ended_by(row.schedule) or fold(name) not in {fold(each) for each in roles(plan, row)}:
                continue
            cell = row.cells.get(Field.SCHEDULE)
            yield finding(
                "status-delay-ended", sheet=plan.sheet, cell=cell.name if cell and cell.name else None, task=row.id,
                field=Field.SCHEDULE, task_id=row.id, department=name, value=agreed.day, due=row.schedule.due or "没有到期日",
            )  # fmt: skip
