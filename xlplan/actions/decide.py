"""处理意见: carry out what the office has filled in on 待核实."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from xlplan.actions.book import Book, who
from xlplan.actions.rounds import Rounds, sent_round
from xlplan.decisions import listing
from xlplan.decisions.carry_out import Answers, answer
from xlplan.decisions.listing import PendingRow
from xlplan.decisions.model import Question
from xlplan.decisions.office_rows import Case
from xlplan.decisions.questions import questions
from xlplan.decisions.settled import Conflict, OpenDoubt, Settled
from xlplan.decisions.sheet import OWN_KINDS, Line, read_lines, read_operator
from xlplan.files.office_book.own_workbook import read_workbook
from xlplan.files.papers.pending_report import pending_report
from xlplan.files.store.writing import write_whole
from xlplan.ledger.store import Ledger
from xlplan.ledger.writer import ActionWriter
from xlplan.plan.plan import Plan
from xlplan.returns.judge import latest
from xlplan.returns.sheet import Wording
from xlplan.schedule.rounds import Round, read_round
from xlplan.status.status import Reports
from xlplan.terms.buttons import caption
from xlplan.terms.cells import Grid
from xlplan.terms.choices import QuestionKind, Ruling
from xlplan.terms.errors import NotWritableError
from xlplan.terms.findings import Finding
from xlplan.terms.sheets import PENDING


@dataclass(frozen=True)
class Listed:
    """The file that lists what is open, and how much that is; `why_not`: why it could not be renewed, in words."""

    path: Path
    count: int = 0
    why_not: str = ""


PENDING_FILE: Final = f"{PENDING}.xlsx"


@dataclass(frozen=True)
class Pending:
    """The open questions of a round, and what the workbook says about them."""

    book: Book
    ledger: Ledger
    round: Round
    plan: Plan
    today: date

    @cached_property
    def _rounds(self) -> Rounds:
        return Rounds(self.ledger, self.plan.registry)

    @cached_property
    def reports(self) -> Reports:
        """What was reported by the round."""
        return self._rounds.reports(self.round)

    @cached_property
    def settled(self) -> Settled:
        """What counts in the round by itself, and what is open, under the names of departments as sent."""
        return self._rounds.settled(self.round)

    @cached_property
    def case(self) -> Case:
        """What the rows of 待核实 are checked against."""
        operator, cell = self.operator
        ledger, name = self.ledger, self.round.name
        # Under the names as sent: the decisions on a cell go by them.
        left, found = self.reports.left_open, self.settled
        found = replace(
            found, agreements=self.reports.now.agreements,
            conflicts=[*found.conflicts, *(each for each in left if isinstance(each, Conflict))],
            doubts=[*found.doubts, *(each for each in left if isinstance(each, OpenDoubt))],
        )  # fmt: skip
        sent, rounds = ledger.sent(name), ledger.rounds()
        handed_out = min((each.at.date() for each in sent.values() if each.at), default=None)
        wording = Wording(self.plan.settings.state_words, self.round.year or self.plan.settings.year)
        return Case(
            name, operator, cell, self.plan, latest(sent), found, ledger.decisions(),
            self._rounds.received(self.round), wording, self.today, not self.book.live, self.reports.claims, ledger.entered(),
            rounds, None if rounds[:1] == [name] else handed_out, ledger.told(),
        )  # fmt: skip

    @cached_property
    def questions(self) -> list[Question]:
        """The questions that the office has to decide."""
        case = self.case
        of_round = [decision for decision in case.decisions if decision.round == case.round]
        return questions(self.plan, case.settled, self.reports.claims, case.received, of_round, case.latest, self.today)

    @cached_property
    def _read(self) -> list[Line] | Finding:
        grid = self.book.sheet(PENDING)
        return read_lines(grid) if grid else []

    @property
    def path(self) -> Path:
        """The file that lists the open questions beside the workbook."""
        return self.book.workspace.report_folder(self.round.name) / PENDING_FILE

    @cached_property
    def _file(self) -> Grid | None:
        """That file's sheet. Raise what reading a workbook raises."""
        if not self.path.is_file():
            return None
        grids = read_workbook(self.path)
        return next((grid for grid in grids if grid.sheet == PENDING), None)

    @cached_property
    def _read_file(self) -> list[Line] | Finding:
        return read_lines(self._file, self.book.workspace.shown(self.path)) if self._file else []

    @property
    def own_lines(self) -> list[Line]:
        """The rows of 待核实 in the workbook; none if its headings are gone."""
        return [] if isinstance(self._read, Finding) else self._read

    @property
    def file_lines(self) -> list[Line]:
        """The rows of the file beside it; none if its headings are gone."""
        return [] if isinstance(self._read_file, Finding) else self._read_file

    @cached_property
    def operator(self) -> tuple[str, str]:
        """The name (经办人) and its cell: of the workbook, else of the file beside it."""
        name, cell = self.book.operator
        return (name, cell) if name or not self._file else (read_operator(self._file)[0], cell)

    def answers(self, kinds: Container[str] | None = None, meant: str = "") -> Answers:
        """Judge what can be carried out now, of these kinds only if they are given; `meant` is as in `answer`."""
        broken = [each for each in (self._read, self._read_file) if isinstance(each, Finding)]
        lines = [*self.own_lines, *self.file_lines]
        if not lines:
            return Answers(findings=broken)
        elsewhere: dict[str, list[Line]] = {}
        for line in lines:
            named = self.case.round_of(line)
            if line.kind in OWN_KINDS and named and named != self.round.name:
                elsewhere.setdefault(named, []).append(line)
        gone = {line.at for those in elsewhere.values() for line in those}
        here = [line for line in lines if line.at not in gone]
        found = answer(here, self.questions, self.case, kinds, meant)
        for name, those in elsewhere.items():
            # A row of the office belongs to the round that it names.
            other = replace(self, round=read_round(name))
            found = found.with_those(in_round(answer(those, (), other.case, kinds, meant), name))
        return replace(found, findings=[*broken, *found.findings])

    def rows(self, answers: Answers) -> list[PendingRow]:
        """Return what the file is to list after these answers."""
        open_ = listing.pending(self.questions, self.round.name, self.file_lines, answers)
        return [*open_, *listing.done_rows(answers)]


