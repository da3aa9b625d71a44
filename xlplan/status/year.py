"""A year's accounts as values: what each department owed and reported, what went back, what was closed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from xlplan.handout.sheets import Sent, last_deadline
from xlplan.plan.departments import Registry
from xlplan.plan.weights import Weights
from xlplan.returns.received import Submission
from xlplan.schedule.rounds import Round
from xlplan.status.lapses import Counts, FigureSource, Lapse, LapseKind
from xlplan.terms.records import record
from xlplan.terms.text import Folded

_NAMED_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


class Timing(StrEnum):
    """What became of a department's report in a round; one that is owed has one of the first four."""

    ON_TIME = "按时"
    LATE = "迟报"
    MISSING = "未报"
    AHEAD = "未到期"
    VOLUNTARY = "自愿"


@record(frozen=True, slots=True)
class RoundRecord:
    """All that was sent and received in a round."""

    round: Round
    sent: Mapping[tuple[str, int], Sent]
    received: Sequence[Submission]
    days: Mapping[str, date | None] = field(default_factory=dict)
    """On which day each department, by its present name, first reported (收到日期)."""
    closed: frozenset[tuple[Folded, Folded]] = frozenset()
    """The rows, by folded 编号 and department, that were closed or paused by the end of the round."""
    last: date | None = None
    """The day on which that is judged."""
    registry: Registry | None = None
    """The departments as it asked them, if some of them are one by now; None for those of today."""

    @property
    def deadline(self) -> date | None:
        """The last day to report; None if none was set."""
        return last_deadline(self.sent.values())

    @property
    def first(self) -> date | None:
        """The day on which it was first handed out."""
        return min((each.at.date() for each in self.sent.values() if each.at), default=None)

    def year(self) -> tuple[int | None, str]:
        """Return the year it counts in and the reason: its name, else its deadline, else when it was handed out."""
        if self.round.start:
            return self.round.start.year, "期次名称" if self.round.end and self.round.end.year == self.round.start.year else (
                "期次名称（跨年的算在开始的那一年）"
            )  # fmt: skip
        named = set(_NAMED_YEAR.findall(self.round.name))
        if len(named) == 1:
            return int(named.pop()), "期次名称里写的年份"
        if self.deadline:
            return self.deadline.year, "报送截止日"
        return (self.first.year, "首次下发的日子") if self.first else (None, "没有日期")


@record(frozen=True, slots=True)
class Turn:
    """A department in a round. `at` is the day on which its first report came; without any, `source` is what it was sent."""

    department: str
    round: str
    timing: Timing
    deadline: date | None
    at: date | None
    source: FigureSource

    @property
    def days_late(self) -> int:
        """The days from the deadline to its registration; 0 if in time."""
        return (self.at - self.deadline).days if self.at and self.deadline and self.timing is Timing.LATE else 0


@record(frozen=True, slots=True)
class SendBackEvent:
    """A file that went back to its department for correction, and why."""

    department: str
    round: str
    at: datetime | None
    why: str
    source: FigureSource


@record(frozen=True, slots=True)
class Closed:
    """A department's closed task (销号): `words` are who agreed and when, `source` the cell that reported it as done."""

    department: str
    round: str
    task: str
    words: str
    source: FigureSource
    opened: str = ""
    """That it was opened again (重新立项), and by whom; empty while it is closed. One that is open is not counted."""


@record(frozen=True)
class DepartmentYear:
    """One department's year."""

    department: str
    turns: Sequence[Turn]
    back: Sequence[SendBackEvent]
    closings: Sequence[Closed]
    """The tasks that were closed, those that were opened again among them."""
    lapses: Sequence[Lapse] = ()
    """The tasks that were overdue, and the papers of 督办."""
    points: float | None = None
    """What is left of the points; None for whom nothing was owed."""
    rank: int | None = None

    @property
    def closed(self) -> list[Closed]:
        """The tasks that were closed and are so still."""
        return [each for each in self.closings if not each.opened]

    def of(self, kind: LapseKind) -> list[Lapse]:
        """Return the lapses of one kind."""
        return [each for each in self.lapses if each.kind is kind]

    @property
    def counts(self) -> Counts:
        """What points are taken for."""
        return Counts(
            self.count(Timing.MISSING), self.count(Timing.LATE), len(self.back), len(self.of(LapseKind.OVERDUE)),
            len(self.of(LapseKind.SUPERVISED)),
        )  # fmt: skip

    def count(self, timing: Timing) -> int:
        """Return the number of rounds with this timing."""
        return sum(turn.timing is timing for turn in self.turns)

    @property
    def owed(self) -> int:
        """应报: the number of rounds in which it carried out something."""
        return sum(turn.timing is not Timing.VOLUNTARY for turn in self.turns)

    @property
    def closing_rounds(self) -> str:
        """The number of closed tasks by round, in words."""
        counts: dict[str, int] = {}
        for each in self.closed:
            counts[each.round] = counts.get(each.round, 0) + 1
        return "、".join(f"{name} {count} 项" for name, count in counts.items())


@record(frozen=True)
class Yearly:
    """The accounts of a year. `records` are the rounds that count in it, `others` those that do not."""

    year: int
    today: date
    records: Sequence[RoundRecord]
    others: Sequence[RoundRecord]
    accounts: Sequence[DepartmentYear] = field(default=())
    weights: Weights = field(default_factory=Weights)

    @property
    def turns(self) -> list[Turn]:
        """The rounds of all departments."""
        return [turn for account in self.accounts for turn in account.turns]
