"""Who carries out which task, by the sheets of a round and by the table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from xlplan.decisions.agreed import Agreements
from xlplan.decisions.settled import name_now
from xlplan.handout.sheets import DepartmentSheet, Sent
from xlplan.handout.split import roles
from xlplan.plan.plan import Plan
from xlplan.terms.text import Folded, fold


class Leads:
    """Which tasks each department carries out by its newest sheet, or by the table once they are open again, and when they are due there."""

    def __init__(self, plan: Plan, latest: Mapping[str, Sent]) -> None:
        """Take the table and the newest sheets, by department."""
        self._plan = plan
        renamed = plan.registry.renamed(latest)
        self._sheets: defaultdict[str, list[DepartmentSheet]] = defaultdict(list)
        for name, sent in latest.items():
            for each in dict.fromkeys((name, renamed.get(name, name))):
                self._sheets[each].append(sent.sheet)
        # Those of a group's members are the same.
        self._of_rows: dict[int, Mapping[Folded, date | None]] = {}

    def has(self, task: str, name: str, agreed: Agreements) -> bool:
        """Return True if a department carries out a task."""
        if any(fold(task) in self._led(sheet) for sheet in self._sheets.get(name, ())):
            return True
        # What was closed or paused when the sheets were made stands on none of them, and is lit as soon as it is open again.
        planned = self._plan.task(task) if agreed.opened else None
        role = roles(self._plan, planned).get(name_now(name, self._plan.registry)) if planned else None
        return role is not None and role.carries_out

    def due(self, task: str, name: str) -> date | None:
        """Return when a task is due by the sheet that a department has."""
        found = (self._led(sheet).get(fold(task)) for sheet in self._sheets.get(name, ()))
        return max((day for day in found if day), default=None)

    def _led(self, sheet: DepartmentSheet) -> Mapping[Folded, date | None]:
        found = self._of_rows.get(id(sheet.rows))
        if found is None:
            found = {row.task_key: row.due for row in sheet.live if row.role.carries_out}
            self._of_rows[id(sheet.rows)] = found
        return found
