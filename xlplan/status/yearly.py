"""年度考核台账: what each department owed in a year's rounds, when it reported, what went back, what was closed.

Judged by what was sent and received then, not by the present table: a task withdrawn in autumn was owed in spring.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from xlplan.decisions.model import Decision
from xlplan.decisions.settled import name_now
from xlplan.handout.sheets import Sent
from xlplan.plan.departments import Department, Registry
from xlplan.plan.weights import Weights
from xlplan.returns.judge import latest
from xlplan.returns.received import Submission, received_day, reports_on_something
from xlplan.status.lapses import FigureSource, Lapse, ranks
from xlplan.status.year import Closed, DepartmentYear, RoundRecord, SendBackEvent, Timing, Turn, Yearly
from xlplan.status.year_decisions import closed_tasks, send_back_events
from xlplan.terms.text import fold


def build_yearly(
    records: Iterable[RoundRecord], decisions: Sequence[Decision], registry: Registry, year: int, today: date,
    lapses: Iterable[Lapse] = (), weights: Weights | None = None,
) -> Yearly:  # fmt: skip
    """Return a year's accounts, given all rounds in order. Departments have their present names (别名 tell the old).

    Those that are one by now have accounts of their own for the rounds that asked them apart.
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
        for turn in _turns(record, record.registry or registry, today):
            turns[turn.department].append(turn)
        for one in send_back_events(record, decisions, record.registry or registry):
            back[one.department].append(one)
    for each in closed_tasks(mine, decisions, registry):
        closed[each.department].append(each)
    lapsed: defaultdict[str, list[Lapse]] = defaultdict(list)
    for lapse in lapses:
        lapsed[lapse.department].append(lapse)
    place: dict[str, int] = {}
    for department in _listed(registry):
        place.setdefault(department.name, len(place))

    def order(name: str) -> tuple[int, bool, str]:
        """Return where an account stands: as the table lists its department, those that are one by now behind it."""
        now = name_now(name, registry)
        return place.get(now, len(place)), name != now, name

    names = sorted({*turns, *back, *closed, *lapsed}, key=order)
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
