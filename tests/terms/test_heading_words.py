"""A heading is known by the words that it is made of."""

from __future__ import annotations

import pytest
from support.headings import HEADINGS_OF_OTHER_OFFICES

from xlplan.terms.fields import Field
from xlplan.terms.heading_words import Part, field_alone, meaning_of
from xlplan.terms.headings import heading_key


@pytest.mark.parametrize(
    ("field", "heading"), [(field, each) for field, known in HEADINGS_OF_OTHER_OFFICES.items() for each in known]
)
def test_headings_as_offices_write_them(field: Field, heading: str) -> None:
    meaning = meaning_of(heading_key(heading))
    assert meaning and field_alone(meaning) == field


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("主要责任单位", Part.LEADING),
        ("牵头组织实施单位", Part.LEADING),
        ("牵头责任科室", Part.LEADING),
        ("协同责任单位", Part.SUPPORTING),
        ("其他责任单位", Part.SUPPORTING),
        ("责任（配合）单位", Part.ANSWERABLE),
        ("整改责任单位", Part.ANSWERABLE),
        ("责任单位及责任人", Part.ANSWERABLE),
        ("责任股室", Part.ANSWERABLE),
        ("科室", Part.UNIT),
        ("目标与任务", Part.WHAT),
        ("督办事项", Part.WHAT),
        ("整改措施", Part.WHAT),
        ("反馈问题", Part.WHAT),
        ("计划完成时间", Part.LIMIT),
        ("起止时间", Part.LIMIT),
        ("开始时间", Part.START),
        ("结束时间", Part.END),
        ("第一季度", Part.PERIOD),
        ("10月份任务", Part.PERIOD),
        ("分 管\n县领导", Part.LEADER),
        ("项目责任人", Part.PERSON),
    ],
)
def test_words_in_any_order_and_number(heading: str, part: Part) -> None:
    meaning = meaning_of(heading_key(heading))
    assert meaning and meaning.part is part


@pytest.mark.parametrize(
    "heading",
    [
        "备注", "事项来源", "立项时间", "交办领导", "计量单位", "填报单位", "单位", "整改进展情况", "是否完成", "年度目标值",
        "1—9月完成值", "联系人", "电话", "教育科", "任务甲", "2024年", "做好校园安全工作，落实各项措施。", "",
    ],
)  # fmt: skip
def test_what_says_nothing_of_a_task_is_no_heading_of_one(heading: str) -> None:
    assert meaning_of(heading_key(heading)) is None
