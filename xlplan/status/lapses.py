"""What a year's account takes points for beside the reports: tasks that were overdue, papers of 督办; and the points themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import groupby

from xlplan.decisions.settled import Entry, name_now
from xlplan.plan.departments import Registry
from xlplan.plan.weights import LAPSES, Weights
from xlplan.status.light_source import telling
from xlplan.status.model import Status
from xlplan.status.supervise import Colour, Supervised, cause
from xlplan.terms.records import record


class LapseKind(StrEnum):
    """What points are taken for; the words are those of the account's columns."""

    OVERDUE = "逾期"
    SUPERVISED = "督办"


@record(frozen=True, slots=True)
class FigureSource:
    """The file, and the cell if there is one, behind a figure. `path` is as in the ledger."""

    path: str
    sheet: str = ""
    cell: str = ""


@record(frozen=True, slots=True)
class Lapse:
    """A task that was overdue, in the first round in which it was; or a 督办单, over all its tasks."""

    department: str
    kind: LapseKind
    round: str
    task: str
    why: str
    source: FigureSource


def overdue(statuses: Iterable[Status], sent: Mapping[tuple[str, str], str]) -> Iterator[Lapse]:
    """Yield each row that was overdue by the end of one of these rounds, once. `sent` are sheets' paths by round and department.

    What waits for the office (待销号), is closed or paused is not overdue; nor is what the round did not ask for.
    """
    seen: set[tuple[str, str]] = set()
    for status in statuses:
        for task in status.tasks:
            for each in task.leads:
                key = task.task.id, each.department
                asked = each.case and any(one.round == status.round.name for one in each.case.asked)
                if key in seen or not each.case or not asked:
                    continue
                why = cause(each.case)
                if why and why.due and why.colour is Colour.RED:
                    seen.add(key)
                    said = f"到期日{why.due}，到{status.today}超{(status.today - why.due).days}天"
                    source = _source(each.claim) or FigureSource(sent.get((status.round.name, each.department), ""))
                    yield Lapse(each.department, LapseKind.OVERDUE, status.round.name, task.task.id, said, source)


def _source(claim: Entry | None) -> FigureSource | None:
    """Return the cell that says how far the department was."""
    name = telling(claim)
    if claim is None or name is None:
        return None
    origin = claim.origin_of(name)
    return FigureSource(origin.source, origin.sheet, claim.values[name].cell)


def supervised(
    papers: Iterable[Supervised], year: int, asked: Callable[[str], Registry], source: FigureSource
) -> Iterator[Lapse]:
    """Yield each 督办单 of a year; `asked` gives the departments as a round asked them, `source` is the list in which they stand."""
    of_year = [each for each in papers if each.year == year]
    for _, rows in groupby(of_year, key=lambda each: each.number):
        of = list(rows)
        why = "；".join(f"{each.task} {each.texts['原因']}" for each in of)
        tasks = "、".join(each.task for each in of)
        name = name_now(of[0].department, asked(of[0].round))
        yield Lapse(name, LapseKind.SUPERVISED, of[0].round, tasks, f"{of[0].mark}：{why}", source)


@record(frozen=True, slots=True)
class Counts:
    """How many times a department lapsed in a year, by what points are taken for."""

    missing: int = 0
    late: int = 0
    sent_back: int = 0
    overdue: int = 0
    supervised: int = 0

    def points(self, weights: Weights) -> float:
        """Return what is left of the points that a year begins with, never below 0."""
        return max(0.0, round(weights.full - sum(self._taken(weights).values()), 2))

    def words(self, weights: Weights) -> str:
        """Return what was taken for what, as the sum can be done again; "" if nothing was."""
        taken = {name: points for name, points in self._taken(weights).items() if points}
        said = "，".join(f"{LAPSES[name]}{getattr(self, name)}次扣{points:g}分" for name, points in taken.items())
        return f"{said}，扣到0分为止" if sum(taken.values()) > weights.full else said

    def _taken(self, weights: Weights) -> dict[str, float]:
        return {name: round(getattr(self, name) * getattr(weights, name), 2) for name in LAPSES}


def ranks(points: Sequence[float]) -> list[int]:
    """Return the rank of each, 1 for the most points; equal points share a rank, and those after them are not moved up."""
    return [1 + sum(other > each for other in points) for each in points]
