"""How a round stands by the ledger: who is asked, who has reported, who is to be chased; and what its sheets are known by."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from xlplan.actions.book import Book
from xlplan.actions.remind import chased
from xlplan.actions.rounds import agreements_by, owed_by, reading_round, returned_in
from xlplan.files.look.container import read_bytes
from xlplan.ledger.store import Ledger
from xlplan.returns.belonging import OwnRound
from xlplan.returns.judge import latest, latest_now
from xlplan.returns.received import Received
from xlplan.schedule.rounds import Round
from xlplan.status.remind import Lack, Reminder
from xlplan.terms.records import record


@record(frozen=True)
class RoundState:
    """A round by the ledger. Departments go by the names that they have now."""

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
    renamed: Mapping[str, str]
    """The present names of those that were sent something under another."""
    chased: Sequence[Reminder]

    @property
    def troubled(self) -> frozenset[str]:
        """Those whose reports went back or have gaps."""
        return frozenset(each.department for each in self.chased if each.lack is not Lack.MISSING)


def state_of(book: Book, round_name: str, today: date) -> RoundState:
    """Read how a round stands on a day. Raise RoundError if nothing was handed out in it, or what the ledger raises."""
    workspace = book.workspace
    with reading_round(workspace, round_name) as (ledger, round_):
        folder = workspace.back_folder(round_.name)
        gone_back = [read_bytes(path) for path in sorted(folder.glob("*.xlsx"))] if folder.is_dir() else []
        return _state(book, ledger, round_, today, {hashlib.sha256(each).hexdigest() for each in gone_back})


def _state(book: Book, ledger: Ledger, round_: Round, today: date, gone_back: set[str]) -> RoundState:
    plan = book.plan(today, round_, ledger)
    sent, returns = ledger.sent(round_.name), ledger.received_heads(round_.name)
    newest = latest_now(sent, plan.registry)
    reported = returned_in(returns, plan.registry) & set(newest)
    owed = owed_by(plan, latest(sent), agreements_by(ledger, round_, plan.registry), today)
    return RoundState(
        round_,
        OwnRound(ledger.plan, round_.name, gone_back | {each.sha256 for each in sent.values()}),
        ledger.key,
        min((each.at.timestamp() for each in sent.values() if each.at), default=0.0),
        {item.sha256 for item in returns if isinstance(item, Received) and item.sha256},
        [name for name, each in newest.items() if name in owed or (name in reported and each.sheet.owes)],
        reported,
        plan.registry.renamed(name for name, _ in sent),
        chased(ledger, plan, round_, today),
    )
