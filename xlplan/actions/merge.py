"""合并回收: judge every file in the folder, write what was reported into the ledger, and name who is missing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import field, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

from xlplan.actions.book import Book, Progress, unshown, who
from xlplan.actions.decide import OpenList, Pending, list_others, list_pending, write_answers
from xlplan.actions.former_names import former_names
from xlplan.actions.intake import Intake
from xlplan.actions.merging_desk import merging_desk
from xlplan.actions.receiving import Corrections, days_seen, late_by_merging, take_corrections
from xlplan.actions.rounds import agreements_by, keep_judging_settings, missing, sent_round
from xlplan.actions.sendback import SentBack, renew_send_backs, second_for
from xlplan.actions.side_by_side import beside_others
from xlplan.decisions.carry_out import Answers
from xlplan.decisions.listing import typed_keys
from xlplan.decisions.moved import moved
from xlplan.decisions.settled import Conflict, name_now
from xlplan.files.apart.ledger_check import checked_meanwhile
from xlplan.files.apart.pool import Readers, get_ready, judge_all, let_go
from xlplan.files.papers.department_sheet import own_comments
from xlplan.files.store.arrivals import arrivals
from xlplan.files.store.batch import Batch
from xlplan.files.store.collecting import collect
from xlplan.handout.split import reach_nobody
from xlplan.ledger.log import Effect
from xlplan.ledger.store import Ledger
from xlplan.ledger.writer import ActionWriter
from xlplan.reissue.who import SendBacks, send_backs
from xlplan.returns.attachments import attached, only_beside, unstamped
from xlplan.returns.received import Received, Submission
from xlplan.returns.sheet import Wording
from xlplan.schedule.rounds import Round
from xlplan.terms.choices import Ruling, Verdict
from xlplan.terms.errors import FileMissingError
from xlplan.terms.findings import Finding, finding_json
from xlplan.terms.records import record
from xlplan.terms.sheets import RETURNS
from xlplan.terms.text import fold


@record(frozen=True)
class Merging:
    """Every file found with its verdict, who is missing, the conflicts, what was decided, and what goes back."""

    round: Round
    files: list[Received]
    missing: list[str]
    conflicts: list[Conflict]
    sent_back: SentBack
    answers: Answers = field(default_factory=Answers)
    """What was carried out from 待核实, and what could not be."""
    listed: OpenList | None = None
    """The file that lists what is open."""
    unstamped: Sequence[str] = ()
    """The departments without a stamped copy, if 设置 asks for one."""
    others: Sequence[OpenList] = ()
    """The files of other rounds that were renewed."""
    corrections: Corrections = field(default_factory=Corrections)
    """What came of 收到日期 in 回收情况."""
    unread: Sequence[Finding] = ()
    """Why settings could not be read by which returns are judged."""
    nowhere: Sequence[str] = ()
    """The names in the table that were handed out nothing, where every department that owes a report has reported."""
    late: Sequence[str] = ()
    """The departments whose report counts as late because it was merged today, and nobody noted when it came."""
    lists_returns: bool = True
    """Whether the workbook has 回收情况, where these days are put right."""
    alone: Mapping[str, str] = field(default_factory=dict)
    """What to tell the departments that sent stamped copies or evidence and no sheet."""

    @property
    def findings(self) -> list[Finding]:
        """The findings on settings, on the office's decisions, and on the days that it corrected."""
        return [*self.unread, *self.answers.findings, *self.corrections.refused]

    @property
    def needs_person(self) -> bool:
        """True if anything is missing, in conflict, noted, rejected or unreadable, or a decision failed."""
        bad = {Verdict.NOTED, Verdict.REJECTED, Verdict.UNREADABLE}
        judged = any(item.verdict in bad for item in self.files)
        return bool(self.missing or self.conflicts or judged or self.findings)

    def json(self) -> dict[str, object]:
        """Return the JSON of `xlplan merge`."""
        return {
            "round": self.round.name,
            "files": [
                {
                    "path": item.path, "department": item.department, "verdict": item.verdict.value,
                    "rows": item.count, "reasons": [_reason_json(reason) for reason in item.reasons],
                }
                for item in self.files
            ],
            "missing": self.missing,
            "conflicts": [
                {
                    "task": conflict.task, "department": conflict.department, "field": conflict.field,
                    "values": [{"value": _plain(value), "source": source} for value, source in conflict.values],
                }
                for conflict in self.conflicts
            ],
        }  # fmt: skip


