"""The rows of the result sheets: results of actions, and the ledger's view of a round, by column."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath
from typing import Final

from xlplan.actions.split import Splitting
from xlplan.actions.validate import Validation
from xlplan.decisions.model import Question
from xlplan.files.look.kinds import SPREADSHEETS
from xlplan.handout.texts import other_words, recall_words
from xlplan.office.sheets.cell_values import Link, Row, cell_link
from xlplan.plan.plan import Plan
from xlplan.reissue.marks import UnreadReturn
from xlplan.reissue.who import senders, sorted_out
from xlplan.returns.attachments import EVIDENCE, STAMPED, attached, only_beside, unclaimed, unstamped
from xlplan.returns.judge import Desk
from xlplan.returns.received import Entered, Received, Submission
from xlplan.schedule.calendar import day_words
from xlplan.status.remind import Reminded
from xlplan.terms.catalogue import CATALOGUE, Extent, Severity
from xlplan.terms.cells import Grid, as_text, cell_place
from xlplan.terms.choices import ReturnState, Verdict
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, gravest_first, gravity
from xlplan.terms.headings import PLAN_HEADINGS

_SHOWN_REASONS: Final = 6
_SHOWN_CELLS: Final = 20
"""So many cells are named of the reasons that are left out."""
_GRAVITY: Final = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def findings(result: Validation) -> list[Row]:
    """Return the rows of 校验结果, the gravest first. 编号 and 列 are as on the sheet: the marks find their cells by them."""
    plan = result.plan
    grid = next(grid for grid in result.book.grids if grid.sheet == plan.sheet)
    return [
        {
            "number": number, "severity": item.severity.label, "rule": item.kind.title or item.code,
            "task": _number_on_sheet(plan, grid, item) or item.task, "column": _heading_on_sheet(plan, grid, item),
            "cell": cell_link(item.sheet, item.cell), "problem": item.message, "cure": item.hint,
        }
        for number, item in enumerate(sorted(result.findings, key=lambda item: _GRAVITY.index(item.severity)), 1)
    ]  # fmt: skip


def code(row: Mapping[str, object]) -> str:
    """Return the code of the finding that a row of 校验结果 lists; empty if the sheet says something else."""
    shown = str(row.get("rule"))
    return shown if shown in CATALOGUE else _CODES.get(shown, "")


_CODES: Final = {kind.title: code for code, kind in CATALOGUE.items() if kind.title}
"""Codes by the titles that 校验结果 shows; no two have the same."""


def _number_on_sheet(plan: Plan, grid: Grid, item: Finding) -> str:
    if item.sheet != plan.sheet or not item.cell or not item.task or Field.ID not in plan.fields:
        return ""
    _, column = cell_place(plan.fields[Field.ID])
    return as_text(grid.at(cell_place(item.cell)[0], column))


def _heading_on_sheet(plan: Plan, grid: Grid, item: Finding) -> str:
    field = item.field
    if field is None:
        return ""
    if item.sheet != plan.sheet or field not in plan.fields:
        return PLAN_HEADINGS.get(field, "")
    return as_text(grid.at(*cell_place(plan.fields[field])))


def unnumbered(plan: Plan) -> dict[int, str]:
    """Return the rows (from 1) without 编号 of a table that has the column, and the number each would get."""
    return {
        task.row: task.id
        for task in plan.tasks
        if not task.given and (cell := task.cells.get(Field.ID)) and not cell.shared
    }


def sent(desk: Desk, result: Splitting | None = None) -> list[Row]:
    """Return 下发清单: the newest revision of every department; of a result first who got nothing, and why, then what is new."""
    rows: list[Row] = []
    for name, each in desk.latest.items():
        note = ""
        if result:
            why = result.why.get(name, "")
            note = f"本次生成，请发给部门（{why}）" if name in result.written else "没有变化，沿用原来的文件"
        if each.recalled:
            note = (result.why.get(name) if result else "") or recall_words(each.sheet)
            rows.append({"department": name, "sent": each.at, "note": note})
            continue
        note = "；".join(filter(None, (note, other_words(each.sheet))))
        rows.append(
            {
                "department": name, "file": _file(each.path), "lead": each.sheet.lead, "support": each.sheet.support,
                "revision": each.revision, "checksum": each.sha256[:16], "sent": each.at, "note": note,
            }
        )  # fmt: skip
    skipped = (*result.skipped, *result.nothing) if result else ()
    if result:
        rows.sort(key=lambda row: row["department"] not in result.written)
    none = [
        {"department": item.department, "note": f"没有下发：{item.reason}"}
        for item in skipped
        if item.department not in desk.latest
    ]
    return [*none, *rows]


def with_sources(rows: Iterable[Row], received: Iterable[Submission]) -> list[Row]:
    """Return the rows of 待核实, those that come from a cell of a file with a link to it; of two files of one name to neither."""
    paths: dict[str, set[str]] = {}
    for item in received:
        paths.setdefault(item.path.rpartition("/")[2], set()).add(item.path)
    linked: list[Row] = []
    for row in rows:
        said = source if isinstance(source := row.get("source"), str) else ""
        name = said.rpartition(" ")[0]
        found = _file(next(iter(paths[name]))) if len(paths.get(name, ())) == 1 else ""
        linked.append({**row, "source": replace(found, text=said)} if isinstance(found, Link) else row)
    return linked


def _file(path: str) -> Link | str:
    # A click must never run anything.
    if PurePosixPath(path).suffix.casefold() not in SPREADSHEETS:
        return path.rpartition("/")[2]
    return Link(path.rpartition("/")[2], path)


def returns(
    desk: Desk,
    received: Sequence[Submission],
    others: Sequence[Submission],
    reminded: Sequence[Reminded] = (),
    questions: Iterable[Question] = (),
    days: Mapping[str, date | None] | None = None,
    owing: Container[str] = (),
    back: Container[str] = (),
    *,
    stamped_copy: bool = False,
) -> list[Row]:
    """Return 回收情况: files of unknown senders; every department, those that owe a return first, then those with something to correct or look at; then `others`, the files not taken.

    `days` tells when each department's report came, `reminded` are the round's reminders, `questions` the open ones,
    `owing` the departments that owe a report, `back` those with something to correct. `stamped_copy`: a copy is owed with 执行 tasks.
    """
    beside = attached(received)
    unstamped_ = set(unstamped(desk, received)) if stamped_copy else set()
    taken: dict[str, Submission] = {}
    for item in received:
        if item.verdict.taken and item.department:
            for name in desk.called(item.department):
                before = taken.get(name)
                if before is None or _newness(item, name) >= _newness(before, name):
                    taken[name] = item
    refused = senders(sorted_out(others)[1], desk.latest, {name: [item] for name, item in taken.items()})
    open_ = {(question.department, question.task, question.field or "") for question in questions}
    late: list[Row] = []
    rows: list[Row] = []
    for name, each in desk.latest.items():
        if name in taken:
            rows.append({
                **_returned(taken[name], _state(taken[name], name in back), open_), "department": name, "received_on": (days or {}).get(name),
            })  # fmt: skip
        elif not each.sheet.live:
            rows.append({"department": name, "returned": ReturnState.NOTHING, "todo": "任务已全部撤销。"})
        elif name in owing:
            late.append(
                {"department": name, "returned": ReturnState.MISSING, "todo": _not_reported(refused.get(name, ()))}
            )
        elif each.sheet.owes:
            rows.append({"department": name, "returned": ReturnState.NOTHING, "todo": "要报的任务都已销号或暂缓。"})
        else:
            rows.append({"department": name, "returned": ReturnState.VOLUNTARY, "todo": "只有支持任务，可以不报。"})
    rows.sort(key=_settled)
    known = [_chased(_with_attachments(row, beside, unstamped_), reminded) for row in (*late, *rows)]
    files = [_returned(item, "", open_) for item in others]
    return [*(row for row in files if not row["department"]), *known, *(row for row in files if row["department"])]


def _settled(row: Row) -> int:
    """Return a key that puts first what is to be corrected, then what there is to look at."""
    if row["returned"] is ReturnState.SENT_BACK:
        return 0
    return 1 if row.get("verdict") == Verdict.NOTED.label else 2


def _state(item: Submission, back: bool) -> ReturnState:
    if back:
        return ReturnState.SENT_BACK
    return ReturnState.ENTERED if isinstance(item, Entered) else ReturnState.RETURNED


def _with_attachments(row: Row, beside: Mapping[str, Mapping[str, Sequence[str]]], unstamped_: Container[str]) -> Row:
    name = str(row["department"])
    lines = [str(row["todo"]), "还缺盖章件。" if name in unstamped_ else ""]
    if row["returned"] is ReturnState.MISSING and (said := only_beside(beside.get(name))):
        lines.append(f"{said}。")
    for code, words in ((STAMPED, "盖章件"), (EVIDENCE, "佐证材料")):
        if names := beside.get(name, {}).get(code):
            lines.append(f"{words}已归档：{'、'.join(names)}。")
    return {**row, "todo": "\n".join(line for line in lines if line)}


def _not_reported(refused: Sequence[UnreadReturn]) -> str:
    if not refused:
        return "还没有报送，请催报。"
    names = "、".join(dict.fromkeys(each.path.rpartition("/")[2] for each in refused))
    return f"发来的“{names}”没有收下（原因见下面这个文件的一行），等于还没有报送：请退回重报。"


def _chased(row: Row, reminded: Sequence[Reminded]) -> Row:
    """Return the row with the number of reminders, if there were any."""
    days = sorted({each.day for each in reminded if each.department == row["department"]})
    if not days:
        return row
    said = f"已催报 {len(days)} 次，最近一次 {day_words(days[-1])}。"
    return {**row, "todo": f"{row['todo']}\n{said}" if row["todo"] else said}


def _newness(item: Submission, name: str) -> tuple[bool, bool, int]:
    """Return a key by which files outrank entries of the office, and the present name the former one."""
    return isinstance(item, Received), item.department == name, item.revision or 0


def _returned(item: Submission, word: str, open_: Container[tuple[str, str, str]]) -> Row:
    told = [
        reason
        for reason in item.reasons
        if reason.kind.leaves_open is not Extent.CELL or (item.department, reason.task, reason.field) in open_
    ]
    if len(told) > _SHOWN_REASONS:
        told = gravest_first(told)
    reasons = [f"{reason.message}{reason.hint}" for reason in told[:_SHOWN_REASONS]]
    if len(told) > _SHOWN_REASONS:
        reasons.append(f"……共{len(told)}条，{_rest(told[:_SHOWN_REASONS], told[_SHOWN_REASONS:])}。")
    elif item.reasons and not told:
        reasons.append("提醒的事都已在“待核实”里定了。")
    return {
        "department": item.department,
        "returned": word,
        "file": item.path
        if isinstance(item, Entered) or any(reason.kind.shut for reason in item.reasons)
        else _file(item.path),
        "revision": item.revision,
        "received": item.at,
        "verdict": item.verdict.label,
        "todo": "\n".join(reasons),
    }


def _rest(shown: Sequence[Finding], rest: Sequence[Finding]) -> str:
    """Return what to say of the reasons that are left out: that all are lighter than those shown, or the cells they are about."""
    if gravity(rest[0]) > gravity(shown[-1]):
        return f"其余{len(rest)}条较轻，没有列出"
    placed = [each.cell for each in rest if each.cell]
    if not placed:
        return f"其余{len(rest)}条没有列出"
    cells = list(dict.fromkeys(placed))
    more = "等" if len(cells) > _SHOWN_CELLS else ""
    where = f"{len(placed)}条见报送表的 {'、'.join(cells[:_SHOWN_CELLS])}{more}"
    # What is about the whole sheet has no cell.
    others = len(rest) - len(placed)
    return f"其余{where}" if not others else f"其余{len(rest)}条：{where}，{others}条没有列出"


def not_taken(received: Iterable[Submission]) -> list[Submission]:
    """Return the judged files that do not count, each as it was judged last."""
    bad = (Verdict.REJECTED, Verdict.UNREADABLE, Verdict.SUPERSEDED)
    last = {item.path: item for item in received}
    return [item for item in last.values() if item.verdict in bad or unclaimed(item)]
