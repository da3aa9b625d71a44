"""Headings and their identifiers; no other module knows a heading.

The fixed headings are those of the shipped workbook. What other offices write over a column of their table is known by its
words (`heading_words`); the aliases are what departments write over a column of their sheet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from xlplan.terms.choices import Role
from xlplan.terms.fields import Field
from xlplan.terms.heading_words import field_alone, meaning_of
from xlplan.terms.sheets import FINDINGS, PENDING, PROGRESS, RETURNS, SENT
from xlplan.terms.text import fold

PLAN_HEADINGS: Final[Mapping[Field, str]] = {
    Field.ID: "编号",
    Field.PROJECT: "工程名称",
    Field.CONTENT: "主要内容",
    Field.LEAD: "执行部门",
    Field.SHARE: "责任部门",
    Field.SUPPORT: "支持部门",
    Field.SCHEDULE: "活动频率或完成时限",
    Field.LEADER: "分管领导",
    Field.PERSON: "责任人",
    Field.STAGE: "阶段目标",
}
OPTIONAL_PLAN_COLUMNS: Final[tuple[Field, ...]] = (Field.SHARE, Field.LEADER, Field.PERSON, Field.STAGE)

DEPARTMENT_HEADINGS: Final[Mapping[str, str]] = {
    "name": "部门名称",
    "aliases": "别名",
    "kind": "类型",
    "members": "成员",
    "section": "归口科室",
    "leader": "分管领导",
    "contact": "联系人",
    "phone": "电话",
    "email": "邮箱",
}

TASK_SHEET_HEADINGS: Final[Mapping[Field, str]] = {
    Field.ID: "编号",
    Field.PROJECT: "工程名称",
    Field.CONTENT: "主要内容",
    Field.ROLE: "本单位职责",
    Field.SCHEDULE: "活动频率或完成时限",
    Field.DUE: "到期日",
    Field.OTHER: "其他要求",
    Field.PREVIOUS: "上期进展",
    Field.STATE: "状态",
    Field.PERCENT: "完成进度",
    Field.PROGRESS: "本期进展",
    Field.PROBLEMS: "存在问题及需协调事项",
    Field.NEXT: "下一步措施",
    Field.EXPECTED: "预计完成日期",
    Field.EVIDENCE: "佐证材料",
}
TASK_SHEET_ALIASES: Final[Mapping[Field, tuple[str, ...]]] = {
    Field.ID: ("任务编号", "序号", "任务序号"),
    Field.PROJECT: ("工程", "项目名称", "重点工程"),
    Field.CONTENT: ("工作内容", "任务内容", "工作任务", "内容"),
    Field.ROLE: ("职责", "本部门职责", "单位职责"),
    Field.SCHEDULE: ("完成时限", "时限", "活动频率", "完成时间"),
    Field.DUE: ("截止日期", "到期时间"),
    Field.OTHER: (),
    Field.PREVIOUS: ("上期进展情况", "上期情况"),
    Field.STATE: ("工作状态", "完成状态", "办理状态"),
    Field.PERCENT: ("进度", "完成比例", "完成率", "进度百分比"),
    Field.PROGRESS: ("进展", "进展情况", "本期进展情况", "工作进展", "推进情况"),
    Field.PROBLEMS: ("存在问题", "存在的问题", "问题及需协调事项", "需协调事项", "困难问题"),
    Field.NEXT: ("下步措施", "下一步工作", "下一步打算", "下步打算", "下一步计划"),
    Field.EXPECTED: ("预计完成时间", "计划完成日期", "预计完成"),
    Field.EVIDENCE: ("佐证", "证明材料", "附件"),
}
LOCKED_COLUMNS: Final[tuple[Field, ...]] = (
    Field.ID, Field.PROJECT, Field.CONTENT, Field.ROLE, Field.SCHEDULE, Field.DUE, Field.OTHER,
    Field.PREVIOUS,
)  # fmt: skip
REPORTED_COLUMNS: Final[tuple[Field, ...]] = (
    Field.STATE, Field.PERCENT, Field.PROGRESS, Field.PROBLEMS, Field.NEXT, Field.EXPECTED, Field.EVIDENCE,
)  # fmt: skip
TASK_SHEET_ORDER: Final[tuple[Field, ...]] = (
    Field.ID, Field.STATE, Field.PERCENT, Field.CONTENT, Field.PROGRESS, Field.PROBLEMS, Field.NEXT, Field.DUE, Field.EXPECTED,
    Field.EVIDENCE, Field.PREVIOUS, Field.SCHEDULE, Field.OTHER, Field.PROJECT, Field.ROLE,
)  # fmt: skip
"""The columns of a department's sheet from left to right.

