"""Builds templates/年度考核台账.xlsx: a year's account of every department, which the office may restyle.

What the code relies on is in the cells: the placeholders. On each sheet the row with the placeholders of its list is repeated.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from scripts.templates.pages import BASE, CLOSE, NARROW, Cells, prototype, table_head
from xlplan.files.papers.style import BLUE, BORDER, CENTRED, LIGHT_FILLS, PALE, TEXT, Styles

YEARLY: Final = "年度考核台账.xlsx"
_ACCOUNTS, _ROUNDS, _TURNS, _EVENTS = "年度考核", "计入期次", "各期报送", "退回和销号"
_COUNT: Final = {**CENTRED, "num_format": "0;-0;–"}
_POINTS: Final = {**CENTRED, "num_format": "General", "bold": True}
_PERCENT: Final = {**CENTRED, "num_format": "0%"}
_DAY: Final = {**CENTRED, **NARROW, "num_format": "yyyy-mm-dd"}
_LINK: Final = {"font_color": BLUE, "underline": 1}


def build_yearly(path: Path) -> None:
    """Build 年度考核台账.xlsx."""
    book = xlsxwriter.Workbook(str(path), {"default_format_properties": dict(BASE)})
    book.set_properties({"created": datetime(2023, 1, 1)})
    styles = Styles(book)
    sheets = {name: book.add_worksheet(name) for name in (_ACCOUNTS, _ROUNDS, _TURNS, _EVENTS)}
    _accounts(sheets[_ACCOUNTS], styles)
    _rounds(sheets[_ROUNDS], styles)
    _turns(sheets[_TURNS], styles)
    _events(sheets[_EVENTS], styles)
    book.close()


def _accounts(sheet: Any, styles: Styles) -> None:
    headings = (
        "部门",
        "应报",
        "按时",
        "迟报",
        "未报",
        "未到期",
        "按时率",
        "退回",
        "逾期",
        "督办",
        "销号",
        "得分",
        "名次",
        "销号期次",
        "备注",
    )
    note = (
        "截至{{截至}}，共{{期数}}期：{{期次}}。"
        "应报：有执行任务的期数，等于按时、迟报、未报、未到期之和。按时、迟报：以“收到日期”与截止日相比，没有截止日的算按时；"
        "未到期：还没有报，截止日也还没有过。按时率：按时数占已到期数。"
        "退回：处理意见写“退回”的文件份数，一份算一次，改好了也算。逾期：计入的各期算到的那一天（见“计入期次”）已过到期日的任务项数，一项算一次；报已完成等销号的、同意暂缓的不算，同意延期的按延期后的日子。"
        "督办：督办单的份数。销号：同意销号的任务项数。得分：{{分值}}，扣了什么写在“备注”里；名次按得分，分数一样的名次一样。点数字，可以看到它数的是哪几行，再点到那一份文件。"
    )
    widths = (18, 7, 7, 7, 7, 8, 8, 7, 7, 7, 7, 8, 6, 16, 33)
    table_head(sheet, styles, "{{计划名称}}　{{年度}}年度考核台账", note, headings, widths, note_height=84)
    cells: Cells = [
        ("部门", TEXT), *((name, _COUNT) for name in ("应报", "按时", "迟报", "未报", "未到期")), ("按时率", _PERCENT),
        ("退回", _COUNT), ("逾期", _COUNT), ("督办", _COUNT), ("销号", _COUNT), ("得分", _POINTS), ("名次", _COUNT), ("销号期次", TEXT), ("备注", TEXT),
    ]  # fmt: skip
    prototype(sheet, styles, 3, cells)
    bold = {"bold": True, "bg_color": PALE}
    for column, (name, own) in enumerate(cells):
        look = styles.get(own, BORDER, bold)
        if name in ("得分", "名次", "销号期次", "备注"):
            sheet.write_blank(4, column, None, look)
        else:
            sheet.write_string(4, column, "合计" if column == 0 else f"{{{{合计{name}}}}}", look)
    for heading, key in (("迟报", "amber"), ("未报", "red"), ("退回", "amber"), ("逾期", "red"), ("督办", "amber")):
        fill, ink = LIGHT_FILLS[key]
        look = styles.get({"bg_color": fill, "font_color": ink, "bold": True})
        column = headings.index(heading)
        rule = {"type": "cell", "criteria": ">", "value": 0, "format": look}
        sheet.conditional_format(3, column, 3, column, rule)
    sheet.autofilter(2, 0, 3, len(headings) - 1)


def _rounds(sheet: Any, styles: Styles) -> None:
    headings = (
        "期次",
        "是否计入",
        "按什么算",
        "开始",
        "结束",
        "首次下发",
        "报送截止",
        "算到",
        "应报",
        "按时",
        "迟报",
        "未报",
        "未到期",
    )
    note = (
        "哪些期次算{{年度}}年：期次名称说明日子的（年、半年、季度、月、学期），按名称里的年份，秋季学期跨年，算在开始的那一年；其他名称，"
        "里面只写了一个年份的按那一年，否则按报送截止日，没有截止日的按首次下发的日子。"
        "算到：这一期的销号、暂缓和逾期按哪一天的情况算，是下一期下发的前一天（不早于这一期的报送截止日），还在进行的是{{截至}}；逾期最晚算到年底。"
    )
    table_head(
        sheet,
        styles,
        "{{年度}}年度计入的期次",
        note,
        headings,
        (24, 9, 28, 11, 11, 11, 11, 11, 7, 7, 7, 7, 7),
        note_height=36,
    )
    cells: Cells = [
        ("期次", TEXT), ("是否计入", CENTRED), ("按什么算", TEXT), *((name, _DAY) for name in ("开始", "结束", "首次下发", "报送截止", "算到")),
        *((name, _COUNT) for name in ("应报", "按时", "迟报", "未报", "未到期")),
    ]  # fmt: skip
    prototype(sheet, styles, 3, cells)


def _turns(sheet: Any, styles: Styles) -> None:
    headings = ("部门", "期次", "情况", "报送截止", "收到日期", "迟报天数", "退回", "销号", "依据（文件）")
    note = "收到日期是第一份收下的表登记的那天，办公室改过的，按改的算；还没有报的，依据是发给它的任务表。点文件名可以打开。"
    table_head(sheet, styles, "{{年度}}年度各期报送", note, headings, (14.5, 15, 6.5, 10.3, 10.3, 9, 6, 6, 80))
    cells: Cells = [
        ("部门", CLOSE), ("期次", CLOSE), ("情况", CENTRED), ("报送截止", _DAY), ("登记时间", _DAY),
        ("迟报天数", _COUNT), ("退回", _COUNT), ("销号", _COUNT), ("文件", {**CLOSE, **_LINK}),
    ]  # fmt: skip
    prototype(sheet, styles, 3, cells)
    for word, key in (("按时", "green"), ("迟报", "amber"), ("未报", "red")):
        fill, ink = LIGHT_FILLS[key]
        look = styles.get({"bg_color": fill, "font_color": ink, "bold": True})
        sheet.conditional_format(3, 2, 3, 2, {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look})
    sheet.autofilter(2, 0, 3, len(headings) - 1)


def _events(sheet: Any, styles: Styles) -> None:
    headings = ("部门", "类别", "期次", "编号", "缘由", "登记时间", "文件", "单元格")
    note = "退回：哪一份文件、为什么；逾期：哪一项任务、超几天，单元格是部门报的地方；督办：哪一份督办单、为什么，回执见“督办台账”；销号：哪一项任务、哪位领导哪天同意，单元格是部门报已完成的地方。点单元格可以打开报送来的表。"
    table_head(
        sheet,
        styles,
        "{{年度}}年度退回、逾期、督办和销号",
        note,
        headings,
        (15, 7, 15, 9.5, 40, 15, 52.5, 7),
        note_height=30,
    )
    cells: Cells = [
        ("部门", CLOSE), ("类别", CENTRED), ("期次", CLOSE), ("编号", {**CENTRED, "num_format": "@"}), ("缘由", CLOSE),
        ("登记时间", {**CENTRED, **NARROW, "num_format": "yyyy-mm-dd hh:mm"}), ("文件", CLOSE), ("单元格", {**CENTRED, **_LINK}),
    ]  # fmt: skip
    prototype(sheet, styles, 3, cells)
    sheet.autofilter(2, 0, 3, len(headings) - 1)
