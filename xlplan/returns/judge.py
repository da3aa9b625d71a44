"""Judge one return against what was sent and what the plan says now: a verdict, and the report on each task."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cached_property
from typing import Final

from xlplan.handout.sheets import DepartmentSheet, Sent, SheetRow
from xlplan.handout.signature import Identity, verified
from xlplan.plan.departments import Registry
from xlplan.returns.denied import without_denied, without_idle_days
from xlplan.returns.matching import matched
from xlplan.returns.quality import Before, quality, required_blank
from xlplan.returns.received import Received
from xlplan.returns.sender import KnownNames, recognise
from xlplan.returns.sheet import Return, ReturnedRow
from xlplan.returns.written_year import with_year_written
from xlplan.terms.choices import Verdict
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding, gravest_first
from xlplan.terms.headings import TASK_SHEET_HEADINGS
from xlplan.terms.records import record
from xlplan.terms.text import Folded, fold

_SHOWN: Final = 40
_MOST_REASONS: Final = 500
"""So many are told of one file; a file made on purpose may give cause for hundreds of thousands."""


@record(frozen=True)
class Desk:
    """What a return is judged by: the plan, the round, and what was sent in it."""

    plan: str
    key: bytes | None
    """What signs the sheets; None where the signature is verified by whoever asked."""
    round: str
    sent: Mapping[tuple[str, int], Sent]
    """By department and revision."""
    tasks: Mapping[Folded, Mapping[Field, str]] | None = None
    """The plan's present texts of project, content and schedule, by folded 编号."""
    before: Mapping[str, Before] = field(default_factory=dict)
    """What was reported in the round before, by department."""
    today: date | None = None
    """The day by which what is reported is judged: none after the round's last."""
    merged_on: date | None = None
    """The day on which returns are merged: nothing in them was written later."""
    agreed: Mapping[tuple[Folded, Folded], date] = field(default_factory=dict)
    """The days of agreed delays, by folded 编号 and folded department."""
    decided: Mapping[tuple[Folded, Folded], Collection[date]] = field(default_factory=dict)
    """The days to which the office agreed or refused to put a task off: they ask nothing again."""
    begun: Collection[tuple[Folded, Folded]] = ()
    """The rows whose routine began after all that was reported in the round before."""
    rounds: Sequence[str] = ()
    """All rounds that were handed out."""
    others: Mapping[str, str] = field(default_factory=dict)
    """Other names of departments that something was sent to, each with the name it was sent under."""

    @cached_property
    def latest(self) -> dict[str, Sent]:
        """The newest revision sent to each department."""
        return latest(self.sent)

    @cached_property
    def written_by(self) -> date | None:
        """The day by which all that comes was written, if that and the handing out leave one year for it; else None."""
        days = [each.at.date() for each in self.sent.values() if each.at and not each.recalled]
        # What stood in an earlier sheet may have been copied into a later one.
        return self.merged_on if self.merged_on and days and min(days).year == self.merged_on.year else None

    @cached_property
    def names(self) -> KnownNames:
        """The departments that anything was sent to, by their names and other names."""
        return KnownNames(self.latest, self.others)

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


def latest_now(sent: Mapping[tuple[str, int], Sent], registry: Registry) -> dict[str, Sent]:
    """Return the sheet that each department has, by its present name.

    Of one renamed since, which was sent sheets under several names, that which asks for anything; else the newest name's.
    """
    newest = latest(sent)
    renamed = registry.renamed(newest)
    found: dict[str, tuple[tuple[bool, bool], Sent]] = {}
    for name, each in newest.items():
        now = renamed.get(name, name)
        rank = bool(each.sheet.live), name == now
        if now not in found or found[now][0] < rank:
            found[now] = rank, each
    return {name: each for name, (_, each) in found.items()}


