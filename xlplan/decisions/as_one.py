"""Departments made into one (by 别名): what the office agreed to for one of them holds for their row only if it was agreed to for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from math import inf
from typing import Final

from xlplan.decisions.agreed import Agreements, agreements_of
from xlplan.decisions.model import Decision
from xlplan.terms.choices import Ruling
from xlplan.terms.records import record
from xlplan.terms.text import Folded, fold

Place = tuple[Folded, Folded]
"""编号 and department, both folded."""
_HELD_BACK: Final = frozenset((Ruling.CLOSE, Ruling.PAUSE, Ruling.DELAY))


@record(frozen=True, slots=True)
class SideBySide:
    """The names, folded, under which departments that are one by now carried a task out beside each other, until the action `since`."""

    names: frozenset[Folded]
    now: Folded
    since: float = inf

    def whose(self, name: str, action: int) -> Folded | None:
        """Return which of them something is of, by its name and its action in the ledger; None if it is of all as one."""
        key = fold(name)
        own = key in self.names and (key != self.now or action < self.since)
        return key if own else None


@record(frozen=True)
class AsOne:
    """What was decided, as it holds for rows of departments that are one by now."""

    decisions: Sequence[Decision]
    beside: Mapping[Place, SideBySide] = field(default_factory=dict)
    """By folded 编号 and present name."""
    resting: frozenset[Place] = frozenset()
    """The rows, by 编号 and the name of then, that were closed or paused while another of them was at work: what they reported is settled."""

    def rests(self, task: str, now: str, name: str, action: int) -> bool:
        """Return True if a report is of a row that was closed or paused while that of another was at work."""
        beside = self.beside.get((fold(task), fold(now)))
        whose = beside.whose(name, action) if beside else None
        return whose is not None and (fold(task), whose) in self.resting


def as_one(decisions: Sequence[Decision], beside: Mapping[Place, SideBySide]) -> AsOne:
    """Return the decisions without those that were made for one of several departments alone, and whose rows these were."""
    left_out: set[int] = set()
    resting: set[Place] = set()
    for (task, _), each in beside.items():
        made: dict[Folded, list[Decision]] = {name: [] for name in each.names}
        for decision in decisions:
            if decision.task_key == task and (whose := each.whose(decision.department, decision.action)):
                made[whose].append(decision)
        stands = {name: _of_one(those) for name, those in made.items()}
        joint = _joint(list(stands.values()))
        idle = {name for name, agreed in stands.items() if agreed.closings or agreed.paused}
        rests = idle if idle != each.names else set()
        resting |= {(task, name) for name in rests}
        # Of a row that rests nothing is left to say of that of the others.
        left_out |= {
            id(decision)
            for name, those in made.items()
            for decision in those
            if id(decision) not in joint and (name in rests or decision.ruling in _HELD_BACK)
        }
    return AsOne([each for each in decisions if id(each) not in left_out], beside, frozenset(resting))


def _of_one(decisions: Iterable[Decision]) -> Agreements:
    found = agreements_of(decisions)
    return next(iter(found.values()), Agreements())


def _joint(stands: Sequence[Agreements]) -> set[int]:
    """Return the decisions, by identity, that hold for all: of closings and pauses the last that made it so, of delays each."""
    joint: set[int] = set()
    for closings in zip(*(each.closings for each in stands), strict=False):
        joint.add(id(max(closings, key=lambda each: each.action)))
    pauses = [each.paused for each in stands if each.paused]
    if pauses and all(each.paused or each.closings for each in stands):
        joint.add(id(max(pauses, key=lambda each: each.action)))
    if stands and all(each.delays for each in stands):
        joint |= {id(delay) for each in stands for delay in each.delays}
    return joint
