"""The buttons on a saved workbook, for WPS and wherever no live program can be reached.

Nothing is written into the workbook: results become workbooks of their own in 汇总/.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from xlplan.actions.book import Book, open_book
from xlplan.actions.decide import CLOSING, ENTERING, Deciding, Pending, decide
from xlplan.actions.rounds import desk_of
from xlplan.files.store.workspace import REPORTS_FOLDER
from xlplan.files.store.writing import write_whole
from xlplan.ledger.store import Ledger
from xlplan.office.buttons.guard import Report
from xlplan.office.buttons.press import not_carried_out, require_deadline
from xlplan.office.buttons.reminding import chased_words
from xlplan.office.buttons.year import year_words
from xlplan.office.sheets.cell_values import Row, Value, shown_text
from xlplan.schedule.rounds import next_round, read_round
from xlplan.terms.buttons import BUTTONS, caption
from xlplan.terms.catalogue import Severity
from xlplan.terms.choices import ReturnState, Verdict
from xlplan.terms.errors import MisuseError, SettingError
from xlplan.terms.findings import severity_counts
from xlplan.terms.headings import RESULT_SHEETS
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import FINDINGS, PENDING, RETURNS, SENT

T = TypeVar("T")

_COLOURS: Final = {
    Severity.ERROR.label: "red",
    Severity.WARNING.label: "amber",
    Severity.NOTE.label: "note",
    ReturnState.MISSING: "red",
    Verdict.NOTED.label: "amber",
    Verdict.REJECTED.label: "red",
    Verdict.UNREADABLE.label: "red",
}


@dataclass(frozen=True)
class ClosedOutcome:
    """What a button did with a saved workbook. `folder` holds what it wrote."""

    ok: bool
    message: str
    folder: Path | None = None
    ask: str | None = None


def press_file(verb: str, path: Path, now: datetime, report: Report) -> ClosedOutcome:
    """Press a button for a saved workbook. Raises what the actions do, MisuseError for an unknown verb."""
    handlers: Mapping[str, Callable[[Path, datetime, Report], ClosedOutcome]] = {
        "validate": _validate,
        "split": _split,
        "merge": _merge,
        "status": _status,
        "remind": _remind,
        "round": _new_round,
        "enter": partial(_decide, ENTERING),
        "close": partial(_decide, CLOSING),
        "yearly": _yearly,
        "undo": _undo,
        "folder": _folder,
        "doctor": _doctor,
        "help": _help,
    }
    if verb not in handlers:
        raise MisuseError(
            f"“{caption(verb)}”不能用在保存好的文件上。", "请在 Excel 或 LibreOffice 里打开工作簿，再点按钮。"
        )
    report(f"正在{caption(verb)}", 0.0)
    return handlers[verb](path, now, report)


def _validate(path: Path, now: datetime, report: Report) -> ClosedOutcome:
    from xlplan.actions.validate import validate
    from xlplan.office.sheets import result_rows

    result = validate(open_book(path), now.date())
    target = result.book.workspace.root / REPORTS_FOLDER / f"{FINDINGS}.xlsx"
    _write(target, now, {FINDINGS: (f"“{path.name}”，{_clock(now)}校验。", result_rows.findings(result))})
    said = severity_counts(result.findings) or "没有发现问题"
    message = f"共 {len(result.plan.tasks)} 项任务：{said}。结果在 {_shown(result.book, target)}。"
    return ClosedOutcome(True, message, target.parent)


def _split(path: Path, now: datetime, report: Report) -> ClosedOutcome:
    from xlplan.actions.split import split
    from xlplan.office.sheets import result_rows

    book = open_book(path)
    round_ = read_round(_round(book))
    require_deadline(book, round_)
    result = split(book, round_.name, now, progress=_Progress(report))
    with _ledger(book) as ledger:
        rows = result_rows.sent(desk_of(ledger, result.round, book.registry), result)
    target = book.workspace.report_folder(result.round.name) / f"{SENT}.xlsx"
    _write(target, now, {SENT: (f"{result.round.name}，{_clock(now)}下发。", rows)})
    left = f"没有下发：{'、'.join(each.department for each in result.skipped)}。" if result.skipped else ""
    warnings = "".join(f"{item.message}{item.hint}" for item in result.findings)
    message = f"{result.round.name}：{len(result.files)} 个部门，其中 {len(result.written)} 份是新的。{warnings}{left}"
    return ClosedOutcome(True, message, result.folder)


def _merge(path: Path, now: datetime, report: Report) -> ClosedOutcome:
    from xlplan.actions.merge import merge
    from xlplan.office.sheets import result_rows

    book = open_book(path)
    result = merge(book, _round(book), now, progress=_Progress(report))
    with _ledger(book) as ledger:
        open_ = Pending(book, ledger, result.round, book.plan(now.date(), result.round, ledger), now.date())
        received = open_.case.received
        returns = result_rows.returns(
            desk_of(ledger, result.round, book.registry),
            received,
            result_rows.not_taken(received),
            ledger.reminders(result.round.name),
            open_.questions,
            stamped_copy=book.settings.stamped_copy,
        )
        pending = result_rows.pending(open_.questions)
    target = book.workspace.report_folder(result.round.name) / f"{RETURNS}.xlsx"
    said = f"{result.round.name}，{_clock(now)}合并。"
    _write(target, now, {RETURNS: (said, returns), PENDING: (said, pending)})
    missing = f"还没报送：{'、'.join(result.missing)}。" if result.missing else "应报送的部门都已报送。"
    if result.unstamped:
        missing += f"还缺盖章件：{'、'.join(result.unstamped)}。"
    how = (
        f"有 {len(pending)} 件要核实：请把“{PENDING}”清单里的行复制到工作簿的“{PENDING}”，写上处理意见，保存后再合并。"
    )
    waiting = how if pending else ""
    done = f"办理处理意见 {result.answers.count} 条。" if result.answers.count else ""
    back = f"{result.sent_back.words}。" if result.sent_back.words else ""
    message = f"{result.round.name}：{len(result.files)} 个文件。{done}{missing}{back}{waiting}清单在 {_shown(book, target)}。"
    message += not_carried_out(result.findings)
    return ClosedOutcome(True, message, target.parent)


def _status(path: Path, now: datetime, report: Report) -> ClosedOutcome:
    from xlplan.actions.status import status
    from xlplan.office.hosts.first_page import first_page
    from xlplan.terms.choices import Light

    book = open_book(path)
    result = status(book, _round(book), now, first_page=first_page)
    counts = Counter(task.light for task in result.status.tasks)
    lights = "，".join(f"{light.label}灯 {counts[light]}" for light in Light)
    return ClosedOutcome(
        True, f"{result.status.round.name}：{lights}。汇总在 {_shown(book, result.path)}。", result.path.parent
    )


def _remind(path: Path, now: datetime, report: Report) -> ClosedOutcome:
    from xlplan.actions.remind import remind

    book = open_book(path)
    result = remind(book, _round(book), now)
    return ClosedOutcome(True, chased_words(result, book.workspace), result.folder if result.reminders else None)


def _new_round(path: Path, now: datetime, report: Report) -> ClosedOutcome:
    name, deadline = (SETTING_ITEMS[item][0] for item in ("round", "deadline"))
    following = next_round(read_round(_round(open_book(path))))
    new = f"“{following.name}”" if following else "新的期次"
    how = f"请在 WPS 里把“设置”的“{name}”改成{new}，写上新的“{deadline}”，保存后再点“{caption('split')}”。"
    return ClosedOutcome(True, how)


def _decide(what: Deciding, path: Path, now: datetime, report: Report) -> ClosedOutcome:
    book = open_book(path)
    answers = decide(book, _round(book), now, what)
    if not answers.count and not answers.findings:
        how = f"请在 WPS 里打开“{PENDING}”，写好要办的行（{'、'.join(what.kinds)}），保存后再点“{what.caption}”。"
        return ClosedOutcome(True, how)
    return ClosedOutcome(True, f"{what.caption} {answers.count} 条。" + not_carried_out(answers.findings))


def _yearly(path: Path, now: datetime, report: Report) -> ClosedOutcome:
    from xlplan.actions.yearly import yearly

    book = open_book(path)
    result = yearly(book, now)
    return ClosedOutcome(True, year_words(result, book.workspace), result.path.parent)


def _undo(path: Path, now: datetime, report: Report) -> ClosedOutcome:
    from xlplan.actions.undo import undo

    result = undo(open_book(path), now)
    if result.action is None:
        return ClosedOutcome(True, "没有可以撤销的操作。")
    kept = f"部门已经报送、保留的文件：{'、'.join(result.kept)}。" if result.kept else ""
    action = result.action
    return ClosedOutcome(True, f"已撤销：{caption(action.verb)}（{_clock(action.at)}，{action.summary}）。{kept}")


def _folder(path: Path, now: datetime, report: Report) -> ClosedOutcome:
    root = open_book(path).workspace.root
    if not root.is_dir():
        return ClosedOutcome(
            True, f"还没有工作区“{root.name}”，先打开工作簿所在的文件夹。拆分下发时会建立它。", root.parent
        )
    return ClosedOutcome(True, f"已打开工作区：{root}", root)


def _doctor(path: Path, now: datetime, report: Report) -> ClosedOutcome:
    from xlplan.office.setup.doctor import examine, summary

    checks = examine(path)
    return ClosedOutcome(all(check.ok is not False for check in checks), summary(checks))


def _help(path: Path, now: datetime, report: Report) -> ClosedOutcome:
    lines = [f"{button.caption}：{button.screentip}" for button in BUTTONS]
    how = "用 WPS 时，先在 WPS 里保存，再在这里点按钮；结果写在工作区的“汇总”里。"
    return ClosedOutcome(True, "\n".join([how, *lines]))


class _Progress:
    """Progress of an action, handed on to the window."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def __call__(self, items: Sequence[T], label: str) -> Iterable[T]:
        for number, item in enumerate(items):
            self._report(label, number / len(items))
            yield item


def _round(book: Book) -> str:
    if not book.settings.round:
        raise SettingError(
            "“设置”里没有写当前期次，不知道办哪一期。",
            f"请在“设置”的“{SETTING_ITEMS['round'][0]}”写上（{SETTING_ITEMS['round'][2]}），保存后再点一次。",
        )
    return book.settings.round


def _ledger(book: Book) -> Ledger:
    """The ledger that an action has just written."""
    ledger = book.workspace.open_ledger()
    assert ledger is not None
    return ledger


def _write(target: Path, now: datetime, lists: Mapping[str, tuple[str, Sequence[Row]]]) -> None:
    """A workbook with the result sheets named, each with its explanation and its rows."""
    from xlplan.files.papers.list_report import Listing, list_report

    sheets = []
    for name, (explanation, rows) in lists.items():
        headings = RESULT_SHEETS[name]
        texts = [[_text(row.get(field)) for field in headings] for row in rows]
        sheets.append(Listing(name, explanation, list(headings.values()), texts))
    write_whole(target, list_report(sheets, now, _COLOURS))


def _text(value: Value) -> str:
    if isinstance(value, datetime):
        return _clock(value)
    return shown_text(value)


def _shown(book: Book, path: Path) -> str:
    return book.workspace.shown(path)


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
