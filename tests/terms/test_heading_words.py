"""A heading is known by the words that it is made of."""

from __future__ import annotations

import pytest
from support.headings import HEADINGS_OF_OTHER_OFFICES

from xlplan.terms.fields import Field
from xlplan.terms.heading_words import ColumnSubject, field_alone, meaning_of
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
        ("主要责任单位", ColumnSubject.LEADING),
        ("牵头组织实施单位", ColumnSubject.LEADING),
        ("牵头责任科室", ColumnSubject.LEADING),
        ("协同责任单位", ColumnSubject.SUPPORTING),
        ("其他责任单位", ColumnSubject.SUPPORTING),
        ("责任（配合）单位", ColumnSubject.ANSWERABLE),
        ("整改责任单位", ColumnSubject.ANSWERABLE),
        ("责任单位及责任人", ColumnSubject.ANSWERABLE),
        ("责任股室", ColumnSubject.ANSWERABLE),
        ("牵头站所", ColumnSubject.LEADING),
        ("支撑单位", ColumnSubject.SUPPORTING),
        ("建设单位", ColumnSubject.ANSWERABLE),
        ("科室", ColumnSubject.UNIT),
        ("目标与任务", ColumnSubject.WHAT),
        ("督办事项", ColumnSubject.WHAT),
        ("整改措施", ColumnSubject.WHAT),
        ("案由", ColumnSubject.WHAT),
        ("提案题目", ColumnSubject.WHAT),
        ("建议标题", ColumnSubject.WHAT),
        ("考核指标", ColumnSubject.WHAT),
        ("反馈问题", ColumnSubject.WHAT),
        ("计划完成时间", ColumnSubject.LIMIT),
        ("起止时间", ColumnSubject.LIMIT),
        ("开始时间", ColumnSubject.START),
        ("结束时间", ColumnSubject.END),
        ("第一季度", ColumnSubject.PERIOD),
        ("10月份任务", ColumnSubject.PERIOD),
        ("分 管\n县领导", ColumnSubject.LEADER),
        ("项目责任人", ColumnSubject.PERSON),
        ("村级责任人", ColumnSubject.PERSON),
        ("县级牵头领导", ColumnSubject.LEADER),
        ("组别", ColumnSubject.UNIT),
        ("检查部门", ColumnSubject.UNIT),
        ("被考核单位", ColumnSubject.UNIT),
        ("项目单位", ColumnSubject.UNIT),
        ("项目实施单位", ColumnSubject.ANSWERABLE),
        ("责任村（社区）", ColumnSubject.ANSWERABLE),
        ("指标名称", ColumnSubject.WHAT),
        ("议定意见", ColumnSubject.WHAT),
        ("工作重点", ColumnSubject.WHAT),
        ("起止年限", ColumnSubject.LIMIT),
        ("整改周期", ColumnSubject.LIMIT),
        ("办理周期", ColumnSubject.LIMIT),
        ("建设起止年限", ColumnSubject.LIMIT),
        ("年限", ColumnSubject.LIMIT),
        ("计划完成年月", ColumnSubject.LIMIT),
        ("建设周期", ColumnSubject.LIMIT),
    ],
)
def test_words_in_any_order_and_number(heading: str, part: ColumnSubject) -> None:
    meaning = meaning_of(heading_key(heading))
    assert meaning and meaning.part is part


@pytest.mark.parametrize(
    "heading",
    [
        "备注", "扣分标准", "评分标准", "分值", "事项来源", "立项时间", "交办领导", "计量单位", "填报单位", "单位", "整改进展情况", "是否完成", "年度目标值",
        "1—9月完成值", "联系人", "电话", "教育科", "任务甲", "2024年", "做好校园安全工作，落实各项措施。", "",
        "使用年限", "保修年限", "建成年月", "入学年月", "考核周期", "更换周期", "是否重点", "有无活动", "责任单位〔原表〕", "业主单位〔原表〕",
        "帮扶单位", "挂包单位", "驻村单位",
    ],
)  # fmt: skip
def test_what_says_nothing_of_a_task_is_no_heading_of_one(heading: str) -> None:
    assert meaning_of(heading_key(heading)) is None


@pytest.mark.parametrize(
    ("heading", "part", "depth"),
    [
        ("配合部门/单位", ColumnSubject.SUPPORTING, 0),
        ("承办单位或部门", ColumnSubject.ANSWERABLE, 0),
        ("单位及分工", ColumnSubject.ANSWERABLE, 0),
        ("责任支部", ColumnSubject.ANSWERABLE, 0),
        ("牵头专班", ColumnSubject.LEADING, 0),
        ("涉及单位", ColumnSubject.UNIT, 0),
        ("院领导", ColumnSubject.LEADER, 0),
        ("具体内容及要求", ColumnSubject.WHAT, 50),
        ("工作任务及完成时限", ColumnSubject.WHAT, 40),
    ],
)
def test_headings_of_more_words(heading: str, part: ColumnSubject, depth: int) -> None:
    meaning = meaning_of(heading_key(heading))
    assert meaning and (meaning.part, meaning.depth) == (part, depth)


@pytest.mark.parametrize("heading", ["社区", "公司", "相关单位", "有关部门"])
def test_names_of_bodies_alone_head_nothing(heading: str) -> None:
    assert meaning_of(heading_key(heading)) is None
