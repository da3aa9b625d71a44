"""Running text becomes tasks: paragraphs that name in brackets who does them, their headings projects; nothing is left out unsaid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from xlplan.plan.importing.convert import new_plan
from xlplan.plan.importing.model import ImportSource, NewPlan
from xlplan.plan.importing.running_text import limit_in
from xlplan.plan.title import TextLine
from xlplan.terms.cells import Grid
from xlplan.terms.errors import NoTableError
from xlplan.terms.fields import Field

TODAY = date(2026, 1, 5)
TITLE = "区教育局2026年工作要点"


def made(*texts: str) -> NewPlan:
    lines = [TextLine(text, "正文", f"第{number}段") for number, text in enumerate((TITLE, *texts), 1)]
    return new_plan(ImportSource("要点.docx", [], after=lines, document=True), TODAY)


def rows(plan: NewPlan, *fields: Field) -> list[tuple[str, ...]]:
    names = fields or (Field.PROJECT, Field.CONTENT, Field.LEAD, Field.SUPPORT, Field.SCHEDULE)
    return [tuple(row[plan.fields.index(name)] for name in names) for row in plan.rows]


def codes(plan: NewPlan) -> list[tuple[str, str | None]]:
    return [(each.code, each.cell) for each in plan.findings if (each.sheet or "").startswith("[")]


def test_paragraphs_under_headings() -> None:
    plan = made(
        "一、办好公平教育",
        "1.做好甲事。（责任科室：教育科）",
        "2.做好乙事。（牵头单位：组宣科；配合单位：各校；完成时限：6月底前）",
        "二、工作要求",
        "各科室要加强统筹。",
    )
    assert plan.title == TITLE
    assert rows(plan) == [
        ("一、办好公平教育", "1.做好甲事。", "教育科", "", ""),
        ("一、办好公平教育", "2.做好乙事。", "组宣科", "各校", "6月底前"),
    ]
    assert codes(plan) == [("import-running-text", "第3段"), ("import-lines-left", "第5段")]
    assert [(each.cell, each.to) for each in plan.moved] == [
        ("第1段", "分工表!A2"), ("第2段", "分工表!B4"), ("第3段", "分工表!C4"), ("第4段", "分工表!C5"), ("第5段", None), ("第6段", None),
    ]  # fmt: skip


def test_sentences_below_short_headings_that_say_who_does_them() -> None:
    plan = made(
        "一、科普活动（牵头：科普部）", "组织科技周。", "办好巡展。", "二、学会工作（牵头：学会部）", "召开年会，10月举办。", "本年度另有专项经费。", "此件公开。"
    )  # fmt: skip
    assert rows(plan, Field.PROJECT, Field.CONTENT, Field.LEAD) == [
        ("一、科普活动", "组织科技周。\n办好巡展。", "科普部"),
        ("二、学会工作", "召开年会，10月举办。\n本年度另有专项经费。", "学会部"),
    ]
    assert ("import-lines-left", "第8段") in codes(plan)
    plan = made("1.运动会（责任科室：文体部）", "举办一次，5月底前完成。", "2.送温暖（责任科室：保障部）", "走访30户。")
    assert rows(plan, Field.CONTENT, Field.LEAD, Field.SCHEDULE) == [
        ("1.运动会\n举办一次，5月底前完成。", "文体部", "5月底前完成"),
        ("2.送温暖\n走访30户。", "保障部", ""),
    ]


def test_sentences_of_minutes() -> None:
    plan = made(
        "时间：2026年3月18日",
        "二、会议议定以下事项：",
        "（一）由区城管局牵头，区教育局配合，4月底前清理流动摊贩。",
        "（二）区财政局要保障经费。",
        "（三）做好开学第一课。责任部门：教务处、德育处，9月5日前完成。",
    )
    assert plan.title == TITLE
    assert rows(plan, Field.LEAD, Field.SUPPORT, Field.SCHEDULE) == [
        ("区城管局", "区教育局", "4月底前清理流动摊贩"), ("", "", ""), ("教务处、德育处", "", "9月5日前完成"),
    ]  # fmt: skip


def test_lines_of_labels_above_their_items() -> None:
    plan = made("责任单位：党政办", "1.规范公文办理，6月底前。", "2.加强值守。", "责任单位：农业办", "3.春耕生产。")
    assert rows(plan, Field.CONTENT, Field.LEAD) == [
        ("1.规范公文办理，6月底前。", "党政办"), ("2.加强值守。", "党政办"), ("3.春耕生产。", "农业办"),
    ]  # fmt: skip
    assert [cell for code, cell in codes(plan) if code == "import-lead-above"] == ["第2段", "第5段"]


def test_two_levels_of_headings_both_name_the_project() -> None:
    plan = made(
        "一、党建", "（一）学习", "1.做好甲事。（责任科室：教育科）", "（二）廉政", "2.做好乙事。（责任科室：教育科）"
    )
    assert rows(plan, Field.PROJECT) == [("一、党建／（一）学习",), ("一、党建／（二）廉政",)]


def test_a_heading_may_be_the_task_itself() -> None:
    plan = made(
        "（一）做好甲事。（责任科室：教育科）", "每月一次，每季度末小结。", "（二）做好乙事。（责任科室：组宣科）"
    )
    assert rows(plan, Field.CONTENT, Field.LEAD) == [("（一）做好甲事。", "教育科"), ("（二）做好乙事。", "组宣科")]
    assert ("import-lines-left", "第3段") in codes(plan)


def test_who_does_it_may_stand_on_a_line_of_its_own() -> None:
    plan = made("1.做好甲事。", "责任单位：教育科；完成时限：6月底", "2.做好乙事。", "（责任单位：组宣科）")
    assert rows(plan, Field.CONTENT, Field.LEAD, Field.SCHEDULE) == [
        ("1.做好甲事。", "教育科", "6月底"),
        ("2.做好乙事。", "组宣科", ""),
    ]


def test_one_that_names_nobody_among_others_is_a_task_that_lacks_a_lead() -> None:
    plan = made("1.做好甲事。（责任科室：教育科）", "2.做好乙事。", "3.做好丙事。（责任科室：教育科）")
    assert rows(plan, Field.CONTENT, Field.LEAD)[1] == ("2.做好乙事。", "")


def test_things_with_leads_of_their_own_give_them_all() -> None:
    text = "1.一是集体备课（德育科牵头）；二是评选精品课（教研室牵头）。"
    plan = made(text, "2.做好乙事。（责任科室：教育科）")
    assert rows(plan, Field.CONTENT, Field.LEAD)[0] == (text, "德育科牵头\n教研室牵头")


def test_a_table_cell_gives_its_leads_where_the_column_is_blank() -> None:
    text = "一是集体备课（德育科牵头）；二是评选精品课（教研室牵头）。"
    grid = Grid("表", [["工程名称", "主要内容", "责任科室"], ["甲", text, None], ["甲", "做好乙事。", "教育科"]])
    plan = new_plan(ImportSource("表.xlsx", [grid]), TODAY)
    assert rows(plan, Field.LEAD) == [("德育科、教研室",), ("教育科",)]
    assert ("import-lead-in-text", "B2") in codes(plan)


def test_paragraphs_with_tasks_beside_a_table_are_said() -> None:
    lines = [TextLine("1.做好丙事。（责任科室：教育科）", "正文", "第1段")]
    grid = Grid("表格1", [["工程名称", "主要内容", "责任科室"], ["甲", "做好甲事。", "教育科"]])
    plan = new_plan(ImportSource("表.docx", [grid], after=lines, document=True), TODAY)
    assert ("import-text-left", "第1段") in codes(plan)


@pytest.mark.parametrize("texts", [("1.做好甲事。", "2.做好乙事。"), ("做好甲事。（教育科）",), ("联系人：张三",), ()])
def test_a_text_in_which_nobody_does_anything_is_refused(texts: Sequence[str]) -> None:
    with pytest.raises(NoTableError):
        made(*texts)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("制定学习计划，每季度组织一次集体研讨。", "每季度组织一次集体研讨"),
        ("7月10日前公布方案，8月底前完成招生。", "7月10日前公布方案，8月底前完成招生"),
        ("1.年内新增学位1500个。", "年内新增学位1500个"),
        ("落实《2026年6月底前工作方案》。", ""), ("抓实理论学习。", ""), ("推进三年行动计划。", ""),
    ],
)  # fmt: skip
def test_the_limit_may_stand_in_the_sentence(text: str, limit: str) -> None:
    assert limit_in(text, TODAY) == limit


def test_a_heading_that_says_who_does_it_says_so_for_the_items_below_it() -> None:
    plan = made(
        "一、招生", "1.公布方案。（责任科室：基教科）", "二、教育（教育办牵头，年底前）", "2.控辍保学。", "3.校车安全。（责任科室：安全办）",
        "三、民生（责任部门：民政办）", "（一）养老服务", "（二）救助", "1.临时救助。", "2.大病救助。",
    )  # fmt: skip
    assert rows(plan, Field.PROJECT, Field.CONTENT, Field.LEAD, Field.SCHEDULE) == [
        ("一、招生", "1.公布方案。", "基教科", ""),
        ("二、教育", "2.控辍保学。", "教育办牵头", "年底前"),
        ("二、教育", "3.校车安全。", "安全办", ""),
        ("三、民生", "（一）养老服务", "民政办", ""),
        ("三、民生／（二）救助", "1.临时救助。", "民政办", ""),
        ("三、民生／（二）救助", "2.大病救助。", "民政办", ""),
    ]
    assert [cell for code, cell in codes(plan) if code == "import-lead-above"] == ["第4段", "第7段"]
    assert "import-lines-left" not in dict(codes(plan))


def test_an_item_with_parts_below_it_stays_a_task() -> None:
    plan = made("一、招生", "1.公布招生方案（责任科室：基教科）", "（1）拟稿；", "（2）送审；")
    assert rows(plan, Field.CONTENT) == [("1.公布招生方案",)]


def test_labels_below_each_item_say_what_is_done_by_whom_and_until_when() -> None:
    plan = made(
        "（一）关于学习的问题", "1.学习不深入。", "整改措施：制定学习计划。", "责任领导：赵甲", "责任科室：教育科、办公室", "整改时限：长期坚持",
        "2.责任不到位。", "整改措施：", "（1）召开一次会议。", "（2）印发一份清单。", "责任领导：钱乙", "责任科室：组宣科", "整改时限：6月底前",
        "二、工作要求", "负责人：孙丙", "各科室要抓好落实。",
    )  # fmt: skip
    assert rows(plan, Field.PROJECT, Field.CONTENT, Field.LEAD, Field.SCHEDULE, Field.LEADER) == [
        ("（一）关于学习的问题／1.学习不深入。", "制定学习计划。", "教育科、办公室", "长期坚持", "赵甲"),
        ("（一）关于学习的问题／2.责任不到位。", "（1）召开一次会议。", "组宣科", "6月底前", "钱乙"),
        ("（一）关于学习的问题／2.责任不到位。", "（2）印发一份清单。", "组宣科", "6月底前", "钱乙"),
    ]
    left = next(each.message for each in plan.findings if each.code == "import-lines-left")
    assert "第15段“二、工作要求”" in left and "责任领导" not in left
