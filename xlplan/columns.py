"""Headings and the identifiers behind them; nothing else in the project knows a heading.

The fixed headings are those of the shipped workbook. The aliases are what other offices write over the same column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final

# Sheets of the office's workbook, in their order.
CONSOLE: Final = "操作台"
PLAN: Final = "分工表"
DEPARTMENTS: Final = "部门"
SETTINGS: Final = "设置"
FINDINGS: Final = "校验结果"
SENT: Final = "下发清单"
RETURNS: Final = "回收情况"
PENDING: Final = "待核实"
PROGRESS: Final = "进展汇总"
DASHBOARD: Final = "督办看板"
WORKBOOK_SHEETS: Final = (
    CONSOLE, PLAN, DEPARTMENTS, SETTINGS, FINDINGS, SENT, RETURNS, PENDING, PROGRESS, DASHBOARD,
)  # fmt: skip

# Sheets of a department's workbook.
TASKS: Final = "任务表"
IDENTITY: Final = "_xlplan"

PLAN_HEADINGS: Final[Mapping[str, str]] = {
    "id": "编号",
    "project": "工程名称",
    "content": "主要内容",
    "lead": "执行部门",
    "support": "支持部门",
    "schedule": "活动频率或完成时限",
    "leader": "分管领导",
    "person": "责任人",
    "stage": "阶段目标",
}
OPTIONAL_PLAN_COLUMNS: Final = ("leader", "person", "stage")

PLAN_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("编号", "序号", "任务编号", "任务序号", "项目编号", "号"),
    "project": ("工程名称", "项目名称", "工程", "项目", "重点工程", "重点工作", "任务类别", "工作类别", "类别", "工作项目"),
    "content": (
        "主要内容", "工作任务", "工作内容", "任务内容", "重点任务", "主要任务", "工作举措", "具体任务", "任务",
        "工作措施", "具体措施", "任务名称", "工作事项", "事项", "内容",
    ),
    "lead": (
        "执行部门", "牵头单位", "牵头部门", "责任单位", "责任部门", "责任科室", "牵头科室", "主办单位", "主责单位",
        "主责部门", "执行单位", "承办单位", "承办部门", "负责部门", "负责单位", "主要负责单位", "牵头责任单位", "牵头", "主办",
    ),
    "support": (
        "支持部门", "配合单位", "配合部门", "协办单位", "协办部门", "支持单位", "协助单位", "协助部门", "配合科室",
        "参与单位", "参与部门", "协同单位", "协同部门", "配合", "协办",
    ),
    "schedule": (
        "活动频率或完成时限", "完成时间", "时间要求", "完成时限", "时限要求", "时限", "活动频率", "时间安排",
        "办结时限", "完成期限", "时间节点", "进度要求", "频率或时限", "推进时间",
    ),
    "leader": ("分管领导", "责任领导", "牵头领导", "分管局领导", "挂钩领导", "包保领导"),
    "person": ("责任人", "具体责任人", "经办人", "负责人", "联络员", "具体负责人"),
    "stage": ("阶段目标", "阶段性目标", "年度目标", "目标要求", "工作目标"),
}  # fmt: skip

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
DEPARTMENT_KINDS: Final = ("科室", "直属单位", "学校", "群组", "其他")
GROUP_KIND: Final = "群组"

SETTING_HEADINGS: Final = ("设置项", "内容", "说明")

# Identifier → (name in 设置, default as text, what it is for).
SETTING_ITEMS: Final[Mapping[str, tuple[str, str, str]]] = {
    "title": ("计划名称", "", "印在每张部门表和汇总表的最上面"),
    "year": ("年度", "", "时限里没写年份时按这一年理解；“年度台账”也算这一年"),
    "round": ("当前期次", "", "例如 2023年第二季度、2023年6月、2023年秋季学期"),
    "deadline": ("报送截止日", "", "各部门最迟报送的日子，例如 2023-06-20"),
    "red_behind": ("红灯：落后点数", "30", "完成进度比序时进度落后超过这么多个百分点，亮红灯"),
    "amber_behind": ("黄灯：落后点数", "10", "落后这么多个百分点起，亮黄灯"),
    "warning_days": ("黄灯：临期天数", "15", "离到期日不超过这么多天仍未完成，亮黄灯"),
    "before_includes": ("“某月前”含当月", "是", "“1月前”：填“是”算到1月31日，填“否”算到上年12月31日"),
    "spring_term": ("春季学期起止", "2月15日—7月15日", "“开学前”“每学期”等按它推算；请按本地校历改写"),
    "autumn_term": ("秋季学期起止", "9月1日—1月31日", "结束日在次年；请按本地校历改写"),
    "state_words": ("状态的其他说法", "", "部门常写的别的说法，例如 办妥=已完成；在弄=推进中"),
    "name_departments": ("领导已同意点名", "否", "填“是”时，督办通报里点名；填“否”时只写数目和情况"),
    "stamped_copy": ("要求盖章件", "否", "填“是”时，回收情况里列出还缺盖章件的部门"),
    "workspace": ("工作区文件夹", "分工表-工作区", "放在本工作簿旁边；下发、回收、归档都在里面"),
}

TASK_SHEET_HEADINGS: Final[Mapping[str, str]] = {
    "id": "编号",
    "project": "工程名称",
    "content": "主要内容",
    "role": "本单位职责",
    "schedule": "活动频率或完成时限",
    "due": "到期日",
    "previous": "上期进展",
    "state": "状态",
    "percent": "完成进度",
    "progress": "本期进展",
    "problems": "存在问题及需协调事项",
    "next": "下一步措施",
    "expected": "预计完成日期",
    "evidence": "佐证材料",
}
TASK_SHEET_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("任务编号", "序号", "任务序号"),
    "project": ("工程", "项目名称", "重点工程"),
    "content": ("工作内容", "任务内容", "工作任务", "内容"),
    "role": ("职责", "本部门职责", "单位职责"),
    "schedule": ("完成时限", "时限", "活动频率", "完成时间"),
    "due": ("截止日期", "到期时间"),
    "previous": ("上期进展情况", "上期情况"),
    "state": ("工作状态", "完成状态", "办理状态"),
    "percent": ("进度", "完成比例", "完成率", "进度百分比"),
    "progress": ("进展", "进展情况", "本期进展情况", "工作进展", "推进情况"),
    "problems": ("存在问题", "存在的问题", "问题及需协调事项", "需协调事项", "困难问题"),
    "next": ("下步措施", "下一步工作", "下一步打算", "下步打算", "下一步计划"),
    "expected": ("预计完成时间", "计划完成日期", "预计完成"),
    "evidence": ("佐证", "证明材料", "附件"),
}
LOCKED_COLUMNS: Final = ("id", "project", "content", "role", "schedule", "due", "previous")
REPORTED_COLUMNS: Final = ("state", "percent", "progress", "problems", "next", "expected", "evidence")
CLOSED_COLUMNS: Final = ("percent", "expected")
"""What is not to be filled in for routine and recurring tasks."""
CLOSED_MARK: Final = "—"
"""What stands in a cell that is not to be filled in."""
TASK_SHEET_LABELS: Final[Mapping[str, str]] = {"filler": "填报人", "phone": "联系电话", "reviewer": "审核人"}
TASK_SHEET_COUNT: Final = "必填还缺"
"""The label of the live count of required cells still empty."""

STATE_NOT_STARTED: Final = "未启动"
STATE_RUNNING: Final = "推进中"
STATE_ROUTINE: Final = "常态推进"
STATE_DONE: Final = "已完成"
STATE_NEEDS_HELP: Final = "需协调"
STATE_PAUSED: Final = "暂缓"
STATES: Final = (STATE_NOT_STARTED, STATE_RUNNING, STATE_ROUTINE, STATE_DONE, STATE_NEEDS_HELP, STATE_PAUSED)
_STATE_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    STATE_NOT_STARTED: ("未开始", "尚未启动", "没有启动", "未开展", "尚未开展", "未动工", "未实施"),
    STATE_RUNNING: (
        "进行中", "正在进行", "正在推进", "推进", "开展中", "正在开展", "实施中", "在办", "办理中", "正在办理", "落实中",
        "已启动", "有序推进", "按计划推进", "持续推进中",
    ),
    STATE_ROUTINE: ("常规推进", "常规工作", "长期坚持", "持续推进", "常态化", "常态化推进", "常规开展"),
    STATE_DONE: ("完成", "已办结", "办结", "已结束", "完结", "已完结", "已落实", "全部完成", "已全部完成", "办理完毕"),
    STATE_NEEDS_HELP: ("需要协调", "待协调", "请协调", "需协助", "需要协助", "遇到困难"),
    STATE_PAUSED: ("暂停", "缓办", "暂缓办理", "暂缓推进", "已暂停"),
}  # fmt: skip


class Role(StrEnum):
    """What a department does in a task."""

    LEAD = "lead"
    SUPPORT = "support"

    @property
    def label(self) -> str:
        """The word on the department's sheet: 执行 or 支持."""
        return "执行" if self is Role.LEAD else "支持"


