"""年度考核台账: every department over the rounds of a year, in a workbook of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Final

from xlplan.actions.book import Book, who
from xlplan.actions.joined import Joined, joined
from xlplan.actions.known_rounds import Rounds
from xlplan.actions.links import Links
from xlplan.actions.receiving import Corrections, days_received, take_corrections
from xlplan.actions.rounds import agreements_by, rounds_in_order, sent_round
from xlplan.actions.supervise import SUPERVISION_LIST
from xlplan.decisions.agreed import Agreements
from xlplan.decisions.settled import Settled, name_now, named_now
from xlplan.files.papers.supervision_list import SHEET
from xlplan.files.papers.yearly_report import YearlyTemplate
from xlplan.files.store.writing import write_beside
from xlplan.handout.split import Roles
from xlplan.ledger.store import Ledger
from xlplan.plan.plan import Plan
from xlplan.returns.judge import latest
from xlplan.schedule.rounds import Round
from xlplan.status.asking import handed_out
from xlplan.status.lapses import FigureSource, Lapse, overdue, supervised
from xlplan.status.status import build_status
from xlplan.status.year import RoundRecord, Timing, Yearly
from xlplan.status.yearly import build_yearly
from xlplan.terms.errors import RoundError
from xlplan.terms.findings import Finding
from xlplan.terms.records import record
from xlplan.terms.text import Folded, fold

ACCOUNTS_NAME: Final = "{}年度考核台账.xlsx"


@record(frozen=True)
class Accounting:
    """A year's accounts, and where their workbook lies."""

    yearly: Yearly
    path: Path
    corrections: Corrections = Corrections()
    """What came of 收到日期 in 回收情况."""
    unread: Sequence[Finding] = ()
    """Why settings could not be read by which a year is judged."""

    needs_person = False

    def json(self) -> dict[str, object]:
        """Return the JSON of `xlplan yearly`."""
        return {
            "command": "yearly",
            "ok": True,
            "year": self.yearly.year,
            "today": self.yearly.today.isoformat(),
            "path": self.path.as_posix(),
            "rounds": [each.round.name for each in self.yearly.records],
            "departments": [
                {
                    "department": each.department,
                    "owed": each.owed,
                    **{timing.name.lower(): each.count(timing) for timing in Timing if timing is not Timing.VOLUNTARY},
                    "sent_back": len(each.back),
                    "overdue": each.counts.overdue,
                    "supervised": each.counts.supervised,
                    "points": each.points,
                    "rank": each.rank,
                    "closed": len(each.closed),
                    "closed_in": list(dict.fromkeys(one.round for one in each.closed)),
                }
                for each in self.yearly.accounts
            ],
        }


def yearly(book: Book, now: datetime, year: int | None = None) -> Accounting:
    """Write a year's accounts to 汇总/<年>年度考核台账.xlsx; the year is `year`, else that of 设置, else that of `now`.

    While that file is open, another name is used. Raise RoundError if nothing was handed out in the year,
    TemplateError, NotWritableError or FileLockedError.
    """
    workspace = book.workspace
    year = year or book.settings.year or now.year
    template = YearlyTemplate.load(workspace.templates)
    if not workspace.begun:
        sent_round(None, str(year))
    with workspace.hold(who(book, "生成年度考核台账", now)) as ledger:
        plan = book.plan(now.date(), None, ledger)
        rounds = rounds_in_order(ledger)
        corrections = take_corrections(book, ledger, rounds[-1].name, now) if rounds else Corrections()
        order = Rounds(ledger, plan)
        today = now.date()
        views = _Views(ledger, plan, order, joined(plan, ledger))
        records = [
            replace(_record(ledger, then, each, day, known=order.knows(today)), registry=then.registry)
            for each in rounds
            for day in [order.last_day(each, today)]
            for then, _ in [views.of(each, day)[:2]]
        ]
        lapses = list(_lapses(book, ledger, views, records, year, now))
        weights = plan.settings.weights
        found = build_yearly(records, ledger.decisions(), plan.registry, year, now.date(), lapses, weights)
        if not found.records:
            known = "、".join(f"{each.round.name}（算{each.year()[0]}年）" for each in records)
            raise RoundError(
                f"没有下发过算在{year}年的期次。下发过的有：{known}。",
                "请把“设置”的“年度”改成其中的年份，用命令的也可以写在 --year 后面。",
            )
        path = workspace.reports / ACCOUNTS_NAME.format(year)

        links = Links(book.path.parent, path.absolute().parent, ledger)

        def link(source: FigureSource) -> str:
            return links.to(source.path, source.sheet, source.cell or "A1")

        path = write_beside(path, template.fill(plan.title, found, link))
    return Accounting(found, path, corrections, plan.settings.unread_in("yearly"))


