"""分管领导: what leaders answer for together is said, so that nobody adds their pages up to too many tasks."""

from __future__ import annotations

from support.small import department_status, plan, status, task, task_status

from xlplan.files.papers.status_leaders import leader_rows
from xlplan.files.papers.status_overview import Printed


def shown(*leaders: str) -> list[str]:
    rows = [task(str(number), leader=leader) for number, leader in enumerate(leaders, 1)]
    found = status(*(task_status(each, department_status()) for each in rows))
    made = leader_rows(plan(*rows), found, {}, {}, lambda _: {}, Printed(lambda each: [20.0] * len(each), 586))
    return [str(row.values["领导"]) for row in made]


def test_tasks_of_several_leaders_are_said_below_the_title_and_with_each() -> None:
    said = shown("赵局长、钱局长、孙局长", "钱局长、赵局长", "赵局长")
    assert said[0] == "2项任务由几位领导共同分管，每位领导名下都列、都计数：各页任务数加起来，比全部任务多3项。"
    assert [words for words in said if words.startswith("与")] == [
        "与钱局长、孙局长共同的1项：1；与钱局长共同的1项：2。",
        "与赵局长、孙局长共同的1项：1；与赵局长共同的1项：2。",
        "与赵局长、钱局长共同的1项：1。",
    ]
    assert said[1].startswith("赵局长　任务 3 项")


def test_a_page_that_runs_on_says_whose_it_is_and_what_the_columns_are() -> None:
    rows = [task(str(number), leader="赵局长") for number in range(1, 41)] + [task("41", leader="钱局长")]
    found = status(*(task_status(each, department_status(light="red")) for each in rows))
    made = leader_rows(plan(*rows), found, {}, {}, lambda _: {}, Printed(lambda each: [20.0] * len(each), 586))
    said = [(str(row.values["领导"] or row.values["编号"]).split("　")[0], row.new_page) for row in made]
    # The title takes 54 points; 26 rows fit below it, and 29 on the next page.
    assert said[:3] == [("赵局长", False), ("红黄灯任务", False), ("编号", False)]
    assert said[25:30] == [("23", False), ("赵局长（续）", True), ("编号", False), ("24", False), ("25", False)]
    assert [words for words, new_page in said if new_page] == ["赵局长（续）", "钱局长"]


def test_where_each_task_has_one_leader_nothing_is_said() -> None:
    said = shown("赵局长", "钱局长", "")
    assert said[0].startswith("赵局长　任务 1 项") and not any("共同" in words for words in said)
