"""处理意见: carry out what the office has filled in on 待核实."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Final

from xlplan.actions.book import Book, who
from xlplan.actions.rounds import sent_round, settled
from xlplan.decisions.carry_out import Answers, answer
from xlplan.decisions.model import Question
from xlplan.decisions.office_rows import Case
from xlplan.decisions.questions import questions
from xlplan.decisions.sheet import OWN_KINDS, Line, read_lines
from xlplan.ledger.store import Ledger
from xlplan.ledger.writer import ActionWriter
from xlplan.plan.plan import Plan
from xlplan.returns.judge import latest
from xlplan.returns.sheet import Wording
from xlplan.schedule.rounds import Round
from xlplan.terms.buttons import caption
from xlplan.terms.choices import QuestionKind, Ruling
from xlplan.terms.findings import Finding
from xlplan.terms.sheets import PENDING


@dataclass(frozen=True)
class Pending:
    """The open questions of a round, and what the workbook says about them."""

    book: Book
    ledger: Ledger
    round: Round
    plan: Plan
    today: date

    @cached_property
    def case(self) -> Case:
        """What the rows of 待核实 are checked against."""
        operator, cell = self.book.operator
        ledger, name = self.ledger, self.round.name
        wording = Wording(self.plan.settings.state_words, self.round.year or self.plan.settings.year)
        return Case(
            name, operator, cell, self.plan, latest(ledger.sent(name)), settled(ledger, self.round), ledger.decisions(),
            ledger.received(name), wording, self.today, not self.book.live,
        )  # fmt: skip

    @cached_property
    def questions(self) -> list[Question]:
        """The questions that the office has to decide."""
        case = self.case
        of_round = [decision for decision in case.decisions if decision.round == case.round]
        return questions(self.plan, case.settled, case.received, of_round, case.latest)

    @cached_property
    def _read(self) -> list[Line] | Finding:
        grid = self.book.sheet(PENDING)
        return read_lines(grid) if grid else []

    @property
    def lines(self) -> list[Line]:
        """The rows of 待核实; none if its headings are gone."""
        return [] if isinstance(self._read, Finding) else self._read

    def answers(self, kinds: Container[str] | None = None, meant: str = "") -> Answers:
        """Judge what can be carried out now, of these kinds only if they are given; `meant` is as in `answer`."""
        if isinstance(self._read, Finding):
            return Answers(findings=[self._read])
        if not self._read:
            return Answers()
        return answer(self._read, self.questions, self.case, kinds, meant)


def write_answers(writer: ActionWriter, round_: str, answers: Answers) -> None:
    """Write the decisions and entries into the ledger."""
    writer.add_decisions(answers.decisions)
    writer.add_received(round_, answers.entered)


@dataclass(frozen=True)
class Deciding:
    """One button of 待核实: the kinds of rows that it carries out; `meant` is as in `answer`."""

    verb: str
    kinds: tuple[str, ...]
    meant: str = ""


CLOSING: Final = Deciding("close", (QuestionKind.CLOSE,), Ruling.CLOSE)
ENTERING: Final = Deciding("enter", OWN_KINDS)


def decide(book: Book, round_name: str, now: datetime, what: Deciding) -> Answers:
    """Carry out rows of 待核实 as an action. Raise RoundError, FileLockedError or NotWritableError."""
    workspace = book.workspace
    if not workspace.begun:
        sent_round(None, round_name)
    with workspace.hold(who(book, caption(what.verb), now)) as ledger:
        round_ = sent_round(ledger, round_name)
        pending = Pending(book, ledger, round_, book.plan(now.date(), round_, ledger), now.date())
        answers = pending.answers(what.kinds, what.meant)
        if answers.count:
            with ledger.action(what.verb, round_.name, now, f"{round_.name}：{answers.count}条") as writer:
                write_answers(writer, round_.name, answers)
    return answers
