"""What counts of all that came back in a round, by department and task, after what the office has decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from xlplan.decisions.model import Decision
from xlplan.decisions.standing import Said, heard, said_by_task, unread
from xlplan.returns.received import Entered, Submission
from xlplan.returns.sheet import Doubt, Reported, reported_text
from xlplan.returns.values import ReportedValue
from xlplan.terms.cells import NOTHING
from xlplan.terms.choices import QuestionKind, Ruling
from xlplan.terms.fields import Field
from xlplan.terms.text import fold


@dataclass(frozen=True, slots=True)
class Agreements:
    """What the office has agreed on for a department's task; decisions stand until a newer one on the same thing."""

    closed: Decision | None = None
    paused: Decision | None = None
    delayed: Decision | None = None
    verified: Decision | None = None


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
    """Where the values of single columns came from, for a row put together out of several."""

    def source_of(self, name: Field) -> str:
        """Where a column's value came from."""
        return self.sources.get(name, self.source)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Values of one cell that disagree, each with its source, open until somebody decides."""

    task: str
    department: str
    field: Field
    values: tuple[tuple[ReportedValue | None, str], ...]


@dataclass(frozen=True, slots=True)
class OpenDoubt:
    """A cell that could not be read for certain, and that nobody has decided on."""

    department: str
    doubt: Doubt
    source: str


@dataclass(frozen=True)
class Settled:
    """What counts, by (编号, department), and what is open."""

    entries: Mapping[tuple[str, str], Entry] = field(default_factory=dict)
    conflicts: Sequence[Conflict] = ()
    doubts: Sequence[OpenDoubt] = ()
    agreements: Mapping[tuple[str, str], Agreements] = field(default_factory=dict)
    """By folded 编号 and folded department."""

    def agreed(self, task: str, department: str) -> Agreements:
        """What was agreed on for a department's task."""
        return self.agreements.get((fold(task), fold(department)), _NONE)


_NONE = Agreements()
_Cell = tuple[str, str, Field | None]
_Value = tuple[Reported | None, Submission]


def settle(returns: Iterable[Submission], decisions: Sequence[Decision] = (), round_: str = "") -> Settled:
    """What counts, and where nobody has said yet what does.

    A newer revision takes the place of an older one, and a corrected sheet that of the returns it was sent back for.
    Cells in which returns of one revision differ count for nothing until they are decided; the order in which files came plays no part. Of `decisions`, in their order, those on cells are
    of the round `round_`; what was agreed on (销号, 暂缓, 延期) stands from then on.
    """
    decided: dict[_Cell, list[Decision]] = defaultdict(list)
    for decision in decisions:
        if decision.round == round_ and decision.ruling:
            decided[fold(decision.task), fold(decision.department), decision.field].append(decision)
    by_department: dict[str, list[Submission]] = defaultdict(list)
    for item in returns:
        if heard(item):
            by_department[item.department or ""].append(item)
    entries: dict[tuple[str, str], Entry] = {}
    open_: list[Conflict] = []
    doubts: list[OpenDoubt] = []
    for department, items in by_department.items():
        for task, found in said_by_task(items).items():
            item, row, _ = found[0]
            if len(found) == 1 and not row.doubts and not decided:
                # One return that leaves nothing open, as most do.
                entries[task, department] = Entry(
                    task,
                    department,
                    row.values,
                    item.path,
                    item.at,
                    item.sheet,
                    (),
                    dict.fromkeys(row.values, item.path),
                )
                continue
            values: dict[Field, Reported] = {}
            sources: dict[Field, str] = {}
            sent_back: list[Field] = []
            names = dict.fromkeys(
                name
                for each in found
                for name in (*each.row.values, *(doubt.field for doubt in each.row.doubts))
                if each.asked(name)
            )
            for name in names:
                given = decided[fold(task), fold(department), name]
                cell = _Settling(task, department, name, found, given)
                open_ += cell.conflict
                doubts += cell.doubts
                if cell.value is not None and cell.item is not None:
                    values[name] = cell.value
                    sources[name] = cell.item.path
                if cell.sent_back:
                    sent_back.append(name)
            entries[task, department] = Entry(
                task, department, values, item.path, item.at, item.sheet, tuple(sent_back), sources
            )
    return Settled(entries, open_, doubts, _agreements(decisions, round_))


def conflicts(
    returns: Iterable[Submission], decisions: Sequence[Decision] = (), round_: str = ""
) -> Sequence[Conflict]:
    """Where nobody has said yet what counts: as `settle`, without a look at returns that nothing can contradict."""
    by_department: dict[str | None, list[Submission]] = defaultdict(list)
    for item in returns:
        if heard(item):
            by_department[item.department].append(item)
    contested = (
        item
        for items in by_department.values()
        if len(items) > 1 or any(row.doubts for row in items[0].rows)
        for item in items
    )
    return settle(contested, decisions, round_).conflicts


