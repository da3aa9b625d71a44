"""The sheet 操作台: what is being worked on, the buttons in working order, the last results."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from scripts.workbook.decisions import DECISION_LISTS
from scripts.workbook.lists import SHIPPED_DEADLINE, SHIPPED_ROUND, found_setting, shown_setting
from xlplan import __version__
from xlplan.files.papers.style import (
    BORDER,
    CENTRED,
    EXPLANATION,
    GREY,
    HEADING,
    INPUT,
    LIGHT_FILLS,
    NAVY,
    PALE,
    TEXT,
    TITLE,
    Properties,
    Styles,
    row_height,
    set_up_page,
)
from xlplan.files.store.shipped import ADDIN
from xlplan.terms.buttons import BUTTONS, Button
from xlplan.terms.choices import LIGHT_WORDS
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import (
    CONSOLE,
    CONSOLE_HEADINGS,
    CONSOLE_OPERATOR,
    NAME_ADDIN,
    NAME_LAST_RESULTS,
    NAME_MESSAGES,
    NAME_NONCE,
    NAME_OPERATOR,
    NAME_VERSION,
    NOT_PRESSED,
)

_EPOCH: Final = date(1899, 12, 30)
PRODUCT: Final = "分工表助手"
_HELPER: Final = "分工表助手（xlplan helper）"
MESSAGES: Final = {
    "no_helper": f"没有找到正在运行的{_HELPER}，这一步没有做。请先启动助手，再点一次按钮；还没有安装的，请联系经办人或运行 xlplan install。",
    "unsaved": "这份工作簿还没有保存过，助手不知道工作区该放在哪里。请先保存到一个文件夹里，再点一次按钮。",
    "old": "工作簿比助手旧，这一步没有做。请保存并关闭工作簿，运行 xlplan upgrade 工作簿，以后用旁边新生成的那份，内容都会带过去。",
    "no_mark": "操作台被保护了，或者它的隐藏单元格被删掉了，按钮没法工作。请取消工作表保护；仍然不行时，请保存并关闭它，运行 xlplan upgrade 工作簿，用旁边新生成的那份。",
    "failed": "这一步没有做成，分工表没有改动。请点“环境检查”看看原因，处理后再点一次按钮。",
    "newer": "助手比工作簿旧，这一步没有做。请更新助手（离线的，用新的离线包里的“打开分工表”），再点一次按钮；工作簿不用动。",
}

# Margin, six columns of the left block, gap, four columns of the right block, margin: between the margins each column is as
# wide as a button of the second row. A button that ends where a column does grows with it on a screen that is scaled; one
# that ends within a column keeps its pixels, and its caption no longer fits.
_WIDTHS: Final = (2.0, *[12.5] * 6, 2.4, *[12.5] * 4, 2.0)
_COLUMNS: Final = range(1, 12)
"""Those between the margins."""
_TOOL_COLUMNS: Final = (*range(1, 7), *range(8, 12))
_GAP: Final = 12
_TOOL_GAP: Final = 6
"""Between buttons, in pixels."""
_LEFT: Final = (1, 6)
_VALUE: Final = (2, 4)
_SIDE: Final = (5, 6)
"""Columns of the left block that are one: what is said, and what stands beside it."""
_RIGHT: Final = (8, 11)
_MEANING: Final = (9, 11)
_HIDDEN_COLUMN: Final = 25
_MAIN_ROW: Final = 12
_TOOLS_ROW: Final = 14
_RESULTS_ROW: Final = 17
_SECTION: Final = {
    "bold": True,
    "font_size": 12,
    "font_color": NAVY,
    "valign": "vcenter",
    "bottom": 2,
    "bottom_color": NAVY,
}
_LIGHT_MEANINGS: Final = {
    "red": "已经逾期，或进度明显落后，需要督办",
    "amber": "快要到期、有所落后，或有事待定，请留意",
    "green": "进度正常，或已经销号",
    "grey": "还没到时间、没有报送、暂缓，或没有时限",
}


def write_console(sheet: Worksheet, book: Workbook, styles: Styles, plan_title: str, *, buttons: bool = True) -> None:
    """Write the front page. Its buttons' macros are those of `BUTTONS`; without them it says where those of the add-in are."""
    sheet.hide_gridlines(2)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width, styles.get(TEXT))
    _write_banner(sheet, styles, plan_title, shown_setting if buttons else found_setting)
    _write_round(sheet, book, styles, shown_setting if buttons else found_setting)
    _write_steps(sheet, styles)
    if buttons:
        _write_buttons(sheet, styles)
    else:
        _write_where_buttons_are(sheet, styles)
    _write_results(sheet, book, styles)
    _write_lights(sheet, styles, buttons=buttons)
    _write_hidden(sheet, book, styles, buttons=buttons)
    last_row = _RESULTS_ROW + 1 + len(_result_steps())
    foot = "所有资料只存在本机；发给部门的是不带宏的普通表格，用 WPS 或 Excel 都能填写。"
    sheet.merge_range(last_row + 1, 1, last_row + 1, _RIGHT[1], foot, styles.get(EXPLANATION))
    set_up_page(sheet, None)
    sheet.print_area(0, 0, last_row + 1, len(_WIDTHS) - 1)
    sheet.fit_to_pages(1, 1)