def list_pending(
    pending: Pending, answers: Answers, now: datetime,
    amend: Callable[[Sequence[PendingRow]], Sequence[PendingRow]] = lambda rows: rows,
) -> Listed:  # fmt: skip
    """Write what is open by now into the file beside the workbook, with what the office wrote there, amended by `amend`.

    Nothing is written where nothing is open and no file is there. What cannot be written is told: all else is done by then.
    """
    rows = amend(pending.rows(answers))
    count = len(pending.questions)
    if not rows and not pending.path.is_file():
        return Listed(pending.path, 0)
    title = f"{pending.plan.title}　{pending.round.name}　{PENDING}".strip("　")
    last = pending.ledger.last_action()
    data = pending_report(title, pending.operator[0], rows, last.at if last else now)
    if pending.path.is_file() and pending.path.read_bytes() == data:
        return Listed(pending.path, count)
    try:
        write_whole(pending.path, data)
    except NotWritableError as error:
        return Listed(pending.path, count, f"{error.message}{error.hint}")
    return Listed(pending.path, count)


def in_round(answers: Answers, name: str) -> Answers:
    """Return what the office entered as entered in a round."""
    return replace(answers, entered=[replace(item, round=name) for item in answers.entered])


def write_answers(writer: ActionWriter, round_: str, answers: Answers) -> None:
    """Write the decisions and entries into the ledger."""
    writer.add_decisions(answers.decisions)
    for name in dict.fromkeys(item.round or round_ for item in answers.entered):
        writer.add_received(name, [item for item in answers.entered if (item.round or round_) == name])


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
        ledger.remember_told(answers.told)
    return answers
