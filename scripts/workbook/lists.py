"""The sheets that the office fills in before it begins: 部门 and 设置."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from xlsxwriter.worksheet import Worksheet

from scripts.workbook.marks import border_filled_rows
from xlplan.files.papers.style import (
    BORDER,
    CENTRED,
    GREY,
    INPUT,
    LIGHT_FILLS,
    TEXT,
    Styles,
    row_height,
    write_table_head,
)
from xlplan.plan.departments import SAMPLE_WORD
from xlplan.terms.choices import DepartmentKind
from xlplan.terms.headings import DEPARTMENT_HEADINGS
from xlplan.terms.setting_items import SETTING_HEADINGS, SETTING_ITEMS
from xlplan.terms.sheets import HEADING_ROW, SETTINGS

SAMPLE_SCHOOLS: Final = (
    "示例中心小学",
    "示例第一小学",
    "示例第二小学",
    "示例实验学校",
    "示例第一中学",
    "示例第二中学",
)


@dataclass(frozen=True, slots=True)
class Department:
    """A row of 部门 as it is shipped."""

    name: str
    kind: str
    members: tuple[str, ...] = ()
    section: str = ""


SHIPPED_DEPARTMENTS: Final = (
    Department("教育科", "科室"),
    Department("事务中心", "直属单位"),
    Department("组宣科", "科室"),
    Department("进修学校", "直属单位"),
    Department("各校", DepartmentKind.GROUP, SAMPLE_SCHOOLS, "教育科"),
    Department("评估中心", "直属单位"),
    Department("德育科", "科室"),
    Department("基金会", "其他"),
    Department("工会", "其他"),
    Department("综合科", "科室"),
    Department("资助中心", "直属单位"),
    Department("相关科室", DepartmentKind.GROUP),
)
SHIPPED_YEAR: Final = 2023
SHIPPED_ROUND: Final = "2023年第二季度"
SHIPPED_DEADLINE: Final = date(2023, 6, 20)

_DEPARTMENT_WIDTHS: Final[Mapping[str, float]] = {
    "name": 16, "aliases": 20, "kind": 11, "members": 30, "section": 12, "leader": 12, "contact": 12, "phone": 16,
    "email": 22,
}  # fmt: skip
_DEPARTMENT_ROWS: Final = 300
_SETTING_WIDTHS: Final = (22.0, 44.0, 66.0)
_POINTS: Final = ("red_behind", "amber_behind")
"""Settings in percentage points."""


def write_departments(
    sheet: Worksheet, styles: Styles, departments: Sequence[Department] = SHIPPED_DEPARTMENTS
) -> None:
    """Write 部门: the names in the table, with room for more, and marks on groups that somebody must fill in."""
    fields = tuple(DEPARTMENT_HEADINGS)
    widths = [_DEPARTMENT_WIDTHS[field] for field in fields]
    samples = "浅黄色“成员”是示例学校，请换成真实名单；" if departments else ""
    explanation = (
        f"名称与分工表里的写法一致；别名、成员有多个时，每行一个或用顿号隔开。{samples}"
        "橙色“成员”是还没有写明包括哪些部门的群组，请补上。请在最后一行下面接着添加部门。"
    )
    write_table_head(sheet, styles, "部门名录", explanation, tuple(DEPARTMENT_HEADINGS.values()), widths, 3)
    members, kind = fields.index("members"), fields.index("kind")
    for column, field in enumerate(fields):
        look = TEXT if field in ("aliases", "members", "email") else CENTRED
        sheet.set_column(column, column, widths[column], styles.get(look, {"num_format": "@"}))
    for row, department in enumerate(departments, HEADING_ROW):
        values = {
            "name": department.name,
            "kind": department.kind,
            "members": "\n".join(department.members),
            "section": department.section,
        }
        for column, field in enumerate(fields):
            look = TEXT if field in ("aliases", "members", "email") else CENTRED
            cell = styles.get(look, BORDER, {"num_format": "@", "bold": field == "name"})
            if value := values.get(field):
                sheet.write_string(row, column, value, cell)
            else:
                sheet.write_blank(row, column, None, cell)
        sheet.set_row(row, row_height([(values["members"], widths[members])], least=26))
    if departments:
        sheet.autofilter(HEADING_ROW - 1, 0, HEADING_ROW + len(departments) - 1, len(fields) - 1)
    sheet.data_validation(
        HEADING_ROW,
        kind,
        _DEPARTMENT_ROWS - 1,
        kind,
        {
            "validate": "list",
            "source": list(DepartmentKind),
            "error_title": "类型",
            "error_message": "请从下拉框里选择：" + "、".join(DepartmentKind),
        },
    )
    _hint_at_groups(sheet, styles, departments, kind, members, len(fields) - 1)
    border_filled_rows(sheet, styles, len(fields))


def _hint_at_groups(
    sheet: Worksheet, styles: Styles, departments: Sequence[Department], kind: int, members: int, last: int
) -> None:
    """Fill groups without members and with sample members, and count them above; all go when mended."""
    first, end = HEADING_ROW + 1, _DEPARTMENT_ROWS
    kinds, lists = chr(ord("A") + kind), chr(ord("A") + members)
    fills = {
        f'=AND(${kinds}{first}="{DepartmentKind.GROUP}",${lists}{first}="")': LIGHT_FILLS["amber"][0],
        f'=ISNUMBER(SEARCH("{SAMPLE_WORD}",${lists}{first}))': INPUT,
    }
    for criteria, fill in fills.items():
        look = styles.get({"bg_color": fill})
        sheet.conditional_format(
            HEADING_ROW, members, end - 1, members, {"type": "formula", "criteria": criteria, "format": look}
        )
    empty = (
        f'SUMPRODUCT((${kinds}${first}:${kinds}${end}="{DepartmentKind.GROUP}")*(${lists}${first}:${lists}${end}=""))'
    )
    sample = f'SUMPRODUCT(--ISNUMBER(SEARCH("{SAMPLE_WORD}",${lists}${first}:${lists}${end})))'
    words = ("个群组还没有写明成员", "个群组的成员还是示例")
    lacking, still = (f'IF({count}=0,"",{count}&" {said}")' for count, said in zip((empty, sample), words, strict=True))
    formula = f'=IF({empty}+{sample}=0,"","请补充："&{lacking}&IF({empty}*{sample}=0,"","，")&{still})'
    groups = [department for department in departments if department.kind == DepartmentKind.GROUP]
    sampled = sum(bool(group.members) for group in groups)
    shown = groups and f"请补充：{len(groups) - sampled} {words[0]}，{sampled} {words[1]}"
    look = styles.get(TEXT, {"bold": True, "font_color": LIGHT_FILLS["amber"][1]})
    sheet.merge_range(0, members, 0, last, "", look)
    sheet.write_formula(0, members, formula, look, shown or "")


def write_settings(sheet: Worksheet, styles: Styles, plan_title: str) -> None:
    """Write 设置: one item a row; only the middle column is to be changed."""
    explanation = "只改浅黄色的“内容”一列。日期写成 2023-06-20 的样子；改完即生效，不必重新打开。"
    write_table_head(sheet, styles, "设置", explanation, SETTING_HEADINGS, _SETTING_WIDTHS)
    # All columns are in sight: none is frozen, which would cut the explanation in two.
    sheet.freeze_panes(HEADING_ROW, 0)
    values: dict[str, Any] = {
        "title": plan_title,
        "year": SHIPPED_YEAR,
        "round": SHIPPED_ROUND,
        "deadline": SHIPPED_DEADLINE,
    }
    label = styles.get(TEXT, BORDER, {"bold": True})
    text = {**TEXT, **BORDER, "bg_color": INPUT, "align": "left"}
    for row, (key, (name, default, purpose)) in enumerate(SETTING_ITEMS.items(), HEADING_ROW):
        value = values.get(key, default)
        sheet.write_string(row, 0, name, label)
        sheet.write_string(row, 2, purpose, styles.get(TEXT, BORDER, {"font_color": GREY}))
        sheet.set_row(row, row_height([(str(value), _SETTING_WIDTHS[1]), (purpose, _SETTING_WIDTHS[2])], least=28))
        if isinstance(value, date):
            sheet.write_datetime(row, 1, value, styles.get(text, {"num_format": "yyyy-mm-dd"}))
            sheet.data_validation(row, 1, row, 1, _dates())
        elif str(value).isdecimal():
            # Programs show a percent as one where a cell has no format of its own; what it shows counts.
            shown = "General" if key in _POINTS else "0"
            sheet.write_number(row, 1, int(value), styles.get(text, {"num_format": shown}))
            sheet.data_validation(row, 1, row, 1, _numbers(key))
        else:
            sheet.write_string(row, 1, value, styles.get(text, {"num_format": "@"}))
            if default in ("是", "否"):
                sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": ["是", "否"]})


def setting_cell(key: str) -> str:
    """Return the cell that holds a setting's value, with its sheet, for formulas on other sheets."""
    return f"{SETTINGS}!$B${HEADING_ROW + 1 + tuple(SETTING_ITEMS).index(key)}"


def shown_setting(key: str) -> str:
    """Return a formula that shows a setting's value, and nothing if it is blank (a plain reference would show 0)."""
    cell = setting_cell(key)
    return f'=IF({cell}="","",{cell})'


def found_setting(key: str) -> str:
    """Return a formula as `shown_setting` does, for a sheet 设置 whose rows stand in any order."""
    found = f'VLOOKUP("{SETTING_ITEMS[key][0]}",{SETTINGS}!$A:$B,2,FALSE)'
    return f'=IFERROR(IF({found}="","",{found}),"")'


def _dates() -> dict[str, Any]:
    return {
        "validate": "date",
        "criteria": ">=",
        "value": date(2000, 1, 1),
        "error_title": "日期",
        "error_message": "请写成 2023-06-20 这样的日期。",
    }


def _numbers(key: str) -> dict[str, Any]:
    if key in _POINTS:
        return {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": 100,
            "error_title": "点数",
            "error_message": "请写 0 到 100 之间的数字，例如 30 或 25%。",
        }
    low, high = (2000, 2099) if key == "year" else (0, 366)
    return {
        "validate": "integer",
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        "error_title": "数字",
        "error_message": f"请写 {low} 到 {high} 之间的整数。",
    }
