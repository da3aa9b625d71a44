"""催报 on an open or a saved workbook: whom it chases, told in a message, and how often in 回收情况."""

from __future__ import annotations

from collections import Counter
from typing import Final

from xlplan.actions.remind import GROUP_TEXT, PAPER, Reminding, remind
from xlplan.files.store.workspace import Workspace
from xlplan.office.buttons.press import Outcome, Press, current_round, finish, list_round, some
from xlplan.status.remind import Lack
from xlplan.terms.sheets import PENDING, RETURNS, SENT

_NOBODY: Final = "都已报齐，没有要催的部门"


def chase(job: Press) -> Outcome:
    """Write what is needed to chase the late ones, and open the folder where it lies."""
    console, sheets = job.console(), job.sheets(SENT, RETURNS, PENDING)
    source = job.source()
    round_ = current_round(source)
    job.tell("正在写催报的话和催办单", 0.3)
    result = remind(source, round_.name, job.now)
    said = f"{round_.name}：{_counted(result)}"
    list_round(job, source, round_, sheets, console, ("remind", said))
    finish(job, sheets, RETURNS)
    return Outcome(
        True,
        chased_words(result, source.workspace),
        show=RETURNS,
        folder=result.folder if result.reminders else None,
    )


def chased_words(result: Reminding, workspace: Workspace) -> str:
    """Who is to be chased, and what to do with what was written for it."""
    lines = [f"{result.round.name}：{_counted(result)}。"]
    by_lack = ((lack, some(each.department for each in result.reminders if each.lack is lack)) for lack in Lack)
    lines += [f"{lack.value}：{names}。" for lack, names in by_lack if names]
    if names := some(each.department for each in result.reminders if each.escalated):
        lines.append(f"已催过两次以上、要报分管领导：{names}。")
    if result.reminders:
        where = workspace.shown(result.folder)
        lines.append(f"在“{where}”里：“{GROUP_TEXT}”贴到群里，每个部门的话单独发，“{PAPER}”打印或盖章后发。")
    return "".join(lines)


def _counted(result: Reminding) -> str:
    if not result.reminders:
        return _NOBODY
    counts = Counter(each.lack for each in result.reminders)
    parts = "，".join(f"{lack.value} {counts[lack]}" for lack in Lack if counts[lack])
    return f"要催 {len(result.reminders)} 个部门（{parts}）"
