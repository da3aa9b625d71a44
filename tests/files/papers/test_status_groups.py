"""群组明细: a group stands on one page where a page holds it, else its heading stands on each."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from support.small import closed, department_status, registry, status, task, task_status

from xlplan.files.papers.status_groups import group_rows
from xlplan.files.papers.status_overview import Printed
from xlplan.files.template.rows import Row
from xlplan.plan.departments import Department
from xlplan.plan.plan import Plan
from xlplan.plan.settings import Settings

SCHOOLS = [f"第{number}小学" for number in range(1, 41)]


def shown(tasks: int, members: int, high: float) -> list[tuple[str, bool]]:
    """Return the rows that are no plain members, and those that begin a page; each row is this high, in points."""
    names = SCHOOLS[:members]
    rows = [task(str(number), lead="各校") for number in range(1, tasks + 1)]
    group = Department("各校", kind="群组", members=tuple(names))
    office = Plan("某区重点工作", "分工表", tuple(rows), registry(group, *names), Settings())
    found = status(*(task_status(each, *map(department_status, names)) for each in rows))

    def heights(each: Sequence[Row]) -> list[float]:
        return [high] * len(each)

    made = [
        (str(row.values["组"] or row.values["部门"]).split("　")[-1], row.new_page, bool(row.variant))
        for row in group_rows(office, found, {}, Printed(heights, 586))
    ]
    return [(words, new_page) for words, new_page, titled in made if titled or new_page]


def test_a_member_is_reported_that_reported_on_the_task() -> None:
    one, two = task("1", lead="各校"), task("2", lead="各校")
    group = Department("各校", kind="群组", members=("一小", "二小"))
    office = Plan("某区重点工作", "分工表", (one, two), registry(group, "一小", "二小"), Settings())
    said = {"progress": "已办。"}
    found = status(
        task_status(one, department_status("一小", reported=said), department_status("二小")),
        task_status(two, department_status("一小"), department_status("二小", agreements=closed())),
        returned=["一小", "二小"],
    )
    rows = group_rows(office, found, {}, Printed(lambda each: [20.0] * len(each), 586))
    assert [(row.values["部门"], str(row.values["是否报送"])) for row in rows if not row.variant] == [
        ("一小", "已报送"), ("二小", "未报送"), ("一小", "未报送"), ("二小", "不用报"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tasks", "members", "high", "rows"),
    [
        # Two groups on a page, and the third begins the next one.
        (3, 9, 20, [("最低：绿灯", False), ("最低：绿灯", False), ("最低：绿灯", True)]),
        # 586 points hold the headings and 28 rows: the first group runs on, and says so.
        (1, 30, 20, [("最低：绿灯", False), ("最低：绿灯（续）", True)]),
        # It is longer than a page: it begins where it is, for its head and first member have room.
        (2, 30, 20, [("最低：绿灯", False), ("最低：绿灯（续）", True), ("最低：绿灯", False), ("最低：绿灯（续）", True)]),
    ],
)  # fmt: skip
def test_a_group_and_its_heading_stay_together(
    tasks: int, members: int, high: float, rows: list[tuple[str, bool]]
) -> None:
    assert shown(tasks, members, high) == rows
