"""What a button asks where it does not know which round it is for: the round, and by when departments report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import Enum
from typing import Final

from xlplan.schedule.rounds import Round, next_round, rounds_of
from xlplan.terms.records import record

_BEFORE_ITS_END: Final = timedelta(days=5)
_FROM_NOW: Final = timedelta(days=7)


@record(frozen=True)
class RoundQuestion:
    """The question: what is `said` before, the rounds that are likely (the likeliest first), and the day that it is asked."""

    said: str
    rounds: Sequence[str]
    today: date


@record(frozen=True)
class RoundAnswer:
    """The answer: the round by its canonical name, and the deadline."""

    round: str
    deadline: date


class First(Enum):
    """What somebody wants before anything is done."""

    TELL = "tell"
    """To be told what will happen, and asked whether it shall."""
    ASK = "ask"
    """To be asked in a window what there is to ask: pressing again answers nothing."""


def likely_rounds(today: date, known: Iterable[Round]) -> list[str]:
    """Return the rounds to choose from: what follows the last one `known`, itself, then those of today."""
    last = [*known][-1:]
    following = [each for round_ in last if (each := next_round(round_))]
    return list(dict.fromkeys(each.name for each in (*following, *last, *rounds_of(today))))


def likely_deadline(round_: Round, today: date) -> date:
    """Return a day to begin with: some days before the round ends, or a week from now where that has passed."""
    day = round_.end - _BEFORE_ITS_END if round_.end else today
    return day if day > today else today + _FROM_NOW
