"""Delays that a limit changed later has ended."""

from __future__ import annotations

import pytest
from support.small import closed, codes, delayed, plan, task

from xlplan.decisions.agreed import Agreements
from xlplan.decisions.ended_delays import ended_delays

ENDED = [("status-delay-ended", "E2", "1.1")]


@pytest.mark.parametrize(
    ("limit", "department", "found"),
    [
        ("2023年12月底前", "教育科", []),
        ("2024年6月底前", "教育科", ENDED),
        ("常规工作", "教育科", ENDED),
        # Whoever has the task no longer is not told of.
        ("2024年6月底前", "组宣科", []),
    ],
)
def test_it_is_told_of_those_who_still_have_the_task(limit: str, department: str, found: object) -> None:
    agreements = {("1.1", department): delayed("2024-03-31", department=department)}
    table = plan(task(schedule=limit), departments=["教育科", "组宣科"])
    assert codes(ended_delays(table, agreements)) == found


def test_of_what_is_closed_it_is_not() -> None:
    put_off = Agreements(closings=closed().closings, delays=delayed("2024-03-31").delays)
    assert list(ended_delays(plan(task(schedule="2024年6月底前")), {("1.1", "教育科"): put_off})) == []
