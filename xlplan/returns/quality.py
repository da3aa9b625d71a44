"""Notes on how well a return is filled in: what a reader of the consolidated sheet would ask. 执行 rows only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from xlplan.handout.sheets import DepartmentSheet, SheetRow
from xlplan.returns.denied import denies_done, denies_percent, denies_state
from xlplan.returns.empty_answers import says_little
from xlplan.returns.sheet import Reported, Return, ReturnedRow, reported_text
from xlplan.returns.values import ReportedValue
from xlplan.terms.choices import Role, State
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import ITEM_WORDS, TASK_SHEET_HEADINGS, TASK_SHEET_LABELS
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import Folded, fold

Before = Mapping[str, Mapping[Field, Reported]]
"""What a department reported in the round before, by 编号 and column."""
PEOPLE: Final = (Field.FILLER, Field.REVIEWER)
"""Who has to sign a sheet on which a report is owed."""
_MARKS: Final = "。.;,；，、!"
"""Marks that may end a text without changing it, folded."""
_NONE: Final = pattern_of(
    "(?:目前|暂时|暂|现|本期|当前|均|尚|还)*(?:无|没有|没|未发现|不存在)"
    "(?:任何|其他|其它|明显|突出|重大|存在|需要?(?:协调|解决)|协调事项|问题|困难|事项|及|和|或|、|的)*"
)
_LATE: Final = "quality-expected-late"
_WAITS: Final = "quality-expected-waits"
_BY_STATE: Final = "quality-expected-by-state"
_REQUIRED: Final = (Field.STATE, Field.PERCENT, Field.PROGRESS)


def required_cells(sheet: DepartmentSheet) -> Iterator[tuple[str, Field]]:
    """Yield the required cells (编号 and column): on 执行 rows 状态, 本期进展, and 完成进度 if it is open; each 综述."""
    for row in sheet.live:
        if row.role is Role.SUMMARY and not row.paused:
            yield row.task, Field.SUMMARY
        elif row.role.carries_out and not row.paused:
            yield from ((row.task, name) for name in _REQUIRED if not (name is Field.PERCENT and row.closed))


def required_blank(found: Return, rows: Sequence[ReturnedRow], sheet: DepartmentSheet) -> Iterator[Finding]:
    """Yield blank required cells: 填报人 and 审核人, and those of `required_cells` on returned rows."""
    by_task = {row.task: row for row in rows}
    if not sheet.owes:
        return
    for name in PEOPLE:
        if not found.people.get(name):
            yield finding("return-required-blank", field=name, heading=TASK_SHEET_LABELS[name], task_words="")
    unread = {(fold(reason.task or ""), reason.field) for reason in found.reasons}
    blank: dict[Field, list[str]] = {name: [] for name in (*_REQUIRED, Field.SUMMARY)}
    for task, name in required_cells(sheet):
        row = by_task.get(task)
        if row is None or name in row.values or (unread and (fold(task), name) in unread):
            continue
        if not any(doubt.field == name for doubt in row.doubts):
            blank[name].append(task)
    for name, tasks in blank.items():
        if tasks:
            yield finding("return-required-blank", field=name, heading=ITEM_WORDS[name],
                          task_words=f"（任务 {'、'.join(tasks)}）")  # fmt: skip


def quality(
    rows: Sequence[ReturnedRow],
    sheet: DepartmentSheet,
    before: Before,
    today: date | None,
    agreed: Mapping[tuple[Folded, Folded], date] | None = None,
    decided: Mapping[tuple[Folded, Folded], Collection[date]] | None = None,
    begun: Collection[tuple[Folded, Folded]] = (),
) -> Iterator[Finding]:
    """Yield what is odd within a row, with the round before, or the calendar.

    `agreed` are the days of agreed delays, `decided` all days that the office ever decided on, by folded 编号, department;
    `begun` are the routines of which nothing was reported before: what was said of the closed deadline is no report of them.
    """
    by_task = {row.task: row for row in sheet.live if row.role.carries_out}
    department = fold(sheet.department)
    for row in rows:
        sent = by_task.get(row.task)
        if sent:
            place = row.task_key, department
            due = (agreed or {}).get(place, sent.due)
            known = (decided or {}).get(place, ())
            if place in begun:
                yield from _row(row, replace(sent, previous=""), {}, today, due, known)
            else:
                yield from _row(row, sent, before.get(row.task, {}), today, due, known)


class ReportedCells(NamedTuple):
    """What a row reports that may be odd; None for what is not filled in."""

    state: ReportedValue | None = None
    percent: ReportedValue | None = None
    progress: ReportedValue | None = None
    problems: ReportedValue | None = None
    next: ReportedValue | None = None
    expected: ReportedValue | None = None


_CELLS: Final = tuple(map(Field, ReportedCells._fields))


def _row(
    row: ReturnedRow,
    sent: SheetRow,
    before: Mapping[Field, Reported],
    today: date | None,
    due: date | None,
    decided: Collection[date],
) -> Iterator[Finding]:
    values = row.values
    said = ReportedCells(*[values[name].value if name in values else None for name in _CELLS])
    for code, name, words in odd_answers(said, sent, before, today, due, decided):
        yield finding(
            code, sheet=None, cell=values[name].cell, task=row.task, field=name, task_id=row.task, **words
        )  # fmt: skip


def told_beside(
    reasons: Iterable[Finding], rows: Iterable[ReturnedRow], contested: Collection[tuple[str, Field]]
) -> Iterator[Finding]:
    """Yield the reasons of a return as they are told where others differ in these cells: a delay is not asked for before one of the days
    counts, and not with every state.
    """
    days = {
        row.task: row.values[Field.EXPECTED]
        for row in rows
        # A return that leaves the day blank may stand against one that gives it.
        if any((row.task, name) in contested for name in (Field.EXPECTED, Field.STATE)) and Field.EXPECTED in row.values
    }
    for reason in reasons:
        if reason.code not in (_LATE, _WAITS) or reason.task not in days:
            yield reason
        elif (reason.task, Field.EXPECTED) in contested:
            yield _told_again(_WAITS, reason, days[reason.task], first="另有报送写的是别的日子")
        else:
            yield _told_again(_BY_STATE, reason, days[reason.task])


def _told_again(code: str, reason: Finding, day: Reported, **words: object) -> Finding:
    """Return another finding in place of one on a day."""
    return finding(
        code, sheet=None, cell=reason.cell, task=reason.task, field=reason.field, task_id=reason.task, value=day.value, **words
    )  # fmt: skip


def odd_answers(
    said: ReportedCells,
    sent: SheetRow,
    before: Mapping[Field, Reported],
    today: date | None,
    due: date | None,
    decided: Collection[date] = (),
) -> Iterator[tuple[str, Field, dict[str, object]]]:
    """Yield what is odd in what a row reports: the code of the finding, the column and the finding's words."""
    state, share, progress, problems, next_, expected = said
    denied = denies_done(str(progress)) if state == State.DONE and progress is not None else ""
    if progress is not None and (before or sent.previous):
        last = str(before[Field.PROGRESS].value) if Field.PROGRESS in before else ""
        # Of what the sheet shows of last round, the first line may be its state.
        earlier_texts = [text for text in (last, sent.previous, sent.previous.partition("\n")[2]) if text]
        if _bare(str(progress)) in map(_bare, earlier_texts):
            yield "quality-repeated", Field.PROGRESS, {}
        elif not denied and says_little(str(progress)):
            yield "quality-vague", Field.PROGRESS, {"value": str(progress)}
    if state == State.DONE and isinstance(share, float) and share < 1:
        yield "quality-done-below-100", Field.STATE, {"value": reported_text(Field.PERCENT, share)}
    elif denied:
        yield "quality-done-denied", Field.STATE, {"value": denied}
    elif state is not None and (against := denies_state(state, share, str(progress or ""))):
        yield "quality-state-denied", Field.STATE, {"state": state, "value": against}
    if isinstance(share, float) and progress is not None and (words := denies_percent(share, str(progress))):
        given = reported_text(Field.PERCENT, share)
        yield "quality-percent-denied", Field.PERCENT, {"share": given, "value": words}
    earlier = before[Field.PERCENT].value if Field.PERCENT in before else None
    if isinstance(share, float) and isinstance(earlier, float) and share < earlier:
        now, then = reported_text(Field.PERCENT, share), reported_text(Field.PERCENT, earlier)
        yield "quality-percent-down", Field.PERCENT, {"value": now, "before": then}
    if isinstance(expected, date) and state != State.DONE:
        if today and expected < today:
            yield "quality-expected-past", Field.EXPECTED, {"value": expected}
        elif due and expected > due:
            if state == State.PAUSED and expected not in decided:
                yield _WAITS, Field.STATE, {"value": expected, "first": "同时申请了暂缓"}
            else:
                code = "quality-expected-decided" if expected in decided else _LATE
                yield code, Field.EXPECTED, {"value": expected, "due": due}
    if state == State.NEEDS_HELP:
        asks: Field | None = Field.STATE
    else:
        asks = Field.PROBLEMS if problems is not None and not says_none(str(problems)) else None
    if asks and (next_ is None or says_none(str(next_))):
        yield "quality-no-next", asks, {}


def carried(values: Mapping[Field, Reported], closed: bool = False) -> str:
    """Return a row's 上期进展 for the next round: state and percent, what was reported, and the problems until it is closed."""
    state, share, said, problems = (
        reported_text(name, values[name].value) if name in values else ""
        for name in (Field.STATE, Field.PERCENT, Field.PROGRESS, Field.PROBLEMS)
    )
    stood = "，".join(filter(None, (state, f"{TASK_SHEET_HEADINGS[Field.PERCENT]}{share}" if share else "")))
    left = f"存在问题：{problems}" if problems and not (closed or says_none(problems)) else ""
    return "\n".join(filter(None, (f"{stood}。" if stood else "", said, left)))


def _bare(text: str) -> str:
    return fold(text).strip(_MARKS)


def says_none(text: str) -> bool:
    """Return True if a text says that there are no problems."""
    bare = _bare(text)
    return bare in ("", "/", "-", "—") or _NONE.fullmatch(bare) is not None
