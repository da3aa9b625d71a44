"""督办看板: what the last row says where a table has too few rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from support.small import closed, department_status, paused, plan, status, task, task_status

from xlplan.actions.status import Summary
from xlplan.office.sheets.cell_values import Link
from xlplan.office.sheets.dashboard import Shown
from xlplan.office.sheets.progress import Sources, dashboard, inside, silent
from xlplan.status.backing import Figure
from xlplan.status.model import TaskStatus
from xlplan.status.rollup import trend_point
from xlplan.terms.sheets import DASHBOARD_RANGES


def summary(*rows: TaskStatus) -> Summary:
    found = status(*rows)
    places = {Figure("红灯"): "#明细!A20", Figure("红灯无新报"): "#明细!A30"}
    trend = [trend_point(found)] * 3
    return Summary(plan(*(each.task for each in rows)), found, Path("汇总.xlsx"), trend, {}, places)


def shown(*rows: TaskStatus, **room: int) -> dict[str, Shown]:
    one = summary(*rows)
    return dashboard(one, Sources(one, "汇总.xlsx"), dict.fromkeys(DASHBOARD_RANGES, 100) | room)


SOME = (
    task_status(task("1"), department_status("一小", share=0.1), department_status("二小", share=0.2)),
    task_status(
        task("2"),
        department_status("二小", share=0.7, agreements=closed()),
        department_status("三小", share=0.0, agreements=paused()),
    ),
    task_status(task("3", schedule="常规工作"), department_status("三小", share=0.9)),
)
RED = tuple(task_status(task(str(n), project=f"工程{n}"), department_status(f"单位{n}", "red")) for n in range(3))


def departments(room: int) -> list[list[Any]]:
    rows = [list(row) for row in shown(*SOME, departments=room)["departments"].rows]
    return [[each.text if isinstance(each, Link) else each for each in row] for row in rows]


def test_the_mean_of_the_other_departments_is_over_the_rows_that_their_own_means_are_over() -> None:
    assert [(row[0], row[6]) for row in departments(3)] == [("一小", 0.1), ("二小", 0.6), ("三小", None)]
    # Paused at 0%, closed at 70%, and without a day at 90%: 20% and 100% are left.
    assert [(row[0], row[6]) for row in departments(2)] == [("一小", 0.1), ("其余2个部门", 0.6)]


def test_the_trend_says_up_to_which_day_each_round_counts() -> None:
    assert shown(*SOME)["trend"].title == "历次趋势（已结束的各期算到结束的那天，还在进行的算到2023年6月25日）"


def test_what_a_table_has_no_room_for_leads_to_the_whole_list() -> None:
    found = shown(*RED, red=1, projects=1, departments=1)
    assert found["red"].rows[-1][0] == Link("其余3项", "汇总.xlsx", "明细!A20")
    assert "点左边" in str(found["red"].rows[-1][-1])
    assert found["projects"].rows[-1][0] == Link("其余3项工程", "汇总.xlsx", "工程情况!A1")
    assert found["departments"].rows[-1][0] == Link("其余3个部门", "汇总.xlsx", "部门报送!A1")
    latest = shown(*RED, trend=2)["trend"]
    assert (len(latest.rows), "最近2期，更早的见汇总工作簿" in latest.title) == (2, True)


def test_how_many_tasks_have_no_new_report_leads_to_them() -> None:
    one = summary(*RED)
    assert silent(one, Sources(one, "汇总.xlsx")) == [Link("3项无新报", "汇总.xlsx", "明细!A30"), "", "", ""]


def test_in_its_own_workbook_they_lead_to_the_first_that_has_none() -> None:
    told = task_status(task("1"), department_status("一小", "red", reported={"percent": 0.1}))
    places = inside(status(told, *RED), ["#A4", "#A5", "#A6", "#A7"], lambda name: f"#{name}").figures
    assert (places["红灯"], places["红灯无新报"]) == ("#A4", "#A5")
    assert "红灯无新报" not in inside(status(told), ["#A4"], str).figures
