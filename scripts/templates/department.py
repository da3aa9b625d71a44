"""Builds templates/部门任务表.xlsx, and the same with the column 其他要求: how a department's sheet looks; xlplan/files/papers/department_sheet.py fills it.

The office may restyle the result in Excel, WPS or Calc. What the code relies on is in the cells: the placeholders, and the
name 待填项数 for the cell that counts what is still to be filled in.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from scripts.templates.gaps import Gaps
from scripts.templates.pages import BASE, NARROW
from xlplan.files.papers.department_sheet import MISSING_COUNT
from xlplan.files.store.shipped import DEPARTMENT_TEMPLATE, OTHERS_TEMPLATE
from xlplan.terms import headings
from xlplan.terms.cells import cell_name
from xlplan.terms.choices import Role, State
from xlplan.terms.fields import Field
from xlplan.terms.sheets import IDENTITY, TASKS

TASK_SHEET: Final = DEPARTMENT_TEMPLATE
OTHERS_SHEET: Final = OTHERS_TEMPLATE

FIRST_LINE: Final = "先另存到手机或电脑，再用 WPS/Excel 填写"
HOW_TO: Final = (
    "红格必填，白格可填，灰格（—）不用填，支持的任务自愿填写。",
    "填好把本文件报回，不要增删行列、改编号。蓝字在 LibreOffice 里按住 Ctrl 点。",
)
NONE_MISSING: Final = "必填不缺"
CLOSED_WHERE_ROUTINE: Final = (Field.PERCENT, Field.EXPECTED)
WITHDRAWN: Final = "撤销"
PAUSED: Final = "暂缓"
# A row whose 主要内容 stands in a row above under the same 编号: the cell holds it, and its number format shows this instead.
REPEATED: Final = "·同"
SEE_ABOVE: Final = "（{role}）主要内容见上面同一编号的一行"
# Prototype rows: variant, the columns closed in it, whether a report is owed on it.
VARIANTS: Final[tuple[tuple[str, tuple[str, ...], bool], ...]] = (
    ("", (), True),
    ("常规", CLOSED_WHERE_ROUTINE, True),
    ("支持", (), False),
    ("支持常规", CLOSED_WHERE_ROUTINE, False),
    (Role.SUMMARY.label, headings.SUMMARY_CLOSED_COLUMNS, True),
    (f"支持{REPEATED}", (), False),
    (f"支持常规{REPEATED}", CLOSED_WHERE_ROUTINE, False),
    (f"{Role.SUMMARY.label}{REPEATED}", headings.SUMMARY_CLOSED_COLUMNS, True),
    (WITHDRAWN, headings.REPORTED_COLUMNS, False),
    (PAUSED, headings.REPORTED_COLUMNS, False),
)
MARK: Final = "【"  # begins the words in 上期进展 that tell what a new revision changed

# On paper stand the columns up to this one; those after it are for the screen.
_LAST_PRINTED: Final = Field.EVIDENCE
# What is printed is so wide together that a page of A4 takes the 10 points of the cells as 9: smaller print nobody reads. A screen
# of 1366 pixels shows all of it, a phone's the first to fill in and the beginning of the task. 主要内容, which makes most of the
# height of paper, takes what the others leave; what is not printed is wide enough to make no row higher.
_WIDTHS: Final = {
    Field.ID: 5.5, Field.STATE: 7.6, Field.PERCENT: 7.4, Field.CONTENT: 69, Field.PROGRESS: 24, Field.PROBLEMS: 11.4, Field.NEXT: 10.5,
    Field.DUE: 10, Field.EXPECTED: 9.2, Field.EVIDENCE: 7.3,
    Field.PREVIOUS: 40, Field.SCHEDULE: 100, Field.OTHER: 30, Field.PROJECT: 24, Field.ROLE: 18,
}  # fmt: skip
SIGNED: Final = "审核人（签字）：＿＿＿＿＿＿"
STAMPED: Final = "单位（盖章）　　　　　年　　月　　日"

_COUNT: Final = 3  # 0-based, as all rows here
# Where their labels stand. Nothing stands right of 审核人: what is read is the first filled cell right of a label.
_ENTRIES: Final = {Field.FILLER: (_COUNT + 1, 0), Field.PHONE: (_COUNT + 1, 3), Field.REVIEWER: (_COUNT + 2, 0)}
_STATES: Final = (
    f"{State.NOT_STARTED}：还没开始。{State.RUNNING}：有期限的，正在做。{State.ROUTINE}：常规、定期的工作，正常在做。"
    f"{State.DONE}：做完了，等办公室同意销号。{State.NEEDS_HELP}：自己解决不了，请领导协调，写明什么事。"
    f"{State.PAUSED}：请领导同意先停下，写明原因。"
)
_CLEAR_SHARE: Final = "=AND(ISNUMBER({cell}),OR({cell}=0,AND({cell}>=0.01,{cell}<=1)))"

_INK, _SOFT_INK, _LINE = "#1F2D3D", "#5B6B7B", "#9AA8B5"
_HEAD, _HEAD_FILL_IN, _LOCKED = "#1F4E79", "#2E75B6", "#F3F6F9"
_SUPPORT_LOCKED, _SUPPORT, _CLOSED = "#E6F1E4", "#F4FAF2", "#E1E3E6"
_RED, _RED_EDGE = "#FFD9D6", "#C00000"
_CHANGED = "#FFE699"


def build_task_sheet(path: Path, *, others: bool = False) -> None:
    """Build what a department gets, one sheet to fill in and one hidden; with `others` it has the column 其他要求."""
    book = xlsxwriter.Workbook(str(path), {"default_format_properties": dict(BASE)})
    book.set_properties({"created": datetime(2023, 1, 1)})
    book.set_calc_mode("auto")
    _TaskSheet(book, others).write()
    hidden = book.add_worksheet(IDENTITY)
    text = book.add_format({"num_format": "@"})
    for column, name in enumerate(("键", "值", "值2")):
        hidden.write_string(0, column, f"{{{{{name}}}}}", text)
    hidden.very_hidden()
    book.close()


class _TaskSheet:
    def __init__(self, book: Any, others: bool) -> None:
        self.book = book
        self.sheet = book.add_worksheet(TASKS)
        self.fields = [field for field in headings.TASK_SHEET_ORDER if others or field is not Field.OTHER]
        self.heading_row = 6
        self.first = self.heading_row + 1
        self.last = self.first + len(VARIANTS) - 1

    def column(self, field: Field) -> int:
        return self.fields.index(field)

    def block(self, field: Field) -> str:
        """Return all repeated cells of a column, as formulas write it."""
        letter = chr(65 + self.column(field))
        return f"${letter}${self.first + 1}:${letter}${self.last + 1}"

    def format(self, **properties: Any) -> Any:
        return self.book.add_format(
            {"font_name": "宋体", "font_size": 10, "font_color": _INK, "valign": "vcenter", **properties}
        )

    def write(self) -> None:
        for column, field in enumerate(self.fields):
            self.sheet.set_column(column, column, _WIDTHS[field])
        self._top()
        self._table()
        self._marks()
        self._limits()
        self._page()

    def _top(self) -> None:
        # Few and low rows: all of them stay on the screen with the headings, a phone's included. What has to be filled in and the
        # count lie in the first columns, which a phone shows; texts begin in the second, because the first is frozen and would
        # cut them off.
        sheet = self.sheet
        title = self.format(font_name="黑体", font_size=14, bold=True, font_color=_HEAD)
        facts = self.format(font_name="黑体", font_size=10.5, shrink=True)
        how_to = self.format(font_color=_RED_EDGE, bold=True)
        notes = self.format(font_color=_SOFT_INK)
        label = self.format(align="right", bold=True)
        entry = self.format(locked=False, border=1, border_color=_LINE, num_format="@", shrink=True)
        count = self.format(
            bold=True,
            align="center",
            num_format=f'"{headings.TASK_SHEET_COUNT}"0"项";;"{NONE_MISSING}"',
            border=1,
            border_color=_LINE,
            shrink=True,
        )
        for row, height in enumerate((19, 14, 14, 16, 16, 16)):
            sheet.set_row(row, height)
        sheet.write_string(0, 1, "{{计划名称}}", title)
        # As wide as the paper: a longer sentence on what to mend is set smaller, not cut.
        whole = "{{部门}}　{{期次}}　报送截止：{{报送截止}}　报送给：{{报送给}}{{变动}}"
        sheet.merge_range(1, 1, 1, self.column(_LAST_PRINTED), whole, facts)
        sheet.write_string(2, 1, FIRST_LINE, how_to)
        for row, words in enumerate(HOW_TO, 2):
            sheet.write_string(row, self.column(Field.PROGRESS), words, notes)
        for field, (row, column) in _ENTRIES.items():
            name = headings.TASK_SHEET_LABELS[field]
            sheet.write_string(row, column, name, label)
            self._wide(row, column + 1, f"{{{{{name}}}}}", entry)
        filler, reviewer = (
            cell_name(row, column + 1) for row, column in (_ENTRIES[Field.FILLER], _ENTRIES[Field.REVIEWER])
        )
        gaps = Gaps(self.first + 1, filler, reviewer, self.block)
        self._wide(_COUNT, 1, "", count)
        sheet.write_formula(_COUNT, 1, gaps.count, count, 0)
        counted = cell_name(_COUNT, 1)
        self.book.define_name(MISSING_COUNT, f"={TASKS}!${counted[0]}${counted[1:]}")
        link = self.format(font_color="#0563C1", underline=1, bold=True)
        sheet.write_formula(_COUNT, 3, gaps.link(counted), link, "")
        red = self.book.add_format({"bg_color": _RED})
        for cell in (filler, reviewer):
            sheet.conditional_format(
                cell, {"type": "formula", "criteria": f"={gaps.owed}*(LEN(TRIM({cell}))=0)", "format": red}
            )
        done = self.book.add_format({"bg_color": "#D5EBD0"})
        sheet.conditional_format(counted, {"type": "cell", "criteria": ">", "value": 0, "format": red})
        sheet.conditional_format(counted, {"type": "cell", "criteria": "=", "value": 0, "format": done})

    def _wide(self, row: int, column: int, text: str, style: Any) -> None:
        """Write a cell; over 状态 and 完成进度, which are narrow, it takes both."""
        if column == self.column(Field.STATE):
            self.sheet.merge_range(row, column, row, column + 1, text, style)
        else:
            self.sheet.write_string(row, column, text, style)

    def _table(self) -> None:
        # Three lines: a telephone breaks the longest heading into so many. The filters' arrows lie in the lower corner.
        self.sheet.set_row(self.heading_row, 40)
        for field in self.fields:
            heading = headings.TASK_SHEET_HEADINGS[field]
            colour = _HEAD if field in headings.LOCKED_COLUMNS else _HEAD_FILL_IN
            style = self.format(
                font_name="黑体", font_size=10, font_color="white", bg_color=colour, border=1, border_color="white", align="center",
                valign="top", text_wrap=True,
            )  # fmt: skip
            self.sheet.write_string(self.heading_row, self.column(field), heading, style)
        for row, (variant, closed_fields, leads) in enumerate(VARIANTS, self.first):
            for field in self.fields:
                heading = headings.TASK_SHEET_HEADINGS[field]
                closed = field in closed_fields
                mark = f"#{variant}" if variant and field == Field.ID else ""
                text = headings.CLOSED_MARK if closed else f"{{{{{heading}{mark}}}}}"
                self.sheet.write_string(row, self.column(field), text, self._cell_style(field, variant, leads, closed))
        self.sheet.autofilter(self.heading_row, 0, self.last, len(self.fields) - 1)

    def _cell_style(self, field: str, variant: str, leads: bool, closed: bool) -> Any:
        repeated = variant.endswith(REPEATED)
        variant = variant.removesuffix(REPEATED)
        gone, shut = variant == WITHDRAWN, variant in (WITHDRAWN, PAUSED)
        role = Role.SUPPORT.label if not leads and not shut else variant if variant == Role.SUMMARY.label else ""
        locked = field in headings.LOCKED_COLUMNS
        style: dict[str, Any] = {"border": 1, "border_color": _LINE, "text_wrap": True, "locked": locked or closed}
        if locked:
            style["bg_color"] = _CLOSED if shut else _LOCKED if leads else _SUPPORT_LOCKED
        elif not leads:
            style["bg_color"] = _SUPPORT
        if closed:
            style |= {"bg_color": _CLOSED, "font_color": _SOFT_INK}
        if closed or field in (
            Field.ID,
            Field.PROJECT,
            Field.ROLE,
            Field.DUE,
            Field.STATE,
            Field.PERCENT,
            Field.EXPECTED,
        ):
            style["align"] = "center"
        else:
            style["align"] = "left"
        if gone and field in (Field.PROJECT, Field.CONTENT, Field.SCHEDULE, Field.DUE):
            style |= {"font_strikeout": True, "font_color": _SOFT_INK}
        if field == Field.ID:
            # 本单位职责 is not printed, and on no small screen: its word stands under the number too, by the number format as well,
            # or in front of the words that show where 主要内容 stands, for these rows need one line.
            style |= {"bold": True, "num_format": f'@"\n{role}"' if role and not repeated else "@"}
        if field == Field.CONTENT and repeated:
            style |= {"num_format": f';;;"{SEE_ABOVE.format(role=role)}"', "font_color": _SOFT_INK}
        if field == Field.ROLE and not leads and not shut:
            # The word is shown by the number format: the cell's value stays 支持.
            style |= {"num_format": '@"（自愿填写）"', "font_color": "#3B7A33"}
        if field == Field.ROLE and variant == Role.SUMMARY.label:
            style["num_format"] = '@"（归口各单位总体情况）"'
        if field in (Field.DUE, Field.EXPECTED):
            style |= {"num_format": "yyyy-mm-dd", **NARROW}
        if field == Field.PERCENT and not closed:
            style["num_format"] = "0%"
        if field in (Field.PROGRESS, Field.PROBLEMS, Field.NEXT, Field.EVIDENCE):
            style["num_format"] = "@"  # what begins with = or - is words here, never a formula
        if field == Field.PREVIOUS:
            style["font_color"] = _SOFT_INK
        return self.format(**style)

    def _marks(self) -> None:
        red = self.book.add_format({"bg_color": _RED})
        place = f"${chr(65 + self.column(Field.ROLE))}{self.first + 1}"
        owed = ",".join(f'{place}="{role.label}"' for role in Role if role.owes)
        for field in (Field.STATE, Field.PERCENT, Field.PROGRESS):
            cell = f"{chr(65 + self.column(field))}{self.first + 1}"
            self.sheet.conditional_format(
                self.first,
                self.column(field),
                self.last,
                self.column(field),
                {
                    "type": "formula",
                    "criteria": f"=AND(OR({owed}),LEN(TRIM({cell}))=0)",
                    "format": red,
                },
            )
        changed = self.book.add_format({"bg_color": _CHANGED})
        previous = chr(65 + self.column(Field.PREVIOUS))
        for field in (Field.ID, Field.PREVIOUS):
            column = self.column(field)
            rule = {"type": "formula", "criteria": f'=LEFT(${previous}{self.first + 1},1)="{MARK}"', "format": changed}
            self.sheet.conditional_format(self.first, column, self.last, column, rule)

    def _limits(self) -> None:
        states = "、".join(State)
        rules: dict[Field, dict[str, Any]] = {
            Field.STATE: {
                "validate": "list",
                "source": list(State),
                "input_title": "状态怎么选",
                "input_message": _STATES,
                "error_title": "状态请从下拉列表里选",
                "error_message": f"只能是：{states}。",
            },
            # A warning, never a refusal: what people write is read when it comes back, and asked about where it is unclear.
            Field.PERCENT: {
                "validate": "custom",
                "value": _CLEAR_SHARE.format(cell=f"{chr(65 + self.column(Field.PERCENT))}{self.first + 1}"),
                "error_type": "warning",
                "error_title": "完成进度填 0%～100%",
                "error_message": "六成请填 60%，一半请填 50%（0.5 是百分之零点五还是一半，分不清）。照这样报也收，看不准的办公室会来问。",
            },
            Field.EXPECTED: {
                "validate": "date",
                "criteria": "between",
                "minimum": date(2000, 1, 1),
                "maximum": date(2099, 12, 31),
                "input_title": "哪一天完成",
                "input_message": "写 2026-12-31 最清楚；2026.12.31、12月底 也收。",
                "error_type": "information",
                "error_title": "这不是日期格式",
                "error_message": "写 2026-12-31 最清楚。照这样报也收：2026.12.31、12月底 都读得出，看不准的办公室会来问。",
            },
        }
        for field, rule in rules.items():
            open_rows = [
                row for row, (_, closed_fields, _) in enumerate(VARIANTS, self.first) if field not in closed_fields
            ]
            column = self.column(field)
            rest = [[row, column, row, column] for row in open_rows[1:]]
            self.sheet.data_validation(open_rows[0], column, open_rows[0], column, {**rule, "other_cells": rest})

    def _page(self) -> None:
        sheet = self.sheet
        sheet.freeze_panes(self.first, 1)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        # Below, a place to sign and for the seal on each page.
        sheet.set_margins(left=0.2, right=0.2, top=0.25, bottom=0.45)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.repeat_rows(self.heading_row)
        sheet.print_area(0, 0, self.last, self.column(_LAST_PRINTED))
        sheet.set_footer(f"&L{SIGNED}&C{STAMPED}&R第&P页/共&N页", {"margin": 0.2})
        row, column = _ENTRIES[Field.FILLER]
        sheet.set_selection(row, column + 1, row, column + 1)
        sheet.protect(
            "", {"format_columns": True, "format_rows": True, "autofilter": True}
        )  # fmt: skip
