"""What the office decides about a return (处理意见), and what is open until it does (待核实)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from xlplan.terms.choices import (
    DECISION_BACK,
    DECISION_CLOSE,
    DECISION_DELAY,
    DECISION_KEPT,
    DECISION_PAUSE,
    DECISION_REPORTED,
    KIND_CLOSE,
    KIND_CONFLICT,
    KIND_DELAY,
    KIND_EDITED,
    KIND_NEW_ROW,
    KIND_PAUSE,
    KIND_UNCLEAR,
)
from xlplan.terms.text import fold

OPTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    KIND_CONFLICT: (DECISION_REPORTED, DECISION_KEPT, DECISION_BACK),
    KIND_UNCLEAR: (DECISION_REPORTED, DECISION_KEPT, DECISION_BACK),
    KIND_CLOSE: (DECISION_CLOSE, DECISION_BACK),
    KIND_PAUSE: (DECISION_PAUSE, DECISION_BACK),
    KIND_DELAY: (DECISION_DELAY, DECISION_BACK),
    KIND_EDITED: (DECISION_REPORTED, DECISION_KEPT, DECISION_BACK),
    KIND_NEW_ROW: (DECISION_REPORTED, DECISION_KEPT, DECISION_BACK),
}
"""Which decisions each kind of question takes."""
AGREEMENTS: Final = frozenset({DECISION_CLOSE, DECISION_DELAY, DECISION_PAUSE})
"""Decisions that name the leader who agreed, and the day."""

Key = tuple[str, str, str, str, str, str]
"""What tells one question from another: kind, department, task, field, and the two texts, all folded."""


def key_of(kind: str, department: str, task: str, field: str, before: str, reported: str) -> Key:
    """The key of a question, however its texts were spaced when they were read back from a sheet."""
    return fold(kind), fold(department), fold(task), fold(field), fold(before), fold(reported)


@dataclass(frozen=True, slots=True)
class Question:
    """One row of 待核实. `field` is a column's identifier; `before` and `reported` are texts as people read them."""

    kind: str
    department: str
    task: str
    field: str
    before: str
    reported: str
    source: str
    note: str
    decidable: bool = True
    """Whether there is something that 采用报送 could adopt."""

    @property
    def key(self) -> Key:
        """What tells it from others."""
        return key_of(self.kind, self.department, self.task, self.field, self.before, self.reported)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a question, by whom (经办人), with which leader's agreement, and when.

    A 核定进展 is one, too: `reported` is the office's own text, and `verdict` is empty.
    """

    round: str
    kind: str
    department: str
    task: str
    field: str
    before: str
    reported: str
    verdict: str
    leader: str = ""
    day: date | None = None
    operator: str = ""
    note: str = ""
    at: datetime | None = None
    action: int = 0
    """The ledger's action that carried it out; they count up."""

    @property
    def key(self) -> Key:
        """That of the question it answers."""
        return key_of(self.kind, self.department, self.task, self.field, self.before, self.reported)

    @property
    def words(self) -> str:
        """Who agreed, and when, as a reason names it."""
        return "，".join([self.leader, *([self.day.isoformat()] if self.day else [])])


def by_key(decisions: Iterable[Decision]) -> dict[Key, Decision]:
    """The newest decision on each question, given in their order."""
    return {decision.key: decision for decision in decisions}
