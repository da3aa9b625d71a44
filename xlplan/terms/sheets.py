"""The fixed sheets of the office's workbook and of a department's, and the places on them."""

from __future__ import annotations

from collections.abc import Mapping
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
KEPT_DEPARTMENTS: Final = "设置.xlsx 的部门"
"""What the sheet 部门 of 设置.xlsx is called beside those of a workbook that has none: it adds to the names in the table."""
WORKBOOK_SHEETS: Final = (
    CONSOLE, PLAN, DEPARTMENTS, SETTINGS, FINDINGS, SENT, RETURNS, PENDING, PROGRESS, DASHBOARD,
)  # fmt: skip

# Sheets of a department's workbook.
TASKS: Final = "任务表"
IDENTITY: Final = "_xlplan"
SEND_BACK_AUTHOR: Final = "退回说明"
SEND_BACK_MARK: Final = "【退回修改】"
"""Begins what a sheet that goes back says in 上期进展: how to correct the cells of its row."""
"""The author of the comments on a sheet that goes back."""


# Every table sheet of the shipped workbook: title in row 1, what it is for in row 2, headings here. Rows count from 1.
NOT_PRESSED: Final = "还没有做过"
"""Stands on 操作台 beside a button that has no result."""
HEADING_ROW: Final = 3
LAST_RESULT_ROW: Final = 5000
"""The last row of 校验结果 that the marks on 分工表 look at; later results are listed but mark no cell."""

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
        "部门", "是否报送", "收到日期", "按时情况", "承担任务", "其中执行", "平均进度", "亮灯", "质量提醒",
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
"""The round that the figures are of: not that of 设置, which may already be the next."""
DASHBOARD_SILENT: Final = "B6:F6"
"""Below the numbers of the lights: how many of their tasks have no new report this round. The first cell stays empty."""
DASHBOARD_WORDS: Final = "B7:B8"
"""The change since the round before, and who has not reported: a line each, over the whole width."""

# Defined names: cells that macros and helper find wherever they are moved to.
NAME_NONCE: Final = "xlplan_nonce"
NAME_REQUEST: Final = "xlplan_request"
"""A hidden name that stands for a text, the nonce: an add-in sets it for the time of a request, in any workbook."""
NAME_VERSION: Final = "xlplan_version"
NAME_ADDIN: Final = "xlplan_addin"
"""What Excel calls the add-in: where it is loaded, the workbook's own tab hides."""
NAME_OPERATOR: Final = "xlplan_operator"
NAME_TABLE: Final = "xlplan_table"
"""In a workbook that the fixed sheets were copied into: a cell of the sheet that holds its table."""
NAME_ADDED: Final = "xlplan_added"
"""There, a text: the sheets that were copied in."""
NAME_SHEET: Final = "xlplan_sheet_{}"
"""There, a cell of each of these sheets by its number in that text: a sheet stays known whatever it is called."""
NAME_LAST_RESULTS: Final = "xlplan_last_results"
# The lists behind the drop-down of 处理意见: which decisions a kind of row takes.
NAME_DECISIONS: Final = "xlplan_decisions_{}"
NAME_MESSAGES: Final[Mapping[str, str]] = {
    "no_helper": "xlplan_msg_no_helper",
    "unsaved": "xlplan_msg_unsaved",
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
