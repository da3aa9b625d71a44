"""Numbers under a limit that are days without their format are read as those days, and each is told."""

from __future__ import annotations

from datetime import date

from xlplan.plan.importing.convert import new_plan
from xlplan.plan.importing.model import ImportSource, NewPlan
from xlplan.terms.cells import CellValue, Grid
from xlplan.terms.fields import Field


def made(*limits: CellValue) -> NewPlan:
    rows: list[list[CellValue]] = [[f"做好第{n}件事", "教育科", limit, 46203] for n, limit in enumerate(limits, 1)]
    grid = Grid("表", [["2026年督办台账"], ["督办事项", "承办单位", "办结时限", "投资"], *rows])
    return new_plan(ImportSource("表.xlsx", [grid]), date(2026, 1, 5))


def limits(plan: NewPlan) -> list[str]:
    return [row[plan.fields.index(Field.SCHEDULE)] for row in plan.rows]


def test_numbers_near_this_year_are_days() -> None:
    plan = made(46203, 46295.0, "46022", "6月底")
    assert limits(plan) == ["2026-06-30", "2026-09-30", "2025-12-31", "6月底"]
    assert [row[plan.headings.index("投资")] for row in plan.rows] == ["46203"] * 4
    (told,) = [item for item in plan.findings if item.code == "import-serial"]
    assert told.cell == "C3" and "C3“46203”读作 2026-06-30" in told.message and "3 格" in told.message


def test_other_numbers_are_none() -> None:
    plan = made(90, 20260630, 40000, 202606)
    assert limits(plan) == ["90", "20260630", "40000", "202606"]
    assert "import-serial" not in {item.code for item in plan.findings}