_ZERO_WIDTH = re.compile(r"[\u200b-\u200f\u2060\ufeff]+")
# The full-width marks of Chinese texts as NFKC has them: a text that is free of them is most often normal already.
_FULL_WIDTH: Final = tuple((mark, unicodedata.normalize("NFKC", mark)) for mark in "，；：（）！？％")


@lru_cache(1 << 16)  # names, projects and contents are compared many times over
def fold(text: str) -> str:
    """Text as it is compared: full-width forms narrowed, white space and zero-width marks gone, case folded."""
    for mark, narrow in _FULL_WIDTH:
        text = text.replace(mark, narrow)
    text = "".join(unicodedata.normalize("NFKC", text).split())
    # No zero-width mark is printable.
    return (text if text.isprintable() else _ZERO_WIDTH.sub("", text)).casefold()


def heading_key(text: str) -> str:
    """A heading as it is compared: folded, without what stands in brackets after it and without marks around it."""
    bare = fold(text)
    if bare.endswith(")"):
        bare = re.sub(r"\([^()]*\)$", "", bare)
    return bare.strip(":*·.、-_")


STATE_ALIASES: Final = {fold(word): state for state, words in _STATE_WORDS.items() for word in words}
"""Other words that say a state without doubt, folded; an office can add its own in 设置."""

