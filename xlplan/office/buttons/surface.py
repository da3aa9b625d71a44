"""Where a button finds the workbook and puts its lists: an open workbook, or a saved one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar, cast

from xlplan.actions.book import Book, open_book, who, with_what_was_set
from xlplan.actions.decide import Pending
from xlplan.actions.handing import no_deadline
from xlplan.actions.receiving import days_received
from xlplan.actions.rounds import desk_of, owed_by
from xlplan.decisions import listing
from xlplan.decisions.carry_out import Answers
from xlplan.decisions.listing import PendingRow
from xlplan.decisions.moved import moved
from xlplan.decisions.settled import name_now
from xlplan.files.papers.list_report import Listing, list_report
from xlplan.files.store.writing import write_whole
from xlplan.ledger.reading import SET
from xlplan.office.buttons.guard import Outcome, ShowProgress
from xlplan.office.buttons.questions import Answer
from xlplan.office.buttons.round_question import First
from xlplan.office.buttons.settings_apart import RoundNotKnownError
from xlplan.office.sheets import result_rows
from xlplan.office.sheets.added_sheets import added, table_sheet
from xlplan.office.sheets.cell_notes import finding_notes, put_notes
from xlplan.office.sheets.cell_values import Row, Value, quiet, shown_value
from xlplan.office.sheets.fixed_sheets import Console, ResultSheet, SettingCells, setting_value
from xlplan.office.sheets.live import read_book, read_live_sheet, require_writable, saved_path
from xlplan.plan.plan import Plan
from xlplan.reissue.who import send_backs
from xlplan.returns.judge import latest_now
from xlplan.schedule.rounds import Round, read_round
from xlplan.telling.as_saved import read_as_saved
from xlplan.telling.set_settings import brought_in_step, which_counts
from xlplan.telling.told import Told
from xlplan.terms.buttons import caption
from xlplan.terms.catalogue import Severity
from xlplan.terms.choices import ReturnState, Verdict
from xlplan.terms.errors import FileMissingError, SettingError
from xlplan.terms.findings import Finding
from xlplan.terms.headings import RESULT_SHEETS
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import PENDING, RETURNS, SENT

if TYPE_CHECKING:
    import xlwings

    from xlplan.actions.split import Splitting

T = TypeVar("T")


_COLOURS: Final = {
    Severity.ERROR.label: "red", Severity.WARNING.label: "amber", Severity.NOTE.label: "note",
    ReturnState.MISSING: "red", ReturnState.SENT_BACK: "amber", ReturnState.ENTERED: "note", Verdict.NOTED.label: "amber", Verdict.REJECTED.label: "red",
    Verdict.UNREADABLE.label: "red",
}  # fmt: skip


class Surface:
    """One press of a button on a saved workbook: its lists become workbooks of their own in 汇总/."""

    def __init__(self, path: Path | None, now: datetime, report: ShowProgress, answer: Answer | None = None) -> None:
        """Begin a press; `path` is where the workbook is saved, None if it never was, `answer` the user's to what the press before asked."""
        self.tells_first = answer is First.TELL
        self.asks = isinstance(answer, First)
        """Whether a window asks what there is to ask. Otherwise a second press is the answer."""
        self.answer = None if isinstance(answer, First) else answer
        self.path = path
        self.now = now
        self._report = report
        self._share = 0.0
        self._lists: Path | None = None
        self.carried_out = False
        """Whether what the button is for is done, in files and ledger; what follows only shows it."""

    def tell(self, text: str, share: float) -> None:
        """Report what is being done, and how much of all is done (0 to 1)."""
        self._share = share
        self._report(text, share)

    def progress(self, items: Sequence[T], label: str) -> Iterable[T]:
        """Yield the items of an action and show its progress; each stage gets half of what is left."""
        start = self._share
        room = (0.8 - start) / 2
        for number, item in enumerate(items):
            self.tell(label, start + room * number / len(items))
            yield item
        self._share = start + room

    def prepare(self, *names: str) -> None:
        """Check that results, and the lists of these sheets, can be written. Raise if they cannot."""

    def source(self, *more: str) -> Book:
        """Return the workbook as the actions take it, `more` sheets too. Raise if it cannot be read."""
        assert self.path
        return open_book(self.path)

    def as_it_stands(self, source: Book) -> Book:
        """Return the workbook with 待核实 as it stands now: the user may have gone on writing meanwhile."""
        return source

    def put(self, rows: Mapping[str, Sequence[Row]], own: Sequence[str], folder: Path, said: str) -> None:
        """Put lists where the user finds them: here those that the button is for, into a file in `folder` that explains itself by `said`."""
        if not own:
            return
        listings = []
        for name in own:
            headings = RESULT_SHEETS[name]
            texts = [[_text(row.get(field)) for field in headings] for row in rows[name]]
            listings.append(Listing(name, said, list(headings.values()), texts))
        self._lists = folder / f"{own[0]}.xlsx"
        write_whole(self._lists, list_report(listings, self.now, _COLOURS))

    def annotate(self, plan: Plan, findings: Iterable[Finding]) -> None:
        """Put what was found on the cells of the table, where the surface has any."""

    def end(
        self, told: Told, source: Book, show: str | None = None, *, folder: Path | None = None, opens: bool = False,
        hint: str = "", ask: str | None = None,
    ) -> Outcome:  # fmt: skip
        """Tell the result. `show` is the sheet that shows it in an open workbook, `hint` what to do there.

        `folder` holds what was written; where it is for the user to go there, it `opens` on every surface.
        """
        where = f"清单在“{source.workspace.shown(self._lists)}”。" if self._lists else ""
        opened = folder or (self._lists and self._lists.parent)
        made = [*told.made, *([self._lists] if self._lists else [])]
        said = told.message(where + self.said_of(source))
        return Outcome(True, said, folder=opened, ask=ask, named=told.finished, made=made)

    def said_of(self, source: Book) -> str:
        """Return what else the user has to know of the workbook that was read."""
        return f"{read_as_saved(source)}{which_counts(source)}"


