"""督办单: a paper for each department on what is overdue, behind or near; what came back of the slips is noted first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Final, Self

from xlplan.actions.book import Book, who
from xlplan.actions.ended_rounds import require_running
from xlplan.actions.known_rounds import Rounds
from xlplan.actions.notices import pasteable
from xlplan.actions.rounds import keep_judging_settings, rounds_in_order, sent_round
from xlplan.decisions.settled import name_now
from xlplan.files.office_book.own_workbook import read_workbook
from xlplan.files.papers.supervision_list import SHEET, Noted, SupervisedRow, read_replies, supervision_list
from xlplan.files.papers.word_file import fill_word, is_untouched, write_draft
from xlplan.files.store import held
from xlplan.files.store.batch import Batch
from xlplan.files.store.workspace import Workspace
from xlplan.files.store.writing import holds, require_openable, safe_name, safe_names, write_beside
from xlplan.ledger.store import Ledger
from xlplan.plan.departments import Registry
from xlplan.plan.leaders import leaders_in
from xlplan.plan.plan import Plan
from xlplan.plan.send_to import whom_to_ask
from xlplan.schedule.calendar import add_working_days, day_words
from xlplan.schedule.rounds import Round
from xlplan.status.model import Status
from xlplan.status.status import build_status
from xlplan.status.supervise import (
    Issued,
    Row,
    SlipReply,
    Supervised,
    Wanted,
    causes,
    sent_back,
    still_standing,
    wanted,
    worst,
)
from xlplan.status.supervise_words import paper_text, paper_values, row_texts
from xlplan.terms.findings import Finding
from xlplan.terms.records import record

SUPERVISION_FOLDER: Final = "督办单"
SUPERVISION_PAPER: Final = "督办单.docx"
RECEIPT: Final = "签收单.docx"
SUPERVISION_LIST: Final = f"{SHEET}.xlsx"
SUPERVISE: Final = "supervise"
_ON_A_LINE: Final = 3
REPLIES: Final = "reply"
"""The verb of the action that notes what came back of reply slips."""


@record(frozen=True)
class Paper:
    """One 督办单: its rows, and its file."""

    rows: Sequence[Supervised]
    path: Path

    @property
    def first(self) -> Supervised:
        """What all its rows share: number, department, days."""
        return self.rows[0]


@record(frozen=True)
class Supervising:
    """The papers issued now, those that stand unanswered, and where all lie."""

    round: Round
    today: date
    papers: Sequence[Paper]
    open: Sequence[Issued]
    """The newest papers on rows that still have to be supervised, these ones included."""
    folder: Path
    list_path: Path
    noted: int = 0
    """How many rows came back of reply slips."""
    findings: Sequence[Finding] = ()
    beside: Sequence[Path] = ()
    """The form to sign for the papers, and the text that goes with each."""

    @property
    def unsigned(self) -> list[Issued]:
        """Papers that nobody has signed for."""
        return [each for each in self.open if not each.signed]

    @property
    def needs_person(self) -> bool:
        """True if papers are to be sent, or to be asked after."""
        return bool(self.papers or self.findings or any(not each.answered for each in self.open))

    def json(self) -> dict[str, object]:
        """Return the JSON of `xlplan supervise`."""
        return {
            "command": "supervise", "ok": True, "round": self.round.name, "today": self.today.isoformat(),
            "folder": self.folder.as_posix(), "list": self.list_path.as_posix(),
            "papers": [
                {
                    "number": each.first.mark, "department": each.first.department, "path": each.path.as_posix(),
                    "colour": worst(row.colour for row in each.rows).name.lower(), "answer_by": each.first.answer_by.isoformat(),
                    "tasks": [
                        {"task": row.task, "colour": row.colour.name.lower(), "due": row.due.isoformat() if row.due else None,
                         "reason": row.texts["原因"], "before": row.texts["前次"] or None}
                        for row in each.rows
                    ],
                }
                for each in self.papers
            ],
            "open": [
                {
                    "number": each.paper.mark, "department": each.paper.department, "task": each.paper.task,
                    "colour": each.paper.colour.name.lower(), "answer_by": each.paper.answer_by.isoformat(), "signed": each.signed,
                    "answered": each.answered, "state": each.words(self.today),
                }
                for each in self.open
            ],
            "findings": [
                {"code": each.code, "cell": each.cell, "message": each.message, "hint": each.hint} for each in self.findings
            ],
        }  # fmt: skip


def supervise(book: Book, round_name: str, now: datetime, *, today: date | None = None) -> Supervising:
    """Issue and record the papers of a day; the same day again issues none anew.

    Raise RoundError, RoundOverError, MisuseError for a day to come, TemplateError, FileLockedError or NotWritableError.
    """
    workspace, day = book.workspace, today or now.date()
    if not workspace.begun:
        sent_round(None, round_name)
    with workspace.hold(who(book, "督办单", now)) as ledger:
        round_ = sent_round(ledger, round_name)
        require_running(ledger, round_, day, now.date())
        path = workspace.reports / SUPERVISION_LIST
        require_openable([path])
        noted = _take_replies(path, ledger, now)
        plan = book.plan(day, round_, ledger)
        status = _status(plan, ledger, round_, day)
        due = wanted(status, issued(ledger, status, plan.registry))
        rows = list(_papers(due, ledger.supervised(), round_, day, plan.settings.answer_days))
        folder = workspace.report_folder(round_.name) / SUPERVISION_FOLDER
        papers = _by_paper(rows, folder, ledger)
        filled = [(each, *_filled(each, workspace, plan, book.operator[0])) for each in papers]
        with Batch() as batch:
            texts = [each.path.with_suffix(".txt") for each in papers]
            for place, (_, _, text) in zip(texts, filled, strict=True):
                batch.add(place, pasteable(text))
            if rows:
                summary = f"{round_.name}督办单 {len(papers)} 份：{papers[0].first.mark}起"
                with ledger.action(SUPERVISE, round_.name, now, summary) as writer:
                    writer.add_supervised(rows)
                    keep_judging_settings(writer, ledger, round_, plan.settings)
                    batch.finish()
        papers = [replace(each, path=write_draft(each.path, data)) for each, data, _ in filled]
        beside = list(texts)
        if papers:
            beside.insert(
                0, write_draft(folder / RECEIPT, fill_word(RECEIPT, workspace.templates, _receipt(papers, plan)))
            )
        stands = _Standing.at(status, ledger, plan.registry)
        path = _write_list(path, stands, noted, now)
        findings = (*plan.settings.unread_in(SUPERVISE), *noted.findings)
        return Supervising(round_, day, papers, stands.open, folder, path, noted.count, findings, beside)


def _status(plan: Plan, ledger: Ledger, round_: Round, day: date) -> Status:
    return build_status(plan, round_, day, Rounds(ledger, plan).reports(round_, day))


def issued(ledger: Ledger, status: Status, registry: Registry) -> dict[Row, list[Issued]]:
    """Return the papers on each row, by 编号 and the department's present name, with what came of them.

    A pause that was agreed to since answers a paper, whatever is made of what was reported in it.
    """
    replies = ledger.replies()
    claims = {
        (task.task.id, each.department): max(
            each.claim.action if each.claim and not sent_back(each) else 0,
            *(pause.agreed.action for pause in each.agreements.pauses), 0,
        )
        for task in status.tasks
        for each in task.leads
    }  # fmt: skip
    found: dict[Row, list[Issued]] = {}
    for paper in ledger.supervised():
        row = paper.task, name_now(paper.department, registry)
        reply = replies.get((paper.year, paper.number, paper.task))
        found.setdefault(row, []).append(Issued(paper, reply, claims.get(row, 0) > paper.action))
    return found


def _papers(
    due: Mapping[str, Sequence[Wanted]], earlier: Iterable[Supervised], round_: Round, day: date, answer_days: int
) -> Iterable[Supervised]:
    """Yield the rows of the papers to be issued, numbered after the last of the year."""
    number = max((each.number for each in earlier if each.year == day.year), default=0)
    answer_by = add_working_days(day, answer_days)
    for department, rows in due.items():
        number += 1
        for each in rows:
            yield Supervised(
                day.year, number, round_.name, department, each.task.task.id, each.colour, day, answer_by, each.cause.due,
                row_texts(each, day),
            )  # fmt: skip


def _by_paper(rows: Iterable[Supervised], folder: Path, ledger: Ledger) -> list[Paper]:
    rows = list(rows)
    names = safe_names((each.department for each in rows), ledger.file_names())
    return [
        Paper(of := list(each), folder / f"{names[of[0].department]}-{safe_name(of[0].mark)}.docx")
        for _, each in groupby(rows, key=lambda row: (row.year, row.number))
    ]


def _filled(paper: Paper, workspace: Workspace, plan: Plan, operator: str) -> tuple[bytes, str]:
    leader = leaders_in(plan, (row.task for row in paper.rows), paper.first.department)
    to = plan.settings.send_to
    values = paper_values(paper.rows, plan.title, leader, whom_to_ask(to, operator), to)
    return fill_word(SUPERVISION_PAPER, workspace.templates, values), paper_text(values, paper.rows)


def _in_lines(tasks: Sequence[str]) -> str:
    """Join numbers of tasks, a few on a line: left to itself, a narrow column breaks a line within `2.1`."""
    starts = range(0, len(tasks), _ON_A_LINE)
    return "、\n".join("、".join(tasks[start : start + _ON_A_LINE]) for start in starts)


def _receipt(papers: Sequence[Paper], plan: Plan) -> dict[str, object]:
    """Return what the form to sign for the papers is filled with."""
    first = papers[0].first
    return {
        "计划": plan.title, "期次": first.round, "日期": day_words(first.day),
        "签收": [
            {
                "文号": each.first.mark, "部门": each.first.department, "任务": _in_lines([row.task for row in each.rows]),
                "期限": day_words(each.first.answer_by),
            }
            for each in papers
        ],
    }  # fmt: skip


def _take_replies(path: Path, ledger: Ledger, now: datetime) -> Noted:
    """Note, as an action of its own, what the office has written into 督办台账.xlsx since it was made."""
    grids = read_workbook(path) if path.is_file() else ()
    grid = next((each for each in grids if each.sheet == SHEET), None)
    if grid is None:
        return Noted()
    papers = {(each.mark, each.task): each for each in ledger.supervised()}
    noted, known = read_replies(grid, papers), ledger.replies()
    new = [each for each in noted.replies if known.get(each.key, SlipReply(*each.key)) != each]
    if new:
        summary = f"登记督办单回执 {len(new)} 项：{'、'.join(dict.fromkeys(each.mark for each in new))}"
        with ledger.action(REPLIES, None, now, summary) as writer:
            writer.add_replies(new)
    return replace(noted, replies=new)


@record(frozen=True)
class _Standing:
    """What stands of the ledger's papers on a day."""

    ledger: Ledger
    registry: Registry
    of: Mapping[Row, Sequence[Issued]]
    open: Sequence[Issued]
    today: date

    @classmethod
    def at(cls, status: Status, ledger: Ledger, registry: Registry) -> Self:
        """Return what stands once the papers of the day are recorded."""
        of = issued(ledger, status, registry)
        return cls(ledger, registry, of, still_standing(causes(status), of), status.today)

    def listed(self, left: Mapping[tuple[str, str], Mapping[str, str]]) -> list[SupervisedRow]:
        """Return the rows of 督办台账: what stands first. `left` is what could not be read, by 文号, 编号 and column."""
        stands = {(each.paper.mark, each.paper.task) for each in self.open}
        rows = []
        for paper in self.ledger.supervised():
            of_row = self.of[paper.task, name_now(paper.department, self.registry)]
            each = next(one for one in of_row if one.paper == paper)
            words = each.words(self.today)
            if (paper.mark, paper.task) not in stands:
                after = next((one.paper for one in of_row if one.paper.action > paper.action), None)
                words = f"已由{after.mark}接续" if after else "已了结"
            rows.append(SupervisedRow(paper, each.reply, words, left.get((paper.mark, paper.task), {})))
        return sorted(rows, key=lambda row: (row.paper.mark, row.paper.task) not in stands)


