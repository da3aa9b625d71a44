"""年度考核台账: what each department owed in a year's rounds, when it reported, what went back, what was closed.

Judged by what was sent and received then, not by the present table: a task withdrawn in autumn was owed in spring.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from xlplan.decisions.model import Decision
from xlplan.decisions.settled import name_now
from xlplan.decisions.standing import standing
from xlplan.handout.sheets import Sent, last_deadline
from xlplan.plan.departments import Department, Registry
from xlplan.plan.weights import Weights
from xlplan.reissue.who import sorted_out
from xlplan.returns.judge import latest
from xlplan.returns.received import Received, Submission, received_day, reports_on_something
from xlplan.schedule.rounds import Round
from xlplan.status.lapses import Counts, FigureSource, Lapse, LapseKind, ranks
from xlplan.terms.choices import QuestionKind, Ruling, State
from xlplan.terms.fields import Field
from xlplan.terms.text import Folded, fold

_NAMED_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_SHOWN: Final = 3


class Timing(StrEnum):
    """What became of a department's report in a round; one that is owed has one of the first four."""

    ON_TIME = "按时"
    LATE = "迟报"
    MISSING = "未报"
    AHEAD = "未到期"
    VOLUNTARY = "自愿"


@dataclass(frozen=True, slots=True)
class RoundRecord:
    """All that was sent and received in a round."""

    round: Round
    sent: Mapping[tuple[str, int], Sent]
    received: Sequence[Submission]
    days: Mapping[str, date | None] = field(default_factory=dict)
    """On which day each department, by its present name, first reported (收到日期)."""
    closed: frozenset[tuple[Folded, Folded]] = frozenset()
    """The rows, by folded 编号 and department, that were closed or paused by the end of the round."""

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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class SendBackEvent:
    """A file that went back to its department for correction, and why."""

    department: str
    round: str
    at: datetime | None
    why: str
    source: FigureSource


@dataclass(frozen=True, slots=True)
class Closed:
    """A department's closed task (销号): `words` are who agreed and when, `source` the cell that reported it as done."""

    department: str
    round: str
    task: str
    words: str
    source: FigureSource
    opened: str = ""
    """That it was opened again (重新立项), and by whom; empty while it is closed. One that is open is not counted."""


@dataclass(frozen=True)
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


@dataclass(frozen=True)
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


def build_yearly(
    records: Iterable[RoundRecord], decisions: Sequence[Decision], registry: Registry, year: int, today: date,
    lapses: Iterable[Lapse] = (), weights: Weights | None = None,
) -> Yearly:  # fmt: skip
    """Return a year's accounts, given all rounds in order. Departments have their present names (别名 tell the old).

    `lapses` are what points are taken for beside the reports, of the year alone.
    """
    weights = weights or Weights()
    mine: list[RoundRecord] = []
    others: list[RoundRecord] = []
    for record in records:
        (mine if record.year()[0] == year else others).append(record)
    turns: defaultdict[str, list[Turn]] = defaultdict(list)
    back: defaultdict[str, list[SendBackEvent]] = defaultdict(list)
    closed: defaultdict[str, list[Closed]] = defaultdict(list)
    for record in mine:
        for turn in _turns(record, registry, today):
            turns[turn.department].append(turn)
        for one in _back(record, decisions, registry):
            back[one.department].append(one)
    for each in _closed(mine, decisions, registry):
        closed[each.department].append(each)
    lapsed: defaultdict[str, list[Lapse]] = defaultdict(list)
    for lapse in lapses:
        lapsed[lapse.department].append(lapse)
    place = {each.name: number for number, each in enumerate(_listed(registry))}
    names = sorted({*turns, *back, *closed, *lapsed}, key=lambda name: place.get(name, len(place)))
    accounts = [DepartmentYear(name, turns[name], back[name], closed[name], lapsed[name]) for name in names]
    owing = [each for each in accounts if each.owed]
    points = [each.counts.points(weights) for each in owing]
    ranked = [
        replace(each, points=left, rank=rank) for each, left, rank in zip(owing, points, ranks(points), strict=True)
    ]
    # Those that owed nothing come last.
    return Yearly(year, today, mine, others, [*ranked, *(each for each in accounts if not each.owed)], weights)


def _listed(registry: Registry) -> Iterator[Department]:
    for department in registry.departments:
        yield from registry.expand(department.name)


