"""Answers that say nothing, and those that do."""

from __future__ import annotations

import pytest

from xlplan.returns.empty_answers import says_little, says_not_ours, says_nothing
from xlplan.terms.cells import CellError, CellValue, NoCachedValue
from xlplan.terms.pictures import PICTURE_CELL, is_picture


@pytest.mark.parametrize(
    "text",
    ["同上", "同上。", "暂无进展", "同前", "同左", "如上", "上同", "见上", "见上表", "同上一条", "无", "暂无", "没有", "尚无", "略", "（略）", "从略", "/", "／", "//", "-", "—", "——", "〃", "″", '"', "…", "。", "√", "★", "N/A", "无。", "详见附件", "见附件1", "详见附件一", "附件", "具体见附表", "详情请见附件", "请查阅附件", "另附", "附后", "见附件材料", "见佐证材料", "详见报送的总结", "同1.1", "同任务1.2", "与1.1相同", "同第3项", "同上期", "与上期相同", "同上月", "同上一季度", "同上季度", "同第一季度", "与第一季度相同", "见上期", "见上季度报送情况", "同3月份", "同去年", "0", "０。", "已发群里", "已邮件发送", "另行报送", "详见汇报材料", "见群里", "如图", "收到", "已阅", "情况已另文报送", "待填", "待补充", "后补", "xx", "×××", "空"],
)  # fmt: skip
def test_nothing_is_said(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "已完成",
        "无进展",
        "未启动",
        "无问题学校12所",
        "见附件，已印发3份通知",
        "同上级部门对接",
        "暂无资金，已申请",
        "已办结",
        "略有进展",
        "附件已印发",
        "同前期相比增长5%",
        "3",
        "已报送",
        "没有完成",
        "上报3次",
        "无人机课程已开设",
        "同意立项",
        "待市局批复",
        "报告已提交",
        "已提交",
        "材料已报办公室",
        "已在微信群发布倡议书",
        "已发通知",
        "无变化",
    ],
)
def test_something_is_said(text: str) -> None:
    assert not says_nothing(text)


@pytest.mark.parametrize("text", ["与我科无关", "不涉及本单位", "我校无此项工作", "此项任务不属于我科职责", "不适用", "与我科无关，请转人事科。", "没有此项任务", "不归我们科管"])  # fmt: skip
def test_somebody_says_that_it_is_not_theirs(text: str) -> None:
    assert says_not_ours(text)


@pytest.mark.parametrize("text", ["无", "未发现与我科职责无关的问题", "本校已落实", "不涉及资金，已办结", "由人事科负责", "没有完成", "未启动"])  # fmt: skip
def test_somebody_says_something_else(text: str) -> None:
    assert not says_not_ours(text)


@pytest.mark.parametrize(
    "value",
    [
        '=DISPIMG("ID_0",1)',
        '=_xlfn.DISPIMG("ID_0",1)',
        NoCachedValue('=_xlfn.IMAGE("https://example.org/a.png")'),
        PICTURE_CELL,
    ],
)
def test_pictures_in_a_cell(value: CellValue) -> None:
    assert is_picture(value)
    assert not is_picture(CellError("#VALUE!")) and not is_picture("=SUM(A1)") and not is_picture("图片见附件")


@pytest.mark.parametrize(
    "text",
    [
        "正常推进",
        "推进中",
        "正在推进。",
        "按计划推进",
        "有序推进中",
        "正常",
        "进展顺利",
        "无进展",
        "暂无新进展",
        "没有进展",
        "已报",
        "已上报",
        "已报送",
        "无变化",
        # Where the task asks to report or to answer, these are answers.
        "已通过系统上报",
        "已书面上报",
        "通过微信群上报",
        "材料已提交系统",
        "已上传至网盘",
        "是",
        "否",
    ],
)
def test_little_is_said_and_more_is_asked(text: str) -> None:
    assert says_little(text) and not says_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "已完成",
        "未启动",
        "3",
        "已印发方案，正常推进",
        "推进中，完成选址",
        "已报市局审批",
        "正常开课12节",
        "无进展，因资金未到位",
    ],
)
def test_enough_is_said(text: str) -> None:
    assert not says_little(text)