def _reason_json(reason: Finding) -> dict[str, object]:
    wanted = ("code", "severity", "cell", "message", "hint")
    return {key: value for key, value in finding_json(reason).items() if key in wanted}


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, str | float) else str(value)


def merge(
    book: Book,
    round_name: str,
    now: datetime,
    *,
    paths: Sequence[Path] = (),
    progress: Progress = unshown,
    readers: Readers | None = None,
) -> Merging:
    """Take in returned files and folders; without `paths`, those in 回收/<期次>/. `readers` read them, if not this machine's own.

    Raise RoundError, FileMissingError, FileLockedError or NotWritableError.
    """
    workspace = book.workspace
    if not workspace.begun:
        sent_round(None, round_name)
    with workspace.hold(who(book, "合并回收", now)) as ledger:
        round_ = sent_round(ledger, round_name)
        # Sorted by name, and each only once.
        found = sorted(set(_files(paths or [workspace.returned_folder(round_.name)])))
        if readers is None:
            get_ready(len(found))
        with checked_meanwhile(ledger, round_.name):
            job = _Job(book, ledger, round_, now)
        return job.run(found, progress, readers)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield every file below the paths. Links are not followed."""
    for path in (Path(os.path.abspath(path)) for path in paths):  # noqa: PTH100 (resolve() follows links)
        if not path.exists() and not path.is_symlink():
            raise FileMissingError(f"找不到“{path}”。", "请检查路径；回收的表格请放进 回收/<期次>/ 文件夹。")
        if path.is_dir() and not path.is_symlink():
            unread: list[OSError] = []
            for folder, folders, names in os.walk(path, onerror=unread.append):
                yield from (Path(folder) / name for name in names)
                # A link to a folder is listed, not entered.
                yield from (Path(folder) / name for name in folders if (Path(folder) / name).is_symlink())
            yield from (Path(error.filename) for error in unread)
        else:
            yield path


class _Job:
    def __init__(self, book: Book, ledger: Ledger, round_: Round, now: datetime) -> None:
        self.workspace = book.workspace
        self.ledger = ledger
        self.round = round_
        self.now = now
        self.book = book
        self.plan = plan = book.plan(now.date(), round_, ledger)
        self.wording = Wording(
            plan.settings.state_words, round_.year or plan.settings.year, own_comments(self.workspace.templates), round_
        )
        self.desk = merging_desk(ledger, plan, round_, book.registry, now.date())
        self.before = ledger.received_heads(round_.name)
        # Decisions are about what had come in before this merge.
        self.answers = Pending(book, ledger, round_, plan, now.date()).answers()
        self.new: list[Received] = []

    def run(self, found: Sequence[Path], progress: Progress, readers: Readers | None) -> Merging:
        corrections = take_corrections(self.book, self.ledger, self.round.name, self.now)
        files, returns, sent_back = self._taken_in(found, progress, readers)
        unsigned = unstamped(self.desk, returns) if self.plan.settings.stamped_copy else []
        gone, beside = self.missing(returns), attached(returns)
        alone = {name: words for name in gone if (words := only_beside(beside.get(name)))}
        answers = self.answers
        self.ledger.remember_told([*answers.told, *typed_keys(answers, self.round.name)])
        pending = Pending(self.book, self.ledger, self.round, self.plan, self.now.date(), asking=True, known=returns)
        listed = list_pending(pending, answers, self.now)
        others = list_others(pending, answers, self.now)
        for each in (listed, *others):
            answers = moved(answers, each.rows, self.workspace.shown(each.path)) if not each.why_not else answers
        open_ = list(pending.settled.conflicts)
        return Merging(
            self.round, files, gone, open_, sent_back, answers, listed, unsigned, others, corrections,
            self.plan.settings.unread_in("merge"), () if gone else reach_nobody(self.plan), self.late(),
            self.book.sheet(RETURNS) is not None, alone,
        )  # fmt: skip

    def _taken_in(
        self, found: Sequence[Path], progress: Progress, readers: Readers | None
    ) -> tuple[list[Received], Sequence[Submission], SentBack]:
        """Take in the files as one action; return them as they are judged, all that has come by now, and what goes back.

        What it takes for that of thousands of files is gone before what is open is put together.
        """
        passwords = self.workspace.passwords
        came = (
            file
            for path in progress(found, "读取回收的表格")
            for file in collect(path, self.workspace.shown(path), passwords)
        )
        with Batch() as archive, Batch() as batch, ExitStack() as stack:
            writer = cache(lambda: self._begun(stack))
            folder = self.workspace.returned_folder(self.round.name)
            intake = Intake(
                self.workspace, folder, self.desk, self.before, archive, writer, readers_keep=readers is None
            )
            if self.answers.count:
                writer()
            read = judge_all(came, intake.to_read, self.desk, self.wording, passwords=passwords, readers=readers)
            judged_files = [intake.receive(file, judged) for file, judged in read]
            if readers is None:
                let_go()
            second = stack.enter_context(second_for([*self.before, *judged_files]))
            former = former_names(self.ledger, self.book.registry).get(self.round.name, {})
            files = beside_others(self.ledger, self.before, judged_files, former)
            # Before anything is recorded: whatever the ledger knows must be in the archive.
            archive.finish()
            self.new = [item for item in files if item.number]
            returns = self.returns(writer().action if self.new else 0)
            if self.new:
                writer().add_received(self.round.name, self.new)
                if days := self.days_seen():
                    writer().add_received_on(self.round.name, days, self.book.operator[0])
            backs = self.send_backs(returns)
            sent_back = renew_send_backs(
                self.workspace, self.ledger, self.round.name, backs, self.book.settings.send_to, batch, second
            )
            if self.new or self.answers.count:
                # Inside the transaction: if a file cannot be written, nothing is recorded.
                writer().then(Effect(), batch.finish, batch.put_back)
            else:
                batch.finish()
        return files, returns, sent_back

    def _begun(self, stack: ExitStack) -> ActionWriter:
        """Begin the action; what was decided goes first."""
        writer = stack.enter_context(self.ledger.action("merge", self.round.name, self.now, self._summary))
        write_answers(writer, self.round.name, self.answers)
        keep_judging_settings(writer, self.ledger, self.round, self.plan.settings)
        return writer

    def _summary(self) -> str:
        decided = f"，{self.answers.count}条处理意见" if self.answers.count else ""
        return f"合并{self.round.name}：{len(self.new)}个文件{decided}"

    def days_seen(self) -> dict[str, date]:
        """Return the days on which reports that are merged now were first seen, by 收件 or by a merge taken back, if that was before today."""
        seen = {each.sha256: each.at for each in reversed(arrivals(self.workspace)) if each.round == self.round.name}
        for sha256, at in self.ledger.seen_before().items():
            seen[sha256] = min(at, seen.get(sha256, at), key=datetime.date)
        corrected = self.ledger.received_on(self.round.name)
        return days_seen(self.new, self.came_before(), seen, corrected, self.book.registry, self.now.date())

    def late(self) -> list[str]:
        """Return the departments that are late by the day of this merge alone; what is noted of their days is recorded by now."""
        noted, deadline = self.ledger.received_on(self.round.name), self.ledger.deadline(self.round.name)
        return late_by_merging(self.new, self.came_before(), noted, deadline, self.book.registry, self.now.date())

    def came_before(self) -> list[Submission]:
        """Return what was reported before the files of this merge: what the office entered goes first."""
        entered = [each for each in self.answers.entered if each.round in ("", self.round.name)]
        return [*self.before, *(replace(each, at=self.now) for each in entered)]

    def missing(self, returns: Sequence[Submission]) -> list[str]:
        """Return the departments that owe a report and have reported on nothing."""
        agreements = agreements_by(self.ledger, self.round, self.plan.registry)
        return missing(self.plan, self.desk.sent, returns, agreements, self.now.date())

    def returns(self, action: int) -> Sequence[Submission]:
        """Return all that has come in the round by now, files without their rows."""
        at = self.now.replace(microsecond=0)
        entered = [each for each in self.answers.entered if each.round in ("", self.round.name)]
        return [
            *self.before,
            *(replace(item, at=at, action=action) for item in entered),
            *(replace(item, at=at, action=action) for item in self.new),
        ]

    def send_backs(self, returns: Sequence[Submission]) -> SendBacks:
        """Return what goes back; only the rows of those departments are looked at."""
        decisions = self.ledger.decisions()
        ruled = {d.department_key for d in decisions if d.ruling is Ruling.SEND_BACK and d.round == self.round.name}
        wanted = {item.department for item in returns if item.verdict is Verdict.NOTED}
        wanted |= {name for name, _ in self.desk.sent if fold(name) in ruled}
        # A department that was renamed since has them under each of its names.
        now = {name_now(name, self.plan.registry) for name in wanted if name}
        wanted |= {name for name, _ in self.desk.sent if name_now(name, self.plan.registry) in now}
        full = iter(self.ledger.with_rows([item for item in returns if item.department in wanted]))
        seen = [next(full) if item.department in wanted else item for item in returns]
        return send_backs(self.desk.sent, seen, decisions, self.round.name, self.plan)
