"""What counts in a round and what is open, as `settle` finds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime
from math import inf
from typing import Final

from xlplan.decisions.agreed import NOTHING_AGREED, Agreements, agreements_of
from xlplan.decisions.model import Decision
from xlplan.plan.departments import Registry
from xlplan.returns.sheet import Doubt, Reported
from xlplan.returns.values import ReportedValue
from xlplan.terms.choices import QuestionKind
from xlplan.terms.fields import Field
from xlplan.terms.records import record
from xlplan.terms.text import Folded, fold


@record(frozen=True, slots=True)
class Origin:
    """Where a value came from: its file and sheet, when it came, in which round, by which action of the ledger."""

    source: str
    sheet: str = ""
    at: datetime | None = None
    action: int = 0
    round: str = ""


@record(frozen=True, slots=True)
class Entry:
    """What counts for one department on one task, each value with the file and cell it came from."""

    task: str
    department: str
    values: Mapping[Field, Reported]
    source: str
    at: datetime | None = None
    sheet: str = ""
    sent_back: tuple[Field, ...] = ()
    """Columns whose value was sent back (退回): it does not count."""
    origins: Mapping[Field, Origin] = field(default_factory=dict)
    """Where the values of single columns came from, for a row put together from several returns."""
    action: int = 0
    round: str = ""
    refused: Mapping[QuestionKind, Reported] = field(default_factory=dict)
    """The states that the office sent back, by what was asked: they do not count."""
    reported: bool = True
    """True if 状态, 完成进度 or 本期进展 was filled in, be it with values that are open."""
    summarised: bool = False
    """True if its 综述 row was filled in."""
    filled: Mapping[Field, int] = field(default_factory=dict)
    """The ledger's last action that filled in 状态 and 完成进度, be it with values that are open."""
    text: str = ""
    """本期进展 as it came last, folded, whichever counts."""
    revision: int | None = None
    """The revision of the sheet that it came in; None if no sheet did."""
    asked_by: int = 0
    """The ledger's action that handed out that sheet; 0 if none did."""
    sent_as: str = ""
    """What the department was called when the sheet was sent, if it has another name by now."""
    while_closed: Entry | None = None
    """What came on it while it was closed, beside what counts: it counts for nothing."""
    while_paused: Entry | None = None
    """What came on it while it was paused, beside what counts, and nobody has adopted."""
    before_pause: Entry | None = None
    """Where it reports 暂缓: what returns of the round that came before said."""
    before_done: tuple[Reported, Origin] | None = None
    """Where it reports 已完成: 完成进度 in a return of the round that this one replaced, with where that came from."""
    refused_at: int = 0
    """The ledger's action in which 已完成 was sent back last; 0 if it was not."""
    refused_beside: Mapping[QuestionKind, Reported] = field(default_factory=dict)
    """What was sent back of one report, by what was asked, while another says what counts."""
    decided: Mapping[Field, int] = field(default_factory=dict)
    """The ledger's action in which the office decided that a column's value counts, where it had to."""
    filed: int = 0
    """The ledger's action of the last file that reports the row; 0 if only the office does (代录), which withdraws no day that it leaves blank."""

    @property
    def as_reported(self) -> Mapping[Field, Reported]:
        """What was reported, with the requests that the office sent back, which do not count."""
        return {_ASKED_IN[kind]: value for kind, value in self.refused.items()} | dict(self.values)

    def since(self, action: int, name: Field) -> bool:
        """Return True if a column was filled in by a return that came with an action of the ledger or later: decisions come first in it."""
        return name in self.values and self.origin_of(name).action >= action

    @property
    def said(self) -> str:
        """本期进展 as it came last, folded; empty where none counts."""
        value = self.values.get(Field.PROGRESS)
        return self.text or fold(str(value.value)) if value else ""

    @property
    def origin(self) -> Origin:
        """Where it came from as a whole."""
        return Origin(self.source, self.sheet, self.at, self.action, self.round)

    def origin_of(self, name: Field) -> Origin:
        """Return where a column's value came from."""
        return self.origins.get(name) or self.origin

    def source_of(self, name: Field) -> str:
        """Return the file that a column's value came from."""
        return self.origin_of(name).source