def _write_banner(sheet: Worksheet, styles: Styles, plan_title: str, shown_setting: Callable[[str], str]) -> None:
    band = {"bg_color": NAVY, "font_color": "#FFFFFF", "valign": "vcenter"}
    for row, height in enumerate((30, 20)):
        sheet.set_row(row, height)
        for column in range(len(_WIDTHS)):
            sheet.write_blank(row, column, None, styles.get(band))
    sheet.write_string(0, 1, PRODUCT, styles.get(band, {"bold": True, "font_size": 20}))
    line = " · ".join(button.caption for button in _group("main")) + "，全程离线，资料不出本机"
    sheet.write_string(1, 1, line, styles.get(band, {"font_color": "#C9D6E6"}))
    sheet.set_row(2, 6)
    title = styles.get(TITLE, {"font_size": 15, "text_wrap": True})
    sheet.set_row(3, row_height([(plan_title, sum(_WIDTHS[column] for column in _COLUMNS))], 15, 28))
    sheet.merge_range(3, 1, 3, _RIGHT[1], "", title)
    sheet.write_formula(3, 1, shown_setting("title"), title, plan_title)
    sheet.set_row(4, 4)


def _write_section(sheet: Worksheet, styles: Styles, row: int, columns: tuple[int, int], text: str) -> None:
    sheet.set_row(row, 24)
    for column in range(columns[0], columns[1] + 1):
        sheet.write_blank(row, column, None, styles.get(_SECTION))
    sheet.write_string(row, columns[0], text, styles.get(_SECTION))


def _write_round(sheet: Worksheet, book: Workbook, styles: Styles, shown_setting: Callable[[str], str]) -> None:
    _write_section(sheet, styles, 5, _LEFT, "本期工作")
    label = styles.get(TEXT, BORDER, {"bg_color": PALE, "bold": True})
    value = {**TEXT, **BORDER, "align": "left"}
    side = styles.get(TEXT, {"font_color": GREY, "font_size": 9})
    rows: tuple[tuple[str, str | None, date | str | None, Properties, str], ...] = (
        ("当前期次", shown_setting("round"), SHIPPED_ROUND, {}, "在“设置”里改"),
        (
            "报送截止日",
            shown_setting("deadline"),
            SHIPPED_DEADLINE,
            {"num_format": 'yyyy"年"m"月"d"日"'},
            "在“设置”里改",
        ),
        (CONSOLE_OPERATOR, None, None, {"bg_color": INPUT}, "← 请填写姓名"),
        ("工作区", shown_setting("workspace"), SETTING_ITEMS["workspace"][1], {}, "放在本工作簿旁边"),
    )
    for row, (name, formula, shown, look, beside) in enumerate(rows, 6):
        sheet.set_row(row, 30)
        sheet.write_string(row, 1, name, label)
        made = styles.get(value, look)
        sheet.merge_range(row, _VALUE[0], row, _VALUE[1], "", made)
        if formula is None:
            sheet.set_selection(row, 2, row, 2)
            book.define_name(NAME_OPERATOR, f"={CONSOLE}!{xl_rowcol_to_cell(row, 2, True, True)}")
        else:
            # A date's cached value is its serial number.
            cached = (shown - _EPOCH).days if isinstance(shown, date) else shown
            sheet.write_formula(row, 2, formula, made, cached)
        sheet.merge_range(row, _SIDE[0], row, _SIDE[1], beside, side)


