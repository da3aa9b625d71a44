"""The plain reading, third part: what is looked at of a row on a day, and whether a sheet held it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from model_office.office import HandOut, Limit, Year
from model_office.plain_claims import Told, is_closed, story
from model_office.plain_standing import Row, Standing, hand_outs, limit_now, rows


@dataclass(frozen=True)
class View:
    """What the functions below look at: a row, its story, its time limit, the day and the round."""

    year: Year
    stand: Sequence[Standing]
    row: Row
    told: Told
    limit: Limit
    day: date
    round: str

    @property
    def routine_half(self) -> bool:
        """True if the deadline half of the limit is closed, so that the routine behind it is what is open."""
        return self.limit.routine_from is not None and self.told.half_since is not None

    @property
    def regular(self) -> bool:
        """True if the open half is routine or recurring."""
        return self.limit.is_regular or self.routine_half


def look(year: Year, stand: Sequence[Standing], row: Row, day: date, round_: str) -> View:
    """Bring together what is known of a row."""
    return View(year, stand, row, story(stand, row), limit_now(stand, row.task), day, round_)


def task_closed(view: View) -> bool:
    """Topic: the task is closed when all its rows are: all of 执行 and 责任, for only they are closed."""
    rest = [each for each in rows(view.year) if each.task == view.row.task and each.role in ("lead", "share")]
    return all(closed(look(view.year, view.stand, each, view.day, view.round)) for each in rest)


def closed(view: View) -> bool:
    """Topic: closing closes the row; of a limit with a routine behind it the deadline half, until the routine's start."""
    return is_closed(view.told, view.limit, view.day)


def holds(view: View, given: HandOut) -> bool:
    """Return True if a hand-out's sheets held the row to be filled in, for the half of its limit that is open now.

    Topic: closed rows are left out, paused ones stand locked.
    """
    place = next(place for place, each in enumerate(view.stand) if each.event is given)
    then = story(view.stand[:place], view.row)
    limit = limit_now(view.stand[:place], view.row.task)
    same_half = (then.half_since is None) == (view.told.half_since is None)
    return same_half and not then.paused and not is_closed(then, limit, given.day)


def held_now(view: View) -> bool:
    """Topic: owed once a sheet of this round holds it. The newest sheet of the round counts."""
    given = hand_outs(view.stand, view.round)
    return bool(given) and holds(view, given[-1])
