"""Returns against what was sent: a verdict for each, what was reported on each task, and where two returns disagree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from xlplan.columns import TASK_SHEET_HEADINGS, TASK_SHEET_LABELS, VERDICT_WORDS, Role, fold
from xlplan.findings import Finding, finding
from xlplan.identity import verified
from xlplan.intake import Reported, ReportedValue, Return, ReturnedRow
from xlplan.split import DepartmentSheet, Sent

_CLOSED: Final = ("percent", "expected")


class Verdict(StrEnum):
    """What became of a file that was found."""

    ACCEPTED = "accepted"
    NOTED = "noted"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    UNREADABLE = "unreadable"
    SKIPPED = "skipped"

    @property
    def label(self) -> str:
        """The word shown to people."""
        return VERDICT_WORDS[self.value]

    @property
    def taken(self) -> bool:
        """Whether what the file reports counts."""
        return self in (Verdict.ACCEPTED, Verdict.NOTED)


@dataclass(frozen=True, slots=True)
class Received:
    """A file that came back, with its verdict. `path` is where it was found, `sha256` what it is kept under."""

    path: str
    sha256: str
    verdict: Verdict
    reasons: tuple[Finding, ...] = ()
    department: str | None = None
    revision: int | None = None
    rows: tuple[ReturnedRow, ...] = ()
    people: Mapping[str, str] | None = None
    at: datetime | None = None

    @property
    def count(self) -> int:
        """How many tasks were taken from it."""
        return len(self.rows) if self.verdict.taken else 0

    @property
    def empty(self) -> bool:
        """Whether nothing at all was filled in on any task."""
        return not any(row.values for row in self.rows)


@dataclass(frozen=True, slots=True)
class Entry:
    """What counts for one department on one task, each value with the file and cell it came from."""

    task: str
    department: str
    values: Mapping[str, Reported]
    source: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Values of one cell that disagree, each with its source, open until somebody decides."""

    task: str
    department: str
    field: str
    values: tuple[tuple[ReportedValue | None, str], ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a return is judged by: this plan, this round, and what was sent in it."""

    plan: str
    key: bytes
    round: str
    sent: Mapping[tuple[str, int], Sent]
    """By department and revision."""

    @property
    def latest(self) -> dict[str, Sent]:
        """The newest revision sent to each department."""
        return latest(self.sent)


def latest(sent: Mapping[tuple[str, int], Sent]) -> dict[str, Sent]:
    """Of all that was handed out, by department and revision, the newest revision of each department."""
    newest: dict[str, Sent] = {}
    for (department, revision), each in sorted(sent.items(), key=lambda item: item[0][1]):
        if department not in newest or newest[department].revision < revision:
            newest[department] = each
    return newest


def judge(found: Return, desk: Desk, path: str, sha256: str) -> Received:
    """The verdict on one return by itself; what other returns say is `settle`'s business."""
    identity = found.identity

    def refused(reason: Finding) -> Received:
        return Received(path, sha256, Verdict.REJECTED, (reason,), identity.department, identity.revision)

    if identity.plan != desk.plan:
        return refused(finding("return-other-plan"))
    if not verified(identity, found.signature, desk.key):
        return refused(finding("return-identity-altered"))
    if identity.round != desk.round:
        return refused(finding("return-other-round", value=identity.round, round=desk.round))
    sent = desk.sent.get((identity.department, identity.revision))
    if sent is None:
        return refused(finding("return-never-sent", value=identity.department, revision=identity.revision))
    reasons = list(found.reasons)
    newest = desk.latest[identity.department].revision
    if newest > identity.revision:
        reasons.append(finding("return-old-revision", value=identity.revision, revision=newest))
    rows = list(_matched(found, sent.sheet, reasons))
    reasons += _required(found, rows, sent.sheet)
    verdict = Verdict.NOTED if reasons else Verdict.ACCEPTED
    return Received(
        path, sha256, verdict, tuple(reasons), identity.department, identity.revision, tuple(rows), dict(found.people)
    )


def _matched(found: Return, sheet: DepartmentSheet, reasons: list[Finding]) -> Iterator[ReturnedRow]:
    """The rows of tasks that were sent, each once, under the 编号 as it was sent."""
    known = {fold(row.task): row for row in sheet.rows}
    by_task: dict[str, list[ReturnedRow]] = defaultdict(list)
    for row in found.rows:
        if fold(row.task) in known:
            by_task[fold(row.task)].append(row)
            continue
        said = [*(given.value for given in row.given.values()), *(value.value for value in row.values.values())]
        text = "；".join(str(part).strip() for part in said)[:80] or "（空）"
        reasons.append(finding("return-row-unknown", cell=row.cell, task=None, value=row.task, text=text))
    for key, sent in known.items():
        rows = by_task.get(key, [])
        if sent.withdrawn:
            reasons += [
                finding("return-withdrawn-filled", cell=filled.cell, task=sent.task, field=name,
                        task_id=sent.task, heading=TASK_SHEET_HEADINGS[name], value=filled.value)
                for row in rows for name, filled in row.values.items()
            ]  # fmt: skip
            continue
        if not rows:
            reasons.append(finding("return-row-missing", task=sent.task, value=sent.task))
            continue
        merged = replace(rows[0], task=sent.task, values=dict(rows[0].values))
        if len(rows) > 1:
            merged = _same_task_twice(rows, merged, reasons)
        for name, old in (("project", sent.project), ("content", sent.content), ("schedule", sent.schedule)):
            now = merged.given.get(name)
            if now and fold(str(now.value)) != fold(old):
                reasons.append(
                    finding("return-locked-edited", cell=now.cell, task=sent.task, field=name, task_id=sent.task,
                            heading=TASK_SHEET_HEADINGS[name], old=old[:40], value=str(now.value)[:40])
                )  # fmt: skip
        if sent.closed:
            reasons += [
                finding("return-closed-filled", cell=filled.cell, task=sent.task, field=name,
                        task_id=sent.task, heading=TASK_SHEET_HEADINGS[name], value=filled.value)
                for name in _CLOSED
                if (filled := merged.values.get(name))
            ]  # fmt: skip
            merged = replace(merged, values={n: v for n, v in merged.values.items() if n not in _CLOSED})
        yield merged


def _same_task_twice(rows: Sequence[ReturnedRow], merged: ReturnedRow, reasons: list[Finding]) -> ReturnedRow:
    """One row for several of the same 编号: what they agree on; cells that differ are left out, and said."""
    names = dict.fromkeys(name for row in rows for name in row.values)
    agreed: dict[str, Reported] = {}
    differing: list[str] = []
    for name in names:
        said = {row.values[name].value for row in rows if name in row.values}
        if len(said) == 1:
            agreed[name] = next(row.values[name] for row in rows if name in row.values)
        else:
            shown = "”与“".join(str(value) for value in sorted(map(str, said)))
            differing.append(f"{TASK_SHEET_HEADINGS[name]}“{shown}”")
    how = f"不同（{'；'.join(differing)}）" if differing else "相同，只算一次"
    reasons.append(finding("return-row-twice", cell=rows[1].cell, task=merged.task, value=merged.task, how=how))
    return replace(merged, values=agreed)


def _required(found: Return, rows: Sequence[ReturnedRow], sheet: DepartmentSheet) -> Iterator[Finding]:
    """Required cells that were left blank: 填报人 and 审核人; on 执行 rows 状态, 本期进展 and 完成进度 where it is open."""
    by_task = {row.task: row for row in rows}
    if not sheet.lead:
        return
    for name in ("filler", "reviewer"):
        if not found.people.get(name):
            yield finding("return-required-blank", field=name, heading=TASK_SHEET_LABELS[name], task_words="")
    unread = {(reason.task, reason.field) for reason in found.reasons}
    for name in ("state", "percent", "progress"):
        blank = [
            row.task
            for row in sheet.live
            if row.role is Role.LEAD and not (name == "percent" and row.closed)
            if row.task in by_task and name not in by_task[row.task].values and (row.task, name) not in unread
        ]
        if blank:
            yield finding("return-required-blank", field=name, heading=TASK_SHEET_HEADINGS[name],
                          task_words=f"（任务 {'、'.join(blank)}）")  # fmt: skip


def settle(returns: Iterable[Received]) -> tuple[dict[tuple[str, str], Entry], list[Conflict]]:
    """What counts, by (编号, department), and where two returns of one revision disagree.

    A newer revision takes the place of an older one. Cells in which returns of one revision differ count for nothing
    until they are decided; the order in which files came plays no part.
    """
    by_department: dict[str, list[Received]] = defaultdict(list)
    for item in returns:
        if item.verdict.taken and item.department:
            by_department[item.department].append(item)
    entries: dict[tuple[str, str], Entry] = {}
    conflicts: list[Conflict] = []
    for department, items in by_department.items():
        newest = max(item.revision or 0 for item in items)
        current = [item for item in items if item.revision == newest]
        # A sheet sent back empty by mistake contradicts nobody.
        current = [item for item in current if not item.empty] or current
        for task in dict.fromkeys(row.task for item in current for row in item.rows):
            found = [(item, row) for item in current for row in item.rows if row.task == task]
            values = dict(found[0][1].values)
            for name in dict.fromkeys(name for _, row in found for name in row.values):
                said = [(row.values[name].value if name in row.values else None, item) for item, row in found]
                if len({value for value, _ in said}) > 1:
                    values.pop(name, None)
                    sources = _sources([item for _, item in said])
                    open_values = tuple((value, source) for (value, _), source in zip(said, sources, strict=True))
                    conflicts.append(Conflict(task, department, name, open_values))
            entries[task, department] = Entry(task, department, values, found[0][0].path, found[0][0].at)
    return entries, conflicts


def _sources(items: Sequence[Received]) -> list[str]:
    """Where each came from; a corrected file often comes under the name of the one before, so then also when."""
    paths = [item.path for item in items]
    return [
        f"{item.path}（{item.at:%Y-%m-%d %H:%M}收到）" if item.at and paths.count(item.path) > 1 else item.path
        for item in items
    ]


def missing(desk: Desk, returns: Iterable[Received]) -> list[str]:
    """The departments that owe a return: something to carry out, and nothing taken from them yet."""
    returned = {item.department for item in returns if item.verdict.taken}
    return [name for name, sent in desk.latest.items() if sent.sheet.lead and name not in returned]
