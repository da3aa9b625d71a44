"""Compare a department's sheet with the one it has: what changed, as marks on its rows and in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from typing import Final

from xlplan.decisions.settle import settle
from xlplan.handout.changes import changes_line
from xlplan.handout.sheets import Change, DepartmentSheet, SheetRow
from xlplan.returns.received import Received, Submission
from xlplan.returns.sheet import ReturnedRow
from xlplan.returns.values import ReportedValue
from xlplan.schedule.calendar import add_working_days
from xlplan.schedule.rounds import Round
from xlplan.terms.cells import as_text
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import TASK_SHEET_HEADINGS
from xlplan.terms.records import record
from xlplan.terms.text import fold

SHORTEST_NOTICE: Final = 3
"""Working days that a department needs at least between getting a sheet and sending it back."""


@record(frozen=True)
class AnswersSoFar:
    """What a department has returned in a round: `people` by the label's identifier, `rows` by 编号 and column."""

    people: Mapping[Field, str] = field(default_factory=dict)
    rows: Mapping[str, Mapping[Field, ReportedValue]] = field(default_factory=dict)


NO_ANSWERS: Final = AnswersSoFar()


def answers(
    returns: Sequence[Submission], current: Callable[[Submission, ReturnedRow], bool] = lambda item, row: True
) -> dict[str, tuple[int, AnswersSoFar]]:
    """Return each department's newest answered revision and its answers; cells in conflict count as unanswered.

    `current` tells of a row of a return whether it answers what is asked now.
    """
    left = (replace(item, rows=tuple(row for row in item.rows if current(item, row))) for item in returns)
    entries = settle(left).entries
    rows: defaultdict[str, dict[str, Mapping[Field, ReportedValue]]] = defaultdict(dict)
    for (task, department), entry in entries.items():
        rows[department][task] = {name: reported.value for name, reported in entry.values.items()}
    newest: dict[str, Received] = {}
    for item in returns:
        if isinstance(item, Received) and item.verdict.taken and item.department:
            before = newest.get(item.department)
            if before is None or (item.revision or 0) >= (before.revision or 0):
                newest[item.department] = item
    return {name: (item.revision or 0, AnswersSoFar(item.people, rows[name])) for name, item in newest.items()}


def reissued(
    sheet: DepartmentSheet, last: DepartmentSheet, base: DepartmentSheet, closed: Mapping[str, str] | None = None
) -> DepartmentSheet:
    """Return the sheet with a mark on each row that differs from `base`, and last the rows withdrawn since.

    `last` is the revision before, `base` what the department knows: the revision it answered, else the one before;
    `closed` are those of the rows withdrawn that the office closed, by the row's key, with who did and when.
    """
    # Of a pause that its last sheet told it knows as well.
    before = {row.key: row for row in (*base.live, *(row for row in last.live if row.paused))}
    now = {row.key for row in sheet.rows}
    gone = {row.key: row for row in (*base.rows, *last.rows) if row.key not in now}
    rows = [row if row.paused else replace(row, change=_change(row, before.get(row.key))) for row in sheet.rows]
    return replace(sheet, rows=(*rows, *(replace(row, change=_gone(row, closed or {})) for row in gone.values())))


def _gone(row: SheetRow, closed: Mapping[str, str]) -> str:
    """Return the mark of a row that is no longer the department's: the task was withdrawn, or the office closed it."""
    signed = closed.get(row.key)
    return f"{Change.CLOSED}（{signed}）" if signed else Change.WITHDRAWN.value


def withdrawn(last: DepartmentSheet) -> DepartmentSheet:
    """Return the sheet of a department that has no task left."""
    if not last.live:
        return last
    return replace(last, rows=tuple(replace(row, change=Change.WITHDRAWN.value) for row in last.rows))


def _change(row: SheetRow, before: SheetRow | None) -> str:
    # What a decision brought back says so already.
    if before is None:
        return row.change or Change.ADDED.value
    if before.paused:
        return row.change or Change.RESUMED.value
    pairs = {
        Field.PROJECT: (before.project, row.project), Field.CONTENT: (before.content, row.content),
        Field.ROLE: (before.role.label, row.role.label), Field.SCHEDULE: (before.schedule, row.schedule),
        Field.DUE: (as_text(before.due_shown), as_text(row.due_shown)),
        Field.OTHER: (before.others_shown, row.others_shown),
    }  # fmt: skip
    changed = {name: old for name, (old, new) in pairs.items() if fold(old) != fold(new)}
    # The day follows from the time limit: one mark is enough.
    if Field.SCHEDULE in changed:
        changed.pop(Field.DUE, None)
    if not changed:
        return ""
    return f"{Change.REWORDED.value}：" + "；".join(
        f"{TASK_SHEET_HEADINGS[name]}原为“{old}”" for name, old in changed.items()
    )


def why(sheet: DepartmentSheet, last: DepartmentSheet | None, closed: Mapping[str, str] | None = None) -> str:
    """Return why a department gets a sheet, in words; `last` is what it has, `closed` is as in `reissued`."""
    if last is None:
        return "首次下发"
    if sheet.fingerprint == last.fingerprint:
        return "没有变化"
    parts = []
    if sheet.deadline != last.deadline:
        parts.append(f"报送截止由{_day(last.deadline)}改为{_day(sheet.deadline)}")
    if fold(sheet.title) != fold(last.title):
        parts.append("计划名称有改动")
    tasks = changes_line(reissued(replace(sheet, rows=sheet.live), last, last, closed))
    return "；".join(filter(None, [*parts, tasks])) or "任务的顺序有变"


def _day(day: date | None) -> str:
    return day.isoformat() if day else "未定"


def round_findings(round_: Round, known: Sequence[str], current: Round | None) -> list[Finding]:
    """Return a warning if a new round may be a slip: `current` is another round, or its name has no days."""
    if not known or round_.name in known or (round_ == current if current else round_.start is not None):
        return []
    how = f"“设置”里写的当前期次是“{current.name}”" if current else "它的名称看不出起止日期"
    return [finding("round-new", value=round_.name, how=how, known="、".join(known))]


def deadline_findings(deadline: date, today: date) -> list[Finding]:
    """Return a warning if fewer than three working days are left to report."""
    if deadline >= add_working_days(today, SHORTEST_NOTICE):
        return []
    left = next(count for count in range(SHORTEST_NOTICE) if deadline < add_working_days(today, count + 1))
    how = "已经过了" if deadline < today else f"只剩 {left} 个工作日（今天不算）"
    return [finding("deadline-soon", value=deadline, how=how, least=SHORTEST_NOTICE)]
