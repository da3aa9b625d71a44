"""A cell of a damaged file may hold a hundred thousand blanks: what reads it takes seconds, not an hour."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

import pytest

from xlplan.plan.cell_names import cut
from xlplan.plan.first_leads import first_leads
from xlplan.plan.name_shapes import is_doubtful
from xlplan.schedule.context import Context
from xlplan.schedule.scan import scan, tidy
from xlplan.telling.lines import table

LONG = 100_000
SECONDS = 10.0
"""Of the processor: ten times what the slowest takes, a tenth of what each took that tried every blank with all after it."""


def limits(text: str) -> list[object]:
    return list(scan(tidy(text), Context(2023, date(2023, 5, 1))))


READERS: list[Callable[[str], object]] = [first_leads, cut, is_doubtful, limits, lambda text: table([[text, "1"]])]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("fill", [" ", "\n", "　\n", "，", "1、", "-", "(", "科\n", "6月"])
def test_a_long_cell_costs_what_it_holds(read: Callable[[str], object], fill: str) -> None:
    text = "教育科" + (fill * LONG)[: LONG // len(fill)] if fill != "科\n" else fill * 5_000
    began = time.process_time()
    read(text)
    assert time.process_time() - began < SECONDS


def test_what_is_blank_between_names_says_nothing_however_wide() -> None:
    assert [piece.text for piece in cut("教育科" + " " * 500 + "\n" * 500 + "组宣科")] == ["教育科", "组宣科"]


def test_a_clause_that_is_no_sentence_is_kept_and_not_read() -> None:
    (clause,) = limits("6月底前" * 300)
    assert [(piece.start, piece.end, piece.reading) for piece in clause] == [(0, 1200, None)]  # type: ignore[attr-defined]
