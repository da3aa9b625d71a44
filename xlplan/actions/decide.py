"""处理意见: carry out what the office has filled in on 待核实."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from xlplan.actions.book import Book, who
from xlplan.actions.doors import Door, doors, pending_path
from xlplan.actions.known_rounds import Rounds
from xlplan.actions.rounds import later_rounds, sent_round
from xlplan.decisions import listing
from xlplan.decisions.carry_out import Answers, answer, told_key
from xlplan.decisions.case import Case
from xlplan.decisions.listing import PendingRow
from xlplan.decisions.model import OF_CLAIMS, Question
from xlplan.decisions.questions import questions
from xlplan.decisions.rulings import answered_before
from xlplan.decisions.settled import Conflict, OpenDoubt, Settled
from xlplan.decisions.sheet import OWN_KINDS, Line, shown_key
from xlplan.files.papers.pending_report import pending_report
from xlplan.files.store.writing import write_whole
from xlplan.ledger.store import Ledger
from xlplan.ledger.writer import ActionWriter
from xlplan.plan.plan import Plan
from xlplan.returns.judge import latest
from xlplan.returns.received import Submission
from xlplan.returns.sheet import Wording
from xlplan.schedule.rounds import Round, read_round
from xlplan.status.model import Reports
from xlplan.terms.buttons import caption
from xlplan.terms.choices import QuestionKind, Ruling
from xlplan.terms.errors import NotWritableError
from xlplan.terms.records import record
from xlplan.terms.sheets import PENDING


@record(frozen=True)
class OpenList:
    """The file that lists what is open, how much that is, and its `rows`; `why_not`: why it could not be renewed, in words."""

    path: Path
    count: int = 0
    why_not: str = ""
    rows: Sequence[PendingRow] = ()


@record(frozen=True)
class Pending:
    """The open questions of a round, and what the workbook says about them."""

    book: Book
    ledger: Ledger
    round: Round
    plan: Plan
    today: date
    asking: bool = False
    """Only what is open is wanted, as in `Rounds`: nothing is to be carried out."""
    known: Sequence[Submission] = ()
    """What came in the round, files without their rows, if that is at hand."""
    here: Door | None = None
    """What was said elsewhere, instead of what stands in the sheets."""

    @cached_property
    def rounds(self) -> Rounds:
        """What the ledger says of all rounds."""
        return Rounds(self.ledger, self.plan, asking=self.asking, known=self.known)

    @cached_property
    def reports(self) -> Reports:
        """What was reported by the round."""
        return self.rounds.reports(self.round)

    @cached_property
    def settled(self) -> Settled:
        """What counts in the round by itself, and what is open, under the names of departments as sent."""
        return self.rounds.settled(self.round)

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
        wording = Wording(self.plan.settings.state_words, self.round.year or self.plan.settings.year, round=self.round)
        return Case(
            name, operator, cell, self.plan, latest(sent), found, ledger.decisions(),
            self.rounds.received(self.round), wording, self.today, not self.book.live, self.reports.claims, ledger.entered(),
            rounds, None if rounds[:1] == [name] else handed_out, ledger.told(),
            {line.door: door.operator[1] for door in self.doors for line in door.lines[:1] if line.door},
        )  # fmt: skip

    @cached_property
    def questions(self) -> list[Question]:
        """The questions that the office has to decide."""
        case = self.case
        of_round = [decision for decision in case.decisions if decision.round == case.round]
        return questions(self.plan, case.settled, self.reports.claims, case.received, of_round, case.latest, self.today)

    def about(self, department: str, task: str) -> str:
        """Return what one has to know to decide on a department's task."""
        return self.case.about(department, task)

    @cached_property
    def doors(self) -> Sequence[Door]:
        """Where the office answers: its workbook, this round's file, those of other rounds. Raise what reading them raises."""
        return [self.here, Door()] if self.here else doors(self.book, self.round.name, self.ledger.rounds())

    @property
    def path(self) -> Path:
        """The file that lists the open questions beside the workbook."""
        return pending_path(self.book.workspace, self.round.name)

    @property
    def _shown_path(self) -> str:
        return self.book.workspace.shown(self.path)

    @property
    def own_lines(self) -> Sequence[Line]:
        """The rows of 待核实 in the workbook; none if its headings are gone."""
        return self.doors[0].lines

    @property
    def file_lines(self) -> Sequence[Line]:
        """The rows of this round's file beside it; none if its headings are gone."""
        return self.doors[1].lines

    @cached_property
    def operator(self) -> tuple[str, str]:
        """The name (经办人) and the workbook's cell for it: of the workbook, else of a file."""
        cell = self.book.operator[1]
        return next((door.operator[0] for door in self.doors if door.operator[0]), ""), cell

    def answers(self, kinds: Container[str] | None = None, meant: str = "") -> Answers:
        """Judge what can be carried out now, of these kinds only if they are given; `meant` is as in `answer`."""
        broken = [door.broken for door in self.doors if door.broken]
        lines = [line for door in self.doors for line in door.lines]
        if not lines:
            return Answers(findings=broken)
        of_round: dict[str, list[Line]] = {self.round.name: []}
        for line in lines:
            of_round.setdefault(self._judged_in(line), []).append(line)
        found = answer(of_round.pop(self.round.name), self.questions, self.case, kinds, meant)
        operator, cell = self.operator
        for name, those in of_round.items():
            other = replace(self, round=read_round(name))
            case = replace(other.case, operator=operator, operator_cell=cell)
            asked = other.questions if any(line.kind not in OWN_KINDS for line in those) else ()
            found = found.with_those(in_round(answer(those, asked, case, kinds, meant), name))
        return replace(found, findings=[*broken, *found.findings])

    def _judged_in(self, line: Line) -> str:
        """Return the round in which a row is judged: the one that it names, unless this one knows what becomes of it."""
        here, named = self.round.name, self.case.round_of(line)
        if not named or named == here or line.kind in OWN_KINDS:
            return named or here
        if not line.decided or line.from_office or told_key(line) in self.case.told:
            return here
        asked = any(each.round == named and shown_key(each) == line.key for each in self.questions)
        if asked or answered_before(line, self.case):
            return here
        # What is claimed may be claimed anew: a round that follows knows whether it still holds.
        later = later_rounds(read_round(named), self.rounds.order)
        return here if line.kind in OF_CLAIMS and self.round in later else named

    def rows(self, answers: Answers) -> list[PendingRow]:
        """Return what the file is to list after these answers."""
        open_ = listing.pending(self.questions, self.round.name, self.file_lines, answers, about=self.about)
        return [*open_, *listing.done_rows(answers, self._shown_path)]