class _Settling:
    """One cell: what counts of it, or what is open."""

    def __init__(
        self,
        task: str,
        department: str,
        name: Field,
        found: Sequence[Said],
        decisions: Sequence[Decision],
    ) -> None:
        self.value: Reported | None = None
        self.item: Submission | None = None
        self.conflict: list[Conflict] = []
        self.doubts: list[OpenDoubt] = []
        self._name = name
        self._back = False
        of_kind: dict[str, list[Decision]] = defaultdict(list)
        for decision in decisions:
            of_kind[decision.kind].append(decision)
        said: list[_Value] = []
        for each in found:
            item, row, _ = each
            if not each.asked(name):
                continue
            values = [row.values[name]] if name in row.values else []
            doubtful = [doubt for doubt in row.doubts if doubt.field == name]
            for doubt in doubtful:
                answers = (d for d in reversed(of_kind[QuestionKind.UNCLEAR]) if fold(d.reported) == fold(doubt.shown))
                answer = next((d for d in answers if _reaches(d, item)), None)
                if answer is None:
                    self.doubts.append(OpenDoubt(department, doubt, item.path))
                elif answer.ruling is Ruling.ADOPT and doubt.proposal is not None:
                    values.append(Reported(doubt.proposal, doubt.cell))
                self._back |= answer is not None and answer.ruling is Ruling.SEND_BACK
            said += [(value, item) for value in values]
            # What the office entered says nothing about the cells that it left out; an open doubt is no blank cell.
            if not (values or doubtful or isinstance(item, Entered) or unread(item, task, name)):
                said.append((None, item))
        entered = [one for one in said if isinstance(one[1], Entered)]
        if entered:
            # The office corrects what it entered by entering it again; what it says answers a doubt, and fills a blank.
            said = [*(one for one in said if one[0] is not None and not isinstance(one[1], Entered)), entered[-1]]
            self.doubts = []
        said = self._after_requests(
            said, of_kind[QuestionKind.CLOSE] + of_kind[QuestionKind.PAUSE] + of_kind[QuestionKind.DELAY]
        )
        said = self._after_conflicts(said, of_kind[QuestionKind.CONFLICT])
        if len({_key(name, value) for value, _ in said}) == 1:
            self.value, self.item = said[0]
        elif said:
            sources = _sources([item for _, item in said])
            open_values = [
                (value.value if value else None, source) for (value, _), source in zip(said, sources, strict=True)
            ]
            self.conflict = [Conflict(task, department, name, tuple(open_values))]

    @property
    def sent_back(self) -> bool:
        """Whether nothing counts because what was reported was sent back."""
        return self._back and self.value is None and not self.conflict

    def _after_requests(self, said: list[_Value], decisions: Sequence[Decision]) -> list[_Value]:
        """What is left when requests that were sent back no longer count."""
        back = [decision for decision in decisions if decision.ruling is Ruling.SEND_BACK]
        left = [
            (value, item)
            for value, item in said
            if not any(_reaches(d, item) and fold(d.reported) == _key(self._name, value) for d in back)
        ]
        self._back |= len(left) < len(said)
        return left

    def _after_conflicts(self, said: list[_Value], decisions: Sequence[Decision]) -> list[_Value]:
        """What is left when the values that were decided against no longer count."""
        there = {_key(self._name, value) for value, _ in said}
        refused: list[tuple[Decision, set[str]]] = []
        for decision in decisions:
            before, reported = fold(decision.before), fold(decision.reported)
            # Of three values two are decided against at once, each beside the same third.
            if {before, reported} <= there:
                against: dict[Ruling | None, set[str]] = {
                    Ruling.KEEP: {reported},
                    Ruling.ADOPT: {before},
                    Ruling.SEND_BACK: {before, reported},
                }
                refused.append((decision, against.get(decision.ruling, set())))
                self._back |= decision.ruling is Ruling.SEND_BACK
        return [
            (value, item)
            for value, item in said
            if not any(_key(self._name, value) in keys and _reaches(decision, item) for decision, keys in refused)
        ]


def _reaches(decision: Decision, item: Submission) -> bool:
    """Whether a decision is about what an item says: what is sent back may be sent again, and is asked about again."""
    return decision.ruling is not Ruling.SEND_BACK or item.action < decision.action


def _key(name: Field, value: Reported | None) -> str:
    return fold(_shown(name, value))


def _shown(name: Field, value: Reported | None) -> str:
    return reported_text(name, value.value) if value else NOTHING


def _sources(items: Sequence[Submission]) -> list[str]:
    """Where each came from; a corrected file often comes under the name of the one before, so then also when."""
    paths = [item.path for item in items]
    return [
        f"{item.path}（{item.at:%Y-%m-%d %H:%M}收到）" if item.at and paths.count(item.path) > 1 else item.path
        for item in items
    ]


def _agreements(decisions: Iterable[Decision], round_: str) -> dict[tuple[str, str], Agreements]:
    """What stands of all decisions; the office's own finding on a task's progress (核定进展) is one of its round."""
    found: dict[tuple[str, str], dict[str, Decision]] = defaultdict(dict)
    fields: dict[Ruling | None, str] = {Ruling.CLOSE: "closed", Ruling.PAUSE: "paused", Ruling.DELAY: "delayed"}
    for decision in decisions:
        name = "verified" if decision.kind is QuestionKind.VERIFIED else fields.get(decision.ruling)
        if name and (name != "verified" or decision.round == round_):
            found[fold(decision.task), fold(decision.department)][name] = decision
    return {key: Agreements(**named) for key, named in found.items()}


def agreed_days(decisions: Iterable[Decision], round_: str) -> dict[tuple[str, str], date]:
    """The days of all delays that were agreed to, by folded 编号 and folded department."""
    found = ((key, agreed_day(ruled)) for key, ruled in _agreements(decisions, round_).items())
    return {key: day for key, day in found if day}


def agreed_day(agreements: Agreements) -> date | None:
    """The day that a delay was agreed to."""
    return date.fromisoformat(agreements.delayed.reported) if agreements.delayed else None