def _write_list(path: Path, stands: _Standing, noted: Noted, now: datetime) -> Path:
    if noted.strange:
        # Rows of no paper would be lost.
        return path
    rows = stands.listed(noted.left)
    if not rows:
        held.remove(path, missing_ok=True)
        return path
    data = supervision_list(rows, now)
    return path if holds(path, data) else write_beside(path, data)


def withdraw(workspace: Workspace, ledger: Ledger, gone: Sequence[Supervised]) -> tuple[list[str], list[str]]:
    """Take papers that count no more out of their folder; return those removed, and those kept as somebody wrote into them."""
    removed, kept = [], []
    for round_, rows in groupby(gone, key=lambda each: each.round):
        receipt = workspace.report_folder(round_) / SUPERVISION_FOLDER / RECEIPT
        if receipt.is_file() and is_untouched(receipt):
            held.remove(receipt)
        for paper in _by_paper(rows, workspace.report_folder(round_) / SUPERVISION_FOLDER, ledger):
            held.remove(paper.path.with_suffix(".txt"), missing_ok=True)
            if not paper.path.is_file():
                continue
            if is_untouched(paper.path):
                held.remove(paper.path)
                removed.append(workspace.shown(paper.path))
            else:
                kept.append(workspace.shown(paper.path))
    return removed, kept


def list_again(book: Book, ledger: Ledger, now: datetime) -> None:
    """Renew 督办台账.xlsx after an action was taken back."""
    papers = ledger.supervised()
    path = book.workspace.reports / SUPERVISION_LIST
    if not papers:
        held.remove(path, missing_ok=True)
        return
    round_ = rounds_in_order(ledger)[-1]
    plan = book.plan(now.date(), round_, ledger)
    status = _status(plan, ledger, round_, now.date())
    _write_list(path, _Standing.at(status, ledger, plan.registry), Noted(), now)