def _turns(record: RoundRecord, registry: Registry, today: date) -> Iterator[Turn]:
    sheets: defaultdict[str, list[Sent]] = defaultdict(list)
    for name, sent in latest(record.sent).items():
        sheets[name_now(name, registry)].append(sent)
    first: dict[str, Submission] = {}
    for item in record.received:
        if item.verdict.taken and item.department and reports_on_something(item):
            first.setdefault(name_now(item.department, registry), item)
    over = (record.deadline or record.round.end or date.min) < today
    for name, sent_ones in sheets.items():
        came = first.get(name)
        owes = any(
            row.role.owes and not row.paused and (came is not None or (fold(row.task), fold(name)) not in record.closed)
            for sent in sent_ones
            for row in sent.sheet.live
        )
        if not owes and came is None:
            continue
        at = record.days.get(name, received_day(came)) if came else None
        late = bool(at and record.deadline and at > record.deadline)
        if not owes:
            timing = Timing.VOLUNTARY
        elif came:
            timing = Timing.LATE if late else Timing.ON_TIME
        else:
            timing = Timing.MISSING if over else Timing.AHEAD
        source = FigureSource(came.path, came.sheet) if came else FigureSource(sent_ones[-1].path)
        yield Turn(name, record.round.name, timing, record.deadline, at, source)


def _back(record: RoundRecord, decisions: Sequence[Decision], registry: Registry) -> Iterator[SendBackEvent]:
    """Yield each file that the office sent back, once; what the program asks to correct by itself is none of its decisions."""
    taken, _ = sorted_out(record.received)
    sent_back = [each for each in decisions if each.ruling is Ruling.SEND_BACK and each.round == record.round.name]
    for name, items in taken.items():
        ruled = [each for each in sent_back if fold(each.department) == fold(name)]
        for item in items:
            reached = [each for each in ruled if item is _reached(items, each)] if isinstance(item, Received) else []
            if reached:
                yield SendBackEvent(
                    name_now(name, registry), record.round.name, item.at, _why(item, reached),
                    FigureSource(item.path, item.sheet),
                )  # fmt: skip


def _reached(items: Sequence[Submission], decision: Decision) -> Submission | None:
    """Return the file that a decision sent back: the last with its task among those that counted then."""
    before = [item for item in items if item.action < decision.action]
    with_task = (
        item for item in reversed(standing(before)) if any(row.task_key == decision.task_key for row in item.rows)
    )
    return next(with_task, None)


def _why(item: Submission, reached: Sequence[Decision]) -> str:
    parts = [f"处理意见退回：任务{each.task}{each.kind}" for each in reached]
    parts += [reason.message.rstrip("。") for reason in item.reasons if reason.mend]
    more = f" 等 {len(parts)} 条" if len(parts) > _SHOWN else ""
    return "；".join(parts[:_SHOWN]) + more


def _closed(records: Sequence[RoundRecord], decisions: Sequence[Decision], registry: Registry) -> Iterator[Closed]:
    """Yield each department's closed task once, in the round in which it was first agreed to; once more after it was opened again."""
    of_round = {record.round.name: record for record in records}
    made: defaultdict[tuple[str, str], list[tuple[Decision, Decision | None]]] = defaultdict(list)
    for each in decisions:
        of_row = made[name_now(each.department, registry), fold(each.task)]
        closed = bool(of_row) and of_row[-1][1] is None
        if each.ruling is Ruling.CLOSE and not closed:
            of_row.append((each, None))
        elif each.kind is QuestionKind.REOPEN and closed:
            of_row[-1] = of_row[-1][0], each
    for (name, _), of_row in made.items():
        for each, opened in of_row:
            if record := of_round.get(each.round):
                again = f"已{QuestionKind.REOPEN}（{opened.signed}）" if opened else ""
                yield Closed(name, each.round, each.task, each.words, _reported(record, each), again)


def _reported(record: RoundRecord, decision: Decision) -> FigureSource:
    """Return the cell that reported the state agreed to; no file if the office closed it by itself."""
    for item in reversed(record.received):
        if (
            not item.verdict.taken
            or item.action >= decision.action
            or fold(item.department or "") != decision.department_key
        ):
            continue
        for row in item.rows:
            state = row.values.get(Field.STATE)
            if row.task_key == decision.task_key and state and state.value == State.DONE:
                return FigureSource(item.path, item.sheet, state.cell)
    return FigureSource("")
