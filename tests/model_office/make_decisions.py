"""What the office decides about a row of a made-up year: plausible orders only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

from model_office.make_year import PLAIN, Shape
from model_office.office import (
    DONE,
    NEEDS_HELP,
    NOT_STARTED,
    PAUSED,
    ROUTINE,
    RUNNING,
    AfterPause,
    AfterVerify,
    Close,
    Decision,
    Delay,
    Limit,
    MilestoneMet,
    Pause,
    Refuse,
    Reopen,
    Resume,
    Settle,
    Verify,
)  # fmt: skip
from model_office.plain_claims import Told
from model_office.plain_standing import Row


def decide(
    chance: Random,
    row: Row,
    told: Told,
    limit: Limit,
    name: str,
    round_: str,
    day: date,
    shape: Shape = PLAIN,
    order: Sequence[str] = (),
) -> list[Decision]:
    """Return what the office decides about a row, known as `told`, on a day: mostly nothing, else one thing."""
    number = row.task.number
    half = limit.routine_from is not None and told.half_since is not None
    reported = _reported_last(told, round_, order)
    # What a file of a round before it says of a row that is open again is asked in the round that opened it.
    asked = max((each for each in (reported, told.open_in) if each), key=order.index)
    again = max((each for each in (asked, told.verified_in) if each), key=order.index)
    if told.paused:
        return _of_paused(chance, told, name, number, round_, day, 0.3 if shape.often else 0.06, order)
    if told.asked_after_pause:
        return (
            [AfterPause(day, _paused_in(told, order), name, number, chance.random() < 0.5)]
            if chance.random() < 0.5
            else []
        )
    if told.closings and not (half and told.closings == 1):
        return [Reopen(day, round_, name, number)] if chance.random() < (0.15 if shape.often else 0.01) else []
    if half and limit.routine_from and day < limit.routine_from:
        return []
    if told.conflicts:
        cell = sorted(told.conflicts)[0]
        return (
            [Settle(day, reported, name, number, cell, chance.choice(told.conflicts[cell]))]
            if chance.random() < 0.5
            else []
        )
    if told.asked_after_verify:
        return [AfterVerify(day, again, name, number, chance.random() < 0.6)] if chance.random() < 0.5 else []
    refusable = asked == reported and (shape.refused or (not limit.is_regular and not half))
    if shape.verified and (made := _verified(chance, told, limit.is_regular or half, name, number, round_, day)):
        return made
    if told.claim.state == DONE:
        if chance.random() < 0.35:
            return [Close(day, asked, name, number)]
        return [Refuse(day, asked, name, number)] if chance.random() < 0.12 and refusable else []
    if told.claim.state == PAUSED:
        if chance.random() < 0.35:
            return [Pause(day, asked, name, number)]
        return [Refuse(day, asked, name, number)] if chance.random() < 0.3 and refusable else []
    due = told.agreed or limit.due
    if limit.is_regular or half or due is None:
        return []
    wished = told.claim.expected
    if wished is not None and wished > due and wished not in told.refused_days:
        if chance.random() < 0.3:
            return [Delay(day, asked, name, number, wished)]
        return [Refuse(day, asked, name, number, "expected")] if chance.random() < 0.15 and asked == reported else []
    passed = [each for each in limit.milestones if each < day and each not in told.met]
    if passed and told.answered and chance.random() < 0.04:
        return [MilestoneMet(day, round_, name, number, passed[0])]
    if told.claim.state == RUNNING and told.claim.percent and not told.verified and chance.random() < 0.01:
        return [Verify(day, round_, name, number, max(told.claim.percent - chance.choice((10, 25, 40)), 5))]
    return []


def _verified(
    chance: Random, told: Told, regular: bool, name: str, number: str, round_: str, day: date
) -> list[Decision]:
    """Return 核定 of a row, silent or not, or the closing of one that is 核定 to be done; mostly nothing."""
    if told.verified.get("state") == DONE and told.claim.state != DONE:
        return [Close(day, round_, name, number)] if chance.random() < 0.4 else []
    if told.verified or chance.random() >= 0.03:
        return []
    state = chance.choice((NOT_STARTED, ROUTINE if regular else RUNNING, NEEDS_HELP, DONE, None))
    percent = None if regular else 100 if state == DONE else chance.choice((None, 20, 60, 90))
    return [Verify(day, round_, name, number, percent, state)] if state or percent else []


def _reported_last(told: Told, round_: str, order: Sequence[str]) -> str:
    """Return the last round in which a row was reported: what is asked about it is asked in that round."""
    return max(told.reported_in, key=order.index, default=round_)


def _paused_in(told: Told, order: Sequence[str]) -> str:
    """Return the round in which what came in a pause is asked about: its own, or that of the pause if that is later."""
    return max((told.asked_after_pause[-1][0], told.paused_in), key=order.index)


def _of_paused(
    chance: Random, told: Told, name: str, number: str, round_: str, day: date, resumed: float, order: Sequence[str]
) -> list[Decision]:
    if told.asked_after_pause and chance.random() < 0.5:
        return [AfterPause(day, _paused_in(told, order), name, number, chance.random() < 0.5)]
    return [Resume(day, round_, name, number)] if chance.random() < resumed else []