@record(frozen=True)
class _Views:
    """The plan as each round had it: departments that are one by now stand apart in the rounds that asked them so."""

    ledger: Ledger
    plan: Plan
    order: Rounds
    one: Joined | None

    def of(self, round_: Round, day: date) -> tuple[Plan, Roles, Rounds]:
        """Return the plan by which a round is judged, who had what in it, and what the ledger says under those names."""
        apart = self.one if self.one and self.one.shows(round_, self.order) else None
        rounds = apart.rounds if apart else self.order
        return *rounds.plan_of(apart.plan if apart else self.plan, round_, day), rounds


def _lapses(
    book: Book, ledger: Ledger, views: _Views, records: Sequence[RoundRecord], year: int, now: datetime
) -> Iterator[Lapse]:
    """Yield what points are taken for beside the reports. A round is judged on its last day, or that of the year."""
    present, end = views.plan.registry, min(now.date(), date(year, 12, 31))
    of_year = [each for each in records if each.year()[0] == year]
    asked = {each.round.name: each.registry or present for each in records}
    statuses = (
        build_status(then, each.round, day, rounds.reports(each.round, day), of_task)
        for each in of_year
        for day in [min(views.order.last_day(each.round, now.date()), end)]
        for then, of_task, rounds in [views.of(each.round, day)]
    )
    sent = {
        (record.round.name, name_now(item.sheet.department, asked[record.round.name])): item.path
        for record in of_year
        for item in record.sent.values()
    }
    yield from overdue(statuses, sent)
    listed = book.workspace.shown(book.workspace.reports / SUPERVISION_LIST)
    source = FigureSource(listed, SHEET)
    yield from supervised(ledger.supervised(), year, lambda name: asked.get(name, present), source)


def _record(ledger: Ledger, plan: Plan, round_: Round, last_day: date, *, known: bool) -> RoundRecord:
    """Return what was sent and received in a round, with the days as the office has corrected them.

    What was closed or paused is judged on the round's `last_day`, by what was `known` then, as the trend judges it.
    """
    received, sent = ledger.received(round_.name), ledger.sent(round_.name)
    days = days_received(received, ledger.received_on(round_.name), plan.registry)
    agreed = agreements_by(ledger, round_, plan.registry, last_day if known else None)
    agreements = named_now(Settled(agreements=agreed), plan.registry).agreements
    tasks = {fold(task.id): task for task in plan.tasks}
    held = handed_out((each.sheet for each in latest(sent).values()), partial(name_now, registry=plan.registry))
    routine = {(fold(task), fold(name)) for task, name in held.routine}

    def over(place: tuple[Folded, Folded], each: Agreements) -> bool:
        task = tasks.get(place[0])
        if each.paused or task is None:
            return each.paused is not None
        asked_for = place in routine or not each.in_routine(task.schedule, last_day)
        return not asked_for or each.closed_on(task.schedule, last_day) is not None

    closed = frozenset(place for place, each in agreements.items() if over(place, each))
    return RoundRecord(round_, sent, received, days, closed, last_day)
