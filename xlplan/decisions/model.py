"""What the office decides about a return (处理意见), and what is open until it does (待核实)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum, auto
from typing import Final

from xlplan.returns.received import Entered, Submission
from xlplan.terms.choices import QuestionKind, Ruling
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding
from xlplan.terms.records import record
from xlplan.terms.text import Folded, fold

OPTIONS: Final[Mapping[QuestionKind, tuple[Ruling, ...]]] = {
    QuestionKind.CONFLICT: (Ruling.ADOPT, Ruling.KEEP, Ruling.SEND_BACK),
    QuestionKind.UNCLEAR: (Ruling.ADOPT, Ruling.KEEP, Ruling.SEND_BACK),
    QuestionKind.CLOSE: (Ruling.CLOSE, Ruling.SEND_BACK),
    QuestionKind.PAUSE: (Ruling.PAUSE, Ruling.SEND_BACK),
    QuestionKind.DELAY: (Ruling.DELAY, Ruling.SEND_BACK),
    QuestionKind.EDITED: (Ruling.ADOPT, Ruling.KEEP, Ruling.SEND_BACK),
    QuestionKind.NEW_ROW: (Ruling.ADOPT, Ruling.KEEP, Ruling.SEND_BACK),
    QuestionKind.AFTER_VERIFIED: (Ruling.ADOPT, Ruling.KEEP),
    QuestionKind.AFTER_PAUSE: (Ruling.ADOPT, Ruling.KEEP),
}
"""The rulings that each kind of question takes."""


OF_CLAIMS: Final = frozenset(
    (QuestionKind.CLOSE, QuestionKind.PAUSE, QuestionKind.DELAY, QuestionKind.AFTER_VERIFIED, QuestionKind.AFTER_PAUSE)
)
"""The questions on what a department claims by now; others are about the cells of one return."""


def rulings_for(kind: str) -> tuple[Ruling, ...]:
    """Return the rulings that a row of this kind takes; all of them if it is no kind of question."""
    return next((rulings for each, rulings in OPTIONS.items() if each == kind), tuple(Ruling))


BY_VERIFICATION: Final = "按办公室核定"
"""The source of a request to close what the office, not the department, found done."""

RowKey = tuple[Folded, Folded, Folded, Folded, Folded, Folded]
"""Identifies a question: kind, department, task, field, and the two texts, all folded."""


def key_of(kind: str, department: str, task: str, field: Field | None, before: str, reported: str) -> RowKey:
    """Return the key of a question, however its texts were spaced when they were read from a sheet."""
    return fold(kind), fold(department), fold(task), fold(field or ""), fold(before), fold(reported)


class NothingToDo(Enum):
    """Why nothing comes of a row of 待核实."""

    DONE_BEFORE = auto()
    DONE_EARLIER = auto()
    """It was carried out in an earlier round, and names none."""
    NOT_YET = auto()
    """It asks for nothing yet."""


@record(frozen=True, slots=True)
class Question:
    """One row of 待核实. `field` is a column's identifier; `before` and `reported` are texts as people read them."""

    kind: QuestionKind
    department: str
    task: str
    field: Field | None
    before: str
    reported: str
    source: str
    note: str
    decidable: bool = True
    """True if there is something that 采用报送 could adopt."""
    round: str = ""
    """The round that it belongs to; empty for the one that is asked about."""
    late: bool = False
    """True if a delay was asked for after the due day."""
    verified: bool = False
    """True if it is the office that found the row done, not a report."""

    @property
    def key(self) -> RowKey:
        """Its identity."""
        return key_of(self.kind, self.department, self.task, self.field, self.before, self.reported)


@record(frozen=True, slots=True)
class Decision:
    """What was decided on a question, by whom, agreed by which leader, and when; `ruling` is None in the office's own rows."""

    round: str
    kind: QuestionKind
    department: str
    task: str
    field: Field | None
    before: str
    reported: str
    ruling: Ruling | None
    leader: str = ""
    day: date | None = None
    operator: str = ""
    note: str = ""
    at: datetime | None = None
    action: int = 0
    """The ledger's action that carried it out; later actions have higher numbers."""
    late: bool = False
    """True if a delay was asked for after the due day."""
    verified: bool = False
    """True if it closes what the office, not the department, found done."""

    @property
    def task_key(self) -> Folded:
        """The 编号 as it is compared."""
        return fold(self.task)

    @property
    def department_key(self) -> Folded:
        """The department as it is compared."""
        return fold(self.department)

    @property
    def place(self) -> tuple[Folded, Folded]:
        """The 编号 and the department that it is about."""
        return self.task_key, self.department_key

    @property
    def key(self) -> RowKey:
        """The key of the question that it answers."""
        return key_of(self.kind, self.department, self.task, self.field, self.before, self.reported)

    @property
    def words(self) -> str:
        """Who agreed, and when, as a reason names it; of what the office found done that it did."""
        found = [BY_VERIFICATION] if self.verified else []
        return "，".join([self.leader, *([self.day.isoformat()] if self.day else []), *found])

    @property
    def signed(self) -> str:
        """Who decided, and when: the leader with the day, else who wrote it down with the day on which that was."""
        if self.leader and self.day:
            return self.words
        day = self.day or (self.at.date() if self.at else None)
        return "，".join(filter(None, (self.leader or self.operator, day.isoformat() if day else "")))

    def reaches(self, item: Submission) -> bool:
        """Return True if it applies to a return: what is sent back may be sent again, and is asked again."""
        return self.ruling is not Ruling.SEND_BACK or item.action < self.action


Answered = Decision | Entered | Finding | NothingToDo
"""What comes of a row of 待核实: something to carry out, or why nothing is."""
