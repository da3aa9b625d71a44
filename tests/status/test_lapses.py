"""年度考核台账: points by weights, ranks, and the papers of a year."""

from __future__ import annotations

from datetime import date

import pytest
from support.small import registry

from xlplan.plan.departments import Department
from xlplan.plan.weights import Weights, read_weights
from xlplan.status.lapses import Counts, FigureSource, Lapse, LapseKind, ranks, supervised
from xlplan.status.supervise import Colour, Supervised
from xlplan.terms.errors import SettingError

LIST = FigureSource("督办台账.xlsx", "督办台账")


@pytest.mark.parametrize(
    ("counts", "weights", "points", "words"),
    [
        (Counts(), Weights(), 100, ""),
        (
            Counts(missing=1, late=2, sent_back=1, overdue=1, supervised=1),
            Weights(),
            90,
            "未报1次扣3分，迟报2次扣2分，退回1次扣2分，逾期1次扣2分，督办1次扣1分",
        ),
        (Counts(late=3, missing=1), Weights(late=0.5, missing=0), 98.5, "迟报3次扣1.5分"),
        (Counts(missing=40), Weights(), 0, "未报40次扣120分，扣到0分为止"),
    ],
)
def test_points_and_what_they_were_taken_for(counts: Counts, weights: Weights, points: float, words: str) -> None:
    assert (counts.points(weights), counts.words(weights)) == (points, words)


def test_equal_points_share_a_rank() -> None:
    assert ranks([97, 100, 97, 80]) == [2, 1, 2, 4]
    assert ranks([]) == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("未报-5", Weights(missing=5)),
        ("满分 120分；未报 -2.5，督办=0", Weights(full=120, missing=2.5, supervised=0)),
        (Weights().words, Weights()),
    ],
)
def test_weights_are_read(text: str, read: Weights) -> None:
    assert read_weights(text) == read


@pytest.mark.parametrize("text", ["未报扣三分", "缺席-3", "未报-3；未报-4", "满分-100", "3"])
def test_weights_that_say_nothing_clear_are_refused(text: str) -> None:
    with pytest.raises(SettingError):
        read_weights(text)


def test_a_paper_counts_once_whatever_it_names_and_under_the_present_name() -> None:
    def row(number: int, task: str, year: int = 2023) -> Supervised:
        day = date(year, 6, 5)
        return Supervised(year, number, "二期", "旧科", task, Colour.RED, day, day, None, {"原因": "超期"})

    known = registry(Department("新科", aliases=("旧科",)))
    papers = [row(1, "1.1", 2022), row(1, "1.1"), row(1, "1.2"), row(2, "1.1")]
    assert list(supervised(papers, 2023, lambda _: known, LIST)) == [
        Lapse("新科", LapseKind.SUPERVISED, "二期", "1.1、1.2", "督〔2023〕1号：1.1 超期；1.2 超期", LIST),
        Lapse("新科", LapseKind.SUPERVISED, "二期", "1.1", "督〔2023〕2号：1.1 超期", LIST),
    ]
