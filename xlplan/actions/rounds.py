"""The rounds that were handed out: their order, and what counts in each."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime

from xlplan.decisions.settle import settle
from xlplan.decisions.settled import Settled
from xlplan.ledger.store import Ledger
from xlplan.plan.departments import Registry
from xlplan.returns.judge import Desk
from xlplan.schedule.rounds import Round, read_round
from xlplan.status.status import Last, Reports
from xlplan.terms.catalogue import OF_QUALITY
from xlplan.terms.errors import RoundError


def sent_round(ledger: Ledger | None, text: str) -> Round:
    """Return the round of this name. Raise RoundError if nothing was handed out in it."""
    round_ = read_round(text)
    known = ledger.rounds() if ledger else []
    if round_.name not in known:
        shown = f"下发过的期次有：{'、'.join(known)}。" if known else "还没有下发过任何一期。"
        raise RoundError(f"没有下发过“{round_.name}”。{shown}", "请核对期次的写法，或先拆分下发这一期。")
    return round_


def rounds_in_order(ledger: Ledger) -> list[Round]:
    """Return the rounds handed out by their days; those without days stand where they were first handed out."""
    rounds = [read_round(name) for name in ledger.rounds()]
    keys: list[tuple[date, int]] = []
    for place, round_ in enumerate(rounds):
        keys.append((round_.start or max((key for key, _ in keys), default=date.min), place))
    return [round_ for _, round_ in sorted(zip(keys, rounds, strict=True), key=lambda pair: pair[0])]


def round_before(ledger: Ledger, round_: Round) -> Round | None:
    """Return the last round handed out before this one: by days if both have days, else by order."""
    names = ledger.rounds()
    earlier = names[: names.index(round_.name)] if round_.name in names else names
    dated = [r for name in names if (r := read_round(name)).start and round_.start and r.start < round_.start]
    if dated:
        return max(dated, key=lambda r: r.start or date.min)
    return read_round(earlier[-1]) if earlier and not round_.start else None


def settled(ledger: Ledger, round_: Round | None) -> Settled:
    """Return what counts in a round and what is open."""
    return settle(ledger.received(round_.name), ledger.decisions(), round_.name) if round_ else Settled()


class Rounds:
    """What the ledger says of its rounds. Caches two; ask in chronological order so that each is read once."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._decisions = ledger.decisions()
        self.order = rounds_in_order(ledger)
        self._told: dict[str, Reports] = {}
        self._place = -1
        self._last: dict[tuple[str, str], Last] = {}

    def reports(self, round_: Round) -> Reports:
        """Return what was reported in a round, and the last reports before it."""
        told = self._read(round_)
        before = round_before(self._ledger, round_)
        if before is None:
            return told
        return replace(told, last=self._until(self.order.index(before)), before=before.name)

    def _read(self, round_: Round) -> Reports:
        """Return the reports of one round by itself."""
        if round_.name not in self._told:
            while len(self._told) > 1:
                del self._told[next(iter(self._told))]
            noted: Counter[str] = Counter()
            returned: dict[str, datetime | None] = {}
            received = self._ledger.received(round_.name)
            for item in received:
                if item.verdict.taken and item.department:
                    noted[item.department] += sum(reason.code in OF_QUALITY for reason in item.reasons)
                    returned.setdefault(item.department, item.at)
            now = settle(received, self._decisions, round_.name)
            deadline = self._ledger.deadline(round_.name)
            self._told[round_.name] = Reports(now, deadline=deadline, noted=noted, returned=returned)
        return self._told[round_.name]

    def _until(self, place: int) -> dict[tuple[str, str], Last]:
        """Return each department's last report on each task, up to the round at this place of the order."""
        if place < self._place:
            self._place, self._last = -1, {}
        for each in self.order[self._place + 1 : place + 1]:
            entries = self._read(each).now.entries
            self._last = self._last | {key: Last(entry, each.name, each.end) for key, entry in entries.items()}
        self._place = place
        return self._last


def desk_of(ledger: Ledger, round_: Round, registry: Registry) -> Desk:
    """Return what the returns of a round are compared with, as far as the ledger knows it."""
    sent = ledger.sent(round_.name)
    named = {name for name, _ in sent}
    others = {alias: each.name for each in registry.departments if each.name in named for alias in each.aliases}
    return Desk(ledger.plan, ledger.key, round_.name, sent, rounds=ledger.rounds(), others=others)
