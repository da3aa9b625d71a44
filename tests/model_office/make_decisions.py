"""What the office decides about a row of a made-up year: plausible orders only."""

from __future__ import annotations

from datetime import date
from random import Random

from model_office.office import (
    DONE,
    PAUSED,
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


def decide(chance: Random, row: Row, told: Told, limit: Limit, name: str, round_: str, day: date) -> list[Decision]:
    """Return what the office decides about a row, known as `told`, on a day: mostly nothing, else one thing."""
    number = row.task.number
    half = limit.routine_from is not None and told.half_since is not None
    asked = _asked_in(told, round_)
    if told.paused:
        return _of_paused(chance, told, name, number, round_, day)
    if told.asked_after_pause:
        return (
            [AfterPause(day, told.asked_after_pause[-1][0], name, number, chance.random() < 0.5)]
            if chance.random() < 0.5
            else []
        )
    if told.closings and not (half and told.closings == 1):
        return [Reopen(day, round_, name, number)] if chance.random() < 0.01 else []
    if half and limit.routine_from and day < limit.routine_from:
        return []
    if told.conflicts:
        cell = sorted(told.conflicts)[0]
        return (
            [Settle(day, asked, name, number, cell, chance.choice(told.conflicts[cell]))]
            if chance.random() < 0.5
            else []
        )
    if told.asked_after_verify:
        return [AfterVerify(day, asked, name, number, chance.random() < 0.6)] if chance.random() < 0.5 else []
    if told.claim.state == DONE:
        if chance.random() < 0.35:
            return [Close(day, asked, name, number)]
        return (
            [Refuse(day, asked, name, number)] if chance.random() < 0.12 and not limit.is_regular and not half else []
        )
    if told.claim.state == PAUSED:
        if chance.random() < 0.35:
            return [Pause(day, asked, name, number)]
        return [Refuse(day, asked, name, number)] if chance.random() < 0.3 and not limit.is_regular and not half else []
    due = told.agreed or limit.due
    if limit.is_regular or half or due is None:
        return []
    wished = told.claim.expected
    if wished is not None and wished > due and wished not in told.refused_days:
        if chance.random() < 0.3:
            return [Delay(day, asked, name, number, wished)]
        return [Refuse(day, asked, name, number, "expected")] if chance.random() < 0.15 else []
    passed = [each for each in limit.milestones if each < day and each not in told.met]
    if passed and told.answered and chance.random() < 0.04:
        return [MilestoneMet(day, round_, name, number, passed[0])]
    if told.claim.state == RUNNING and told.claim.percent and not told.verified and chance.random() < 0.01:
        return [Verify(day, round_, name, number, max(told.claim.percent - chance.choice((10, 25, 40)), 5))]
    return []


def _asked_in(told: Told, round_: str) -> str:
    """Return the round in which a row was reported last: what is asked about it is asked in that round."""
    return next(reversed(told.reported_in), round_)


def _of_paused(chance: Random, told: Told, name: str, number: str, round_: str, day: date) -> list[Decision]:
    if told.asked_after_pause and chance.random() < 0.5:
        return [AfterPause(day, told.asked_after_pause[-1][0], name, number, chance.random() < 0.5)]
    return [Resume(day, round_, name, number)] if chance.random() < 0.06 else []
