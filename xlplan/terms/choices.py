"""The fixed words that a cell may hold: states, roles, the office's rulings, kinds of questions, verdicts, lights."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from xlplan.terms.text import fold


class DepartmentKind(StrEnum):
    """类型 on 部门; an office may write others."""

    OFFICE = "科室"
    UNIT = "直属单位"
    SCHOOL = "学校"
    GROUP = "群组"
    OTHER = "其他"


class State(StrEnum):
    """状态: how a department says that a task stands."""

    NOT_STARTED = "未启动"
    RUNNING = "推进中"
    ROUTINE = "常态推进"
    DONE = "已完成"
    NEEDS_HELP = "需协调"
    PAUSED = "暂缓"


_STATE_WORDS: Final[Mapping[State, tuple[str, ...]]] = {
    State.NOT_STARTED: ("未开始", "尚未启动", "没有启动", "未开展", "尚未开展", "未动工", "未实施"),
    State.RUNNING: (
        "进行中", "正在进行", "正在推进", "推进", "开展中", "正在开展", "实施中", "在办", "办理中", "正在办理", "落实中",
        "已启动", "有序推进", "按计划推进", "持续推进中",
    ),
    State.ROUTINE: ("常规推进", "常规工作", "长期坚持", "持续推进", "常态化", "常态化推进", "常规开展"),
    State.DONE: ("完成", "已办结", "办结", "已结束", "完结", "已完结", "已落实", "全部完成", "已全部完成", "办理完毕"),
    State.NEEDS_HELP: ("需要协调", "待协调", "请协调", "需协助", "需要协助", "遇到困难"),
    State.PAUSED: ("暂停", "缓办", "暂缓办理", "暂缓推进", "已暂停"),
}  # fmt: skip

STATE_ALIASES: Final[Mapping[str, State]] = {
    fold(word): state for state, words in _STATE_WORDS.items() for word in words
}
"""Other words that clearly mean a state, folded; an office can add its own in 设置."""


class Role(StrEnum):
    """What a department does in a task, in the order of its sheet's rows."""

    LEAD = "lead"
    SHARE = "share"
    """It answers for a part where another leads (责任)."""
    SUMMARY = "summary"
    """It sums up what the members of its group did (归口科室): a row of its own, with no light."""
    SUPPORT = "support"

    @property
    def owes(self) -> bool:
        """True if a report on such a row is owed; 支持 is voluntary."""
        return self is not Role.SUPPORT

    @property
    def carries_out(self) -> bool:
        """True if it does the task, and is lit by it: 执行 and 责任."""
        return self is Role.LEAD or self is Role.SHARE

    @property
    def label(self) -> str:
        """The word on the department's sheet: 执行, 责任, 综述 or 支持."""
        return _ROLE_WORDS[self]


_ROLE_WORDS: Final[Mapping[Role, str]] = {
    Role.LEAD: "执行", Role.SHARE: "责任", Role.SUMMARY: "综述", Role.SUPPORT: "支持",
}  # fmt: skip


class Ruling(StrEnum):
    """处理意见: the office's ruling on a row of 待核实."""

    ADOPT = "采用报送"
    KEEP = "保留原值"
    CLOSE = "同意销号"
    DELAY = "同意延期"
    PAUSE = "同意暂缓"
    SEND_BACK = "退回"

    @property
    def agrees(self) -> bool:
        """True if it names the leader who agreed, and the day."""
        return self in (Ruling.CLOSE, Ruling.DELAY, Ruling.PAUSE)


class QuestionKind(StrEnum):
    """What a row of 待核实 is about."""

    CONFLICT = "前后不一致"
    UNCLEAR = "看不准"
    CLOSE = "待销号"
    PAUSE = "申请暂缓"
    DELAY = "申请延期"
    EDITED = "改动原文"
    NEW_ROW = "新增任务"
    ENTERED = "代录"
    """A row of the office: what a department said by telephone, in a chat or on paper."""
    VERIFIED = "核定进展"
    """A row of the office: its own finding, which counts in place of the department's."""
    AFTER_VERIFIED = "核定后又报"
    AFTER_PAUSE = "暂缓后又报"
    RESUME = "恢复"
    """A row of the office: what was paused goes on."""
    REOPEN = "重新立项"
    """A row of the office: what was closed is open again."""
    MILESTONE = "节点"
    """A row of the office: a milestone is met, whatever the percent says."""


SOURCES: Final = ("电话", "微信", "QQ", "纸质", "当面")
"""How a reply comes that is not a file; offices may write others."""


class ReturnState(StrEnum):
    """是否报送: whether a department has reported in a round."""

    RETURNED = "已报送"
    SENT_BACK = "退回待改"
    """It has returned, and has something to correct."""
    ENTERED = "代录"
    """The office entered what it said."""
    MISSING = "未报送"
    VOLUNTARY = "自愿"
    NOTHING = "不用报"
    """Its tasks are closed or paused, or the round's sheets do not hold them."""


class Verdict(StrEnum):
    """What became of a file that was found."""

    ACCEPTED = "accepted"
    NOTED = "noted"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    UNREADABLE = "unreadable"
    SKIPPED = "skipped"

    @property
    def label(self) -> str:
        """The word in 回收情况."""
        return _VERDICT_WORDS[self]

    @property
    def taken(self) -> bool:
        """True if what the file reports counts."""
        return self in (Verdict.ACCEPTED, Verdict.NOTED)


_VERDICT_WORDS: Final[Mapping[Verdict, str]] = {
    Verdict.ACCEPTED: "已登记",
    Verdict.NOTED: "有提醒",
    Verdict.REJECTED: "退回",
    Verdict.DUPLICATE: "重复",
    Verdict.SUPERSEDED: "已被取代",
    Verdict.UNREADABLE: "读不了",
    Verdict.SKIPPED: "跳过",
}


class Light(StrEnum):
    """亮灯, from worst to best."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    GREY = "grey"

    @property
    def label(self) -> str:
        """The word shown to people."""
        return LIGHT_WORDS[self]


LIGHT_WORDS: Final[Mapping[Light, str]] = {Light.RED: "红", Light.AMBER: "黄", Light.GREEN: "绿", Light.GREY: "灰"}
