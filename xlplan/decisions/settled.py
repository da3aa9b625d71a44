"""What counts in a round and what is open, as `settle` finds it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from xlplan.decisions.model import Decision
from xlplan.plan.departments import Registry
from xlplan.returns.sheet import Doubt, Reported
from xlplan.returns.values import ReportedValue
from xlplan.terms.choices import QuestionKind, Ruling
from xlplan.terms.fields import Field
from xlplan.terms.text import Folded, fold


@dataclass(frozen=True, slots=True)
class Agreements:
    """What the office has agreed to for a department's task; each stands until a newer decision on the same thing."""

    closed: Decision | None = None
    paused: Decision | None = None
    delayed: Decision | None = None
    verified: Decision | None = None

    @property
    def day(self) -> date | None:
        """The day that a delay was agreed to."""
        return date.fromisoformat(self.delayed.reported) if self.delayed else None


@dataclass(frozen=True, slots=True)
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
    sources: Mapping[Field, str] = field(default_factory=dict)
    """The sources of single columns, for a row put together from several returns."""

    def source_of(self, name: Field) -> str:
        """Return the source of a column's value."""
        return self.sources.get(name, self.source)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Values of one cell that disagree, each with its source, until somebody decides."""

    task: str
    department: str
    field: Field
    values: tuple[tuple[ReportedValue | None, str], ...]


@dataclass(frozen=True, slots=True)
class OpenDoubt:
    """An uncertain cell that nobody has decided on."""

    department: str
    doubt: Doubt
    source: str


@dataclass(frozen=True)
class Settled:
    """What counts, by (编号, department), and what is open."""

    entries: Mapping[tuple[str, str], Entry] = field(default_factory=dict)
    conflicts: Sequence[Conflict] = ()
    doubts: Sequence[OpenDoubt] = ()
    agreements: Mapping[tuple[Folded, Folded], Agreements] = field(default_factory=dict)
    """By folded 编号 and folded department."""

    def agreed(self, task: str, department: str) -> Agreements:
        """Return what was agreed to for a department's task."""
        return self.agreements.get((fold(task), fold(department)), _NONE)


_NONE = Agreements()


_AGREED: Final[Mapping[Ruling | None, str]] = {Ruling.CLOSE: "closed", Ruling.PAUSE: "paused", Ruling.DELAY: "delayed"}


def agreements_of(decisions: Iterable[Decision], round_: str) -> dict[tuple[Folded, Folded], Agreements]:
    """Return what stands of all decisions, by folded 编号 and department; 核定进展 stands in its own round alone."""
    found: dict[tuple[Folded, Folded], dict[str, Decision]] = defaultdict(dict)
    for decision in decisions:
        if decision.kind is not QuestionKind.VERIFIED:
            name = _AGREED.get(decision.ruling)
        else:
            name = "verified" if decision.round == round_ else None
        if name:
            found[decision.place][name] = decision
    return {place: Agreements(**named) for place, named in found.items()}


def agreed_days(decisions: Iterable[Decision], round_: str) -> dict[tuple[Folded, Folded], date]:
    """Return the days of all delays that were agreed to, by folded 编号 and folded department."""
    return {place: found.day for place, found in agreements_of(decisions, round_).items() if found.day}


def name_now(name: str, registry: Registry) -> str:
    """Return what a department is called now; a name that nobody answers to stays."""
    found = registry.find(name)
    return found.name if found else name


def named_now(settled: Settled, registry: Registry) -> Settled:
    """Return what counts in a round under the names that the departments have now."""
    renamed = registry.renamed({name for _, name in settled.entries})
    if not renamed:
        return settled

    def now(name: str) -> str:
        return renamed.get(name, name)

    # A report under the new name replaces one under the old name.
    entries = sorted(settled.entries.values(), key=lambda entry: entry.department not in renamed)
    folded = {fold(old): fold(new) for old, new in renamed.items()}
    moved = {(task, folded[name]): each for (task, name), each in settled.agreements.items() if name in folded}
    return Settled(
        {(each.task, now(each.department)): replace(each, department=now(each.department)) for each in entries},
        [replace(each, department=now(each.department)) for each in settled.conflicts],
        [replace(each, department=now(each.department)) for each in settled.doubts],
        {**settled.agreements, **moved},
    )
