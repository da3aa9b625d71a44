"""开新一期: put the next round into 设置. Nothing of the round before is touched."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from xlplan.actions.book import Book
from xlplan.actions.rounds import desk_of
from xlplan.office.buttons.guard import Outcome
from xlplan.office.buttons.surface import OpenSurface, Surface, current_round
from xlplan.office.sheets.fixed_sheets import SettingCells
from xlplan.returns.judge import missing
from xlplan.schedule.rounds import Round, next_round
from xlplan.telling.told import some
from xlplan.terms.buttons import caption
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import SETTINGS

_ASKED_FOR: Final = timedelta(minutes=10)
"""A click in the workbook cannot be asked: a second one this soon after the question means yes."""


def new_round(job: Surface) -> Outcome:
    """Put the next round into 设置 and clear its deadline, once the user has said yes."""
    job.prepare()
    cells = SettingCells(job.all_sheets) if isinstance(job, OpenSurface) else None
    source = job.source()
    round_ = current_round(source)
    following = next_round(round_)
    name, deadline = (SETTING_ITEMS[item][0] for item in ("round", "deadline"))
    if not isinstance(job, OpenSurface) or not job.console or not cells:
        new = f"“{following.name}”" if following else "新的期次"
        how = f"请在 WPS 里把“{SETTINGS}”的“{name}”改成{new}，写上新的“{deadline}”，保存后再点“{caption('split')}”。"
        return Outcome(True, _left_over(source, round_) + how)
    console = job.console
    if following is None:
        cells.show()
        return Outcome(
            False,
            f"“{round_.name}”后面是哪一期推算不出来。请在“{SETTINGS}”的“{name}”里直接写上新的期次，再改“{deadline}”。",
            show=SETTINGS,
        )
    question = f"再点一次就开：{following.name}"
    said, at = console.noted(caption("round"))
    again = said.startswith(question) and at is not None and job.now - at < _ASKED_FOR
    if job.answer is False:
        return Outcome(True, f"没有开新一期，仍是{round_.name}。")
    if not (job.answer or (job.answer is None and again)):
        ask = f"{_left_over(source, round_)}要把期次从{round_.name}换到{following.name}，并清空报送截止日。"
        console.note(caption("round"), question, job.now)
        return Outcome(True, f"{ask}确定的话，请再点一次“{caption('round')}”。", ask=f"{ask}现在换吗？")
    cells.write("round", following.name)
    cells.write("deadline", "")
    console.note(caption("round"), f"从{round_.name}换到{following.name}", job.now)
    cells.show()
    return Outcome(
        True,
        f"已换到{following.name}。请在“{SETTINGS}”里写上新的“{deadline}”，保存，再点“{caption('split')}”。"
        f"{round_.name}的资料都在，把“{name}”改回去就能接着办。",
        show=SETTINGS,
    )


def _left_over(source: Book, round_: Round) -> str:
    """Return what is still open in a round, in a sentence; empty if nothing is."""
    ledger = source.workspace.open_ledger()
    if ledger is None:
        return f"{round_.name}还没有下发过。"
    with ledger:
        desk = desk_of(ledger, round_, source.registry)
        late = missing(desk, ledger.received(round_.name))
    if not desk.sent:
        return f"{round_.name}还没有下发过。"
    return f"{round_.name}还没报送：{some(late)}。" if late else ""