_PLAN_LOOKUP: Final = {heading_key(alias): field for field, names in PLAN_ALIASES.items() for alias in names}
_DEPARTMENT_LOOKUP: Final = {heading_key(name): field for field, name in DEPARTMENT_HEADINGS.items()}
_TASK_SHEET_LOOKUP: Final = {
    heading_key(name): field
    for field, names in TASK_SHEET_ALIASES.items()
    for name in (*names, TASK_SHEET_HEADINGS[field])
}


def plan_field(heading: str) -> str | None:
    """The identifier of a heading on a responsibility table, or None."""
    return _PLAN_LOOKUP.get(heading_key(heading))


def department_field(heading: str) -> str | None:
    """The identifier of a heading on 部门, or None."""
    return _DEPARTMENT_LOOKUP.get(heading_key(heading))


def task_sheet_field(heading: str) -> str | None:
    """The identifier of a heading on a department's 任务表, or None."""
    return _TASK_SHEET_LOOKUP.get(heading_key(heading))


# Every table sheet of the shipped workbook: title in row 1, what it is for in row 2, headings here. Rows count from 1.
HEADING_ROW: Final = 3
LAST_RESULT_ROW: Final = 5000
"""The last row that the marks on 分工表 look at in 校验结果; results beyond it are listed but mark no cell."""

# A finding's 列 is the heading as it stands on 分工表. In a merged cell its 编号 is that of the first row, which holds
# the text: the marks on 分工表 find it by these two.
FINDING_HEADINGS: Final[Mapping[str, str]] = {
    "number": "序号",
    "severity": "级别",
    "rule": "规则",
    "task": "编号",
    "column": "列",
    "cell": "单元格",
    "problem": "问题",
    "cure": "怎么改",
}
SENT_HEADINGS: Final[Mapping[str, str]] = {
    "department": "部门",
    "file": "文件",
    "lead": "执行任务",
    "support": "支持任务",
    "revision": "版本",
    "checksum": "校验码",
    "sent": "下发时间",
    "note": "说明",
}
RETURN_HEADINGS: Final[Mapping[str, str]] = {
    "department": "部门",
    "returned": "是否报送",
    "file": "文件",
    "revision": "版本",
    "received": "收到时间",
    "verdict": "结果",
    "todo": "需要处理",
}
PENDING_HEADINGS: Final[Mapping[str, str]] = {
    "number": "序号",
    "kind": "类型",
    "department": "部门",
    "task": "编号",
    "item": "项目",
    "before": "原值",
    "reported": "报送值",
    "source": "来源",
    "decision": "处理意见",
    "leader": "同意领导",
    "date": "日期",
    "note": "说明",
}
DECISION_REPORTED: Final = "采用报送"
DECISION_KEPT: Final = "保留原值"
DECISION_CLOSE: Final = "同意销号"
DECISION_DELAY: Final = "同意延期"
DECISION_PAUSE: Final = "同意暂缓"
DECISION_BACK: Final = "退回"
DECISIONS: Final = (
    DECISION_REPORTED, DECISION_KEPT, DECISION_CLOSE, DECISION_DELAY, DECISION_PAUSE, DECISION_BACK,
)  # fmt: skip

