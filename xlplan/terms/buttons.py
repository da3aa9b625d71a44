"""The buttons, one line each: form buttons, ribbon, the macros' Subs and the helper's window are made from them.

What is said after a click: `telling/`, one module a verb.
"""

from __future__ import annotations

from typing import Final, Literal

from xlplan.terms.records import record

MODULE: Final = "XlPlan"
"""The VBA module that holds the buttons' Subs."""


@record(frozen=True, slots=True)
class Button:
    """One button. `verb` is what the helper is asked for, `sub` the Sub in the VBA module; the rest is shown."""

    verb: str
    sub: str
    caption: str
    group: Literal["main", "tools"]
    screentip: str

    @property
    def macro(self) -> str:
        """The Sub with its module, as a form button names it."""
        return f"{MODULE}.{self.sub}"


BUTTONS: Final[tuple[Button, ...]] = (
    Button(
        "validate",
        "OnValidate",
        "校验",
        "main",
        "检查分工表，问题列在“校验结果”；自带的工作簿里，有问题的单元格还标上颜色",
    ),
    Button("split", "OnSplit", "拆分下发", "main", "给每个部门生成一份任务表，放进工作区的“下发”文件夹，再发给部门"),
    Button(
        "merge", "OnMerge", "合并回收", "main", "把报送回来的表放进“回收”文件夹后点它，自动登记，并列出未报送的部门"
    ),
    Button("status", "OnStatus", "生成汇总", "main", "按时限和进度亮灯，生成“进展汇总”和“督办看板”"),
    Button("remind", "OnRemind", "催报", "tools", "列出未报、退回未改、有空缺的部门，写好催报的话、邮件草稿和催办单"),
    Button(
        "supervise",
        "OnSupervise",
        "督办单",
        "tools",
        "给有任务超期、落后、临期的部门各写一份督办单，并登记“督办台账”里写好的回执",
    ),
    Button("round", "OnNewRound", "开新一期", "tools", "本期办完后点它：换到下一期，再写上新的报送截止日"),
    Button(
        "enter",
        "OnEnter",
        "代录",
        "tools",
        "登记电话、微信、纸质报来的进展，或写核定进展：在“待核实”里写好一行，再点它",
    ),
    Button("close", "OnClose", "办结销号", "tools", "给选中的任务销号：在“待核实”里写上同意领导和日期，再点它"),
    Button(
        "yearly",
        "OnYearly",
        "年度台账",
        "tools",
        "生成“年度考核台账”：每个部门全年各期按时、迟报、未报、退回、销号的次数",
    ),
    Button("undo", "OnUndo", "撤销上一步", "tools", "收回最近一次下发、合并或处理，数据回到那一步之前"),
    Button("folder", "OnOpenFolder", "打开文件夹", "tools", "打开工作区文件夹：下发、回收、汇总都在里面"),
    Button("doctor", "OnDoctor", "环境检查", "tools", "检查助手、宏和文件夹是否正常，并说明怎样处理"),
    Button("help", "OnHelp", "帮助", "tools", "打开使用说明"),
)

FORMER_CONSOLE_WORDS: Final = frozenset(
    {
        "检查分工表，问题列在“校验结果”，有问题的单元格标上颜色",
        "打开时点“启用内容”，并先启动分工表助手；再点“环境检查”",
        "快要到期，或进度有所落后，请留意",
        "还没到时间，或本期不要求报送",
    }
)
"""What stood beside a button or a light on 操作台 in earlier versions, or of buttons, which is the program's and no office's own text."""

ADDIN_BUTTONS: Final[tuple[Button, ...]] = (
    *BUTTONS,
    Button(
        "sheets",
        "OnSheets",
        "结果表",
        "tools",
        "只有一张表的工作簿：把操作台和结果表加进来，或者把加进来的再拿掉；您自己的工作表不动",
    ),
)
"""The add-ins' buttons: those of the workbook, and what only a workbook without buttons of its own needs."""


_WITHOUT_BUTTON: Final = {
    "fetch": "收件",
    "decide": "处理意见",
    "receive": "更正收到日期",
    "set": "改设置",
    "reply": "登记督办回执",
}


def caption(verb: str) -> str:
    """Return the caption of a verb's button."""
    return next((button.caption for button in ADDIN_BUTTONS if button.verb == verb), _WITHOUT_BUTTON.get(verb, verb))
