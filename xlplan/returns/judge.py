"""Judge one return against what was sent and what the plan says now: a verdict, and the report on each task."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Final

from xlplan.handout.signature import verified
from xlplan.handout.split import DepartmentSheet, Sent, SheetRow
from xlplan.returns.quality import Before, quality, required_blank
from xlplan.returns.received import Received, Submission
from xlplan.returns.sender import Names, by_content, recognise
from xlplan.returns.sheet import Doubt, Reported, Return, ReturnedRow, reported_text
from xlplan.returns.values import read_expected
from xlplan.terms.cells import NOTHING
from xlplan.terms.choices import Verdict
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import CLOSED_COLUMNS, TASK_SHEET_HEADINGS
from xlplan.terms.text import fold

_SHOWN: Final = 40
_LISTED: Final = 200
"""At most this many added rows are listed one by one; a cell dragged down makes hundreds of thousands."""


@dataclass(frozen=True)
class Desk:
    """What a return is judged by: the plan, the round, and what was sent in it."""

    plan: str
    key: bytes
    round: str
    sent: Mapping[tuple[str, int], Sent]
    """By department and revision."""
    tasks: Mapping[str, Mapping[Field, str]] | None = None
    """The plan's present texts of project, content and schedule, by folded 编号."""
    before: Mapping[str, Before] = field(default_factory=dict)
    """What was reported in the round before, by department."""
    today: date | None = None
    agreed: Mapping[tuple[str, str], date] = field(default_factory=dict)
    """The days of agreed delays, by folded 编号 and folded department."""
    rounds: Sequence[str] = ()
    """All rounds that were handed out."""
    others: Mapping[str, str] = field(default_factory=dict)
    """Other names of departments that something was sent to, each with the name it was sent under."""

    @cached_property
    def latest(self) -> dict[str, Sent]:
        """The newest revision sent to each department."""
        return latest(self.sent)

    @cached_property
    def names(self) -> Names:
        """The departments that anything was sent to, by their names and other names."""
        return Names(self.latest, self.others)

    def called(self, department: str) -> tuple[str, ...]:
        """Return a department's name, and the one that it has now if it was renamed."""
        now = self.others.get(department, "")
        return (department, now) if now else (department,)


def latest(sent: Mapping[tuple[str, int], Sent]) -> dict[str, Sent]:
    """Return the newest revision of each department, of all that was handed out."""
    newest: dict[str, Sent] = {}
    for (department, revision), each in sorted(sent.items(), key=lambda item: item[0][1]):
        if department not in newest or newest[department].revision < revision:
            newest[department] = each
    return newest


def judge(found: Return, desk: Desk, path: str, sha256: str) -> Received:
    """Judge one return against what was sent. Other returns are compared in `settle`."""
    identity = found.identity
    reasons = list(found.reasons)
    if identity is None:
        told = recognise(found, desk.latest.values(), desk.names, desk.round, path, desk.rounds)
        if told.round:
            reason = finding("return-other-round", value=told.round, round=desk.round)
            return Received(path, sha256, Verdict.REJECTED, (reason,))
        if told.sent is None:
            maybe = f"，可能是：{'、'.join(told.candidates)}" if told.candidates else ""
            reason = finding("return-no-identity", candidates=maybe)
            return Received(path, sha256, Verdict.REJECTED, (reason,))
        sent = told.sent
        reasons.append(finding("return-recognised", value=sent.sheet.department, share=f"{told.share:.0%}"))
    else:
        refusal = _refusal(found, desk)
        if refusal:
            return Received(path, sha256, Verdict.REJECTED, (refusal,), identity.department, identity.revision)
        sent = desk.sent[identity.department, identity.revision]
        newest = desk.latest[identity.department].revision
        if newest > identity.revision:
            reasons.append(finding("return-old-revision", value=identity.revision, revision=newest))
        # The name of its folder was given by the office.
        named = desk.names.within("/".join(path.split("/")[-2:]))
        if named and identity.department not in named:
            reasons.append(finding("return-name-differs", named="、".join(named), value=identity.department))
    sheet = sent.sheet
    rows = list(_matched(found, sheet, reasons))
    reasons += _since_sent(rows, sheet, desk)
    reasons += required_blank(found, rows, sheet)
    reasons += quality(rows, sheet, desk.before.get(sheet.department, {}), desk.today, desk.agreed)
    verdict = Verdict.NOTED if reasons else Verdict.ACCEPTED
    return Received(
        path, sha256, verdict, tuple(reasons), sheet.department, sent.revision, tuple(rows), found.people,
        sheet=found.sheet, corrects=identity.corrects if identity else (),
    )  # fmt: skip


