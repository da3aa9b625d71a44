"""Decisions without a sheet: what waits in 待核实 with all that one needs to decide, and rulings said elsewhere, as an action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from xlplan.actions.book import Book, who
from xlplan.actions.decide import Pending, list_pending, write_answers
from xlplan.actions.doors import Door
from xlplan.actions.rounds import reading_round, sent_round
from xlplan.actions.sendback import renew_send_backs
from xlplan.decisions import listing
from xlplan.decisions.carry_out import Answers
from xlplan.decisions.listing import PendingRow
from xlplan.decisions.model import rulings_for
from xlplan.decisions.sheet import Line
from xlplan.files.store.batch import Batch
from xlplan.reissue.who import send_backs
from xlplan.returns.sheet import reported_text
from xlplan.schedule.rounds import Round
from xlplan.terms.choices import Ruling
from xlplan.terms.fields import Field
from xlplan.terms.headings import ITEM_WORDS, PENDING_HEADINGS

DECIDE: Final = "decide"
HERE: Final = "助手窗口"
_COLUMNS: Final = {name: place for place, name in enumerate(PENDING_HEADINGS)}
_SAID: Final = (
    Field.STATE, Field.PERCENT, Field.PROGRESS, Field.PROBLEMS, Field.NEXT, Field.EXPECTED, Field.EVIDENCE,
)  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """A row of 待核实: as it is listed, the task's own words, its time limit, what the department said, and the rulings it takes."""

    row: PendingRow
    content: str
    limit: str
    said: Mapping[str, str]
    options: Sequence[Ruling]


@dataclass(frozen=True)
class WaitingList:
    """What waits for the office in a round, and who is at work (经办人), if that is written anywhere."""

    round: Round
    operator: str
    rows: Sequence[Waiting]


@dataclass(frozen=True)
class Decided:
    """What came of rulings: how many were carried out, and why others were not, by the place of their row in what was asked."""

    count: int
    refused: Mapping[int, str] = field(default_factory=dict)
    findings: Sequence[str] = ()


def waiting(book: Book, round_name: str, now: datetime) -> WaitingList:
    """Return what waits for the office. Raise RoundError, or what reading the ledger raises."""
    with reading_round(book.workspace, round_name) as (ledger, round_):
        pending = Pending(book, ledger, round_, book.plan(now.date(), round_, ledger), now.date())
        rows = listing.pending(pending.questions, round_.name)
        return WaitingList(round_, pending.operator[0], list(_waiting(pending, rows)))


def _waiting(pending: Pending, rows: Sequence[PendingRow]) -> Iterator[Waiting]:
    for row in rows:
        task = pending.plan.task(str(row["task"]))
        entry = pending.settled.entries.get((str(row["task"]), str(row["department"])))
        values = entry.values if entry else {}
        said = {ITEM_WORDS[name]: reported_text(name, values[name].value) for name in _SAID if name in values}
        content, limit = (task.content, task.schedule.text) if task else ("", "")
        yield Waiting(row, content, limit, said, rulings_for(str(row["kind"])))


def rule_on(book: Book, round_name: str, now: datetime, rows: Sequence[PendingRow], operator: str) -> Decided:
    """Carry out rulings on rows of 待核实, which hold decision, leader and date, as one action that can be taken back.

    Raise RoundError, FileLockedError or NotWritableError.
    """
    workspace = book.workspace
    lines = [Line(number, _COLUMNS, dict(row), HERE) for number, row in enumerate(rows, 1)]
    with workspace.hold(who(book, "处理意见", now)) as ledger:
        round_ = sent_round(ledger, round_name)
        plan = book.plan(now.date(), round_, ledger)
        here = Door(lines, (operator, ""))
        answers = Pending(book, ledger, round_, plan, now.date(), here=here).answers()
        if answers.count:
            with ledger.action(DECIDE, round_.name, now, f"{round_.name}：{answers.count}条") as writer:
                write_answers(writer, round_.name, answers)
            with Batch() as batch:
                backs = send_backs(
                    ledger.sent(round_.name), ledger.received(round_.name), ledger.decisions(), round_.name, plan
                )
                renew_send_backs(workspace, ledger, round_.name, backs, batch)
                batch.finish()
            list_pending(Pending(book, ledger, round_, plan, now.date(), asking=True), Answers(), now)
    return _decided(answers)


def _decided(answers: Answers) -> Decided:
    refused = {line.row - 1: why for line, why in answers.refused}
    return Decided(answers.count, refused, [f"{item.message}{item.hint}" for item in answers.findings])
