"""How a round stands by the ledger: who is asked, who has reported, who is to be chased; and what its sheets are known by."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from xlplan.actions.book import Book
from xlplan.actions.remind import chased
from xlplan.actions.rounds import agreements_by, owed_by, sent_round
from xlplan.decisions.settled import name_now
from xlplan.files.look.container import read_bytes
from xlplan.ledger.store import Ledger
from xlplan.returns.belonging import OwnRound
from xlplan.returns.judge import latest
from xlplan.returns.received import Received, reports_on_something
from xlplan.schedule.rounds import Round
from xlplan.status.remind import Lack, Reminder


@dataclass(frozen=True)
class RoundState:
    """A round by the ledger. Departments go by the names on their sheets."""

    round: Round
    own: OwnRound
    key: bytes
    """What signs the plan's sheets."""
    since: float
    """When the first of its sheets was handed out, in seconds since 1970."""
    received: Collection[str]
    """The SHA-256 of every file that was merged."""
    asked: Sequence[str]
    """Those who owe a report, or have reported what they owed."""
    reported: Collection[str]
    chased: Sequence[Reminder]

    @property
    def troubled(self) -> frozenset[str]:
        """Those whose reports went back or have gaps."""
        return frozenset(each.department for each in self.chased if each.lack is not Lack.MISSING)


def state_of(book: Book, round_name: str, today: date) -> RoundState:
    """Read how a round stands on a day. Raise RoundError if nothing was handed out in it, or what the ledger raises."""
    workspace = book.workspace
    ledger = workspace.open_ledger()
    if ledger is None:
        sent_round(None, round_name)
        raise AssertionError
    with ledger:
        round_ = sent_round(ledger, round_name)
        folder = workspace.back_folder(round_.name)
        gone_back = [read_bytes(path) for path in sorted(folder.glob("*.xlsx"))] if folder.is_dir() else []
        return _state(book, ledger, round_, today, {hashlib.sha256(each).hexdigest() for each in gone_back})


def _state(book: Book, ledger: Ledger, round_: Round, today: date, gone_back: set[str]) -> RoundState:
    plan = book.plan(today, round_, ledger)
    sent, returns = ledger.sent(round_.name), ledger.received_heads(round_.name)
    newest = latest(sent)
    came = {
        name_now(item.department, plan.registry)
        for item in returns
        if item.verdict.taken and item.department and reports_on_something(item)
    }
    reported = {name for name in newest if name_now(name, plan.registry) in came}
    owed = owed_by(plan, newest, agreements_by(ledger, round_, plan.registry), today)
    return RoundState(
        round_,
        OwnRound(ledger.plan, round_.name, gone_back | {each.sha256 for each in sent.values()}),
        ledger.key,
        min((each.at.timestamp() for each in sent.values() if each.at), default=0.0),
        {item.sha256 for item in returns if isinstance(item, Received) and item.sha256},
        [
            name
            for name, each in newest.items()
            if name_now(name, plan.registry) in owed or (name in reported and each.sheet.owes)
        ],
        reported,
        chased(ledger, plan, round_, today),
    )