# What a row of 待核实 is about.
KIND_CONFLICT: Final = "前后不一致"
KIND_UNCLEAR: Final = "看不准"
KIND_CLOSE: Final = "待销号"
KIND_PAUSE: Final = "申请暂缓"
KIND_DELAY: Final = "申请延期"
KIND_EDITED: Final = "改动原文"
KIND_NEW_ROW: Final = "新增任务"
KIND_ENTERED: Final = "代录"
"""A row that the office itself writes: what a department said on the telephone, in a chat or on paper."""
KIND_VERIFIED: Final = "核定进展"
"""A row that the office itself writes: its own finding beside the department's words."""
SOURCES: Final = ("电话", "微信", "QQ", "纸质", "当面")
"""How a reply comes that is no file; offices may write others."""
PROGRESS_HEADINGS: Final[Mapping[str, str]] = {
    "id": "编号",
    "project": "工程名称",
    "content": "主要内容",
    "lead": "执行部门",
    "due": "到期日",
    "days": "距到期",
    "light": "亮灯",
    "percent": "进度",
    "change": "与上期比",
    "progress": "本期进展",
    "verified": "核定进展",
    "problems": "存在问题",
    "note": "说明",
}
RESULT_SHEETS: Final[Mapping[str, Mapping[str, str]]] = {
    FINDINGS: FINDING_HEADINGS,
    SENT: SENT_HEADINGS,
    RETURNS: RETURN_HEADINGS,
    PENDING: PENDING_HEADINGS,
    PROGRESS: PROGRESS_HEADINGS,
}

LIGHT_WORDS: Final[Mapping[str, str]] = {"red": "红", "amber": "黄", "green": "绿", "grey": "灰"}

# 督办看板: the tables that its charts follow and its lists, by what they hold. The heading row is the row above each range,
# a title stands above that, and no more rows than these fit; a chart leaves out rows of height 0, so unused ones are
# best closed.
_DASHBOARD_LIST: Final = ("任务", "编号", "亮灯", "情况")
DASHBOARD_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "figures": ("任务", "红灯", "黄灯", "绿灯", "灰灯", "平均进度", "需领导决定", "应报", "已报", "未报"),
    "decide": _DASHBOARD_LIST,
    "red": _DASHBOARD_LIST,
    "amber": _DASHBOARD_LIST,
    "projects": ("工程名称", "任务数", "红", "黄", "绿", "灰", "平均进度", "序时进度", "比序时", "与上期比"),
    "trend": ("期次", "红", "黄", "绿", "灰", "平均进度", "应报", "已报"),
    "returns": ("报送情况", "部门数"),
    "departments": (
        "部门", "是否报送", "登记时间", "按时情况", "承担任务", "其中执行", "平均进度", "亮灯", "质量提醒",
    ),
}  # fmt: skip
DASHBOARD_LISTS: Final = ("decide", "red", "amber")
DASHBOARD_RANGES: Final[Mapping[str, str]] = {
    "figures": "B5:K5",
    "decide": "B36:E95",
    "red": "B99:E158",
    "amber": "B162:E241",
    "projects": "B245:K256",
    "trend": "B260:I271",
    "returns": "B275:C277",
    "departments": "B281:J340",
}
DASHBOARD_TITLE: Final = "B1"
"""Which round the figures are of: not the one in 设置, which may be the next already."""
DASHBOARD_WORDS: Final = "B6:B7"
"""Against the round before, and who has not reported: a line each, over the whole width."""
RETURN_WORDS: Final = ("已报送", "未报送")
# The word in 回收情况 for each verdict on a returned file.
VERDICT_WORDS: Final[Mapping[str, str]] = {
    "accepted": "已登记",
    "noted": "有提醒",
    "rejected": "退回",
    "duplicate": "重复",
    "superseded": "已被取代",
    "unreadable": "读不了",
    "skipped": "跳过",
}

# Defined names: cells that macros and helper find wherever they are moved to.
NAME_NONCE: Final = "xlplan_nonce"
NAME_VERSION: Final = "xlplan_version"
NAME_OPERATOR: Final = "xlplan_operator"
NAME_LAST_RESULTS: Final = "xlplan_last_results"
# The lists behind the drop-down of 处理意见: which decisions a kind of row takes.
NAME_DECISIONS: Final = "xlplan_decisions_{}"
NAME_MESSAGES: Final[Mapping[str, str]] = {
    "no_helper": "xlplan_msg_no_helper",
    "unsaved": "xlplan_msg_unsaved",
    "busy": "xlplan_msg_busy",
    "old": "xlplan_msg_old",
    "no_mark": "xlplan_msg_no_mark",
    "failed": "xlplan_msg_failed",
    "newer": "xlplan_msg_newer",
}
# 校验结果 as the marks on 分工表 see it: conditional formats of Excel 2007 may not name another sheet directly.
NAME_FINDING_TASKS: Final = "xlplan_finding_tasks"
NAME_FINDING_COLUMNS: Final = "xlplan_finding_columns"
NAME_FINDING_LEVELS: Final = "xlplan_finding_levels"

CONSOLE_OPERATOR: Final = "经办人"
CONSOLE_HEADINGS: Final = ("步骤", "结果", "时间")