def judge(found: Return, desk: Desk, path: str, sha256: str) -> Received:
    """Judge one return against what was sent. Other returns are compared in `settle`."""
    identity = found.identity
    reasons: list[Finding] = []
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
        refusal = refusal_of(identity, found.signature, desk)
        if refusal:
            return Received(path, sha256, Verdict.REJECTED, (refusal,), identity.department, identity.revision)
        sent = desk.sent[identity.department, identity.revision]
        newest, now = desk.latest[identity.department], desk.others.get(identity.department)
        if now in desk.latest and not newest.sheet.live:
            # The last that went out under its old name only took the tasks back.
            reasons.append(finding("return-old-name", value=identity.department, named=now))
        elif newest.revision > identity.revision:
            reasons.append(finding("return-old-revision", value=identity.revision, revision=newest.revision))
        if named := named_otherwise(path, identity.department, desk):
            reasons.append(finding("return-name-differs", named="、".join(named), value=identity.department))
    sheet = sent.sheet
    rows, told_of_rows = matched(found, sheet)
    rows, told_of_rows = with_year_written(rows, told_of_rows, desk.round, desk.written_by)
    reasons += told_of_rows
    reasons += _since_sent(rows, sheet, desk)
    reasons += required_blank(found, rows, sheet)
    odd = [
        *quality(rows, sheet, desk.before.get(sheet.department, {}), desk.today, desk.agreed, desk.decided, desk.begun)
    ]
    rows, reasons = without_idle_days(without_denied(rows, odd), [*reasons, *odd])
    if len(reasons) > _MOST_REASONS:
        reasons = gravest_first(reasons)
        reasons[_MOST_REASONS:] = [finding("return-many-reasons", value=len(reasons) - _MOST_REASONS)]
    verdict = Verdict.NOTED if reasons else Verdict.ACCEPTED
    return Received(
        path, sha256, verdict, tuple(reasons), sheet.department, sent.revision, tuple(rows), found.people,
        sheet=found.sheet, corrects=identity.corrects if identity else (),
    )  # fmt: skip


def refusal_of(identity: Identity, signature: str, desk: Desk) -> Finding | None:
    """Return why an identified return cannot be taken, or None."""
    if identity.plan != desk.plan:
        return finding("return-other-plan")
    if desk.key is not None and not verified(identity.text, signature, desk.key):
        return finding("return-identity-altered")
    if identity.round != desk.round:
        return finding("return-other-round", value=identity.round, round=desk.round)
    if (identity.department, identity.revision) not in desk.sent:
        return finding("return-never-sent", value=identity.department, revision=identity.revision)
    return None


def named_otherwise(path: str, department: str, desk: Desk) -> list[str]:
    """Return the departments that a file is named after, if its own is not among them."""
    # The name of its folder was given by the office.
    named = desk.names.within("/".join(path.split("/")[-2:]))
    return [] if department in named else named


def _since_sent(rows: Sequence[ReturnedRow], sheet: DepartmentSheet, desk: Desk) -> Iterator[Finding]:
    """Yield tasks that were reported on, but reworded or withdrawn in the table since the sheet was made."""
    sent = {row.task: row for row in sheet.live}
    for row in rows:
        if not row.values and not row.doubts:
            continue
        for name, old, now in rewordings(sent[row.task], desk):
            if now is None:
                yield finding("return-task-gone", cell=row.cell, task=row.task, field=name, task_id=row.task)
            else:
                yield finding("return-task-reworded", cell=row.cell, task=row.task, field=name, task_id=row.task,
                              heading=TASK_SHEET_HEADINGS[name], old=old[:_SHOWN], value=now[:_SHOWN])  # fmt: skip


def rewordings(sent: SheetRow, desk: Desk) -> Iterator[tuple[Field, str, str | None]]:
    """Yield what the table says otherwise by now than a row that was sent: column, old and new text; 编号 and None if it is gone."""
    if desk.tasks is None:
        return
    now = desk.tasks.get(sent.task_key)
    if now is None:
        yield Field.ID, sent.task, None
        return
    for name, old in ((Field.PROJECT, sent.project), (Field.CONTENT, sent.content), (Field.SCHEDULE, sent.schedule)):
        if old != now[name] and fold(old) != fold(now[name]):
            yield name, old, now[name]