def _text(value: Value) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else shown_value(value)


class OpenSurface(Surface):
    """A press on a workbook that is open in a spreadsheet program: results go into its sheets."""

    def __init__(self, book: xlwings.Book, now: datetime, report: ShowProgress, answer: Answer | None) -> None:
        """Begin a press."""
        try:
            path = saved_path(book)
        except FileMissingError:
            path = None
        super().__init__(path, now, report, answer)
        self.book = book
        self.console: Console | None = None
        self.sheets: dict[str, ResultSheet] = {}
        self._in_step = ""
        """What was written into 设置 to bring it in step, in words."""

    @cached_property
    def all_sheets(self) -> dict[str, xlwings.Sheet]:
        """Every sheet by its name; asked for once, as each costs some calls."""
        return {sheet.name: sheet for sheet in self.book.sheets}

    @cached_property
    def table(self) -> str:
        """The name of the sheet with the table. Raise NoTableError where the fixed sheets were copied in, and it was deleted since."""
        return table_sheet(self.book)

    def prepare(self, *names: str) -> None:
        """Find 操作台 and these sheets."""
        require_writable(self.book, saved_path(self.book))
        self.console = Console(self.book, self.all_sheets)
        self.sheets = {name: ResultSheet(self.all_sheets, name) for name in names}

    def source(self, *more: str) -> Book:
        """Read the sheets, unsaved changes included."""
        self.tell("正在读取分工表", 0.05)
        source = with_what_was_set(read_book(self.all_sheets, saved_path(self.book), more, table=self.table))
        if source.set_here and not self.tells_first:
            self._bring_in_step(source)
        return source

    def _bring_in_step(self, source: Book) -> None:
        """Write what was set while the workbook was closed into its sheet 设置: from now on that counts alone."""
        cells = SettingCells(self.all_sheets)
        with source.workspace.hold(who(source, caption(SET), self.now)) as ledger, quiet(self.book.app):
            for name, change in source.set_here.items():
                cells.write(name, setting_value(name, change.after))
            ledger.remember_told([each.key for each in source.set_here.values()])
        self._in_step = brought_in_step(source)

    def as_it_stands(self, source: Book) -> Book:
        """Read 待核实 once more."""
        return replace(source, grids=[read_live_sheet(self.all_sheets, PENDING)])

    def put(self, rows: Mapping[str, Sequence[Row]], own: Sequence[str], folder: Path, said: str) -> None:
        """Write all lists into their sheets."""
        with quiet(self.book.app):
            for name, lines in rows.items():
                self.sheets[name].write(lines)

    def annotate(self, plan: Plan, findings: Iterable[Finding]) -> None:
        """Put notes on the coloured cells of the table; on none where the fixed sheets were copied in beside the office's own."""
        if added(self.book):
            return
        with quiet(self.book.app):
            put_notes(self.all_sheets[plan.sheet], finding_notes(findings, plan.sheet))

    def end(
        self, told: Told, source: Book, show: str | None = None, *, folder: Path | None = None, opens: bool = False,
        hint: str = "", ask: str | None = None,
    ) -> Outcome:  # fmt: skip
        """Note the result on 操作台, fit the rows of what was written, and bring a sheet to the front."""
        if self.console:
            with quiet(self.book.app):
                self.console.note(caption(told.verb), told.note, self.now)
        self.tell("正在调整行高", 0.95)
        for sheet in self.sheets.values():
            sheet.fit()
        if show in self.sheets:
            self.sheets[show].show()
        said, opened = told.message(hint + self._in_step), folder if opens else None
        return Outcome(True, said, show, opened, ask, told.finished, made=told.made)


