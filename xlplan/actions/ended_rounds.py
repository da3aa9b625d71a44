"""Rounds that are over, as a later one was handed out: what is still done in them, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Self

from xlplan.actions.rounds import rounds_in_order
from xlplan.ledger.store import Ledger
from xlplan.schedule.calendar import day_words
from xlplan.schedule.rounds import Round, follows, same_kind
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


@record(frozen=True)
class RoundDays:
    """The rounds handed out in their `order`, and by name, in the order of handing out, when each was `first` and until when it asks."""

    order: Sequence[Round]
    first: Mapping[str, date]
    deadlines: Mapping[str, date]

    @classmethod
    def of(cls, ledger: Ledger) -> Self:
        """Return the days of all rounds in a ledger."""
        return cls(rounds_in_order(ledger), ledger.first_days(), ledger.deadlines())

    def followers(self, round_: Round, day: date) -> list[Round]:
        """Return the rounds, handed out by the end of a day, that follow another and were handed out after it: what goes on beside it ends nothing.

        None follows one that was never handed out.
        """
        names = [*self.first]
        if round_.name not in self.first:
            return []
        later = set(names[names.index(round_.name) + 1 :])
        began = self.first[round_.name]
        return [
            each
            for each in self.order
            if each.name in later and began <= self.first[each.name] <= day and follows(each, round_)
        ]

    def is_newest(self, round_: Round) -> bool:
        """Return True if no round that follows was handed out after it: the present table is this one's too."""
        return not self.followers(round_, date.max)

    def ended(self, round_: Round, day: date) -> Ended | None:
        """Return how a round is over on a day; None while it runs.

        It runs until one that follows was handed out, and through its own return deadline.
        """
        later = self.followers(round_, day)
        deadline = self.deadlines.get(round_.name, date.min)
        if not later or day <= deadline:
            return None
        since = min(self.first[each.name] for each in later)
        last = max(self.first[round_.name], since - timedelta(days=1), deadline)
        of_its_kind = [each for each in later if same_kind(each, round_)]
        return Ended(round_, last, (of_its_kind or later)[-1], since)


def ended(ledger: Ledger, round_: Round, day: date) -> Ended | None:
    """Return how a round is over on a day; None while it runs."""
    return RoundDays.of(ledger).ended(round_, day)


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
    days = RoundDays.of(ledger)
    if min(days.first.values()) <= day < (began := days.first[round_.name]):
        raise MisuseError(
            f"督办单不能按 {day} 发：“{round_.name}”{day_words(began)}才下发。",
            "请写那一天以后的日子，或不写 --today。",
        )
    if over := days.ended(round_, day):
        running = over.running.name
        raise RoundOverError(
            f"“{round_.name}”已经结束：{day_words(over.since)}下发了下一期，{'现在' if day == now else '那一天'}是“{running}”。"
            "这一期里没有以后报来的和定下的，按它发督办单会督办错。",
            f"请发“{running}”的：把“设置”的“当前期次”改成它再点“督办单”，用命令的写 --round {running}。",
        )
