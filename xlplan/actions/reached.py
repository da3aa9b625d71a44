"""What the reports of several rounds say together: the claims, what is open, and in which order the reports count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import field, replace

from xlplan.decisions.agreed import NOTHING_AGREED, Agreements
from xlplan.decisions.asking_pauses import with_all_that_asked
from xlplan.decisions.claims import Claim, Claims, later
from xlplan.decisions.parts import actions_of, came_whole, in_parts
from xlplan.decisions.settled import Conflict, Entry, OpenDoubt, Settled, name_now
from xlplan.plan.departments import Registry
from xlplan.schedule.rounds import Round
from xlplan.status.asking import TaskDepartment
from xlplan.terms.fields import Field
from xlplan.terms.records import record
from xlplan.terms.text import fold

OpenCells = Mapping[tuple[str, str, Field], Conflict | OpenDoubt]
"""By 编号, present name and column."""


@record(frozen=True, slots=True)
class Reached:
    """What the reports of all rounds up to one say; taken as a whole, so that one can go back to it."""

    plain: Mapping[TaskDepartment, Claim] = field(default_factory=dict)
    histories: Mapping[TaskDepartment, Sequence[Sequence[Entry]]] = field(default_factory=dict)
    """All reports of the rows whose claims a decision has moved, by stretch: they are told anew each time."""
    open: OpenCells = field(default_factory=dict)
    """What is open."""
    left_open: OpenCells = field(default_factory=dict)
    """What the other rounds left open."""

    def claims(self, now: Settled, in_time: InTime) -> Claims:
        """Return the claims under what was agreed to by `now`."""
        asked = {
            (fold(task), fold(name)): with_all_that_asked(
                [each for said in stretches for each in in_time.as_it_came(said, agreed)], agreed
            )
            for (task, name), stretches in self.histories.items()
            if (agreed := now.agreed(task, name)).pauses
        }
        now = replace(now, agreements={**now.agreements, **asked}) if asked else now
        told = {
            key: [each for said in stretches for each in in_time.as_it_came(said, now.agreed(*key))]
            for key, stretches in self.histories.items()
        }
        found = Claims()
        for turn in range(max(map(len, told.values()), default=0)):
            entries = {key: each[turn] for key, each in told.items() if turn < len(each)}
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

    def as_it_came(self, said: Sequence[Entry], agreed: Agreements = NOTHING_AGREED) -> Sequence[Entry]:
        """Return a row's reports in that order, in parts where those of rounds beside each other overlap."""
        return self.ordered([part for each in said for part in self.parts(said, each, agreed)])

    def parts(self, said: Sequence[Entry], each: Entry, agreed: Agreements = NOTHING_AGREED) -> Sequence[Entry]:
        """Return one of a row's reports in parts, as `in_parts` tells."""
        if came_whole(each):
            return (each,)
        beside = (actions_of(one) for one in said if self._beside(one.round, each.round))
        return in_parts(each, set().union(*beside), agreed)

    def _beside(self, one: str, other: str) -> bool:
        return one != other and one not in self._later[other] and other not in self._later[one]

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
        self._open, self._left = self._open_after(settled, round_.name, registry)
        last = self._later[round_.name].isdisjoint(self.names)
        for key, entry in named.items():
            said = self._said.setdefault(key, [])
            said.append(entry)
            # What came last, of a round that none here comes after, stands last.
            at_the_end = len(said) == 1 or (
                last and entry.action > self._newest[key] and len(self._in_time.parts(said, entry)) == 1
            )
            self._newest[key] = max(entry.action, self._newest.get(key, entry.action))
            if is_moved(key):
                self._histories[key] = (*self.before.histories.get(key, ()), tuple(said))
                continue
            claim, reports = (
                (self._plain.get(key), said[-1:])
                if at_the_end
                else (self.before.plain.get(key), self._in_time.as_it_came(said))
            )
            for each in reports:
                claim = later(claim, each, NOTHING_AGREED) or claim
            if claim:
                self._plain[key] = claim
        self.names = (*self.names, round_.name)

    def _open_after(self, settled: Settled, round_: str, registry: Registry) -> tuple[OpenCells, OpenCells]:
        """Return what is open after a round, and of it what the rounds before left.

        What a round fills in is open no longer in those that it comes after, nor in those beside it that came before.
        """
        left = dict(self._open)
        # Little is open, and many are the rows.
        tasks = {task for task, _, _ in left}
        for (task, name), entry in settled.entries.items() if tasks else ():
            if task in tasks:
                row = task, name_now(name, registry)
                # What was sent back was reported all the same.
                for field_ in entry.as_reported:
                    open_ = left.get((*row, field_))
                    at = entry.origin_of(field_).action
                    if open_ and self._counts_after((round_, at), (open_.round, self._came(row, open_.round))):
                        del left[*row, field_]
        found = dict(left)
        conflicts = [(each, each.task, each.field) for each in settled.conflicts]
        doubts = [(each, each.doubt.task, each.doubt.field) for each in settled.doubts]
        opened: list[tuple[Conflict | OpenDoubt, str, Field]] = [*conflicts, *doubts]
        for each, name, field_ in opened:
            row = name, name_now(each.department, registry)
            own = settled.entries.get((name, each.department))
            if own is None or not self._filled_since(row, field_, (round_, own.action)):
                found[*row, field_] = replace(each, round=round_)
        return found, left

    def _counts_after(self, one: tuple[str, int], other: tuple[str, int]) -> bool:
        """Return True if what came by an action in a round counts after another: of rounds beside each other as they came."""
        if one[0] in self._later[other[0]]:
            return True
        return other[0] not in self._later[one[0]] and one[1] > other[1]

    def _came(self, row: TaskDepartment, round_: str) -> int:
        """Return the action in which a row came last in a round; 0 if it did not, or before all of these."""
        return max((each.action for each in self._said.get(row, ()) if each.round == round_), default=0)

    def _filled_since(self, row: TaskDepartment, name: Field, came: tuple[str, int]) -> bool:
        """Return True if another round filled in a cell after what came by an action in a round."""
        filled = (
            (each.round, each.origin_of(name).action) for each in self._said.get(row, ()) if name in each.as_reported
        )
        return any(self._counts_after(each, came) for each in filled if each[0] != came[0])

    @property
    def reached(self) -> Reached:
        """What they say by now; what is added later changes nothing in it."""
        return Reached(dict(self._plain), dict(self._histories), self._open, self._left)
