"""What many lights say together: totals, projects, leaders' pages, groups, who owes a return, and the trend."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.small import (
    TODAY,
    closed,
    delayed,
    department_status,
    entry,
    paused,
    plan,
    registry,
    status,
    task,
    task_status,
)

from xlplan.plan.departments import Department
from xlplan.status.model import DepartmentStatus, SummaryStatus, TaskStatus
from xlplan.status.rollup import (
    GroupStatus,
    Total,
    alarms,
    asks_for_help,
    awaits_closing,
    leaders,
    owing,
    parties,
    projects,
    timed_by_department,
    total,
    trend_point,
)
from xlplan.terms.choices import Light, Role

SCHOOLS = registry(
    Department("教育科", leader="王局长"),
    Department("组宣科", leader="李副局长、王局长"),
    Department("各校", kind="群组", members=("一小", "二小", "三小"), section="教育科"),
    Department("各园", kind="群组", members=("一幼",), section="无名处"),
    Department("空组", kind="群组"),
)


def lit(number: str, light: str, share: float | None = None, **what: Any) -> TaskStatus:
    past = what.pop("past", None)
    return task_status(task(number, **what), department_status(light=light, share=share), past=past)


def counts(each: Total) -> tuple[int, ...]:
    return each.tasks, *(each.lights[light] for light in Light)


def test_a_total_counts_lights_and_takes_the_mean_of_what_is_known() -> None:
    found = total(
        "甲",
        [
            lit("1", "red", 0.1, schedule="2023年2月25日前", past=("green", 0.05)),
            lit("2", "red", None, schedule="2023年2月25日前", past=("green", None)),
            lit("3", "green", 0.3, schedule="2024年6月26日前", past=("red", 0.2)),
            lit("4", "green", 0.9, schedule="常规工作"),
            lit("5", "grey", None),
        ],
        TODAY,
    )
    # Both means are over the first and the third, which have a percent and a due day: all, and 175 of 542 days, are gone.
    assert (found.name, counts(found), found.share, found.gone, found.change) == (
        "甲",
        (5, 2, 0, 2, 1),
        0.2,
        0.661,
        0.075,
    )


def test_days_that_differ_are_gone_each_by_itself() -> None:
    over = department_status("教育科", "red", share=0.5)
    ahead = department_status("组宣科", share=0.5, agreements=delayed("2023-12-17", before="2023-06-25"))
    found = total("", [task_status(task("1", schedule="2023年6月25日前"), over, ahead)], TODAY)
    # All of the one's days, half of the other's: as the mean of their shares is over both.
    assert (found.share, found.gone) == (0.5, 0.75)


def test_a_total_of_nothing() -> None:
    found = total("", [], TODAY)
    assert (counts(found), found.share, found.gone, found.change) == ((0, 0, 0, 0, 0), None, None, None)


def test_what_is_closed_counts_as_done_and_what_is_paused_not_at_all() -> None:
    done, waits = department_status(share=0.4, agreements=closed()), department_status(share=0.1, agreements=paused())
    found = total("", [task_status(task("1"), done), task_status(task("2"), waits)], TODAY)
    assert (found.share, found.gone) == (1.0, 0.481)
    both = task_status(task("3"), done, department_status("组宣科", share=0.1, agreements=paused()))
    assert total("", [both], TODAY).share == 1.0


def test_how_many_at_each_light_have_no_new_report() -> None:
    tasks = [
        task_status(task("1"), department_status(light="red")),
        task_status(task("2"), department_status(light="red", reported={"state": "推进中"})),
        task_status(task("3"), department_status(light="green", agreements=closed())),
        task_status(task("4"), department_status(light="grey", claimed={"state": "推进中"})),
    ]
    found = total("", tasks, TODAY)
    assert [found.silent[light] for light in Light] == [1, 0, 0, 1]


def test_the_mean_of_a_department_is_over_what_has_a_day_and_is_not_paused() -> None:
    one = task_status(
        task("1"), department_status("一小", share=0.2), department_status("二小", share=0.1, agreements=paused())
    )
    two = task_status(task("2"), department_status("一小", share=0.4, agreements=closed()), department_status("二小"))
    endless = task_status(task("3", schedule="常规工作"), department_status("二小", share=0.9))
    found = timed_by_department(status(one, two, endless))
    assert {name: [(task.task.id, share) for task, share, _ in timed] for name, timed in found.items()} == {
        "一小": [("1", 0.2), ("2", 1.0)],
    }


def test_projects_stand_in_the_order_of_the_table() -> None:
    found = projects(
        status(
            lit("1", "red", project="乙"),
            lit("2", "green"),
            lit("3", "amber", project="乙"),
            lit("4", "grey", project=""),
        )
    )
    assert [(each.name, *counts(each)) for each in found] == [
        ("乙", 2, 1, 1, 0, 0), ("甲工程", 1, 0, 0, 1, 0), ("", 1, 0, 0, 0, 1),
    ]  # fmt: skip


def test_red_tasks_stand_before_amber_ones() -> None:
    tasks = [
        lit(number, light) for number, light in zip("12345", ("amber", "green", "red", "grey", "amber"), strict=True)
    ]
    assert [(each.task.id, each.light.value) for each in alarms(tasks)] == [
        ("3", "red"),
        ("1", "amber"),
        ("5", "amber"),
    ]


@pytest.mark.parametrize(
    ("what", "help_", "closing"),
    [
        ({"reported": {"state": "需协调"}}, True, False),
        # What was asked for in an earlier round stays until something else is reported.
        ({"claimed": {"state": "需协调"}}, True, False),
        ({"claimed": {"state": "需协调"}, "agreements": closed()}, False, False),
        ({"reported": {"state": "推进中"}}, False, False),
        ({"reported": {"state": "已完成"}}, False, True),
        # What was reported as done waits until it is decided.
        ({"claimed": {"state": "已完成"}}, False, True),
        ({"reported": {"state": "已完成"}, "role": Role.SUPPORT}, False, False),
        ({"reported": {"state": "需协调"}, "role": Role.SUPPORT}, True, False),
        ({"reported": {"state": "已完成"}, "agreements": closed()}, False, False),
    ],
)
def test_who_asks_for_what(what: dict[str, Any], help_: bool, closing: bool) -> None:
    found = task_status(None, department_status(**what))
    [each] = found.departments
    assert (asks_for_help(found, each), awaits_closing(each)) == (help_, closing)


def page(number: str, *each: DepartmentStatus, leader: str = "") -> TaskStatus:
    return task_status(task(number, leader=leader), *each)


def test_each_leader_has_a_page() -> None:
    found = status(
        page("1", department_status(light="amber", reported={"state": "需协调"}), leader="赵局长、 钱局长"),
        page("2", department_status("组宣科", "red"), department_status("基金会", role=Role.SUPPORT, reported={"state": "需协调"})),
        page("3", department_status("无名处")),
        page("4", department_status("组宣科", "amber"), leader="赵局长"),
        returned=["教育科"],
    )  # fmt: skip
    pages = leaders(plan(departments=SCHOOLS.departments), found)
    assert [
        (
            each.leader, each.total.tasks, [one.task.id for one in each.alarms],
            [(one.task.id, who.department) for one, who in each.help], list(each.missing),
        )
        for each in pages
    ] == [
        # Those that are named with a task come before those of its departments.
        ("赵局长", 2, ["1", "4"], [("1", "教育科")], ["组宣科"]),
        ("钱局长", 1, ["1"], [("1", "教育科")], []),
        ("李副局长", 1, ["2"], [("2", "基金会")], ["组宣科"]),
        ("王局长", 1, ["2"], [("2", "基金会")], ["组宣科"]),
        (None, 1, [], [], ["无名处"]),
    ]  # fmt: skip


def test_what_leaders_answer_for_together_is_said_on_the_pages_of_each() -> None:
    found = status(
        page("1", department_status(), leader="赵局长、钱局长、孙局长"),
        page("2", department_status(), leader="钱局长、赵局长"),
        page("3", department_status(), leader="赵局长"),
        page("4", department_status("无名处")),
    )
    pages = leaders(plan(departments=SCHOOLS.departments), found)
    assert [(each.leader, [(one.task.id, "、".join(others)) for one, others in each.shared]) for each in pages] == [
        ("赵局长", [("1", "钱局长、孙局长"), ("2", "钱局长")]),
        ("钱局长", [("1", "赵局长、孙局长"), ("2", "赵局长")]),
        ("孙局长", [("1", "赵局长、钱局长")]),
        (None, []),
    ]


def test_a_leader_waits_for_those_who_owe_something_on_his_own_tasks() -> None:
    closed_here = department_status("组宣科", "green", agreements=closed())
    found = status(page("1", closed_here, leader="赵局长"), page("2", department_status("组宣科"), leader="钱局长"))
    summed = replace(found.tasks[0], summaries=(SummaryStatus("教育科", None, owed=True),))
    silent = [*found.departments, replace(found.departments[0], department="教育科")]
    pages = leaders(
        plan(departments=SCHOOLS.departments), replace(found, tasks=(summed, found.tasks[1]), departments=silent)
    )
    assert [(each.leader, list(each.missing)) for each in pages] == [("赵局长", ["教育科"]), ("钱局长", ["组宣科"])]


def test_where_nobody_is_named_there_are_no_pages() -> None:
    assert leaders(plan(departments=["教育科"]), status(page("1", department_status()))) == []


def test_a_group_tells_how_many_reported_and_its_lowest_light() -> None:
    said = entry(progress="不是综述。", summary="两所已完成。")
    each = task_status(
        task(lead="各校、教育科、无名处、空组"),
        department_status("一小", "amber", reason="报需协调", reported={"state": "需协调"}),
        department_status("二小", reported={"percent": 0.2}),
        department_status("三小", "amber"),
        department_status("教育科", reported={"progress": "不是综述。"}),
    )
    each = replace(each, summaries=(SummaryStatus("教育科", said),))
    group, section = parties(plan(departments=SCHOOLS.departments), each)[:2]
    assert isinstance(group, GroupStatus)
    assert (group.group, group.section, group.light.value, group.overview) == (
        "各校",
        "教育科",
        "amber",
        "两所已完成。",
    )
    assert (list(group.returned), list(group.missing)) == (["一小", "二小"], ["三小"])
    assert (group.words, [one.department for one in group.lowest]) == ("各校：应报3，已报2，未报1", ["一小", "三小"])
    assert section is each.departments[3]


def test_a_group_counts_the_members_of_which_the_round_asks_for_a_report() -> None:
    each = task_status(
        task(lead="各校"),
        department_status("一小", reported={"progress": "已办。"}, agreements=closed()),
        department_status("二小", agreements=closed()),
        department_status("三小"),
    )
    # No sheet of the round holds it.
    unasked = replace(each.departments[2], owed=False)
    [group] = parties(plan(departments=SCHOOLS.departments), each)
    assert isinstance(group, GroupStatus)
    assert group.words == "各校：应报2，已报1，未报1"
    other = replace(each, departments=(*each.departments[:2], unasked))
    [group] = parties(plan(departments=SCHOOLS.departments), other)
    assert isinstance(group, GroupStatus)
    assert (group.words, len(group.members)) == ("各校：应报1，已报1，未报0", 3)


def test_a_group_counts_reports_on_the_task_and_not_on_others() -> None:
    only_problems = entry(department="二小", problems="缺人。", reported=False)
    each = task_status(
        task(lead="各校"),
        department_status("一小", reported={"progress": "已办。"}),
        # It reported on another task; what it filled in here is no report.
        department_status("二小", entry=only_problems),
        department_status("三小", claimed={"state": "推进中"}),
    )
    [group] = parties(plan(departments=SCHOOLS.departments), each)
    assert isinstance(group, GroupStatus)
    assert (group.words, list(group.missing)) == ("各校：应报3，已报1，未报2", ["二小", "三小"])


@pytest.mark.parametrize(
    ("lead", "found"),
    [
        ("教育科、各校", ["教育科", "各校"]),
        # Without a known section, or one that has the task, there is no 综述.
        ("各园", ["各园"]),
        # A group without members is listed too.
        ("空组", ["空组"]),
        # Neither unknown names, nor departments that were not handed the task.
        ("无名处、组宣科", []),
    ],
)
def test_who_carries_a_task_out_as_its_cell_names_them(lead: str, found: list[str]) -> None:
    each = task_status(
        task(lead=lead), department_status("教育科"), department_status("一小"), department_status("一幼")
    )
    who = parties(plan(departments=SCHOOLS.departments), each)
    assert [one.group if isinstance(one, GroupStatus) else one.department for one in who] == found
    assert all(one.overview == "" for one in who if isinstance(one, GroupStatus))


def test_a_group_without_members_is_grey() -> None:
    [group] = parties(plan(departments=SCHOOLS.departments), task_status(task(lead="空组")))
    assert isinstance(group, GroupStatus)
    assert (group.light.value, group.words, group.lowest) == ("grey", "空组：应报0，已报0，未报0", [])


def test_who_owes_a_return_and_the_point_on_the_trend() -> None:
    found = status(
        task_status(task(), department_status(share=0.4), department_status("基金会", role=Role.SUPPORT)),
        task_status(task("1.2"), department_status("组宣科", "red", share=0.2)),
        returned=["教育科", "基金会"],
    )
    assert [each.department for each in owing(found)] == ["教育科", "组宣科"]
    point = trend_point(found)
    assert (point.round, counts(point.total), point.total.share, point.owed, point.returned, point.day) == (
        "2023年第二季度", (2, 1, 0, 1, 0), 0.3, 2, 1, TODAY,
    )  # fmt: skip


def test_schools_take_the_leader_of_their_section() -> None:
    known = (
        Department("教育科", leader="王局长"), Department("各校", members=("一小",), section="教育科"), Department("二小", section="教育科"),
        Department("三小", section="教育科", leader="李副局长"),
    )  # fmt: skip
    rows = [task_status(task(str(n)), department_status(name)) for n, name in enumerate(("一小", "二小", "三小"), 1)]
    found = leaders(plan(*(each.task for each in rows), departments=known), status(*rows))
    assert [(each.leader, each.total.tasks) for each in found] == [("王局长", 2), ("李副局长", 1)]
