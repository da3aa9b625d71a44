"""拆分下发: write one workbook for each department, and record what was handed out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import field, replace
from datetime import date, datetime
from pathlib import Path

from xlplan.actions.book import Book, Progress, derived_numbers, unshown, who
from xlplan.actions.handing import Handing
from xlplan.actions.notices import Notices, notice_paths
from xlplan.actions.rounds import keep_judging_settings
from xlplan.files.look.container import read_bytes
from xlplan.files.papers.department_sheet import DepartmentTemplate
from xlplan.files.papers.filling import Filled, Filler, SecondProcess, SheetOrder, Start
from xlplan.files.store.batch import Batch, flush
from xlplan.files.store.writing import make_folder, require_openable
from xlplan.handout.planned import planned
from xlplan.handout.sheets import DepartmentSheet, Sent
from xlplan.handout.split import Skipped
from xlplan.ledger.log import Effect
from xlplan.ledger.store import Ledger
from xlplan.ledger.writer import ActionWriter
from xlplan.plan.departments import sample_findings
from xlplan.plan.limit_checks import start_missing
from xlplan.plan.sight import HIDDEN_CODES
from xlplan.reissue.revisions import deadline_findings, round_findings
from xlplan.returns.judge import latest
from xlplan.schedule.rounds import Round, read_round
from xlplan.terms.findings import Finding, finding
from xlplan.terms.records import record


@record(frozen=True)
class Splitting:
    """What was handed out. `written` are the departments whose workbook is new; the others had it already.

    `why` says for each department why it did or did not get a workbook; `findings` are warnings about the whole round.
    """

    round: Round
    files: list[Sent]
    skipped: list[Skipped]
    written: list[str]
    folder: Path
    why: Mapping[str, str] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    nothing: Sequence[Skipped] = ()
    """The departments that have nothing to report: all their tasks are closed or paused."""
    recalled: Sequence[Sent] = ()
    """The departments that have lost all tasks and never answered: what they had is taken back."""
    rehearsed: bool = False
    """Whether it only tells what would be done."""
    notices: Sequence[Path] = ()
    """The list, the ZIP file and the texts that go out with the workbooks."""

    @property
    def needs_person(self) -> bool:
        """True if somebody named in the table got nothing."""
        return bool(self.skipped)

    @property
    def left_out(self) -> list[Skipped]:
        """Who gets nothing as it should be, and why: nothing to report, or all was taken back."""
        return [
            *self.nothing,
            *(Skipped(each.sheet.department, self.why[each.sheet.department]) for each in self.recalled),
        ]

    def json(self) -> dict[str, object]:
        """Return the JSON of `xlplan split`."""
        return {
            "round": self.round.name,
            "files": [
                {
                    "department": sent.sheet.department, "path": sent.path, "lead": sent.sheet.lead,
                    "share": sent.sheet.share, "support": sent.sheet.support, "summary": sent.sheet.summary, "revision": sent.revision, "sha256": sent.sha256,
                }
                for sent in self.files
            ],
            "skipped": [
                {"department": item.department, "reason": item.reason} for item in (*self.skipped, *self.left_out)
            ],
        }  # fmt: skip


def split(
    book: Book,
    round_name: str,
    now: datetime,
    *,
    deadline: date | None = None,
    out: Path | None = None,
    departments: Sequence[str] = (),
    dry_run: bool = False,
    progress: Progress = unshown,
) -> Splitting:
    """Hand out a round. A department that already has the same sheet keeps its file; others get a new revision.

    `departments` limits it to some; with `dry_run` nothing is written. Raise RoundError, NoDeadlineError,
    DepartmentError, NotWritableError (PathTooLongError before anything is written), FileLockedError or TemplateError.
    """
    round_ = read_round(round_name)
    workspace = book.workspace
    folder = out or workspace.sent_folder(round_.name)

    def handing(ledger: Ledger | None) -> Handing:
        return Handing(book, round_, now, deadline, folder, ledger, departments)

    if dry_run:
        ledger = workspace.open_ledger()
        with ledger or nullcontext():
            return replace(_rehearsed(handing(ledger), progress), rehearsed=True)
    template = DepartmentTemplate.load(workspace.templates, book.settings.send_to)
    with SecondProcess.start(max((len(grid.rows) for grid in book.grids), default=0)) as second:
        # Errors are raised before a working folder is made.
        first = None if workspace.begun else handing(None)
        if first:
            template.require(first.plan.others)
            require_openable(_paths(first))
        with workspace.hold(who(book, "拆分下发", now)) as ledger:
            # Somebody else may have handed out in between.
            ready = first if first and ledger.untouched else handing(ledger)
            template.require(ready.plan.others)
            require_openable(_paths(ready))
            make_folder(folder)
            make_folder(workspace.returned_folder(round_.name))
            return _carried_out(ready, ledger, template, second, progress)


def _paths(job: Handing) -> list[Path]:
    return [*job.paths.values(), *notice_paths(job.round.name, job.folder, job.plan.registry, job.names)]


def _rehearsed(job: Handing, progress: Progress) -> Splitting:
    files: list[Sent] = []
    written: list[str] = []
    for sheet in progress(job.sheets, "预演"):
        kept = job.unchanged(sheet)
        files.append(kept or job.planned(sheet))
        if not kept:
            written.append(sheet.department)
    return _result(job, files, written, ())


def _carried_out(
    job: Handing, ledger: Ledger, template: DepartmentTemplate, second: SecondProcess, progress: Progress
) -> Splitting:
    start = Start(job.workspace.templates, ledger.plan, ledger.key, job.plan.settings.send_to)
    filler = Filler(template, start)
    had: dict[str, Sent] = {}
    made: dict[str, Sent] = {}
    places: dict[str, str] = {}
    with Batch() as kept_safe, Batch() as batch, Batch() as told:

        def write(sent: Sent, filled: Filled) -> None:
            path = job.paths[sent.sheet.department]
            if path.exists():
                # Somebody may have filled in the file that is replaced.
                job.workspace.keep(read_bytes(path), ".xlsx")
            job.workspace.keep_in(kept_safe, filled.data, filled.digest, ".xlsx")
            places[filled.digest] = batch.add(path, filled.data)
            made[sent.sheet.department] = sent

        orders: list[SheetOrder] = []
        for sheet in job.sheets:
            if kept := job.unchanged(sheet):
                had[sheet.department] = kept
            elif again := job.restored(sheet):
                write(*again)
            else:
                orders.append(job.order(sheet))
        # A short table for thousands of departments.
        second.begin(sum(len(order.sheet.rows) for order in orders))
        results = second.share(orders, filler, start)
        recalled = [each for each in job.recalled if (each.sheet.department, each.revision) not in job.sent]
        names = ledger.file_names() | job.names
        with _recording(job, ledger, [order.sheet for order in orders], recalled) as writer:
            for _ in progress(orders, "生成部门表"):
                place, filled = next(results)
                write(*job.settled(orders[place], filled, filler))
            fresh = [made[sheet.department] for sheet in job.sheets if sheet.department in made]
            files = [had.get(sheet.department) or made[sheet.department] for sheet in job.sheets]
            # A file that was deleted, or is wanted in a second place too, is only written again.
            at = job.now.replace(microsecond=0)
            new = [replace(sent, at=at) for sent in (*(made[order.sheet.department] for order in orders), *recalled)]
            gone = [
                (last.path, last.sha256)
                for each in recalled
                if (last := job.latest[each.sheet.department])
                if job.workspace.holds(job.workspace.located(last.path), last.sha256)
            ]
            for path, _ in gone:
                batch.remove(job.workspace.located(path))
            has = latest(job.sent | {(sent.sheet.department, sent.revision): sent for sent in new})
            notices = Notices(
                job.round.name, job.folder, job.plan.registry, list(has.values()), names,
                lambda sent: Path(places[sent.sha256]).read_bytes() if sent.sha256 in places else job.workspace.sent(sent),
                job.plan.settings.send_to,
            )  # fmt: skip
            notices.prepare(told)
            flush(kept_safe, batch, told)
            # Into the archive first: if the rest is cut off, it is completed from there.
            kept_safe.finish()
            if writer:
                writer.add_sent(new)
                # Inside the transaction: if a file cannot be written, nothing is recorded.
                writer.then(Effect([(sent.path, sent.sha256) for sent in fresh], gone), batch.finish, batch.put_back)
            else:
                batch.finish()
        problems = notices.finish(told)
    if not template.shows_others and any(row.others for sheet in job.sheets for row in sheet.rows):
        problems = [*problems, finding("template-without-others", value="、".join(job.plan.others))]
    result = _result(job, files, [sent.sheet.department for sent in fresh], problems)
    return replace(result, notices=notices.paths)


@contextmanager
def _recording(
    job: Handing, ledger: Ledger, asked: Sequence[DepartmentSheet], recalled: Sequence[Sent]
) -> Iterator[ActionWriter | None]:
    """Open the action and record what is known before the workbooks of `asked` are made; None if there is nothing to record.

    The second process makes the first of them in the meantime.
    """
    numbers = derived_numbers(job.plan, ledger)
    if not (asked or recalled or numbers):
        yield None
        return
    back = f"，收回{len(recalled)}个部门" if recalled else ""
    with ledger.action("split", job.round.name, job.now, f"下发{job.round.name}：{len(asked)}个部门{back}") as writer:
        writer.add_numbers(numbers)
        writer.add_file_names(job.names)
        writer.add_sent_rows([*asked, *(each.sheet for each in recalled)])
        plan = planned(job.plan, job.roles, job.round.end or job.now.date())
        if plan != ledger.handed_out_plan(job.round.name):
            writer.add_plan(job.round.name, plan)
        keep_judging_settings(writer, ledger, job.round, job.plan.settings)
        yield writer


def _result(job: Handing, files: list[Sent], written: list[str], problems: Sequence[Finding]) -> Splitting:
    reasons = dict(job.why)
    for sheet in job.sheets:
        if sheet.department in written and job.same(sheet):
            reasons[sheet.department] = "没有变化，只补上不在那里的文件"
    asks = any(sheet.live and not job.same(sheet) for sheet in job.sheets)
    late = deadline_findings(job.deadline, job.now.date()) if asks else []
    samples = sample_findings(job.plan.registry)
    new = round_findings(job.round, job.rounds, job.current)
    unseen = [item for item in job.plan.findings if item.code in HIDDEN_CODES]
    return Splitting(
        job.round,
        files,
        job.skipped,
        written,
        job.folder,
        reasons,
        [
            *job.plan.settings.unread_in("split"),
            *new,
            *late,
            *unseen,
            *samples,
            *(() if job.rounds else start_missing(job.plan, job.round)),
            *job.reused,
            *job.ended,
            *job.differing,
            *job.gone_names,
            *problems,
        ],
        job.nothing,
        job.recalled,
    )