def _refusal(found: Return, desk: Desk) -> Finding | None:
    """Return why an identified return cannot be taken, or None."""
    identity = found.identity
    assert identity is not None
    if identity.plan != desk.plan:
        return finding("return-other-plan")
    if not verified(identity, found.signature, desk.key):
        return finding("return-identity-altered")
    if identity.round != desk.round:
        return finding("return-other-round", value=identity.round, round=desk.round)
    if (identity.department, identity.revision) not in desk.sent:
        return finding("return-never-sent", value=identity.department, revision=identity.revision)
    return None


def _since_sent(rows: Sequence[ReturnedRow], sheet: DepartmentSheet, desk: Desk) -> Iterator[Finding]:
    """Yield tasks that were reported on, but reworded or withdrawn in the table since the sheet was made."""
    if desk.tasks is None:
        return
    sent = {row.task: row for row in sheet.live}
    for row in rows:
        if not row.values and not row.doubts:
            continue
        then, now = sent[row.task], desk.tasks.get(fold(row.task))
        if now is None:
            yield finding("return-task-gone", cell=row.cell, task=row.task, field=Field.ID, task_id=row.task)
            continue
        for name, old in (
            (Field.PROJECT, then.project),
            (Field.CONTENT, then.content),
            (Field.SCHEDULE, then.schedule),
        ):
            if old != now[name] and fold(old) != fold(now[name]):
                yield finding("return-task-reworded", cell=row.cell, task=row.task, field=name, task_id=row.task,
                              heading=TASK_SHEET_HEADINGS[name], old=old[:_SHOWN], value=now[name][:_SHOWN])  # fmt: skip


def _matched(found: Return, sheet: DepartmentSheet, reasons: list[Finding]) -> Iterator[ReturnedRow]:
    """Return the rows of tasks that were sent, each once, under the 编号 as it was sent."""
    direct, held = _sorted_out(found, sheet, reasons)
    for sent in sheet.rows:
        key = fold(sent.task)
        rows = direct.get(key, [])
        if sent.withdrawn:
            reasons += [
                finding("return-withdrawn-filled", cell=filled.cell, task=sent.task, field=name,
                        task_id=sent.task, heading=TASK_SHEET_HEADINGS[name], value=filled.value)
                for row in (*rows, *held.get(key, [])) for name, filled in row.values.items()
            ]  # fmt: skip
            continue
        if not rows and key not in held:
            reasons.append(finding("return-row-missing", task=sent.task, value=sent.task))
            continue
        seeming = held.get(key, [])
        if sent.closed:
            rows = [_without_closed(row, sent, reasons) for row in rows]
            seeming = [_without_closed(row, sent, reasons) for row in seeming]
        merged = rows[0] if rows else None
        if merged and (merged.doubts or len(rows) > 1):
            merged = replace(merged, task=sent.task, doubts=_doubts(rows, sent.task))
        if merged and len(rows) > 1:
            merged = _same_task_twice(rows, merged, reasons)
        for row in (*rows, *seeming):
            # Most come back as they were sent.
            if row.given != sent.locked:
                reasons += _edited(found, row, sent)
        row = _with_held(merged, seeming, sent.task) if seeming or merged is None else merged
        # The locked cells were compared; dropping them saves memory with thousands of returns.
        yield ReturnedRow(sent.task, row.cell, row.values, {}, row.doubts)


def _without_closed(row: ReturnedRow, sent: SheetRow, reasons: list[Finding]) -> ReturnedRow:
    """Return the row without values in closed cells."""
    reasons += [
        finding("return-closed-filled", cell=filled.cell, task=sent.task, field=name, task_id=sent.task,
                heading=TASK_SHEET_HEADINGS[name], value=reported_text(name, filled.value))
        for name in CLOSED_COLUMNS
        if (filled := row.values.get(name))
    ]  # fmt: skip
    if not row.doubts and row.values.keys().isdisjoint(CLOSED_COLUMNS):
        return row
    return replace(
        row,
        values={name: value for name, value in row.values.items() if name not in CLOSED_COLUMNS},
        doubts=tuple(doubt for doubt in row.doubts if doubt.field not in CLOSED_COLUMNS),
    )


