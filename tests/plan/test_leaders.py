"""分管领导: the one named with a task, else with the department, else with its 归口科室, else with its group or that one's 归口科室."""

from __future__ import annotations

import pytest
from support.small import plan, task

from xlplan.plan.departments import Department
from xlplan.plan.leaders import leaders_alike, leaders_in, leaders_of, leaders_unclear

TABLE = plan(
    task("1.1", "教育科", leader="王局长、李局长"),
    task("1.2", "教育科、一小"),
    task("1.3", "教育科", leader="赵局长"),
    departments=(Department("教育科", leader="张局长"), Department("一小", section="教育科"), "基金会"),
)


@pytest.mark.parametrize(
    ("number", "departments", "found"),
    [
        ("1.1", ["教育科"], ["王局长", "李局长"]),
        ("1.2", ["教育科"], ["张局长"]),
        ("1.2", ["一小"], ["张局长"]),
        ("1.2", ["基金会"], []),
        ("1.2", ["教育科", "一小"], ["张局长"]),
    ],
)
def test_who_answers_for_a_task(number: str, departments: list[str], found: list[str]) -> None:
    assert leaders_of(TABLE, TABLE.task(number), departments) == found


@pytest.mark.parametrize(
    ("own", "section", "group", "groups_section", "found"),
    [
        ("赵", "教育科", "钱", "德育科", ["赵"]),
        ("", "教育科", "钱", "德育科", ["张"]),
        ("", "", "钱", "德育科", ["钱"]),
        ("", "基金会", "", "德育科", ["孙"]),
        ("", "", "", "", []),
    ],
)
def test_a_member_of_a_group_without_a_leader(
    own: str, section: str, group: str, groups_section: str, found: list[str]
) -> None:
    schools = (Department("一小", leader=own, section=section),
               Department("各校", kind="群组", members=("一小",), leader=group, section=groups_section))  # fmt: skip
    others = (Department("教育科", leader="张"), Department("德育科", leader="孙"), "基金会")
    one = plan(task("1", "各校"), departments=(*schools, *others))
    assert leaders_of(one, one.task("1"), ["一小"]) == found


def test_who_answers_for_what_a_department_has() -> None:
    assert leaders_in(TABLE, ["1.3", "1.1", "1.2"], "教育科") == "赵局长、王局长、李局长、张局长"
    assert (leaders_in(TABLE, [], "一小"), leaders_in(TABLE, ["9.9"], "基金会")) == ("张局长", "")


@pytest.mark.parametrize(
    ("leaders", "of_department", "asked"),
    [
        (("局领导王建国", "王建国"), "", ["局领导王建国"]), (("王建国", "赵敏"), "王建国副局长", ["王建国副局长"]),
        (("赵 敏", "赵敏"), "", []), (("王局长", "李局长"), "局长", []), (("王建", "王建国"), "", []), ((), "", []),
        (("李明", "李明工会主席", "李明付局长"), "", ["李明工会主席", "李明付局长"]), (("李明", "李明教育局局长", "李明县教育局副局长"), "", ["李明教育局局长", "李明县教育局副局长"]),
        (("李明督导室主任",), "李明", ["李明督导室主任"]), (("张敏", "张敏党办主任"), "", ["张敏党办主任"]), (("党组书记王建国局长",), "王建国", ["党组书记王建国局长"]),
        (("刘工", "刘工副局长", "刘工总督学"), "", ["刘工副局长", "刘工总督学"]), (("张副局长", "张副主任"), "", []), (("张付局长", "张付主任"), "", []), (("李明局长", "李明县教育局副局长"), "", ["李明县教育局副局长"]),
        (("局长王建国", "王建国（局长）"), "", ["王建国（局长）"]), (("党组书记、局长 王建国", "王建国"), "", ["党组书记、局长王建国"]),
    ],
)  # fmt: skip
def test_leaders_who_may_be_one_person_are_asked_about(
    leaders: tuple[str, ...], of_department: str, asked: list[str]
) -> None:
    tasks = [task(f"1.{n}", "教育科", leader=each) for n, each in enumerate(leaders, 1)]
    found = [*leaders_alike(plan(*tasks, departments=(Department("教育科", leader=of_department, row=1),)))]
    assert [each.message.split("“")[1].split("”")[0] for each in found] == asked


def test_cells_that_may_be_read_in_several_ways_are_asked_about_once() -> None:
    tasks = [
        task(f"1.{n}", "教育科", leader=each) for n, each in enumerate(("王建国、局长", "王建国、局长", "李明"), 1)
    ]
    found = [*leaders_unclear(plan(*tasks, departments=(Department("教育科", leader="王建国 副局长 李明", row=1),)))]
    assert [(each.task, each.message.split("：")[1]) for each in found] == [
        ("1.1", "“王建国”“局长”，进展汇总里各有一页。"), (None, "“王建国副局长”“李明”，进展汇总里各有一页。"),
    ]  # fmt: skip


def test_of_a_cell_of_very_many_names_some_are_told() -> None:
    names = "、".join(f"王{chr(0x4E00 + n)}局长" for n in range(100))
    (found,) = leaders_unclear(plan(task("1.1", "教育科", leader=names)))
    assert "……" in found.message
    assert "暂按 100 位算" in found.message
    assert "局长”等，进展汇总" in found.message
