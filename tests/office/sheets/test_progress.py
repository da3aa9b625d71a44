"""督办看板: what the last row says where a table has too few rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from support.small import closed, department_status, paused, plan, status, task, task_status

from xlplan.actions.status import Summary
from xlplan.office.sheets.dashboard import Shown
from xlplan.office.sheets.progress import Sources, dashboard
from xlplan.status.rollup import trend_point
from xlplan.terms.sheets import DASHBOARD_RANGES


def shown(room: int = 100) -> dict[str, Shown]:
    rows = [
        task_status(task("1"), department_status("一小", share=0.1), department_status("二小", share=0.2)),
        task_status(
            task("2"),
            department_status("二小", share=0.7, agreements=closed()),
            department_status("三小", share=0.0, agreements=paused()),
        ),
        task_status(task("3", schedule="常规工作"), department_status("三小", share=0.9)),
    ]
    found = status(*rows)
    summary = Summary(plan(*(each.task for each in rows)), found, Path("汇总.xlsx"), [trend_point(found)], {}, {})
    return dashboard(summary, Sources(summary, ""), dict.fromkeys(DASHBOARD_RANGES, 100) | {"departments": room})


def departments(room: int) -> list[list[Any]]:
    return [list(row) for row in shown(room)["departments"].rows]


def test_the_mean_of_the_other_departments_is_over_the_rows_that_their_own_means_are_over() -> None:
    assert [(row[0], row[6]) for row in departments(3)] == [("一小", 0.1), ("二小", 0.6), ("三小", None)]
    # Paused at 0%, closed at 70%, and without a day at 90%: 20% and 100% are left.
    assert [(row[0], row[6]) for row in departments(2)] == [("一小", 0.1), ("其余2个部门", 0.6)]


def test_the_trend_says_up_to_which_day_each_round_counts() -> None:
    assert shown()["trend"].title == "历次趋势（已结束的各期算到结束的那天，还在进行的算到2023年6月25日）"