def _write_steps(sheet: Worksheet, styles: Styles) -> None:
    _write_section(sheet, styles, 5, _RIGHT, "四步走")
    for row, (mark, button) in enumerate(zip("①②③④⑤⑥⑦⑧", _group("main"), strict=False), 6):
        mine = styles.get(TEXT, {"bold": True, "font_color": NAVY})
        sheet.write_string(row, _RIGHT[0], f"{mark} {button.caption}", mine)
        sheet.merge_range(row, _MEANING[0], row, _MEANING[1], button.screentip, styles.get(TEXT, {"font_size": 9}))


def _write_buttons(sheet: Worksheet, styles: Styles) -> None:
    sheet.set_row(10, 6)
    _write_section(sheet, styles, 11, (1, _RIGHT[1]), "从左到右，按顺序点")
    for row, height in zip(range(_MAIN_ROW, _TOOLS_ROW + 2), (42, 3, 30, 6), strict=True):
        sheet.set_row(row, height)
    # Below the first button: where a save has lost them all, it says where others are.
    lost = "按钮不见了？请用窗口上面工具栏“分工表”里的，或助手窗口里的，一样。"
    sheet.merge_range(_MAIN_ROW, 1, _MAIN_ROW, 2, lost, styles.get(EXPLANATION, {"font_size": 8}))
    main, tools = _group("main"), _group("tools")
    room = sum(map(_pixels, _COLUMNS))
    # The last one ends where the last column does.
    edges = [index * (room + _GAP) // len(main) for index in range(len(main) + 1)]
    for button, (left, following) in zip(main, pairwise(edges), strict=True):
        _insert_button(sheet, button, (_MAIN_ROW, 1), (left, 8), (following - _GAP - left, 48))
    for button, column in zip(tools, _TOOL_COLUMNS, strict=True):
        left = 0 if column in (_LEFT[0], _RIGHT[0]) else _TOOL_GAP
        _insert_button(sheet, button, (_TOOLS_ROW, column), (left, 4), (_pixels(column) - left, 36))


def _write_where_buttons_are(sheet: Worksheet, styles: Styles) -> None:
    sheet.set_row(10, 6)
    _write_section(sheet, styles, 11, (1, _RIGHT[1]), "从左到右，按顺序点")
    for row, text in (
        (_MAIN_ROW, "按钮在窗口上方：Calc 里是工具栏（和菜单）“分工表”，Excel 里是选项卡“分工表”。"),
        (_MAIN_ROW + 1, "操作台和结果表是程序加进这份工作簿的，别的工作表没有动；不要了，点“结果表”就能拿掉。"),
    ):
        sheet.set_row(row, 26)
        sheet.merge_range(row, 1, row, _RIGHT[1], text, styles.get(TEXT))
    sheet.set_row(_TOOLS_ROW, 8)


def _pixels(column: int) -> int:
    return int(_WIDTHS[column] * 7 + 0.5) + 5


def _insert_button(
    sheet: Worksheet, button: Button, cell: tuple[int, int], offset: tuple[int, int], size: tuple[int, int]
) -> None:
    (left, top), (width, height) = offset, size
    sheet.insert_button(
        *cell,
        {
            "macro": button.macro,
            "caption": button.caption,
            "width": width,
            "height": height,
            "x_offset": left,
            "y_offset": top,
            "description": button.screentip,
        },
    )


def _write_results(sheet: Worksheet, book: Workbook, styles: Styles) -> None:
    _write_section(sheet, styles, _RESULTS_ROW - 1, _LEFT, "最近结果")
    sheet.set_row(_RESULTS_ROW, 22)
    step, result, at = CONSOLE_HEADINGS
    sheet.write_string(_RESULTS_ROW, _LEFT[0], step, styles.get(HEADING))
    for (first, last), heading in ((_VALUE, result), (_SIDE, at)):
        sheet.merge_range(_RESULTS_ROW, first, _RESULTS_ROW, last, heading, styles.get(HEADING))
    steps = _result_steps()
    time = styles.get(CENTRED, BORDER, {"num_format": "yyyy-mm-dd hh:mm"})
    for row, button in enumerate(steps, _RESULTS_ROW + 1):
        sheet.set_row(row, 36)
        sheet.write_string(row, _LEFT[0], button.caption, styles.get(TEXT, BORDER, {"bold": True}))
        sheet.merge_range(row, _VALUE[0], row, _VALUE[1], NOT_PRESSED, styles.get(TEXT, BORDER))
        sheet.merge_range(row, _SIDE[0], row, _SIDE[1], "", time)
    # The step in its first column, the result in its second, the time in its last.
    begin, end = (_RESULTS_ROW + 1, _LEFT[0]), (_RESULTS_ROW + len(steps), _SIDE[0])
    area = f"{xl_rowcol_to_cell(*begin, True, True)}:{xl_rowcol_to_cell(*end, True, True)}"
    book.define_name(NAME_LAST_RESULTS, f"={CONSOLE}!{area}")


def _write_lights(sheet: Worksheet, styles: Styles, *, buttons: bool) -> None:
    _write_section(sheet, styles, _RESULTS_ROW - 1, _RIGHT, "看懂颜色")
    allowed = "打开时点“启用内容”（LibreOffice 是“启用宏”），并" if buttons else ""
    head, plain = styles.get(HEADING), styles.get(TEXT, BORDER)
    rows = [("亮灯", head, "意思", head)]
    for colour, word in LIGHT_WORDS.items():
        fill, ink = LIGHT_FILLS[colour]
        look = styles.get(CENTRED, BORDER, {"bg_color": fill, "font_color": ink, "bold": True})
        rows.append((f"{word}灯", look, _LIGHT_MEANINGS[colour], plain))
    named = styles.get(CENTRED, BORDER, {"bg_color": PALE, "bold": True})
    rows.append(("按钮没反应", named, f"{allowed}先启动{PRODUCT}；再点“环境检查”", plain))
    for row, (name, look, meaning, beside) in enumerate(rows, _RESULTS_ROW):
        sheet.write_string(row, _RIGHT[0], name, look)
        sheet.merge_range(row, _MEANING[0], row, _MEANING[1], meaning, beside)


def _write_hidden(sheet: Worksheet, book: Workbook, styles: Styles, *, buttons: bool) -> None:
    """Write what macros and helper need to know, in a hidden column, each cell with a defined name."""
    values = {NAME_NONCE: "", NAME_VERSION: __version__}
    if buttons:
        values |= {NAME_ADDIN: Path(ADDIN).name}
        values |= {NAME_MESSAGES[key]: MESSAGES[key] for key in NAME_MESSAGES}
    text = styles.get({"num_format": "@"})
    sheet.set_column(_HIDDEN_COLUMN, _HIDDEN_COLUMN, 9, text, {"hidden": True})
    for row, (name, value) in enumerate(values.items()):
        # `write` leaves the cell of an empty text blank.
        sheet.write(row, _HIDDEN_COLUMN, value, text)
        book.define_name(name, f"={CONSOLE}!{xl_rowcol_to_cell(row, _HIDDEN_COLUMN, True, True)}")
    for column, (name, words) in enumerate(DECISION_LISTS.items(), _HIDDEN_COLUMN + 1):
        sheet.set_column(column, column, 9, text, {"hidden": True})
        for row, word in enumerate(words):
            sheet.write_string(row, column, word, text)
        first, last = (xl_rowcol_to_cell(row, column, True, True) for row in (0, len(words) - 1))
        book.define_name(name, f"={CONSOLE}!{first}:{last}")


def _group(name: str) -> list[Button]:
    return [button for button in BUTTONS if button.group == name]


def _result_steps() -> list[Button]:
    """Return the buttons whose results are listed: those that change something."""
    return [
        *_group("main"),
        *(
            button
            for button in BUTTONS
            if button.verb in ("remind", "supervise", "round", "enter", "close", "yearly", "undo")
        ),
    ]
