"""What the result sheets list: the results of actions, and the ledger's view of a round, as rows by column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from xlplan.actions.split import Splitting
from xlplan.actions.validate import Validation
from xlplan.columns import (
    PLAN_HEADINGS,
    RETURN_WORDS,
    STATE_DONE,
    STATE_PAUSED,
    TASK_SHEET_HEADINGS,
    VERDICT_WORDS,
)
from xlplan.findings import CATALOGUE, Finding
from xlplan.grid import CellValue, Grid, as_text
from xlplan.merge import Desk, Received, Verdict
from xlplan.office.cells import Link, Row, Value, cell_link
from xlplan.office.live import cell_place
from xlplan.plan import Plan
from xlplan.settling import Conflict, Entry

# What each rule of the table is about, in a few words; the finding itself says the rest.
RULES: Final[Mapping[str, str]] = {
    "column-twice": "标题重复",
    "column-missing": "缺少标题",
    "column-unknown": "未约定的标题",
    "row-skipped": "不是任务的行",
    "registry-missing": "没有部门表",
    "registry-duplicate": "部门名称重复",
    "group-cycle": "群组互相包含",
    "setting-invalid": "设置看不懂",
    "setting-contradicts": "设置互相矛盾",
    "cell-error": "错误值",
    "cell-uncalculated": "没有算过的公式",
    "value-number": "写成了数字",
    "value-date": "写成了日期",
    "id-duplicate": "编号重复",
    "id-missing": "缺少编号",
    "id-column-missing": "没有编号列",
    "id-number": "编号是数字",
    "id-gap": "编号不连续",
    "project-missing": "缺少工程名称",
    "content-missing": "缺少主要内容",
    "content-duplicate": "内容重复",
    "lead-missing": "缺少执行部门",
    "department-unknown": "部门不在名录",
    "department-ambiguous": "部门分不开",
    "department-run-together": "部门连写",
    "department-both-roles": "既执行又支持",
    "group-empty": "群组没有成员",
    "section-unknown": "归口科室不在名录",
    "email-invalid": "邮箱看不懂",
    "bracket-unbalanced": "括号不成对",
    "schedule-blank": "缺少时限",
    "schedule-unread": "时限读不懂",
    "schedule-boundary": "时限含不含当期",
    "schedule-reversed": "时限前后颠倒",
}
# Reasons that ask the office to decide something; the others only have to be known.
_QUESTIONS: Final[Mapping[str, str]] = {
    "return-locked-edited": "改动原文",
    "return-row-unknown": "新增任务",
    "return-row-twice": "重复的行",
}
_SHOWN_REASONS: Final = 6


def findings(result: Validation) -> list[Row]:
    """校验结果. 编号 and 列 are as they stand on the sheet: by them the marks find their cells."""
    plan = result.plan
    grid = next(grid for grid in result.book.grids if grid.sheet == plan.sheet)
    return [
        {
            "number": number,
            "severity": item.severity.label,
            "rule": RULES.get(item.code, item.code),
            "task": _number_on_sheet(plan, grid, item) or item.task,
            "column": _heading_on_sheet(plan, grid, item),
            "cell": cell_link(item.sheet, item.cell),
            "problem": item.message,
            "cure": item.hint,
        }
        for number, item in enumerate(result.findings, 1)
    ]


def _number_on_sheet(plan: Plan, grid: Grid, item: Finding) -> str:
    if item.sheet != plan.sheet or not item.cell or not item.task or "id" not in plan.fields:
        return ""
    _, column = cell_place(plan.fields["id"])
    return as_text(grid.at(cell_place(item.cell)[0], column))


def _heading_on_sheet(plan: Plan, grid: Grid, item: Finding) -> str:
    field = item.field or ""
    if item.sheet != plan.sheet or field not in plan.fields:
        return PLAN_HEADINGS.get(field, "")
    return as_text(grid.at(*cell_place(plan.fields[field])))


def unnumbered(plan: Plan) -> dict[int, str]:
    """The rows (from 1) without 编号 of a table that has the column, and the number each would get."""
    return {
        task.row: task.id
        for task in plan.tasks
        if not task.given and (cell := task.cells.get("id")) and not cell.shared
    }


def sent(desk: Desk, result: Splitting | None = None) -> list[Row]:
    """下发清单: the newest revision of every department; of a result also who got nothing, and why."""
    rows: list[Row] = []
    for name, each in desk.latest.items():
        note = ""
        if result:
            why = result.why.get(name, "")
            note = f"本次生成，请发给部门（{why}）" if name in result.written else "没有变化，沿用原来的文件"
        rows.append(
            {
                "department": name,
                "file": _file(each.path),
                "lead": each.sheet.lead,
                "support": each.sheet.support,
                "revision": each.revision,
                "checksum": each.sha256[:16],
                "sent": each.at,
                "note": note,
            }
        )
    skipped = result.skipped if result else []
    return rows + [{"department": item.department, "note": f"没有下发：{item.reason}"} for item in skipped]


def _file(path: str) -> Link:
    return Link(path.rpartition("/")[2], path)


def returns(desk: Desk, received: Sequence[Received], others: Sequence[Received]) -> list[Row]:
    """回收情况: every department, those that owe a return first; then `others`, the files that were not taken."""
    taken: dict[str, Received] = {}
    for item in received:
        if item.verdict.taken and item.department:
            before = taken.get(item.department)
            if before is None or (item.revision or 0) >= (before.revision or 0):
                taken[item.department] = item
    late: list[Row] = []
    rows: list[Row] = []
    for name, each in desk.latest.items():
        if name in taken:
            rows.append(_returned(taken[name], RETURN_WORDS[0]))
        elif not each.sheet.live:
            rows.append({"department": name, "returned": "不用报", "todo": "任务已全部撤销。"})
        elif each.sheet.lead:
            late.append({"department": name, "returned": RETURN_WORDS[1], "todo": "还没有报送，请催报。"})
        else:
            rows.append({"department": name, "returned": "自愿", "todo": "只有支持任务，可以不报。"})
    return [*late, *rows, *(_returned(item, "") for item in others)]


def _returned(item: Received, word: str) -> Row:
    reasons = [f"{reason.message}{reason.hint}" for reason in item.reasons[:_SHOWN_REASONS]]
    if len(item.reasons) > _SHOWN_REASONS:
        reasons.append(f"……共{len(item.reasons)}条，其余见“待核实”和归档的原文件。")
    return {
        "department": item.department,
        "returned": word,
        "file": _file(item.path),
        "revision": item.revision,
        "received": item.at,
        "verdict": VERDICT_WORDS[item.verdict.value],
        "todo": "\n".join(reasons),
    }


def pending(
    plan: Plan, entries: Iterable[Entry], conflicts: Iterable[Conflict], received: Iterable[Received]
) -> list[Row]:
    """待核实 without its decisions: what two returns disagree on, what departments ask for, what they changed or added."""
    rows = [*_conflicts(conflicts), *_requests(plan, entries), *_questions(received)]
    return [{"number": number, **row} for number, row in enumerate(rows, 1)]


def _conflicts(conflicts: Iterable[Conflict]) -> Iterator[Row]:
    for conflict in conflicts:
        (first, _), *rest = conflict.values
        yield {
            "kind": "前后不一致",
            "department": conflict.department,
            "task": conflict.task,
            "item": TASK_SHEET_HEADINGS[conflict.field],
            "before": _shown(first),
            "reported": "\n".join(_shown(value) for value, _ in rest),
            "source": "\n".join(source.rpartition("/")[2] for _, source in conflict.values),
            "note": "定下来之前两个值都留着，哪个也没有采用。",
        }


def _shown(value: CellValue) -> str:
    return "（空）" if value is None else as_text(value)


def _requests(plan: Plan, entries: Iterable[Entry]) -> Iterator[Row]:
    """What a department reports is a claim: done, to be put off, or due later than planned."""
    for entry in entries:
        task = plan.task(entry.task)
        due = task.schedule.due if task else None
        state, expected = (reported and reported.value for reported in map(entry.values.get, ("state", "expected")))
        row: Row = {
            "department": entry.department,
            "task": entry.task,
            "source": entry.source.rpartition("/")[2],
        }
        if state == STATE_DONE:
            yield {**row, "kind": "待销号", "item": TASK_SHEET_HEADINGS["state"], "reported": state}
        elif state == STATE_PAUSED:
            yield {**row, "kind": "申请暂缓", "item": TASK_SHEET_HEADINGS["state"], "reported": state}
        elif due and isinstance(expected, date) and expected > due:
            item = TASK_SHEET_HEADINGS["expected"]
            yield {**row, "kind": "申请延期", "item": item, "before": due.isoformat(), "reported": expected.isoformat()}


def _questions(received: Iterable[Received]) -> Iterator[Row]:
    for item in received:
        for reason in item.reasons if item.verdict.taken else ():
            if reason.code in _QUESTIONS:
                place = f"{item.path.rpartition('/')[2]} {reason.cell or ''}".strip()
                yield {
                    "kind": _QUESTIONS[reason.code],
                    "department": item.department,
                    "task": reason.task,
                    "item": TASK_SHEET_HEADINGS.get(reason.field or "", ""),
                    "reported": reason.message,
                    "source": place,
                    "note": reason.hint,
                }


_DECIDED: Final = ("decision", "leader", "date")
_SAME: Final = ("kind", "department", "task", "item", "before", "reported")


def keep_decisions(rows: Sequence[Row], before: Iterable[Mapping[str, CellValue]]) -> list[Row]:
    """待核实 with what the office already wrote into it. A decision on something that is gone is kept below the rest."""
    decided = {
        tuple(as_text(row.get(field)) for field in _SAME): row
        for row in before
        if any(as_text(row.get(field)).strip() for field in _DECIDED)
    }
    result: list[Row] = []
    for row in rows:
        old = decided.pop(tuple(str(row.get(field) or "") for field in _SAME), None)
        result.append({**row, **{field: _plain(old.get(field)) for field in _DECIDED}} if old else row)
    for old in decided.values():
        kept = {field: _plain(value) for field, value in old.items()}
        result.append({**kept, "number": len(result) + 1, "note": "已经没有这一项了，处理意见留着备查。"})
    return result


def _plain(value: CellValue) -> Value:
    return value if isinstance(value, str | int | float | date | None) else as_text(value)


def not_taken(received: Iterable[Received]) -> list[Received]:
    """Of the files that were judged, those that count for nothing, each as it was judged last."""
    bad = (Verdict.REJECTED, Verdict.UNREADABLE, Verdict.SUPERSEDED)
    last = {item.path: item for item in received}
    return [item for item in last.values() if item.verdict in bad]


def severity_counts(items: Iterable[Finding]) -> str:
    """`错误 1，提醒 8`: how many findings of each severity there are."""
    counts: dict[str, int] = {}
    for item in items:
        counts[item.severity.label] = counts.get(item.severity.label, 0) + 1
    order = dict.fromkeys(kind.severity.label for kind in CATALOGUE.values())
    return "，".join(f"{word} {counts[word]}" for word in order if word in counts)