def _sorted_out(
    found: Return, sheet: DepartmentSheet, reasons: list[Finding]
) -> tuple[dict[str, list[ReturnedRow]], dict[str, list[ReturnedRow]]]:
    """Return by folded 编号 the rows of a task, and the held rows that only their text assigns to one."""
    contents = {fold(row.task): row.content for row in sheet.rows}
    direct: dict[str, list[ReturnedRow]] = defaultdict(list)
    held: dict[str, list[ReturnedRow]] = defaultdict(list)
    strange: list[ReturnedRow] = []
    for row in found.rows:
        key = fold(row.task)
        content = row.given.get(Field.CONTENT)
        plain = content is not None and content == contents.get(key)
        task = None if plain else by_content(row, sheet)
        if key in contents and (task is None or fold(task) == key):
            direct[key].append(row)
        elif task is not None:
            held[fold(task)].append(row)
            reasons.append(finding("return-row-unmatched", cell=row.cell, task=task, field=Field.ID, task_id=task,
                                   value=row.task or NOTHING))  # fmt: skip
        else:
            strange.append(row)
    for row in strange[:_LISTED]:
        reason = finding("return-row-unknown", cell=row.cell, task=row.task or None, value=row.task or NOTHING,
                         text=_said(found, row, _SHOWN) or NOTHING)  # fmt: skip
        reasons.append(replace(reason, after=_said(found, row)))
    if rest := strange[_LISTED:]:
        reasons.append(finding("return-rows-unknown", cell=rest[0].cell, value=len(rest), first=rest[0].cell,
                               last=rest[-1].cell, text=_said(found, rest[0], _SHOWN) or NOTHING))  # fmt: skip
    return direct, held


def _said(found: Return, row: ReturnedRow, longest: int | None = None) -> str:
    """Return all that an added row says: what was reported first, each cell by its heading."""
    parts = [
        *((name, value.cell, reported_text(name, value.value)) for name, value in row.values.items()),
        *((doubt.field, doubt.cell, doubt.shown) for doubt in row.doubts),
        *((name, found.place(row, name), text) for name, text in row.given.items() if text),
    ]
    return "；".join(f"{TASK_SHEET_HEADINGS[name]}（{cell}）{text.strip()[:longest]}" for name, cell, text in parts)


def _doubts(rows: Iterable[ReturnedRow], task: str) -> tuple[Doubt, ...]:
    return tuple(replace(doubt, task=task) for row in rows for doubt in row.doubts)


def _edited(found: Return, row: ReturnedRow, sent: SheetRow) -> Iterator[Finding]:
    """Yield the locked cells that differ from what was sent."""
    given = row.given
    for name, old in sent.locked.items():
        now = given.get(name)
        if now is None or now == old or fold(now) == fold(old):
            continue
        if name is not Field.DUE or not _same_day(now, sent.due):
            edited = finding("return-locked-edited", cell=found.place(row, name), task=sent.task, field=name,
                             task_id=sent.task, heading=TASK_SHEET_HEADINGS[name], old=old[:_SHOWN] or NOTHING,
                             value=now[:_SHOWN] or NOTHING)  # fmt: skip
            yield replace(edited, before=old or NOTHING, after=now or NOTHING)


def _same_day(text: str, due: date | None) -> bool:
    """Return True if a text (of a CSV file) is the day as another program shows it."""
    return due is not None and read_expected(text, due.year).value == due


def _with_held(row: ReturnedRow | None, held: Sequence[ReturnedRow], task: str) -> ReturnedRow:
    """Return the row with the values of held rows as doubts: none counts until the office confirms it."""
    doubts = [*(row.doubts if row else ())]
    values = row.values if row else {}
    for each in held:
        doubts += [
            Doubt(task, name, reported.cell, reported_text(name, reported.value), reported.value)
            for name, reported in each.values.items()
            if name not in values or values[name].value != reported.value
        ]
        doubts += _doubts([each], task)
    return replace(row or held[0], task=task, values=values, doubts=tuple(doubts))


def _same_task_twice(rows: Sequence[ReturnedRow], merged: ReturnedRow, reasons: list[Finding]) -> ReturnedRow:
    """Return one row for several of the same 编号: what they agree on; cells that differ become doubts."""
    names = dict.fromkeys(name for row in rows for name in row.values)
    agreed: dict[Field, Reported] = {}
    differing: list[str] = []
    open_ = list(merged.doubts)
    for name in names:
        said = {row.values[name].value for row in rows if name in row.values}
        if len(said) == 1:
            agreed[name] = next(row.values[name] for row in rows if name in row.values)
        else:
            shown = {
                reported_text(name, row.values[name].value): row.values[name] for row in rows if name in row.values
            }
            differing.append(f"{TASK_SHEET_HEADINGS[name]}“{'”与“'.join(sorted(shown))}”")
            open_.extend(Doubt(merged.task, name, each.cell, text, each.value) for text, each in shown.items())
    how = f"不同（{'；'.join(differing)}）" if differing else "相同，只算一次"
    reasons.append(finding("return-row-twice", cell=rows[1].cell, task=merged.task, value=merged.task, how=how))
    return replace(merged, values=agreed, doubts=tuple(open_))


def missing(desk: Desk, returns: Iterable[Submission]) -> list[str]:
    """Return the departments that owe a return: they carry something out, and nothing was taken from them yet."""
    returned = {name for item in returns if item.verdict.taken for name in desk.called(item.department or "")}
    return [name for name, sent in desk.latest.items() if sent.sheet.lead and name not in returned]
