"""What the buttons do on any surface: read the workbook, run the same actions as the command line, list the results.

Everything that could stop a button is checked first (is the workbook saved, can it be written, are the sheets there),
so that nothing is handed out or taken in that the sheets could not show. Outside of the fixed sheets only missing 编号
are written, and only after the user was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlplan.actions.decide import CLOSING, ENTERING
from xlplan.actions.foreseeing import foresee, foreseen
from xlplan.actions.merge import merge
from xlplan.actions.remind import remind
from xlplan.actions.split import split
from xlplan.actions.status import Summary, status
from xlplan.actions.supervise import supervise
from xlplan.actions.undo import Undoing, undo
from xlplan.actions.yearly import yearly
from xlplan.files.apart.pool import get_ready
from xlplan.office.buttons.first_press import meet, sheets
from xlplan.office.buttons.guard import Outcome, ShowProgress
from xlplan.office.buttons.help_buttons import press_doctor, press_folder, press_help
from xlplan.office.buttons.new_round import new_round
from xlplan.office.buttons.pending_buttons import press_close, press_enter
from xlplan.office.buttons.questions import Answer
from xlplan.office.buttons.round_question import RoundAnswer
from xlplan.office.buttons.settings_apart import RoundNotKnownError, ask, take
from xlplan.office.buttons.surface import OpenSurface, Surface, current_round, put_round, require_deadline
from xlplan.office.buttons.table_only import TableSurface, has_only_table
from xlplan.office.buttons.table_question import TableAnswer
from xlplan.office.buttons.validate_button import press_validate
from xlplan.office.hosts import first_page
from xlplan.office.hosts.host_errors import is_busy, stands_in_the_way
from xlplan.office.sheets import progress
from xlplan.office.sheets.cell_values import Link, Row, quiet
from xlplan.office.sheets.dashboard import Dashboard
from xlplan.office.sheets.fixed_sheets import SettingCells, setting_value
from xlplan.office.sheets.live import opens_files_at_top
from xlplan.schedule.rounds import read_round
from xlplan.telling.foreseeing import tell_declined, tell_foreseen
from xlplan.telling.merge import tell_merging, to_be_decided
from xlplan.telling.not_shown import tell_not_shown
from xlplan.telling.remind import tell_reminding
from xlplan.telling.split import tell_splitting
from xlplan.telling.status import tell_summary
from xlplan.telling.supervise import tell_supervising
from xlplan.telling.undo import old_summary, tell_undoing
from xlplan.telling.yearly import tell_accounting
from xlplan.terms.buttons import caption
from xlplan.terms.errors import XlplanError
from xlplan.terms.sheets import CONSOLE, DASHBOARD, PENDING, PROGRESS, RETURNS, SENT

if TYPE_CHECKING:
    import xlwings


def press(
    verb: str, book: xlwings.Book, now: datetime, report: ShowProgress, *, answer: Answer | None = None
) -> Outcome:
    """Press a button for an open workbook; `answer` is the user's answer to the question of the press before.

    What cannot be done for a reason that the user can mend is an Outcome that says so. Raise KeyError for an unknown
    verb, and whatever the program raises when it is closed or busy meanwhile.
    """
    if has_only_table(book):
        job = TableSurface(book, now, report, answer)
        try:
            outcome = None if verb in _WITHOUT_TABLE else meet(verb, job)
        except XlplanError as error:
            return Outcome(False, str(error))
        if outcome is not None:
            return outcome
        if isinstance(answer, TableAnswer):
            answer = job.answer = None
        if has_only_table(book):
            return press_on(verb, job)
    return press_on(verb, OpenSurface(book, now, report, answer))


def press_file(verb: str, path: Path, now: datetime, report: ShowProgress, answer: Answer | None = None) -> Outcome:
    """Press a button for a saved workbook. It ends, and raises KeyError, as `press` does."""
    return press_on(verb, Surface(path, now, report, answer))


def press_on(verb: str, job: Surface) -> Outcome:
    """Run the function of a verb's button; where it does not know its round, ask for it, and keep the answer first of all."""
    work = VERBS[verb]
    job.tell(f"正在{caption(verb)}", 0.01)
    try:
        try:
            if isinstance(job.answer, RoundAnswer) and verb != "round":
                take(job.source(), job.answer, job.now)
            if job.tells_first and (found := _foretold(verb, job)):
                return found
            if job.answer is False and verb not in _OWN_ANSWERS:
                return Outcome(True, tell_declined(verb))
            return work(job)
        except RoundNotKnownError as error:
            return ask(error, job.now)
    except Exception as error:
        if job.carried_out and stands_in_the_way(error):
            return Outcome(False, tell_not_shown(verb, busy=is_busy(error)))
        if isinstance(error, XlplanError):
            return Outcome(False, str(error))
        raise


def _foretold(verb: str, job: Surface) -> Outcome | None:
    """Return what a verb would do, as a question; None for one that changes nothing which one would miss."""
    if not foreseen(verb):
        return None
    source = job.source(CONSOLE, PENDING) if verb == "merge" else job.source()
    if verb not in _OF_NO_ROUND:
        current_round(source)
    if verb == "split":
        require_deadline(source, current_round(source))
    found = foresee(verb, source, job.now)
    said = tell_foreseen(found, source.workspace) if found else ""
    return Outcome(True, said, ask=said, foretells=True) if found else None


_OF_NO_ROUND: Final = ("undo", "yearly")
_OWN_ANSWERS: Final = ("validate", "round")
"""The verbs that ask questions of their own, and take the answers."""