_ASKED_IN: Final = {
    QuestionKind.CLOSE: Field.STATE,
    QuestionKind.PAUSE: Field.STATE,
    QuestionKind.DELAY: Field.EXPECTED,
}
"""The column in which each request is made."""


@record(frozen=True, slots=True)
class Conflict:
    """Values of one cell that disagree, each with its source, until somebody decides."""

    task: str
    department: str
    field: Field
    values: tuple[tuple[ReportedValue | None, str], ...]
    round: str = ""
    """The round in which they came; empty for the one that is asked about."""


@record(frozen=True, slots=True)
class OpenDoubt:
    """An uncertain cell that nobody has decided on."""

    department: str
    doubt: Doubt
    source: str
    round: str = ""
    """As in `Conflict`."""


@record(frozen=True)
class Settled:
    """What counts, by (编号, department), and what is open."""

    entries: Mapping[tuple[str, str], Entry] = field(default_factory=dict)
    conflicts: Sequence[Conflict] = ()
    doubts: Sequence[OpenDoubt] = ()
    agreements: Mapping[tuple[Folded, Folded], Agreements] = field(default_factory=dict)
    """By folded 编号 and folded department."""
    routines: Mapping[Folded, date] = field(default_factory=dict)
    """The first day of the routine behind each task's deadline, by folded 编号."""

    def agreed(self, task: str, department: str) -> Agreements:
        """Return what was agreed to for a department's task."""
        if not self.agreements:
            return NOTHING_AGREED
        return self.agreements.get((fold(task), fold(department)), NOTHING_AGREED)


def name_now(name: str, registry: Registry) -> str:
    """Return what a department is called now; a name that nobody answers to stays."""
    found = registry.find(name)
    return found.name if found else name


def named_now(settled: Settled, registry: Registry) -> Settled:
    """Return what counts in a round under the names that the departments have now."""
    renamed = registry.renamed({name for _, name in settled.entries} | {name for _, name in settled.agreements})
    if not renamed:
        return settled

    def now(name: str) -> str:
        return renamed.get(name, name)

    entries = sorted(settled.entries.values(), key=lambda entry: _counts_before(entry, entry.department in renamed))
    folded = {fold(old): fold(new) for old, new in renamed.items()}
    moved = {(task, folded[name]): each for (task, name), each in settled.agreements.items() if name in folded}
    return Settled(
        {(each.task, now(each.department)): _renamed(each, now(each.department)) for each in entries},
        [replace(each, department=now(each.department)) for each in settled.conflicts],
        [replace(each, department=now(each.department)) for each in settled.doubts],
        {**settled.agreements, **moved},
        settled.routines,
    )


def _counts_before(entry: Entry, old: bool) -> tuple[bool, bool, int, float]:
    """Return by what one of several reports under the names of a department counts: the greatest does.

    One under the new name replaces those under old ones. Of those the later counts, of one action that with the lower percent.
    """
    share = entry.values.get(Field.PERCENT)
    lower = -share.value if share and isinstance(share.value, int | float) else -inf
    return entry.reported or entry.summarised, not old, entry.action, lower


def _renamed(entry: Entry, name: str) -> Entry:
    return entry if name == entry.department else replace(entry, department=name, sent_as=entry.department)


def agreements_now(decisions: Iterable[Decision], registry: Registry) -> dict[tuple[Folded, Folded], Agreements]:
    """Return what stands of all decisions for each task, under every name that its department has had."""
    made = list(decisions)
    renamed = registry.renamed({each.department for each in made})
    found = agreements_of(
        replace(each, department=renamed[each.department]) if each.department in renamed else each for each in made
    )
    old = {(task, fold(before)): each for before, now in renamed.items() for (task, name), each in found.items()
           if name == fold(now)}  # fmt: skip
    return {**old, **found}
