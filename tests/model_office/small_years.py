"""Years of a few events: one task, two departments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from model_office.office import (
    Cells,
    Department,
    Event,
    Group,
    HandOut,
    Limit,
    Report,
    Settings,
    Task,
    Year,
)  # fmt: skip
from model_office.plain_reading import Asked, Reading, current_round, read

Q1, Q2, Q3 = "2023年第一季度", "2023年第二季度", "2023年第三季度"
A, B = "甲科", "乙科"
DUE = Limit("2023年12月底前", "deadline", due=date(2023, 12, 31))
ROUTINE = Limit("常规工作", "routine")
NONE = Limit("", "none")
HALVES = Limit(
    "2023年6月底完成方案。2023年9月起常规实施。", "deadline", due=date(2023, 6, 30), routine_from=date(2023, 9, 1)
)


def d(month: int, day: int) -> date:
    return date(2023, month, day)


FIRST = HandOut(d(3, 1), Q1, d(3, 20))
SECOND = HandOut(d(6, 1), Q2, d(6, 20))
THIRD = HandOut(d(9, 5), Q3, d(9, 20))


def year(
    *events: Event,
    limit: Limit = DUE,
    leads: Sequence[str] = (A,),
    supports: Sequence[str] = (),
    groups: Sequence[Group] = (),
    **settings: int,
) -> Year:
    task = Task("1.1", "甲工程", "做好。", tuple(leads), limit, tuple(supports))
    return Year(0, Settings(**settings), (Department(A), Department(B)), tuple(groups), (task,), events)  # type: ignore[arg-type]


def says(
    on: date, state: str | None = "推进中", percent: int | None = 50, round_: str = Q1, who: str = A, **more: object
) -> Report:
    return Report(on, round_, who, {"1.1": Cells(state, percent, **{"progress": "有进展。", **more})})  # type: ignore[arg-type]


def reading(of: Year, on: date) -> Reading:
    return read(of, on, current_round(of, on) or "")


def lit(of: Year, on: date, who: str = A, role: str = "lead") -> tuple[str | None, int]:
    found = reading(of, on).rows["1.1", who, role]
    return found.light, found.rule


def asked(of: Year, on: date, who: str = A) -> Asked:
    return reading(of, on).departments[who]
