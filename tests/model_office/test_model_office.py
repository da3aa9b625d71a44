"""A year of a model office, day by day: the program says what the plain reading of the rules says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support import chance

from model_office.compare import compare
from model_office.make_year import ROUNDS, SHAPES, make_year
from model_office.office import HandOut, Limit
from xlplan.schedule.parse import read_schedule

SEEDS = (
    (1, 3, "plain"), (2, 2, "plain"), (91, 2, "all"), (1, 2, "beside"), (1, 2, "joined"),
    *([(chance.SEED, 3, "all")] if chance.SEED else []),
)  # fmt: skip
"""Seeds, rounds and shapes: what the plain years leave out is in those of all kinds. A seed that has failed stays here or below. `python -m model_office.compare SEED…` in tests/ tries others, and tells more."""
WHOLE = (1, 2, 3, 5, 7, 11, 21, 53, 56, *([chance.SEED] if chance.SEED else []))
"""Whole years: 5, 7, 11, 21, 53 and 56 once failed in later rounds."""
MIXED = (60, 80, 81, 83, 84, 121, 207)
"""Years of all kinds that once failed in their first rounds."""
JOINED = (312, 313, 314)
"""The same of years that are all kinds at once, with rounds beside each other."""
SHOWN = 25


def agrees(seed: int, folder: Path, *, days: int, rounds: int, shape: str = "plain") -> None:
    found, trouble = compare(seed, days, folder, rounds, SHAPES[shape])
    # What could not be done, such as to answer a row that was answered before, is told with the differences.
    lines = [*map(str, found[:SHOWN]), *trouble[:SHOWN]]
    assert not found, f"{len(found)} differences and {len(trouble)} troubles:\n" + "\n".join(lines)


@pytest.mark.parametrize(("seed", "rounds", "shape"), SEEDS)
def test_the_program_says_what_the_plain_reading_says(seed: int, rounds: int, shape: str, tmp_path: Path) -> None:
    agrees(seed, tmp_path, days=6, rounds=rounds, shape=shape)


@pytest.mark.slow
@pytest.mark.skipif(not chance.SEED, reason="minutes a seed: XLPLAN_SEED=1 plays whole years")
@pytest.mark.parametrize(
    ("seed", "rounds", "shape"),
    [
        *((seed, ROUNDS, "plain") for seed in WHOLE),
        (2, ROUNDS, "beside"),
        *((seed, 3, "all") for seed in MIXED),
        *((seed, 3, "whole") for seed in JOINED),
    ],
)
def test_the_program_says_so_over_a_whole_year(seed: int, rounds: int, shape: str, tmp_path: Path) -> None:
    agrees(seed, tmp_path, days=40 if rounds == ROUNDS else 10, rounds=rounds, shape=shape)


def test_a_seed_gives_the_same_year_and_another_seed_another() -> None:
    year = make_year(1, rounds=2)
    assert year == make_year(1, rounds=2)
    assert year.events != make_year(2, rounds=2).events
    assert (len(year.departments), len(year.groups), len(year.tasks)) == (40, 2, 60)
    assert len({event.round for event in year.events if isinstance(event, HandOut)}) == 2


@pytest.mark.parametrize("seed", range(1, 11))
def test_time_limits_mean_what_the_model_says_they_mean(seed: int) -> None:
    for task in make_year(seed, rounds=0).tasks:
        read = read_schedule(task.limit.text, year=2023, today=date(2023, 6, 25))
        start = read.start if task.limit.routine_from is None else None
        routine_from = read.start if task.limit.routine_from else None
        milestones = tuple(each.due for each in read.milestones)
        meant = Limit(task.limit.text, read.kind, start, read.due, milestones, routine_from, *read.every[:1])  # type: ignore[arg-type]
        assert meant == task.limit
