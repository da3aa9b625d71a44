"""Decisions without a sheet: what waits in 待核实 with all that one needs to decide, and rulings said elsewhere, as an action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from typing import Final

from xlplan.actions.book import Book, who
from xlplan.actions.decide import Pending, list_pending, write_answers
from xlplan.actions.doors import Door
from xlplan.actions.rounds import reading_round, sent_round
from xlplan.actions.sendback import renew_send_backs, second_for
from xlplan.decisions import listing
from xlplan.decisions.carry_out import Answers
from xlplan.decisions.listing import PendingRow
from xlplan.decisions.model import rulings_for
from xlplan.decisions.sheet import OFFICE, Line
from xlplan.files.store.batch import Batch
from xlplan.reissue.who import send_backs
from xlplan.returns.sheet import reported_text
from xlplan.schedule.rounds import Round
from xlplan.terms.choices import QuestionKind, Ruling
from xlplan.terms.fields import Field
from xlplan.terms.headings import ITEM_WORDS, PENDING_HEADINGS
from xlplan.terms.records import record

DECIDE: Final = "decide"
HELPER_WINDOW: Final = "助手窗口"
_NAMED: Final = 3
_COLUMNS: Final = {name: place for place, name in enumerate(PENDING_HEADINGS)}
_SAID: Final = (
    Field.STATE, Field.PERCENT, Field.PROGRESS, Field.PROBLEMS, Field.NEXT, Field.EXPECTED, Field.EVIDENCE,
)  # fmt: skip


@record(frozen=True)
class Waiting:
    """A row of 待核实: as it is listed, the task's own words, its time limit, what the department said, and the rulings it takes."""

    row: PendingRow
    content: str
    limit: str
    said: Mapping[str, str]
    options: Sequence[Ruling]


@record(frozen=True)
class WaitingList:
    """What waits for the office in a round, and who is at work (经办人), if that is written anywhere."""

    round: Round
    operator: str
    rows: Sequence[Waiting]


@record(frozen=True)
class Decided:
    """What came of rulings: how many were carried out, and why others were not, by the place of their row in what was asked."""

    count: int
    refused: Mapping[int, str] = field(default_factory=dict)
    findings: Sequence[str] = ()
    summary: str = ""
    """What was done in short, as 撤销上一步 names it."""


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
    with workspace.hold(who(book, "处理意见", now)) as ledger:
        round_ = sent_round(ledger, round_name)
        plan = book.plan(now.date(), round_, ledger)
        pending = Pending(book, ledger, round_, plan, now.date(), here=Door())
        asked = _as_asked(rows, pending)
        lines = [Line(number, _COLUMNS, dict(row), HELPER_WINDOW) for number, row in enumerate(asked, 1)]
        answers = replace(pending, here=Door(lines, (operator, ""))).answers()
        summary = _summary(round_, answers)
        if answers.count:
            with ledger.action(DECIDE, round_.name, now, summary) as writer:
                write_answers(writer, round_.name, answers)
            received = ledger.received(round_.name)
            with Batch() as batch, second_for(received) as second:
                backs = send_backs(ledger.sent(round_.name), received, ledger.decisions(), round_.name, plan)
                renew_send_backs(workspace, ledger, round_.name, backs, plan.settings.send_to, batch, second)
                batch.finish()
            list_pending(Pending(book, ledger, round_, plan, now.date(), asking=True), Answers(), now)
    refused = {line.row - 1: why for line, why in answers.refused}
    return Decided(answers.count, refused, [f"{item.message}{item.hint}" for item in answers.findings], summary)


def _as_asked(rows: Sequence[PendingRow], pending: Pending) -> list[PendingRow]:
    """Return the rows; where a report asks for what the office wants to close (销号), the ruling stands on that question."""
    if not any(row.get("source") == OFFICE for row in rows):
        return [*rows]
    asked = {
        (row["department"], row["task"]): row
        for row in listing.pending(pending.questions, pending.round.name)
        if row["kind"] == QuestionKind.CLOSE
    }
    said = ("decision", "leader", "date")
    return [
        {**question, **{name: row.get(name) for name in said}}
        if row.get("source") == OFFICE and (question := asked.get((row["department"], row["task"])))
        else row
        for row in rows
    ]


def _summary(round_: Round, answers: Answers) -> str:
    """Return what is done, in short: the kinds, how many, and of whom."""
    made = [(QuestionKind.ENTERED, each.department) for each in answers.entered]
    made += [(each.kind, each.department) for each in answers.decisions]
    kinds, departments = (list(dict.fromkeys(names)) for names in ([k for k, _ in made], [d for _, d in made]))
    more = f"等{len(departments)}个部门" if len(departments) > _NAMED else ""
    return f"{round_.name}：{'、'.join(kinds)}{answers.count}条，{'、'.join(departments[:_NAMED])}{more}"