First what a phone shows to fill in, then the task as wide as paper allows beside what is told of it, 到期日 beside the day that one
expects, then what one looks up.
"""
ITEM_WORDS: Final[Mapping[Field, str]] = {**TASK_SHEET_HEADINGS, Field.SUMMARY: Role.SUMMARY.label}
"""What a reported value is called: its column's heading, or 综述."""
ITEM_FIELDS: Final[tuple[Field, ...]] = (*REPORTED_COLUMNS, Field.SUMMARY)
CLOSED_COLUMNS: Final[tuple[Field, ...]] = (Field.PERCENT, Field.EXPECTED)
"""Not to be filled in for routine and recurring tasks."""
SUMMARY_CLOSED_COLUMNS: Final[tuple[Field, ...]] = tuple(
    name for name in REPORTED_COLUMNS if name is not Field.PROGRESS
)
"""Not to be filled in on 综述 rows."""
CLOSED_MARK: Final = "—"
"""Shown in a cell that is not to be filled in."""
TASK_SHEET_LABELS: Final[Mapping[Field, str]] = {
    Field.FILLER: "填报人", Field.PHONE: "联系电话", Field.REVIEWER: "审核人",
}  # fmt: skip
TASK_SHEET_COUNT: Final = "必填还缺"
"""The label of the live count of required cells that are still empty."""


@lru_cache(4096)
def heading_key(text: str) -> str:
    """Return a heading as it is compared: folded, without brackets after it and marks around it."""
    bare: str = fold(text)
    if bare.endswith(")"):
        bare = re.sub(r"\([^()]*\)$", "", bare)
    return bare.strip(":*·.、-_")


_PLAN_LOOKUP: Final = {heading_key(name): field for field, name in PLAN_HEADINGS.items()}
_DEPARTMENT_LOOKUP: Final = {heading_key(name): field for field, name in DEPARTMENT_HEADINGS.items()}
_TASK_SHEET_LOOKUP: Final = {
    heading_key(name): field
    for field, names in TASK_SHEET_ALIASES.items()
    for name in (*names, TASK_SHEET_HEADINGS[field])
}


def plan_field(heading: str) -> Field | None:
    """Return the identifier of a heading on a responsibility table as it is meant alone, or None."""
    key = heading_key(heading)
    if name := _PLAN_LOOKUP.get(key):
        return name
    meaning = meaning_of(key)
    return field_alone(meaning) if meaning else None


def department_field(heading: str) -> str | None:
    """Return the identifier of a heading on 部门, or None."""
    return _DEPARTMENT_LOOKUP.get(heading_key(heading))


def task_sheet_field(heading: str) -> Field | None:
    """Return the identifier of a heading on a department's 任务表, or None."""
    return _TASK_SHEET_LOOKUP.get(heading_key(heading))


def item_field(text: str) -> Field | None:
    """Return the identifier of a reported value by what it is called, or None."""
    return Field.SUMMARY if heading_key(text) == heading_key(Role.SUMMARY.label) else task_sheet_field(text)


# On each result sheet what matters comes first: on a screen of 1366 pixels it is in sight; hashes, times and paths are at the end.
# A finding's 列 is the heading as it stands on 分工表. In a merged cell its 编号 is that of the first row, which holds
# the text: the marks on 分工表 find it by these two.
FINDING_HEADINGS: Final[Mapping[str, str]] = {
    "number": "序号",
    "severity": "级别",
    "cell": "单元格",
    "task": "编号",
    "problem": "问题",
    "cure": "怎么改",
    "column": "列",
    "rule": "规则",
}
SENT_HEADINGS: Final[Mapping[str, str]] = {
    "department": "部门",
    "note": "说明",
    "file": "文件",
    "lead": "执行任务",
    "support": "支持任务",
    "revision": "版本",
    "sent": "下发时间",
    "checksum": "校验码",
}
RETURN_HEADINGS: Final[Mapping[str, str]] = {
    "department": "部门",
    "returned": "是否报送",
    "verdict": "结果",
    "todo": "需要处理",
    "received_on": "收到日期",
    "file": "文件",
    "revision": "版本",
    "received": "收到时间",
}
PENDING_HEADINGS: Final[Mapping[str, str]] = {
    "number": "序号",
    "kind": "类型",
    "department": "部门",
    "task": "编号",
    "item": "项目",
    "before": "原值",
    "reported": "报送值",
    "about": "任务和进展",
    "decision": "处理意见",
    "leader": "同意领导",
    "date": "日期",
    "note": "说明",
    "source": "来源",
    "round": "期次",
}
PROGRESS_HEADINGS: Final[Mapping[str, str]] = {
    "id": "编号",
    "project": "工程名称",
    "content": "主要内容",
    "lead": "执行部门",
    "due": "到期日",
    "days": "距到期",
    "light": "亮灯",
    "note": "说明",
    "percent": "进度",
    "change": "与上期比",
    "progress": "本期进展",
    "problems": "存在问题",
    "verified": "核定进展",
}
OPTIONAL_RESULT_COLUMNS: Final = frozenset({"round", "received_on", "about"})
"""Columns that workbooks of earlier versions lack."""
RESULT_SHEETS: Final[Mapping[str, Mapping[str, str]]] = {
    FINDINGS: FINDING_HEADINGS,
    SENT: SENT_HEADINGS,
    RETURNS: RETURN_HEADINGS,
    PENDING: PENDING_HEADINGS,
    PROGRESS: PROGRESS_HEADINGS,
}
