"""One press of a button on an open workbook: what it reads, how it tells of its progress, and the lists of a round."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from xlplan.actions.book import Book
from xlplan.actions.decide import Pending
from xlplan.actions.handing import no_deadline
from xlplan.actions.rounds import desk_of
from xlplan.decisions.carry_out import Answers
from xlplan.office.buttons.guard import Report
from xlplan.office.sheets import result_rows
from xlplan.office.sheets.cell_values import Row, quiet
from xlplan.office.sheets.fixed_sheets import Console, ResultSheet
from xlplan.office.sheets.live import read_book, read_sheet, require_writable, saved_path
from xlplan.schedule.rounds import Round, read_round
from xlplan.terms.buttons import caption
from xlplan.terms.errors import SettingError
from xlplan.terms.findings import Finding
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import PENDING, RETURNS, SENT

if TYPE_CHECKING:
    import xlwings

    from xlplan.actions.split import Splitting

T = TypeVar("T")
_NAMED: Final = 6


@dataclass(frozen=True)
class Outcome:
    """How a button ended. `show` is the sheet brought to the front, `folder` one to be opened in the file manager.

    `ask` is a question that the user may say yes to: the button is then pressed again with `answer=True`.
    """

    ok: bool
    message: str
    show: str | None = None
    folder: Path | None = None
    ask: str | None = None


class Press:
    """One press of a button."""

    def __init__(self, book: xlwings.Book, now: datetime, report: Report, answer: bool | None) -> None:
        self.book = book
        self.now = now
        self.answer = answer
        self._report = report
        self._share = 0.0

    @cached_property
    def all_sheets(self) -> dict[str, xlwings.Sheet]:
        """Every sheet of the workbook by its name; asked for once, for it costs some calls for each."""
        return {sheet.name: sheet for sheet in self.book.sheets}

    def tell(self, text: str, share: float) -> None:
        """Say what is being done, and how much of all is done (0 to 1)."""
        self._share = share
        self._report(text, share)

    def progress(self, items: Sequence[T], label: str) -> Iterable[T]:
        """Progress of an action; each of its stages gets half of what is left."""
        start = self._share
        room = (0.8 - start) / 2
        for number, item in enumerate(items):
            self.tell(label, start + room * number / len(items))
            yield item
        self._share = start + room

    def source(self, *more: str) -> Book:
        """The workbook as the actions take it, `more` sheets too. Raises where it is not saved, not there, or not to be read."""
        self.tell("正在读取分工表", 0.05)
        return read_book(self.all_sheets, saved_path(self.book), more)

    def console(self) -> Console:
        """操作台. Raises where results could not be written into the workbook at all."""
        require_writable(self.book, saved_path(self.book))
        return Console(self.book, self.all_sheets)

    def sheets(self, *names: str) -> dict[str, ResultSheet]:
        """Result sheets, ready to be written."""
        return {name: ResultSheet(self.all_sheets, name) for name in names}


def current_round(source: Book) -> Round:
    """The round that 设置 names. Raises SettingError or RoundError."""
    name = source.settings.round
    if not name:
        item = SETTING_ITEMS["round"]
        raise SettingError(
            f"“设置”里没有写“{item[0]}”，不知道办哪一期。", f"请在“设置”里写上，{item[2]}，再点一次按钮。"
        )
    return read_round(name)


def require_deadline(source: Book, round_: Round) -> None:
    """Raises NoDeadlineError where 设置 does not say until when the departments have to report."""
    if source.settings.deadline is None:
        raise no_deadline(source.settings, round_, "再点一次按钮。")


def list_round(
    job: Press,
    source: Book,
    round_: Round,
    sheets: Mapping[str, ResultSheet],
    console: Console,
    last: tuple[str, str],
    handed: Splitting | None = None,
    answers: Answers | None = None,
    amend: Callable[[list[Row], Pending], list[Row]] = lambda rows, pending: rows,
) -> int:
    """Let 下发清单, 回收情况 and 待核实 show what the ledger says of a round; tells how many things are to be decided.

    `amend` is what a button does to the rows of 待核实 before they are written.
    """
    job.tell("正在写清单", 0.8)
    workspace = source.workspace
    ledger = workspace.open_ledger()
    assert ledger is not None
    with ledger:
        plan = source.plan(job.now.date(), round_, ledger)
        # As it stands now: the user may have gone on writing meanwhile.
        book = replace(source, grids=[read_sheet(job.all_sheets, PENDING)])
        pending = Pending(book, ledger, round_, plan, job.now.date())
        desk = desk_of(ledger, round_, source.registry)
        received, questions = pending.case.received, pending.questions
        reminded = ledger.reminders(round_.name)
        kept = amend(result_rows.pending(questions, pending.lines, answers), pending)
    others = [item for item in result_rows.not_taken(received) if workspace.located(item.path).is_file()]
    verb, said = last
    with quiet(job.book.app):
        sheets[SENT].write(result_rows.sent(desk, handed))
        sheets[RETURNS].write(
            result_rows.returns(desk, received, others, reminded, questions, stamped_copy=source.settings.stamped_copy)
        )
        sheets[PENDING].write(kept)
        console.note(caption(verb), said, job.now)
    return len(questions)


def finish(job: Press, sheets: Mapping[str, ResultSheet], shown: str | None) -> None:
    """Fit the rows of what was written, and bring a sheet to the front."""
    job.tell("正在调整行高", 0.95)
    for sheet in sheets.values():
        sheet.fit()
    if shown:
        sheets[shown].show()


def some(names: Iterable[str]) -> str:
    """So many names as a message takes; the sheets list all."""
    listed = list(names)
    more = f"等{len(listed)}个" if len(listed) > _NAMED else ""
    return "、".join(listed[:_NAMED]) + more


def not_carried_out(findings: Sequence[Finding]) -> str:
    """What a message says of decisions that wait for the office; the sheet says the rest beside each."""
    more = f"……共{len(findings)}条，其余见“{PENDING}”的说明。" if len(findings) > _NAMED else ""
    return "".join(f"\n{item.message}{item.hint}" for item in findings[:_NAMED]) + (f"\n{more}" if more else "")
