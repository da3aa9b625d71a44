"""What a department fills in on a row of a made-up year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from model_office.office import DONE, NEEDS_HELP, NOT_STARTED, PAUSED, ROUTINE, RUNNING, Cells, Limit
from model_office.plain_claims import Told
from model_office.plain_standing import Row


def cells_for(
    chance: Random, row: Row, told: Told, limit: Limit, day: date, round_: str, *, often: bool = False
) -> Cells:
    """Return what a department says of a row on a day; `told` is what is known of the row before; `often`: it asks for pauses and closings often."""
    if row.role == "support":
        return Cells(chance.choice((RUNNING, RUNNING, RUNNING, NEEDS_HELP, DONE)), None, _words(chance, round_))
    if limit.is_regular or (limit.routine_from and told.half_since):
        return _regular(chance, told, round_, often=often)
    return _partly(chance, _with_end(chance, told, limit, day, round_, often=often))


def _words(chance: Random, round_: str) -> str:
    return f"{round_}做了第{chance.randint(1, 9999)}件事。"


def _regular(chance: Random, told: Told, round_: str, *, often: bool) -> Cells:
    """Routine and recurring rows: 完成进度 and 预计完成日期 are closed; one in six copies what it said last."""
    state = chance.choices(
        (ROUTINE, NEEDS_HELP, NOT_STARTED, DONE, PAUSED), (56, 5, 3, 18, 18) if often else (84, 5, 3, 4, 4)
    )[0]
    before = next((text for text in reversed(list(told.reported_in.values())) if text), None)
    words = before if before and chance.random() < 1 / 6 else _words(chance, round_)
    return Cells(state, None, words, "缺人手。" if state == NEEDS_HELP else None)


def _with_end(chance: Random, told: Told, limit: Limit, day: date, round_: str, *, often: bool) -> Cells:
    """Rows that end one day: the percent follows the time that has passed, ahead or behind."""
    due = told.agreed or limit.due
    start = limit.start or date(2023, 1, 1)
    passed = 40 if due is None else 100 * (day - start).days // max((due - start).days, 1)
    before = told.claim.percent or 0
    percent = max(0, min(100, passed + chance.randint(-45, 15)))
    if percent < before and chance.random() < 0.8:
        percent = before
    words = _words(chance, round_)
    if percent >= (30 if often else 70) and chance.random() < 0.35:
        return Cells(DONE, 100, words)
    percent = min(percent, 95)
    if chance.random() < (0.2 if often else 0.04):
        return Cells(PAUSED, percent, words, "上级要求调整，申请暂缓。")
    state = NOT_STARTED if percent == 0 else NEEDS_HELP if chance.random() < 0.06 else RUNNING
    expected = None
    if due is not None and chance.random() < (0.35 if (due - day).days < 40 else 0.08):
        expected = max(due, day) + timedelta(chance.randint(15, 80))
        if told.refused_days and chance.random() < 0.5:
            expected = max(told.refused_days)
    problems = "缺人手。" if state == NEEDS_HELP or expected else None
    return Cells(state, percent, words, problems, expected)


def _partly(chance: Random, cells: Cells) -> Cells:
    """One row in twelve is filled in only in part."""
    if cells.state in (DONE, PAUSED) or cells.expected or chance.random() >= 1 / 12:
        return cells
    blank = chance.choice(("percent", "progress", "state"))
    return replace(cells, **{blank: None})


def differing(chance: Random, cells: Cells) -> Cells | None:
    """Return the same row with another percent, or another 本期进展 where it has none; None if that would mean more."""
    if cells.state in (DONE, PAUSED) or cells.expected:
        return None
    if cells.percent is not None:
        return replace(cells, percent=cells.percent + 7 if cells.percent < 50 else cells.percent - 11)
    if cells.progress is not None:
        return replace(cells, progress=f"{cells.progress}又改了一稿{chance.randint(1, 99)}。")
    return None