def list_pending(
    pending: Pending, answers: Answers, now: datetime,
    amend: Callable[[Sequence[PendingRow]], Sequence[PendingRow]] = lambda rows: rows, *, begun: bool = True,
) -> OpenList:  # fmt: skip
    """Write what is open by now into the file beside the workbook, with what the office wrote there, amended by `amend`.

    It is written even where nothing is open: the office's own rows have their place there. Only if it is not `begun` and
    no file is there nothing is written then. What cannot be written is told: all else is done by then.
    """
    rows = amend(pending.rows(answers))
    count = len(pending.questions)
    if not (begun or rows or pending.path.is_file()):
        return OpenList(pending.path, 0)
    title = f"{pending.plan.title}　{pending.round.name}　{PENDING}".strip("　")
    last = pending.ledger.last_action()
    data = pending_report(title, pending.operator[0], rows, last.at if last else now)
    if pending.path.is_file() and pending.path.read_bytes() == data:
        return OpenList(pending.path, count, rows=rows)
    try:
        write_whole(pending.path, data)
    except NotWritableError as error:
        return OpenList(pending.path, count, f"{error.message}{error.hint}")
    return OpenList(pending.path, count, rows=rows)


def list_others(pending: Pending, answers: Answers, now: datetime) -> list[OpenList]:
    """Renew the files of other rounds that these answers were about, or stood in."""
    about = [*(each.round for each in answers.decisions), *(each.round for each in answers.entered)]
    stood = [line.of for line in (*answers.handled, *(line for line, _ in answers.refused))]
    others = [replace(pending, round=read_round(name)) for name in dict.fromkeys((*about, *stood)) if name]
    return [list_pending(each, answers, now) for each in others if each.round != pending.round and each.path.is_file()]


def in_round(answers: Answers, name: str) -> Answers:
    """Return what the office entered as entered in a round."""
    return replace(answers, entered=[replace(item, round=name) for item in answers.entered])


def write_answers(writer: ActionWriter, round_: str, answers: Answers) -> None:
    """Write the decisions and entries into the ledger."""
    writer.add_decisions(answers.decisions)
    for name in dict.fromkeys(item.round or round_ for item in answers.entered):
        writer.add_received(name, [item for item in answers.entered if (item.round or round_) == name])


@record(frozen=True)
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
        # Of rows that an earlier round carried out merging alone tells.
        untold = set(map(told_key, answers.earlier))
        ledger.remember_told([key for key in answers.told if key not in untold])
    return answers
