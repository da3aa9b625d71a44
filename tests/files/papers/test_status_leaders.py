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


def test_where_each_task_has_one_leader_nothing_is_said() -> None:
    said = shown("赵局长", "钱局长", "")
    assert said[0].startswith("赵局长　任务 1 项") and not any("共同" in words for words in said)
