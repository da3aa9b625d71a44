"""The rows of 待核实 that the model office types: its own, and its answers to what the program asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from model_office.office import (
    AfterPause,
    AfterVerify,
    Close,
    Decision,
    Delay,
    Entered,
    Event,
    MilestoneMet,
    OfRow,
    Pause,
    Refuse,
    Reopen,
    Resume,
    Settle,
    Verify,
)  # fmt: skip
from model_office.play_files import ROUND_HEADING, shown
from xlplan.terms.fields import Field
from xlplan.terms.headings import TASK_SHEET_HEADINGS

LEADER: Final = "王局长"
Typed = dict[str, object]


def lines(trouble: list[str], asked: Sequence[Typed], names: Sequence[str], event: Event) -> Iterator[Typed]:
    """Yield the rows that say what the office says."""
    assert isinstance(event, OfRow)
    row: Typed = {"部门": event.department, "编号": event.task, ROUND_HEADING: event.round, "日期": event.day}
    if isinstance(event, Entered):
        for name in ("state", "percent", "progress", "problems", "expected"):
            if (value := event.cells.get(name)) is not None:
                item = TASK_SHEET_HEADINGS[Field(name)]
                yield row | {
                    "类型": "代录",
                    "项目": item,
                    "报送值": shown(name, value),
                    "来源": "电话",
                    "日期": event.said,
                }
        return
    assert isinstance(event, Decision)
    row["同意领导"] = LEADER
    match event:
        case Verify():
            for name, value in (("percent", event.percent), ("state", event.state)):
                if value is not None:
                    yield row | {
                        "类型": "核定进展",
                        "项目": TASK_SHEET_HEADINGS[Field(name)],
                        "报送值": shown(name, value),
                    }
        case Resume():
            yield row | {"类型": "恢复", "项目": "状态"}
        case Reopen():
            yield row | {"类型": "重新立项", "项目": "状态"}
        case MilestoneMet():
            yield row | {"类型": "节点", "项目": event.milestone}
        case _:
            found = list(
                _answers([each for each in asked if each["编号"] == event.task and each["部门"] in names], event, row)
            )
            if not found:
                kinds = "/".join(_question(event)[0])
                trouble.append(f"{event.day} {event.round} {event.department} {event.task}: not asked: {kinds}")
            yield from found


def _answers(questions: Sequence[Typed], event: Decision, row: Typed) -> Iterator[Typed]:
    """Yield the answered questions of the program."""
    kind, item, ruling = _question(event)
    for each in questions:
        if each["类型"] in kind and (not item or each["项目"] == TASK_SHEET_HEADINGS[Field(item)]):
            if isinstance(event, Settle):
                ruling = _which(event, each)
            if ruling:
                # The row keeps the name under which the program asks, and the round of which it asks.
                asked = {name: each[name] for name in ("部门", ROUND_HEADING) if each.get(name)}
                yield {**each, **row, **asked, "处理意见": ruling}
            if not isinstance(event, AfterPause | AfterVerify):
                return


def _which(event: Settle, asked: Typed) -> str:
    """Return the answer by which the value counts; "" if the question does not show it."""
    value = f"{event.value}%" if event.cell == "percent" else str(event.value)
    return "采用报送" if asked["报送值"] == value else "保留原值" if asked["原值"] == value else ""


def _question(event: Decision) -> tuple[tuple[str, ...], str, str]:
    """Return the kinds of question that a decision answers, its cell ("" for any), and the answer."""
    match event:
        case Close():
            return ("待销号",), "state", "同意销号"
        case Pause():
            return ("申请暂缓",), "state", "同意暂缓"
        case Delay():
            return ("申请延期",), "expected", "同意延期"
        case Refuse(cell="expected"):
            return ("申请延期",), "expected", "退回"
        case Refuse():
            return ("待销号", "申请暂缓"), "state", "退回"
        case AfterVerify(adopt=adopt):
            return ("核定后又报",), "", "采用报送" if adopt else "保留原值"
        case AfterPause(adopt=adopt):
            return ("暂缓后又报",), "", "采用报送" if adopt else "保留原值"
        case Settle(cell=cell):
            return ("前后不一致",), cell, ""
        case _:
            raise AssertionError(event)
