"""What the buttons do in an open workbook: read it, run the same actions as the command line, list the results in it.

Everything that could stop a button is looked at first (is the workbook saved, can it be written, are the sheets there),
so that nothing is handed out or taken in that the sheets could not show. Outside of the fixed sheets only missing 编号
are written, and only after the user was asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from xlplan.actions.decide import CLOSING, ENTERING
from xlplan.files.store.workspace import NOTICES_FOLDER
from xlplan.files.store.writing import make_folder
from xlplan.office.buttons.guard import Report
from xlplan.office.buttons.new_round import new_round
from xlplan.office.buttons.pending_buttons import close, enter
from xlplan.office.buttons.press import (
    Outcome,
    Press,
    current_round,
    finish,
    list_round,
    not_carried_out,
    require_deadline,
    some,
)
from xlplan.office.buttons.reminding import chase
from xlplan.office.buttons.year import account
from xlplan.office.sheets import progress, result_rows
from xlplan.office.sheets.cell_values import fill_numbers, quiet
from xlplan.office.sheets.dashboard import Dashboard
from xlplan.office.sheets.fixed_sheets import ResultSheet
from xlplan.office.sheets.live import saved_path
from xlplan.schedule.rounds import read_round
from xlplan.terms.buttons import BUTTONS, caption
from xlplan.terms.catalogue import CATALOGUE
from xlplan.terms.cells import cell_place
from xlplan.terms.choices import Light, Verdict
from xlplan.terms.errors import FileMissingError, XlplanError
from xlplan.terms.fields import Field
from xlplan.terms.findings import severity_counts
from xlplan.terms.sheets import CONSOLE, DASHBOARD, FINDINGS, PENDING, PLAN, PROGRESS, RETURNS, SENT

if TYPE_CHECKING:
    import xlwings

    from xlplan.actions.validate import Validation


def press(verb: str, book: xlwings.Book, now: datetime, report: Report, *, answer: bool | None = None) -> Outcome:
    """Do what the button of a verb is for; `answer` is the user's answer to the question of the press before.

    What cannot be done for a reason that the user can mend is an Outcome that says so. Raises KeyError for an unknown
    verb, and whatever the program raises when it is closed or busy meanwhile.
    """
    work = VERBS[verb]
    job = Press(book, now, report, answer)
    job.tell(f"正在{caption(verb)}", 0.01)
    try:
        return work(job)
    except XlplanError as error:
        return Outcome(False, str(error))


def _validate(job: Press) -> Outcome:
    from xlplan.actions.validate import validate

    console, sheets = job.console(), job.sheets(FINDINGS)
    sheet = sheets[FINDINGS]
    result = validate(job.source(), job.now.date())
    proposed = result_rows.unnumbered(result.plan)
    filled = 0
    if proposed and (job.answer or (job.answer is None and _was_asked(sheet, proposed))):
        job.tell("正在补上编号", 0.4)
        _, column = cell_place(result.plan.fields[Field.ID])
        fill_numbers(job.all_sheets[PLAN], column + 1, proposed)
        filled = len(proposed)
        result = validate(job.source(), job.now.date())
        proposed = {}
    job.tell("正在写校验结果", 0.6)
    counts = severity_counts(result.findings)
    said = f"{len(result.plan.tasks)} 项任务，" + (
        f"{len(result.findings)} 个问题（{counts}）" if counts else "没有发现问题"
    )
    with quiet(job.book.app):
        sheet.write(result_rows.findings(result))
        console.note(caption("validate"), said, job.now)
    finish(job, sheets, FINDINGS)
    return _validated(result, said, filled, proposed if job.answer is None else {})


def _was_asked(sheet: ResultSheet, proposed: Mapping[int, str]) -> bool:
    """Whether the press before listed just these numbers, so that pressing again means yes."""
    listed = {str(row.get("task")) for row in sheet.read() if row.get("rule") == CATALOGUE["id-missing"].title}
    return listed == set(proposed.values())


def _validated(result: Validation, said: str, filled: int, proposed: Mapping[int, str]) -> Outcome:
    message = f"校验完成：{said}。"
    if filled:
        message += f"已补上 {filled} 个编号，请保存工作簿。"
    if result.findings:
        message += "请看“校验结果”，点“单元格”可以跳过去；改好再点一次。"
    if not proposed:
        return Outcome(True, message, show=FINDINGS)
    rows = some(f"第{row}行 {number}" for row, number in proposed.items())
    ask = f"有 {len(proposed)} 项任务没有编号，可以补上：{rows}。"
    return Outcome(
        True,
        f"{message}{ask}再点一次“{caption('validate')}”就替您写上；要用别的编号，请先自己写好。",
        show=FINDINGS,
        ask=f"{ask}现在补上吗？",
    )


def _split(job: Press) -> Outcome:
    from xlplan.actions.split import split

    console, sheets = job.console(), job.sheets(SENT, RETURNS, PENDING)
    source = job.source(CONSOLE)
    round_ = current_round(source)
    require_deadline(source, round_)
    result = split(source, round_.name, job.now, progress=job.progress)
    skipped = f"，{len(result.skipped)} 个名称没有下发" if result.skipped else ""
    said = f"{round_.name}：{len(result.files)} 个部门，其中 {len(result.written)} 份是新的{skipped}"
    list_round(job, source, round_, sheets, console, ("split", said), result)
    finish(job, sheets, SENT)
    left = some(item.department for item in result.skipped)
    tail = f"没有下发：{left}，原因见“{SENT}”的说明。" if left else ""
    folder = f"请把“{source.workspace.shown(result.folder)}”里的文件发给各部门，要发的话写好在“{NOTICES_FOLDER}”里。"
    warnings = "".join(f"{item.message}{item.hint}" for item in result.findings)
    return Outcome(True, f"拆分下发完成。{said}。{warnings}{folder}{tail}", show=SENT)


def _merge(job: Press) -> Outcome:
    from xlplan.actions.merge import merge

    console, sheets = job.console(), job.sheets(SENT, RETURNS, PENDING)
    source = job.source(CONSOLE, PENDING)
    round_ = current_round(source)
    result = merge(source, round_.name, job.now, progress=job.progress)
    counts = Counter(item.verdict for item in result.files)
    files = "，".join(f"{verdict.label} {counts[verdict]}" for verdict in Verdict if counts[verdict])
    said = f"{round_.name}：{len(result.files)} 个文件" + (f"（{files}）" if files else "")
    said += f"，还差 {len(result.missing)} 个部门" if result.missing else "，应报的都已报送"
    if result.answers.count:
        said += f"，办理处理意见 {result.answers.count} 条"
    waiting = list_round(job, source, round_, sheets, console, ("merge", said), answers=result.answers)
    finish(job, sheets, RETURNS)
    message = f"合并回收完成。{said}。"
    if not result.files:
        folder = source.workspace.shown(source.workspace.returned_folder(round_.name))
        message += f"请把报送回来的表放进“{folder}”，再点一次。"
    if result.missing:
        message += f"还没报送：{some(result.missing)}。"
    if result.sent_back.words:
        message += f"{result.sent_back.words}。"
    if waiting:
        message += f"有 {waiting} 件要核实，见“{PENDING}”。"
    return Outcome(True, message + not_carried_out(result.findings), show=RETURNS)


def _status(job: Press) -> Outcome:
    from xlplan.actions.status import status
    from xlplan.office.hosts.first_page import first_page

    console, sheets, board = job.console(), job.sheets(PROGRESS), Dashboard(job.all_sheets)
    source = job.source(CONSOLE)
    round_ = current_round(source)
    job.tell("正在汇总", 0.2)
    result = status(source, round_.name, job.now, first_page=first_page)
    counts = Counter(task.light for task in result.status.tasks)
    lights = "，".join(f"{light.label}灯 {counts[light]}" for light in Light)
    said = f"{round_.name}：{lights}"
    job.tell(f"正在写{PROGRESS}", 0.6)
    sources = progress.Sources(result, source.workspace.shown(result.path))
    with quiet(job.book.app):
        sheets[PROGRESS].write(progress.lines(result, sources))
        board.write(
            progress.title(result), progress.dashboard(result, sources, board.capacity()), progress.words(result)
        )
        console.note(caption("status"), said, job.now)
    finish(job, sheets, None)
    board.show()
    where = source.workspace.shown(result.path)
    beside = "、".join(path.name for path in result.others)
    return Outcome(True, f"汇总完成。{said}。报送用的汇总工作簿：{where}；旁边还有：{beside}。", show=DASHBOARD)


def _undo(job: Press) -> Outcome:
    from xlplan.actions.undo import undo

    console, sheets = job.console(), job.sheets(SENT, RETURNS, PENDING, PROGRESS)
    source = job.source(CONSOLE)
    job.tell("正在撤销", 0.2)
    result = undo(source, job.now)
    action = result.action
    if action is None:
        return Outcome(True, "没有可以撤销的操作。")
    said = f"撤销了 {action.at:%m-%d %H:%M} 的{caption(action.verb)}（{action.summary}）"
    stale = bool(sheets.pop(PROGRESS).read())
    shown = {"merge": RETURNS, "remind": RETURNS, CLOSING.verb: PENDING, ENTERING.verb: PENDING}.get(action.verb, SENT)
    if action.round:
        list_round(job, source, read_round(action.round), sheets, console, ("undo", said))
    finish(job, sheets, shown)
    message = f"{said}。"
    if result.removed:
        message += f"从下发文件夹移走了 {len(result.removed)} 份没有人报过的表（归档里还有）。"
    if result.restored:
        message += f"换回上一版的有 {len(result.restored)} 份。"
    if result.kept:
        message += f"已经有人报送、保留不动的：{some(path.rpartition('/')[2] for path in result.kept)}。"
    if stale:
        message += f"“{PROGRESS}”和“{DASHBOARD}”还是撤销以前的，请再点一次“{caption('status')}”。"
    return Outcome(True, message, show=shown)


def _folder(job: Press) -> Outcome:
    root = job.source().workspace.root
    make_folder(root)
    return Outcome(True, f"已打开工作区“{root.name}”：下发、回收、汇总都在里面。", folder=root)


def _doctor(job: Press) -> Outcome:
    from xlplan.office.setup.doctor import examine, summary

    job.tell("正在检查", 0.1)
    try:
        path = saved_path(job.book)
    except FileMissingError:
        # The rest can be looked at all the same.
        path = None
    checks = examine(path)
    return Outcome(all(check.ok is not False for check in checks), summary(checks))


def _help(job: Press) -> Outcome:
    lines = [f"{button.caption}：{button.screentip}。" for button in BUTTONS]
    return Outcome(True, "\n".join(["说明书是安装文件夹里的 README.md 和 docs 文件夹；按钮从左到右依次点。", *lines]))


VERBS: Final[Mapping[str, Callable[[Press], Outcome]]] = {
    "validate": _validate,
    "split": _split,
    "merge": _merge,
    "status": _status,
    "remind": chase,
    "round": new_round,
    "enter": enter,
    "close": close,
    "yearly": account,
    "undo": _undo,
    "folder": _folder,
    "doctor": _doctor,
    "help": _help,
}