def current_round(source: Book) -> Round:
    """Return the round that 设置 names. Raise SettingError, one that the user is asked about where there is no 设置, or RoundError."""
    if not source.settings.round:
        if source.settings_file:
            raise RoundNotKnownError(source)
        name, _, purpose = SETTING_ITEMS["round"]
        again = "再点一次按钮。" if source.live else "保存后再点一次按钮。"
        raise SettingError(f"“设置”里没有写“{name}”，不知道办哪一期。", f"请在“设置”里写上，{purpose}，{again}")
    return read_round(source.settings.round)


def require_deadline(source: Book, round_: Round) -> None:
    """Raise SettingError, as `current_round` does, if 设置 has no deadline for the departments' reports."""
    if source.settings.deadline is None:
        if source.settings_file:
            raise RoundNotKnownError(source)
        raise no_deadline(source.settings, round_, "再点一次按钮。")


class Listed(NamedTuple):
    """How many things are to be decided, and `answers` with the cells of their rows as these stand by now."""

    waiting: int
    answers: Answers


def put_round(
    job: Surface,
    source: Book,
    round_: Round,
    own: Sequence[str] = (),
    said: str = "",
    handed: Splitting | None = None,
    answers: Answers | None = None,
    amend: Callable[[list[Row], Pending], list[Row]] = lambda rows, pending: rows,
) -> Listed:
    """Let 下发清单, 回收情况 and 待核实 show what the ledger says of a round; return what is to be decided.

    `own` and `said` are as `Surface.put` takes them, `amend` is what a button does to the rows of 待核实 before.
    """
    job.tell("正在写清单", 0.8)
    workspace = source.workspace
    ledger = workspace.open_ledger()
    assert ledger is not None
    with ledger:
        plan = source.plan(job.now.date(), round_, ledger)
        pending = Pending(job.as_it_stands(source), ledger, round_, plan, job.now.date())
        desk = desk_of(ledger, round_, source.registry)
        received, questions = pending.case.received, pending.questions
        reminded = ledger.reminders(round_.name)
        came = days_received(received, ledger.received_on(round_.name), source.registry)
        days = {name: came.get(name_now(name, source.registry)) for name in desk.latest}
        owed = owed_by(plan, desk.latest, pending.reports.now.agreements, job.now.date())
        has = latest_now(desk.sent, source.registry)
        owing = {each.sheet.department for name, each in has.items() if name in owed}
        # A saved workbook keeps its rows; only what is open is listed in a file of its own.
        written = (pending.own_lines, answers) if source.live else ()
        open_ = amend([*listing.pending(questions, round_.name, *written, about=pending.about)], pending)
    others = [item for item in result_rows.not_taken(received) if workspace.located(item.path).is_file()]
    backs = send_backs(desk.sent, received, pending.case.decisions, round_.name, plan)
    back = {each.department for each in backs.departments if each.read}
    returned = result_rows.returns(
        desk, received, others, reminded, questions, days, owing, back, stamped_copy=source.settings.stamped_copy
    )
    shown = result_rows.with_sources(open_, [item for item in received if workspace.located(item.path).is_file()])
    rows = {SENT: result_rows.sent(desk, handed), RETURNS: returned, PENDING: shown}
    job.put(rows, own, workspace.report_folder(round_.name), f"{round_.name}，{job.now:%Y-%m-%d %H:%M}{said}。")
    # The sheet of a saved workbook stays as it is.
    answers = answers or Answers()
    return Listed(len(questions), moved(answers, cast("list[PendingRow]", open_)) if source.live else answers)
