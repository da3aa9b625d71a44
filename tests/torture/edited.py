"""Returns edited at random, one or several of a department: no value is lost, doubled or silently changed."""

from __future__ import annotations

from support.random_returns import MOST, wrongs
from support.sheet_edits import EDITS, Edit

from torture.invariants import require
from torture.trial import Kind, Trial

_SHEETS = 60


def _trial(trial: Trial) -> None:
    chance = trial.chance
    names = sorted(EDITS)

    def edits() -> list[Edit]:
        return [
            (chance.choice(names), *(chance.randint(0, MOST) for _ in range(3)))  # type: ignore[misc]
            for _ in range(chance.randint(0, 20))
        ]

    for _ in range(_SHEETS):
        returns = [edits() for _ in range(chance.choice((1, 1, 2, 3)))]
        found = wrongs(*returns)
        require(not found, f"{found}\nedits: {returns}")


KIND = Kind("edited", f"{_SHEETS} times one to three returns edited at random", _trial)
