"""What the office itself says of a department without a sheet: 代录, 核定进展, 销号, 恢复 and the like, and the day of receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from xlplan.actions.book import Book
from xlplan.actions.decide import Pending
from xlplan.actions.glance import glance
from xlplan.actions.rounds import reading_round
from xlplan.schedule.rounds import Round
from xlplan.status.glance import DepartmentGlance
from xlplan.terms.choices import Role
from xlplan.terms.records import record


@record(frozen=True)
class DeskRow:
    """A row of a department's sheet as it stands now: its task, whether it is the 综述, and what was reported."""

    task: str
    summary: bool
    content: str
    role: Role
    state: str
    share: float | None
    reason: str
    milestones: Sequence[date] = ()


@record(frozen=True)
class OfficeDesk:
    """A round's departments with their rows, the days on which their reports came, and who is at work (经办人)."""

    round: Round
    operator: str
    departments: Mapping[str, Sequence[DeskRow]]
    received: Mapping[str, date | None]


def office_desk(book: Book, round_name: str, now: datetime) -> OfficeDesk:
    """Return what the office can say something of. Raise RoundError, or what reading the ledger raises."""
    found = glance(book, round_name, now)
    with reading_round(book.workspace, round_name) as (ledger, round_):
        operator = Pending(book, ledger, round_, book.plan(now.date(), round_, ledger), now.date()).operator[0]
    return OfficeDesk(
        found.round,
        operator,
        {each.department: _rows(each) for each in found.departments},
        {each.department: each.received for each in found.departments},
    )


def _rows(each: DepartmentGlance) -> list[DeskRow]:
    own = [
        DeskRow(
            task.task.id, False, task.task.content, mine.role, mine.state or "", mine.share, mine.reason,
            sorted({one.due for one in task.task.schedule.milestones}),
        )
        for task, mine in each.tasks
    ]  # fmt: skip
    return own + [
        DeskRow(task.task.id, True, task.task.content, Role.SUMMARY, "", None, mine.words)
        for task, mine in each.summaries
    ]
