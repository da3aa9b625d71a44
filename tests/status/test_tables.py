"""The numbers of a round as 总览 and 督办看板 show them: figures, lists, roll-ups, departments, the trend."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from support.small import TODAY, closed, department_status, status, task, task_status

from xlplan.schedule.calendar import day_words
from xlplan.status.model import Status
from xlplan.status.rollup import PUNCTUALITY, Total, TrendPoint, owing
from xlplan.status.tables import (
    DEPARTMENT,
    FIGURES,
    TOTALS,
    TREND,
    department_values,
    figures,
    light_count,
    project_values,
    punctuality,
    sections,
    silent_counts,
    total_values,
    trend_values,
    who_is_silent,
)
from xlplan.terms.choices import Light, Role


def some() -> Status:
    """Return a round of three tasks: one red, one amber, one green; one department reported late, one not."""
    return status(
        task_status(
            task("1"), department_status("教育科", "red", share=0.1, reason="超1天", reported={"state": "推进中"})
        ),
        task_status(
            task("2", project=""),
            department_status("组宣科", "amber", share=0.2, reason="报需协调"),
            department_status("教育科", share=0.4, reported={"state": "已完成"}),
        ),
        task_status(task("3"), department_status("一小"), department_status("基金会", role=Role.SUPPORT)),
        task_status(task("4"), department_status("二小", role=Role.SUPPORT)),
        returned=["一小", "基金会"],
        late=["教育科"],
    )


def test_figures() -> None:
    found = figures(some())
    assert tuple(found) == FIGURES
    assert tuple(found.values()) == (4, 1, 1, 1, 1, 0.2, 1, 3, 2, 1)
    assert tuple(figures(status()).values()) == (0, 0, 0, 0, 0, "无可比", 0, 0, 0, 0)


def test_how_many_tasks_at_each_light_have_no_new_report() -> None:
    assert silent_counts(some()) == {"红灯无新报": "", "黄灯无新报": "", "绿灯无新报": "1项无新报", "灰灯无新报": ""}


def test_who_has_not_reported() -> None:
    assert who_is_silent(some()) == "未报送：组宣科。"
    ahead = TODAY + timedelta(days=1)
    assert who_is_silent(replace(some(), deadline=ahead)) == f"未报送（{day_words(ahead)}截止，还没到）：组宣科。"
    # A round that is over is judged on its last day.
    assert who_is_silent(replace(some(), deadline=TODAY)) == "未报送：组宣科。"
    assert (
        who_is_silent(status(task_status(task(), department_status(reported={})), returned=["教育科"]))
        == "应报送的部门都已报送。"
    )


def test_whose_own_report_is_not_in_is_told_apart() -> None:
    found = some()
    one, two, *others = found.departments
    marked = [replace(one, returned=True, owes=True, back=True), replace(two, returned=True, owes=True, entered=True)]
    told = replace(found, departments=(*marked, *others))
    assert {each["部门"]: each["是否报送"] for each in department_values(told)}.items() >= {
        one.department: "退回待改", two.department: "代录",
    }.items()  # fmt: skip
    assert who_is_silent(told) == (
        f"应报送的部门都已报送。已报的里面，退回待改1个（{one.department}）、代录1个（{two.department}）。"
    )
    # What went back comes before how it had come.
    both = replace(one, returned=True, owes=True, back=True, entered=True)
    assert both.came == "退回待改"


def test_of_many_names_as_many_are_said_as_find_room() -> None:
    found = some()
    many = [
        replace(found.departments[0], department=f"第{n}中学校", returned=True, owes=True, back=True) for n in range(9)
    ]
    assert who_is_silent(replace(found, departments=tuple(many))) == (
        "应报送的部门都已报送。已报的里面，退回待改9个（第0中学校、第1中学校、第2中学校等9个）。"
    )


@pytest.mark.parametrize(
    ("silent", "words"), [({}, "红灯 2"), ({Light.RED: 0}, "红灯 2"), ({Light.RED: 1, Light.AMBER: 5}, "红灯 2（1项无新报）")]
)  # fmt: skip
def test_how_many_stand_at_a_light_and_how_many_have_no_new_report(silent: dict[Light, int], words: str) -> None:
    assert light_count(Total("", {Light.RED: 2}, None, silent=silent), Light.RED) == words


def test_the_lists_of_tasks() -> None:
    assert [(each.title, each.none, [(one.task.id, words) for one, words in each.lines]) for each in sections(some())] == [
        ("一、需要领导决定的事项（1项）", "没有需要领导决定的事项。", [("2", "待销号｜教育科：报已完成，请定是否同意销号。")]),
        ("二、红灯任务（1项）", "没有红灯任务。", [("1", "教育科：超1天")]),
        ("三、黄灯任务（1项）", "没有黄灯任务。", [("2", "组宣科：报需协调")]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("share", "gone", "change", "found"),
    [
        (None, None, None, (None, None, "无可比", None)),
        (0.5, None, None, (0.5, None, "无可比", None)),
        (None, 0.4, -0.125, (None, 0.4, "无可比", "-13%（可比3项）")),
        (0.5, 0.4, 0.002, (0.5, 0.4, 0.1, "0%（可比3项）")),
    ],
)
def test_a_total(share: float | None, gone: float | None, change: float | None, found: tuple[object, ...]) -> None:
    values = total_values(Total("甲", dict(zip(Light, (1, 2, 3, 4), strict=True)), share, gone, change, 3))
    assert tuple(values) == TOTALS
    assert tuple(values.values()) == (10, 1, 2, 3, 4, *found)


def test_projects_without_a_name_are_said_to_be() -> None:
    assert [(each["工程"], each["任务数"], each["平均进度"]) for each in project_values(some())] == [
        ("甲工程", 3, 0.1), ("（未写）", 1, 0.3),
    ]  # fmt: skip


def test_departments_that_owe_a_return_come_first() -> None:
    found = department_values(some())
    assert {tuple(each) for each in found} == {DEPARTMENT}
    assert [tuple(value for name, value in each.items() if name != "登记时间") for each in found] == [
        ("组宣科", "未报送", "", 1, 1, 0.2, "黄", 0),
        ("教育科", "已报送", "迟报", 2, 2, 0.25, "红", 0),
        ("一小", "已报送", "按时", 1, 1, None, "绿", 0),
        ("二小", "自愿", "", 1, 0, None, "", 0),
        ("基金会", "已报送", "按时", 1, 0, None, "", 0),
    ]
    assert [str(each["登记时间"] or "")[:10] for each in found] == ["", "2023-06-21", "2023-06-19", "", "2023-06-19"]


def test_a_department_s_mean_is_over_the_tasks_that_the_plan_s_is_over() -> None:
    routine = task("3", schedule="2022年底完成建设。2023年起常规实施。")
    found = status(
        task_status(task("1"), department_status(share=0.2)),
        task_status(task("2", schedule="常规工作"), department_status(share=0.8)),
        # Once the routine behind a deadline has begun, it stays out, closed or not.
        task_status(routine, department_status(agreements=closed())),
        task_status(routine, department_status(agreements=closed(2))),
    )
    assert [each["平均进度"] for each in department_values(found)] == [0.2] == [figures(found)["平均进度"]]


def test_how_many_were_in_time() -> None:
    found = punctuality(owing(some()))
    assert (tuple(found), tuple(found.values())) == (PUNCTUALITY, (1, 1, 1))


def test_a_point_on_the_trend() -> None:
    values = trend_values(TrendPoint("春", Total("", dict(zip(Light, (1, 2, 3, 4), strict=True)), 0.125), 5, 3, TODAY))
    assert tuple(values) == TREND
    assert tuple(values.values()) == ("春", 1, 2, 3, 4, 0.125, 5, 3, TODAY)


def test_what_is_closed_is_no_matter_to_decide() -> None:
    done = department_status(claimed={"state": "已完成"}, agreements=closed())
    assert figures(status(task_status(task(), done)))["待定"] == 0


def test_who_has_nothing_to_report_is_neither_missing_nor_voluntary() -> None:
    done = department_status(claimed={"state": "已完成"}, agreements=closed())
    helper = department_status("组宣科", role=Role.SUPPORT)
    found = {each["部门"]: each["是否报送"] for each in department_values(status(task_status(task(), done, helper)))}
    assert found == {"教育科": "不用报", "组宣科": "自愿"}


def test_a_department_that_reported_before_all_it_had_was_closed_stands_with_those_that_owed() -> None:
    done = department_status(claimed={"state": "已完成"}, agreements=closed())
    helper = department_status("组宣科", role=Role.SUPPORT)
    whole = status(task_status(task(), done, helper), returned=["教育科", "组宣科"])
    ended = [replace(each, reported_owed=each.department == "教育科") for each in whole.departments]
    found = department_values(replace(whole, departments=tuple(reversed(ended))))
    assert [(each["部门"], each["亮灯"]) for each in found] == [("教育科", "绿"), ("组宣科", "")]
