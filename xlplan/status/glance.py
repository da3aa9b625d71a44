"""一眼看全期: each department of a round, where it stands, and what it is to do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from xlplan.plan.departments import Registry
from xlplan.status.model import DepartmentStatus, Status, SummaryStatus, TaskStatus
from xlplan.status.remind import Lack, Reminder
from xlplan.terms.choices import Light
from xlplan.terms.records import record


class Stand(StrEnum):
    """Where a department stands in a round; the words are those shown to people."""

    MISSING = "未报"
    BACK = "退回待改"
    TROUBLED = "有问题"
    ARRIVED = "新到未合并"
    ENTERED = "代录"
    RETURNED = "已报"
    VOLUNTARY = "自愿"
    """It only supports, or all that it had is closed or paused: nothing is owed."""


@record(frozen=True)
class DepartmentGlance:
    """A department in a round: where it stands and why, its worst light, what it has and owes, when its report came."""

    department: str
    stand: Stand
    why: str
    light: Light
    tasks: Sequence[tuple[TaskStatus, DepartmentStatus]]
    owed: int
    received: date | None
    contact: str
    phone: str
    reminder: Reminder | None = None
    """What it is to be chased for."""
    summaries: Sequence[tuple[TaskStatus, SummaryStatus]] = ()
    """The tasks of which it owes the 综述."""


def glances(
    status: Status, chased: Iterable[Reminder], arrived: Collection[str], entered: Collection[str], registry: Registry
) -> list[DepartmentGlance]:
    """Return the departments of a round. `arrived` are those of whom something came that is not merged, `entered` those that
    the office entered alone (代录)."""
    reminders = {each.department: each for each in chased}
    questions = {conflict.department for conflict in status.conflicts}
    tasks: dict[str, list[tuple[TaskStatus, DepartmentStatus]]] = {}
    for task in status.tasks:
        for mine in task.departments:
            tasks.setdefault(mine.department, []).append((task, mine))
    summed: dict[str, list[tuple[TaskStatus, SummaryStatus]]] = {}
    for task in status.tasks:
        for one in task.summaries:
            summed.setdefault(one.department, []).append((task, one))
    found = []
    for each in status.departments:
        name = each.department
        reminder = reminders.get(name)
        stand = _stand(name, each.returned, each.owes, reminder, arrived, entered, questions)
        department = registry.find(name)
        has = tasks.get(name, [])
        found.append(
            DepartmentGlance(
                name, stand, _why(stand, reminder, questions), each.light, has, sum(one.owed for _, one in has), each.at,
                department.contact if department else "", department.phone if department else "", reminder, summed.get(name, ()),
            )
        )  # fmt: skip
    return found


def stand_counts(found: Iterable[DepartmentGlance]) -> Mapping[Stand, int]:
    """Return how many departments stand where, in the order of `Stand`; those of nobody are left out."""
    stands = [each.stand for each in found]
    return {stand: count for stand in Stand if (count := stands.count(stand))}


def _stand(
    name: str, returned: bool, owes: bool, reminder: Reminder | None, arrived: Collection[str], entered: Collection[str], questions: Collection[str],
) -> Stand:  # fmt: skip
    if name in arrived:
        return Stand.ARRIVED
    if reminder and reminder.lack is Lack.BACK:
        return Stand.BACK
    if (reminder and reminder.lack is Lack.GAPS) or name in questions:
        return Stand.TROUBLED
    if returned:
        return Stand.ENTERED if name in entered else Stand.RETURNED
    return Stand.MISSING if owes else Stand.VOLUNTARY


def _why(stand: Stand, reminder: Reminder | None, questions: Collection[str]) -> str:
    if stand is Stand.ARRIVED:
        return "收到了，请做“合并回收”"
    if reminder:
        return reminder.why
    return "有要核实的，见“待核实”" if stand is Stand.TROUBLED else ""
