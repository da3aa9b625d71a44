"""Who does a task, as running text says it in brackets or on a line below."""

from __future__ import annotations

import pytest

from xlplan.plan.bracket_roles import BracketWords, read_brackets, read_line
from xlplan.terms.fields import Field

_ORDER = (Field.LEAD, Field.SHARE, Field.SUPPORT, Field.SCHEDULE, Field.LEADER, Field.PERSON)


def said(told: BracketWords | None) -> dict[str, str] | None:
    return {name: text for name in _ORDER if (text := told.text(name))} if told else None


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("做好甲事。（责任科室：教育科、组宣科）", {"lead": "教育科、组宣科"}),
        ("做好甲事（责任单位：教育科；配合单位：各校；完成时限：6月底）。", {"lead": "教育科", "support": "各校", "schedule": "6月底"}),
        ("做好甲事。〔责任科室：教育科，完成时限：长期坚持〕", {"lead": "教育科", "schedule": "长期坚持"}),
        ("做好甲事。（牵头单位：教育科）（配合单位：各校）（完成时间：2026年6月）", {"lead": "教育科", "support": "各校", "schedule": "2026年6月"}),
        ("做好甲事。（牵头单位：教育科；责任单位：组宣科）", {"lead": "教育科", "support": "组宣科"}),
        ("做好甲事。（牵头单位：教育科；责任单位：组宣科；配合单位：各校）", {"lead": "教育科", "share": "组宣科", "support": "各校"}),
        ("做好甲事。（责任领导：张三；责任科室：教育科；责任人：李四）", {"lead": "教育科", "leader": "张三", "person": "李四"}),
        ("做好甲事。（教育科牵头，组宣科配合）", {"lead": "教育科牵头，组宣科配合"}),
        ("做好甲事。（教育科会同组宣科）", {"lead": "教育科会同组宣科"}),
        ("做好甲事。【教育科负责，完成时限：6月底】", {"lead": "教育科负责", "schedule": "6月底"}),
        ("做好甲事。（教育科牵头，6月底前）", {"lead": "教育科牵头", "schedule": "6月底前"}),
        ("做好甲事。（责任单位：教育科（牵头）、组宣科；时限：6月底）", {"lead": "教育科（牵头）、组宣科", "schedule": "6月底"}),
        ("做好甲事。牵头：教育科 配合：组宣科 时限：6月底", {"lead": "教育科", "support": "组宣科", "schedule": "6月底"}),
        ("做好甲事。\n——责任单位：教育科；完成时限：6月底", {"lead": "教育科", "schedule": "6月底"}),
        ("做好甲事。【责任科室】教育科　【完成时限】6月底", {"lead": "教育科", "schedule": "6月底"}),
        ("做好甲事。/ 责任人：张三 / 牵头：教育科", {"lead": "教育科", "person": "张三"}),
        ("做好甲事。责任科室：教育科（牵头）、组宣科。完成时限：6月底。", {"lead": "教育科（牵头）、组宣科", "schedule": "6月底"}),
    ],
)  # fmt: skip
def test_one_thing_to_do(text: str, fields: dict[str, str]) -> None:
    told = read_brackets(text)
    assert said(told) == fields
    assert told is not None and told.rest == "做好甲事。" and told.sure and not told.several


@pytest.mark.parametrize(
    "text",
    [
        "印发《办法（试行）》。", "做好甲事（见附件）。", "由教育科负责解释（自印发之日起施行）。", "（一）做好甲事",
        "做好甲事（含民办学校）。", "做好甲事（教育科负责解释）。", "建设（2024—2026年）规划", "做好甲事（配套资金：200万元）",
    ],
)  # fmt: skip
def test_brackets_that_name_nobody(text: str) -> None:
    assert read_brackets(text) is None


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("一是甲（资助中心负责，9月底前）；二是乙（计财科，每学期末）。", "资助中心牵头\n计财科牵头"),
        ("一是甲（德育科牵头，教研室配合）；二是乙（教研室落实）。", "德育科牵头，教研室配合\n教研室牵头"),
        ("一是甲（教育科、人事科）；二是乙（责任科室：计财科）。", "教育科、人事科\n计财科"),
    ],
)
def test_of_several_things_each_has_who_leads_it(text: str, leads: str) -> None:
    told = read_brackets(text)
    assert told is not None and told.several and told.text(Field.LEAD) == leads


def test_several_things_in_one_text_keep_their_brackets() -> None:
    text = "一是集体备课（德育科牵头，教研室配合）；二是评选精品课（教研室牵头）。"
    told = read_brackets(text)
    assert told is not None and told.several and told.rest == text
    assert told.text(Field.LEAD) == "德育科牵头，教研室配合\n教研室牵头"


def test_names_alone_are_not_sure() -> None:
    told = read_brackets("做好甲事。（教育科、各学校）")
    assert said(told) == {"lead": "教育科、各学校"}
    assert told is not None and not told.sure


def test_a_line_of_its_own() -> None:
    assert said(read_line("责任单位：教育科；完成时限：6月底。")) == {"lead": "教育科", "schedule": "6月底"}
    assert said(read_line("（责任单位：教育科）")) == {"lead": "教育科"}
    assert read_line("联系人：张三") is None and read_line("教育科要抓好甲事，责任单位：教育科") is None
