"""Rows that say who does the tasks below them: labels in a table without such a column, and sections with an office beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from xlplan.plan.importing.convert import new_plan
from xlplan.plan.importing.model import ImportSource, NewPlan
from xlplan.terms.cells import CellValue, Grid
from xlplan.terms.errors import NoTableError
from xlplan.terms.fields import Field

HEAD = ("序号", "工作任务", "完成时限")


def made(*rows: Sequence[CellValue]) -> NewPlan:
    return new_plan(ImportSource("表.xlsx", [Grid("表", [["2024年工作清单"], *rows])]), date(2024, 1, 5))


def rows(plan: NewPlan, *names: Field) -> list[tuple[str, ...]]:
    return [tuple(row[plan.fields.index(name)] for name in names) for row in plan.rows]


def above(plan: NewPlan) -> list[tuple[str | None, str]]:
    return [(each.cell, each.message) for each in plan.findings if each.code == "import-lead-above"]


def test_a_task_says_in_its_own_cell_who_does_it() -> None:
    plan = made(
        HEAD, (1, "举办艺术节。（责任股室：体卫艺股）", "10月"), (2, "文物巡查。责任股室：文物股", "每月")
    )  # fmt: skip
    assert rows(plan, Field.LEAD, Field.SCHEDULE) == [("体卫艺股", "10月"), ("文物股", "每月")]


def test_titles_of_sections_that_are_offices_say_who_does_what_stands_below_them() -> None:
    plan = made(
        HEAD, ("教育科（2项）",), (1, "招生方案", "4月"), (2, "质量监测", "6月"), ("二、人事科",), (1, "教师招聘", "8月"), ("合计3项",),
    )  # fmt: skip
    assert rows(plan, Field.PROJECT, Field.LEAD) == [
        ("教育科（2项）", "教育科"),
        ("", "教育科"),
        ("二、人事科", "人事科"),
    ]
    assert [cell for cell, _ in above(plan)] == ["A3", "A6"]


@pytest.mark.parametrize(
    "table",
    [
        (HEAD, (1, "招生方案", "4月"), ("教育科",), (2, "质量监测", "6月"), ("人事科",), (3, "教师招聘", "8月")),
        (
            HEAD,
            ("教育科",),
            (1, "招生方案", "4月"),
            ("二、平安校园",),
            (2, "开展演练", "6月"),
            ("人事科",),
            (3, "教师招聘", "8月"),
        ),
        (HEAD, ("教育科",), (1, "招生方案", "4月"), ("总务处",), (2, "绿化", "6月"), ("后勤工作",), (3, "采购", "8月")),
    ],
)
def test_titles_of_which_only_some_are_offices_say_nothing(table: Sequence[Sequence[CellValue]]) -> None:
    with pytest.raises(NoTableError):
        made(*table)


def test_a_title_that_names_an_office_says_who_does_it_and_one_that_names_a_subject_does_not() -> None:
    heads = ("序号", "工作任务", "责任单位", "完成时限")
    plan = made(
        heads, ("一、平安校园",), (1, "开展演练活动", None, "6月"), ("二、基教科（1项）",), (2, "做好招生工作", None, "7月"),
        ("三、美丽乡村建设",), (3, "开展绿化工作", "后勤科", "8月"),
    )  # fmt: skip
    assert rows(plan, Field.LEAD) == [("",), ("基教科",), ("后勤科",)]


def test_a_title_that_names_who_does_it_tells_how_many_tasks_it_is_filled_in_for() -> None:
    heads = ("序号", "工作任务", "责任单位", "配合单位", "完成时限")
    plan = made(
        heads,
        ("一、矛盾化解（责任单位：综治办）",),
        (1, "排查", None, "司法所", "每周"),
        (2, "建台账", None, None, "3月"),
    )
    assert rows(plan, Field.LEAD) == [("综治办",), ("综治办",)]
    assert ["2 项任务" in message for _, message in above(plan)] == [True]


def test_a_label_names_who_does_the_rows_below_it() -> None:
    plan = made(
        HEAD, ("责任科室：基教科",), (1, "招生", "8月"), (2, "控辍保学", "全年"),
        ("牵头单位：人事科  配合单位：财务科",), (1, "招聘", "7月"),
    )  # fmt: skip
    assert rows(plan, Field.CONTENT, Field.LEAD, Field.SUPPORT) == [
        ("招生", "基教科", ""), ("控辍保学", "基教科", ""), ("招聘", "人事科", "财务科")
    ]  # fmt: skip
    assert [cell for cell, _ in above(plan)] == ["A3", "A6"]
    assert "2 项任务填上“基教科”" in above(plan)[0][1]
    assert [name for name, _ in plan.departments] == ["基教科", "人事科", "财务科"]


def test_a_title_that_names_who_does_it_is_the_project_as_well() -> None:
    plan = made(HEAD, ("一、招生（责任科室：基教科）", None), (1, "摸底", "5月"), (2, "录取", "8月"))
    assert rows(plan, Field.CONTENT, Field.LEAD) == [("摸底", "基教科"), ("录取", "基教科")]


def test_who_stands_beside_the_title_of_a_section_does_its_tasks_unless_they_say_otherwise() -> None:
    plan = made(
        (*HEAD, "责任单位"), ("（一）安全", None, None, "安全办"), (1, "演练", "6月", None), (2, "排查", "7月", "人事科"),
        ("（二）招生", None, None, "基教科"), (3, "摸底", "5月", None),
    )  # fmt: skip
    assert rows(plan, Field.PROJECT, Field.CONTENT, Field.LEAD) == [
        ("（一）安全", "演练", "安全办"), ("", "排查", "人事科"), ("（二）招生", "摸底", "基教科")
    ]  # fmt: skip
    assert [cell for cell, _ in above(plan)] == ["D3", "D6"]
