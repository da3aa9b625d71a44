"""What is said of 开新一期: a terminal has no such verb, since only an open workbook can be given its next round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from xlplan.schedule.rounds import Round
from xlplan.telling.told import some
from xlplan.terms.buttons import caption
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import PENDING, SETTINGS

_NAME: Final = SETTING_ITEMS["round"][0]
_YEAR: Final = SETTING_ITEMS["year"][0]
_DEADLINE: Final = SETTING_ITEMS["deadline"][0]


def left_over(round_: Round, late: Sequence[str] | None, back: Sequence[str] = (), waiting: int = 0) -> str:
    """Return what is still open in a round, in a sentence; empty if nothing is.

    `late` is None if nothing was handed out, `back` has to correct what it sent, `waiting` questions are to be decided.
    """
    if late is None:
        return f"{round_.name}还没有下发过。"
    open_ = [
        f"还没报送：{some(late)}" if late else "",
        f"退回了还没改：{some(back)}" if back else "",
        f"“{PENDING}”还有{waiting}件没定" if waiting else "",
    ]
    return f"{round_.name}{'；'.join(filter(None, open_))}。" if any(open_) else ""


def by_hand(following: Round | None) -> str:
    """Return what to do in a workbook that is not open."""
    new = f"“{following.name}”" if following else "新的期次"
    return (
        f"请在跳出来的小窗口里换到{new}，写上新的“{_DEADLINE}”。没有小窗口的，请把工作簿里“{SETTINGS}”的“{_NAME}”改成{new}，"
        f"写上新的“{_DEADLINE}”，保存后再点“{caption('split')}”。"
    )


def no_next(round_: Round) -> str:
    """Return what to do after a round that nothing is known to follow."""
    return f"“{round_.name}”后面是哪一期推算不出来。请在“{SETTINGS}”的“{_NAME}”里直接写上新的期次，再改“{_DEADLINE}”。"


def _intended(round_: Round, following: Round) -> str:
    """Return what a yes would do."""
    return f"要把期次从{round_.name}换到{following.name}，并清空报送截止日。"


def question(round_: Round, following: Round) -> str:
    """Return the question of a surface that can ask."""
    return f"{_intended(round_, following)}现在换吗？"


def how_to_say_yes(round_: Round, following: Round) -> str:
    """Return the question of a surface that cannot ask, and how to say yes."""
    return f"{_intended(round_, following)}确定的话，请再点一次“{caption('round')}”。"


def asked_note(following: Round) -> str:
    """Return what 操作台 shows while the question is open."""
    return f"再点一次就开：{following.name}"


def answer_in_window(following: Round) -> str:
    """Return what 操作台 shows while a window asks."""
    return f"请在小窗口里回答：开{following.name}吗"


def declined(round_: Round) -> str:
    """Return what a no leaves."""
    return f"没有开新一期，仍是{round_.name}。"


def opened_note(round_: Round, following: Round) -> str:
    """Return what 操作台 shows afterwards."""
    return f"从{round_.name}换到{following.name}"


def opened(round_: Round, following: Round, year: int | None) -> str:
    """Return what is to be done in the new round, and how to go back; `year` is what 年度 of 设置 says."""
    new = following.start.year if following.start else None
    old = (
        f"“{_YEAR}”还是{year}：时限里没写年份的和年度台账仍按{year}年，新的一年有新计划时请改。"
        if year and new and new != year
        else ""
    )
    return (
        f"已换到{following.name}。请在“{SETTINGS}”里写上新的“{_DEADLINE}”，保存，再点“{caption('split')}”。"
        f"{round_.name}的资料都在，点“{caption('undo')}”就换回去。{old}"
    )


def asked_apart(round_: Round) -> str:
    """Return what is said while it is asked which round follows one of a workbook without 设置."""
    return (
        f"现在是{round_.name}。请在跳出来的小窗口里选新的一期，写上报送截止日。没有小窗口的，改工作区里的“设置.xlsx”。"
    )


def opened_apart(old: Round | None, new: Round, deadline: date) -> str:
    """Return what became of the answer."""
    begin = f"已从{old.name}换到{new.name}" if old and old != new else f"期次是{new.name}"
    back = f"{old.name}的资料都在。" if old and old != new else ""
    return f"{begin}，报送截止日{deadline:%Y-%m-%d}，记在工作区的“设置.xlsx”里。接着点“{caption('split')}”。{back}"