def _split(job: Surface) -> Outcome:
    job.prepare(SENT, RETURNS, PENDING)
    source = job.source(CONSOLE)
    round_ = current_round(source)
    require_deadline(source, round_)
    result = split(source, round_.name, job.now, progress=job.progress)
    job.carried_out = True
    put_round(job, source, round_, [SENT], "下发", result)
    return job.end(tell_splitting(result, source.workspace), source, SENT, folder=result.folder)


def _merge(job: Surface) -> Outcome:
    # A reader starts while the program is asked for what is in the workbook.
    get_ready()
    job.prepare(SENT, RETURNS, PENDING)
    source = job.source(CONSOLE, PENDING)
    round_ = current_round(source)
    result = merge(source, round_.name, job.now, progress=job.progress)
    job.carried_out = True
    listed = put_round(job, source, round_, [RETURNS, PENDING], "合并", answers=result.answers)
    told = tell_merging(replace(result, answers=listed.answers), source.workspace, live=source.live)
    return job.end(told, source, RETURNS, hint=to_be_decided(listed.waiting, ""))


def _status(job: Surface) -> Outcome:
    job.prepare(PROGRESS)
    board = Dashboard(job.all_sheets) if isinstance(job, OpenSurface) else None
    source = job.source(CONSOLE, PENDING)
    round_ = current_round(source)
    job.tell("正在汇总", 0.2)
    result = status(source, round_.name, job.now)
    job.carried_out = True
    job.tell(f"正在写{PROGRESS}", 0.6)
    if isinstance(job, OpenSurface) and board:
        _show(job, board, result, source.workspace.shown(result.path))
    outcome = job.end(tell_summary(result, source.workspace), source, DASHBOARD, folder=result.path.parent)
    if board:
        board.show()
    return replace(outcome, afterwards=lambda: first_page.first_page(result.path))


def _show(job: OpenSurface, board: Dashboard, result: Summary, report: str) -> None:
    listed = job.sheets[PROGRESS]
    own = None
    if opens_files_at_top(job.book):
        own = progress.inside(result.status, listed.places(len(result.status.tasks), "id"), board.place)
    sources = progress.Sources(result, report, own)
    with quiet(job.book.app):
        listed.write(progress.progress_lines(result, sources))
        shown = progress.dashboard(result, sources, board.capacity())
        board.write(progress.title(result), shown, progress.silent(result, sources), progress.words(result))


def _remind(job: Surface) -> Outcome:
    job.prepare(SENT, RETURNS, PENDING)
    source = job.source()
    round_ = current_round(source)
    job.tell("正在写催报的话和催办单", 0.3)
    result = remind(source, round_.name, job.now)
    job.carried_out = True
    put_round(job, source, round_)
    folder = result.folder if result.reminders else None
    return job.end(tell_reminding(result, source.workspace), source, RETURNS, folder=folder, opens=True)


def _supervise(job: Surface) -> Outcome:
    job.prepare()
    source = job.source()
    round_ = current_round(source)
    job.tell("正在写督办单", 0.3)
    result = supervise(source, round_.name, job.now)
    job.carried_out = True
    folder = result.folder if result.papers else result.list_path.parent
    return job.end(tell_supervising(result, source.workspace), source, folder=folder, opens=bool(result.open))


def _yearly(job: Surface) -> Outcome:
    job.prepare()
    source = job.source()
    job.tell("正在写年度考核台账", 0.3)
    result = yearly(source, job.now)
    job.carried_out = True
    return job.end(tell_accounting(result, source.workspace), source, folder=result.path.parent, opens=True)


def _undo(job: Surface) -> Outcome:
    job.prepare(SENT, RETURNS, PENDING, PROGRESS)
    source = job.source(CONSOLE)
    job.tell("正在撤销", 0.2)
    result = undo(source, job.now)
    told, action = tell_undoing(result, source.workspace, live=isinstance(job, OpenSurface)), result.action
    if action is None:
        return Outcome(True, told.message())
    job.carried_out = True
    stale = isinstance(job, OpenSurface) and job.sheets.pop(PROGRESS).read()
    if isinstance(job, OpenSurface):
        if job.console:
            job.console.note(caption(action.verb), "", None)
        if result.settings:
            cells = SettingCells(job.all_sheets)
            for change in result.settings:
                cells.write(change.name, setting_value(change.name, change.before))
    if action.round:
        live = isinstance(job, OpenSurface)
        put_round(
            job, source, read_round(action.round), amend=lambda rows, _: _asked_again(result, rows) if live else rows
        )
    shown = {"merge": RETURNS, "remind": RETURNS, CLOSING.verb: PENDING, ENTERING.verb: PENDING}.get(action.verb, SENT)
    return job.end(told, source, shown, hint=old_summary() if stale else "")


def _asked_again(result: Undoing, rows: list[Row]) -> list[Row]:
    """Return the rows of 待核实 with what the office had written into them before it was carried out and taken back."""
    values = [{name: None if isinstance(value, Link) else value for name, value in row.items()} for row in rows]
    return [*result.asked_again(values)]


_WITHOUT_TABLE: Final = frozenset({"doctor", "help"})
"""Buttons that look at no table."""

VERBS: Final[Mapping[str, Callable[[Surface], Outcome]]] = {
    "validate": press_validate, "split": _split, "merge": _merge, "status": _status,
    "remind": _remind, "supervise": _supervise, "round": new_round, "enter": press_enter, "close": press_close,
    "yearly": _yearly, "undo": _undo, "folder": press_folder, "doctor": press_doctor,
    "help": press_help, "sheets": sheets,
}  # fmt: skip
