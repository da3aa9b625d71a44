"""What the reports of several rounds say together: the claims, what is open, and in which order the reports count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import field, replace

from xlplan.decisions.agreed import NOTHING_AGREED
from xlplan.decisions.claims import Claim, Claims, later
from xlplan.decisions.settled import Conflict, Entry, OpenDoubt, Settled, name_now
from xlplan.plan.departments import Registry
from xlplan.schedule.rounds import Round
from xlplan.status.asking import TaskDepartment
from xlplan.terms.fields import Field
from xlplan.terms.records import record

OpenCells = Mapping[tuple[str, str, Field], Conflict | OpenDoubt]
"""By 编号, present name and column."""


@record(frozen=True, slots=True)
class Reached:
    """What the reports of all rounds up to one say; taken as a whole, so that one can go back to it."""

    plain: Mapping[TaskDepartment, Claim] = field(default_factory=dict)
    histories: Mapping[TaskDepartment, Sequence[Entry]] = field(default_factory=dict)
    """All reports of the rows whose claims a decision has moved: they are told anew each time."""
    open: OpenCells = field(default_factory=dict)
    """What is open."""
    left_open: OpenCells = field(default_factory=dict)
    """What the other rounds left open."""

    def claims(self, now: Settled) -> Claims:
        """Return the claims under what was agreed to by `now`."""
        found = Claims()
        for turn in range(max(map(len, self.histories.values()), default=0)):
            entries = {key: each[turn] for key, each in self.histories.items() if turn < len(each)}
            found = found.after(replace(now, entries=entries))
        return Claims({**self.plain, **found.of}, found.while_paused, found.in_vain)


def stretches(names: Sequence[str], later: Mapping[str, AbstractSet[str]]) -> list[range]:
    """Return the places of rounds in stretches; all rounds of one come after all of those before it.

    Where rounds come one after the other each is a stretch; three months and their quarter are one.
    """
    found: list[range] = []
    start = reach = 0
    for place, name in enumerate(names):
        if place > reach:
            found.append(range(start, place))
            start = place
        beside = (other for other, each in enumerate(names) if each not in later[name])
        reach = max(reach, place, *beside)
    return [*found, range(start, len(names))] if names else []


def open_after(settled: Settled, round_: Round, before: OpenCells, registry: Registry) -> tuple[OpenCells, OpenCells]:
    """Return what is open after a round, and of it what the rounds before left; what it fills in is open no longer."""
    left = dict(before)
    # Little is open, and many are the rows.
    tasks = {task for task, _, _ in before}
    for (task, name), entry in settled.entries.items() if tasks else ():
        if task in tasks:
            now = name_now(name, registry)
            for name_of_field in entry.values:
                left.pop((task, now, name_of_field), None)
    found = dict(left)
    for conflict in settled.conflicts:
        key = conflict.task, name_now(conflict.department, registry), conflict.field
        found[key] = replace(conflict, round=round_.name)
    for doubt in settled.doubts:
        key = doubt.doubt.task, name_now(doubt.department, registry), doubt.doubt.field
        found[key] = replace(doubt, round=round_.name)
    return found, left


class InTime:
    """The order in which reports of several rounds count: as they came.

    Those of rounds that come after one another keep the order of the rounds, however late one came.
    """

    def __init__(self, later: Mapping[str, AbstractSet[str]]) -> None:
        """Take, by round, those that come after it."""
        self._later = later
        # Rows that were reported in the same rounds by the same merges stand in the same order.
        self._known: dict[tuple[tuple[str, int], ...], Sequence[int]] = {}

    def ordered(self, reports: Sequence[Entry]) -> Sequence[Entry]:
        """Return a row's reports in that order."""
        if len(reports) < 2:
            return reports
        came = tuple((each.round, each.action) for each in reports)
        if came not in self._known:
            self._known[came] = self._places(came)
        return [reports[place] for place in self._known[came]]

    def _places(self, came: Sequence[tuple[str, int]]) -> Sequence[int]:
        left, found = sorted(range(len(came)), key=lambda place: came[place][1]), []
        while left:
            rounds = {came[place][0] for place in left}
            first = next(place for place in left if not any(came[place][0] in self._later[each] for each in rounds))
            left.remove(first)
            found.append(first)
        return found


class SaidSoFar:
    """What the reports of rounds say together behind what was said before them: told round after round, none twice."""

    def __init__(self, before: Reached, later: Mapping[str, AbstractSet[str]]) -> None:
        """Begin with no round; `later` are, by round, those that come after it."""
        self.before = before
        self.names: tuple[str, ...] = ()
        self._later, self._in_time = later, InTime(later)
        self._said: dict[TaskDepartment, list[Entry]] = {}
        self._newest: dict[TaskDepartment, int] = {}
        self._plain, self._histories = dict(before.plain), dict(before.histories)
        self._open, self._left = before.open, before.left_open

    def add(
        self,
        round_: Round,
        named: Mapping[TaskDepartment, Entry],
        settled: Settled,
        registry: Registry,
        is_moved: Callable[[TaskDepartment], bool],
    ) -> None:
        """Add a round: its reports under present names, and what is open in it; `is_moved` tells whose claims a decision has moved."""
        self._open, self._left = open_after(settled, round_, self._open, registry)
        last = self._later[round_.name].isdisjoint(self.names)
        for key, entry in named.items():
            said = self._said.setdefault(key, [])
            said.append(entry)
            # What came last, of a round that none here comes after, stands last.
            at_the_end = len(said) == 1 or (last and entry.action > self._newest[key])
            self._newest[key] = max(entry.action, self._newest.get(key, entry.action))
            if not at_the_end:
                said[:] = self._in_time.ordered(said)
            if is_moved(key):
                self._histories[key] = (*self.before.histories.get(key, ()), *said)
                continue
            claim, reports = (self._plain.get(key), said[-1:]) if at_the_end else (self.before.plain.get(key), said)
            for each in reports:
                claim = later(claim, each, NOTHING_AGREED) or claim
            if claim:
                self._plain[key] = claim
        self.names = (*self.names, round_.name)

    @property
    def reached(self) -> Reached:
        """What they say by now; what is added later changes nothing in it."""
        return Reached(dict(self._plain), dict(self._histories), self._open, self._left)
