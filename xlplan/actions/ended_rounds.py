"""Rounds that are over, as a later one was handed out: what is still done in them, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from xlplan.actions.rounds import before_all, followers, rounds_in_order
from xlplan.ledger.store import Ledger
from xlplan.schedule.calendar import day_words
from xlplan.schedule.rounds import Round
from xlplan.terms.errors import MisuseError, RoundOverError
from xlplan.terms.findings import Finding, finding
from xlplan.terms.records import record


@record(frozen=True, slots=True)
class Ended:
    """A round that is over on a day: its last day, the round that runs then, and since when there is a later one."""

    round: Round
    last: date
    running: Round
    since: date

    def note(self, code: str, day: date) -> Finding:
        """Return what is said of it, by the code in the catalogue, where it is judged on a `day`."""
        return finding(
            code, round=self.round.name, running=self.running.name,
            last=day_words(self.last), since=day_words(self.since), day=day_words(day),
        )  # fmt: skip


def ended(ledger: Ledger, round_: Round, day: date) -> Ended | None:
    """Return how a round is over on a day; None while it runs."""
    first = ledger.first_days()
    later = followers(round_, rounds_in_order(ledger), first, day)
    if not later:
        return None
    last = before_all(later, first)
    return Ended(round_, last, later[-1], last + timedelta(days=1))


def judged_on(ledger: Ledger, round_: Round, now: date, today: date | None) -> tuple[date, Sequence[Finding]]:
    """Return the day on which the status of a round is judged, and what is said of that if the round is over.

    That is `today` if one is given; else the last day of the round, or `now` while it runs.
    """
    over = ended(ledger, round_, today or now)
    if over is None:
        return today or now, ()
    day = today or over.last
    return day, [over.note("status-over" if day == over.last else "status-past-end", day)]


def chased_late(ledger: Ledger, round_: Round, now: date) -> Sequence[Finding]:
    """Return what is said where departments are chased for a round that is over."""
    over = ended(ledger, round_, now)
    return [over.note("remind-over", now)] if over else ()


def require_running(ledger: Ledger, round_: Round, day: date, now: date) -> None:
    """Let a round be supervised on a day. Raise RoundOverError if it is over by then, MisuseError for a day to come or before it began.

    A day before anything was handed out asks how things would have looked.
    """
    if day > now:
        raise MisuseError(
            f"督办单不能按 {day} 发：今天是 {now}，以后的情况还不知道。", "请写今天或以前的日子，或不写 --today。"
        )
    first = ledger.first_days()
    if min(first.values()) <= day < (began := first[round_.name]):
        raise MisuseError(
            f"督办单不能按 {day} 发：“{round_.name}”{day_words(began)}才下发。",
            "请写那一天以后的日子，或不写 --today。",
        )
    if over := ended(ledger, round_, day):
        running = over.running.name
        raise RoundOverError(
            f"“{round_.name}”已经结束：{day_words(over.since)}下发了下一期，{'现在' if day == now else '那一天'}是“{running}”。"
            "这一期里没有以后报来的和定下的，按它发督办单会督办错。",
            f"请发“{running}”的：把“设置”的“当前期次”改成它再点“督办单”，用命令的写 --round {running}。",
        )
