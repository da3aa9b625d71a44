"""What is said where the office enters something of a department itself: 代录, 核定进展, 销号 and the like, 收到日期."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from xlplan.actions.entering import DeskRow, OfficeDesk
from xlplan.terms.buttons import caption
from xlplan.terms.choices import QuestionKind
from xlplan.terms.shares import percent_of

RECEIVED: Final = "收到日期"
"""Beside the kinds of rows: the day on which a department's report came."""
DESK_HEADINGS: Final = ("编号", "主要内容", "职责", "状态", "进度", "现在怎样")
WHAT_TO_DO: Final[Mapping[str, str]] = {
    QuestionKind.ENTERED: "部门在电话、微信里说的，替它记下：选任务，写它说的；没有说的空着。",
    QuestionKind.VERIFIED: "办公室自己核实的：状态、进度至少写一样，亮灯和汇总按它算。",
    QuestionKind.CLOSE: "领导同意办结的：选任务，写同意领导和日期。",
    QuestionKind.RESUME: "暂缓的继续办：选任务，写同意领导和日期。",
    QuestionKind.REOPEN: "销了号的重新办：选任务，写同意领导和日期。",
    QuestionKind.MILESTONE: "某个节点已经办到：选一项任务，选节点，写同意领导和日期。",
    RECEIVED: "登记的收到日期不对的，在这里改；按时没有按时照它算。",
}
"""What each kind is for, and what to fill in."""
CHOOSE_TASKS: Final = "请先在表里选中任务（按住 Ctrl 或 Shift 选几项，Ctrl+A 全选）。"
NOTHING_SAID: Final = "还没有写内容。"


def desk_cells(each: DeskRow) -> Sequence[str]:
    """Return the line of a row, by DESK_HEADINGS."""
    percent = "" if each.share is None else f"{percent_of(each.share):g}%"
    content = " ".join(each.content.split())
    return each.task, content, each.role.label, each.state, percent, " ".join(each.reason.split())


def desk_line(desk: OfficeDesk, department: str) -> str:
    """Return how much a department has in the round, and when its report came."""
    day = desk.received.get(department)
    came = f"，收到日期 {day}" if day else ""
    return f"{desk.round.name}：{len(desk.departments.get(department, ()))} 项{came}"


def tell_corrected(said: str | None) -> str:
    """Return what became of a day of receipt."""
    if said is None:
        return "没有改：收到日期本来就是这一天。"
    return f"收到日期改好了。要收回，点“{caption('undo')}”，收回的就是“{said}”。"
