"""The fixed words that a cell may hold: states, roles, decisions, kinds of questions, verdicts, lights."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from xlplan.terms.text import fold

DEPARTMENT_KINDS: Final = ("科室", "直属单位", "学校", "群组", "其他")
GROUP_KIND: Final = "群组"

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


STATE_ALIASES: Final = {fold(word): state for state, words in _STATE_WORDS.items() for word in words}
"""Other words that say a state without doubt, folded; an office can add its own in 设置."""
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

LIGHT_WORDS: Final[Mapping[str, str]] = {"red": "红", "amber": "黄", "green": "绿", "grey": "灰"}
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
